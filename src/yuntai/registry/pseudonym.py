"""Keyed pseudonyms: the first eight bytes of HMAC-SHA256 of a resident id, as a signed 64-bit integer."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from yuntai.errors import YuntaiError
from yuntai.registry.identity import normalise_resident_id, sql_text

if TYPE_CHECKING:
    import duckdb

_BLOCK = 64
_LEAST = 16


def read_key(path: Path) -> bytes:
    """The key in ``path``. Raises ``FileNotFoundError`` where there is none, ``YuntaiError`` where it cannot be one."""
    try:
        key = path.read_bytes()
    except PermissionError:
        raise YuntaiError(f"密钥文件 {path} 读不了，请检查它的权限") from None
    if len(key) < _LEAST:
        raise YuntaiError(f"密钥文件 {path} 不足 {_LEAST} 字节，不能用")
    return key


def make_key(path: Path) -> bytes:
    """The key in ``path``; a new one of 32 bytes, readable by its owner alone, if there is no such file."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return read_key(path)
    except OSError:
        raise YuntaiError(f"密钥文件 {path} 写不进去，请检查文件夹是否存在、有没有权限") from None
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(32)
        file.write(key)
    return key


def key_mark(key: bytes) -> str:
    """What a key is known by: a registry says with which its pseudonyms were made."""
    return hmac.digest(key, b"mark of the key of pseudonyms", hashlib.sha256).hex()[:16]


def pseudonym(resident_id: str, key: bytes) -> int:
    """The pseudonym of one resident id, as the SQL gives it for all."""
    digest = hmac.new(key, normalise_resident_id(resident_id).encode(), hashlib.sha256).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def make_pseudonyms(connection: duckdb.DuckDBPyConnection, codes: str, key: bytes) -> None:
    """Make the table ``pseudonyms(code, person)`` of the distinct BIGINT codes that the query ``codes`` gives.

    Raises :class:`YuntaiError` if two persons would share a pseudonym.
    """
    if len(key) > _BLOCK:
        key = hashlib.sha256(key).digest()
    padded = key.ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in padded) for pad in (0x36, 0x5C))
    # The pads go in as parameters, so that the key stands in no statement.
    connection.execute(
        f"""CREATE TABLE pseudonyms AS SELECT code, left(h, 16) AS h FROM (
            SELECT code, sha256($outer::BLOB || unhex(sha256($inner::BLOB || encode({sql_text("code")})))) AS h
            FROM (SELECT DISTINCT code FROM ({codes})))""",
        {"inner": inner, "outer": outer},
    )
    connection.execute("ALTER TABLE pseudonyms ADD COLUMN person BIGINT")
    connection.execute("UPDATE pseudonyms SET person = unhex(h)::BIT::BIGINT")
    connection.execute("ALTER TABLE pseudonyms DROP COLUMN h")
    count = connection.execute("SELECT count(*) - count(DISTINCT person) FROM pseudonyms").fetchone()
    if count and count[0]:
        raise YuntaiError("有两个人的编号相同，请换一个密钥文件重新装载")
