"""``yuntai upgrade``: an installation of an older Yuntai is brought to this one's tables and seals."""

from __future__ import annotations

from pathlib import Path

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.platform import begin, home


@click.command(
    cls=Command,
    help="把较早版本的云台建的平台升到现在的版本：改数据库结构，重新加密个人信息，把原来的记录封印起来。"
    "先停下平台、做好备份。中断了再运行一次就接着做；原来的日志有不对的以 4 退出（照样升级，以后 yuntai cases verify 还会说）。",
)
@home
@click.option("--dry", is_flag=True, help="只说要做什么，什么也不改")
def upgrade(home: Path | None, dry: bool) -> int:
    begin(home)
    from yuntai.site.upgrade import plan
    from yuntai.site.upgrade import upgrade as bring_up_to_date

    todo = plan()
    if not todo:
        show.say("已经是现在的版本，没有要做的")
        return 0
    if dry:
        for name in todo.migrations:
            show.say(f"要改数据库结构：{name}")
        if todo.keys:
            show.say("要核对密钥，记下怎样认得它们")
        show.say("要重新加密个人信息，把原来的记录封印起来" if todo.sealing else "不用重新封印")
        return 0
    with show.working("正在升级…") as say:
        problems = bring_up_to_date(say)
    for problem in problems:
        show.say(f"✗ 升级以前就不对：{problem}")
    show.say("升级完了，可以打开平台")
    return 4 if problems else 0
