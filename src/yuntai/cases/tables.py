"""The platform's own tables for figures and plans: cases and what was done to them, as columns beside the database; and rolls.

Figures read many rows of few columns, the database keeps few rows of many. So a copy in columns follows it
(:mod:`yuntai.selections.followed`): the worker adds each minute what has happened, whoever reads adds what has happened since. It is
made anew where it is not of this database, and bears no name: persons stand under their pseudonyms, and whoever asked to be kept
secret does not stand there at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ibis
import pyarrow as pa
from django.conf import settings
from django.db import connection as database
from django.db import transaction

from yuntai.bookings.models import Booking, Session
from yuntai.cases.content import catalogue, pack, watched
from yuntai.cases.counts.adding import workdays_between
from yuntai.cases.models import Event
from yuntai.clock import day_of, now, today
from yuntai.errors import Unavailable, YuntaiError
from yuntai.exchange.models import Message
from yuntai.exchange.models import State as MessageState
from yuntai.people.models import Unit
from yuntai.procedures.units import CHANNEL_OF
from yuntai.rolls import following
from yuntai.rolls.content import rolls
from yuntai.rules.language.kinds import FAR
from yuntai.selections.followed import Followed, State
from yuntai.selections.own import OWN

if TYPE_CHECKING:
    from yuntai.registry.store import Registry

SETTLED = timedelta(minutes=10)
"""What is older is not followed by anything with a smaller number: no transaction lasts so long."""
_AT_ONCE = 100_000
MOST = 1_000_000
"""How many acts are taken up before the worker looks at its queue again."""
TAIL = 20_000
"""How much whoever reads adds itself; where more has happened, it has the copy follow first."""
LONG = 500_000
"""So much is left to the worker."""

_LOCAL = {"sqlite": "date({}, '+8 hours')", "postgresql": "({} AT TIME ZONE 'Asia/Shanghai')::date"}
_TOLD = {"sqlite": "json_extract(e.data, '$.{}')", "postgresql": "e.data->>'{}'"}
"""A moment as a day here, and something of what an entry tells, in the SQL of each database."""


def follow() -> int:
    """Have the copy take up what has happened and is settled, of much the first part; how many acts.

    Another process that is at it does it for this one.
    """
    limit, taken = min(_settled(), _valid(_followed("acts")).until + MOST), 0
    for one, rows_of in ((_followed("acts"), _acts), (_followed("cases"), _cases)):
        with one.alone() as alone:
            if not alone:
                continue
            state = _valid(one)
            if limit <= state.until:
                continue
            for rows in rows_of(one, state.until, limit):
                state = one.add(state, rows, state.until, state.mark)
                taken += rows.num_rows * one.final
            one.make_one(one.add(state, one.schema.empty_table(), limit, _mark(limit)))
    return taken


@contextmanager
def tables() -> Iterator[Own]:
    """The platform's own tables and the registry's, as they are now, for one question after another."""
    with _registry() as registry:
        here = registry is not None and registry.source.connection.name == "duckdb"
        connection = registry.source.connection if registry and here else ibis.duckdb.connect()
        try:
            yield Own(connection, registry)
        finally:
            if not here:
                connection.disconnect()


@contextmanager
def _registry() -> Iterator[Registry | None]:
    from yuntai.registry.store import Registry

    if watched().registry() is None:
        yield None
        return
    with Registry.open(str(settings.REGISTRY)) as registry:
        yield registry


class Own:
    """Tables by name: what follows, as of now; what the catalogue says; what the registry holds."""

    def __init__(self, connection: Any, registry: Registry | None) -> None:
        self._connection, self._registry = connection, registry
        self._made: dict[str, ibis.Table] = {}

    def __contains__(self, name: object) -> bool:
        return name in OWN or name in rolls() or (self._registry is not None and name in self._registry)

    def table(self, name: str) -> ibis.Table:
        """The table ``name``. Raises ``YuntaiError`` where there is none."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> ibis.Table:
        if name in _FOLLOWED:
            return self._followed(name)
        if name in _SMALL:
            schema = Followed(Path(), OWN[name]).schema.remove(0)
            return ibis.memtable(pa.Table.from_pylist(list(_SMALL[name]()), schema=schema))
        if name in rolls():
            return following.rows(name, self._connection, today())
        if self._registry is None:
            raise YuntaiError(f"登记库没有接上，用到“{name}”的数现在算不出来")
        return self._registry.table(name)

    def _followed(self, name: str) -> ibis.Table:
        one, rows_of = _followed(name), _FOLLOWED[name]
        state = _valid(one)
        if (waiting := _waiting(state.until)) > LONG:
            raise Unavailable("办件还在汇总，几分钟以后再看；后台进程（yuntai worker）没有运行的，请先运行")
        if waiting > TAIL and follow():
            state = _valid(one)
        recent = [one.schema.empty_table(), *rows_of(one, state.until, None)]
        return one.read(self._connection, state, pa.concat_tables(recent))


