"""The platform's own tables: figures of them say what the kept sums say, whatever happens to cases, followed or not."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cases.test_counts import DAYS, Town
from tests.city import People
from yuntai.bookings.models import Session
from yuntai.bookings.seats import book
from yuntai.cases import tables
from yuntai.cases.content import pack
from yuntai.cases.counts.models import Passed, Rated, Taken
from yuntai.cases.counts.sums import read
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import EVERYTHING
from yuntai.clock import today
from yuntai.exchange.models import Message
from yuntai.figures.measure import Asked, Number, measure
from yuntai.figures.targets import figures_of
from yuntai.people.models import Unit
from yuntai.site.demo import hold_sessions, take_orders


@pytest.fixture(autouse=True)
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for the copy; acts are settled at once."""
    monkeypatch.setattr(tables, "folder", lambda: tmp_path)
    monkeypatch.setattr(tables, "SETTLED", timedelta(0))
    return tmp_path


def said(name: str, since: date, *by: str) -> dict[tuple[Any, ...], Number]:
    """A figure of the platform's own tables as they are now."""
    here = figures_of(pack())
    one = here.figures[name]
    with tables.tables() as source:
        return measure(one, one.rows(source, here.thresholds, today()), Asked(since, date.max), *by)


def kept(model: Any, column: str, since: date, *by: str) -> dict[tuple[Any, ...], int]:
    """The same as the sums keep it."""
    codes = dict(Unit.objects.values_list("pk", "code"))
    found: Counter[tuple[Any, ...]] = Counter()
    columns = ["unit_id" if name == "unit" else name for name in by]
    for key, numbers in read(EVERYTHING, lambda sums: sums.of(model, *columns, since=since)).items():
        named = tuple(codes[value] if name == "unit_id" else value for name, value in zip(columns, key, strict=True))
        found[named] += numbers[column]
    return dict(found)


AGREE = [
    ("received", Taken, "cases", None, ("unit", "procedure", "channel")),
    ("closed_in_time", Passed, "kept", "closed", ("unit", "procedure")),
    ("workdays_taken", Passed, "worked", "ended", ("procedure",)),
    ("satisfied", Rated, "liked", "given", ("unit", "capacity")),
    ("overridden", Passed, "overridden", "proposed", ("unit",)),
    ("found_wrong", Passed, "wrong", "rechecked", ("procedure",)),
]
"""A figure, and the kept sum from which a board answers the same."""


def agree(since: date) -> None:
    for name, model, part, whole, by in AGREE:
        numbers = said(name, since, *by)
        parts = kept(model, part, since, *by)
        assert {key: n.part for key, n in numbers.items() if n.part} == {k: n for k, n in parts.items() if n}, name
        if whole:
            wholes = kept(model, whole, since, *by)
            assert {key: n.whole for key, n in numbers.items()} == {k: n for k, n in wholes.items() if n}, name


def noted(town: Town) -> None:
    """What is changed without an act is taken up with the case's next one."""
    for case in Case.objects.order_by("pk"):
        Event.append(
            case_id=case.pk,
            kind="note",
            user_id=town.people.clerk.pk,
            capacity="本人",
            unit_id=None,
            reason="",
            data={},
        )


@pytest.mark.parametrize("seed", range(2))
def test_figures_say_what_the_kept_sums_say(people: People, seed: int, copy: Path) -> None:
    town = Town(people, seed)
    for _ in range(2):
        town.live(20)
        noted(town)
        agree(town.draw.choice(DAYS))
        assert tables.follow() > 0
        agree(DAYS[0])
    assert tables.follow() == 0
    assert list(copy.glob("acts/*.parquet"))


def test_a_copy_of_another_database_is_not_read(people: People) -> None:
    """The database was set back to before what the copy has followed: it is made anew."""
    town = Town(people, 3)
    town.live(20)
    noted(town)
    tables.follow()
    number = Event.objects.order_by("-number").values_list("number", flat=True)[0]
    one = tables._followed("acts")
    state = one.state
    with one.alone():
        one.add(state, one.schema.empty_table(), number, "another")
    assert tables._valid(one).until == 0
    agree(DAYS[0])
    assert tables.follow() == Event.objects.count()
    assert tables._valid(one).until == number


def test_parts_are_made_one_and_a_case_counts_as_it_was_last(people: People) -> None:
    town = Town(people, 5)
    town.live(30)
    for _ in range(4):
        town.change()
        noted(town)
        tables.follow()
    one = tables._followed("cases")
    assert len(one.state.parts) == 1
    assert one.state.parts[0][1] == Case.objects.count()
    agree(DAYS[0])


def test_who_asked_to_be_kept_secret_does_not_stand_there(people: People) -> None:
    town = Town(people, 1)
    town.come_in()
    Case.objects.update(secret=True)
    with tables.tables() as source:
        (row,) = source.table("cases").to_pyarrow().to_pylist()
    assert (row["person"], row["employer"]) == (None, None)
    Case.objects.update(secret=False)
    with tables.tables() as source:
        (row,) = source.table("cases").to_pyarrow().to_pylist()
    assert row["person"] is not None


def test_sessions_and_work_orders_are_tables_too(people: People) -> None:
    """The demonstration's sessions and orders: all sessions are counted on their day, each order where it came to."""
    hold_sessions()
    take_orders()
    seat = book(Session.objects.filter(open_to_all=True).earliest("pk"), people.worker.person, people.worker)
    since = date(2020, 1, 1)
    with tables.tables() as source:
        sittings = source.table("sittings").to_pyarrow().to_pylist()
        (booked,) = source.table("bookings").filter(lambda t: t.booking == seat.pk).to_pyarrow().to_pylist()
    assert len(sittings) == Session.objects.count() > 0
    assert (booked["session"], booked["person"], booked["came"]) == (
        seat.session_id,
        people.worker.person.pseudonym,
        False,
    )
    orders = said("orders_received", since, "party")
    assert {key: int(number.part) for key, number in orders.items()} == {("12345",): Message.objects.incoming().count()}
    assert sum(number.part for number in said("orders_answered", since).values()) == (
        Message.objects.filter(direction="in", state="answered").count()
    )
