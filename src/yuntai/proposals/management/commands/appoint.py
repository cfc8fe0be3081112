"""``yuntai manage appoint``: the first of each of the three administrators; they appoint all others on the pages."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from yuntai.errors import YuntaiError
from yuntai.people.models import ADMINISTRATORS, Role, Unit
from yuntai.proposals.management.keyboard import account
from yuntai.proposals.on_the_server import appoint_first


class Command(BaseCommand):
    help = (
        "任命全局第一位系统管理岗（manage）、安全管理岗（security）、审计管理岗（audit），由三个不同的人担任；还没有账户的，"
        "同时开账户（密码从键盘输入）。以后的任命都在网页“人员和岗位”提出，由安全管理岗确认。"
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("unit", help="全局的单位编号，见 packs 里的 units.yaml")
        parser.add_argument("role", choices=[str(role) for role in ADMINISTRATORS], help="岗位")
        parser.add_argument("--name", default="", help="姓名")

    @transaction.atomic
    def handle(self, *_: Any, username: str, unit: str, role: str, name: str, **__: Any) -> None:
        place = Unit.objects.filter(code=unit).first()
        if place is None:
            raise CommandError(f"没有编号是“{unit}”的单位；先运行一次 yuntai serve，它会读入 units.yaml")
        if place.parent_id is not None:
            raise CommandError(f"{place}不是全局的单位；那里的管理人员在网页“人员和岗位”任命")
        try:
            one = appoint_first(account(username, name), Role(role))
        except YuntaiError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已任命 {one.user}：{one}。第一次登录时绑定动态码。")
