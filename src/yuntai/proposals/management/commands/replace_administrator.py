"""``yuntai manage replace_administrator``: when the only security administrator, or another of the three, has gone."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from yuntai.errors import YuntaiError
from yuntai.people.models import ADMINISTRATORS, Role, User
from yuntai.proposals.management.keyboard import account, witness
from yuntai.proposals.on_the_server import appoint_instead


class Command(BaseCommand):
    help = (
        "应急：全局唯一的系统、安全或审计管理岗走了（丢了动态码、联系不上也算），网页上没有人能办的时候，任命一位接替。"
        "要两位在岗的工作人员到场，各输入自己的密码和动态码；会记入日志，通知所有管理人员。"
    )

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", help="接替的人的用户名；还没有账户的，同时开账户")
        parser.add_argument("role", choices=[str(role) for role in ADMINISTRATORS], help="岗位")
        parser.add_argument("--name", default="", help="姓名")
        parser.add_argument("--gone", nargs="*", default=[], metavar="USERNAME", help="换下谁")
        parser.add_argument("--witness", nargs=2, required=True, metavar="USERNAME", help="两位见证人")
        parser.add_argument("--why", required=True, help="为什么，会记下来")

    @transaction.atomic
    def handle(
        self, *_: Any, username: str, role: str, name: str, gone: list[str], witness: list[str], why: str, **__: Any
    ) -> None:
        try:
            one = self._appoint(username, Role(role), name, gone, witness, why)
        except YuntaiError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(f"已任命 {one.user}：{one}。所有管理人员都会收到通知。")

    def _appoint(self, username: str, role: Role, name: str, gone: list[str], named: list[str], why: str) -> Any:
        left = []
        for one in gone:
            user = User.objects.filter(username__iexact=one).first()
            if user is None:
                raise YuntaiError(f"没有“{one}”这个账户")
            left.append(user)
        first, second = (witness(one) for one in named)
        return appoint_instead(account(username, name), role, left, (first, second), why)
