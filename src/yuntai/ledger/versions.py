"""The version of a row, which the row's chain ends with: a digest of each column, ``name:digest`` with spaces between them.

A mark after a digest, or in its place once the row is deleted, says that the column had been changed past the platform and the
platform wrote over it since: what was seen once stays said. A row that was put in past the platform and that the platform deleted
bears a mark without a name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings

from yuntai.ledger.seals import canonical, key

_MARK = "!"
_PUT_IN = f":{_MARK}"


def version(number: int, names: Iterable[str], values: Iterable[Any]) -> str:
    """The version of the row with this key."""
    secret, salt = key(settings.HOME), number.to_bytes(16, "big", signed=True)

    def digest(value: Any) -> str:
        # eight bytes, for that row alone: no two texts with one digest can be found by having the platform seal many
        return hashlib.blake2b(canonical(value).encode(), digest_size=8, key=secret, salt=salt).hexdigest()

    return " ".join(f"{name}:{digest(value)}" for name, value in zip(names, values, strict=True))


def is_sealed(tip: str) -> bool:
    """Whether a chain that ends so is that of a row which the platform has written and not deleted."""
    return bool(tip) and not tip.endswith(_PUT_IN)


def following(tip: str, before: str, after: str) -> str:
    """What a chain ends with once the platform has written: ``before`` and ``after`` are the row's versions around that.

    A column that was changed past the platform keeps its digest while the platform does not write another value to it, a mark
    when it does.
    """
    if tip in (before, ""):
        return after
    sealed, stood = _parsed(tip), _parsed(before)
    return " ".join(
        f"{name}:{_following(sealed[name], stood.get(name), digest) if name in sealed else digest}"
        for name, digest in _parsed(after).items()
    )


def _following(sealed: str, stood: str | None, after: str) -> str:
    digest, mark, _ = sealed.partition(_MARK)
    if stood == digest:
        return after + mark
    return sealed if stood == after else after + _MARK


def deleted(tip: str, before: str) -> str:
    """What a chain ends with once the platform has deleted the row: nothing, or the marks of what was changed past it."""
    if tip == before:
        return ""
    if not is_sealed(tip):
        return f"{tip} {_PUT_IN}".strip()
    names = [*changed(tip, before), *overwritten(tip)]
    return " ".join(f"{name}:{_MARK}" for name in dict.fromkeys(names))


def changed(tip: str, stands: str) -> list[str]:
    """The columns whose digests are not those of the row as it stands. One that came after the row was sealed has none yet."""
    if tip == stands:
        return []
    sealed = _parsed(tip)
    return [name for name, digest in _parsed(stands).items() if sealed.get(name, digest).rstrip(_MARK) != digest]


def overwritten(tip: str) -> Sequence[str]:
    """The columns that bear a mark."""
    return [name for name, digest in _parsed(tip).items() if digest.endswith(_MARK)] if _MARK in tip else ()


def _parsed(text: str) -> dict[str, str]:
    return dict(one.split(":") for one in text.split(" ")) if text else {}
