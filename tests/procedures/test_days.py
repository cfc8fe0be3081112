"""What has not happened cannot be told of: every question for a day, of every procedure, unless it is about the future."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from yuntai.clock import today
from yuntai.packs import FOLDER
from yuntai.procedures import Field, load_procedures
from yuntai.procedures.kinds import Rows
from yuntai.rules.language.kinds import Date
from yuntai.rules.rule.packs import load_pack

PROCEDURES = load_procedures(load_pack(FOLDER / "nanjing"))
PLANNED = {
    "class_starts_on",
    "ended_on",
    "ends_on",
    "leaves_on",
    "left_on",
    "new_place_from",
    "retire_on",
    "starts_on",
    "until",
    "visit_on",
    "batch_from",
}
"""Days that may lie ahead: the last day of a contract, a month to come, a retirement, a mandate, a class that is planned."""

DAYS = [
    (name, field)
    for name, one in PROCEDURES.items()
    if hasattr(one, "fields")
    for field in one.fields
    if isinstance(field.kind, Date)
]


def test_there_are_such_questions() -> None:
    names = {field.name for _, field in DAYS}
    assert {"lost_on", "died_on", "injured_on", "arrears_since", "hired_from"} <= names


@pytest.mark.parametrize(("procedure", "field"), DAYS, ids=[f"{name}.{field.name}" for name, field in DAYS])
def test_a_day_that_has_not_come(procedure: str, field: Field) -> None:
    assert isinstance(field.kind, Date)
    tomorrow, said = today() + timedelta(1), ""
    try:
        field.kind.check_on(tomorrow, today())
    except ValueError as error:
        said = str(error)
    assert ("还没有到，最晚填" in said) is not field.kind.future, procedure
    assert not field.kind.future or field.name in PLANNED, procedure


def test_a_row_of_a_table_that_has_not_come() -> None:
    (work,) = [field for field in PROCEDURES["title_review"].fields if isinstance(field.kind, Rows)]
    with pytest.raises(ValueError, match="还没有到，最晚填"):
        work.kind.check_on([{"work": "某项", "done_on": date(2199, 1, 1)}], today())


def test_a_death_long_ago_is_asked_back() -> None:
    died_on = next(field for field in PROCEDURES["death_benefit"].fields if field.name == "died_on")
    assert died_on.kind.doubt(date(1900, 1, 1), date(2026, 11, 30)) == (
        "您填的是1900年1月1日，到2026年11月30日是 126 年，写对了吗？"
    )
    assert died_on.kind.doubt(date(2026, 11, 1), date(2026, 11, 30)) == ""
