"""One person: the answer with its reasons, and the questions that can still change it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.rules.language import operations as own
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.meaning import Meaning, Values, looked_up, meaning
from yuntai.rules.one.bounds import bounds
from yuntai.rules.one.deciding import deciding
from yuntai.rules.one.facts import check_facts, doubts
from yuntai.rules.one.gaps import lack_in_words, lasting, title_of
from yuntai.rules.one.interview import Interview, Question
from yuntai.rules.one.openings import leaves, open_meanings, openings
from yuntai.rules.one.ranges import Bound
from yuntai.rules.one.sentence import sentence, something, within
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN, conclusion, status_of
from yuntai.rules.rule.rule import Node, Rule


@dataclass(frozen=True)
class Reading:
    """A parameter as it was read: its value, from when and on what ground; ``ours``: what the text leaves open."""

    name: str
    title: str
    value: str
    effective: date
    source: str
    verify: bool
    ours: str


@dataclass(frozen=True)
class Trace:
    """One used step: what it says, what it came to, the article and the parameters behind it.

    ``inner`` steps lie within another policy, behind the one of its steps that is used here.
    """

    name: str
    label: str
    role: str
    value: Any
    shown: str
    source: str
    verify: bool
    ours: str
    readings: tuple[Reading, ...]
    inner: bool


@dataclass(frozen=True)
class Answer:
    """What a policy says to one person on one day, with every step that it rests on.

    ``sentence`` is what every channel says first. ``unchecked`` are the titles of the standards and rules it rests on that
    nobody has checked against their source; ``ours`` of those standards that the text leaves open, as the platform reads
    them. ``bounds`` says of the results that are not known between which ends they lie, were the person entitled or not.
    ``gaps`` are the values that the platform lacks, as sentences, also those for which an aside goes unsaid; those of them
    that stand in ``lasting`` no answer to the questions makes up for, so that they are said before the first.
    """

    policy: str
    title: str
    as_of: date
    status: str
    conclusion: str
    sentence: str
    results: Mapping[str, Any]
    shown: Mapping[str, str]
    labels: Mapping[str, str]
    because: tuple[Trace, ...]
    trace: tuple[Trace, ...]
    questions: tuple[Question, ...] = ()
    gaps: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    ours: tuple[str, ...] = ()
    doubts: Mapping[str, str] = field(default_factory=dict)
    lasting: tuple[str, ...] = ()
    bounds: Mapping[str, Bound] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        """Whether it rests on what nobody has checked or on the platform's own reading."""
        return bool(self.unchecked or self.ours)

    def to_dict(self) -> dict[str, Any]:
        """The answer as plain data for JSON: dates in ISO form, money as text."""
        return {
            "policy": self.policy,
            "title": self.title,
            "as_of": self.as_of.isoformat(),
            "status": self.status,
            "conclusion": self.conclusion,
            "sentence": self.sentence,
            "unchecked": list(self.unchecked),
            "ours": list(self.ours),
            "results": {name: _plain(value) for name, value in self.results.items()},
            "because": [step.name for step in self.because],
            "questions": [
                {"fact": q.name, "ask": q.ask, "options": dict(q.options), "settles": round(q.settles, 3)}
                for q in self.questions
            ],
            "bounds": {name: _bound_dict(bound) for name, bound in self.bounds.items()},
            "gaps": list(self.gaps),
            "lasting": list(self.lasting),
            "doubts": dict(self.doubts),
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
            "ours": reading.ours,
        }
        for reading in step.readings
    ]
    plain = {"step": step.name, "label": step.label, "value": _plain(step.value), "source": step.source}
    return plain | {"verify": step.verify, "ours": step.ours, "inner": step.inner, "parameters": readings}


