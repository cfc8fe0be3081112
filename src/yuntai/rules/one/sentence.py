"""The answer in one sentence, as every channel says it: the policy's own words with the values of one person."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain
from typing import Any

from yuntai.rules.language.kinds import FAR, Date
from yuntai.rules.language.meaning import Values
from yuntai.rules.language.sentences import LIMIT_HERE, Clause, Group, Sentence, Slot
from yuntai.rules.one.ranges import Bound
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN
from yuntai.rules.rule.rule import Rule

MOST_MISSING = 3
"""How many missing standards a sentence names."""

_QUANTITY = re.compile(r"[−-]?\d[\d,.]*%?(?: .*)?")
_ENDS = "。，；：、"
_ASK = "，可以打 12333 问当地"
_DOUBLE = re.compile(r"([，；])[，；]+")
_TERM = re.compile(r"期限?$")
_TERMS = {"最多": "最长", "最少": "最短"}
_CEILING = re.compile("不超过|不能超过|最[多高长晚]")
_FLOOR = re.compile("不低于|至少|最[少低短早]")


def sentence(
    rule: Rule,
    values: Values,
    status: str,
    because: Sequence[str] = (),
    *,
    bounds: Mapping[str, Bound] | None = None,
    missing: Sequence[str] = (),
    asks: bool = False,
) -> str:
    """The sentence for an answer of ``status``.

    ``because`` are the Chinese labels of what decided against; ``bounds`` says of results that are not settled what they
    can still be; ``missing`` are the titles of standards that the platform has not found, of an answer itself those for
    which something that would be said beside it is not; ``asks`` whether facts are missing.
    """
    said = _Said(rule, values, because, bounds or {})
    if status == UNKNOWN:
        return said.partly(missing, asks)
    own = said.chosen(status)
    text = said.full(own) if own else ""
    text = text or {NOT_ENTITLED: said.refusal, NOT_APPLICABLE: said.outside}.get(status, said.by_label)()
    return _ended("；".join((text.rstrip(_ENDS), _absent(missing)))) if missing else text


def caution(unchecked: Sequence[str], ours: Sequence[str]) -> str:
    """What goes after a sentence that rests on what nobody has checked against its source, or on what no text settles."""
    which = "这个标准" if len(unchecked) == 1 else f"这 {len(unchecked)} 个标准"
    said = f"{which}还没有同原文核对过：{'、'.join(unchecked)}。" if unchecked else ""
    return said + (f"原文没有写明，按平台的读法：{'、'.join(ours)}。" if ours else "")


def _absent(missing: Sequence[str]) -> str:
    more = f"等 {len(missing)} 项标准" if len(missing) > MOST_MISSING else ""
    return f"平台没有查到{'、'.join(f'“{title}”' for title in missing[:MOST_MISSING])}{more}" if missing else ""


class _Said:
    def __init__(self, rule: Rule, values: Values, because: Sequence[str], bounds: Mapping[str, Bound]) -> None:
        self.rule, self.values, self.bounds = rule, values, bounds
        self.because = "、".join(f"“{label}”" for label in because)
        self.count = len(because)

    def chosen(self, status: str) -> Sentence | None:
        """The first of the policy's sentences for ``status`` that holds; none where that is not known."""
        for one in self.rule.policy.sentences:
            if one.status == status:
                holds = self._value(one.when) if one.when else True
                if holds is not False:
                    return one if holds else None
        return None

    @property
    def _last(self) -> Sentence:
        """What the policy answers where none of its other sentences is sure to be the one."""
        return [one for one in self.rule.policy.sentences if one.status == ENTITLED][-1]

    def full(self, one: Sentence) -> str:
        return _ended("".join(filter(None, map(self._clause, one.clauses))))

    def partly(self, missing: Sequence[str], asks: bool) -> str:
        """What is known already, and what is missing for the rest."""
        if own := self.chosen(UNKNOWN):
            return self.full(own)
        if self.values["entitled"] is False:
            failed = [node for node in self.rule.named("condition") if self.values[node.name] is False]
            return _Said(self.rule, self.values, [node.label for node in failed], {}).refusal()
        known = self._known(self.chosen(ENTITLED) or self._last) or ("" if asks else "，".join(self._labelled()))
        absent = _absent(missing) + (_ASK if missing and not asks else "")
        if not known:
            if asks:
                return _ended("；".join(filter(None, ("还要再问几件事才能回答", absent))))
            return f"现在还算不出来：{absent}。" if absent else "现在还不能回答。"
        sure = self.values["applicable"] is True and self.values["entitled"] is True
        rest = "其余的还要再问几件事" if asks else ""
        return _ended("；".join(filter(None, (("" if sure else "如果符合条件，") + known.rstrip(_ENDS), absent, rest))))

    def _known(self, one: Sentence) -> str:
        said = {clause: text for clause in one.clauses if (text := self._clause(clause))}
        return "".join(said.values()) if any(map(self._has_value, said)) else ""

    def _has_value(self, clause: Clause) -> bool:
        """Whether the clause says something that the policy found, more than what it was told or is the same for all."""
        said = [piece for piece in clause if not isinstance(piece, Group) or self._group(piece)]
        return any(name in self.rule.results for name in chain.from_iterable(map(_names, said)))

    def by_label(self) -> str:
        """The results one after another, for a choice between sentences that cannot be made yet."""
        return _ended("，".join(self._labelled()))

    def _labelled(self) -> list[str]:
        names = [name for name in self.rule.results if name != "entitled"]
        found = [Slot(name) for name in names if not self._nothing(Slot(name))]
        shown = [(self.rule.nodes[slot.name].label, self._shown(slot)) for slot in found]
        return [f"{label}：{text}" for label, text in shown if text]

    def refusal(self) -> str:
        if not self.count:
            return "不符合条件。"
        return f"不符合条件，因为{self.because}{self._these}没有满足。"

    @property
    def _these(self) -> str:
        return "这条" if self.count == 1 else f"这 {self.count} 条"

    def outside(self) -> str:
        """Why the policy does not apply: it is not in force on the day, or not made for this."""
        policy, day = self.rule.policy, self.values[self.rule.policy.judged_on]
        if self.values["in_force"] is not False:
            return f"这项政策不适用，因为{self.because}{self._these}不成立。" if self.because else "这项政策不适用。"
        if self.values["known_on"] < policy.published.known:
            published, asked = policy.published, _day(self.values["known_on"])
            said = (
                f"{_day(published.known)}才公布"
                if published.day
                else f"是不是{_day(published.known)}以前公布的没有查到"
            )
            return f"这项政策{said}，{asked}还不能适用。"
        if day < policy.begins:
            return f"这项政策{_day(policy.begins)}起施行，{_day(day)}还没有施行。"
        return _ended(f"这项政策施行到{_day(policy.ends)}为止，{_day(day)}已经不再适用，{self.rule.afterwards}")

    def _clause(self, clause: Clause) -> str | None:
        """The clause with its values; ``None`` where one of them is not known."""
        text = ""
        for piece in clause:
            if isinstance(piece, Group):
                text = _joined(text, self._group(piece) or "", False)
            elif (longer := self._with(text, piece)) is None:
                return None
            else:
                text = longer
        return text.replace(LIMIT_HERE, "")

    def _group(self, group: Group) -> str | None:
        if group.only and not self._chosen(group):
            return None
        text = ""
        for piece in group.pieces:
            if isinstance(piece, Slot) and not group.only and (self._nothing(piece) or self._maybe_nothing(piece)):
                return None
            if (longer := self._with(text, piece)) is None:
                return None
            text = longer
        return text.replace(LIMIT_HERE, "")

    def _chosen(self, group: Group) -> bool:
        """Whether ``group`` is said: what it hangs on is something, or its own value, of which bounds are known."""
        given = self._value(group.only)
        if given is None:
            return not group.absent and Slot(group.only) in group.pieces
        return something(given) is not group.absent

    def _with(self, text: str, piece: str | Slot) -> str | None:
        """``text`` with ``piece`` behind it; ``None`` where its value is not known."""
        if isinstance(piece, str):
            return _joined(text, piece, False)
        said = self._shown(piece)
        return None if said is None else _valued(text, said)

    def _nothing(self, slot: Slot) -> bool:
        value = None if slot.name == "because" else self._value(slot.name)
        return value is not None and not something(value)

    def _maybe_nothing(self, slot: Slot) -> bool:
        bound = self.bounds.get(slot.name)
        return bound is not None and not something(bound.at_least)

    def _value(self, name: str) -> Any:
        """The value; zero also where it is not known but can be no more."""
        value, bound = self.values[self._full(name)], self.bounds.get(name)
        return bound.at_most if value is None and bound and bound.at_most == 0 else value

    def _full(self, name: str) -> str:
        return ".".join(self.rule.policy.used[name]) if name in self.rule.policy.used else name

    def _shown(self, slot: Slot) -> str | None:
        """The value as a person reads it, or what it can still be; ``None`` where that is not known."""
        if slot.name == "because":
            return self.because
        value = self._value(slot.name)
        if value is not None:
            return self._show(slot, value)
        bound = self.bounds.get(slot.name)
        return within(bound.at_least, bound.at_most, partial(self._show, slot)) if bound else None

    def _show(self, slot: Slot, value: Any) -> str:
        if slot.share:
            return f"{(Decimal(value) * 100).normalize():f}%"
        name = self._full(slot.name)
        kind = self.rule.facts[name].kind if name in self.rule.facts else None
        if value == FAR and getattr(kind or self.rule.nodes[name].kind, "none", None) is None:
            return "没有"
        if kind:
            return kind.show(value)
        return _day(value) if name == "as_of" else self.rule.nodes[name].show(value)


