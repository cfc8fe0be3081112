"""Commands of Django by which one person alone would get into an account."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

_INSTEAD = (
    "这里不能一个人改密码、开管理账户：密码在网页“人员和岗位”提出重设、由安全管理岗确认；第一批管理人员用 "
    "yuntai manage appoint；唯一的管理人员走了用 yuntai manage replace_administrator"
)


class Closed(BaseCommand):
    """Says what to do instead."""

    help = _INSTEAD

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("ignored", nargs="*")

    def handle(self, *_: Any, **__: Any) -> None:
        raise CommandError(_INSTEAD)
