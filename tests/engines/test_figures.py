"""A figure is the same on DuckDB and PostgreSQL: random cases and acts, every figure of them, by period, unit and group."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import ibis

from tests.figures.hand import Hand
from yuntai.figures.measure import Asked, measure
from yuntai.figures.targets import figures_of
from yuntai.packs import FOLDER
from yuntai.rules.language.kinds import FAR
from yuntai.rules.rule.packs import load_pack
from yuntai.selections.figures import groups_of

HERE = figures_of(load_pack(FOLDER / "nanjing"))
TODAY = date(2026, 12, 1)
UNITS = ["320102", "320106", "320102-street", None]


def town(seed: int) -> dict[str, list[dict[str, Any]]]:
    draw = random.Random(seed)

    def day() -> date:
        return date(2025, 1, 1) + timedelta(draw.randrange(700))

    cases = [
        {
            "number": str(number),
            "came_on": day(),
            "unit": draw.choice(UNITS[:3]),
            "window": draw.choice(UNITS),
            "procedure": draw.choice(["a", "b"]),
            "channel": draw.choice(["online", "counter", "outlet"]),
            "state": draw.choice(["closed", "handling", "revisiting"]),
            "outcome": draw.choice(["granted", "refused", None]),
            **{name: draw.choice([FAR, day()]) for name in ("accepted_on", "due_on", "closed_on")},
            "worked": draw.randrange(30),
            "paused": draw.random() < 0.2,
            "rating": draw.choice([None, 1, 5]),
            "amount": draw.choice([None, draw.randrange(10**6)]),
        }
        for number in range(200)
    ]
    acts = [
        {
            "case": draw.randrange(1, 201),
            "kind": draw.choice(["rate", "propose", "recheck", "note", "request_correction"]),
            "on": day(),
            "score": draw.randrange(1, 6),
            "result": draw.choice(["right", "wrong", None]),
            "overridden": draw.random() < 0.3,
        }
        for _ in range(400)
    ]
    return {"cases": cases, "acts": acts}


def test_the_same_on_both(server: str) -> None:
    connections = [ibis.duckdb.connect(), ibis.connect(server)]
    try:
        sources = [Hand(one, **town(7)) for one in connections]
        ask = Asked(
            date(2025, 3, 1), date(2026, 12, 31), {"320102": "320102", "320102-street": "320102"}, {"procedure": "a"}
        )
        seen = 0
        for one in HERE.figures.values():
            if not {*one.needs} <= {"cases", "acts", "today"} or "cases" not in one.needs:
                continue
            made = [one.rows(source, HERE.thresholds, TODAY) for source in sources]
            for by in (("month", "unit"), ("year", *groups_of(made[0]))):
                first, second = (measure(one, found, ask, *by) for found in made)
                assert first == second, (one.id, by)
                seen += len(first)
        assert seen > 150
    finally:
        connections[1].disconnect()
