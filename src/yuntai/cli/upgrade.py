"""``yuntai upgrade``: an installation of an older Yuntai is brought to this one's tables and seals."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.platform import begin, home
from yuntai.errors import YuntaiError


@click.command(
    cls=Command,
    short_help="把较早版本建的平台升到现在的版本；--dry 只说要做什么。",
    help="把较早版本的云台建的平台升到现在的版本：改数据库结构，重新加密个人信息，把原来的记录封印起来。"
    "先做好备份；要不要停下平台，--dry 会说。"
    "中断了再运行一次就接着做；原来的日志有不对的以 4 退出（照样升级，以后 yuntai cases verify 还会说）。",
)
@home
@click.option("--dry", is_flag=True, help="只说要做什么，什么也不改")
def upgrade(home: Path | None, dry: bool) -> int:
    begin(home)
    from yuntai.site.ready import require_keys
    from yuntai.site.upgrade import plan
    from yuntai.site.upgrade import upgrade as bring_up_to_date

    require_keys()
    todo = plan()
    if not todo:
        show.say("已经是现在的版本，没有要做的")
        _see_to_administrators(ask=not dry)
        return 0
    if dry:
        for name in todo.migrations:
            show.say(f"要改数据库结构：{name}")
        show.say("要先停下平台" if todo.needs_a_stop else "原来版本的平台可以一直开着")
        if todo.keys:
            show.say("要核对密钥，记下怎样认得它们")
        show.say("要重新加密个人信息，把原来的记录封印起来" if todo.sealing else "不用重新封印")
        if "proposals 0001_initial" in todo.migrations:
            show.say("以后由三位管理人员分管：系统管理提出，安全管理确认，审计管理看日志；升级以后会问由谁担任")
        return 0
    with show.working("正在升级…") as say:
        problems = bring_up_to_date(say)
    for problem in problems:
        show.say(f"✗ 升级以前就不对：{problem}")
    show.say("升级完了，可以打开平台")
    _see_to_administrators(ask=True)
    return 4 if problems else 0


def _see_to_administrators(*, ask: bool) -> None:
    """Ask who of those who managed the bureau is which of the three administrators from now on; say who is still wanted."""
    from yuntai.people.models import ADMINISTRATORS, Role
    from yuntai.people.officers import administrators, lacking, wanting
    from yuntai.proposals.on_the_server import change_role

    kinds = {str(role): role for role in ADMINISTRATORS}
    if ask and lacking() and sys.stdin.isatty():
        show.say("；".join(f"{name} 是{role.label}" for name, role in kinds.items()) + "。由不同的人担任。")
        for user in administrators(Role.MANAGE):
            question = f"{user}（{user.username}）以前是管理岗，以后是"
            role = kinds[click.prompt(question, type=click.Choice(list(kinds)), default=str(Role.MANAGE))]
            if role != Role.MANAGE:
                try:
                    show.say(f"已任命：{change_role(user, role)}")
                except YuntaiError as error:
                    show.say(f"没有改：{error}")
    for sentence in wanting():
        show.say(f"还要办：{sentence}")
