"""``yuntai manage appoint``: the first manager; she appoints all others on the pages."""

from __future__ import annotations

from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from yuntai.people.models import Appointment, Role, Unit, User


class Command(BaseCommand):
    help = "任命一位工作人员；还没有账户的，同时开账户（密码从键盘输入）。第一位系统管理岗用它，以后的在网页“人员和岗位”任命。"

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", help="用户名")
        parser.add_argument("unit", help="单位编号，见 packs 里的 units.yaml")
        parser.add_argument("role", choices=Role.values, help="岗位")
        parser.add_argument("--name", default="", help="姓名")

    @transaction.atomic
    def handle(self, *_: Any, username: str, unit: str, role: str, name: str, **__: Any) -> None:
        place = Unit.objects.filter(code=unit).first()
        if place is None:
            raise CommandError(f"没有编号是“{unit}”的单位；先运行一次 yuntai serve，它会读入 units.yaml")
        user = User.objects.filter(username__iexact=username).first() or self._open(username, name)
        one = Appointment.objects.create(user=user, unit=place, role=role)
        self.stdout.write(f"已任命 {user}：{one}。第一次登录时绑定动态码。")

    def _open(self, username: str, name: str) -> User:
        password = getpass("密码（至少 10 位）：")
        try:
            validate_password(password)
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from None
        return User.objects.create_user(username.lower(), password, display_name=name)
