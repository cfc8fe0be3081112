"""How much of a file is read: a small file may unpack to a thousand times its size, and nobody waits for that.

Whoever opens a file says which limits hold: those for a person who waits before a page, or those for a command.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic

from yuntai.errors import YuntaiError

WIDEST, LONGEST = 16_384, 1_048_576
"""Columns of the widest sheet that there is, rows of the longest."""


@dataclass(frozen=True)
class Limits:
    """The seconds that reading may take, and the cells that may stand in the rows of all sheets, gaps counted."""

    seconds: float
    cells: int


WAITING = Limits(seconds=20, cells=600_000)
"""Where somebody waits for the page."""

COMMAND = Limits(seconds=1800, cells=1_000_000_000)
"""On the command line: what a bureau really has is read; only what was made to have no end stops."""


@dataclass
class Meter:
    """What of the file ``name`` has been read so far, held to ``limits``."""

    name: str
    limits: Limits
    cells: int = 0
    _began: float = field(default_factory=monotonic)

    def add(self, cells: int) -> None:
        """Count a row's cells. Raises ``YuntaiError`` where they are too many."""
        self.cells += cells
        self.hold(self.cells)

    def hold(self, cells: int) -> None:
        """Hold a number of cells to the limit. Raises ``YuntaiError`` beyond it."""
        if cells > self.limits.cells:
            raise YuntaiError(
                f"文件 {self.name} 展开后超过 {self.limits.cells:,} 格，一次读不完：请只留要交的工作表，"
                "删去后面空着的行和列，或者分成几个文件再交"
            )

    def tick(self) -> None:
        """Look at the clock. Raises ``YuntaiError`` where reading has taken too long."""
        if monotonic() - self._began > self.limits.seconds:
            raise YuntaiError(
                f"文件 {self.name} 读了 {self.limits.seconds:g} 秒还没有读完：请只留要交的工作表，"
                "删去后面空着的行和列，或者分成几个文件再交"
            )