def _followed(name: str) -> Followed:
    return Followed(folder(), OWN[name], final=name == "acts", sorted_by="kind" if name == "acts" else "")


def folder() -> Path:
    """Where the copy lies."""
    return settings.HOME.path / "followed"


def _valid(one: Followed) -> State:
    """What is there; nothing where it followed another database, or this one as it was before it was set back."""
    state = one.state
    return state if state.until and _mark(state.until) == state.mark else State(state.form)


def _mark(number: int) -> str:
    """The seal of an act, which no other has."""
    return next(iter(Event.objects.filter(number=number).values_list("seal", flat=True)), "")


def _settled() -> int:
    """The greatest number up to which nothing comes any more; 0 where there is none."""
    old = Event.objects.filter(at__lte=now() - SETTLED).order_by("-at", "-number")
    return next(iter(old.values_list("number", flat=True)[:1]), 0)


def _waiting(until: int) -> int:
    """How many acts have not been followed, counted no further than it matters."""
    return Event.objects.filter(number__gt=until).order_by()[: LONG + 1].count()


def _acts(one: Followed, after: int, until: int | None) -> Iterator[pa.Table]:
    """The acts after a number, up to another where there is one."""
    told = _TOLD[database.vendor].format
    statement = f"""
        SELECT e.number, e.case_id, e.kind, {_LOCAL[database.vendor].format("e.at")}, e.capacity,
            CASE WHEN e.kind = 'rate' THEN {told("score")} END,
            CASE WHEN e.kind = 'recheck' THEN {told("result")} END,
            CASE WHEN e.kind = 'propose' THEN {told("overridden")} END
        FROM cases_event e WHERE e.number > %s{" AND e.number <= %s" if until else ""} ORDER BY e.number"""
    for rows in _read(statement, [after, *([until] if until else [])]):
        number, case, kind, on, capacity, score, result, overridden = zip(*rows, strict=True)
        yield _table(
            one,
            *(number, number, case, kind, map(_day, on), capacity),
            *(map(_whole, score), result, [value in (True, 1, "true") for value in overridden]),
        )


def _cases(one: Followed, after: int, until: int | None) -> Iterator[pa.Table]:
    """The cases to which something was done after a number, up to another where there is one, as they are now."""
    units = dict(Unit.objects.values_list("pk", "code"))
    done = f"SELECT case_id FROM cases_event WHERE number > %s{' AND number <= %s' if until else ''}"
    statement = f"""
        SELECT c.id, c.number, c.procedure, c.unit_id, c.district, c.channel,
            (SELECT e.unit_id FROM cases_event e WHERE e.case_id = c.id AND e.kind = 'submit' ORDER BY e.number DESC LIMIT 1),
            CASE WHEN c.secret THEN NULL ELSE coalesce(m.pseudonym, p.pseudonym) END,
            CASE WHEN c.secret THEN NULL ELSE f.uscc END, c.state, c.outcome,
            {_LOCAL[database.vendor].format("c.submitted_at")}, c.accepted_on, c.due_on, c.closed_on, c.paused, c.rating, c.amount
        FROM cases_case c LEFT JOIN people_person p ON p.id = c.person_id LEFT JOIN people_person m ON m.id = p.merged_into_id
            LEFT JOIN people_employer f ON f.id = c.employer_id
        {f"WHERE c.id IN ({done})" if after else ""} ORDER BY c.id"""
    given = [after, *([until] if until else [])] if after else []
    for rows in _read(statement, given):
        case, number, procedure, unit, district, channel, window, person, employer, state, outcome, *rest = zip(
            *rows, strict=True
        )
        came, accepted, due, closed, paused, rating, amount = rest
        begins, ends = [*map(_day, accepted)], [*map(_day, closed)]
        yield _table(
            one,
            *([until or after + 1] * len(rows), case, number, procedure, map(units.get, unit), map(_text, district)),
            *(channel, map(units.get, window), person, employer, state, map(_text, outcome), map(_day, came)),
            *(begins, map(_day, due), ends, map(_worked, begins, ends), map(bool, paused), rating, map(_money, amount)),
        )


