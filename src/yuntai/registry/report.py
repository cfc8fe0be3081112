"""What a check found, table by table; every row that was read is counted once as accepted or rejected."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class SheetReport:
    """One sheet's counts (its name is empty in a file without sheets); ``left_out_reasons`` says what was no data."""

    sheet: str
    rows: int
    accepted: int
    rejected: int
    left_out: int
    left_out_reasons: dict[str, int] = field(default_factory=dict)


@dataclass
class TableReport:
    """One table's counts: ``rows`` are those accepted, rejected and left out (titles, totals, other sheets).

    ``warned`` rows are among the accepted ones; ``reasons`` counts a row once per reason.
    """

    table: str
    title: str
    file: str
    rows: int = 0
    accepted: int = 0
    rejected: int = 0
    left_out: int = 0
    warned: int = 0
    sheets: list[SheetReport] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [
            f"{self.title}（{self.file}）：读入 {self.rows:,} 行，接受 {self.accepted:,} 行，拒收 {self.rejected:,} 行"
            + (f"，不是数据的 {self.left_out:,} 行" if self.left_out else "")
            + (f"，提醒 {self.warned:,} 行" if self.warned else "")
        ]
        lines += [f"  拒收 {count:,} 行：{reason}" for reason, count in self.reasons.items()]
        lines += [f"  提醒 {count:,} 行：{reason}" for reason, count in self.warnings.items()]
        return "\n".join(lines + [f"  {note}" for note in self.notes])


@dataclass
class Report:
    """The counts of every table that was found, and what the source holds besides."""

    tables: dict[str, TableReport] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def rejected(self) -> int:
        """How many rows were rejected in all."""
        return sum(table.rejected for table in self.tables.values())

    def all_refused(self) -> str:
        """A sentence on the first table of which no row was accepted, with the most frequent reason; "" if there is none."""
        for table in self.tables.values():
            if table.rows and not table.accepted:
                reason = next(iter(table.reasons), "")
                return f"{table.title}（{table.file}）的 {table.rejected or table.rows:,} 行全部拒收，最多的原因是“{reason}”"
        return ""

    def __str__(self) -> str:
        return "\n".join([str(table) for table in self.tables.values()] + self.notes)
