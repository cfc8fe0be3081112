"""Figures as pictures: SVG, or PNG to put into a report. Drawn by Vega, through Altair, on the server; beside each stands its table.

Loading what draws takes a second and a hundred megabytes, so whoever needs a picture imports this module, and no other does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import altair
import vl_convert

INK, QUIET, LINE, MAIN, ACCENT = "#1D2433", "#5B6575", "#E3E7ED", "#1F5FBF", "#B25E09"
FONTS = "PingFang SC, HarmonyOS Sans SC, Microsoft YaHei, Noto Sans CJK SC, Noto Serif CJK SC, sans-serif"
WIDE, NARROW = 640, 250
"""The widths of a chart without what stands beside its axes, for a desk and for a telephone."""
_HEIGHT, _BAR = 260, 30
_PLACES = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")


@dataclass(frozen=True)
class Bar:
    """What a chart shows of one thing: its name and its value; ``None`` where there is nothing to be shown."""

    name: str
    value: Decimal | None


def trend(bars: Sequence[Bar], unit: str, target: Decimal | None = None, width: int = WIDE) -> dict[str, Any]:
    """Values over time as a line, with the target as a dashed one, as a specification of Vega-Lite."""
    names = [one.name for one in bars]
    axis = altair.X("name:N", sort=names, title=None, axis=altair.Axis(labelAngle=0, labelOverlap=True))
    base = altair.Chart(_data(bars)).encode(x=axis, y=altair.Y("value:Q", title=unit, scale=_scale(bars, target)))
    drawn: Any = base.mark_line(color=MAIN, strokeWidth=2.5) + base.mark_circle(color=MAIN, size=50, opacity=1)
    if target is not None:
        drawn += _rule(target).encode(y="value:Q")
    return _finished(drawn, width, _HEIGHT)


def ranked(bars: Sequence[Bar], unit: str, target: Decimal | None = None, width: int = WIDE) -> dict[str, Any]:
    """Values as bars, one below the other in the order given, each with its number."""
    base = altair.Chart(_data(bars)).encode(
        x=altair.X("value:Q", title=unit, axis=altair.Axis(tickCount=5)),
        y=altair.Y(
            "name:N",
            sort=[one.name for one in bars],
            title=None,
            axis=altair.Axis(labelLimit=150 if width == NARROW else 220),
        ),
    )
    numbers = base.mark_text(align="left", dx=4, color=INK).encode(text="shown:N")
    drawn: Any = base.mark_bar(color=MAIN, height={"band": 0.7})
    if target is not None:
        drawn += _rule(target).encode(x="value:Q")
    return _finished(drawn + numbers, width, max(_BAR * len(bars), 60))


def svg(chart: dict[str, Any]) -> str:
    """A chart as SVG."""
    register_fonts()
    drawn: str = vl_convert.vegalite_to_svg(chart)
    return drawn


def png(chart: dict[str, Any]) -> bytes:
    """A chart as PNG, twice as large as it is on a page."""
    register_fonts()
    drawn: bytes = vl_convert.vegalite_to_png(chart, scale=2)
    return drawn


@cache
def register_fonts() -> None:
    """Have the fonts of this machine known, without which Chinese text has no width."""
    for place in _PLACES:
        if Path(place).is_dir():
            vl_convert.register_font_directory(place)


def _data(bars: Sequence[Bar]) -> Any:
    values = [
        {
            "name": one.name,
            "value": None if one.value is None else float(one.value),
            "shown": "" if one.value is None else f"{one.value:,}",
        }
        for one in bars
    ]
    return altair.Data(values=values)


def _rule(target: Decimal) -> Any:
    return altair.Chart(altair.Data(values=[{"value": float(target)}])).mark_rule(
        color=ACCENT, strokeDash=[6, 4], strokeWidth=1.5
    )


def _scale(bars: Sequence[Bar], target: Decimal | None) -> Any:
    """From nothing upwards: a line that begins elsewhere tells of more than there is."""
    most = max([*(one.value for one in bars if one.value is not None), target or Decimal(0), Decimal(1)])
    return altair.Scale(domain=[0, float(most)], nice=True)


def _finished(drawn: Any, width: int, height: int) -> dict[str, Any]:
    made = drawn.properties(width=width, height=height, background="#FFFFFF").configure(font=FONTS)
    made = made.configure_axis(
        labelColor=INK,
        titleColor=QUIET,
        labelFontSize=13,
        titleFontSize=13,
        gridColor=LINE,
        domainColor=LINE,
        tickColor=LINE,
    ).configure_text(fontSize=13)
    specification: dict[str, Any] = made.configure_view(stroke=None).to_dict()
    return specification
