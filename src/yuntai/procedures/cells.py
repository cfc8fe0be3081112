"""What a cell of a table says: its value, or what is wrong with it and of which kind that is, wherever a table of rows is taken in."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from yuntai.clock import today
from yuntai.procedures.schema import Field
from yuntai.registry.marks import unsure
from yuntai.rules.language.kinds import Money
from yuntai.rules.language.kinds import Text as TextKind
from yuntai.rules.language.texts import number_in
from yuntai.tables.cells import DAMAGED, ERROR, LONG, MERGED, NUMBER, SERIAL, TEXT, fault, mark_of_text

NOT_SURE = {NUMBER: "（数字格）", LONG: "（数字格）", SERIAL: "（日期格）", MERGED: "（合并的格）"}
"""What is kept behind the text of a cell that nobody can be sure of, by its mark; other marks are seen in the text."""

_DOUBTED = re.compile(r"(.+)（(数字|日期|合并的)格）")
_MARKS = {"数字": NUMBER, "日期": SERIAL, "合并的": MERGED}
_ERROR = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME[?]|NULL!|NUM!|SPILL!|CALC!|GETTING_DATA)")
_SHORTENED = re.compile(r"[0-9.]+[eE]\+[0-9]+")
_LETTERS = {"k": 1_000, "K": 1_000, "w": 10_000, "W": 10_000}


def understood(text: str) -> Decimal | None:
    """The yuan that an amount with a letter behind it probably means: 20k, 8.5w; ``None`` of all that is read without asking."""
    yuan = number_in(text, _LETTERS)
    if yuan is None or number_in(text, Money.units) is not None or yuan != yuan.quantize(Decimal("0.01")):
        return None
    return yuan


def read_cell(column: Field, text: str) -> tuple[str, str, Any]:
    """Of a cell: the kind of its fault and a sentence with what to do, both empty if it is good; its value."""
    if not text:
        if column.optional:
            return "", "", None
        return ("wage" if column.name == "gross_wage" else "missing"), f"没有填{column.label}，请补上", None
    if text.startswith("="):
        return "formula", "这一格是公式，请复制后“选择性粘贴”为数值再传", None
    if kind := _unsure(column, text):
        return (*kind, None)
    if isinstance(column.kind, Money) and (yuan := understood(text)) is not None:
        return "amount", f"您写的是“{text}”，是 {yuan_text(yuan)} 元吗？是的请确认，不是的请只写数字", None
    try:
        return "", "", column.kind.check_on(column.kind.parse(text), today())
    except ValueError as error:
        return "form", (str(error) if "，请" in str(error) else f"{error}，请改正"), None


def _unsure(column: Field, text: str) -> tuple[str, str] | None:
    """The kind of fault and the sentence where a spreadsheet lost or never had what the cell should say."""
    found = _DOUBTED.fullmatch(text)
    shown = found[1] if found else text
    mark = _MARKS[found[2]] if found else TEXT
    if (mark == NUMBER or _SHORTENED.fullmatch(text)) and isinstance(column.kind, TextKind):
        return "digits", "号码被表格当成数字，后几位丢了，请把这一列设成“文本”格式后重填"
    if found:
        said = unsure(column.kind, shown, mark)
        return "form", f"这一格显示“{shown}”，{said}"
    if said := unsure(column.kind, text, TEXT):
        return "form", f"这一格显示“{text}”，{said}"
    if _ERROR.fullmatch(text):
        return "formula", f"这一格显示“{text}”，{fault(ERROR)}"
    if mark_of_text(text) == DAMAGED:
        return "form", f"这一格显示“{text}”，{fault(DAMAGED)}"
    return None


def yuan_text(yuan: Decimal) -> str:
    """Yuan as they are read: 60,000, or 60,000.50."""
    return f"{yuan:,.2f}".removesuffix(".00")
