"""Plans: what is begun is begun once by its key, however often a plan runs and whichever day was missed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import ibis
import pytest

from tests.city import People
from tests.web.test_workbench import officer
from yuntai.cases.content import pack
from yuntai.cases.plans import doing, running
from yuntai.cases.plans.asking import propose_run
from yuntai.cases.plans.models import FOR_GOOD, Begun, Run
from yuntai.cases.plans.running import go_on, plans_of, run
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.models import Role
from yuntai.proposals.proposing import confirm, shown
from yuntai.rules.language.kinds import Number
from yuntai.rules.language.parameters import Parameter, Publication, Record
from yuntai.rules.rule.packs import Pack
from yuntai.selections import daily, monthly, plan, rows, weekly
from yuntai.selections.plans import Every, Plan

TUESDAY = date(2026, 12, 1)


class World:
    """A table ``work`` with keys, and what was begun for them."""

    def __init__(self) -> None:
        self.keys: list[str] = []
        self.done: list[str] = []
        self.broken: set[str] = set()
        self.weights: dict[str, int] = {}

    def begin(self, _plan: Plan, row: Any, _key: str) -> str:
        if row["key"] in self.broken:
            raise YuntaiError("现在办不了")
        self.done.append(row["key"])
        return "办了"

    @contextmanager
    def tables(self) -> Iterator[Any]:
        made = {"key": self.keys, "weight": [self.weights.get(key, 1) for key in self.keys]}
        work = ibis.memtable(made, schema=ibis.schema({"key": "string", "weight": "int64"}))

        class Here:
            def __contains__(self, name: object) -> bool:
                return name == "work"

            def table(self, _name: str) -> Any:
                return work

        yield Here()


@pytest.fixture
def world(people: People, monkeypatch: pytest.MonkeyPatch) -> World:  # noqa: ARG001  the database
    made = World()
    monkeypatch.setattr(running, "tables", made.tables)
    monkeypatch.setitem(doing.DOES, "tells", made.begin)
    return made


def every(how: Every, draw: str = "") -> Plan:
    def some(work: Any) -> Any:
        return rows(work, key=work.key, weight=work.weight)

    return plan("试一试", every=how, tells="x", draw=draw)(some)


def after(days: int) -> date:
    return TUESDAY + timedelta(days)


def test_a_daily_plan_begins_a_key_once_for_good(world: World) -> None:
    one = every(daily())
    world.keys = ["a", "b"]
    assert [run(one, {}, TUESDAY), run(one, {}, TUESDAY)] == [2, 0]
    world.keys = ["b", "c"]
    assert run(one, {}, after(3)) == 1  # two days were missed
    assert world.done == ["a", "b", "c"]
    assert set(Begun.objects.values_list("period", flat=True)) == {FOR_GOOD}


def test_a_monthly_plan_begins_a_key_once_a_month_on_whichever_day_it_ran(world: World) -> None:
    one = every(monthly(1))
    world.keys = ["a", "b"]
    assert run(one, {}, after(2)) == 2  # the first and the second day were missed
    assert run(one, {}, after(3)) == 0
    assert run(one, {}, after(31)) == 2
    assert world.done == ["a", "b", "a", "b"]
    assert sorted(Run.objects.values_list("period", flat=True)) == [TUESDAY, date(2027, 1, 1)]


def test_a_weekly_plan_has_a_week_of_its_own(world: World) -> None:
    one = every(weekly("周一"))
    world.keys = ["a"]
    assert [run(one, {}, after(days)) for days in (0, 5, 6, 7)] == [1, 0, 1, 0]


def test_a_run_that_broke_off_begins_the_rest_and_nothing_twice(world: World) -> None:
    one = every(monthly(1))
    world.keys, world.broken = ["a", "b", "c"], {"b"}
    assert run(one, {}, TUESDAY) == 2
    assert Run.objects.get().done_at is None
    world.broken = set()
    assert run(one, {}, after(1)) >= 1
    assert world.done == ["a", "c", "b"]
    assert Begun.objects.count() == 3


def test_many_ask_two_officers_first(world: World, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MANY", 3)
    one = every(monthly(1))
    world.keys = ["a", "b", "c"]
    monkeypatch.setattr(running, "plans_of", lambda _place: _Loaded(one))
    assert run(one, {}, TUESDAY) == 0
    assert run(one, {}, after(1)) == 0
    here = Run.objects.get()
    assert (world.done, here.asked, here.count) == ([], True, 3)
    manager, second = people.manager, officer("second", people.manager.roles()[0].unit, Role.MANAGE)
    assert Notice.objects.filter(user=manager, template="plan_waits").count() == 1
    with pytest.raises(YuntaiError):
        propose_run(here, one.title, people.clerk, "要办")
    proposal = propose_run(here, one.title, manager, "年度核查")
    lines, digest, _ = shown(proposal)
    assert [line.text for line in lines] == ["试一试", "3 件"]
    with pytest.raises(YuntaiError):
        confirm(proposal.pk, manager, digest)
    go_on(TUESDAY)
    assert world.done == []
    confirm(proposal.pk, second, digest)
    go_on(after(1))
    go_on(after(1))
    assert world.done == ["a", "b", "c"]


class _Loaded:
    def __init__(self, one: Plan) -> None:
        self.selections, self.thresholds = {one.id: one}, {}


def share(value: str) -> dict[str, Parameter]:
    """A parameter ``rate`` that is always so."""
    record = Record(date.min, date.max, Publication(date.min), "办法", value)
    return {"rate": Parameter("rate", "比例", "%", (), Number(), (record,), "here")}


def test_a_draw_takes_a_share_by_a_seed_that_was_published_before(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A plan that was not there yesterday draws from tomorrow on; its next seed is published at once. By the seed ``s`` the smallest
    SHA-256 of ``s|key`` are drawn, as ``printf '%s' 's|k3' | sha256sum`` tells."""
    import hashlib

    one = every(monthly(1), draw="rate")
    world.keys = [f"k{number}" for number in range(10)]
    monkeypatch.setattr("yuntai.cases.plans.models.now", lambda: _moment(TUESDAY))
    Run.once(plan=one.id, period=TUESDAY, seed="s", made_at=_moment(TUESDAY))
    assert run(one, share("0.3"), TUESDAY) == 0
    assert Run.objects.filter(period=date(2027, 1, 1)).exists()
    assert run(one, share("0.3"), after(1)) == 3
    smallest = sorted(world.keys, key=lambda key: hashlib.sha256(f"s|{key}".encode()).hexdigest())[:3]
    assert sorted(world.done) == sorted(smallest)
    world.keys += [f"k{number}" for number in range(10, 40)]
    assert run(one, share("0.3"), after(2)) == 0
    assert len(world.done) == 3