def within(least: Any, most: Any, show: Callable[[Any], str]) -> str | None:
    """Between which ends a value lies, as a person reads it; ``None`` where that says nothing. ``show`` shows a value."""
    if least is not None and least == most:
        return show(least)
    is_day = isinstance(least, date) or isinstance(most, date)
    least = None if least is None or not (is_day or least > 0) else least
    most = None if most == FAR else most
    if least is not None and most is not None:
        low, high = show(least), show(most)
        number, _, unit = low.partition(" ")
        low = number if unit and unit == high.partition(" ")[2] else low
        return _joined(_joined(low, "到", False), high, True) + ("之间" if is_day else "")
    if most is not None:
        return _joined("最晚" if is_day else "最多", show(most), True)
    if least is not None:
        return _joined("最早" if is_day else "最少", show(least), True)
    return None


def _names(piece: str | Slot | Group) -> Iterator[str]:
    """Of which values ``piece`` speaks."""
    if isinstance(piece, Group):
        yield piece.only
        yield from chain.from_iterable(map(_names, piece.pieces))
    elif isinstance(piece, Slot):
        yield piece.name


def something(value: Any) -> bool:
    """Whether a value is worth saying: no zero, no "no", no day that never comes."""
    return bool(value) and value != FAR


def _day(day: date) -> str:
    return Date().show(day)


