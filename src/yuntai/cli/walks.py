"""``yuntai walks``: what of the rows that the platform must serve it serves, by walking through it."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.options import options
from yuntai.errors import YuntaiError
from yuntai.rules.rule.packs import Pack
from yuntai.walks.walk import walks_of

if TYPE_CHECKING:
    from yuntai.walks.matrix import Matrix

NOT_HELD = 4
"""The exit code where a line is not held, be it that it waits for something (ADR 0021)."""


@click.command(
    cls=Command,
    short_help="走一遍：平台要办的每一行，逐条看办得成多少。",
    help="在临时的新平台（SQLite 和 PostgreSQL）上照资料包的 walks/*.yaml 走一遍，逐条看每一行的要求办得成多少。"
    "不写 ROW 就都走。有一条办不成（在等什么的也算）就以 4 退出。",
)
@click.argument("rows", nargs=-1, metavar="[ROW …]")
@options("pack", "json")
def walks(rows: tuple[str, ...], pack: Pack, as_json: bool) -> int:
    chosen = walks_of(pack, rows)
    if find_spec("bs4") is None:
        raise YuntaiError("走查要看网页，请先运行 pip install 'yuntai[walks]'")
    from yuntai.walks import matrix

    with show.working("正在准备…") as say:
        walked = matrix.run(chosen, pack, say)
    if as_json:
        show.print_json(walked.to_dict())
    else:
        _print(walked)
    return 0 if walked.all_held else NOT_HELD


def _print(walked: Matrix) -> None:
    counts = [
        [len(walk.lines), *(walked.held(walk, engine) for engine in walked.engines)] for walk in walked.walks
    ]  # of each row its demands, and how many are held on each engine
    for walk in walked.walks:
        for line in walked.not_held(walk):
            show.say(f"✗ {walk.row} {line['must']}（{line['line']}）")
            for why in walked.why(line):
                show.say(f"    {why}")
    totals = [sum(column) for column in zip(*counts, strict=True)]
    whole = sum(demands == min(held) for demands, *held in counts)
    rows = [(walk.row, walk.title, *numbers) for walk, numbers in zip(walked.walks, counts, strict=True)]
    show.print_table(
        f"{len(rows)} 行，{whole} 行全部办得成", ("行", "名称", "要求", *walked.engines), [*rows, ("", "合计", *totals)]
    )
