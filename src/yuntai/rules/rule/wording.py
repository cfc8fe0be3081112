"""An expression in plain Chinese, for a legal reader."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from yuntai.rules.language import operations as own
from yuntai.rules.language.kinds import FAR, Choice, Kind
from yuntai.rules.language.types import BOOLEAN
from yuntai.rules.rule.rule import Node, Rule

_DATES = {"≥": "不早于", ">": "晚于", "≤": "不晚于", "<": "早于"}
_COMPARISONS = {
    own.GreaterEqual: "≥",
    own.Greater: ">",
    own.LessEqual: "≤",
    own.Less: "<",
    own.Equals: "是",
    own.NotEquals: "不是",
}
_ARITHMETIC = {own.Add: " + ", own.Subtract: " − ", own.Multiply: " × ", own.Divide: " ÷ "}
_ROUNDING = {"half_up": "四舍五入到", "down": "舍去尾数到", "up": "进位到"}
_DIGITS = {0: "元", 1: "角", 2: "分"}
_BUILT_IN = {"as_of": "办理当天", "known_on": "已公布的截止日"}
_LOOSE = (own.And, own.Or, own.Add, own.Subtract, own.When)


def question_as_name(ask: str) -> str:
    """A fact's question as the name of the fact: without its question mark and its remarks."""
    return re.sub(r"（[^）]*）|吗?[？?]", "", ask).strip() or ask


