"""Names compared by what is meant: one character may be written in several ways that look the same.

What is typed is kept as written. For comparison a character is its compatibility form (NFKC: ⾼ U+2FBC is 高, 郎 U+F92C is
郎), a radical of the supplement the character it stands for, a character of the user area of GBK the one that GB18030
gives it, a dot of any kind one dot; spaces, variation selectors and what is not seen count for nothing.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_DOTS = frozenset("·•‧∙⋅・･.．᛫ㆍ⸱。")

_RADICALS = dict(
    zip(
        "⺁⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺛⺜⺝⺞⺟⺠⺧⺩⺪⺫⺬⺮⺯⺳⺴⺵⺶⺷⺸⺻⺼⺽⻁⻃⻄⻅⻆⻇⻉⻊⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳",
        "厂㔾小小兀尣尢巳幺彑彐旡日月歺母民牛王疋目示竹糹网网网羊羊羊聿月臼虎覀西见角角贝足车長长门雨青韦页风飞食首马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜龟龟",
        strict=True,
    )
)
"""What the radicals of the supplement (U+2E80–2EF3) stand for that are characters by themselves (EquivalentUnifiedIdeograph
of Unicode); ⻲ is written 亀 in Japan and read 龟 here."""

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
    plain = unicodedata.normalize("NFKC", _RADICALS.get(letter, letter)).casefold()
    return "".join(
        "·" if one in _DOTS else _RADICALS.get(one, one)
        for one in plain
        if not one.isspace() and unicodedata.category(one) not in ("Cf", "Cc", "Mn")
    )