def _moment(day: date) -> Any:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    return datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Shanghai"))


HEAD = "from yuntai.selections import daily, plan, rows\n\n"


@pytest.mark.parametrize(
    ("does", "columns", "sentence"),
    [
        ('opens="visit"', "person=cases.person", "没有“visit”这个事项"),
        ('tells="nothing"', "person=cases.person", "没有“nothing”这个通知模板"),
        ('tells="contract_ends"', "person=cases.person", "要 contract、ends_on，每一行都要有这些列"),
        ('tells="contract_ends"', "contract=cases.number, ends_on=cases.due_on", "每一行要有 person、employer 或 unit"),
        ('enters="nothing"', "person=cases.person", "没有“nothing”这本台账"),
        ('enters="collective_contracts"', "color=cases.number", "的台账“collective_contracts”没有 color 这些列"),
    ],
)
def test_a_plan_that_does_what_is_not_there_is_refused_with_its_line(
    tmp_path: Path, does: str, columns: str, sentence: str
) -> None:
    folder = tmp_path / "here" / "plans"
    folder.mkdir(parents=True)
    text = f'{HEAD}@plan("试", every=daily(), {does})\ndef a(cases):\n    return rows(cases, key=cases.number, {columns})\n'
    (folder / "some.py").write_text(text, encoding="utf-8")
    with pytest.raises(YuntaiError) as told:
        plans_of(Pack("here", "此地", (folder.parent, *pack().folders)))
    assert sentence in str(told.value)
    assert "some.py:3：计划“试”" in str(told.value)


def test_the_plans_of_the_place_are_sound() -> None:
    assert "contract_ends" in plans_of(pack()).selections
