"""Texts as they may leave in a table: none is a live formula, a long number is shown whole; both are read back as they were."""

from __future__ import annotations

import re

_LIVE = re.compile(r"[\t\r\n]|\s*[=+\-@＝＋－＠]")
"""What a spreadsheet takes for the beginning of a formula; the full-width signs are read as such in Chinese editions."""
_LONG = re.compile(r"[0-9]{12,}[0-9Xx]?")


def harmless(text: str) -> str:
    """``text`` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if _LIVE.match(text) else text


def whole(text: str) -> str:
    """A cell of a text file that does nothing, and that Excel and WPS show as it is: behind 12 digits and more stands a tab.

    They show 261130738427310 as 2.61E+14 and keep 15 digits of a longer number. A tab is not seen; our readers, and most
    others, take it for a space.
    """
    return f"{text}\t" if _LONG.fullmatch(text) else harmless(text)
