"""Check a bureau's exports: every row is accepted, or written to a file with the reasons why not.

The files are read as text and judged set-wise in DuckDB, a table after those that it refers to. Each table is staged
once, typed, in source order, so that a row's place is its ``rowid``; only where rows are refused is the source read a
second time, to write them with their original cells. DuckDB keeps that order as long as the staging's plan has no join;
a list of five values and more after IN would be one. Memory is bounded by :data:`MEMORY`; larger work spills beside
the rejects.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.registry.columns import Column, Table, before_birth
from yuntai.registry.files import find
from yuntai.registry.parse import Parsed, parse, refused, said_nothing
from yuntai.registry.read import SheetRead, copied, open_export, rows_at
from yuntai.registry.rejects import distinct, sql_whole, write_marked
from yuntai.registry.report import Report, SheetReport, TableReport
from yuntai.registry.rounded import doubt_rounded
from yuntai.registry.schema import TABLES
from yuntai.registry.sql import identifier, literal
from yuntai.rules.language.kinds import Choice
from yuntai.rules.rule.codes import Words
from yuntai.tables.heads import heading

MEMORY = "1200MB"
"""What DuckDB may hold in memory while it checks."""

_MOST_HEADINGS = 12
"""How many headings that are no column's a message names."""

Progress = Callable[[str], None]


def check(source: Path, rejects: Path, progress: Progress | None = None, words: Words | None = None) -> Report:
    """Check ``source``, a folder of exports or one file, each named by its table's name or Chinese title.

    Refused rows go to ``rejects/<table>.csv`` with their row number, original cells and reasons; rows that are
    accepted but need a second look to ``rejects/<table>.warnings.csv``. ``words`` are those of the code lists of a place;
    without them a code may be any word.
    Raises :class:`YuntaiError` if a file cannot be read as a table at all.
    """
    with staged(source, rejects, progress, words) as (_, report):
        return report


@contextmanager
def staged(
    source: Path,
    rejects: Path,
    progress: Progress | None = None,
    words: Words | None = None,
    *,
    private: bool = False,
) -> Iterator[tuple[duckdb.DuckDBPyConnection, Report]]:
    """Check ``source`` and lend a connection where the accepted rows are views ``accepted_<table>``.

    ``person`` is there still the resident id, as a BIGINT (see :mod:`yuntai.registry.identity`). With ``private`` the
    columns that are never loaded stand in the views ``accepting_<table>``.
    """
    say = progress or (lambda _message: None)
    files, notes = find(Path(source))
    rejects = Path(rejects)
    if rejects.resolve() in (path.resolve().parent for path in files.values()):
        raise YuntaiError(f"拒收的行写到 {rejects} 会盖掉原来的表，请换一个文件夹")
    rejects.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".checking-", dir=rejects) as folder:
        working = Path(folder)
        connection = duckdb.connect(
            str(working / "staging.duckdb"),
            config={"memory_limit": MEMORY, "temp_directory": str(working / "spill")},
        )
        try:
            connection.execute("SET enable_progress_bar = false")
            report = Report(notes=notes)
            for name, path in files.items():
                say(f"核对{TABLES[name].title}：{path.name}")
                table = TABLES[name].with_kinds(words.fit) if words else TABLES[name]
                absent = words.absent if words else frozenset()
                _Check(table, path, connection, working, rejects, report, private, absent).run()
                say(str(report.tables[name]))
            yield connection, report
        except duckdb.OutOfMemoryException:
            raise YuntaiError(f"核对时内存或磁盘不够，请在 {rejects} 所在的磁盘腾出空间再试") from None
        finally:
            connection.close()