def _bound_dict(bound: Bound) -> dict[str, Any]:
    return {end: _plain(value) for end, value in bound._asdict().items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


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
    status = status_of(values, wanted)
    known_asides = [name for name in asides if status != NOT_APPLICABLE and values[name] is not None]
    shown = () if status == NOT_APPLICABLE else (*wanted, *known_asides)
    results = {name: values[name] for name in shown}
    trace = _trace(rule, values, status)
    false = {NOT_ENTITLED: ("condition",), NOT_APPLICABLE: ("scope",)}.get(status, ())
    opened = _open(rule, values, wanted) if status == UNKNOWN else []
    facts_open = [name for name in opened if name in rule.facts or name in rule.relations]
    because = tuple(step for step in trace if step.role in false and step.value is False and "." not in step.name)
    labels = [step.label for step in because]
    last = lasting(rule, values, wanted) if status == UNKNOWN else ()
    aside_gaps = _lacked_asides(rule, values, asides) if status == ENTITLED else ()
    gaps = tuple(dict.fromkeys([*(name for name in opened if name not in facts_open), *last, *aside_gaps]))
    bounded = bounds(rule, values, (*wanted, *asides)) if status == UNKNOWN else {}
    said = () if status == NOT_APPLICABLE else (*wanted, *(name for name in known_asides if something(values[name])))
    unchecked, ours = _marked(rule, values, trace, ("applicable", "entitled", *said))
    return Answer(
        rule.id,
        rule.policy.title,
        as_of,
        status,
        conclusion(rule, status),
        sentence(
            rule,
            values,
            status,
            labels,
            bounds=bounded,
            missing=[title_of(rule, name) for name in gaps],
            asks=bool(facts_open),
        ),
        results,
        {name: _shown(rule.nodes[name], value, bounded.get(name)) for name, value in results.items()},
        {name: rule.nodes[name].label for name in results},
        because,
        trace,
        Interview(rule, known, values, wanted).questions(facts_open) if ask else (),
        tuple(lack_in_words(rule, name) for name in gaps),
        unchecked,
        ours,
        doubts(rule, known, as_of),
        tuple(lack_in_words(rule, name) for name in last),
        bounded,
    )


def _lacked_asides(rule: Rule, values: Values, asides: Sequence[str]) -> tuple[str, ...]:
    """What the platform lacks for the asides that, because of that, are never said."""
    unknown = [name for name in asides if values[name] is None]
    return tuple(dict.fromkeys(gap for name in unknown for gap in lasting(rule, values, (name,))))


def _open(rule: Rule, values: Values, wanted: tuple[str, ...]) -> list[str]:
    meanings = {**rule.meanings, **open_meanings(rule, wanted)}
    looked = Values(values, meanings, values.parameters, values.workdays)
    return [name for name in leaves(rule, openings(rule, wanted)) if looked[f"open:{name}"]]


def _shown(node: Node, value: Any, bound: Bound | None) -> str:
    return (within(*bound, node.show) if bound else None) or node.show(value)


def _marked(
    rule: Rule, values: Values, trace: Sequence[Trace], said: Sequence[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of what decided what is ``said``: what nobody has checked, and what is the platform's own reading."""
    if not any(step.verify or step.ours or any(one.verify or one.ours for one in step.readings) for step in trace):
        return (), ()
    decided = deciding(rule, values, said)
    steps = [step for step in trace if step.name in decided]
    found: list[tuple[str, Trace | Reading]] = [(step.label, step) for step in steps if step.value is not None]
    found += [(one.title, one) for step in steps for one in step.readings if one.name in decided[step.name]]
    unchecked = dict.fromkeys(title for title, one in found if one.verify)
    return tuple(unchecked), tuple(dict.fromkeys(title for title, one in found if one.ours))


def _trace(rule: Rule, values: Values, status: str) -> tuple[Trace, ...]:
    """The steps that were used; what is not known is left out once the result is."""
    hidden = {"applicable", "in_force"} if values["applicable"] else set()
    if not rule.named("condition"):
        hidden.add("entitled")
    return tuple(
        _step(rule, node, values)
        for name, node in rule.nodes.items()
        if name in values and name not in hidden and (values[name] is not None or status == UNKNOWN)
    )


@lru_cache(8192)
def _keys(op: own.Reading) -> Sequence[Meaning] | None:
    """The keys under which a table is looked up; ``None`` where they differ by row."""
    return None if any(key.find(own.RowReference) for key in op.keys) else [meaning(key) for key in op.keys]


def _step(rule: Rule, node: Node, values: Values) -> Trace:
    readings = []
    for op in node.readings:
        if op in values.readings:
            record = values.readings[op]
            parameter = rule.parameters[op.parameter]
            if (keys := _keys(op)) is None:
                shown = "逐行查表"
            else:
                value = looked_up(record.value, [key(values) for key in keys], op.how)
                shown = "无" if value is None else parameter.show(value)
            readings.append(
                Reading(
                    op.parameter, parameter.title, shown, record.effective, record.source, record.verify, record.ours
                )
            )
    value = values[node.name]
    inner = "." in node.name and node.name not in rule.steps_used
    return Trace(
        node.name,
        node.label,
        node.role,
        value,
        node.show(value),
        node.source,
        node.verify,
        node.ours,
        tuple(readings),
        inner,
    )
