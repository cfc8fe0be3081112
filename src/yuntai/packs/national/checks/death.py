"""Benefits paid to the dead."""

from yuntai.supervision.check import check, evidence, words


@check(
    "死亡后仍发待遇",
    kind="death",
    severity="high",
    table="benefits",
    source="《社会保险法》第八十八条；疑点数据核查：死亡冒领",
    verify="核对死亡登记（医院、公安、民政、殡葬）与本人或家属；确属多发的，从死亡次月起追回，补办停发。",
)
def benefit_after_death(benefits, deaths, pays_month_of_death):
    died = deaths.group_by("person").aggregate(died_on=deaths.died_on.min())
    paid = benefits.inner_join(died, "person")
    month = paid.died_on.truncate("M")
    due = (paid.month < month) | ((paid.month == month) & pays_month_of_death.on(paid.died_on))
    late = paid.filter((paid.paid_on > paid.died_on) & ~due)
    return evidence(
        late,
        key=late.person,
        person=late.person,
        row=late.benefit,
        on=late.paid_on,
        amount=late.amount,
        detail=words(late.died_on, " 死亡"),
    )
