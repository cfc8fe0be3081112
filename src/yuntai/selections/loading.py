"""The files of checks, plans and figures, read and tried on tables without rows. A faulty one is refused with its line."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Generic, TypeVar

import ibis
import ibis.expr.datatypes as dt

from yuntai.errors import Place, YuntaiError
from yuntai.registry.columns import Table
from yuntai.registry.rolls import read_rolls
from yuntai.registry.schema import HELD
from yuntai.rules.language.parameters import Parameter, read_parameters
from yuntai.rules.language.sections import nearest
from yuntai.rules.rule.modules import run_file
from yuntai.rules.rule.packs import Pack
from yuntai.selections.own import OWN
from yuntai.selections.selection import TODAY, Selection

_TRIED_ON = date(2026, 1, 1)
_S = TypeVar("_S", bound=Selection)


@dataclass(frozen=True)
class Loaded(Generic[_S]):
    """The selections of one sort that hold in a place, and their parameters; a city's own go before its parents'.

    ``topics`` says of each file, by its name, what it is about: the first line of its docstring.
    """

    selections: Mapping[str, _S]
    thresholds: Mapping[str, Parameter]
    topics: Mapping[str, str]


@cache
def _known(folders: tuple[Path, ...]) -> Mapping[str, Table]:
    return {**HELD, **read_rolls(Pack(folders[0].name, "", folders)), **OWN}


def known_tables(pack: Pack) -> Mapping[str, Table]:
    """Every table that a selection may name: those of the registry, the rolls of the place, and the platform's own."""
    return _known(pack.folders)


def load(pack: Pack, folder: str, of: type[_S]) -> Loaded[_S]:
    """What ``of`` lies in a pack's ``folder`` and its parents'. Raises ``YuntaiError`` with file and line where one is wrong."""
    found: dict[str, _S] = {}
    thresholds = dict(pack.shared_parameters)
    topics: dict[str, str] = {}
    for home in reversed(pack.folders):
        thresholds |= read_parameters(home / folder / "parameters.yaml", home.name)
    for home in reversed(pack.folders):
        here: dict[str, _S] = {}
        for path in sorted((home / folder).glob("*.py")):
            module = _module(path, of.what, home.name)
            topics[path.stem] = (module.__doc__ or path.stem).strip().splitlines()[0].rstrip("。.")
            for one in vars(module).values():
                if isinstance(one, of) and Path(one.place.path) == path:
                    if one.id in here:
                        raise YuntaiError(f"{one.place}：{here[one.id].place} 已经有叫“{one.id}”的{of.what}")
                    here[one.id] = one
        for one in here.values():
            _try(one, known_tables(pack), thresholds)
        found |= here
    return Loaded(dict(sorted(found.items())), thresholds, topics)


@dataclass(frozen=True)
class Nowhere:
    """Tables as declared, without rows."""

    tables: Mapping[str, Table]

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    def table(self, name: str) -> ibis.Table:
        """The table ``name``."""
        columns = self.tables[name].seen
        return ibis.table({column.name: dt.dtype(column.kind.dtype) for column in columns}, name=name)


_modules: dict[Path, ModuleType] = {}


def _module(path: Path, what: str, pack: str) -> ModuleType:
    if path not in _modules:
        name = f"yuntai_{path.parent.name}.{pack}.{path.stem}"
        _modules[path] = run_file(path, name, lambda error: f"{what}读不进来（{type(error).__name__}: {error}）")
    return _modules[path]


def _try(one: Selection, tables: Mapping[str, Table], thresholds: Mapping[str, Parameter]) -> None:
    """Have the function make its rows of tables without any, so that what is wrong is said now."""
    known = {TODAY, *tables, *thresholds}
    for name in one.needs:
        if name not in known:
            raise YuntaiError(
                f"{one.place}：{one.what}“{one.title}”用到“{name}”，既不是表，也没有这个参数{nearest(name, sorted(known))}"
            )
    if any(name in thresholds and not thresholds[name].records for name in one.needs):
        return
    try:
        made = one.made(Nowhere(tables), thresholds, _TRIED_ON)
        wrong = one.faults(made, tables, thresholds) if isinstance(made, ibis.Table) else "没有返回一张表"
    except YuntaiError as error:
        raise YuntaiError(f"{one.place}：{one.what}“{one.title}”：{error}") from error
    except Exception as error:
        said = _column_missing(error) or f"算不出来（{error}）"
        raise YuntaiError(f"{_line(one)}：{one.what}“{one.title}”{said}") from error
    if wrong:
        raise YuntaiError(f"{one.place}：{one.what}“{one.title}”{wrong}")


def _column_missing(error: Exception) -> str:
    """That a table has no such column, where that is what is wrong."""
    name = getattr(error, "name", None)
    table = getattr(error, "obj", None)
    if isinstance(error, AttributeError) and name and isinstance(table, ibis.Table):
        return f"用到的表没有“{name}”这一列{nearest(name, table.columns)}"
    return ""


def _line(one: Selection) -> Place:
    """Where in its file the function stopped."""
    file = str(one.place.path)
    lines = [frame.lineno for frame in traceback.extract_tb(sys.exc_info()[2]) if frame.filename == file]
    return Place(file, lines[-1] if lines else one.place.line)
