"""Benefits paid to the dead, and registrations of death that cannot all be right."""

from yuntai.selections import check, evidence, words


@check(
    "死亡后仍发待遇",
    kind="death",
    severity="high",
    table="benefits",
    source="《社会保险法》第八十八条；疑点数据核查：死亡冒领",
    verify="核对死亡登记（医院、公安、民政、殡葬）与本人或家属；确属多发的，从死亡次月起追回，补办停发。",
)
def benefit_after_death(benefits, deaths, pays_month_of_death):
    registered = deaths.group_by("person").aggregate(died_on=deaths.died_on.min(), last=deaths.died_on.max())
    died = registered.filter(registered.died_on == registered.last)  # deaths that contradict each other prove nothing
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


@check(
    "死亡登记互相矛盾",
    kind="data",
    severity="low",
    table="deaths",
    source="数据质量：一个人只有一个死亡日期",
    verify="不是对本人的怀疑：请死亡登记的来源单位核对，改正或撤销错的一条；改好以前不据此停发或追回待遇。",
)
def contradicting_deaths(deaths):
    of_each = deaths.group_by("person").mutate(first=deaths.died_on.min(), last=deaths.died_on.max())
    found = of_each.filter(of_each["first"] != of_each["last"])
    return evidence(
        found,
        key=found.person,
        person=found.person,
        row=found.death,
        on=found.died_on,
        detail=words("登记为 ", found.died_on, " 死亡，另有不同的死亡登记"),
    )
