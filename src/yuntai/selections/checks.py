"""Declare a check (核查): a function of a registry's tables that finds rows which should not be together.

A check is written in a pack, in ``checks/<name>.py``; the function's parameters *name* the tables and the thresholds
(``checks/parameters.yaml``) that it needs, and it returns the rows that are its evidence::

    @check("死亡后仍发待遇", kind="death", severity="high", table="benefits", source=…, verify=…)
    def benefit_after_death(benefits, deaths, pays_month_of_death):
        …
        return evidence(late, key=late.person, person=late.person, row=late.benefit, on=late.paid_on, amount=late.amount)

Rows with the same ``key`` are one finding. The key says what the case is about (a person, an account, a pair) and never
where a row stands, so that a finding is the same one in the next run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import ibis

from yuntai.errors import YuntaiError
from yuntai.registry.columns import Table
from yuntai.registry.schema import TABLES
from yuntai.rules.language.documents import read_yaml
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.rule.packs import Pack
from yuntai.selections.loading import Loaded, load
from yuntai.selections.selection import Function, Selection, Tables, declared, refuse, typed

KINDS: Mapping[str, str] = {
    "enrolment": "违规参保",
    "duplicate": "重复领取",
    "death": "死亡冒领",
    "fictitious": "“假人”骗领",
    "unentitled": "不符条件领取",
    "subsidy": "补贴错发",
    "data": "数据质量",
}
"""What a finding may be of."""

SEVERITIES: Mapping[str, str] = {"high": "高", "medium": "中", "low": "低"}
"""How urgent a finding is; :data:`yuntai.supervision.draw.RISK` weighs a random draw by it."""

COLUMNS: Mapping[str, str] = {
    "key": "string",
    "person": "int64",
    "table": "string",
    "row": "string",
    "on": "date",
    "amount": "decimal(18, 2)",
    "detail": "string",
}
"""The columns of the evidence: what the case is, whose, the row of which table, its day, yuan in question, in words."""


@dataclass(frozen=True)
class Check(Selection):
    """A check as its author wrote it. ``table`` is where its evidence lies; ``verify`` tells how to look into a finding."""

    kind: str
    severity: str
    table: str
    source: str
    verify: str

    what: ClassVar[str] = "核查"

    def evidence(self, source: Tables, thresholds: Mapping[str, Parameter], today: date = date.max) -> ibis.Table:
        """The rows that it finds in ``source``, with the columns :data:`COLUMNS`.

        Raises ``YuntaiError`` where a table or the value of a threshold is missing.
        """
        found = self.made(source, thresholds, today)
        if "table" not in found.columns:
            found = found.mutate(table=ibis.literal(self.table))
        return found.select(**{name: found[name].cast(dtype) for name, dtype in COLUMNS.items()})

    def faults(self, made: ibis.Table, tables: Mapping[str, Table], thresholds: Mapping[str, Parameter]) -> str:
        missing = [name for name in COLUMNS if name != "table" and name not in made.columns]
        return f"要返回 evidence(…)，缺少 {'、'.join(missing)}" if missing else ""


def check(title: str, *, kind: str, severity: str, table: str, source: str, verify: str) -> Callable[[Function], Check]:
    """Declare the function below as a check; its name is the check's id."""

    def declare(function: Function) -> Check:
        for value, known, what in ((kind, KINDS, "种类"), (severity, SEVERITIES, "程度"), (table, TABLES, "表")):
            if value not in known:
                raise refuse(function, f"核查的{what}“{value}”不认识，可用：{'、'.join(known)}")
        more = {"kind": kind, "severity": severity, "table": table, "source": source, "verify": verify}
        found: Check = declared(Check, function, title, **more)
        return found

    return declare


def evidence(
    rows: ibis.Table,
    *,
    key: Any,
    row: Any,
    person: Any = None,
    on: Any = None,
    amount: Any = None,
    detail: Any = None,
    **more: Any,
) -> ibis.Table:
    """``rows`` as evidence; what a check does not know stays empty. ``more`` may hold ``table``."""
    given = {"key": key, "row": row, "person": person, "on": on, "amount": amount, "detail": detail, **more}
    return rows.select(**{name: typed(value, COLUMNS[name]) for name, value in given.items()})


@dataclass(frozen=True)
class Checks:
    """The checks that hold in a place, with their thresholds; a city's own go before its parents'.

    ``owners`` says of each table who answers for what stands in it and mends it.
    """

    checks: Mapping[str, Check]
    thresholds: Mapping[str, Parameter]
    owners: Mapping[str, str]


def load_checks(pack: Pack) -> Checks:
    """The checks of a pack and of its parents. Raises ``YuntaiError`` with file and line where one is wrong."""
    loaded: Loaded[Check] = load(pack, "checks", Check)
    owners: dict[str, str] = {}
    for folder in reversed(pack.folders):
        owners |= _owners(folder / "checks" / "owners.yaml")
    return Checks(loaded.selections, loaded.thresholds, owners)


def _owners(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    document = read_yaml(path)
    owners = document.get("owners") if isinstance(document, Mapping) else None
    if not isinstance(owners, Mapping) or not all(isinstance(owner, str) for owner in owners.values()):
        raise YuntaiError(f"{path}：要写 owners: {{表: 由谁负责}}")
    if unknown := [name for name in owners if name not in TABLES]:
        raise YuntaiError(f"{path}：没有“{unknown[0]}”这张表，有：{'、'.join(TABLES)}")
    return dict(owners)
