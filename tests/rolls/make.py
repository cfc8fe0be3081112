"""Rows of rolls for tests."""

from __future__ import annotations

from datetime import date
from typing import Any

from yuntai.people.models import Person, User
from yuntai.rolls.writing import By, Written, enter

FIRM, OTHER_FIRM = "91320106MA1TE5T01F", "913201000000000018"
ANNA, BERT = "11010519491231002X", "320102198503070019"


def officer() -> User:
    return User.objects.create_user("roll-clerk", display_name="台账员")


def person_in(district: str) -> Person:
    return Person.objects.register(ANNA, "安娜", district=district)


def contract(**changes: Any) -> dict[str, Any]:
    """A collective contract."""
    return {
        "contract": "集2026-1",
        "employer": FIRM,
        "firm": "南京示例机械有限公司",
        "scope": "general",
        "level": "firm",
        "staff": 120,
        "submitted_on": date(2026, 1, 5),
        "begins_on": date(2026, 1, 20),
        "ends_on": date(2027, 1, 19),
        "objection": False,
        "staff_signer": "王小明",
        "firm_signer": "钱大海",
    } | changes


def apprentice(**changes: Any) -> dict[str, Any]:
    return {
        "person": ANNA,
        "full_name": "安娜",
        "phone": "13800000000",
        "course": "学1",
        "employer": FIRM,
        "contract_until": date(2028, 12, 31),
        "enrolled_on": date(2026, 3, 1),
        "registered": True,
        "left_on": date(9999, 12, 31),
    } | changes


def entered(roll: str, *rows: dict[str, Any], since: date | None = None, **by: Any) -> Written:
    return enter(roll, rows, By(**by), since=since)
