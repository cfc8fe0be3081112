"""What a refusal rests on: each condition that is not met, what was found and what is required."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from yuntai.cases.questions import name_of, question_of
from yuntai.rules.one.answer import Answer
from yuntai.rules.rule.rule import Rule


def differences(rule: Rule, got: Answer, facts: Mapping[str, Any]) -> list[dict[str, Any]]:
    """For each condition that is not met: ``label``, ``source``, what was ``found`` and the values ``required``, as pairs of texts.

    ``facts`` are those that were answered on, as values.
    """
    shown = {step.name: (step.label, step.shown) for step in got.trace}
    found = []
    for step in got.because:
        needs = rule.nodes[step.name].needs
        pairs = [pair for name in needs if (pair := shown.get(name) or _fact(rule, name, facts))]
        required = [(reading.title, reading.value) for reading in step.readings]
        found.append({"label": step.label, "source": step.source, "found": pairs, "required": required})
    return found


def _fact(rule: Rule, name: str, facts: Mapping[str, Any]) -> tuple[str, str] | None:
    asked = rule.facts.get(name) or rule.relations.get(name)
    value = facts.get(name)
    if asked is None or not asked.ask or value is None:
        return None
    question = question_of(rule, name)
    return name_of(question), question.kind.show(value)


def lines(decision: Mapping[str, Any]) -> Iterator[str]:
    """The differences of a kept decision in sentences; none in one that was kept before they were."""
    for one in decision.get("differences", ()):
        parts = [f"查到的：{_joined(one['found'])}"] if one["found"] else []
        parts += [f"规定的：{_joined(one['required'])}"] if one["required"] else []
        beside = f"（{'；'.join(parts)}）" if parts else ""
        yield f"没有达到“{one['label']}”{beside}" + (f"，依据{one['source']}" if one["source"] else "") + "。"


def _joined(pairs: Sequence[Sequence[str]]) -> str:
    return "，".join(f"{title}“{value}”" for title, value in pairs)
