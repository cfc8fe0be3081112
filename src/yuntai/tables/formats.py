"""Number formats of spreadsheets: which of them show a day, or another number than the cell holds."""

from __future__ import annotations

import re
from decimal import Decimal

GENERAL = "General"
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    49: "@",
    14: "yyyy/m/d",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy/m/d h:mm",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    # what the Chinese editions of Excel and WPS mean by the numbers that are free elsewhere (ECMA-376 part 1, 18.8.30)
    **dict.fromkeys((27, 36, 50, 52, 57), 'yyyy"年"m"月"'),
    **dict.fromkeys((28, 29, 51, 53, 54, 58), 'm"月"d"日"'),
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: 'h"时"mm"分"',
    33: 'h"时"mm"分"ss"秒"',
    **dict.fromkeys((34, 55), '上午/下午h"时"mm"分"'),
    **dict.fromkeys((35, 56), '上午/下午h"时"mm"分"ss"秒"'),
}
_NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_THOUSANDS, _DIVIDED = re.compile("[千万亿]元?$"), re.compile(r"[0#?],+(?![0#?])")
_PARTS_OF_A_DAY = re.compile(r"[ymdhs]|(?<![0#.?])e(?![+-])", re.IGNORECASE)


def code_of(number: int, own: dict[int, str]) -> str:
    """The code of the format ``number``: a built-in one, or one of the workbook's ``own``."""
    return own.get(number) or _BUILT_IN.get(number, GENERAL)


def shown_part(code: str) -> str:
    """What of a format's first section stands for digits: without quoted texts, colours and fillers."""
    return _NOT_SHOWN.sub("", code.split(";")[0] if '"' not in code else _first_section(code))


def is_day(code: str) -> bool:
    """Whether a number under this format is shown as a day or a time of day. Elapsed hours are a number."""
    if "general" in code.lower() or "通用格式" in code:
        return False
    shown = shown_part(code)
    return not _ELAPSED.search(shown) and bool(_PARTS_OF_A_DAY.search(shown.replace("AM/PM", "").replace("A/P", "")))


def sign_behind(code: str) -> str:
    """What a format shows behind a number that makes another of it: a percent sign, or 万 where it divides nothing."""
    section = _first_section(code)
    if "%" in shown_part(code):
        return "%"
    found = _THOUSANDS.search(section.replace('"', "").replace("\\", "").rstrip())
    return found[0] if found and not _DIVIDED.search(section) else ""


def signed(shown: str, sign: str) -> str:
    """A number as it is ``shown`` without format, with the sign of :func:`sign_behind`: 0.5 as 50%, 3.27 as 3.27万."""
    return f"{(Decimal(shown) * 100).normalize():f}%" if sign == "%" else shown + sign


def leading_zeros(code: str) -> int:
    """How many digits a format like ``000000`` shows at least; 0 for others."""
    return len(code) if re.fullmatch("0{2,}", code) else 0


def _first_section(code: str) -> str:
    inside, end = False, len(code)
    for place, character in enumerate(code):
        if character == '"':
            inside = not inside
        elif character == ";" and not inside:
            end = place
            break
    return code[:end]
