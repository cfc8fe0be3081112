"""Cells of a text file that leaves, so that Excel and WPS show them as they are."""

from __future__ import annotations

import re

from yuntai.tables.cells import LONG, harmless

RESHAPED = (
    r"[+-]?[0-9]{12,}|0[0-9]+|[0-9]+[.]?[0-9]*[eE][+-]?[0-9]+"
    r"|[0-9]{1,4}[-/][0-9]{1,2}|[12][0-9]{3}[.][0-9]{1,2}"
)
"""What a spreadsheet makes another of: long numbers, zeros before a number, powers, parts of a day, 2020.10."""

_RESHAPED = re.compile(RESHAPED)

LOST = "（数字格）"
"""What stands behind a long number of which digits were lost, so that it is not taken for good when the file comes back."""


def whole(text: str, mark: str = "") -> str:
    """A cell that does nothing (:func:`harmless`), and that is shown whole: behind what would be reshaped stands a tab.

    Without it 261130738427310 is shown as 2.61E+14, of a longer number 15 digits are kept, 2020-05 becomes May-20 and
    2020.10 becomes 2020.1. A tab is not seen; our readers, and most others, take it for a space.
    """
    if mark == LONG:
        return text + LOST
    return f"{text}\t" if _RESHAPED.fullmatch(text) else harmless(text)
