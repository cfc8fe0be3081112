"""Rows of rolls are entered, ended and corrected: never changed in place. Each call is one change, sealed over its rows.

A row says what held from ``since`` until ``until``; whoever enters a key again says what holds from then on, and what held ends
the day before. What a row says wrongly is corrected: another takes its place, and both are kept. Called within a transaction (of a
case's act) it is part of that. The rows of the keys are locked first, the chain of the roll last.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import Unit, User
from yuntai.registry.columns import Table
from yuntai.rolls.content import roll_of
from yuntai.rolls.digests import digest
from yuntai.rolls.keepers import keepers
from yuntai.rolls.models import Change, Roll
from yuntai.rolls.rows import Row, said
from yuntai.rolls.secrets import close, found_by, open_
from yuntai.rolls.tables import FIND, clear, model_of

MOST = 5_000
"""Of how many rows a change is at most: as long as it takes, other writers wait."""
_TWICE = "这一行刚刚有别人登记，或者和别的行重了（{}）；请刷新再看"


@dataclass(frozen=True)
class By:
    """Who writes, for which unit, in which case, why, and as what. Nobody where the platform does it of itself."""

    user: User | None = None
    unit: Unit | None = None
    case: str = ""
    reason: str = ""
    capacity: str = ""

    @property
    def as_what(self) -> str:
        """Her capacity; where it is not said her roles of today with their units."""
        if self.capacity or self.user is None:
            return self.capacity or "平台"
        return "、".join(sorted({str(one) for one in self.user.roles()}))[:120] or "当事人"


@dataclass
class Written:
    """What became of rows: how many keys are new, how many hold something else now, how many said what is there already."""

    new: int = 0
    changed: int = 0
    same: int = 0
    change: Change | None = None


@dataclass
class _Plan:
    """The rows that come, as they are to be, and those that they replace."""

    roll: Table
    rows: list[Row] = field(default_factory=list)
    replaced: list[int] = field(default_factory=list)


@transaction.atomic
def enter(
    name: str,
    given: Iterable[Row | Mapping[str, Any]],
    by: By,
    *,
    since: date | None = None,
    what: str = Change.What.ENTER,
) -> Written:
    """Rows of a roll hold from ``since`` on (today). What a row does not name stays as it is under its key.

    A person is given by her resident id, or by her pseudonym. Raises ``YuntaiError`` where a row cannot be, or would begin
    before what is known of its key.
    """
    roll, since = roll_of(name), since or today()
    rows = [one if isinstance(one, Row) else said(roll, one) for one in given]
    if len(rows) > MOST:
        raise YuntaiError(f"一次最多登记 {MOST:,} 行，请分几次")
    _refuse_twins(rows)
    there, plan, written = _standing(roll, [row.key for row in rows], since), _Plan(roll), Written()
    for row in rows:
        _enter(plan, written, row, there.get(row.key, []), since)
    written.change = _write(plan, by, what)
    return written


@transaction.atomic
def end(name: str, keys: Collection[Sequence[Any]], on: date, by: By) -> Written:
    """What holds under these keys holds for the last time on ``on``. Raises ``YuntaiError`` where nothing does."""
    roll = roll_of(name)
    wanted = [tuple(key) for key in keys]
    there, plan = _standing(roll, wanted, on), _Plan(roll)
    for key in wanted:
        standing = [one for one in there.get(key, []) if one.until is None and one.since <= on]
        if not standing:
            raise YuntaiError(f"{roll.title}里没有到 {on} 还有效的“{'、'.join(map(str, key))}”")
        plan.replaced.append(standing[0].number)
        plan.rows.append(standing[0].with_days(standing[0].since, on))
    return Written(changed=len(wanted), change=_write(plan, by, Change.What.END))


@transaction.atomic
def correct(name: str, number: int, given: Mapping[str, Any], by: By) -> Written:
    """The row with this number said something wrong: what ``given`` names is and was otherwise, its days ``since`` and ``until`` too.

    Raises ``YuntaiError`` where it has been replaced, the row cannot be so, no reason is given, or another holds on those days.
    """
    roll = roll_of(name)
    if not by.reason.strip():
        raise YuntaiError("更正要写原因")
    old = next(iter(_read(roll, model_of(name).objects.select_for_update().filter(pk=number, replaced_on=None))), None)
    if old is None:
        raise YuntaiError("这一行已经有人改过，请刷新再看")
    days = {"since": given.get("since", old.since), "until": given.get("until", old.until)}
    new = old.merged(said(roll, {name: value for name, value in given.items() if name not in days}, whole=False))
    new = new.with_days(**days)
    if new.key != old.key:
        raise YuntaiError(
            f"“{'、'.join(roll[one].title for one in roll.key)}”认出是哪一行，不能更正；请终止这一行，另外登记"
        )
    if new.until and new.until < new.since:
        raise YuntaiError(f"终止日 {new.until} 早于起始日 {new.since}")
    for other in _standing(roll, [new.key], date.min).get(new.key, []):
        if other.number != number and other.meets(new):
            raise YuntaiError(f"同一编号在 {other.since} 到 {other.until or '现在'} 已经有一行，日期不能重叠")
    plan = _Plan(roll, [new], [number])
    return Written(changed=1, change=_write(plan, by, Change.What.CORRECT))


def _enter(plan: _Plan, written: Written, row: Row, there: Sequence[Row], since: date) -> None:
    """Plan what becomes of a row by what stands under its key."""
    open_one = next((one for one in there if one.until is None), None)
    if later := [one for one in there if one.since > since]:
        raise YuntaiError(f"{row.label}：{later[0].since} 起已经有登记，{since} 的要用更正")
    if open_one is None:
        if there:
            raise YuntaiError(f"{row.label}：到 {there[0].until} 还有登记，要从第二天起")
        plan.rows.append(row.whole().with_days(since, None))
        written.new += 1
        return
    merged = open_one.merged(row).whole()
    if merged == open_one:
        written.same += 1
        return
    plan.replaced.append(open_one.number)
    if open_one.since < since:
        plan.rows.append(open_one.with_days(open_one.since, since - timedelta(1)))
    plan.rows.append(merged.with_days(since, None))
    written.changed += 1


def _refuse_twins(rows: Sequence[Row]) -> None:
    seen: set[tuple[Any, ...]] = set()
    for row in rows:
        if row.key in seen:
            raise YuntaiError(f"{row.label}写了两次，删掉一行")
        seen.add(row.key)


def _standing(roll: Table, keys: Sequence[tuple[Any, ...]], since: date) -> dict[tuple[Any, ...], list[Row]]:
    """The rows of these keys that we know now and that hold on ``since`` or later, locked; the last first."""
    found: dict[tuple[Any, ...], list[Row]] = {}
    if not keys:
        return found
    narrowed = {f"{name}__in": {key[at] for key in keys} for at, name in enumerate(roll.key)}
    rows = model_of(roll.name).objects.filter(**narrowed, replaced_on=None).order_by("-since")
    wanted = set(keys)
    for row in _read(roll, rows.select_for_update()):
        if row.key in wanted and (row.until is None or row.until >= since):
            found.setdefault(row.key, []).append(row)
    return found


def _read(roll: Table, rows: Any) -> list[Row]:
    names = [column.name for column in roll.loaded]
    own = ("pk", "since", "until", "private")
    found = []
    for number, since, until, private, *values in rows.values_list(*own, *names):
        row = Row(roll, dict(zip(names, values, strict=True)), {}, since, until, number)
        row.secrets.update(open_(roll, row.key, private))
        found.append(row)
    return found


def _write(plan: _Plan, by: By, what: str) -> Change | None:
    """Write the change, then its rows."""
    if not plan.rows:
        return None
    roll, day = plan.roll, today()
    columns, records = _records(plan, day)
    sealed = [columns.index(name) for name in clear(roll)]
    change = Change.append(
        roll_id=Roll.objects.values_list("pk", flat=True).get(name=roll.name),
        what=what,
        by_id=by.user.pk if by.user else None,
        capacity=by.as_what,
        unit_id=by.unit.pk if by.unit else None,
        case=by.case,
        reason=by.reason.strip()[:200],
        count=len(records),
        digest=digest(clear(roll), ([record[at] for at in sealed] for record in records), plan.replaced),
    )
    model = model_of(roll.name)
    if plan.replaced:
        model.objects.filter(pk__in=plan.replaced).update(replaced_on=day, replacing=change.number)
    try:
        _insert(model, [*columns, "change"], [(*record, change.number) for record in records])
    except IntegrityError:
        named = [*roll.key, *(roll.kept.once if roll.kept else ())]
        raise YuntaiError(_TWICE.format("、".join(dict.fromkeys(roll[name].title for name in named)))) from None
    return change


def _records(plan: _Plan, day: date) -> tuple[list[str], list[tuple[Any, ...]]]:
    """The rows that come as the database has them, with the names of their columns."""
    roll, records = plan.roll, []
    names = [column.name for column in roll.loaded]
    found = [f"{FIND}{column.name}" for column in roll.columns if column.private and column.find]
    for row, unit in zip(plan.rows, keepers(roll, [row.values for row in plan.rows]), strict=True):
        private, mark = close(roll, row.key, row.secrets)
        by = found_by(roll, row.secrets)
        own = (*(by[name] for name in found), unit, row.since, row.until, day, private, mark)
        records.append((*(row.values.get(name) for name in names), *own))
    return [*names, *found, "unit", "since", "until", "recorded_on", "private", "mark"], records


def _insert(model: Any, columns: Sequence[str], records: Sequence[tuple[Any, ...]]) -> None:
    fields = [model._meta.get_field(name) for name in columns]
    quote = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(fields))
    into = (
        f"INSERT INTO {quote(model._meta.db_table)} ({', '.join(quote(one.column) for one in fields)}) VALUES ({marks})"
    )
    prepare = [field.get_db_prep_save for field in fields]
    with connection.cursor() as cursor:
        cursor.executemany(
            into, [[of(value, connection) for of, value in zip(prepare, record, strict=True)] for record in records]
        )
