"""社会保险。"""

from yuntai.rules import FAR
from yuntai.selections import beside, figure, rows


@figure("在保职工", unit="人")
def insured_now(enrolments, employers, units, today):
    held = enrolments.filter(
        (enrolments.kind == "employee") & (enrolments.began_on <= today) & (enrolments.ended_on > today)
    )
    found = held.inner_join(employers.select("employer", "district", "section"), "employer")
    bureaus = units.filter(units.level == "district").select("unit", "district")
    found = beside(found, bureaus, "district")
    return rows(found, on=today, unit=found.unit, person=found.person, section=found.section, part=1)


@figure("参保单位", unit="家")
def insured_employers(enrolments, employers, units, today):
    held = enrolments.filter(
        (enrolments.kind == "employee") & (enrolments.began_on <= today) & (enrolments.ended_on > today)
    )
    firms = (
        held.select("employer").distinct().inner_join(employers.select("employer", "district", "section"), "employer")
    )
    bureaus = units.filter(units.level == "district").select("unit", "district")
    found = beside(firms, bureaus, "district")
    return rows(found, on=today, unit=found.unit, employer=found.employer, section=found.section, part=1)


def _paid(benefits, persons, units):
    found = benefits.inner_join(persons.select("person", "district"), "person")
    bureaus = units.filter(units.level == "district").select("unit", "district")
    return beside(found, bureaus, "district")


@figure("待遇发放人次", unit="人次")
def benefits_drawn(benefits, persons, units):
    found = _paid(benefits, persons, units)
    return rows(found, on=found.paid_on, unit=found.unit, kind=found.kind, part=1)


@figure("待遇发放金额", unit="元")
def benefits_paid(benefits, persons, units):
    found = _paid(benefits, persons, units)
    return rows(found, on=found.paid_on, unit=found.unit, kind=found.kind, part=found.amount)


@figure("缴费到账率", unit="%")
def contributions_received(contributions):
    return rows(contributions, on=contributions.month, part=contributions.paid_on < FAR, whole=1)
