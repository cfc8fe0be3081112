"""补贴。"""

from yuntai.selections import beside, figure, rows


def _of(payments, persons, units):
    """What was paid, by the district in which the person lives; ``policy`` is what it was paid under."""
    found = beside(payments, persons.select("person", "district"), "person")
    bureaus = units.filter(units.level == "district").select("unit", "district")
    return beside(found, bureaus, "district")


@figure("补贴发放人次", unit="人次")
def subsidies_drawn(payments, persons, units):
    found = _of(payments, persons, units)
    return rows(found, on=found.paid_on, unit=found.unit, policy=found.policy, part=1)


@figure("补贴发放金额", unit="元")
def subsidies_paid(payments, persons, units):
    found = _of(payments, persons, units)
    return rows(found, on=found.paid_on, unit=found.unit, policy=found.policy, part=found.amount)


@figure("享受补贴的人", unit="人")
def subsidised(payments, persons, units):
    found = _of(payments, persons, units)
    return rows(found, on=found.paid_on, unit=found.unit, policy=found.policy, person=found.person, part=1)
