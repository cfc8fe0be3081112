"""The kept sums: whatever happens to cases, they are what counting anew would say, taken up or not, for whoever may see which units."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.db.models import Q
from django.utils.timezone import localtime

from tests.city import People
from tests.web.test_workbench import elsewhere, many_cases
from yuntai.cases.counts import keeping
from yuntai.cases.counts.adding import is_quick, workdays_between
from yuntai.cases.counts.keeping import take_up, take_up_all
from yuntai.cases.counts.marks import watch
from yuntai.cases.counts.models import SUMS, Due, Logged, Mark, Noted, Passed, Rated, Standing, Taken
from yuntai.cases.counts.sums import Sums, read
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import EVERYTHING, Sight
from yuntai.cases.states import ENDED, OPEN
from yuntai.clock import day_of, start_of

DAYS = [date(2026, 8, 30) + timedelta(number) for number in range(70)]
STATES = ("submitted", "handling", "correcting", "paying", "closed", "rejected", "withdrawn")
LOG: dict[str, tuple[dict[str, Any], ...]] = {
    "submit": ({},),
    "propose": ({"overridden": True}, {"overridden": False}),
    "draw": ({"seed": "a"},),
    "recheck": ({"result": "wrong"}, {"result": "right"}),
    "rate": ({"score": 5}, {"score": 4}, {"score": 3}, {"score": 1}),
    "note": ({},),
}


class Town:
    """Cases to which anything may happen."""

    def __init__(self, people: People, seed: int) -> None:
        self.people, self.draw = people, random.Random(seed)
        self.units = [people.clerk.roles()[0].unit, elsewhere(people)]
        self.numbers = iter(range(10**6))

    def columns(self) -> dict[str, Any]:
        draw, state = self.draw, self.draw.choice(STATES)
        return {
            "state": state,
            "paused": state == "correcting",
            "due_on": draw.choice([None, *DAYS]),
            "accepted_on": draw.choice([None, *DAYS[:30]]),
            "closed_on": draw.choice(DAYS[30:]) if state in ENDED else None,
            "rating": draw.choice([None, 1, 3, 4, 5]),
            "outcome": "granted",
            "amount": draw.choice([Decimal("0.30"), Decimal(1500)]) if state != "withdrawn" else None,
            "unit": draw.choice(self.units),
            "channel": draw.choice(["online", "counter", "phone"]),
        }

    def come_in(self) -> None:
        (case,) = many_cases(
            self.people,
            1,
            number=f"8{next(self.numbers):09}",
            procedure=self.draw.choice(["skill_upgrading", "gone"]),
            **self.columns(),
        )
        hour = timedelta(hours=self.draw.randrange(24))
        Case.objects.filter(pk=case.pk).update(submitted_at=start_of(self.draw.choice(DAYS)) + hour)

    def change(self) -> None:
        if case := self.some():
            Case.objects.filter(pk=case.pk).update(**self.columns())

    def tell(self) -> None:
        if case := self.some():
            kind = self.draw.choice(list(LOG))
            Event.append(
                case_id=case.pk,
                kind=kind,
                user_id=self.people.clerk.pk,
                capacity=self.draw.choice(["本人", "受托人"]),
                unit_id=self.draw.choice([None, self.units[1].pk]),
                reason="",
                data=self.draw.choice(LOG[kind]),
            )

    def some(self) -> Case | None:
        return self.draw.choice([None, *Case.objects.order_by("pk").only("pk")])

    def live(self, steps: int) -> None:
        for _ in range(steps):
            self.draw.choice([self.come_in, self.change, self.tell, self.tell])()


def kept(sums: Sums, since: date) -> dict[str, Any]:
    """All that the sums say."""
    return {
        "standing": sums.of(Standing, "unit_id", "procedure", "state"),
        "late": sums.of(Due, "procedure", until=since - timedelta(1)),
        "logged": sums.of(Logged, "kind"),
        "passed": sums.of(Passed, "unit_id", "procedure", since=since),
        "taken": sums.of(Taken, "month", "channel", since=since.replace(day=1), until=since + timedelta(40)),
        "windows": sums.of(Taken, "window", "day", since=since, until=since + timedelta(9)),
        "rated": sums.of(Rated, "capacity", since=since),
        "noted": sums.of(Noted, "what", "entry", since=since),
    }


def anew(cases: Any, since: date) -> dict[str, Any]:
    """The same by looking at every case and its log."""
    found: dict[str, dict[Any, Counter[str]]] = {
        name: {} for name in ("standing", "late", "logged", "passed", "taken", "windows", "rated", "noted")
    }

    def add(name: str, key: tuple[Any, ...], **numbers: int) -> None:
        found[name].setdefault(key, Counter()).update({column: number for column, number in numbers.items() if number})

    for case in cases.prefetch_related("events"):
        here = (case.unit_id, case.procedure)
        came = localtime(case.submitted_at).date()
        submitted = [event.unit_id for event in case.events.all() if event.kind == "submit"]
        add("standing", (*here, case.state), cases=1)
        if case.state in OPEN and not case.paused and case.due_on and case.due_on < since:
            add("late", (case.procedure,), cases=1)
        if since.replace(day=1) <= came <= since + timedelta(40):
            add("taken", (came.replace(day=1), case.channel), cases=1)
        if since <= came <= since + timedelta(9):
            add("windows", ((submitted[-1] if submitted else None) or 0, came), cases=1)
        if case.closed_on and case.closed_on >= since:
            if case.accepted_on:
                worked = workdays_between(case.accepted_on, case.closed_on)
                add("passed", here, ended=1, worked=worked, quick=is_quick(case.procedure, worked))
                if case.due_on:
                    add("passed", here, closed=1, kept=case.closed_on <= case.due_on)
            if case.rating:
                add("passed", here, rated=1, liked=case.rating >= 4)
            if case.amount is not None:
                add("passed", here, money=int(case.amount * 100))
        for event in case.events.all():
            add("logged", (event.kind,), entries=1)
            if day_of(event.at) >= since:
                match event.kind, event.data:
                    case "propose", said:
                        add("passed", here, proposed=1, overridden=said["overridden"])
                        if said["overridden"]:
                            add("noted", ("overridden", event.number), times=1)
                    case "recheck", said:
                        add("passed", here, rechecked=1, wrong=said["result"] == "wrong")
                        if said["result"] == "wrong":
                            add("noted", ("wrong", event.number), times=1)
                    case "draw", _:
                        add("noted", ("drawn", event.number), times=1)
                    case "rate", said:
                        add("rated", (event.capacity,), given=1, liked=said["score"] >= 4)
                        if said["score"] <= 2:
                            add("noted", ("bad", event.number), times=1)
    return {name: {key: numbers for key, numbers in rows.items() if numbers} for name, rows in found.items()}


def agree(town: Town) -> None:
    since = town.draw.choice(DAYS)
    unit = town.draw.choice(town.units)
    elsewhere = list(Case.objects.exclude(unit=unit).values_list("pk", flat=True))
    besides = Q(pk__in=town.draw.sample(elsewhere, min(2, len(elsewhere))))
    hers = Q(pk=unit.pk)
    for sight, cases in (
        (EVERYTHING, Case.objects.all()),
        (Sight((), hers, None), Case.objects.filter(unit=unit)),
        (Sight((), hers, besides), Case.objects.filter(Q(unit=unit) | besides)),
    ):
        assert read(sight, lambda sums: kept(sums, since)) == anew(cases, since)


@pytest.mark.parametrize("seed", range(4))
def test_kept_is_counted_anew(people: People, seed: int) -> None:
    town = Town(people, seed)
    town.live(12)
    for _ in range(12):
        town.live(town.draw.randrange(1, 6))
        agree(town)
        if town.draw.random() < 0.6:
            take_up(town.draw.choice((1, 3, 100)))
            agree(town)
    take_up_all()
    assert not Mark.objects.exists()
    agree(town)
    for model in SUMS:  # of each day there is one row, be it that it was taken up in many parts
        assert model._base_manager.values(*model.keys).distinct().count() == model._base_manager.count()


def test_where_nothing_was_marked_everything_is_counted(people: People) -> None:
    """The triggers are gone, as after a table was made anew; the next migration puts them there and has all cases marked."""
    town = Town(people, 9)
    town.live(30)
    take_up_all()
    with connection.cursor() as cursor:
        cursor.execute(
            "DROP TRIGGER cases_case_changed" + (" ON cases_case" if connection.vendor == "postgresql" else "")
        )
    town.live(20)
    watch()
    agree(town)
    take_up_all()
    agree(town)


def test_other_promises_count_the_working_days_anew(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cases that took 4 working days: of 20 promised that is quick, of 10 it is not; of a calendar that says 7 neither is."""
    for number in ("7000000001", "7000000002"):
        ended = {"accepted_on": date(2023, 9, 4), "closed_on": date(2023, 9, 8), "due_on": date(2023, 9, 13)}
        many_cases(people, 1, number=number, state="closed", outcome="granted", **ended)
        monkeypatch.setattr(keeping, "basis", lambda number=number: number)
        monkeypatch.setattr("yuntai.cases.counts.adding.is_quick", lambda *_, number=number: number.endswith("1"))
        monkeypatch.setattr(keeping, "is_quick", lambda *_, number=number: number.endswith("1"))
        monkeypatch.setattr(keeping, "workdays_between", lambda *_: 7)
        take_up_all()
        (found,) = read(EVERYTHING, lambda sums: sums.of(Passed, "procedure", since=date(2023, 9, 1))).values()
        said = {name: found[name] for name in ("ended", "worked", "quick", "closed")}
        if number.endswith("1"):
            assert said == {"ended": 1, "worked": 4, "quick": 1, "closed": 1}
        else:
            assert said == {"ended": 2, "worked": 14, "quick": 0, "closed": 2}
