"""Applying: what is known is filled in, the rest asked one question a page and saved at once, handed in once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.cases.applications import Application, answers_for, application, parse_answers
from yuntai.cases.channels import refusal
from yuntai.cases.claims import already
from yuntai.cases.content import rule_of
from yuntai.cases.decisions import Suggestion, suggest
from yuntai.cases.drafts import as_text, begin_draft, changed_since, discard, find_draft, prefill, renew
from yuntai.cases.granted import granted_to
from yuntai.cases.models import Case, Draft
from yuntai.cases.questions import question_of
from yuntai.cases.states import Outcome
from yuntai.cases.submission import NotReady, had_already, missing, missing_materials, submit
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import Employer
from yuntai.procedures import Bundle, Field, Member, Procedure, all_hold
from yuntai.registry.record import Known, Record
from yuntai.rules.one.sentence import caution
from yuntai.web.controls import check as check_answer
from yuntai.web.controls import control_of, posted, show
from yuntai.web.resident.asking import answered
from yuntai.web.resident.held import employers, known, of_herself, record, why_asked
from yuntai.web.resident.matters import REGISTRATION, procedure_or_404
from yuntai.web.resident.steps import STEPS, with_draft

EMPLOYER = {"employer_name", "employer_uscc"}
"""The questions of a procedure that is about an employer of the person's."""


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, procedure: str) -> HttpResponse:
    """Continue the draft there is, or begin anew; choose which row of the records it is about."""
    one = procedure_or_404(procedure)
    if one.id == REGISTRATION:
        return redirect("account:register_employer")
    if page := own_page(request, one):
        return page
    old = find_draft(procedure, request.acting.subject)
    rows = known(request, rule_of(one.policy)) if one.policy else []
    against = employers(request) if {question.name for question in one.fields} >= EMPLOYER else {}
    if request.method == "POST":
        if old and "restart" not in request.POST:
            return redirect("resident:apply", old.key)
        wanted = request.POST.get("row", rows[0].row if len(rows) == 1 else "")
        chosen = next((row for row in rows if row.row == wanted), None) or of_herself(request, one.policy)
        answers = first_answers(request, one, chosen)
        if (uscc := request.POST.get("employer")) in against:
            answers |= _held(request, one, uscc) | {"employer_uscc": uscc, "employer_name": against[uscc]}
        draft = begin_draft(one, request.acting, answers, instead_of=old)
        return _onward(application(draft), draft)
    running = Case.objects.of(request.acting.subject).open().filter(procedure=procedure).first()
    context = {"procedure": one, "old": old, "rows": [row for row in rows if row.row], "running": running}
    context |= {"chosen": request.GET.get("row", ""), "some": bool(rows), "employers": against}
    return render(request, "resident/begin.html", context)


def own_page(request: HttpRequest, procedure: Procedure) -> HttpResponse | None:
    """Refuse who may not begin ``procedure``; the way to the page of its own, where it is begun on one."""
    check_side(request, procedure)
    if procedure.table:
        return redirect("employer:declare")
    if said := refusal(procedure, request.acting):
        raise YuntaiError(said)
    return None


def check_side(request: HttpRequest, one: Procedure | Bundle) -> None:
    """Refuse who does not act for the side that applies for ``one``."""
    if not request.acting:
        raise YuntaiError("您的账户没有实名信息，不能办理；工作人员请从“窗口代录”开始")
    side = "employer" if isinstance(request.acting.subject, Employer) else "person"
    if side not in one.audience:
        other = "个人办理" if side == "employer" else "单位办理，请先在“我的账户”选择代哪个单位办"
        raise YuntaiError(f"“{one.title}”由{other}")


def first_answers(request: HttpRequest, procedure: Procedure, chosen: Known | None) -> dict[str, Any]:
    """What need not be asked of one procedure: what the registry holds, what she has just answered the policy, what a link says."""
    names = {question.name for question in procedure.fields}
    row = chosen.row if chosen else ""
    answers: dict[str, Any] = prefill(procedure, chosen) if chosen else {}
    answers |= _held(request, procedure, row)
    if procedure.policy:
        answers |= answered(request, procedure.policy, row)
    return answers | {name: value for name, value in request.POST.items() if name in names}


