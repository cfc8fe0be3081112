"""Findings from run to run: when each was first and last seen, and what is new, still there, or gone.

A folder holds one folder a run, named by its time: ``findings.parquet``, ``evidence.parquet`` and ``run.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml
from pyarrow import parquet

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.supervision.findings import Findings

_NAME = "%Y%m%dT%H%M%S"
_FINDINGS, _EVIDENCE, _RUN = "findings.parquet", "evidence.parquet", "run.yaml"

STATES: Mapping[str, str] = {"new": "新出现", "still": "仍在", "gone": "已消失"}


@dataclass(frozen=True)
class Comparison:
    """What changed between two runs: findings by their keys."""

    new: frozenset[str]
    still: frozenset[str]
    gone: frozenset[str]

    @property
    def counts(self) -> dict[str, int]:
        """How many are new, still there, gone."""
        return {state: len(getattr(self, state)) for state in STATES}


class Runs:
    """The runs in a folder, the oldest first."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def names(self) -> list[str]:
        """Every finished run."""
        return sorted(path.parent.name for path in self.folder.glob(f"*/{_RUN}"))

    def findings(self, run: str) -> pa.Table:
        """The findings of a run, with ``first_seen`` and ``last_seen``. Raises ``YuntaiError`` where there is no such run."""
        return self._read(run, _FINDINGS)

    def evidence(self, run: str) -> pa.Table:
        """The rows that were the evidence in a run."""
        return self._read(run, _EVIDENCE)

    def _read(self, run: str, file: str) -> pa.Table:
        try:
            return parquet.read_table(self.folder / run / file)
        except (OSError, pa.ArrowInvalid):
            raise YuntaiError(f"{self.folder} 里没有 {run} 这一次核查，或已损坏；有：{'、'.join(self.names)}") from None

    def seen(self) -> dict[str, tuple[datetime, datetime]]:
        """When each finding was first and last seen, in all runs."""
        spans: dict[str, tuple[datetime, datetime]] = {}
        for run in self.names:
            when = datetime.strptime(run, _NAME)
            for finding in self.findings(run)["finding"].to_pylist():
                spans[finding] = (spans.get(finding, (when, when))[0], when)
        return spans

    def record(self, found: Findings, about: Mapping[str, Any], when: datetime | None = None) -> str:
        """Keep a run; returns its name."""
        moment = (when or now()).replace(microsecond=0, tzinfo=None)
        name = moment.strftime(_NAME)
        target = self.folder / name
        if target.exists():
            raise YuntaiError(f"{target} 已经有了，请过一秒再试")
        seen = self.seen()
        cases = found.cases.to_pyarrow()
        first = [seen.get(finding, (moment, moment))[0] for finding in cases["finding"].to_pylist()]
        cases = cases.append_column("first_seen", pa.array(first, pa.timestamp("s")))
        cases = cases.append_column("last_seen", pa.array([moment] * len(first), pa.timestamp("s")))
        target.mkdir(parents=True)
        parquet.write_table(cases, target / _FINDINGS)
        parquet.write_table(found.evidence.to_pyarrow(), target / _EVIDENCE)
        said = {"at": moment.isoformat(), **about, "skipped": found.skipped, "findings": len(first)}
        (target / _RUN).write_text(yaml.safe_dump(said, allow_unicode=True, sort_keys=False), encoding="utf-8")
        return name

    def compare(self, before: str, after: str) -> Comparison:
        """What is new, still there and gone in the run ``after``, against ``before``. A check that did not run in both
        says nothing about its findings."""
        old, new = self.findings(before), self.findings(after)
        skipped = self._skipped(before) | self._skipped(after)
        sides = []
        for table in (old, new):
            ran = pc.invert(pc.is_in(table["check"], pa.array(sorted(skipped), pa.string())))
            sides.append(frozenset(table.filter(ran)["finding"].to_pylist()))
        return Comparison(sides[1] - sides[0], sides[1] & sides[0], sides[0] - sides[1])

    def _skipped(self, run: str) -> set[str]:
        return set(yaml.safe_load((self.folder / run / _RUN).read_text(encoding="utf-8"))["skipped"])
