"""Bundles: which of their procedures apply, the one draft for all of them, and the one page on which they are followed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yuntai.cases.applications import parse_answers
from yuntai.cases.channels import refusal
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, find_draft
from yuntai.cases.history import history_of
from yuntai.cases.models import BundleCase, Case
from yuntai.cases.states import State
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter, Notice
from yuntai.procedures import Bundle
from yuntai.web.controls import check as check_answer
from yuntai.web.controls import control_of, posted
from yuntai.web.resident.applying import check_side, first_answers
from yuntai.web.resident.held import of_herself


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def bundle(request: HttpRequest, bundle: str) -> HttpResponse:
    """A few questions say which procedures apply, and in which order they are done; then the one draft for all of them."""
    one = catalogue().bundles.get(bundle)
    if one is None:
        raise Http404
    given = {question.name: posted(question, request.GET) for question in one.questions}
    errors = {question.name: check_answer(question, given[question.name]) for question in one.questions if request.GET}
    values, _ = parse_answers(one.questions, given)
    settled = bool(request.GET or not one.questions) and not any(errors.values())
    old = find_draft(one.id, request.acting.subject) if request.acting else None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        check_side(request, one)
        for member in one.applying(values):
            if said := refusal(member.procedure, request.acting):
                raise YuntaiError(said)
        if old is None or "restart" in request.POST:
            old = begin_draft(one, request.acting, _first_answers(request, one) | given, instead_of=old)
        return redirect("resident:apply", old.key)
    context = {
        "bundle": one,
        "controls": [
            control_of(question, given[question.name], errors.get(question.name, "")) for question in one.questions
        ],
        "settled": settled,
        "members": one.applying(values),
        "dropped": one.dropped(values),
        "old": old,
    }
    return render(request, "resident/bundle.html", context)


def _first_answers(request: HttpRequest, one: Bundle) -> dict[str, Any]:
    """What need not be asked of any member. What has just happened is not yet among the registry's rows."""
    answers: dict[str, Any] = {}
    for member in one.members:
        held = of_herself(request, member.procedure.policy)
        answers = first_answers(request, member.procedure, held) | answers
    return answers


def followed(request: HttpRequest, one: BundleCase) -> HttpResponse:
    """The page of a run: each part with its state, what waits for what, the one result."""
    parts = list(one.parts.select_related("version", "unit").order_by("pk"))
    context = {
        "bundle": one,
        "parts": [(part, _waits_for(part, parts)) for part in parts],
        "ended": sum(not part.is_open for part in parts),
        "wanted": [part for part in parts if part.state == State.CORRECTING],
        "letters": Letter.objects.filter(case=one.number).to(one.subject),
        "notices": Notice.objects.inbox(request.user).filter(case=one.number),
    }
    return render(request, "resident/bundle_case.html", context)


def _waits_for(part: Case, parts: Sequence[Case]) -> list[str]:
    """The titles of the parts that end before ``part`` begins."""
    if part.state != State.WAITING:
        return []
    names = history_of(part).waits_for
    return [other.version.definition["title"] for other in parts if other.procedure in names and other.is_open]
