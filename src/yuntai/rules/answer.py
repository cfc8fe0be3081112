"""One person: the answer with its reasons, and the questions that can still change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.rules import operations as own
from yuntai.rules.kinds import FAR, Choice, Date, Kind, Text
from yuntai.rules.meaning import Values, meaning
from yuntai.rules.openings import CALENDAR, PARAMETER, leaves, open_meanings, openings
from yuntai.rules.policy import Fact, Relation
from yuntai.rules.rule import Node, Rule

ENTITLED, NOT_ENTITLED, UNKNOWN, NOT_APPLICABLE = "entitled", "not_entitled", "unknown", "not_applicable"
STATUS = {ENTITLED: "符合条件", NOT_ENTITLED: "不符合条件", UNKNOWN: "还不能确定", NOT_APPLICABLE: "不适用"}


@dataclass(frozen=True)
class Reading:
    """A parameter as it was read: its value, from when and on what ground."""

    name: str
    title: str
    value: str
    effective: date
    source: str
    verify: bool


@dataclass(frozen=True)
class Trace:
    """One used step: what it says, what it came to, the article and the parameters behind it."""

    name: str
    label: str
    role: str
    value: Any
    shown: str
    source: str
    verify: bool
    readings: tuple[Reading, ...]


@dataclass(frozen=True)
class Question:
    """A fact that can still change the result. ``settles`` is the share of its answers that would end the questions."""

    name: str
    ask: str
    options: Mapping[str, str]
    settles: float


@dataclass(frozen=True)
class Answer:
    """What a policy says to one person on one day, with every step that it rests on."""

    policy: str
    title: str
    as_of: date
    status: str
    conclusion: str
    results: Mapping[str, Any]
    shown: Mapping[str, str]
    labels: Mapping[str, str]
    because: tuple[Trace, ...]
    trace: tuple[Trace, ...]
    questions: tuple[Question, ...] = ()
    gaps: tuple[str, ...] = field(default=())

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data for JSON: dates in ISO form, money as text."""
        return {
            "policy": self.policy,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "status": self.status,
            "conclusion": self.conclusion,
            "results": {name: _plain(value) for name, value in self.results.items()},
            "because": [step.name for step in self.because],
            "questions": [
                {"fact": q.name, "ask": q.ask, "options": dict(q.options), "settles": round(q.settles, 3)}
                for q in self.questions
            ],
            "gaps": list(self.gaps),
            "trace": [_trace_dict(step) for step in self.trace],
        }


