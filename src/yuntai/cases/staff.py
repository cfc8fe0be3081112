"""The staff of an employer as the registry holds it: enrolments of last December, the year's wages, the allowance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yuntai.cases.content import watched
from yuntai.cases.drafts import as_text
from yuntai.people.models import Employer
from yuntai.rules.language.kinds import FAR


@dataclass(frozen=True)
class Staff:
    """A person with an enrolment here in December of last year, as the registry holds it: ``cells`` by fact, as text."""

    person: int
    enrolment: str
    last_base: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Enrolled:
    """Somebody who is insured through an employer, from a day on; ``ended_on`` is ``None`` for those who still are."""

    person: int
    enrolment: str
    began_on: date
    ended_on: date | None


def staff_of(employer: Employer, day: date) -> list[Staff]:
    """The enrolments of an employer in December of the year before ``day``, with that year's wages and the allowance."""
    december = date(day.year - 1, 12, 1)
    with watched().tables() as source:
        enrolments, paid, benefits = (source.table(name) for name in ("enrolments", "contributions", "benefits"))
        mine = enrolments.filter(
            enrolments["employer"] == employer.uscc,
            enrolments["kind"] == "employee",
            enrolments["began_on"] < date(day.year, 1, 1),
            enrolments["ended_on"] >= december,
        )
        year = paid.filter(paid["month"].between(date(day.year - 1, 1, 1), december)).semi_join(mine, "enrolment")
        sums = year.group_by("enrolment").aggregate(
            months=year.count(), gross_wage=year["wage"].sum(), last_base=year["base"].argmax(year["month"])
        )
        injury = benefits.filter(benefits["kind"] == "injury", benefits["month"] == december)
        allowances = injury.group_by("person").aggregate(allowance=injury["amount"].sum())
        joined = mine.left_join(sums, "enrolment").left_join(allowances, "person")
        found = joined.order_by("enrolment").to_pyarrow().to_pylist()
    return [_of_enrolment(row) for row in found]


def _of_enrolment(row: Mapping[str, Any]) -> Staff:
    facts = {
        "joined_on": row["began_on"],
        "left_on": "至今" if row["ended_on"] == FAR else row["ended_on"],
        "employed_in_december": True,
        "months": row["months"],
        "gross_wage": row["gross_wage"],
        "draws_allowance": row["allowance"] is not None,
        "allowance": row["allowance"],
    }
    cells = {name: as_text(value) for name, value in facts.items()}
    return Staff(row["person"], str(row["enrolment"]), as_text(row["last_base"]), cells)


def enrolled_since(employer: Employer, day: date) -> list[Enrolled]:
    """All who were insured as employees of ``employer`` on ``day`` or later, each by the last enrolment."""
    with watched().tables() as source:
        enrolments = source.table("enrolments")
        mine = enrolments.filter(
            enrolments["employer"] == employer.uscc, enrolments["kind"] == "employee", enrolments["ended_on"] >= day
        )
        rows = mine.order_by("began_on", "enrolment").to_pyarrow().to_pylist()
    found = {
        row["person"]: Enrolled(
            row["person"],
            str(row["enrolment"]),
            row["began_on"],
            None if row["ended_on"] == FAR else row["ended_on"],
        )
        for row in rows
    }
    return list(found.values())
