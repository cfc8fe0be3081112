"""A policy asks: one question a page, each with an address of its own, so that the way back works; then the answer."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.questions import question_of
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.procedures import Field
from yuntai.rules.language.kinds import Money
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED
from yuntai.rules.rule.rule import Rule
from yuntai.web.audience import may_ask
from yuntai.web.controls import check, control_of, posted, show
from yuntai.web.resident.held import as_answers, known

_SESSION = "asked"
NO_ROW = "none"
"""Stands in an address for none of the rows that the registry holds."""


def sentence(rule: Rule, got: Answer, paid: str | None) -> dict[str, Any]:
    """The answer in one sentence with its figure, as ``c-answer`` takes it."""
    names = [paid] if paid and paid in got.results else [name for name in got.results if name != "entitled"]
    name = next((one for one in names if got.results.get(one) is not None), None)
    if got.status in (NOT_APPLICABLE, NOT_ENTITLED):
        reason = "、".join(f"“{step.label}”" for step in got.because)
        return {"before": f"按现在的情况还不能享受，差在：{reason}。" if reason else "按现在的情况还不能享受。"}
    if got.status != ENTITLED or name is None:
        count = len(got.questions)
        if count:
            return {"before": f"再答 {count} 个问题就知道了。"}
        return {"before": "现在还算不出来，其余情况由工作人员核实。也可以打 12333 问。"}
    label, value = got.labels[name], got.results[name]
    if isinstance(rule.nodes[name].kind, Money):
        return {"before": f"{label}是", "figure": f"{value:,.2f}", "unit": "元", "after": "。"}
    return {"before": f"{label}：", "figure": got.shown[name], "after": ""}


def answered(request: HttpRequest, policy: str, row: str = "") -> dict[str, Any]:
    """What the person has answered a policy in this session; also what she answered before she signed in."""
    kept, acting = request.session.get(_SESSION, {}), request.acting
    own: dict[str, Any] = kept.get(_place(request, policy, row), {})
    before = kept.get(f"/{policy}/", {}) if acting and not acting.is_for_another else {}
    return before | own


def _place(request: HttpRequest, policy: str, row: str) -> str:
    return f"{request.acting.code if request.acting else ''}/{policy}/{row}"


def _keep(request: HttpRequest, policy: str, row: str, answers: dict[str, Any]) -> None:
    kept = request.session.get(_SESSION, {})
    if not answers:
        kept.pop(f"/{policy}/", None)
    request.session[_SESSION] = kept | {_place(request, policy, row): answers}


def _address(policy: str, row: str, question: str = "") -> str:
    given = {name: value for name, value in (("row", row), ("q", question)) if value}
    return reverse("resident:ask", args=[policy]) + (f"?{urlencode(given)}" if given else "")


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
    held = as_answers(chosen.facts) if chosen else {}
    given = answered(request, policy, row)
    askable = [name for name, item in {**rule.facts, **rule.relations}.items() if item.ask]
    name = request.POST.get("fact") or request.GET.get("q", "")
    if name and name not in askable:
        raise Http404
    reply, error = "", ""
    if request.method == "POST":
        if "again" in request.POST:
            _keep(request, policy, row, {})
            return redirect(_address(policy, row))
        reply, error = _read(rule, name, request)
        if not error:
            try:
                then = answer(rule, held | given | {name: reply}, today())
                _keep(request, policy, row, given | {name: reply})
                return redirect(_address(policy, row, then.questions[0].name if then.questions else ""))
            except YuntaiError as wrong:
                error = str(wrong)
    facts = held | given
    got = answer(rule, facts, today())
    open_questions = [one.name for one in got.questions]
    asked = name or (open_questions[0] if open_questions else "")
    later = [one for one in open_questions if one != asked]
    procedure = next((one for one in catalogue().values() if one.policy == policy), None)
    context = {
        "answer": got,
        "said": sentence(rule, got, procedure.paid if procedure else None),
        "control": control_of(question_of(rule, asked), reply if error else facts.get(asked, ""), error)
        if asked
        else None,
        "left": len(open_questions),
        "skip": _address(policy, row, later[0]) if asked in open_questions and later else "",
        "facts": [
            _fact(question_of(rule, one), facts[one], one in given, policy, row) for one in facts if one in askable
        ],
        "about": chosen.title if chosen else "",
        "row": row,
        "others": len(rows) > 1,
        "procedure": procedure,
    }
    return render(request, "resident/ask.html", context)


def _read(rule: Rule, name: str, request: HttpRequest) -> tuple[Any, str]:
    """What was posted as the answer, and what is wrong with it."""
    if not name:
        raise Http404
    question = question_of(rule, name)
    reply = posted(question, request.POST)
    return reply, check(question, reply)


def _fact(question: Field, value: Any, given: bool, policy: str, row: str) -> dict[str, str]:
    return {
        "label": question.label,
        "value": show(question, value),
        "origin": "您填的" if given else "登记系统里的",
        "change": _address(policy, row, question.name),
    }