def _trace_dict(step: Trace) -> dict[str, Any]:
    readings = [
        {
            "parameter": reading.name,
            "title": reading.title,
            "value": reading.value,
            "effective": _plain(reading.effective),
            "source": reading.source,
            "verify": reading.verify,
        }
        for reading in step.readings
    ]
    plain = {"step": step.name, "label": step.label, "value": _plain(step.value), "source": step.source}
    return plain | {"verify": step.verify, "parameters": readings}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def check_facts(rule: Rule, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as values of their kinds; text is parsed. ``None`` is "not known".

    Raises ``YuntaiError`` naming the fact where it is unknown to the policy, or its value cannot be.
    """
    checked: dict[str, Any] = {}
    for name, value in facts.items():
        if name in rule.relations:
            checked[name] = None if value is None else _check_rows(rule.relations[name], value)
        elif name in rule.facts:
            checked[name] = None if value is None else _check_value(name, rule.facts[name], value)
        elif name in rule.nodes:
            raise YuntaiError(f"“{name}”（{rule.nodes[name].label}）是算出来的，不能当作事实填写")
        else:
            known = [*rule.facts, *rule.relations]
            near = get_close_matches(name, known, 1)
            hint = f"，是不是“{near[0]}”？" if near else f"。可填：{'、'.join(known)}"
            raise YuntaiError(f"政策 {rule.id} 没有“{name}”这项事实{hint}")
    return checked


def _check_value(name: str, fact: Fact | Kind, value: Any) -> Any:
    kind = fact.kind if isinstance(fact, Fact) else fact
    try:
        return kind.parse(value) if isinstance(value, str) else kind.check(value)
    except ValueError as error:
        raise YuntaiError(f"{name}：{error}") from None


def _check_rows(relation: Relation, rows: Any) -> list[dict[str, Any]]:
    if not isinstance(rows, Sequence) or isinstance(rows, str) or not all(isinstance(row, Mapping) for row in rows):
        raise YuntaiError(f"{relation.name}：要写成若干条记录，没有就写“无”")
    kinds: dict[str, Kind] = {**dict.fromkeys(relation.where, Text()), **relation.columns}
    kinds |= {relation.on: Date()} if relation.on else {}
    kinds |= {relation.key: Text()} if relation.key else {}
    checked = []
    for row in rows:
        if unknown := [name for name in row if name not in kinds]:
            raise YuntaiError(f"{relation.name} 没有“{unknown[0]}”这一列，可填：{'、'.join(kinds)}")
        checked.append(
            {
                name: None if value is None else _check_value(f"{relation.name}.{name}", kinds[name], value)
                for name, value in row.items()
            }
        )
    return [row for row in checked if all(row.get(name, text) == text for name, text in relation.where.items())]


def answer(
    rule: Rule,
    facts: Mapping[str, Any],
    as_of: date,
    *,
    known_on: date = FAR,
    wanted: Sequence[str] = (),
    ask: bool = True,
) -> Answer:
    """What the policy says on ``as_of``, by what had been published on ``known_on``.

    ``wanted`` names the results that are asked for, by default all but the asides; ``ask=False`` leaves the questions
    out. Raises ``YuntaiError`` on facts that cannot be.
    """
    outcomes = (*rule.results, *rule.asides)
    if unknown := [name for name in wanted if name not in outcomes]:
        raise YuntaiError(f"政策 {rule.id} 没有结果“{unknown[0]}”，有：{'、'.join(outcomes)}")
    asides = () if wanted else rule.asides
    wanted = tuple(wanted) or rule.results
    known = check_facts(rule, facts)
    values = rule.values(known, as_of, known_on)
    status = _status(values, wanted)
    known_asides = [name for name in asides if status != NOT_APPLICABLE and values[name] is not None]
    shown = () if status == NOT_APPLICABLE else (*wanted, *known_asides)
    results = {name: values[name] for name in shown}
    trace = _trace(rule, values, status)
    false = {NOT_ENTITLED: ("condition",), NOT_APPLICABLE: ("scope",)}.get(status, ())
    opened = _open(rule, values, wanted) if status == UNKNOWN else []
    facts_open = [name for name in opened if name in rule.facts or name in rule.relations]
    return Answer(
        rule.id,
        rule.policy.title,
        as_of,
        status,
        _conclusion(rule, status),
        results,
        {name: rule.nodes[name].show(value) for name, value in results.items()},
        {name: rule.nodes[name].label for name in results},
        tuple(step for step in trace if step.role in false and step.value is False and "." not in step.name),
        trace,
        _questions(rule, known, facts_open, as_of, known_on, wanted) if ask else (),
        tuple(_gap(rule, name) for name in opened if name not in facts_open),
    )


def _conclusion(rule: Rule, status: str) -> str:
    """The status in Chinese; a policy without conditions has nothing to be entitled to."""
    return "已算出" if status == ENTITLED and not rule.named("condition") else STATUS[status]


def _status(values: Values, wanted: Sequence[str]) -> str:
    if values["applicable"] is not True:
        return UNKNOWN if values["applicable"] is None else NOT_APPLICABLE
    if values["entitled"] is False:
        for name in wanted:
            values[name]
        return NOT_ENTITLED
    return UNKNOWN if any(values[name] is None for name in ("entitled", *wanted)) else ENTITLED


def _open(rule: Rule, values: Values, wanted: tuple[str, ...]) -> list[str]:
    meanings = {**rule.meanings, **open_meanings(rule, wanted)}
    looked = Values(values, meanings, values.parameters, values.workdays)
    return [name for name in leaves(rule, openings(rule, wanted)) if looked[f"open:{name}"]]


def _questions(
    rule: Rule, known: Mapping[str, Any], names: Sequence[str], as_of: date, known_on: date, wanted: Sequence[str]
) -> tuple[Question, ...]:
    questions = []
    for name in names:
        item = rule.facts.get(name) or rule.relations[name]
        samples = item.kind.samples(as_of) if isinstance(item, Fact) else [[]]
        settled = sum(
            _status(rule.values({**known, name: sample}, as_of, known_on), wanted) != UNKNOWN for sample in samples
        )
        options = item.kind.options if isinstance(item, Fact) and isinstance(item.kind, Choice) else {}
        questions.append(Question(name, item.ask, options, settled / len(samples)))
    return tuple(sorted(questions, key=lambda question: -question.settles))


def _gap(rule: Rule, name: str) -> str:
    if name == CALENDAR:
        return "所涉年度的节假日安排尚未公布或未载入"
    if name.startswith(PARAMETER):
        parameter = rule.parameters[name.removeprefix(PARAMETER)]
        return f"平台没有这一天的“{parameter.title}”（{parameter.name}）"
    return name


def _trace(rule: Rule, values: Values, status: str) -> tuple[Trace, ...]:
    """The steps that were used; what is not known is left out once the result is."""
    hidden = ("applicable", "in_force") if values["applicable"] else ()
    return tuple(
        _step(rule, node, values)
        for name, node in rule.nodes.items()
        if name in values and name not in hidden and (values[name] is not None or status == UNKNOWN)
    )


def _step(rule: Rule, node: Node, values: Values) -> Trace:
    readings = []
    for op in node.readings:
        if op in values.readings:
            record = values.readings[op]
            parameter = rule.parameters[op.parameter]
            if any(key.find(own.RowReference) for key in op.keys):
                shown = "逐行查表"
            else:
                value = record.lookup([meaning(key)(values) for key in op.keys])
                shown = "无" if value is None else parameter.show(value)
            readings.append(
                Reading(op.parameter, parameter.title, shown, record.effective, record.source, record.verify)
            )
    value = values[node.name]
    return Trace(node.name, node.label, node.role, value, node.show(value), node.source, node.verify, tuple(readings))