class Wording:
    """Says the expressions of one rule."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule

    def step(self, node: Node) -> str:
        """How a step comes about."""
        return self._value(node.op, node.kind)

    def say(self, op: Any) -> str:
        """``op`` as a Chinese phrase."""
        sayings: Mapping[type[Any], Callable[[Any], str]] = {
            own.Reference: lambda o: self._name(o.name),
            own.RowReference: lambda o: f"那条记录的{self._column(o)}",
            own.When: lambda o: self._when(o, None),
            own.Reading: self._reading,
            own.Related: self._related,
            own.Largest: lambda o: f"{self._list(o)}中最大（最晚）的",
            own.Smallest: lambda o: f"{self._list(o)}中最小（最早）的",
            own.Round: lambda o: f"{self._part(o.number)}，{_ROUNDING[o.mode]}{_DIGITS[o.digits]}",
            own.WholePart: lambda o: f"{self._part(o.number)}的整数部分",
            own.AddMonths: lambda o: self._shifted(o.day, o.months, "个月"),
            own.AddDays: lambda o: self._shifted(o.day, o.days, "天"),
            own.MonthsBetween: lambda o: f"从{self.say(o.start)}到{self.say(o.end)}的整月数",
            own.DaysBetween: lambda o: f"从{self.say(o.start)}到{self.say(o.end)}的天数",
            own.WorkdayNumber: lambda o: f"到{self.say(o.day)}为止的工作日数",
            own.WorkdayOf: lambda o: f"第（{self.say(o.number)}）个工作日",
            own.Literal: lambda o: _constant(o.value),
            own.And: lambda o: self._joined(o, "，并且"),
            own.Or: lambda o: self._joined(o, "，或者"),
            own.Not: lambda o: f"不是（{self.say(o.arg)}）",
            own.Negate: lambda o: f"−{self._part(o.arg)}",
            own.Between: lambda o: (
                f"{self.say(o.arg)}在{self.say(o.lower_bound)}到{self.say(o.upper_bound)}之间（含两端）"
            ),
            own.InValues: self._in_values,
            own.ExtractYear: lambda o: f"{self.say(o.arg)}的年份",
            own.ExtractMonth: lambda o: f"{self.say(o.arg)}的月份",
            own.ExtractDay: lambda o: f"{self.say(o.arg)}的日",
            own.DateFromYMD: lambda o: f"{self.say(o.year)} 年 {self.say(o.month)} 月 {self.say(o.day)} 日",
            **dict.fromkeys(_COMPARISONS, self._comparison),
            **dict.fromkeys(_ARITHMETIC, self._arithmetic),
        }
        return sayings[type(op)](op)

    def _name(self, name: str) -> str:
        if name in _BUILT_IN:
            return _BUILT_IN[name]
        if name in self.rule.nodes:
            return f"「{self.rule.nodes[name].label}」"
        if name in self.rule.facts:
            fact = self.rule.facts[name]
            return f"「{question_as_name(fact.ask) or name}」"
        return f"「{name}」"

    def _kind(self, op: Any) -> Kind | None:
        if isinstance(op, own.Reading):
            return self.rule.parameters[op.parameter].kind
        if isinstance(op, own.RowReference):
            return self.rule.relations[op.relation].columns.get(op.name)
        if isinstance(op, own.Reference) and op.name in self.rule.facts:
            return self.rule.facts[op.name].kind
        if isinstance(op, own.Reference) and op.name in self.rule.nodes:
            return self.rule.nodes[op.name].kind
        return None

    def _part(self, op: Any) -> str:
        return f"（{self.say(op)}）" if isinstance(op, _LOOSE) else self.say(op)

    def _list(self, op: Any) -> str:
        return "、".join(self._part(part) for part in op.inputs)

    def _joined(self, op: Any, word: str) -> str:
        parts = [self.say(part) if type(part) is type(op) else self._part(part) for part in op.inputs]
        return word.join(parts)

    def _arithmetic(self, op: Any) -> str:
        left, right = op.inputs
        first = (
            self.say(left)
            if isinstance(op, own.Add | own.Subtract) and not isinstance(left, own.When)
            else self._part(left)
        )
        return f"{first}{_ARITHMETIC[type(op)]}{self._part(right)}"

    def _comparison(self, op: Any) -> str:
        left, right = op.inputs
        word = _COMPARISONS[type(op)]
        if left.dtype.is_date():
            if isinstance(right, own.Literal) and right.value == FAR:
                return f"{self.say(left)}{'还没有' if word == '是' else '已经有了'}"
            word = _DATES.get(word, word)
        given = self._value(right, self._kind(left)) if isinstance(right, own.Literal) else self._part(right)
        return f"{self._part(left)}{word}{given}"

    def _value(self, op: Any, kind: Kind | None) -> str:
        """``op`` where a value of ``kind`` is wanted: an option by its label."""
        if isinstance(op, own.Literal) and isinstance(kind, Choice):
            return f"“{kind.show(op.value)}”"
        return self._when(op, kind) if isinstance(op, own.When) else self.say(op)

    def _column(self, op: own.RowReference) -> str:
        return self.rule.relations[op.relation].labels.get(op.name, op.name)

    def _in_values(self, op: Any) -> str:
        kind = self._kind(op.value)
        return f"{self.say(op.value)}是{'、'.join(self._value(option, kind) for option in op.options)}之一"

    def _when(self, op: own.When, kind: Kind | None) -> str:
        then, otherwise = (self._value(part, kind) for part in (op.then, op.otherwise))
        then = f"（{then}）" if isinstance(op.then, own.When) else then
        otherwise = otherwise if isinstance(op.otherwise, own.When) else f"是{otherwise}"
        return f"如果{self.say(op.condition)}，就是{then}；否则{otherwise}"

    def _reading(self, op: own.Reading) -> str:
        title = f"〔{self.rule.parameters[op.parameter].title}〕"
        keys = "、".join(self.say(key) for key in op.keys)
        return {
            "key": f"{title}（按{keys}查）" if keys else title,
            "band": f"{title}（按{keys}所在的档）",
            "marginal": f"按{title}对{keys}分档累计",
        }[op.how]

    def _related(self, op: own.Related) -> str:
        relation = self.rule.relations[op.relation]
        where, until = op.where, ""
        if relation.on:  # the condition ends in what holds for every row of such a relation
            until = "截至办理当天的"
            where = where.left if isinstance(where, own.And) else own.Literal(True, BOOLEAN)
        rows = f"〈{until}{relation.title or question_as_name(relation.ask)}〉"
        rows += "" if isinstance(where, own.Literal) else f"里符合（{self.say(where)}）的"
        column = "" if op.column is None else self.say(op.column).removeprefix("那条记录的")
        return {
            "any": f"{rows}记录有没有",
            "count": f"{rows}记录条数",
            "sum": f"{rows}{column}合计",
            "latest": f"{rows}最近一条的{column}",
            "earliest": f"{rows}最早一条的{column}",
        }[op.how]

    def _shifted(self, day: Any, amount: Any, unit: str) -> str:
        if isinstance(amount, own.Literal) and amount.value < 0:
            return f"{self.say(day)}以前 {-amount.value} {unit}"
        if isinstance(amount, own.Negate):
            return f"{self.say(day)}以前 {self._part(amount.arg)} {unit}"
        return f"{self.say(day)}以后 {self._part(amount)} {unit}"


def _constant(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return "没有" if value == FAR else value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
