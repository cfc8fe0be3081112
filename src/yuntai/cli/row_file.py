"""A file of rows, each a person with the policy's facts as columns: good rows as typed facts, the others with their reasons."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from pyarrow import parquet

from yuntai.errors import YuntaiError
from yuntai.registry.marks import unsure
from yuntai.rules.one.facts import doubts
from yuntai.rules.rule.rule import Rule
from yuntai.rules.rule.wording import question_as_name
from yuntai.tables.cells import Row, letter
from yuntai.tables.choice import HIDDEN, chosen, fitted, flaw
from yuntai.tables.heads import Table, heading, table_of
from yuntai.tables.leaving import whole
from yuntai.tables.sheets import open_sheets

_BATCH = 20_000
_SHEET = 10**9
"""Row n of the k-th sheet that is read is row k · this + n among all."""

_NEAR = 0.85
OTHER = "没有事实的列名的工作表"


@dataclass
class Reading:
    """What was read: ``rows`` are those that were answered, rejected and left out together, without the headings."""

    rows: int = 0
    rejected: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    """The rows in which a column is wrong, by column."""
    doubted: Counter[str] = field(default_factory=Counter)
    """The rows in which a column can be but hardly is so, by column."""
    left_out: Counter[str] = field(default_factory=Counter)
    """The rows that are no data, by reason."""
    notes: list[str] = field(default_factory=list)
    sheets: list[str] = field(default_factory=list)
    """The names of the sheets that were read, where there are several."""

    @property
    def answered(self) -> int:
        return self.rows - self.rejected - self.left_out.total()

    def row(self, rows: ibis.Table) -> ibis.Table:
        """``rows`` with the number of each in its sheet, and with its sheet where several were read."""
        number = rows["row"].cast("int64")
        if not self.sheets:
            return rows.mutate(row=number)
        named = ibis.cases(*((number // _SHEET == place, name) for place, name in enumerate(self.sheets)), else_="")
        placed = rows.mutate(sheet=named, row=number % _SHEET, order=number)
        return placed.relocate("sheet")


def read_rows(rule: Rule, source: Path, known: Mapping[str, Any], latest: date, good: Path, rejects: Path) -> Reading:
    """Read ``source``: good rows as typed facts to ``good``, bad ones as they stand, with their reasons, to ``rejects``.

    ``latest`` is the day after which nothing can have happened yet that a row tells of. Raises ``YuntaiError`` where the
    file is no table, or none of its columns is a fact.
    """
    rejects.unlink(missing_ok=True)
    reading, names = Reading(), _Names(rule)
    with open_sheets(source) as sheets:
        tables = [table_of(sheet, names.words.keys()) for sheet in sheets]
        read = chosen(tables)
        if not read:
            raise YuntaiError(f"文件 {source.name} 里没有内容，请重新导出")
        schema = ibis.schema(
            {"row": "int64", **{name: fact.kind.dtype for name, fact in rule.facts.items()}}
        ).to_pyarrow()
        out = _Refused(rejects, read)
        with parquet.ParquetWriter(good, schema) as writer:
            for place, table in enumerate(read):
                _Sheet(rule, known, latest, reading, names, table, source.name).read(place * _SHEET, writer, out)
        if len(read) > 1:
            reading.sheets = [table.sheet.name for table in read]
        for table in tables:
            if not any(table is one for one in read):
                _leave(table, reading)
    return reading


class _Names:
    """What a column may be called: a fact's name or its question. Other rows of a person are no column."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        called = [(heading(name), name) for name in rule.facts]
        for name, fact in rule.facts.items():
            called += [(heading(word), name) for word in (fact.ask, question_as_name(fact.ask)) if word]
        facts: dict[str, set[str]] = {}
        for word, name in called:
            facts.setdefault(word, set()).add(name)
        self.words = {word: found.pop() for word, found in facts.items() if len(found) == 1}

    @cached_property
    def relations(self) -> set[str]:
        told = [[one.name, one.title, one.ask, question_as_name(one.ask)] for one in self.rule.relations.values()]
        return {heading(word) for words in told for word in words if word}

    def near(self, word: str) -> str | None:
        """What a heading that is no fact may have been meant to be."""
        found = get_close_matches(word, self.rule.facts, 1) or get_close_matches(word, self.words, 1, _NEAR)
        return found[0] if found else None


