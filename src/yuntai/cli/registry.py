"""Commands on the registry: make a demonstration city, check exports, load them."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from yuntai.cli import show
from yuntai.cli.chinese import Group
from yuntai.cli.days import Day
from yuntai.cli.options import FILE, options
from yuntai.clock import last_month_end, today
from yuntai.registry.columns import Column, Table
from yuntai.rules.language.kinds import Choice, Date
from yuntai.rules.rule.packs import Pack

REJECTED = 4
"""The exit code of a check that rejected rows."""


@click.group(cls=Group, help="登记库：生成示范城市，检查和装载业务系统导出的表。")
def registry() -> None:
    pass


@registry.command(help="生成一座示范城市的导出表，并埋入已知的差错（真相另放一处）。")
@click.argument("out", type=FILE, metavar="DIR")
@click.option("--persons", type=int, default=100_000, show_default=True, metavar="N", help="人数")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="种子：同一种子生成同一座城市")
@click.option("--until", type=Day(), default=last_month_end, show_default="上月末", help="记录到哪一天")
@click.option("--truth", type=FILE, required=True, metavar="DIR", help="埋入差错的真相放在哪里")
@click.option("--csv", "as_csv", is_flag=True, help="写成 CSV（不写是 Parquet）")
@options("pack", "json")
def generate(
    out: Path, persons: int, seed: int, until: date, truth: Path, as_csv: bool, pack: Pack, as_json: bool
) -> None:
    from yuntai.registry.generate import generate as make_exports
    from yuntai.registry.makeup import load_makeup

    makeup = load_makeup(pack.folders, pack.words(today()))
    with show.working("正在生成…") as say:
        make_exports(out, persons, seed, truth, until, makeup, csv=as_csv, progress=say)
    if as_json:
        show.print_json({"persons": persons, "seed": seed, "until": until, "out": out, "truth": truth})
    else:
        show.say(f"{persons:,} 人的示范城市已写到 {out}，埋入的差错记在 {truth}")


@registry.command(
    short_help="检查导出的表（CSV、Excel、WPS 表格、Parquet）：拒收的行连同原因写到一边。",
    help="检查导出的表（CSV、Excel、WPS 表格、Parquet）：拒收的行连同原因写到一边，什么都不会悄悄丢掉。"
    "退出码：0 都接受了；2 有文件读不了；4 有拒收的行。",
)
@click.argument("source", type=FILE, metavar="SOURCE")
@click.option("--rejects", type=FILE, metavar="DIR", help="拒收的行写到哪里（不写就只报数）")
@options("pack", "json")
def check(source: Path, rejects: Path | None, pack: Pack, as_json: bool) -> None:
    from yuntai.registry.check import check as check_exports

    with tempfile.TemporaryDirectory() as folder, show.working("正在检查…") as say:
        report = check_exports(source, rejects or Path(folder), say, pack.words(today()))
    _print(report, rejects, as_json)
    if lost := report.all_refused():
        click.echo(f"错误：{lost}", err=True)
    if report.rejected:
        raise SystemExit(REJECTED)


@registry.command(
    help="检查并装载成登记库：不含姓名和公民身份号码，人员换成编号。拒收的行不装载，退出码仍是 0；2 是没有装载。"
)
@click.argument("source", type=FILE, metavar="SOURCE")
@click.argument("folder", type=FILE, metavar="DIR")
@options("rejects")
@click.option("--key", type=FILE, required=True, metavar="FILE", help="编号用的密钥文件，没有就新建；要放在登记库以外")
@click.option("--compare-identities", is_flag=True, help="并比对同一个人的两个身份（要装 Splink：yuntai[fuzzy]）")
@options("pack", "json")
def load(
    source: Path, folder: Path, rejects: Path, key: Path, compare_identities: bool, pack: Pack, as_json: bool
) -> None:
    from yuntai.registry.load import load as load_exports

    words = pack.words(today())
    with show.working("正在装载…") as say:
        report = load_exports(source, folder, rejects, key, say, words=words, compare_identities=compare_identities)
    _print(report, rejects, as_json)


@registry.command(help="把登记库装进 PostgreSQL，以后在那里就地筛查、核查（口令用 PGPASSWORD 或 ~/.pgpass）。")
@click.argument("folder", type=FILE, metavar="DIR")
@click.argument("address", metavar="postgres://…")
@options("json")
def copy(folder: Path, address: str, as_json: bool) -> None:
    from yuntai.registry.copy import copy as copy_registry

    with show.working("正在装进 PostgreSQL…") as say:
        rows = copy_registry(folder, address, progress=say)
    if as_json:
        show.print_json({"address": address, "rows": rows})
    else:
        show.say(f"{len(rows)} 张表、{sum(rows.values()):,} 行已装进 {address}")


@registry.command(help="列出登记库的表和列：导出的文件以表的名称或标题命名，表头写列的名称或标题。")
@options("pack", "json")
def tables(pack: Pack, as_json: bool) -> None:
    from yuntai.registry.schema import TABLES

    words = pack.words(today())
    listed = [_table(table.with_kinds(words.fit)) for table in TABLES.values()]
    if as_json:
        show.print_json({"pack": pack.id, "tables": listed})
        return
    for table in listed:
        rows = map(_column_row, table["columns"])
        show.print_table(f"{table['title']}（{table['name']}）", ("名称", "标题", "写什么", ""), rows)


def _table(table: Table) -> dict[str, Any]:
    return {
        "name": table.name,
        "title": table.title,
        "key": [table[name].export_name for name in table.key],
        "columns": [_column(table, column) for column in table.columns],
    }


def _column(table: Table, column: Column) -> dict[str, Any]:
    kind = column.kind
    empty = kind.none if isinstance(kind, Date) else None
    options = dict(kind.options) if isinstance(kind, Choice) else {}
    return {
        "name": column.export_name,
        "title": column.title,
        "kind": type(kind).__name__.lower(),
        "kind_title": kind.title,
        "options": options,
        "key": column.name in table.key,
        "private": column.private,
        "empty": empty or ("没有" if column.optional else None),
        "lacking": column.lacking,
        "references": column.references,
    }


def _column_row(column: Mapping[str, Any]) -> tuple[str, str, str, str]:
    says = "、".join(column["options"].values()) or column["kind_title"]
    marks = {
        "不能重复": column["key"],
        "不装载": column["private"],
        f"空着表示{column['empty']}": column["empty"],
        "可以没有这一列": column["lacking"],
    }
    return column["name"], column["title"], says, "，".join(mark for mark, holds in marks.items() if holds)


def _print(report: Any, rejects: Path | None, as_json: bool) -> None:
    if as_json:
        show.print_json(asdict(report))
        return
    print_report(report)
    if rejects and any(table.rejected or table.warned for table in report.tables.values()):
        show.say(f"拒收和提醒的行连同原因在 {rejects}")


def print_report(report: Any) -> None:
    """What came in, and what was rejected or warned about why."""
    rows = [(t.title, t.file, t.rows, t.accepted, t.rejected, t.left_out, t.warned) for t in report.tables.values()]
    show.print_table("检查结果", ("表", "文件", "行数", "接受", "拒收", "不是数据", "提醒"), rows)
    reasons = [
        (t.title, what, reason, count)
        for t in report.tables.values()
        for what, counted in (("拒收", t.reasons), ("提醒", t.warnings))
        for reason, count in counted.items()
    ]
    if reasons:
        show.print_table("原因", ("表", "", "原因", "行数"), reasons)
    for note in [
        *report.notes,
        *(f"{t.title}（{t.file}）：{note}" for t in report.tables.values() for note in t.notes),
    ]:
        show.say(note)
