"""A policy reads a roll for one person, live, and for many, from the copy that follows: alike, and only since the roll is complete."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis
import pytest

from tests.rolls.make import ANNA, BERT, apprentice, contract, entered
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.registry.columns import Table
from yuntai.registry.record import Record
from yuntai.registry.rolls import refuse_unseen
from yuntai.rolls import dated, following, live
from yuntai.rolls.content import rolls
from yuntai.rolls.tables import model_of
from yuntai.rolls.writing import By, correct, end
from yuntai.rules import Choice, Date, Money, Policy, Relation, Whole, YesNo
from yuntai.rules.many.population import Population
from yuntai.rules.many.screen import screen
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.assembly import assemble
from yuntai.rules.rule.rule import Rule

pytestmark = pytest.mark.django_db
SOURCE = "测试办法"


def policy_reading(**columns: Any) -> Rule:
    """An allowance of 100 yuan for each course that one is registered in and has begun."""
    policy = Policy(title="学徒津贴", subject="persons", theme="skills", source=SOURCE)
    policy.id = "apprentice_allowance"
    kinds = columns or {
        "registered": YesNo(),
        "enrolled_on": Date(),
        "left_on": Date(none="在学"),
        "result": Choice({"passed": "合格", "failed": "不合格"}),
    }
    policy.include(
        Relation("courses", table="apprentices", by="person", columns=kinds, title="学徒台账", ask="在哪些班？")
    )

    @policy.step("在册的班", source=SOURCE, kind=Whole(unit="个"))
    def held(courses, as_of):  # type: ignore[no-untyped-def]
        return courses.count(lambda one: one.registered & (one.enrolled_on <= as_of) & (one.left_on > as_of))

    @policy.condition("有在册的班", source=SOURCE)
    def has_one(held):  # type: ignore[no-untyped-def]
        return held >= 1

    @policy.result("津贴", Money(), source=SOURCE)
    def allowance(held):  # type: ignore[no-untyped-def]
        return held * 100

    policy.says("您的学徒津贴是{allowance}。")
    return assemble(policy, lambda _id: (policy, {}), ())


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Says since when the apprentices' roll is complete."""

    def since(day: date | None) -> None:
        roll = rolls()["apprentices"]
        assert roll.kept is not None
        changed: Mapping[str, Table] = {
            **rolls(),
            "apprentices": replace(roll, kept=replace(roll.kept, complete_since=day)),
        }
        for module in (live, following):
            monkeypatch.setattr(module, "rolls", lambda: changed)
        monkeypatch.setattr(following, "roll_of", changed.__getitem__)

    return since


