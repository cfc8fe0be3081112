"""What bureaus report, figure by figure: by which figure of the pack it is answered, or what it waits for (``figures/reported.yaml``)::

    waits:
      jobs: {row: S60, needs: 就业登记台账}
    figures:
      - {number: F001, title: 城镇新增就业, unit: 万人, waits: jobs}
      - {number: F178, title: 每月网上收件, unit: 万件, figure: received, only: {channel: online}}

``only`` are values of groups of the figure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from yuntai.figures.targets import Figures, figures_of
from yuntai.rules.language.sections import Section
from yuntai.rules.rule.packs import Pack
from yuntai.selections.figures import Figure, groups_of
from yuntai.selections.loading import Nowhere, known_tables


@dataclass(frozen=True)
class Wait:
    """What is not there yet: in words, and the ``row`` of the list of systems that brings it."""

    row: str
    needs: str


@dataclass(frozen=True)
class Reported:
    """A reported figure: it has a ``figure``, of which ``only`` some rows, or it ``waits``."""

    number: str
    title: str
    unit: str
    figure: str
    only: Mapping[str, str]
    waits: Wait | None

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        waits = {"row": self.waits.row, "needs": self.waits.needs} if self.waits else None
        return {
            "number": self.number,
            "title": self.title,
            "unit": self.unit,
            "figure": self.figure or None,
            "only": dict(self.only),
            "waits": waits,
        }


@cache
def reported_by(pack: Pack) -> tuple[Reported, ...]:
    """The reported figures of a place, its own list before its parents'.

    Raises ``YuntaiError`` with file and line where one is wrong.
    """
    for folder in pack.folders:
        if (path := folder / "figures" / "reported.yaml").exists():
            return tuple(_read(path, pack))
    return ()


def _read(path: Path, pack: Pack) -> list[Reported]:
    document = Section.of_file(path, "公开指标的清单")
    document.only("waits", "figures")
    listed = document.section("waits", "等什么")
    waits = {name: _wait(listed.section(name, f"等什么（{name}）")) for name in listed.entry}
    here = figures_of(pack)
    seen: set[str] = set()
    found = []
    for one in document.sections("figures", "指标"):
        one.only("number", "title", "unit", "figure", "only", "waits")
        number = one.text("number")
        if number in seen:
            one.fail(f"编号 {number} 写了两次", "number")
        seen.add(number)
        if ("figure" in one) == ("waits" in one):
            one.fail("figure 和 waits 写一个，也只能写一个")
        figure = one.one_of("figure", here.figures) if "figure" in one else ""
        wait = waits[one.one_of("waits", waits)] if "waits" in one else None
        only = _only(one.section("only", "only"), here.figures[figure], here, pack) if "only" in one and figure else {}
        found.append(Reported(number, one.text("title"), one.text("unit"), figure, only, wait))
    return found


def _wait(one: Section) -> Wait:
    one.only("row", "needs")
    return Wait(one.text("row"), one.text("needs"))


def _only(written: Section, figure: Figure, here: Figures, pack: Pack) -> dict[str, str]:
    written.only(*groups_of(figure.rows(Nowhere(known_tables(pack)), here.thresholds, date.max)))
    return {name: written.text(name) for name in written.entry}