def _held(request: HttpRequest, procedure: Procedure, row: str) -> dict[str, Any]:
    """The answers to the procedure's own questions that the registry holds, and the tables that hold the person.

    Of several rows of a table none is taken that was not chosen; none for a registration, which is of something new; nothing
    that the registry keeps in another form.
    """
    held = record(request)
    if held is None:
        return {}
    answers: dict[str, Any] = {"held_by_registry": [table for table, rows in held.rows.items() if rows]}
    for question in procedure.fields:
        table, _, column = (question.registry or "").partition(".")
        rows = held.rows.get(table, ())
        if question.from_policy or not rows or "+" in table:
            continue
        only = rows[0] if len(rows) == 1 and procedure.kind != "registration" else {}
        chosen = next((one for one in rows if row and row in map(str, one.values())), only)
        text = as_text(chosen.get(column))
        if text and not check_answer(question, text):
            answers[question.name] = text
    return answers


def questions_of(form: Application, draft: Draft) -> list[Field]:
    """All questions of a draft: those of the form, then those that the policies still need."""
    questions = {question.name: question for question in form.fields}
    for member in form.members:
        procedure = member.procedure
        if procedure.policy and procedure.interview:
            officer = (field.name for field in procedure.officer)
            rule, named = rule_of(procedure.policy), {*questions, *officer, *member.answered_by}
            asked = {name for name, item in {**rule.facts, **rule.relations}.items() if item.ask}
            extra = [name for name in draft.answers if name in asked]
            if suggestion := _suggestion(member, draft):
                extra += [question.name for question in suggestion.answer.questions]
            questions |= {name: question_of(rule, name) for name in extra if name not in named}
    return list(questions.values())


def _suggestion(member: Member, draft: Draft) -> Suggestion | None:
    """What the policy says of the answers so far; nothing while one of them cannot be."""
    try:
        return suggest(member.procedure, answers_for(member, draft.answers), today(), _granted(draft))
    except YuntaiError:
        return None


def _granted(draft: Draft) -> Record:
    """What the platform has granted to the applicant, read once for this object."""
    if not hasattr(draft, "_granted"):
        draft._granted = granted_to(draft.subject)
    return draft._granted  # type: ignore[no-any-return]


def _is_open(draft: Draft, question: Field) -> bool:
    given = draft.answers.get(question.name)
    if given in (None, ""):
        return question.name not in draft.answers.get("passed", ())
    return bool(check_answer(question, given))


@with_draft
@require_safe
def apply(_request: HttpRequest, draft: Draft, form: Application) -> HttpResponse:
    """Where the draft goes on."""
    return _onward(form, draft)


def _onward(form: Application, draft: Draft) -> HttpResponse:
    """To the next question, the materials, the last look."""
    for one in questions_of(form, draft):
        if _is_open(draft, one):
            return redirect("resident:question", draft.key, one.name)
    if missing_materials(form, draft):
        return redirect("resident:materials", draft.key)
    return redirect("resident:check", draft.key)


