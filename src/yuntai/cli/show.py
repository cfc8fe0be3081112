"""What commands print: tables for a person, JSON for a program."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from shutil import get_terminal_size
from typing import Any

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from yuntai.rules.one.answer import Answer
from yuntai.rules.one.sentence import caution

WIDTH = 120
"""Columns of a table that is not printed on a terminal."""

LEAST = 60
"""Columns of a table on a narrower terminal: with fewer, a character may find no room in its cell."""


class _Console(Console):
    def on_broken_pipe(self) -> None:
        raise BrokenPipeError  # who reads has had enough; main() ends quietly


_terminal = sys.stdout and sys.stdout.isatty()
console = _Console(highlight=False, width=max(LEAST, get_terminal_size().columns) if _terminal else WIDTH)
progress_console = Console(stderr=True, highlight=False)

_MARKS = {
    "entitled": "[green]✓[/]",
    "not_entitled": "[red]✗[/]",
    "unknown": "[yellow]？[/]",
    "not_applicable": "[dim]—[/]",
}


def print_json(value: Any) -> None:
    """``value`` as one JSON document: dates in ISO form, money as text."""
    only_ascii = not (getattr(sys.stdout, "encoding", None) or "utf-8").lower().startswith("utf")
    click.echo(json.dumps(value, ensure_ascii=only_ascii, indent=2, default=str))


def say(text: str) -> None:
    """A line as it is: a path in it is neither wrapped nor taken for markup."""
    console.print(text, markup=False, soft_wrap=True)


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table with a title. A column of names (名称) is never broken, so that a name can be copied."""
    console.print(f"[bold]{escape(title)}[/]")
    table = Table(header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold", no_wrap=heading == "名称")
    for row in rows:
        table.add_row(*(shown(value) for value in row))
    console.print(table)


def shown(value: Any) -> str:
    """A value as it stands in a table."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | Decimal):
        return f"{value:,}"
    return escape(str(value))


@contextmanager
def working(message: str) -> Iterator[Any]:
    """Say what is being done while it takes long; yields a function that changes the message."""
    with progress_console.status(message) as status:
        yield lambda text: status.update(escape(text))


def print_answer(answer: Answer) -> None:
    """The answer first, then how it comes about, then what is still open."""
    console.print(f"\n[bold]{escape(answer.title)}[/]（{answer.as_of}）")
    console.print(f"[bold]{escape(answer.sentence)}[/]", soft_wrap=True)
    if said := caution(answer.unchecked, answer.ours):
        console.print(f"[yellow]{escape(said)}[/]", soft_wrap=True)
    console.print(f"{_MARKS[answer.status]} {answer.conclusion}")
    for step in answer.because:
        console.print(f"  因为不满足：{escape(step.label)}（{escape(step.source)}）")
    for name, value in answer.shown.items():
        if name != "entitled":
            console.print(f"  {escape(answer.labels[name])}：[bold]{escape(value)}[/]")
    for gap in answer.lasting if answer.questions else answer.gaps:
        console.print(f"  [yellow]{escape(gap)}[/]")
    for name, doubt in answer.doubts.items():
        console.print(f"  [yellow]请核对 {name}：{escape(doubt)}[/]")
    if answer.trace:
        console.print()
        print_table(
            "怎么算出来的",
            ("步骤", "结果", "依据"),
            (row for step in answer.trace if not step.inner for row in _trace_rows(step)),
        )
    if answer.questions:
        console.print("\n还要知道：")
        for question in answer.questions:
            options = "".join(f"　{code}={label}" for code, label in question.options.items())
            console.print(f"  [bold]{question.name}[/]　{escape(question.ask + options)}")


def _trace_rows(step: Any) -> Iterator[tuple[str, str, str]]:
    unverified = "　[待核实]"
    ours = "　[平台的读法]"
    yield step.label, step.shown, step.source + (unverified if step.verify else ours if step.ours else "")
    for reading in step.readings:
        source = f"{reading.source}（{reading.effective} 起）" if reading.effective > date.min else reading.source
        yield (
            f"  · {reading.title}",
            reading.value,
            source + (unverified if reading.verify else ours if reading.ours else ""),
        )
