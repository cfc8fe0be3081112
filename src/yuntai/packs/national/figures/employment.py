"""就业和失业。"""

from yuntai.rules import FAR
from yuntai.selections import beside, figure, rows


def _where(units, found):
    """``found`` by the bureau of its district."""
    bureaus = units.filter(units.level == "district").select("unit", "district")
    return beside(found, bureaus, "district")


@figure("登记失业", unit="人次")
def registered_unemployed(spells, persons, units):
    found = _where(units, spells.inner_join(persons.select("person", "district", "sex"), "person"))
    return rows(
        found, on=found.registered_on, unit=found.unit, person=found.person, reason=found.reason, sex=found.sex, part=1
    )


@figure("失业人员再就业", unit="人")
def reemployed(spells, persons, units):
    """Registered as unemployed, and in work again on the day."""
    back = spells.filter(spells.reemployed_on < FAR)
    found = _where(units, back.inner_join(persons.select("person", "district", "sex"), "person"))
    return rows(found, on=found.reemployed_on, unit=found.unit, person=found.person, sex=found.sex, part=1)


@figure("就业困难人员实现就业", unit="人")
def hard_to_employ_in_work(spells, persons, units):
    back = spells.filter(spells.reemployed_on < FAR)
    hard = persons.filter(persons.hard_to_employ).select("person", "district", "sex")
    found = _where(units, back.inner_join(hard, "person"))
    return rows(found, on=found.reemployed_on, unit=found.unit, person=found.person, sex=found.sex, part=1)


@figure("新增高校毕业生参保就业", unit="人")
def graduates_insured(enrolments, persons, employers, units):
    """Insured as an employee for the first time, within two years of graduation."""
    work = enrolments.filter((enrolments.kind == "employee") & (enrolments.place == "nanjing"))
    first = work.group_by("person").aggregate(began_on=work.began_on.min())
    begun = work.inner_join(first, ["person", "began_on"]).select("person", "employer", "began_on")
    graduates = persons.filter(persons.graduated_on < FAR).select("person", "graduated_on", "sex")
    found = begun.inner_join(graduates, "person").inner_join(
        employers.select("employer", "district", "section"), "employer"
    )
    since = (
        found.began_on.year() * 12
        + found.began_on.month()
        - found.graduated_on.year() * 12
        - found.graduated_on.month()
    )
    found = _where(units, found.filter((since >= 0) & (since <= 24)))
    return rows(
        found, on=found.began_on, unit=found.unit, person=found.person, sex=found.sex, section=found.section, part=1
    )


@figure("灵活就业登记参保", unit="人")
def flexible_insured(enrolments, persons, units):
    flexible = enrolments.filter(enrolments.kind == "flexible")
    found = _where(units, flexible.inner_join(persons.select("person", "district", "sex"), "person"))
    return rows(found, on=found.began_on, unit=found.unit, person=found.person, sex=found.sex, part=1)