class _Sheet:
    """One sheet that is read."""

    def __init__(
        self,
        rule: Rule,
        known: Mapping[str, Any],
        latest: date,
        reading: Reading,
        names: _Names,
        table: Table,
        file: str,
    ) -> None:
        assert table.head
        self.rule, self.known, self.latest, self.reading, self.table = rule, known, latest, reading, table
        self.kinds = {name: fact.kind for name, fact in rule.facts.items()}
        self.headings = table.head.headings
        self.columns = self._columns(
            names, f"文件 {file} " + (f"的工作表“{table.sheet.name}”" if table.sheet.name else "")
        )

    def _columns(self, names: _Names, where: str) -> dict[int, str]:
        """The fact of each column, by its place; the columns that are none are noted."""
        found = {place: names.words[one] for place, one in enumerate(self.headings) if one in names.words}
        others = [one for one in self.headings if one and one not in names.words]
        for one in others:
            if one not in names.relations and (near := names.near(one)):
                raise YuntaiError(f"{where}的列“{one}”不是事实，是不是“{near}”？")
        if not found:
            raise YuntaiError(f"{where}没有一列是事实；列名要写事实的名称或问题：{'、'.join(self.rule.facts)}")
        for name, count in Counter([*found.values(), *self.known]).items():
            if count > 1:
                twice = "有这一列，命令里又写了它" if name in self.known else f"有 {count} 列都是它"
                raise YuntaiError(f"{name} 只能写一处：{where}{twice}")
        lists = [one for one in others if one in names.relations]
        plain = [one for one in others if one not in names.relations]
        if plain:
            self.reading.notes.append(f"多出的列没有读：{'、'.join(plain)}")
        if lists:
            self.reading.notes.append(f"这些列要写若干条记录，不能从一张表里读，没有读：{'、'.join(lists)}")
        return found

    def read(self, first: int, writer: parquet.ParquetWriter, out: _Refused) -> None:
        """Write the good rows, and those that are refused."""
        rows = self.table.rows()
        while batch := list(islice(rows, _BATCH)):
            kept = []
            for row in batch:
                facts, reasons = self._facts(row)
                self.reading.rows += 1
                if reasons:
                    self.reading.rejected += 1
                    self.reading.wrong.update(reasons.keys())
                    out.add(self.table, row, "；".join(reasons.values()))
                else:
                    kept.append({"row": first + row.number, **facts})
                    self.reading.doubted.update(doubts(self.rule, facts, self.latest).keys())
            writer.write_table(pa.Table.from_pylist(kept, schema=writer.schema))
            out.write()
        reasons = self.table.reasons()
        self.reading.left_out.update(reasons)
        self.reading.rows += sum(reasons.values())
        sheet = f"工作表“{self.table.sheet.name}”" if self.table.sheet.name else "表里"
        for reason, count in reasons.items():
            self.reading.notes.append(f"{sheet}有 {count:,} 行是{reason}，没有当作数据")
        if self.table.sheet.hidden:
            self.reading.notes.append(f"{sheet}是隐藏的，文件里没有别的表，就读了它")
        if self.table.hidden:
            self.reading.notes.append(f"{sheet}有 {self.table.hidden:,} 行被筛选或者手工隐藏，也读了")

    def _facts(self, row: Row) -> tuple[dict[str, Any], dict[str, str]]:
        """The facts of a row, and what is wrong with it, by column."""
        if said := flaw(row, len(self.headings)):
            return {}, {"列数": said}
        facts, reasons = dict(self.known), {}
        for place, name in self.columns.items():
            kind, text, mark = self.kinds[name], row.cells[place], row.marks[place]
            if said := unsure(kind, text, mark):
                reasons[name] = f"{letter(place)} 列 {name}：显示“{text}”，{said}"
                continue
            try:
                facts[name] = kind.check_on(kind.parse(text), self.latest) if text.strip() else None
            except ValueError as error:
                reasons[name] = f"{letter(place)} 列 {name}：{error}"
        return facts, reasons


def _leave(table: Table, reading: Reading) -> None:
    """A sheet of which nothing is read: its rows are counted, and it is said."""
    if count := table.unread():
        reason = HIDDEN if table.sheet.hidden else OTHER
        reading.left_out[reason] += count
        reading.rows += count
        reading.notes.append(f"工作表“{table.sheet.name}”没有读（{count:,} 行）：是{reason}")


class _Refused:
    """The file of refused rows: as they stand, with sheet, number and reasons; no text in it is a live formula."""

    def __init__(self, path: Path, tables: Sequence[Table]) -> None:
        self.path, self.several = path, len(tables) > 1
        self.keys: dict[tuple[str, int], None] = {}
        for table in tables:
            self.keys |= dict.fromkeys(_keys(table))
        self.rows: list[list[Any]] = []

    def add(self, table: Table, row: Row, reason: str) -> None:
        """Take a row; it is written with others."""
        keys = list(_keys(table))
        cells = map(whole, fitted(row, len(keys)), row.marks)
        by_key = dict(zip(keys, cells, strict=True))
        sheet = [table.sheet.name] if self.several else []
        shown = [by_key.get(key, "") for key in self.keys]
        self.rows.append([*map(whole, sheet), row.number, *shown, reason])

    def write(self) -> None:
        """Write what was taken."""
        if not self.rows:
            return
        new = not self.path.exists()
        with self.path.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as file:
            writer = csv.writer(file)
            if new:
                named = [whole(word) for word, _ in self.keys]
                writer.writerow([*(["工作表"] if self.several else []), "行号", *named, "原因"])
            writer.writerows(self.rows)
        self.rows = []


def _keys(table: Table) -> Iterator[tuple[str, int]]:
    """Its headings, each with how often it came before."""
    seen: Counter[str] = Counter()
    for one in table.head.headings if table.head else ():
        yield one, seen[one]
        seen[one] += 1