def _valued(text: str, value: str) -> str | None:
    """``text`` with ``value`` behind it; that it is an end of what can be stands where the clause has a place for it.

    A clause that is itself of a ceiling (不超过) says the end alone, and nothing (``None``) of a floor.
    """
    limit, end = value[:2], value[2:].strip()
    if limit in ("最多", "最晚", "最少", "最早"):
        same, other = (_CEILING, _FLOOR) if limit in ("最多", "最晚") else (_FLOOR, _CEILING)
        if other.search(text):
            return None
        if same.search(text):
            value = end
        elif LIMIT_HERE in text:
            text, value = text.replace(LIMIT_HERE, limit), end
        elif _TERM.search(text):
            value = value.replace(limit, _TERMS.get(limit, limit))
    return _joined(text, value, True)


def _joined(text: str, piece: str, is_value: bool) -> str:
    """``piece`` behind ``text``: a quantity stands off from the Chinese beside it."""
    apart = (is_value and _QUANTITY.fullmatch(piece) and text and _is_chinese(text[-1])) or (
        not is_value and text[-1:].isdigit() and _is_chinese(piece[:1])
    )
    return f"{text} {piece}" if apart else text + piece


def _is_chinese(character: str) -> bool:
    return "一" <= character <= "鿿"


def _ended(text: str) -> str:
    """``text`` as a whole sentence, though clauses of it were left out."""
    text = _DOUBLE.sub(r"\1", text.strip(_ENDS).removeprefix("其中"))
    return f"{text}。" if text else ""
