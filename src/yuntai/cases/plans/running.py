"""Running the plans of a day: whatever one day missed the next one makes up for, and nothing is begun twice."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from typing import Any

from django.db import transaction

from yuntai.cases.content import pack
from yuntai.cases.plans.asking import ask
from yuntai.cases.plans.doing import DOES, require_sound
from yuntai.cases.plans.models import FOR_GOOD, Begun, Run
from yuntai.cases.tables import tables
from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.notices.templates import load_templates
from yuntai.registry.rolls import read_rolls
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.rule.packs import Pack
from yuntai.selections.loading import Loaded, Nowhere, known_tables, load
from yuntai.selections.plans import Plan
from yuntai.supervision.draw import draw

log = logging.getLogger(__name__)

MANY = 10_000
"""A run that would begin so many asks first."""


@cache
def plans_of(place: Pack) -> Loaded[Plan]:
    """The plans of a place. Raises ``YuntaiError`` with file and line where one is wrong."""
    loaded = load(place, "plans", Plan)
    templates, rolls = load_templates(place), read_rolls(place)
    for one in loaded.selections.values():
        made = one.made(Nowhere(known_tables(place)), loaded.thresholds, date.max)
        require_sound(one, set(made.columns), templates, rolls)
    return loaded


def run_all(day: date) -> None:
    """Run what is due on ``day`` and not done. One that fails stops no other, and is run again the next day."""
    plans = plans_of(pack())
    for one in plans.selections.values():
        try:
            run(one, plans.thresholds, day)
        except Exception:
            log.exception("The plan %s failed", one.id)


def go_on(day: date) -> None:
    """Run what two officers have let go on."""
    plans = plans_of(pack())
    for one in Run.objects.filter(allowed=True, done_at__isnull=True):
        if one.plan in plans.selections:
            run(plans.selections[one.plan], plans.thresholds, day)


def run(plan: Plan, thresholds: Mapping[str, Parameter], day: date) -> int:
    """Run a plan as of ``day``; how many were begun."""
    here = _run_of(plan, plan.every.due(day) or day)
    if plan.draw:
        _run_of(plan, _next(plan, day))  # its seed is published now
        if here.was_published >= day:
            return 0
    if here.done_at:
        return 0
    rows = {row["key"]: row for row in _rows(plan, thresholds, day)}
    if plan.draw:
        rows = _drawn(here, plan, thresholds, day, rows)
    period = FOR_GOOD if plan.every.step == "day" else here.period
    begun = set(Begun.objects.filter(plan=plan.id, period=period).values_list("key", flat=True))
    todo = {key: row for key, row in rows.items() if key not in begun}
    if len(todo) >= MANY and not here.allowed:
        here.count, here.asked = len(todo), True
        here.save()
        ask(plan, here)
        return 0
    done = [_begin(plan, period, key, row) for key, row in todo.items()]
    if None not in done:
        here.count, here.done_at = sum(map(bool, done)), now()
        here.save()
    return sum(map(bool, done))


def _run_of(plan: Plan, period: date) -> Run:
    made = Run.once(plan=plan.id, period=period, seed=secrets.token_hex(16))
    return made or Run.objects.get(plan=plan.id, period=period)


def _next(plan: Plan, day: date) -> date:
    """The first day after ``day`` on which the plan is due."""
    tomorrow = day + timedelta(1)
    days = (tomorrow + timedelta(ahead) for ahead in range(32))
    return next((one for one in days if plan.every.due(one) == one), tomorrow)


def _rows(plan: Plan, thresholds: Mapping[str, Parameter], day: date) -> Iterator[dict[str, Any]]:
    with tables() as source:
        made = plan.made(source, thresholds, day)
        made = made.mutate(key=made["key"].cast("string")).order_by("key")
        yield from made.to_pyarrow().to_pylist()


def _drawn(
    here: Run, plan: Plan, thresholds: Mapping[str, Parameter], day: date, rows: Mapping[str, dict[str, Any]]
) -> dict[str, dict[str, Any]]:
    """The rows that are drawn: a share of those that can be, at least one; what was drawn once stays drawn."""
    if here.drawn is None:
        record = thresholds[plan.draw].on(day)
        if record is None:
            raise YuntaiError(f"参数 {plan.draw}（{thresholds[plan.draw].title}）在 {day} 没有值")
        weighted = "weight" if any("weight" in row for row in rows.values()) else None
        able = {key: row for key, row in rows.items() if weighted is None or row["weight"]}
        count = int((Decimal(len(able)) * Decimal(record.value)).quantize(Decimal(1), ROUND_HALF_UP))
        keys = [one.key for one in draw(able, here.seed, max(count, 1), weight=weighted)] if able else []
        here.drawn = keys
        here.save()
    return {key: rows[key] for key in here.drawn if key in rows}


def _begin(plan: Plan, period: date, key: str, row: Mapping[str, Any]) -> str | None:
    """Begin one row, unless it was; what it became, nothing where it cannot be begun yet, ``None`` where that failed."""
    try:
        with transaction.atomic():
            begun = Begun.once(plan=plan.id, period=period, key=key)
            if begun is None:
                return "begun"
            begun.what = DOES[plan.does[0]](plan, row, f"plan/{plan.id}/{period}/{key}"[:120])
            if not begun.what:
                raise _Nobody
            begun.save()
            return begun.what
    except _Nobody:
        return ""
    except YuntaiError:
        log.exception("The plan %s could not begin %s", plan.id, key)
        return None


class _Nobody(Exception):
    """Nobody is there for whom it could be begun."""
