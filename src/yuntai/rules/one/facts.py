"""Facts as they are given: text parsed, values held to their kinds, names known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.rules.language.kinds import FAR, Date, Kind, Text
from yuntai.rules.language.policy import Relation
from yuntai.rules.rule.rule import Rule
from yuntai.rules.rule.wording import question_as_name


def check_facts(rule: Rule, facts: Mapping[str, Any], latest: date = FAR) -> dict[str, Any]:
    """Facts as values of their kinds; text is parsed. ``None``, and in a row an empty cell, is "not known".

    ``latest`` is the day after which nothing can have happened yet that the facts tell of. Raises ``YuntaiError`` naming
    the fact where it is unknown to the policy, or its value cannot be.
    """
    checked: dict[str, Any] = {}
    for name, value in facts.items():
        if name in rule.relations:
            checked[name] = None if value is None else _check_rows(rule.relations[name], value, latest)
        elif name in rule.facts:
            checked[name] = None if value is None else _check_value(name, rule.facts[name].kind, value, latest)
        elif name in rule.nodes:
            raise YuntaiError(f"“{name}”（{rule.nodes[name].label}）是算出来的，不能当作事实填写")
        else:
            known = [*rule.facts, *rule.relations]
            near = get_close_matches(name, known, 1)
            hint = f"，是不是“{near[0]}”？" if near else f"。可填：{'、'.join(known)}"
            raise YuntaiError(f"政策 {rule.id} 没有“{name}”这项事实{hint}")
    return checked


def doubts(rule: Rule, known: Mapping[str, Any], day: date) -> dict[str, str]:
    """What to ask back about checked facts, said on ``day``: a sentence for each that can be but hardly is."""
    asked = {
        name: rule.facts[name].kind.doubt(value, day)
        for name, value in known.items()
        if name in rule.facts and value is not None
    }
    return {name: sentence for name, sentence in asked.items() if sentence}


def contradiction(rule: Rule, known: Mapping[str, Any], name: str) -> str:
    """What is wrong with the day ``name`` beside the others of ``known`` (checked), in a sentence; empty if nothing."""
    for later, fact in rule.facts.items():
        first, last = known.get(fact.after), known.get(later)
        if name in (later, fact.after) and first is not None and last is not None and last < first:
            days = [
                (question_as_name(rule.facts[one].ask), rule.facts[one].kind.show(known[one]))
                for one in (later, fact.after)
            ]
            (what, day), (than, other) = days
            return f"“{what}”是{day}，比“{than}”的{other}还早，请改正其中一个"
    return ""


def _check_value(name: str, kind: Kind, value: Any, latest: date) -> Any:
    try:
        return kind.check_on(kind.parse(value) if isinstance(value, str) else value, latest)
    except ValueError as error:
        raise YuntaiError(f"{name}：{error}") from None


def _check_rows(relation: Relation, rows: Any, latest: date) -> list[dict[str, Any]]:
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
                name: None
                if value in (None, "")
                else _check_value(f"{relation.name}.{name}", kinds[name], value, latest)
                for name, value in row.items()
            }
        )
    return [row for row in checked if all(row.get(name, text) == text for name, text in relation.where.items())]
