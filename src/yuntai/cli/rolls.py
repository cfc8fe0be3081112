"""``yuntai rolls``: the rolls (台账) of an installation: which there are, a large table taken in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from yuntai.cli import show
from yuntai.cli.chinese import Group
from yuntai.cli.days import Day
from yuntai.cli.options import FILE, options
from yuntai.cli.platform import begin, home
from yuntai.errors import YuntaiError

SOME_REJECTED = 4
"""The exit code where rows were rejected."""


@click.group(
    cls=Group,
    short_help="台账：有哪些，导入很大的表。",
    help="yuntai rolls list 列出台账；yuntai rolls import 导入表格。",
)
def rolls() -> None:
    pass


@rolls.command("list", help="列出这个平台的台账和行数。")
@home
@options("json")
def list_(home: Path | None, as_json: bool) -> None:
    begin(home)
    from yuntai.rolls.content import rolls as declared
    from yuntai.rolls.tables import OPEN, model_of
    from yuntai.site.ready import require_ready

    require_ready()
    found = [(name, roll.title, model_of(name).objects.filter(OPEN).count()) for name, roll in declared().items()]
    if as_json:
        show.print_json([{"roll": name, "title": title, "rows": count} for name, title, count in found])
        return
    for name, title, count in found:
        show.say(f"{name}：{title}，{count:,} 行")


@rolls.command(
    "import",
    short_help="把一张表导入台账。",
    help="把一张表（CSV、Excel、WPS 或 Parquet）导入台账。好的行收下；有问题的写进 --rejects，以 4 退出。"
    "已经有而且一样的行不会重复，中断了再运行一次就可以。",
)
@click.argument("roll")
@click.argument("file", type=FILE, metavar="FILE")
@home
@click.option("--since", type=Day(), default=None, help="表里的内容从哪天起算；不写是今天")
@click.option("--reason", default="导入", help="为什么导入，记在变动里")
@click.option(
    "--rejects", type=click.Path(path_type=Path), default=None, metavar="FILE.xlsx", help="没有收的行写到哪里"
)
@options("json")
def import_(
    roll: str, file: Path, home: Path | None, since: date | None, reason: str, rejects: Path | None, as_json: bool
) -> int:
    begin(home)
    from yuntai.clock import today
    from yuntai.rolls.content import roll_of
    from yuntai.rolls.importing import columns_of, take_in
    from yuntai.rolls.spreadsheets import Line, stream, write
    from yuntai.rolls.writing import By
    from yuntai.site.ready import require_ready

    require_ready()
    columns = columns_of(roll_of(roll))
    if since and since > today():
        raise YuntaiError("--since 还没有到")
    with show.working("正在导入…") as say:
        by, rows = By(reason=reason), stream(file, columns)
        done = take_in(roll, rows, by, since=since, told=lambda count: say(f"已读 {count:,} 行"))
    if rejects and done.rejected:
        lines = (Line(number, one.cells, one.faults) for number, one in enumerate(done.rejected, 2))
        rejects.write_bytes(write(columns, lines, (), title="没有收的行", with_faults=True))
    if as_json:
        show.print_json({"new": done.new, "changed": done.changed, "same": done.same, "rejected": len(done.rejected)})
    else:
        show.say(
            f"新登记 {done.new:,} 行，变更 {done.changed:,} 行，{done.same:,} 行和现在一样，没有收 {len(done.rejected):,} 行"
        )
        for one in done.rejected[:5]:
            show.say(f"✗ 第 {one.number} 行：{'；'.join(one.faults.values())}")
    return SOME_REJECTED if done.rejected else 0
