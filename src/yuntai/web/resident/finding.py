"""我能享受什么: every policy that gives somebody something, run on what is known of her, the nearest and the most first.

Of whom nothing is known three questions about her situation are asked, each with an address of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, pack, rule_of, situations
from yuntai.clock import today
from yuntai.people.models import Employer
from yuntai.procedures.situations import fitting
from yuntai.rules.one.answer import answer
from yuntai.rules.one.status import UNKNOWN
from yuntai.web.audience import is_public
from yuntai.web.resident.asking import answered
from yuntai.web.resident.found import first_of, giving, is_offered, mine, running
from yuntai.web.resident.held import record
from yuntai.web.resident.matters import of_employers

SHOWN = 6
"""How many policies that still want answers stand on the page before the others unfold."""

ANY = "any"
"""The answer of who does not want to say."""


@login_not_required
@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """For an employer what is given to employers; for a person what is known to be hers, or what fits her situation."""
    if _for_employer(request):
        return render(request, "resident/find_employer.html", _of_employers(request))
    chosen = {
        one.id: given for one in situations() if (given := request.GET.get(one.id)) in one.options or given == ANY
    }
    if record(request) is not None and not chosen:
        return _page(request)
    open_questions = [one for one in situations() if one.id not in chosen]
    if open_questions:
        context = {"question": open_questions[0], "number": len(chosen) + 1, "of": len(situations()), "chosen": chosen}
        return render(request, "resident/find_question.html", context | {"back": _back(chosen), "any": ANY})
    policies, matters = fitting(situations(), chosen)
    offered = [*catalogue().bundles, *catalogue()]
    context = {
        "policies": [
            _fitting(request, name) for name in policies if is_public(name) and is_offered(pack().policy(name))
        ],
        "matters": [
            _matter(name) for name in sorted(matters, key=lambda name: offered.index(name) >= len(catalogue().bundles))
        ],
        "said": [one.options[chosen[one.id]].title for one in situations() if chosen[one.id] != ANY],
        "back": _back(chosen),
        "events": _events(),
    }
    return render(request, "resident/find_fitting.html", context)


def _for_employer(request: HttpRequest) -> bool:
    here = request.acting and isinstance(request.acting.subject, Employer)
    return bool(here) or (not request.acting and request.GET.get("for") == "employer")


def _back(chosen: Mapping[str, str]) -> str:
    """The page of the last question that was answered."""
    before = dict(list(chosen.items())[:-1])
    return reverse("resident:find") + (f"?{urlencode(before)}" if before else "")


def _matter(name: str) -> dict[str, str]:
    """A bundle or a procedure as a card shows it."""
    if name in catalogue().bundles:
        bundle = catalogue().bundles[name]
        return {
            "title": bundle.title,
            "summary": bundle.summary,
            "href": reverse("resident:bundle", args=[name]),
            "badge": "一件事",
        }
    one = catalogue()[name]
    return {"title": one.title, "summary": one.summary, "href": reverse("resident:procedure", args=[name]), "badge": ""}


def _fitting(request: HttpRequest, name: str) -> dict[str, Any]:
    """A policy as a card shows it: what it comes to where that is known, else what it is about."""
    one = first_of(request, name)
    said = one.answer.sentence if one and one.answer.status != UNKNOWN else ""
    policy = pack().policy(name)
    procedure = next((one for one in catalogue().values() if one.policy == name), None)
    about = procedure.summary if procedure else f"依据：{policy.source}"
    return {
        "title": policy.title,
        "text": said or about,
        "href": one.href if one else reverse("resident:ask", args=[name]),
    }


def _of_employers(request: HttpRequest) -> dict[str, Any]:
    """The policies that give employers something, with what they say to the answers of this session."""
    found = []
    for policy in filter(is_offered, giving("employer")):
        given = answered(request, policy.id)
        got = answer(rule_of(policy.id), given, today(), ask=False) if given else None
        procedure = next((one for one in catalogue().values() if one.policy == policy.id), None)
        found.append((policy, got, procedure))
    ended = [rule_of(policy.id) for policy in giving("employer") if not is_offered(policy)]
    return {"found": found, "ended": ended, "matters": of_employers(registered=bool(request.acting))}


def _page(request: HttpRequest) -> HttpResponse:
    found = mine(request)
    nearly = found.nearly if found else ()
    context = {
        "found": found,
        "nearly": nearly[:SHOWN],
        "more": nearly[SHOWN:],
        "events": _events(),
        "running": running(request),
    }
    return render(request, "resident/find.html", context)


def _events() -> list[tuple[str, str]]:
    """What may happen to somebody, each with the page of what fits it."""
    options = situations()[-1].options.values()
    return [(one.title, event_address(one.id)) for one in options if one.policies or one.matters]


def event_address(option: str) -> str:
    """The page of what fits an event, whatever else she is."""
    *others, last = (one.id for one in situations())
    return f"{reverse('resident:find')}?{urlencode({**dict.fromkeys(others, ANY), last: option})}"
