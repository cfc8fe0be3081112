"""A canary under each key: what a key is known by, so that a foreign one is refused before anything is read or written with it."""

from __future__ import annotations

import hashlib
import hmac

from django.conf import settings

from yuntai.errors import YuntaiError
from yuntai.ledger.models import Canary

KEYS = ("identity", "index", "ledger", "person")
"""The keys whose work is in the database. ``session`` is none of them: with a new one everybody signs in again, no more."""
_REGISTRY = "registry"


def begin() -> None:
    """Make the keys of a new installation that are not there yet, and their canaries."""
    for name in KEYS:
        settings.HOME.make_key(name)
        announce(name, settings.HOME.key(name))


def announce(name: str, key: bytes) -> None:
    """Have ``key`` be one of those that ``keys/name`` may hold: before the file is changed."""
    Canary.objects.get_or_create(digest=_digest(name, key), defaults={"name": name})


def settle(name: str) -> None:
    """Have ``keys/name`` hold no other key than it does now."""
    key = settings.HOME.key(name)
    announce(name, key)
    Canary.objects.filter(name=name).exclude(digest=_digest(name, key)).delete()


def are_all_there() -> bool:
    """Whether each key has a canary."""
    return set(KEYS) <= set(Canary.objects.values_list("name", flat=True))


def check() -> None:
    """Raise ``YuntaiError`` where a key is missing, or not the one that this database was written with."""
    known = set(Canary.objects.values_list("digest", flat=True))
    for name in KEYS:
        if _digest(name, settings.HOME.key(name)) not in known:
            raise YuntaiError(
                f"密钥文件 {settings.HOME.key_path(name)} 不是这个数据库的密钥：请从备份恢复原来的文件；"
                "如果是 --home（YUNTAI_HOME）或 YUNTAI_DATABASE 写错了，请改正"
            )


def remember_registry() -> None:
    """Write down that the platform has had a registry."""
    announce(_REGISTRY, settings.HOME.key("person"))


def had_registry() -> bool:
    """Whether the platform has had a registry."""
    return Canary.objects.filter(name=_REGISTRY).exists()


def _digest(name: str, key: bytes) -> str:
    return hmac.digest(key, f"canary {name}".encode(), hashlib.sha256).hex()
