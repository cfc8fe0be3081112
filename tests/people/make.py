"""People of a small bureau: who they are, what they may do."""

from __future__ import annotations

from typing import Any

from yuntai.clock import today
from yuntai.people.models import Appointment, Employer, Operator, Person, Role, Unit, User
from yuntai.registry.identity import check_digit

PASSWORD = "桥上看风景-2026"


def resident_id(number: int) -> str:
    """A valid resident id, another for each number."""
    body = f"320106{19600101 + number // 1000 * 10000}{number % 1000:03}"
    return body + check_digit(body)


def person(number: int, name: str = "王小明") -> Person:
    return Person.objects.register(resident_id(number), name, phone="13812345678")


def resident(username: str, number: int, name: str = "王小明") -> User:
    """An account of a person."""
    return User.objects.create_user(username, PASSWORD, person=person(number, name))


def officer(username: str, unit: Unit, *roles: Role, **fields: Any) -> User:
    """An account of an officer with ``roles`` in ``unit``."""
    user = User.objects.create_user(username, PASSWORD, **fields)
    for role in roles:
        Appointment.objects.create(user=user, unit=unit, role=role)
    return user


def units() -> dict[str, Unit]:
    """市 with the districts 鼓楼 and 江宁, a street in the first."""
    city = Unit.objects.create(code="c", name="市人社局", level="city")
    gulou = Unit.objects.create(code="g", name="鼓楼区人社局", level="district", parent=city)
    jiangning = Unit.objects.create(code="j", name="江宁区人社局", level="district", parent=city)
    street = Unit.objects.create(code="gs", name="湖南路街道", level="street", parent=gulou)
    return {"city": city, "gulou": gulou, "jiangning": jiangning, "street": street}


def employer(uscc: str = "91320106MA1TE5T01F", name: str = "南京示例机械有限公司", **fields: Any) -> Employer:
    return Employer.objects.create(uscc=uscc, name=name, district="鼓楼", **fields)


def make_firm() -> Employer:
    """A registered employer with 钱 as its approver and 李 as a handler."""
    one = employer(registered_on=today())
    Operator.objects.create(user=resident("qian", 1, "钱多多"), employer=one, role="approver")
    Operator.objects.create(user=resident("li", 2, "李小红"), employer=one, role="handler")
    return one
