"""Benefits of those out of work, drawn at work."""

from yuntai.selections import check, evidence, words


@check(
    "就业期间领失业保险金",
    kind="unentitled",
    severity="high",
    table="benefits",
    source="《社会保险法》第五十一条第一项",
    verify="向单位核对入职、停保日期和工资发放；停保手续滞后而没有缴费的不算。属实的，自重新就业的次月起追回。",
)
def unemployment_while_employed(benefits, enrolments, contributions):
    employed = enrolments.filter(enrolments.kind == "employee").select("enrolment", "person", "began_on", "ended_on")
    drawn = benefits.filter(benefits.kind == "unemployment").select("benefit", "person", "month", "amount", "paid_on")
    # An employer that goes on paying shows that the enrolment is not just one that nobody has closed.
    last = contributions.group_by("enrolment").aggregate(last=contributions.month.max())
    both = drawn.inner_join(employed, "person").inner_join(last, "enrolment")
    both = both.filter((both.began_on <= both.paid_on) & (both.paid_on <= both.ended_on) & (both.last >= both.month))
    return evidence(
        both,
        key=both.person,
        person=both.person,
        row=both.benefit,
        on=both.paid_on,
        amount=both.amount,
        detail=words("参保登记 ", both.enrolment),
    )


@check(
    "领养老金的同时以职工身份缴费",
    kind="duplicate",
    severity="high",
    table="benefits",
    source="《社会保险法》第十六条；疑点数据核查：违规参保",
    verify="核对两处的退休核准与参保登记；退休返聘只参加工伤保险的不算。属实的，清退误缴的保险费，或更正退休核准并追回。",
)
def pension_while_employed(benefits, enrolments, contributions):
    employed = enrolments.filter(enrolments.kind == "employee").select("enrolment", "place")
    drawn = benefits.filter(benefits.kind == "pension").select("benefit", "person", "month", "amount", "paid_on")
    paid = contributions.select("enrolment", "person", "month").inner_join(employed, "enrolment")
    both = drawn.inner_join(paid, ["person", "month"])
    return evidence(
        both,
        key=both.person,
        person=both.person,
        row=both.benefit,
        on=both.paid_on,
        amount=both.amount,
        detail=words("参保登记 ", both.enrolment, "（", both.place, "）"),
    )
