"""本市的补贴。"""

from yuntai.selections import figure, rows

EMPLOYMENT = [
    *("flexible_subsidy", "interview_subsidy", "post_subsidy", "retention_refund", "skill_upgrading", "startup_loan"),
    "talent_housing",
]
"""The matters whose money is counted as 就业创业补贴."""


def _granted(cases, *procedures):
    """What was granted in these matters, and not taken back since."""
    paid = cases.filter((cases.outcome == "granted") & cases.state.isin(["closed", "revisiting"]) & (cases.amount > 0))
    return paid.filter(paid.procedure.isin(procedures))


def _hard(cases, persons):
    hard = persons.filter(persons.hard_to_employ).select("person")
    return _granted(cases, "flexible_subsidy").semi_join(hard, "person")


@figure("就业困难人员灵活就业社保补贴人次", unit="人次")
def hard_flexible_grants(cases, persons):
    paid = _hard(cases, persons)
    return rows(paid, on=paid.closed_on, unit=paid.unit, case=paid.case, channel=paid.channel, part=1)


@figure("就业困难人员灵活就业社保补贴金额", unit="元")
def hard_flexible_money(cases, persons):
    paid = _hard(cases, persons)
    return rows(paid, on=paid.closed_on, unit=paid.unit, case=paid.case, channel=paid.channel, part=paid.amount)


@figure("就业创业补贴资金", unit="元")
def employment_subsidies(cases):
    paid = _granted(cases, *EMPLOYMENT)
    return rows(paid, on=paid.closed_on, unit=paid.unit, case=paid.case, procedure=paid.procedure, part=paid.amount)
