"""Cells of a text file that leaves, so that Excel and WPS show them as they are."""

from __future__ import annotations

import re

from yuntai.tables.cells import harmless

_LONG = re.compile(r"[+-]?[0-9]{12,}")


def whole(text: str) -> str:
    """A cell that does nothing (:func:`harmless`), and that is shown whole: behind 12 digits and more stands a tab.

    Without it 261130738427310 is shown as 2.61E+14, and of a longer number 15 digits are kept. A tab is not seen; our
    readers, and most others, take it for a space.
    """
    return f"{text}\t" if _LONG.fullmatch(text) else harmless(text)
