"""Rows of a sheet that are nobody's: 合计, 小计, the last one with the sum of those above and no name, 制表人 at the foot."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from yuntai.procedures.cells import understood, yuan_text
from yuntai.rolls.spreadsheets import Line
from yuntai.rules.language.kinds import Money
from yuntai.rules.language.texts import half_width

_SUM = re.compile(r"(?:本[页表])?(?:合计|总计|小计|共计|总数|总和|汇总|总人数|人数)(?:金额|人数)?:?(?:[0-9]+人?)?")
_ID = re.compile(r"[0-9]{17}[0-9Xx]")
_FOOT = re.compile(
    r"(?:(?:制表|填表|填报|审核|复核|经办|负责|单位负责|联系)(?:人|日期|时间)|联系电话|单位(?:公章|盖章)|备注|说明)(?::.*)?|[(]?盖章[)]?"
)
"""What stands below a table on paper; :func:`half_width` has made its signs narrow."""

_WHO = ("employee_id", "employee_name", "enrolment")


def without_sums(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines of persons, and of each other line a sentence: that it was left out, and of a sum whether it agrees."""
    persons: list[Line] = []
    said: list[str] = []
    since = 0
    for line in lines:
        words = [half_width(text) for text in line.cells.values() if text]
        word = next((word for word in words if _SUM.fullmatch(word)), "")
        if word:
            part = persons[since:] if word.startswith(("小计", "本")) else persons
            said.append(_said(line, part))
            since = len(persons)
        elif words and _FOOT.fullmatch(words[0]) and not any(map(_ID.fullmatch, words)):
            said.append(f"第 {line.number} 行是表尾的“{words[0]}”，没有当作职工")
        else:
            persons.append(line)
    if len(persons) > 1 and _is_the_sum(persons[-1], persons[:-1]):
        said.append(_said(persons.pop(), persons))
    return persons, said


def _is_the_sum(last: Line, above: Sequence[Line]) -> bool:
    nobody = not any(last.cells[name] for name in _WHO)
    return nobody and _wage(last) > 0 and _wage(last) == sum(map(_wage, above))


def _said(line: Line, part: Sequence[Line]) -> str:
    wage, summed = _wage(line), sum(map(_wage, part), Decimal(0))
    text = f"第 {line.number} 行是合计，没有当作职工"
    if not wage or wage == summed:
        return text
    return f"{text}；它写的应发工资是 {yuan_text(wage)} 元，各行加起来是 {yuan_text(summed)} 元，请核对"


def _wage(line: Line) -> Decimal:
    """The wages of a line in yuan; nothing where they cannot be read."""
    text = line.cells.get("gross_wage", "")
    try:
        return understood(text) or Money().parse(text)
    except ValueError:
        return Decimal(0)
