"""``yuntai figures``: the reported figures, with what answers each or what it waits for; one figure of an installation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.days import Day
from yuntai.cli.options import options
from yuntai.cli.platform import begin, home
from yuntai.errors import YuntaiError
from yuntai.rules.language.sections import nearest
from yuntai.rules.rule.packs import Pack

if TYPE_CHECKING:
    from yuntai.figures.reported import Reported

_BY = {"month": "按月", "quarter": "按季度", "year": "按年", "unit": "按单位"}


@click.command(
    cls=Command,
    short_help="公开指标的清单：哪些算得出来，其余等什么；或一个指标的数。",
    help="不写 ID：列出公开报告里的指标（资料包的 figures/reported.yaml），每个由哪个指标算出来，或者等什么。"
    "写了 ID（指标，或者公开指标的编号 F001 这样）：在这个平台上算，--out 写出数后面的每一行。",
)
@click.argument("name", required=False, metavar="[ID]")
@click.option("--missing", is_flag=True, help="只列还算不出来的")
@click.option("--by", type=click.Choice(list(_BY)), default="month", show_default=True, help="指标怎么分")
@click.option("--since", type=Day(), default=None, help="从哪一天起（不写是今年一月一日）")
@click.option("--until", type=Day(), default=None, help="到哪一天止（不写是今天）")
@home
@options("pack", "out", "json")
def figures(
    name: str | None,
    missing: bool,
    by: str,
    since: date | None,
    until: date | None,
    home: Path | None,
    pack: Pack,
    out: Path | None,
    as_json: bool,
) -> None:
    if name is None:
        _list(pack, missing, as_json)
        return
    begin(home)
    _measure(name, by, since, until, out, as_json)


def _list(pack: Pack, missing: bool, as_json: bool) -> None:
    from yuntai.figures.reported import reported_by

    listed = reported_by(pack)
    found = [one for one in listed if not (missing and one.figure)]
    if as_json:
        defined = sum(bool(one.figure) for one in listed)
        figures = [one.as_data() for one in found]
        show.print_json({"of": len(listed), "defined": defined, "waiting": len(listed) - defined, "figures": figures})
        return
    title = f"{len(listed)} 个公开指标，{sum(bool(one.figure) for one in listed)} 个算得出来"
    show.print_table(title, ("编号", "指标", "单位", "由哪个指标", "等什么"), [_row(one) for one in found])


def _row(one: Reported) -> tuple[Any, ...]:
    only = "，".join(one.only.values())
    waits = f"{one.waits.needs}（{one.waits.row}）" if one.waits else ""
    return one.number, one.title, one.unit, f"{one.figure}（{only}）" if only else one.figure, waits


def _measure(name: str, by: str, since: date | None, until: date | None, out: Path | None, as_json: bool) -> None:
    from yuntai.cases.content import pack
    from yuntai.cases.tables import follow, tables
    from yuntai.clock import today
    from yuntai.figures.measure import Asked, asked_rows, measure, value_of
    from yuntai.figures.reported import reported_by
    from yuntai.figures.targets import figures_of
    from yuntai.site.ready import require_ready

    require_ready()
    here = figures_of(pack())
    listed = {one.number: one for one in reported_by(pack())}.get(name)
    if listed and listed.waits:
        raise YuntaiError(f"{listed.number} {listed.title}还算不出来：等{listed.waits.needs}")
    name, only = (listed.figure, listed.only) if listed else (name, {})
    if name not in here.figures:
        raise YuntaiError(f"没有“{name}”这个指标{nearest(name, list(here.figures))}")
    one, asked = here.figures[name], Asked(since or today().replace(month=1, day=1), until or today(), only=only)
    with show.working("正在汇总办件…"):
        while follow():
            pass
    with tables() as source:
        found = one.rows(source, here.thresholds, today())
        if by == "unit" and "unit" not in found.columns:
            raise YuntaiError(f"指标“{one.title}”不分单位")
        numbers = sorted(measure(one, found, asked, by).items(), key=lambda item: str(item[0][0]))
        if out:
            from yuntai.cli import files

            files.write_table(asked_rows(found, asked).order_by("on"), out)
    rows = [(str(key), value_of(one, number), number.part, number.whole) for (key,), number in numbers]
    if as_json:
        said = [dict(zip((by, "value", "part", "whole"), row, strict=True)) for row in rows]
        show.print_json({"figure": one.id, "title": one.title, "unit": one.unit, "numbers": said})
    else:
        show.print_table(f"{one.title}（{one.unit}）", (_BY[by], "数", "分子", "分母"), rows)
    if out:
        show.say(f"每一行已写到 {out}")
