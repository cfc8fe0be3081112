"""What a policy rests on, to be read by everybody: its source, how it judges and counts, its values with their days.

What nobody has checked against its source says so; what somebody has says when and where the text was read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, pack, rule_of
from yuntai.rules.language.grounds import Marked, Publication
from yuntai.rules.language.kinds import FAR, Choice, Kind
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.policy import THEMES, Policy
from yuntai.rules.rule.rule import Rule
from yuntai.rules.rule.wording import Wording, question_as_name
from yuntai.web.audience import for_officer, is_public, may_ask

ROLES = {"scope": "适用于谁", "condition": "条件", "step": "怎么算", "result": "结论", "aside": "另外告诉您"}
"""The parts of a page, by the role of a step."""

_ID = re.compile(r"[a-z]+(?:_[a-z]+)+")
"""The id of a policy."""

SHOWN = 8
"""How many values of a standard stand on the page before the others unfold."""


@dataclass(frozen=True)
class Said(Marked):
    """One step in words."""

    label: str
    text: str
    source: str


@dataclass(frozen=True)
class Value(Marked):
    """One value of a standard: for whom, how much, from when until when, on what ground."""

    of: str
    shown: str
    begins: date
    ends: date | None
    published: Publication
    source: str


@dataclass(frozen=True)
class Standard:
    """A parameter with all its values, the newest first; ``by`` says what the values differ by."""

    title: str
    by: str
    values: Sequence[Value]

    @property
    def first(self) -> Sequence[Value]:
        return self.values[:SHOWN]

    @property
    def rest(self) -> Sequence[Value]:
        return self.values[SHOWN:]


@login_not_required
@require_safe
def laws(request: HttpRequest) -> HttpResponse:
    """All policies that speak to everybody, by what they are about; for an officer also those that speak to officers."""
    groups: dict[str, list[Policy]] = defaultdict(list)
    policies = [pack().policy(name) for name in pack().policy_ids]
    for theme, title in THEMES.items():
        for one in policies:
            if one.theme == theme and is_public(one.id):
                groups[title].append(one)
    staff = [one for one in policies if not is_public(one.id)] if for_officer(request) else []
    return render(request, "resident/laws.html", {"groups": dict(groups), "staff": staff})


@login_not_required
@require_safe
def law(request: HttpRequest, policy: str) -> HttpResponse:
    """One policy."""
    if not may_ask(request, policy):
        raise Http404
    rule = rule_of(policy)
    standards = [_standard(rule, one) for one in rule.parameters.values()]
    parts = {title: list(_steps(rule, role)) for role, title in ROLES.items()}
    context = {
        "policy": rule.policy,
        "begins": rule.policy.begins if rule.policy.begins > date.min else None,
        "ends": rule.policy.ends if rule.policy.ends < FAR else None,
        "afterwards": rule.afterwards,
        "successor": rule.successor,
        "parts": {title: said for title, said in parts.items() if said},
        "standards": [one for one in standards if one.values],
        "missing": [one.title for one in standards if not one.values],
        "unchecked": any(one.verify for said in parts.values() for one in said)
        or any(value.verify for one in standards for value in one.values),
        "procedures": [one for one in catalogue().values() if one.policy == policy],
    }
    return render(request, "resident/law.html", context)


def _steps(rule: Rule, role: str) -> Iterator[Said]:
    wording = Wording(rule)
    for node in rule.nodes.values():
        own = (
            "step" if "." in node.name and node.role in ROLES else node.role
        )  # what another policy concludes is a step here
        if own == role and node.name != "in_force":
            yield Said(node.label, _ID.sub(_title, wording.step(node)), node.source, **node.marks)


def _title(found: re.Match[str]) -> str:
    """What a registry names as paid, by the title of the policy; one that only another place has is the same benefit."""
    name = found[0]
    return f"“{pack().policy(name).title}”" if name in pack().policy_ids else "别处的同一项补贴"


def _standard(rule: Rule, parameter: Parameter) -> Standard:
    choices = [(name, kind) for name, kind in _kinds(rule) if isinstance(kind, Choice)]

    def shown(name: str, key: Any) -> str:
        """A key as the question about it puts it."""
        return next((kind.options[key] for one, kind in choices if one == name and key in kind.options), str(key))

    values = [
        Value(
            "、".join(shown(name, key) for name, key in zip(parameter.by, keys, strict=False)),
            parameter.show(value),
            record.effective,
            None if record.until == FAR else record.until,
            record.published,
            record.source,
            **record.marks,
        )
        for record, keys, value in parameter.rows()
    ]
    return Standard(parameter.title, "、".join(filter(None, (_called(rule, name) for name in parameter.by))), values)


def _called(rule: Rule, name: str) -> str:
    """A fact by its question, a step by its label; nothing for a word of the pack alone."""
    if name in rule.facts:
        return question_as_name(rule.facts[name].ask)
    return next((node.label for full, node in rule.nodes.items() if full.rpartition(".")[2] == name), "")


def _kinds(rule: Rule) -> Iterator[tuple[str, Kind | None]]:
    """Everything that a table can be looked up by, with its kind."""
    yield from ((name, fact.kind) for name, fact in rule.facts.items())
    yield from ((name.rpartition(".")[2], node.kind) for name, node in rule.nodes.items())
    yield from (column for relation in rule.relations.values() for column in relation.columns.items())
    yield from ((name, parameter.kind) for name, parameter in rule.parameters.items())
