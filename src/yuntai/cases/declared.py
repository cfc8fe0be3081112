"""What the rows of a declaration come to: sums, what has changed since last year, what an officer looks at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from yuntai.cases.declarations import Row, rows_of

DIFFERENCES = {"up": "比上年高", "down": "比上年低", "new": "上年没有基数", "same": "和上年一样"}
"""How a row's base differs from last year's."""
FLAGS = {"floor": "按下限", "ceiling": "按上限", "half": "不到上年一半", "allowance": "以津贴申报"}
"""Why an officer looks at a row."""
GROUPS = {"all": "全部", **DIFFERENCES, **FLAGS, "left_out": "没有列入"}
"""The parts of a declaration by which it is looked through."""


def differences(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The good rows by how their base differs from last year's (:data:`DIFFERENCES`)."""
    found: dict[str, list[Row]] = {name: [] for name in DIFFERENCES}
    for row in rows:
        if row.good:
            found[_difference(row)].append(row)
    return found


def _difference(row: Row) -> str:
    if row.last_base is None:
        return "new"
    if row.base == row.last_base:
        return "same"
    return "up" if row.base > row.last_base else "down"


def flags(row: Row) -> dict[str, str]:
    """Why an officer looks at a row (:data:`FLAGS`), each in a sentence; nothing for a bad row."""
    found: dict[str, str] = {}
    if not row.good:
        return found
    if row.base != row.monthly_wage:
        name, limit = ("floor", "下限") if row.base > row.monthly_wage else ("ceiling", "上限")
        found[name] = f"月平均 {row.monthly_wage:,.2f} 元，按{limit} {row.base:,.2f} 元"
    if row.last_base and row.monthly_wage * 2 < row.last_base:
        said = f"单位说明：{row.reason}" if row.reason else "请说明原因"
        found["half"] = f"不到上年缴费基数 {row.last_base:,.2f} 元的一半，{said}"
    if row.cells["draws_allowance"] == "是" and row.cells["allowance"] == row.results["monthly_wage"]:
        found["allowance"] = "按月领取伤残津贴，以津贴为申报工资"
    return found


def unexplained(rows: Iterable[Row]) -> list[Row]:
    """The rows whose reason the procedure asks for (低于上年一半的逐人说明) and that have none."""
    return [row for row in rows if not row.reason and "half" in flags(row)]


@dataclass(frozen=True)
class Difference:
    """A row's figure beside what it is compared with, in yuan; ``share`` of the change in percent of what was before."""

    row: Row
    before: Decimal
    now: Decimal

    @property
    def change(self) -> Decimal:
        return self.now - self.before

    @property
    def share(self) -> Decimal | None:
        return self.change * 100 / self.before if self.before else None


def by_size(rows: Iterable[Row], against: str, least: Decimal = Decimal(0)) -> tuple[list[Difference], int]:
    """The good rows that differ by ``least`` percent or more, the largest change first; how many differ by less.

    ``against``: the base (``base``) or the monthly wage (``month``) against last year's base, or the wages against the
    registry's (``wage``).
    """
    found = [one for row in rows if row.good and (one := _beside(row, against)) and one.change]
    large = [one for one in found if one.share is None or abs(one.share) >= least]
    return sorted(large, key=lambda one: (-abs(one.change), one.row.line)), len(found) - len(large)


def _beside(row: Row, against: str) -> Difference | None:
    before, now = {
        "base": (row.last_base, row.base),
        "month": (row.last_base, row.monthly_wage),
        "wage": (row.known_wage, row.gross_wage),
    }[against]
    return None if before is None else Difference(row, before, now)


def flagged(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows by what an officer looks at them for."""
    found: dict[str, list[Row]] = {name: [] for name in FLAGS}
    for row in rows:
        for name in flags(row):
            found[name].append(row)
    return found


def exceptions(rows: Iterable[Row]) -> list[tuple[Row, str]]:
    """The rows that an officer looks at, each with the reason in a sentence."""
    return [(row, said) for row in rows for said in flags(row).values()]


def groups(facts: Mapping[str, Any]) -> dict[str, list[Any]]:
    """The rows of a draft or a case by :data:`GROUPS`; of those who are left out what is known of each."""
    rows = rows_of(facts)
    return {"all": rows, **differences(rows), **flagged(rows), "left_out": facts["left_out"]}


@dataclass(frozen=True)
class Totals:
    """Figures of the good rows, in persons and yuan; ``bad`` counts the others."""

    good: int
    bad: int
    gross_wage: Decimal
    annual_wage: Decimal
    base: Decimal
    last_base: Decimal

    @property
    def rows(self) -> int:
        return self.good + self.bad

    @property
    def change(self) -> Decimal:
        return self.base - self.last_base


def totals(rows: Sequence[Row]) -> Totals:
    """The sums over the good rows."""
    good = [row for row in rows if row.good]
    return Totals(
        len(good),
        len(rows) - len(good),
        sum((row.gross_wage for row in good), Decimal(0)),
        sum((row.annual_wage for row in good), Decimal(0)),
        sum((row.base for row in good), Decimal(0)),
        sum((row.last_base or Decimal(0) for row in good), Decimal(0)),
    )
