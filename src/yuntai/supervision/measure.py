"""How good the checks are: what they find in a demonstration city, against the truth of what was planted in it.

A check is measured by the rows that it names as evidence, in the table that it judges. Of the truth's kinds, those that a
check finds go under its id, and all that a policy's audit finds go under ``subsidy``.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from yuntai.registry.pseudonym import pseudonym
from yuntai.registry.store import Registry
from yuntai.rules.rule.packs import Pack
from yuntai.selections.checks import load_checks
from yuntai.supervision.findings import SUBSIDY, find

FUZZY = frozenset({"two_identities"})
"""The checks that weigh likelihoods; all others are exact."""

LEAST: Mapping[bool, tuple[float, float]] = {False: (0.99, 0.99), True: (0.95, 0.90)}
"""The precision and recall that an exact check, and a fuzzy one, must reach."""


@dataclass(frozen=True)
class Measure:
    """One check: rows planted, rows found, rows found that were planted, look-alikes there and look-alikes found."""

    check: str
    planted: int
    found: int
    right: int
    look_alikes: int
    misled: int

    @property
    def precision(self) -> float:
        """Of the rows found, the share that was planted."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Of the rows planted, the share that was found."""
        return self.right / self.planted if self.planted else 1.0

    @property
    def good_enough(self) -> bool:
        """Whether :data:`LEAST` is reached."""
        precision, recall = LEAST[self.check in FUZZY]
        return self.precision >= precision and self.recall >= recall


Rows = dict[str, set[tuple[str, str]]]


def measure(registry: Registry, pack: Pack, truth: Path, key: bytes) -> list[Measure]:
    """Measure every check of ``pack`` that has something planted in the folder ``truth``.

    ``key`` is the key of the pseudonyms, for the truth names persons by their resident ids.
    """
    checks = load_checks(pack).checks
    tables = {check.id: check.table for check in checks.values()}
    planted = _told(truth / "faults.csv", tables, key)
    innocent = _told(truth / "lookalikes.csv", tables, key)
    found: Rows = defaultdict(set)
    with find(registry, pack) as findings:
        for row in findings.evidence.to_pyarrow().to_pylist():
            found[row["check"].partition(":")[0]].add((row["table"], row["row"]))
    return [
        Measure(
            check,
            len(planted[check]),
            len(found[check]),
            len(planted[check] & found[check]),
            len(innocent[check]),
            len(innocent[check] & found[check] - planted[check]),
        )
        for check in sorted(planted)
    ]


def _told(file: Path, tables: Mapping[str, str], key: bytes) -> Rows:
    """The rows that a file of the truth names, by check: only those of the table that the check judges."""
    rows: Rows = defaultdict(set)
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            check, table = row["kind"], row["table"]
            if table == "payments" and check not in tables:
                check = SUBSIDY
            elif tables.get(check) != table:
                continue  # a fault that loading refuses, or a second row that tells of the same
            name = str(pseudonym(row["key"], key)) if table == "persons" else row["key"]
            rows[check].add((table, name))
    return rows
