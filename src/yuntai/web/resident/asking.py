"""A policy asks: one question a page, the answer as soon as there is one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yuntai.cases.content import catalogue, pack, rule_of
from yuntai.cases.drafts import as_text, record_of
from yuntai.clock import today
from yuntai.rules.answer import Answer, answer
from yuntai.rules.kinds import Money
from yuntai.rules.rule import Rule
from yuntai.rules.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED
from yuntai.web.controls import check, control_of, posted, question_of, show


def sentence(rule: Rule, got: Answer, paid: str | None) -> dict[str, Any]:
    """The answer in one sentence with its figure, as ``c-answer`` takes it."""
    names = [paid] if paid and paid in got.results else [name for name in got.results if name != "entitled"]
    name = next((one for one in names if got.results.get(one) is not None), None)
    if got.status == NOT_APPLICABLE:
        reason = "、".join(step.label for step in got.because)
        return {"before": f"这项政策不适用于您的情况：{reason}这一条不符合。"}
    if got.status == NOT_ENTITLED:
        reason = "、".join(step.label for step in got.because)
        return {"before": f"按现在的情况还不能享受：{reason}这一条不符合。"}
    if got.status != ENTITLED or name is None:
        count = len(got.questions)
        return {"before": f"还差 {count} 个问题就能算出来。" if count else "还不能得出结论，请打 12333 问人工。"}
    label, value = got.labels[name], got.results[name]
    if rule.nodes[name].kind == Money() or isinstance(rule.nodes[name].kind, Money):
        return {"before": f"{label}是", "figure": f"{value:,.2f}", "unit": "元", "after": "。"}
    return {"before": f"{label}：", "figure": got.shown[name], "after": ""}


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, policy: str) -> HttpResponse:
    """Ask what can still change the result; show the result, what it rests on and what is known."""
    if policy not in pack().policy_ids:
        raise Http404
    rule = rule_of(policy)
    kept = request.session.get("asked", {})
    given = kept.get(policy, {})
    held = _held(request, rule)
    error, name = "", ""
    if request.method == "POST":
        if "again" in request.POST:
            kept.pop(policy, None)
            request.session["asked"] = kept
            return redirect("resident:ask", policy)
        name = request.POST.get("fact", "")
        if name not in rule.facts and name not in rule.relations:
            raise Http404
        reply = posted(question_of(rule, name), request.POST)
        error = check(question_of(rule, name), reply)
        if not error:
            request.session["asked"] = kept | {policy: given | {name: reply}}
            return redirect("resident:ask", policy)
    elif request.GET.get("change") in (*rule.facts, *rule.relations):
        name = request.GET["change"]
    facts = held | given
    got = answer(rule, facts, today())
    asked = name or (got.questions[0].name if got.questions else "")
    value = request.POST.get(asked, "") if error else facts.get(asked, "")
    procedure = next((one for one in catalogue().values() if one.policy == policy), None)
    context = {
        "rule": rule,
        "answer": got,
        "said": sentence(rule, got, procedure.paid if procedure else None),
        "control": control_of(question_of(rule, asked), value, error) if asked else None,
        "left": len(got.questions),
        "facts": [
            {
                "label": question_of(rule, one).label,
                "value": show(question_of(rule, one), text),
                "origin": "您填写的" if one in given else "登记记录",
                "change": f"?change={one}",
            }
            for one, text in facts.items()
            if (one in rule.facts and rule.facts[one].ask) or (one in rule.relations and rule.relations[one].ask)
        ],
        "procedure": procedure,
    }
    return render(request, "resident/ask.html", context)


def _held(request: HttpRequest, rule: Rule) -> dict[str, Any]:
    """What the registry holds of the person, of the last row that the policy is about, as text."""
    record = record_of(request.acting.subject) if request.acting else None
    if record is None:
        return {}
    facts = record.known(rule, today())[0].facts
    return {
        name: [{key: as_text(cell) for key, cell in row.items()} for row in value]
        if isinstance(value, list)
        else as_text(value)
        for name, value in facts.items()
    }
