"""Declare a check: a function of a registry's tables that finds rows which should not be together.

A check is written in a pack, in ``checks/<name>.py``, much as a step of a policy is: the function's parameters *name* the
tables and the thresholds (``checks/parameters.yaml``) that it needs (a table with the default ``None`` may be absent),
and it returns the rows that are its evidence::

    @check("死亡后仍发待遇", kind="death", severity="high", table="benefits", source=…, verify=…)
    def benefit_after_death(benefits, deaths, pays_month_of_death):
        …
        return evidence(late, key=late.person, person=late.person, row=late.benefit, on=late.paid_on, amount=late.amount)

Rows with the same ``key`` are one finding. The key says what the case is about (a person, an account, a pair) and never
where a row stands, so that a finding is the same one in the next run.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis

from yuntai.errors import Place, YuntaiError
from yuntai.registry.schema import DERIVED, TABLES
from yuntai.rules.language.documents import read_yaml
from yuntai.rules.language.parameters import Parameter, read_parameters
from yuntai.rules.many.population import Source
from yuntai.rules.rule.packs import Pack

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
class Threshold:
    """A dated number of a check. ``on`` reads it for the day of each row, so that history is judged by its own law."""

    parameter: Parameter

    def on(self, day: Any, by: Any = None) -> Any:
        """The value in force on ``day``, a column of dates (NULL where there was none), of a table by the column ``by``."""
        dtype = self.parameter.kind.dtype

        def value(of: Any) -> Any:
            if not isinstance(of, Mapping):
                return ibis.literal(of, type=dtype)
            return ibis.cases(*((by == key, ibis.literal(leaf, type=dtype)) for key, leaf in of.items()), else_=None)

        cases = [
            ((day >= record.effective) & (day <= record.until), value(record.value))
            for record in self.parameter.records
        ]
        return ibis.cases(*cases, else_=ibis.null(dtype))

    @property
    def last(self) -> Any:
        """The newest value, for a check that judges all days together."""
        return self.parameter.records[0].value


@dataclass(frozen=True)
class Check:
    """A check as its author wrote it. ``table`` is where its evidence lies; ``verify`` tells how to look into a finding."""

    id: str
    title: str
    kind: str
    severity: str
    table: str
    source: str
    verify: str
    function: Callable[..., ibis.Table]
    place: Place

    @property
    def needs(self) -> tuple[str, ...]:
        """The tables and thresholds that the function names."""
        return tuple(inspect.signature(self.function).parameters)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that it reads."""
        return tuple(name for name in self.needs if name in TABLES or name in DERIVED)

    def evidence(self, source: Source, thresholds: Mapping[str, Parameter]) -> ibis.Table:
        """The rows that it finds in ``source``, with the columns :data:`COLUMNS`.

        Raises ``YuntaiError`` where a table or a threshold is missing.
        """
        given: dict[str, Any] = {}
        optional = {p.name for p in inspect.signature(self.function).parameters.values() if p.default is None}
        for name in self.needs:
            if name in self.tables:
                given[name] = None if name in optional and name not in source else source.table(name)
            elif name not in thresholds:
                raise YuntaiError(f"{self.place}：核查“{self.title}”用到“{name}”，既不是登记库的表，也没有这个参数")
            elif not thresholds[name].records:
                raise YuntaiError(f"参数 {name}（{thresholds[name].title}）没有值")
            else:
                given[name] = Threshold(thresholds[name])
        found = self.function(**given)
        if "table" not in found.columns:
            found = found.mutate(table=ibis.literal(self.table))
        return found.select(**{name: found[name].cast(dtype) for name, dtype in COLUMNS.items()})


def check(
    title: str, *, kind: str, severity: str, table: str, source: str, verify: str
) -> Callable[[Callable[..., ibis.Table]], Check]:
    """Declare the function below as a check; its name is the check's id."""

    def declare(function: Callable[..., ibis.Table]) -> Check:
        code = function.__code__
        place = Place(Path(code.co_filename), code.co_firstlineno)
        for value, known, what in ((kind, KINDS, "种类"), (severity, SEVERITIES, "程度"), (table, TABLES, "表")):
            if value not in known:
                raise YuntaiError(f"{place}：核查的{what}“{value}”不认识，可用：{'、'.join(known)}")
        return Check(function.__name__, title, kind, severity, table, source, verify, function, place)

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
    return rows.select(**{name: _column(value, COLUMNS[name]) for name, value in given.items()})


def _column(value: Any, dtype: str) -> Any:
    if value is None:
        return ibis.null(dtype)
    return value.cast(dtype) if isinstance(value, ibis.Value) else ibis.literal(value, type=dtype)


def words(*parts: Any) -> Any:
    """Texts, dates and numbers joined into one text."""
    return ibis.literal("").join([_column(part, "string") for part in parts])


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
    checks: dict[str, Check] = {}
    thresholds: dict[str, Parameter] = {}
    owners: dict[str, str] = {}
    for folder in reversed(pack.folders):
        thresholds |= read_parameters(folder / "checks" / "parameters.yaml", folder.name)
        owners |= _owners(folder / "checks" / "owners.yaml")
        for path in sorted((folder / "checks").glob("*.py")):
            checks |= {found.id: found for found in _read(path, folder.name)}
    return Checks(dict(sorted(checks.items())), thresholds, owners)


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


_read_files: dict[Path, list[Check]] = {}


def _read(path: Path, pack: str) -> list[Check]:
    if path not in _read_files:
        spec = importlib.util.spec_from_file_location(f"yuntai_check.{pack}.{path.stem}", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except YuntaiError:
            raise
        except Exception as error:
            raise YuntaiError(f"{path}：核查读不进来（{type(error).__name__}: {error}）") from error
        _read_files[path] = [value for value in vars(module).values() if isinstance(value, Check)]
    return _read_files[path]
