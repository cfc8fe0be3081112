"""Small tables written by hand, on DuckDB or PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa

from yuntai.rules.language.kinds import FAR
from yuntai.selections.followed import CHANGE, Followed
from yuntai.selections.own import OWN

_USUAL: Mapping[str, Mapping[str, Any]] = {
    "cases": {
        "procedure": "skill_upgrading",
        "unit": "320102",
        "channel": "online",
        "state": "closed",
        "accepted_on": FAR,
        "due_on": FAR,
        "closed_on": FAR,
        "paused": False,
    },
    "acts": {"capacity": "本人", "overridden": False},
}


class Hand:
    """Tables with the rows given; what no row gives is as usual, or empty."""

    def __init__(self, connection: Any, **tables: list[dict[str, Any]]) -> None:
        self.tables = {
            name: connection.create_table(f"by_hand_{name}", filled(name, rows), overwrite=True)
            for name, rows in tables.items()
        }

    def table(self, name: str) -> ibis.Table:
        return self.tables[name]

    def __contains__(self, name: object) -> bool:
        return name in self.tables


def filled(name: str, rows: list[dict[str, Any]], change: int | None = None) -> pa.Table:
    """Rows of one of the platform's own tables."""
    schema = Followed(Path(), OWN[name]).schema
    key = OWN[name].key[0]
    whole = [{**_USUAL.get(name, {}), key: number, CHANGE: change, **row} for number, row in enumerate(rows, 1)]
    return pa.Table.from_pylist(whole, schema if change is not None else schema.remove(0))


def case(came: date, **more: Any) -> dict[str, Any]:
    """A case that came in on a day."""
    return {"came_on": came, "number": "", **more}