@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, draft: Draft, form: Application, name: str) -> HttpResponse:
    """One question; its answer is kept at once."""
    questions = {one.name: one for one in form.fields} if request.method == "POST" else {}
    if name not in questions:
        questions = {one.name: one for one in questions_of(form, draft)}
    if name not in questions:
        return redirect("resident:apply", draft.key)
    one, error = questions[name], ""
    value = draft.answers.get(name, "")
    if request.method == "POST":
        value = posted(one, request.POST)
        error = check_answer(one, value) or _contradiction(form, draft, name, value)
        if not error:
            draft.answers = draft.answers | {name: value}
            if value == "":
                draft.answers["passed"] = sorted({*draft.answers.get("passed", ()), name})
            draft.save(update_fields=["answers", "changed_at"])
            return _onward(application(draft), draft)
        questions = {one.name: one for one in questions_of(form, draft)}
    names = list(questions)
    earlier = names[names.index(name) - 1] if names.index(name) else ""
    context = {
        "draft": draft,
        "form": form,
        "group": next((group.title for group in form.groups if one in group.fields), "还要问的"),
        "control": control_of(why_asked(request, one), value, error),
        "left": sum(_is_open(draft, other) for other in questions.values() if other.name != name),
        "earlier": earlier,
        "steps": STEPS,
        "step": 1,
        "facts": _facts(draft, questions.values(), skip=name),
    }
    return render(request, "resident/question.html", context)


def _contradiction(form: Application, draft: Draft, name: str, value: Any) -> str:
    """Why an answer cannot be beside the others, in a sentence; empty if it can."""
    for member in form.members:
        rule = rule_of(member.procedure.policy) if member.procedure.policy else None
        if rule is None or (name not in rule.facts and name not in rule.relations):
            continue
        try:
            answers = answers_for(member, draft.answers | {name: value})
            suggest(member.procedure, answers, today(), _granted(draft))
        except YuntaiError as error:
            return str(error)
    return ""


def _facts(draft: Draft, questions: Iterable[Field], skip: str = "") -> list[dict[str, str]]:
    """What is answered, each with the way to change it."""
    return [
        {
            "label": question.label,
            "value": show(question, draft.answers[question.name]),
            "change": reverse("resident:question", args=[draft.key, question.name]),
        }
        for question in questions
        if draft.answers.get(question.name) not in (None, "") and question.name != skip
    ]


@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, draft: Draft, form: Application) -> HttpResponse:
    """The last look: everything with the way to change it, what the policies say of it now; then hand in."""
    failure, errors = "", None
    if request.method == "POST":
        if "renew" in request.POST:
            renew(draft)
            return redirect("resident:apply", draft.key)
        try:
            return redirect("resident:submitted", submit(draft, request.acting).number)
        except NotReady as error:
            errors = dict(error.errors)
        except YuntaiError as error:
            failure = str(error)
    errors = missing(form, draft) if errors is None else errors
    questions = questions_of(form, draft)
    values, _ = parse_answers(form.fields, draft.answers)
    labels = {question.name: question.label for question in questions}
    said = [_said(one.procedure, found) for one in form.members if (found := _suggestion(one, draft))]
    context = {
        "draft": draft,
        "form": form,
        "begun": localtime(draft.begun_at).date(),
        "changed": changed_since(draft),
        "errors": {name: f"“{labels[name]}”：{said}" if name in labels else said for name, said in errors.items()},
        "failure": failure,
        "already": [{"case": first, "said": already(first, draft.subject)} for first in had_already(form, draft)],
        "facts": _facts(draft, questions),
        "materials": draft.materials.all(),
        "sent": [one for one in form.materials if one.sent_by and all_hold(one.when, values)],
        "said": said,
        "all_refused": bool(said) and all(one["refused"] for one in said),
        "steps": STEPS,
        "step": 3,
    }
    return render(request, "resident/check.html", context)


def _said(procedure: Procedure, suggestion: Suggestion) -> dict[str, Any]:
    """What a policy says, as the last look shows it."""
    return {
        "procedure": procedure,
        "answer": suggestion.answer,
        "caution": caution(suggestion.answer.unchecked, suggestion.answer.ours),
        "trace": suggestion.trace,
        "refused": suggestion.outcome == Outcome.REFUSED,
    }


@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: HttpRequest, draft: Draft, form: Application) -> HttpResponse:
    """Delete a draft, after asking."""
    if request.method == "POST":
        discard(draft)
        messages.success(request, f"“{form.title}”的草稿已删除")
        return redirect("resident:home")
    return render(request, "resident/give_up.html", {"draft": draft, "form": form})
