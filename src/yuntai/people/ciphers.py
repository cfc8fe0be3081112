"""Encryption of what is kept: AES-256 in GCM, bound to where it is kept.

``keys/identity`` encrypts; what ``keys/identity.old`` encrypted can still be read (:mod:`yuntai.people.rotation`). A text begins
with the mark of its key, so that a process learns of a new key when it meets what that encrypted.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from yuntai.errors import YuntaiError

_MARK, _NONCE = 4, 12
_FIRST_FORM = "gAAAA"
"""How a text begins that was encrypted before texts were bound to their place (Fernet)."""
_first_form = ContextVar("first_form", default=False)

_Ring = dict[bytes, AESGCM]
_known: tuple[object, _Ring, bytes] | None = None
"""The keys as they were read, the state of their files, and the mark of the one that encrypts."""


def encrypt(text: str, place: str) -> str:
    """``text`` as only the application can read it, and only from ``place``."""
    ring, mark = _keys()
    nonce = secrets.token_bytes(_NONCE)
    return base64.urlsafe_b64encode(mark + nonce + ring[mark].encrypt(nonce, text.encode(), place.encode())).decode()


def decrypt(text: str, place: str) -> str:
    """What was encrypted for ``place``. Raises ``YuntaiError`` where it was put there from elsewhere, or the key is another."""
    if text.startswith(_FIRST_FORM) and _first_form.get():
        return _decrypt_first_form(text)
    try:
        raw = base64.urlsafe_b64decode(text)
        ring, _ = _keys()
        return ring[raw[:_MARK]].decrypt(raw[_MARK : _MARK + _NONCE], raw[_MARK + _NONCE :], place.encode()).decode()
    except (ValueError, KeyError, InvalidTag):
        raise YuntaiError(
            "数据库里有个人信息解不开：不是原来位置上的内容（运行 yuntai cases verify 找出是哪一行），"
            "或者 keys/identity 不是当时的密钥（请从备份恢复）"
        ) from None


def is_current(text: str) -> bool:
    """Whether the key of today encrypted it."""
    return not text.startswith(_FIRST_FORM) and base64.urlsafe_b64decode(text[:8])[:_MARK] == _keys()[1]


@contextmanager
def reading_first_form() -> Iterator[None]:
    """Read also what was encrypted before texts were bound to their place: while an installation is upgraded, and only then."""
    token = _first_form.set(True)
    try:
        yield
    finally:
        _first_form.reset(token)


def _keys() -> tuple[_Ring, bytes]:
    """The keys by their marks, and the mark of today's; read again when a file of theirs has changed."""
    global _known
    paths = _paths(settings.HOME.path)
    state = tuple(_state(path) for path in paths)
    if _known is None or _known[0] != state:
        digests = [hashlib.sha256(settings.HOME.key("identity")).digest()]
        digests += [_digest(path) for path in paths[1:] if path.exists()]
        marks = [hashlib.sha256(digest).digest()[:_MARK] for digest in digests]
        ring = {mark: AESGCM(digest) for mark, digest in zip(marks, digests, strict=True)}
        _known = tuple(_state(path) for path in paths), ring, marks[0]
    return _known[1], _known[2]


def _decrypt_first_form(text: str) -> str:
    for path in _paths(settings.HOME.path):
        try:
            return Fernet(base64.urlsafe_b64encode(_digest(path))).decrypt(text.encode()).decode()
        except (InvalidToken, FileNotFoundError):
            continue
    raise YuntaiError("数据库里的个人信息解不开：keys/identity 不是当时的密钥，请从备份恢复")


@cache
def _paths(home: Path) -> tuple[Path, Path]:
    return home / "keys" / "identity", home / "keys" / "identity.old"


def _state(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_ino, found.st_mtime_ns


def _digest(path: Path) -> bytes:
    return hashlib.sha256(path.read_bytes()).digest()
