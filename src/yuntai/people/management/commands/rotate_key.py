"""``yuntai manage rotate_key``."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from yuntai.people.rotation import rotate_key


class Command(BaseCommand):
    help = "换一把加密个人信息的密钥，把所有加密的内容重写一遍。先备份，平台可以开着；中断了就再运行一次。"

    def handle(self, *_: Any, **__: Any) -> None:
        count = rotate_key()
        self.stdout.write(
            f"已用新密钥重写 {count:,} 行。旧密钥留在 keys/identity.old，给在这以前已经开始写的人用；"
            "备份里的旧数据仍要用备份里的旧密钥。"
        )
