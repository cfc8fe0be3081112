"""Ages at which nobody works yet, or draws a pension, or is alive."""

from yuntai.selections import check, evidence, words


@check(
    "未满法定就业年龄参保",
    kind="enrolment",
    severity="medium",
    table="enrolments",
    source="《劳动法》第十五条",
    verify="核对出生日期和参保日期，多为录错年份；确在未成年时用工的，移交劳动监察。",
)
def underage_enrolment(enrolments, persons, youngest_worker):
    joined = enrolments.inner_join(persons.select("person", "born_on"), "person")
    years = _age(joined.born_on, joined.began_on)
    found = joined.filter((joined.kind == "employee") & (years < youngest_worker.on(joined.began_on)))
    return evidence(
        found,
        key=found.enrolment,
        person=found.person,
        row=found.enrolment,
        on=found.began_on,
        detail=words("参保时 ", _age(found.born_on, found.began_on), " 岁"),
    )


@check(
    "未到最低退休年龄领养老金",
    kind="unentitled",
    severity="high",
    table="benefits",
    source="国发〔1978〕104号第一条",
    verify="调阅退休审批表和特殊工种、因病提前退休的认定材料；没有的，停发并追回。",
)
def pension_too_young(benefits, persons, youngest_pensioner):
    joined = benefits.inner_join(persons.select("person", "born_on", "sex"), "person")
    pension = joined.filter(joined.kind == "pension")
    years = _age(pension.born_on, pension.month)
    found = pension.filter(years < youngest_pensioner.on(pension.month, pension.sex))
    return evidence(
        found,
        key=found.person,
        person=found.person,
        row=found.benefit,
        on=found.paid_on,
        amount=found.amount,
        detail=words("领取时 ", _age(found.born_on, found.month), " 岁"),
    )


@check(
    "超出人的寿命仍领待遇",
    kind="death",
    severity="medium",
    table="benefits",
    source="疑点数据核查：死亡冒领",
    verify="上门或视频做领取资格认证，核对户籍；本人已故的，按死亡后仍发待遇处理。",
)
def pension_too_old(benefits, persons, oldest_pensioner):
    joined = benefits.inner_join(persons.select("person", "born_on"), "person")
    found = joined.filter(_age(joined.born_on, joined.paid_on) > oldest_pensioner.on(joined.paid_on))
    return evidence(
        found,
        key=found.person,
        person=found.person,
        row=found.benefit,
        on=found.paid_on,
        amount=found.amount,
        detail=words("领取时 ", _age(found.born_on, found.paid_on), " 岁"),
    )


def _age(born_on, day):
    before = (day.month() * 100 + day.day()) < (born_on.month() * 100 + born_on.day())
    return day.year() - born_on.year() - before.ifelse(1, 0)
