"""Work orders of a party as a table that comes in, and the answers as one that goes out, where no interface is connected."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.utils.timezone import localtime

from yuntai.clock import now as moment
from yuntai.clock import start_of
from yuntai.errors import YuntaiError
from yuntai.exchange.models import Message, State
from yuntai.exchange.rounds import note_sent
from yuntai.exchange.systems import Order
from yuntai.exchange.taking import take
from yuntai.registry.marks import unsure
from yuntai.rules.language.kinds import Date, Text
from yuntai.tables.cells import Row
from yuntai.tables.choice import chosen, flaw
from yuntai.tables.heads import Table, heading, table_of
from yuntai.tables.limits import WAITING
from yuntai.tables.sheets import open_sheets

MOST_ROWS = 5_000
COLUMNS = {
    "number": ("工单编号", "工单号", "编号"),
    "said_at": ("来电时间", "受理时间", "来件时间"),
    "due_on": ("办理期限", "办理时限", "截止时间", "截止日期"),
    "title": ("标题", "工单标题", "诉求标题"),
    "text": ("诉求内容", "来电内容", "工单内容", "内容"),
    "name": ("来电人", "诉求人", "姓名"),
    "phone": ("联系电话", "来电号码", "电话"),
    "district": ("所在区", "区域", "事发区域"),
}
"""The columns of a work order, each with the names that it is given; those of :data:`_NEEDED` must be there."""
_NEEDED = ("number", "due_on", "text")
ANSWERED = ("工单编号", "标题", "答复内容", "答复单位", "答复时间")
"""The columns of the answers."""


@dataclass(frozen=True)
class TakenIn:
    """What became of a file: how many work orders are new, how many had come before, what is wrong with which rows."""

    new: int
    known: int
    faults: Sequence[str]


def take_file(party: str, path: Path) -> TakenIn:
    """Take the work orders of a table in. A row with a fault is left out and said; the sound ones are taken."""
    new, known, faults = 0, 0, []
    for number, read in _orders(path):
        if isinstance(read, str):
            faults.append(f"第 {number} 行：{read}")
        elif take(party, read):
            new += 1
        else:
            known += 1
    return TakenIn(new, known, faults)


def waiting(party: str) -> list[Message]:
    """The answers that have not been sent yet, in the order in which they were written."""
    found = Message.objects.outgoing().filter(party=party, state__in=[State.WAITING, State.FAILED], claimed_by="")
    return list(found.select_related("unit", "answers").order_by("pk"))


def rows(messages: Sequence[Message]) -> Iterator[tuple[str, ...]]:
    """Answers as rows of :data:`ANSWERED`."""
    for one in messages:
        written = f"{localtime(one.made_at):%Y-%m-%d %H:%M}"
        yield one.number, one.title, one.body["text"], str(one.unit), written


@transaction.atomic
def mark_sent(messages: Sequence[Message]) -> None:
    """Write down that these answers went out as a file."""
    for one in messages:
        if Message.objects.filter(pk=one.pk).exclude(state=State.SENT).update(state=State.SENT, done_at=moment()):
            note_sent(one, "文件")


def _orders(path: Path) -> Iterator[tuple[int, Order | str]]:
    words = {heading(name) for names in COLUMNS.values() for name in names}
    with open_sheets(path, WAITING) as sheets:
        tables = chosen([table_of(sheet, words) for sheet in sheets])
        if not tables or tables[0].head is None:
            raise YuntaiError("表里没有内容，请重新导出")
        table = tables[0]
        places = _places(table)
        for count, row in enumerate(table.rows()):
            if count >= MOST_ROWS:
                raise YuntaiError(f"表里超过 {MOST_ROWS:,} 行，请分成几个文件")
            if not row.empty:
                yield row.number, flaw(row, len(tables[0].head.headings)) or _read(row, places)


def _places(table: Table) -> dict[str, int]:
    headings = list(table.head.headings) if table.head else []
    places = {
        name: headings.index(heading(title))
        for name, titles in COLUMNS.items()
        for title in titles[::-1]
        if heading(title) in headings
    }
    if missing := [COLUMNS[name][0] for name in _NEEDED if name not in places]:
        raise YuntaiError(f"表里没有“{'”“'.join(missing)}”这一列，请核对是不是工单的导出表")
    return places


def _read(row: Row, places: dict[str, int]) -> Order | str:
    """The work order of a row; what is wrong with it, in a sentence."""
    cells = {name: row.cells[place].strip() for name, place in places.items()}
    for name, place in places.items():
        kind = Date() if name in ("said_at", "due_on") else Text()
        if cells[name] and (wrong := unsure(kind, cells[name], row.marks[place])):
            return COLUMNS[name][0] + wrong
    if missing := [COLUMNS[name][0] for name in _NEEDED if not cells[name]]:
        return f"没有写{'、'.join(missing)}"
    try:
        due_on, said_at = _day(cells["due_on"]), cells.pop("said_at", "")
        said = start_of(_day(said_at)) if said_at else moment()
    except ValueError as error:
        return f"日期写得不对：{error}"
    texts = {name: cells.get(name, "") for name in ("title", "text", "name", "phone", "district")}
    return Order(cells["number"], said, due_on, **texts)


def _day(text: str) -> date:
    """The day of a cell that may have a time behind it."""
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return Date().parse(text)