@dataclass
class _Check:
    """The check of one table."""

    table: Table
    path: Path
    connection: duckdb.DuckDBPyConnection
    working: Path
    rejects: Path
    report: Report
    private: bool
    absent: frozenset[str]

    def run(self) -> None:
        name = self.table.name
        self.today = today()
        self.counts = TableReport(name, self.table.title, self.path.name)
        self.report.tables[name] = self.counts
        self.headings = {heading(word) for column in self.table.columns for word in column.headings}
        self.export = open_export(self.path, self.working, self.connection, self.headings)
        for old in (f"{name}.csv", f"{name}.warnings.csv"):
            (self.rejects / old).unlink(missing_ok=True)
        self._match()
        self._stage()
        for late in ("late", "doubted"):
            self.connection.execute(f'CREATE TABLE "{late}_{name}" (row BIGINT, reason VARCHAR)')
        doubt_rounded(self.connection, self.table, self.report.tables)
        self._references()
        self._duplicates()
        self._accept()
        self._count()
        if self.counts.rejected:
            self._write(self._refused_rows(), self._reasons(), f"{name}.csv", self.counts.reasons)
        if self.counts.warned:
            doubted = f'(SELECT row, list(reason) AS late FROM "doubted_{name}" GROUP BY row)'
            warned = (
                f'SELECT r AS row, late FROM "accepting_{name}" LEFT JOIN {doubted} d ON r = d.row '
                "WHERE warned OR late IS NOT NULL"
            )
            self._write(warned, self._warnings(), f"{name}.warnings.csv", self.counts.warnings)

    def _match(self) -> None:
        """Find each declared column among the headings."""
        self.cells: dict[str, str] = {}
        self.places: dict[str, int] = {}
        self.lacking: list[str] = []
        taken: set[int] = set()
        self.counts.notes.clear()
        missing, lacking = [], []
        for column in self.table.columns:
            words = set(map(heading, column.headings))
            places = [i for i, one in enumerate(self.export.headings) if heading(one) in words]
            if len(places) > 1:
                raise YuntaiError(f"文件 {self.path.name} 有 {len(places)} 列都是“{column.title}”，请只留一列")
            if not places and column.lacking:
                self.cells[column.name] = f"lacking_{column.name}"
                self.lacking.append(self.cells[column.name])
                lacking.append(column.title)
                continue
            if not places:
                missing.append(column.title)
                continue
            self.cells[column.name] = f"c{places[0]}"
            self.places[column.name] = places[0]
            taken.update(places)
        if missing:
            others = (
                [one for i, one in enumerate(self.export.headings) if i not in taken and one.strip()] if taken else []
            )
            beside = f"；没有认出的列：{'、'.join(others[:_MOST_HEADINGS])}" if others else ""
            raise YuntaiError(f"文件 {self.path.name} 缺少这些列：{'、'.join(missing)}{beside}")
        if lacking:
            self.counts.notes.append(f"没有这些列，当作空白：{'、'.join(lacking)}")
        extra = [i for i in range(len(self.export.headings)) if i not in taken]
        self.unread = [f"c{i}" for i in extra]
        if extra:
            self.counts.notes.append(f"多出的列没有读：{'、'.join(self.export.headings[i] for i in extra)}")

    def _values(self, source: str, *extra: str) -> str:
        """SQL: the typed columns beside the text cells of ``source``."""
        ready, values = [], []
        for column in self.table.columns:
            parsed, name = self._parsed(column), f"{self.cells[column.name]}_ready"
            ready.append(f"{parsed.ready} AS {name}")
            values += [f"{parsed.value} AS {identifier(column.name)}", name]
        cells = [*self.export.columns, *self.lacking]
        if self.lacking:
            source = f"(SELECT *, {', '.join(f'NULL::VARCHAR AS {name}' for name in self.lacking)} FROM {source})"
        return f"SELECT {', '.join([*values, *cells, *extra])} FROM (SELECT *, {', '.join(ready)} FROM {source})"

    def _parsed(self, column: Column) -> Parsed:
        place = self.places.get(column.name)
        mark = None if place is None else self.export.mark(place)
        return parse(column, self.cells[column.name], self.today, mark, self.absent)

    def _stage(self) -> None:
        """Judge each row by itself. Every cell is looked at, so that DuckDB finds what is not UTF-8."""
        kept = self.table.columns if self.private else self.table.loaded
        columns = ", ".join(identifier(column.name) for column in kept)
        wrong = [refused(c, self.cells[c.name], self.absent) for c in self.table.columns]
        wrong += [f"({rule})" for rule, _ in self._rules(soft=False)]
        wrong += ["flaw IS NOT NULL", *(f"strlen({cell}) < 0" for cell in self.unread)]
        soft = [f"({rule})" for rule, _ in self._rules(soft=True)] or ["false"]
        values = self._values(self.export.relation, f"{self.export.flaw}::VARCHAR AS flaw")
        statement = (
            f'CREATE OR REPLACE TABLE "staged_{self.table.name}" AS '
            f"SELECT {columns}, coalesce({' OR '.join(wrong)}, false) AS bad, "
            f"coalesce({' OR '.join(soft)}, false) AS warned, "
            f"{said_nothing(self.table.columns, self.cells, self.absent)} AS nothing FROM ({values})"
        )
        try:
            self.connection.execute(statement)
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            if self.export.quoted is None:
                raise YuntaiError(f"文件 {self.path.name} 已损坏，读不完整，请重新导出") from None
            self.export = copied(self.path, self.working, self.headings)
            self._match()
            self._stage()

    def _references(self) -> None:
        name, connection = self.table.name, self.connection
        for column in self.table.columns:
            parent = column.references
            if parent is None:
                continue
            if parent not in self.report.tables:
                self.counts.notes.append(f"没有{TABLES[parent].title}表，{column.title}没有与它核对")
                continue
            key = TABLES[parent].key[0]
            connection.execute(
                f'INSERT INTO "late_{name}" SELECT s.r, ? FROM (SELECT rowid AS r, {column.name} AS k '
                f'FROM "staged_{name}" WHERE {column.name} IS NOT NULL) s '
                f'ANTI JOIN "accepted_{parent}" p ON s.k = p.{key}',
                [f"{column.title}在{TABLES[parent].title}表里没有（或那一行已拒收）"],
            )
            shared = [c.name for c in self.table.loaded if c.name == "person" != column.name]
            if shared and any(c.name == "person" for c in TABLES[parent].columns):
                connection.execute(
                    f'INSERT INTO "late_{name}" SELECT s.r, ? FROM (SELECT rowid AS r, * FROM "staged_{name}") s '
                    f'JOIN "accepted_{parent}" p ON s.{column.name} = p.{key} WHERE s.person <> p.person',
                    [f"人员与{TABLES[parent].title}表里同一{column.title}的人员不一致"],
                )

    def _duplicates(self) -> None:
        """Refuse all but the first of the good rows that share a key."""
        name = self.table.name
        keys = ", ".join(self.table.key)
        titles = "、".join(self.table[key].title for key in self.table.key)
        good = (
            f'(SELECT * FROM (SELECT rowid AS r, {keys}, hash({keys}) AS h FROM "staged_{name}" WHERE NOT bad) s '
            f'ANTI JOIN "late_{name}" l ON s.r = l.row)'
        )
        self.connection.execute(
            f'INSERT INTO "late_{name}" SELECT r, ? FROM (SELECT r, row_number() OVER (PARTITION BY {keys} ORDER BY r) '
            f"AS nth FROM {good} SEMI JOIN (SELECT h FROM {good} GROUP BY h HAVING count(*) > 1) USING (h)) "
            "WHERE nth > 1",
            [f"{titles}与前面的行重复"],
        )

    def _accept(self) -> None:
        name = self.table.name
        columns = ", ".join(
            f"{column.name}::VARCHAR AS {column.name}" if isinstance(column.kind, Choice) else identifier(column.name)
            for column in self.table.loaded
        )
        self.connection.execute(
            f'CREATE VIEW "accepting_{name}" AS SELECT * FROM '
            f'(SELECT rowid AS r, * FROM "staged_{name}" WHERE NOT bad) s ANTI JOIN "late_{name}" l ON s.r = l.row'
        )
        self.connection.execute(f'CREATE VIEW "accepted_{name}" AS SELECT {columns} FROM "accepting_{name}"')
        if once := self.table.once:
            several = f'SELECT person FROM "accepting_{name}" GROUP BY person HAVING count(DISTINCT {once}) > 1'
            self.connection.execute(
                f'INSERT INTO "doubted_{name}" SELECT r, ? FROM "accepting_{name}" SEMI JOIN ({several}) USING (person)',
                [f"同一个人有几个不同的{self.table[once].title}，请登记单位核对"],
            )

    def _count(self) -> None:
        name, counts = self.table.name, self.counts
        staged = self._one(f'SELECT count(*) FROM "staged_{name}"')
        counts.accepted = self._one(f'SELECT count(*) FROM "accepting_{name}"')
        counts.warned = self._one(
            f'SELECT count(*) FROM "accepting_{name}" WHERE warned OR r IN (SELECT row FROM "doubted_{name}")'
        )
        counts.rejected = staged - counts.accepted
        counts.sheets = [self._sheet(sheet) for sheet in self.export.sheets] or [
            SheetReport("", staged, counts.accepted, counts.rejected, 0)
        ]
        counts.left_out = sum(sheet.left_out for sheet in counts.sheets)
        counts.rows = staged + counts.left_out
        if not staged:
            counts.notes.append("没有数据行")
        said = self.connection.execute(
            f"SELECT said, count(*) AS n FROM (SELECT unnest(string_split(nothing, '；')) AS said FROM \"staged_{name}\" "
            "WHERE nothing IS NOT NULL) GROUP BY said ORDER BY n DESC, said"
        )
        for one, count in said.fetchall():
            title, _, word = one.partition("：")
            counts.notes.append(f"{title}：{count:,} 行写的是“{word}”，当作没有")

    def _sheet(self, read: SheetRead) -> SheetReport:
        """The counts of one sheet, whose rows lie one behind the other; what was not read of it is noted."""
        within = f"r BETWEEN {read.first} AND {read.first + read.rows - 1}"
        accepted = self._one(f'SELECT count(*) FROM "accepting_{self.table.name}" WHERE {within}')
        left_out = sum(read.left_out.values())
        where = f"工作表“{read.name}”：" if len(self.export.sheets) > 1 else ""
        for reason, count in read.left_out.items():
            self.counts.notes.append(f"{where}{count:,} 行没有读，是{reason}")
        if read.filtered:
            self.counts.notes.append(f"{where}筛选或手工隐藏的 {read.filtered:,} 行也读了")
        reasons = dict(read.left_out)
        return SheetReport(read.name, read.rows + left_out, accepted, read.rows - accepted, left_out, reasons)

    def _one(self, query: str) -> int:
        row = self.connection.execute(query).fetchone()
        return int(row[0]) if row else 0

    def _refused_rows(self) -> str:
        """SQL: each refused row's place with the reasons that came up beyond the row itself."""
        name = self.table.name
        return (
            "SELECT row, list(DISTINCT reason ORDER BY reason) FILTER (reason IS NOT NULL) AS late FROM ("
            f'SELECT row, reason FROM "late_{name}" UNION ALL '
            f'SELECT rowid, NULL FROM "staged_{name}" WHERE bad) GROUP BY row'
        )

    def _places(self, rows: str) -> Iterator[int]:
        found = self.connection.cursor().execute(f"SELECT row FROM ({rows}) ORDER BY row")
        while batch := found.fetchmany(10_000):
            yield from (place for (place,) in batch)

    def _rules(self, *, soft: bool) -> list[tuple[str, str]]:
        """What a row must not do by itself, as SQL over typed columns, and the reason."""
        rules = [(rule.breaks, rule.reason) for rule in self.table.rules if rule.soft == soft]
        if not soft:
            for first, last in self.table.periods:
                reason = f"{self.table[last].title}早于{self.table[first].title}"
                rules.append((f"{last} < {first}", reason))
            for column in self.table.of_a_life:
                rules.append((before_birth(column), f"{self.table[column].title}早于出生（公民身份号码里的出生日期）"))
        return rules

    def _reasons(self) -> list[str]:
        columns = [self._parsed(column).reason for column in self.table.columns]
        return ["flaw", *columns, *self._cases(soft=False)]

    def _warnings(self) -> list[str]:
        return self._cases(soft=True)

    def _cases(self, *, soft: bool) -> list[str]:
        return [f"CASE WHEN {rule} THEN {literal(reason)} END" for rule, reason in self._rules(soft=soft)]

    def _write(self, rows: str, reasons: list[str], file: str, tally: dict[str, int]) -> None:
        """Write the rows at the given places, as they stand in the source, with their reasons; count the reasons."""
        export = self.export
        source = rows_at(export, self._places(rows), self.working)
        chosen = f"(SELECT * FROM {source} s JOIN ({rows}) b ON s.r = b.row)"
        several = sum(sheet.rows > 0 for sheet in export.sheets) > 1
        sheet = "sheet, " if several else ""
        extra = (
            f"{export.flaw}::VARCHAR AS flaw",
            f"{export.number} AS number",
            "late",
            *(["sheet"] if several else []),
        )
        values = self._values(chosen, *extra)
        cells = ", ".join(export.columns)
        own = f"list_filter([{', '.join(reasons)}], lambda reason: reason IS NOT NULL)"
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE refused AS "
            f"SELECT number, {sheet}{cells}, list_concat({own}, coalesce(late, [])) AS reasons FROM ({values})"
        )
        counted = self.connection.execute(
            "SELECT reason, count(*) AS n FROM (SELECT unnest(reasons) AS reason FROM refused) "
            "GROUP BY reason ORDER BY n DESC, reason"
        )
        tally.update(counted.fetchall())
        named = ", ".join(
            f"{sql_whole(f'c{i}', export.mark(i))} AS {identifier(one)}" for i, one in enumerate(distinct(export))
        )
        named_sheet = f"{sql_whole('sheet')} AS 工作表, " if several else ""
        body = self.working / file
        self.connection.execute(
            f"COPY (SELECT {named_sheet}number AS 行号, {named}, array_to_string(reasons, '；') AS 原因 FROM refused "
            f"ORDER BY {sheet}number) TO {literal(str(body))} (HEADER)"
        )
        self.connection.execute("DROP TABLE refused")
        write_marked(body, self.rejects / file)
