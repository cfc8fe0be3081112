"""The one box: what fits a question or a matter, among procedures, bundles and policies, by the pairs of characters they share."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, pack
from yuntai.rules.language.policy import THEMES

MOST = 12
"""Hits that are shown."""

_TITLE, _SUMMARY, _GUIDE = 6, 3, 1
"""How much a pair counts in a title, in a summary, in a guide."""

_ENOUGH = 0.3
"""A hit below this share of the best one is not shown."""


@dataclass(frozen=True)
class Place:
    """Something that can be found. ``kind`` is ``procedure``, ``bundle`` or ``policy``; ``pairs`` weigh what it is about."""

    kind: str
    id: str
    title: str
    summary: str
    pairs: Mapping[str, float]


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What fits the words, the best first."""
    wanted = request.GET.get("q", "").strip()[:200]
    return render(request, "resident/search.html", {"wanted": wanted, "found": find(wanted)})


def find(wanted: str) -> list[Place]:
    """The places that share telling pairs with ``wanted``; one that many places have tells little."""
    pairs = set(_pairs(wanted))
    rare = {pair: math.log(1 + len(places()) / (1 + sum(pair in one.pairs for one in places()))) for pair in pairs}
    scored = [(sum(rare[pair] * one.pairs.get(pair, 0) for pair in pairs), one) for one in places()]
    scored = sorted(((score, one) for score, one in scored if score), key=lambda hit: -hit[0])
    return [one for score, one in scored[:MOST] if score >= _ENOUGH * scored[0][0]]


@cache
def places() -> tuple[Place, ...]:
    """Everything that can be found. A policy that decides a procedure is found through it."""
    procedures = catalogue().values()
    decided = {one.policy for one in procedures}
    found = [
        _place("procedure", one.id, one.title, f"{one.summary}{THEMES[one.theme]}", one.guide, one.summary)
        for one in procedures
    ]
    found += [
        _place("bundle", one.id, one.title, f"{one.event}{one.summary}", one.guide, one.summary)
        for one in catalogue().bundles.values()
    ]
    for name in pack().policy_ids:
        if name not in decided:
            policy, guide = pack().policy(name), pack().folder(name) / "guide.md"
            text = guide.read_text(encoding="utf-8") if guide.exists() else ""
            found.append(_place("policy", name, policy.title, "", text, policy.source))
    return tuple(found)


def _place(kind: str, name: str, title: str, about: str, guide: str, summary: str) -> Place:
    weights: Counter[str] = Counter()
    for text, weight in ((title, _TITLE), (about, _SUMMARY), (guide, _GUIDE)):
        for pair, times in Counter(_pairs(text)).items():
            weights[pair] += weight * min(times, 3)  # type: ignore[assignment]
    return Place(kind, name, title, summary, weights)


def _pairs(text: str) -> Iterable[str]:
    """The overlapping pairs of characters within words; a word of one character is a pair of its own."""
    for word in re.findall(r"\w+", text.lower()):
        yield from (word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 1 else (word,)