@pytest.fixture
def copies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Where the copies lie in this test alone."""
    monkeypatch.setattr(following, "_folder", lambda: tmp_path)
    return tmp_path


class Persons:
    """A registry that holds nothing but who there is."""

    def __init__(self, persons: list[int]) -> None:
        self._table = ibis.memtable({"person": persons}, schema={"person": "int64"})

    def __contains__(self, name: object) -> bool:
        return name == "persons"

    def key(self, _name: str) -> tuple[str, ...]:
        return ("person",)

    def table(self, _name: str) -> ibis.Table:
        return self._table


def of_one(rule: Rule, person: int, day: date) -> tuple[str, Any]:
    held = live.rows_of([person], day, {"apprentices"})
    record = Record(person, {"persons": [{"person": person}], **held}, rolls=live.declared(held))
    (known,) = record.known(rule, day)
    said = answer(rule, known.facts, day)
    return said.status, said.results.get("allowance")


def of_many(rule: Rule, persons: list[int], day: date) -> dict[int, tuple[str, Any]]:
    connection = ibis.duckdb.connect()
    source = following.Rolls(Persons(persons), connection, day)
    found = screen(Population(rule, source), day)
    rows = connection.to_pyarrow(found).to_pylist()
    return {row["person"]: (row["status"], row["allowance"]) for row in rows}


def pseudonyms() -> dict[str, int]:
    """The persons of the roll by their course."""
    return dict(model_of("apprentices").objects.values_list("course", "person"))


def test_what_is_entered_is_read_in_the_same_transaction(complete: Any) -> None:
    """Anna is in two courses that have begun and in one that has not: 200 yuan; after she left one 100."""
    complete(date(2026, 1, 1))
    day, rule = today(), policy_reading()
    for course, begun in (("学1", date(2026, 3, 1)), ("学2", date(2026, 4, 1)), ("学3", day + timedelta(9))):
        entered("apprentices", apprentice(course=course, enrolled_on=begun), since=date(2026, 3, 1))
    person = pseudonyms()["学1"]
    assert of_one(rule, person, day) == ("entitled", Decimal(200))
    end("apprentices", [(person, "学1")], day - timedelta(1), By(reason="退出"))
    assert of_one(rule, person, day) == ("entitled", Decimal(100))
    assert of_one(rule, person + 1, day) == ("not_entitled", Decimal(0))


@pytest.mark.parametrize(("since", "status"), [(None, "unknown"), (1, "unknown"), (0, "not_entitled")])
def test_before_a_roll_is_complete_it_says_nothing(complete: Any, copies: Path, since: int | None, status: str) -> None:  # noqa: ARG001
    """Complete since tomorrow is not complete today; whoever stands in no row is nothing known of, one by one and among all."""
    day, rule = today(), policy_reading()
    entered("apprentices", apprentice(person=BERT))
    complete(None if since is None else day + timedelta(since))
    assert of_one(rule, 7, day)[0] == status
    assert of_many(rule, [7], day)[7][0] == status


def test_one_is_as_many(complete: Any, copies: Path) -> None:  # noqa: ARG001
    """Rows by chance, entered, changed, corrected and ended, followed in between: each person's answer alone is hers among all."""
    complete(date(2020, 1, 1))
    draw, rule, day = random.Random(15), policy_reading(), date(2026, 6, 15)
    persons = list(range(1, 41))
    for round_ in range(4):
        for person in draw.sample(persons, 25):
            row = apprentice(
                person=person,
                course=f"学{draw.randrange(3)}",
                registered=draw.random() < 0.7,
                enrolled_on=date(2026, 1, 1) + timedelta(draw.randrange(300)),
                left_on=draw.choice([date(9999, 12, 31), date(2026, 12, 31), date(2026, 11, 1)]),
            )
            try:
                entered("apprentices", row, since=date(2026, 1, 1) + timedelta(60 * round_ + draw.randrange(50)))
            except YuntaiError:
                continue
        for one in dated.rows("apprentices", day).order_by("?")[:5]:
            correct("apprentices", one.pk, {"registered": not one.registered}, By(reason="抄错"))
        if round_ % 2:
            following.follow()
        many = of_many(rule, persons, day)
        assert many == {person: of_one(rule, person, day) for person in persons}
    assert {status for status, _ in many.values()} == {"entitled", "not_entitled"}


def test_the_copy_knows_what_was_known(copies: Path) -> None:
    entered("collective_contracts", contract(), contract(contract="集2026-2", staff=7), since=date(2026, 1, 5))
    assert following.follow() == 2
    assert following.follow() == 0
    entered("collective_contracts", contract(staff=150), since=date(2026, 3, 1))
    connection = ibis.duckdb.connect()

    def staff(day: date, known_on: date | None = None) -> list[int]:
        found = following.rows("collective_contracts", connection, day, known_on)
        return sorted(connection.to_pyarrow(found)["staff"].to_pylist())

    for _ in range(2):
        assert staff(date(2026, 2, 1)) == [7, 120]
        assert staff(date(2026, 3, 1)) == [7, 150]
        assert staff(date(2026, 1, 4)) == []
        assert staff(date(2026, 3, 1), today() - timedelta(1)) == []
        assert following.follow() in (0, 3)  # the row that was replaced, and those that came in its place
    assert (copies / "collective_contracts").exists()
    assert "staff_signer" not in following.rows("collective_contracts", connection, date(2026, 3, 1)).columns


def test_no_policy_names_what_is_private() -> None:
    with pytest.raises(YuntaiError, match="关系“courses”用了学徒台账的“学徒姓名”，它是保密的"):
        refuse_unseen(
            policy_reading(registered=YesNo(), enrolled_on=Date(), left_on=Date(), full_name=Choice({"a": "甲"})),
            rolls(),
        )
    with pytest.raises(YuntaiError, match="学徒台账没有“enrolled”这一列，是不是“enrolled_on”"):
        refuse_unseen(policy_reading(registered=YesNo(), enrolled_on=Date(), left_on=Date(), enrolled=Date()), rolls())


def test_anna_is_known_by_her_pseudonym(complete: Any) -> None:
    complete(date(2026, 1, 1))
    entered("apprentices", apprentice(person=ANNA))
    (held,) = live.rows_of([pseudonyms()["学1"]], today(), {"apprentices"})["apprentices"]
    assert (held["course"], held["until"]) == ("学1", date(9999, 12, 31))
    assert "full_name" not in held
