"""Cells of a text file that leaves, so that Excel and WPS show them as they are."""

from __future__ import annotations

import re

from yuntai.tables.cells import harmless

RESHAPED = (
    r"[+-]?[0-9]{12,}|0[0-9]+|[0-9]+[.]?[0-9]*[eE][+-]?[0-9]+"
    r"|[0-9]{1,4}[-/][0-9]{1,2}|[12][0-9]{3}[.][0-9]{1,2}"
)
"""What a spreadsheet makes another of: long numbers, zeros before a number, powers, parts of a day, 2020.10."""

_RESHAPED = re.compile(RESHAPED)


def whole(text: str) -> str:
    """A cell that does nothing (:func:`harmless`), and that is shown whole: behind what would be reshaped stands a tab.

    Without it 261130738427310 is shown as 2.61E+14, of a longer number 15 digits are kept, 2020-05 becomes May-20 and
    2020.10 becomes 2020.1. A tab is not seen; our readers, and most others, take it for a space.
    """
    return f"{text}\t" if _RESHAPED.fullmatch(text) else harmless(text)