_FOLLOWED = {"acts": _acts, "cases": _cases}


def _read(statement: str, values: Sequence[int]) -> Iterator[list[tuple[Any, ...]]]:
    with transaction.atomic(), database.chunked_cursor() as cursor:
        cursor.execute(statement, values)
        while rows := cursor.fetchmany(_AT_ONCE):
            yield rows


def _table(one: Followed, *columns: Iterable[Any]) -> pa.Table:
    return pa.table(
        [pa.array(list(column), field.type) for column, field in zip(columns, one.schema, strict=True)], one.schema
    )


@lru_cache(maxsize=20_000)
def _day(value: Any) -> date:
    return FAR if value is None else date.fromisoformat(value[:10]) if isinstance(value, str) else value


def _whole(value: Any) -> int | None:
    return None if value is None else int(value)


def _text(value: str) -> str | None:
    return value or None


def _money(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


@lru_cache(maxsize=100_000)
def _worked(begin: date, end: date) -> int | None:
    """The working days from acceptance to the end, where a case has both."""
    return None if FAR in (begin, end) else workdays_between(begin, end)


def _units() -> Iterator[dict[str, Any]]:
    known = catalogue().units
    for unit in Unit.objects.all():
        declared = known.get(unit.code)
        outlet = CHANNEL_OF.get(unit.level) if declared else None
        district = declared.district if declared else None
        yield {"unit": unit.code, "title": unit.name, "level": unit.level, "district": district, "outlet": outlet}


def _matters() -> Iterator[dict[str, Any]]:
    for one in catalogue().values():
        yield {
            "procedure": one.id,
            "audience": "both" if len(one.audience) > 1 else next(iter(one.audience)),
            "online": "online" in one.channels,
            "terminal": "terminal" in one.channels,
            "counter": not one.channels.isdisjoint(CHANNEL_OF.values()),
            "level": one.routing.level,
            "guide": bool(one.guide),
        }


def _policies() -> Iterator[dict[str, Any]]:
    decide = {policy for one in catalogue().values() for policy in (one.policy, one.table)}
    for name in pack().policy_ids:
        yield {"policy": name, "decides": name in decide}


def _sittings() -> Iterator[dict[str, Any]]:
    units = dict(Unit.objects.values_list("pk", "code"))
    found = Session.objects.order_by("pk").values_list("pk", "kind", "unit", "begins", "capacity", "cancelled_at")
    for number, sort, unit, begins, capacity, cancelled in found.iterator():
        here = {"session": number, "sort": sort, "unit": units[unit], "held_on": day_of(begins)}
        yield here | {"capacity": capacity, "cancelled": cancelled is not None}


def _bookings() -> Iterator[dict[str, Any]]:
    units = dict(Unit.objects.values_list("pk", "code"))
    columns = ("pk", "session", "session__kind", "session__unit", "session__begins", "person__pseudonym")
    found = Booking.objects.order_by("pk").values_list(*columns, "employer__uscc", "state", "came_at")
    for number, session, sort, unit, begins, person, employer, state, came in found.iterator():
        here = {"booking": number, "session": session, "sort": sort, "unit": units[unit], "held_on": day_of(begins)}
        yield here | {"person": person, "employer": employer, "state": state, "came": came is not None}


def _messages() -> Iterator[dict[str, Any]]:
    units = dict(Unit.objects.values_list("pk", "code"))
    found = Message.objects.incoming().order_by("pk")
    for number, party, unit, made, due, state, done in found.values_list(
        "pk", "party", "unit", "made_at", "due_on", "state", "done_at"
    ).iterator():
        answered = day_of(done) if state == MessageState.ANSWERED and done else FAR
        here = {"message": number, "party": party, "unit": units[unit], "came_on": day_of(made)}
        yield here | {"due_on": due or FAR, "answered_on": answered}


_SMALL = {
    "units": _units,
    "matters": _matters,
    "policies": _policies,
    "sittings": _sittings,
    "bookings": _bookings,
    "messages": _messages,
    "bundles": lambda: ({"bundle": name} for name in catalogue().bundles),
}
"""What the catalogue says, and tables of which there are few rows, row by row as they are now."""
