"""A policy asks: one question a page, each with an address of its own, so that the way back works; then the answer.

A question may be passed over. When each has been answered or passed over once, the answer says what can be said, and lists
what was passed over.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.granted import of_payments
from yuntai.cases.questions import question_of
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.procedures import Field
from yuntai.registry.record import PAYMENTS, Record
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.facts import check_facts, contradiction
from yuntai.rules.one.sentence import caution
from yuntai.rules.one.status import NOT_APPLICABLE, NOT_ENTITLED
from yuntai.rules.rule.rule import Rule
from yuntai.web.audience import may_ask
from yuntai.web.controls import check, control_of, doubt, posted, show
from yuntai.web.resident.held import as_answers, known, known_in, record, why_asked

_ANSWERED, _PASSED, _TYPED = "asked", "passed", "typed"
NO_ROW = "none"
"""Stands in an address for none of the rows that the registry holds."""


@dataclass(frozen=True)
class Asked:
    """What the person has answered policies in this session, and what she answered ``before`` she signed in.

    She may have asked for somebody else then: nothing of it stands against what is held of her.
    """

    own: Mapping[str, Mapping[str, Any]]
    before: Mapping[str, Mapping[str, Any]]

    def of(self, held: Record | None, policy: str, row: str = "") -> dict[str, Any]:
        """What of it counts for a row of a policy, beside what is ``held`` of her."""
        given = {**self._before(held, policy, row), **self.own.get(f"/{policy}/{row}", {})}
        if given and held and held.paid and PAYMENTS in held.rows:  # what has been paid since is known better here
            given = {name: value for name, value in given.items() if name not in of_payments(rule_of(policy))}
        return given

    def _before(self, held: Record | None, policy: str, row: str) -> Mapping[str, Any]:
        before = self.before.get(f"/{policy}/", {})
        if not before or not held:
            return before
        rows = [one.facts for one in known_in(held, rule_of(policy)) if one.row == row]
        of_her = {name for facts in rows or [held.of_herself(rule_of(policy), today()).facts] for name in facts}
        return {name: value for name, value in before.items() if name not in of_her}


def asked(request: HttpRequest) -> Asked:
    """All that the person has answered in this session."""
    kept: Mapping[str, Any] = request.session.get(_ANSWERED, {})
    code = request.acting.code if request.acting else ""
    own = {place.removeprefix(code): dict(given) for place, given in kept.items() if place.startswith(f"{code}/")}
    herself = request.acting and not request.acting.is_for_another
    return Asked(own, {place: dict(given) for place, given in kept.items() if herself and place.startswith("/")})


def answered(request: HttpRequest, policy: str, row: str = "") -> dict[str, Any]:
    """What of it counts for a row of a policy."""
    return asked(request).of(record(request), policy, row)


def _place(request: HttpRequest, policy: str, row: str) -> str:
    return f"{request.acting.code if request.acting else ''}/{policy}/{row}"


def _keep(request: HttpRequest, policy: str, row: str, answers: dict[str, Any]) -> None:
    kept = request.session.get(_ANSWERED, {})
    if not answers:
        kept.pop(f"/{policy}/", None)
    request.session[_ANSWERED] = kept | {_place(request, policy, row): answers}


def _passed(request: HttpRequest, policy: str, row: str) -> list[str]:
    """The questions that the person has passed over."""
    names: list[str] = request.session.get(_PASSED, {}).get(_place(request, policy, row), [])
    return names


def _pass(request: HttpRequest, policy: str, row: str, names: list[str]) -> None:
    request.session[_PASSED] = request.session.get(_PASSED, {}) | {_place(request, policy, row): names}


def _address(policy: str, row: str, question: str = "") -> str:
    given = {name: value for name, value in (("row", row), ("q", question)) if value}
    return reverse("resident:ask", args=[policy]) + (f"?{urlencode(given)}" if given else "")


def _next(request: HttpRequest, policy: str, row: str, got: Answer) -> str:
    """Where it goes on: the first open question that was not passed over, or the answer."""
    passed = _passed(request, policy, row)
    waiting = [one.name for one in got.questions if one.name not in passed]
    return _address(policy, row, waiting[0] if waiting else "")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, policy: str) -> HttpResponse:
    """Ask what can still change the result; show the result, what it rests on and what is known."""
    if not may_ask(request, policy):
        raise Http404
    rule, row = rule_of(policy), request.GET.get("row", "")
    rows = known(request, rule)
    if len(rows) > 1 and row not in (NO_ROW, *(one.row for one in rows)):
        return render(request, "resident/rows.html", {"rule": rule, "rows": rows, "none": NO_ROW})
    chosen = next((one for one in rows if row in (one.row, "")), None)
    row = chosen.row if chosen else row
    held = chosen.facts if chosen else {}
    given = answered(request, policy, row)
    askable = [name for name, item in {**rule.facts, **rule.relations}.items() if item.ask]
    name = request.POST.get("fact") or request.GET.get("q", "")
    if name and name not in askable:
        raise Http404
    facts = {**held, **given}
    if request.method == "POST":
        if _turned(request, policy, row, name):
            got = answer(rule, {**held, **answered(request, policy, row)}, today())
            return redirect(_next(request, policy, row, got))
        if not name:
            raise Http404
        question = question_of(rule, name)
        reply = posted(question, request.POST)
        error, doubted = _wrong(rule, question, reply, facts)
        if error or (doubted and request.POST.get("sure") != reply):
            request.session[_TYPED] = {_place(request, policy, row): {name: reply}}
            return redirect(_address(policy, row, name))
        request.session.pop(_TYPED, None)
        _keep(request, policy, row, given | {name: reply})
        _pass(request, policy, row, [one for one in _passed(request, policy, row) if one != name])
        return redirect(_next(request, policy, row, answer(rule, facts | {name: reply}, today())))
    got = answer(rule, facts, today())
    if not name and (where := _next(request, policy, row, got)) != _address(policy, row):
        return redirect(where)
    context = {
        "answer": got,
        "about": chosen.title if chosen else "",
        "row": row,
        "facts": [
            _fact(question_of(rule, one), value, one in given, policy, row)
            for one, value in as_answers({one: facts[one] for one in facts if one in askable}).items()
        ],
    }
    if name:
        context |= _question(request, rule, row, name, got, facts)
        return render(request, "resident/ask.html", context)
    procedure = next((one for one in catalogue().values() if one.policy == policy), None)
    context |= {
        "caution": caution(got.unchecked, got.ours),
        "results": _results(got),
        "open": [{"ask": one.ask, "href": _address(policy, row, one.name)} for one in got.questions],
        "others": len(rows) > 1,
        "refused": got.status in (NOT_ENTITLED, NOT_APPLICABLE),
        "other": reverse("resident:find") + ("?for=employer" if rule.policy.gives == "employer" else ""),
        "ended": rule.policy.ends < today() and got.status != NOT_APPLICABLE,
        "rule": rule,
        "procedure": procedure,
        "apply": procedure
        and reverse("resident:begin", args=[procedure.id]) + (f"?{urlencode({'row': row})}" if row else ""),
    }
    return render(request, "resident/answer.html", context)


def _turned(request: HttpRequest, policy: str, row: str, name: str) -> bool:
    """Whether a button was pressed that answers nothing: pass over, go on with what was passed over, begin again."""
    if "again" in request.POST:
        _keep(request, policy, row, {})
    if "again" in request.POST or "resume" in request.POST:
        _pass(request, policy, row, [])
        return True
    if "skip" in request.POST and name:
        _pass(request, policy, row, sorted({*_passed(request, policy, row), name}))
        return True
    return False


def _wrong(rule: Rule, question: Field, reply: Any, facts: Mapping[str, Any]) -> tuple[str, str]:
    """What is wrong with a reply, also beside the other facts; else what to ask back about it."""
    if error := check(question, reply):
        return error, ""
    try:
        beside = check_facts(rule, {**facts, question.name: reply})
        answer(rule, beside, today(), ask=False)
    except YuntaiError as wrong:
        return str(wrong), ""
    if error := contradiction(rule, beside, question.name):
        return error, ""
    return "", doubt(question, reply)


def _question(
    request: HttpRequest, rule: Rule, row: str, name: str, got: Answer, facts: Mapping[str, Any]
) -> dict[str, Any]:
    """The question ``name`` with what was typed, how far it is from it, and the way round it."""
    passed = _passed(request, rule.id, row)
    waiting = [one.name for one in got.questions if one.name not in passed or one.name == name]
    question, is_open = question_of(rule, name), name in waiting
    typed = request.session.get(_TYPED, {}).get(_place(request, rule.id, row), {})
    reply = typed.get(name, as_answers(facts).get(name, ""))
    error, doubted = _wrong(rule, question, reply, facts) if name in typed else ("", "")
    return {
        "control": control_of(why_asked(request, question), reply, error),
        "doubted": doubted,
        "reply": reply,
        "left": len(waiting) if is_open else 0,
        "first": not passed and not answered(request, rule.id, row),
        "may_skip": is_open,
        "back": "" if is_open else _address(rule.id, row),
    }


def _results(got: Answer) -> list[Mapping[str, str]]:
    """What the policy found, or between which ends it lies, one by one, as ``c-facts`` takes it; no zeros of a refusal."""
    if got.status == NOT_ENTITLED:
        return []
    return [
        {"label": got.labels[name], "value": got.shown[name]}
        for name, value in got.results.items()
        if name != "entitled" and (value is not None or any(got.bounds.get(name, ())))
    ]


def _fact(question: Field, value: Any, given: bool, policy: str, row: str) -> dict[str, str]:
    return {
        "label": question.label,
        "value": show(question, value),
        "origin": "您填的" if given else "登记系统里的",
        "change": _address(policy, row, question.name),
    }
