"""Names compared by what is meant: one character may be written in several ways that look the same.

What is typed is kept as written. For comparison a character is its compatibility form (NFKC: ⾼ U+2FBC is 高, 郎 U+F92C is
郎), a radical of the supplement the character it stands for, a character of the user area of GBK the one that GB18030
gives it, a dot of any kind one dot; spaces, variation selectors and what is not seen count for nothing.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from yuntai.tables.glyphs import RADICALS

_DOTS = frozenset("·•‧∙⋅・･.．᛫ㆍ⸱。")

_TRAILS = [byte for byte in range(0x50, 0xA1) if byte != 0x7F]
_USER_AREA = {chr(0xE815 + place): bytes([0xFE, byte]).decode("gb18030") for place, byte in enumerate(_TRAILS)}
"""GBK left these 80 characters (FE50–FEA0) to the user area of Unicode, which has characters for them by now."""


def standard(text: str) -> str:
    """``text`` with a character of GBK's user area as the one that it is by now: few fonts still draw the other."""
    return "".join(_USER_AREA.get(letter, letter) for letter in text)


def seldom_drawn(text: str) -> list[str]:
    """The characters of ``text`` that many fonts lack: beyond the first plane, or of a user area that only some know."""
    return [one for one in dict.fromkeys(text) if ord(one) > 0xFFFF or unicodedata.category(one) == "Co"]


def name_key(name: str) -> str:
    """``name`` as it is compared with others."""
    return "".join(map(letter_key, name))


@lru_cache(maxsize=1 << 16)
def letter_key(letter: str) -> str:
    """A character of a name as it is compared; empty where it counts for nothing."""
    letter = _USER_AREA.get(letter, letter)
    if letter in _DOTS:
        return "·"
    plain = unicodedata.normalize("NFKC", letter.translate(RADICALS)).casefold()
    return "".join(
        "·" if one in _DOTS else one.translate(RADICALS)
        for one in plain
        if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc", "Mn")
    )
