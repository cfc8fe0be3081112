"""The environment as Django wants it: the address of the database, of who watches, numbers. What is not understood is refused."""

from __future__ import annotations

import os
import re
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any

from yuntai.errors import YuntaiError

_FORM = (
    "YUNTAI_DATABASE 要写成 postgresql://user:password@host:port/name，后面可以带 ?sslmode=require&connect_timeout=5"
)
_NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def postgresql(address: str) -> dict[str, Any]:
    """The settings of a PostgreSQL server, with all options that libpq knows. Raises ``YuntaiError`` for one that it does not."""
    try:
        from psycopg import ProgrammingError
        from psycopg.conninfo import conninfo_to_dict
    except ImportError:
        raise YuntaiError("用 PostgreSQL 要装 psycopg：pip install 'yuntai[postgres]'") from None

    try:
        options = dict(conninfo_to_dict(address))
    except ProgrammingError as error:  # its words may hold the password
        unknown = re.search(r'invalid (?:URI query parameter|connection option):? "(\w+)"', str(error))
        raise YuntaiError(f"{f'没有“{unknown[1]}”这个选项：' if unknown else ''}{_FORM}") from None
    if not options.get("dbname"):
        raise YuntaiError(f"没有写数据库的名字：{_FORM}")
    named = {name: str(options.pop(own, "")) for own, name in _NAMES.items()}
    return {"ENGINE": "django.db.backends.postgresql", **named, "OPTIONS": options}


def networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Addresses and networks with commas. Raises ``YuntaiError`` where one is none."""
    found = []
    for one in filter(None, map(str.strip, text.split(","))):
        try:
            found.append(ip_network(one, strict=False))
        except ValueError:
            raise YuntaiError(f"YUNTAI_WATCHERS 里的“{one}”不是地址，要写成 10.0.0.7 或者 10.0.0.0/24") from None
    return tuple(found)


def number(name: str, default: int) -> int:
    """The whole number that the environment has under ``name``. Raises ``YuntaiError`` where it is none."""
    text = os.environ.get(name, "").strip() or str(default)
    if not (text.isascii() and text.isdecimal()):
        raise YuntaiError(f"{name} 要写成一个整数，例如 {default}")
    return int(text)
