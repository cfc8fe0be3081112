"""Supervision on the command line: every check over a registry, and random draws."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.options import FILE, options
from yuntai.errors import YuntaiError
from yuntai.rules.rule.packs import Pack

if TYPE_CHECKING:
    from yuntai.supervision.draw import Drawn, Inspector
    from yuntai.supervision.findings import Findings
    from yuntai.supervision.runs import Comparison

_BETWEEN = "、；;,，"


def audit_everything(
    address: str, engine: str | None, pack: Pack, runs: Path | None, out: Path | None, as_json: bool
) -> None:
    """Run all checks and the audit of every policy that pays; keep the run in the folder ``runs``, if one is given."""
    import ibis

    from yuntai.cli import files
    from yuntai.registry.store import Registry
    from yuntai.supervision.findings import find
    from yuntai.supervision.runs import Runs

    with (
        Registry.open(address, engine) as registry,
        show.working("正在核查…") as say,
        find(registry, pack, say) as found,
    ):
        said = _report(found)
        changes, before = None, None
        if runs:
            kept = Runs(runs)
            before = kept.names[-1] if kept.names else None
            said["run"] = kept.record(found, {"pack": pack.id, "loaded_at": registry.manifest.get("loaded_at")})
            if before:
                changes = kept.compare(before, said["run"])
                said |= {"compared_with": before, "changes": changes.counts}
        if out:
            cases = ibis.memtable(kept.findings(said["run"])) if runs else found.cases
            files.write_table(cases.order_by(["check", "finding"]), out)
    if as_json:
        show.print_json(said)
        return
    _print(said, before, changes)
    if runs:
        show.say(f"这一次核查记在 {runs / said['run']}")
    if out:
        show.say(f"明细已写到 {out}")


def _report(found: Findings) -> dict[str, Any]:
    cases = found.cases
    counted = cases.group_by("check").aggregate(
        findings=cases.count(), rows=cases["rows"].sum(), amount=cases["amount"].sum()
    )
    figures = {row.pop("check"): row for row in counted.to_pyarrow().to_pylist()}
    none = {"findings": 0, "rows": 0, "amount": None}
    checks = [
        {
            **{name: about[name] for name in ("check", "title", "kind", "severity", "owner")},
            **figures.get(about["check"], none),
        }
        for about in sorted(found.ran, key=lambda about: (about["kind"], about["check"]))
    ]
    return {"findings": sum(row["findings"] for row in checks), "checks": checks, "skipped": found.skipped}


def _print(said: Mapping[str, Any], before: str | None, changes: Comparison | None) -> None:
    from yuntai.selections.checks import KINDS, SEVERITIES
    from yuntai.supervision.runs import STATES

    rows = [
        (row["title"], KINDS[row["kind"]], SEVERITIES[row["severity"]], row["findings"], row["rows"], row["amount"])
        for row in said["checks"]
    ]
    show.print_table(f"疑点 {said['findings']:,} 个", ("核查", "种类", "程度", "疑点", "行", "涉及（元）"), rows)
    wrong = [(row["title"], row["owner"]) for row in said["checks"] if row["kind"] == "data" and row["findings"]]
    if wrong:
        show.print_table("数据有问题的，请负责这张表的机构核对、改正（不是对本人的怀疑）", ("核查", "由谁负责"), wrong)
    if said["skipped"]:
        show.print_table("没有做的核查", ("核查", "原因"), said["skipped"].items())
    if changes:
        counts = changes.counts
        show.print_table(f"与 {before} 那一次相比", STATES.values(), [[counts[state] for state in STATES]])


@click.command(
    cls=Command,
    short_help="随机抽取检查对象和检查人员（双随机）。",
    help="随机抽取检查对象和检查人员（双随机）：种子事先公布，任何人都能按说明复核。FILE 一行一个对象，可以是核查写出的疑点。",
)
@click.argument("file", type=FILE, metavar="FILE")
@click.option("--seed", required=True, metavar="S", help="公布的种子，例如当天的开奖号码")
@click.option("--count", type=int, required=True, metavar="N", help="抽几个")
@click.option("--key", metavar="COLUMN", help="对象编号在哪一列（不写是第一列）")
@click.option("--by", multiple=True, metavar="COLUMN", help="按这一列分层，可写几次")
@click.option("--weight", metavar="COLUMN", help="按这一列的权重（数，或疑点的程度）")
@click.option(
    "--inspectors",
    type=FILE,
    metavar="FILE",
    help="检查人员：第一列是姓名，其余各列与 FILE 同名，写要回避的值（几个用顿号隔开）",
)
@click.option("--per-object", type=int, default=2, show_default=True, metavar="N", help="每个对象几名检查人员")
@options("out", "json")
def draw(
    file: Path,
    seed: str,
    count: int,
    key: str | None,
    by: tuple[str, ...],
    weight: str | None,
    inspectors: Path | None,
    per_object: int,
    out: Path | None,
    as_json: bool,
) -> None:
    import ibis
    import pyarrow as pa

    from yuntai.cli import files
    from yuntai.supervision.draw import draw as drawing

    items = _items(file, key, [*by, *([weight] if weight else [])])
    staff = _inspectors(inspectors, next(iter(items.values()))) if inspectors else []
    drawn = drawing(items, seed, count, by=by, weight=weight, inspectors=staff, per_object=per_object)
    rows = [_row(one) for one in drawn]
    if out:
        files.write_table(
            ibis.duckdb.connect().create_table("drawn", pa.Table.from_pylist(rows)).order_by("place"), out
        )
    listed = hashlib.sha256(file.read_bytes()).hexdigest()
    if as_json:
        show.print_json({"seed": seed, "file_sha256": listed, "drawable": len(items), "drawn": rows})
        return
    headings = ("次序", "对象", "层", "散列值", "权重", "x", "检查人员")
    show.print_table(f"从 {len(items):,} 个里抽出 {len(drawn):,} 个", headings, (row.values() for row in rows))
    show.say(f"名单文件的 SHA-256：{listed}")
    show.say("复核：对每个对象算 SHA-256(种子|对象)，同一层里 x 最小的抽中；没有权重时就是散列值最小的。")
    if out:
        show.say(f"明细已写到 {out}")


def _row(one: Drawn) -> dict[str, Any]:
    return {
        "place": one.place,
        "key": one.key,
        "stratum": "、".join(one.stratum),
        "sha256": one.digest,
        "weight": f"{float(one.weight):g}",
        "x": f"{one.x:.12g}",
        "inspectors": "、".join(one.inspectors),
    }


def _items(file: Path, key: str | None, columns: Sequence[str]) -> dict[str, dict[str, str]]:
    """The rows of a file by their key."""
    headings, rows = _read(file, [*([key] if key else []), *columns])
    key = headings[0] if key is None else key
    for column in (key, *columns):
        if column not in headings:
            raise YuntaiError(f"文件 {file.name} 没有“{column}”这一列，有：{'、'.join(headings)}")
    items: dict[str, dict[str, str]] = {}
    for place, row in rows:
        name = row[key]
        if not name or name in items:
            raise YuntaiError(f"文件 {file.name} {place}的“{key}”{'与前面的行重复' if name else '是空的'}")
        items[name] = row
    if not items:
        raise YuntaiError(f"文件 {file.name} 没有数据行")
    return items


def _inspectors(file: Path, item: Mapping[str, str]) -> list[Inspector]:
    from yuntai.supervision.draw import Inspector

    headings, rows = _read(file, list(item))
    if strange := [column for column in headings[1:] if column not in item]:
        raise YuntaiError(f"文件 {file.name} 的“{strange[0]}”列在对象名单里没有，不知道要回避什么")
    found = []
    for _, row in rows:
        conflicts = {column: frozenset(_split(row[column])) for column in headings[1:] if row[column]}
        found.append(Inspector(row[headings[0]], conflicts))
    if len({one.name for one in found}) < len(found):
        raise YuntaiError(f"文件 {file.name} 里有同名的检查人员，请写成能分清的")
    return found


def _split(text: str) -> list[str]:
    for mark in _BETWEEN:
        text = text.replace(mark, "\n")
    return [part.strip() for part in text.split("\n") if part.strip()]


def _read(file: Path, known: Sequence[str]) -> tuple[list[str], list[tuple[str, dict[str, str]]]]:
    """The headings of a file, some of which are ``known``, and its rows, each with where it stands."""
    from yuntai.registry.read import read_rows
    from yuntai.tables.cells import fault
    from yuntai.tables.heads import heading

    if not file.is_file():
        raise YuntaiError(f"找不到文件 {file}")
    headings, found = read_rows(file, {heading(one) for one in known})
    names = {heading(one): one for one in known}
    shown = [names.get(one, one) for one in headings]
    rows = []
    for row in found:
        if row.flaw:
            raise YuntaiError(f"文件 {file.name} {row.place}：{row.flaw}")
        for column, cell, mark in zip(shown, row.cells, row.marks, strict=True):
            if said := fault(mark):
                raise YuntaiError(f"文件 {file.name} {row.place}的“{column}”（{cell}）{said}")
        rows.append((row.place, dict(zip(shown, map(str.strip, row.cells), strict=True))))
    return shown, rows
