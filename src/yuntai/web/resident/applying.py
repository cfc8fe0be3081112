"""Applying: what is known is filled in, the rest asked one question a page and saved at once, handed in once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.cases.content import rule_of
from yuntai.cases.decisions import suggest
from yuntai.cases.drafts import (
    begin_draft,
    changed_since,
    find_draft,
    known_of,
    parse_answers,
    prefill,
    record_of,
    renew,
)
from yuntai.cases.models import Draft, Material
from yuntai.cases.submission import NotReady, held_tables, missing, needed_materials, submit
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.uploads import check_upload
from yuntai.procedures import Field, Procedure
from yuntai.procedures import Material as Wanted
from yuntai.web.controls import check as check_answer
from yuntai.web.controls import control_of, posted, question_of, show
from yuntai.web.resident.asking import sentence
from yuntai.web.resident.matters import procedure_or_404

STEPS = ("填写情况", "上传材料", "确认提交")
REUSE = timedelta(days=365)
"""How long a material may serve other matters of the same person: the platform's own term."""


@require_http_methods(["GET", "HEAD", "POST"])
def begin(request: HttpRequest, procedure: str) -> HttpResponse:
    """Continue the draft there is, or begin anew; choose which row of the records it is about."""
    one = procedure_or_404(procedure)
    if not request.acting:
        raise YuntaiError("您的账户没有实名信息，不能办理；工作人员请从“窗口代录”开始")
    subject = request.acting.subject
    old = find_draft(procedure, subject)
    rows = [known for known in known_of(one, subject) if known.row]
    if request.method == "POST":
        if "continue" in request.POST and old:
            return redirect("resident:apply", old.key)
        known = next((one for one in rows if one.row == request.POST.get("row")), rows[0] if len(rows) == 1 else None)
        answers: dict[str, Any] = prefill(one, known) if known else {}
        answers |= _of_the_person(one, subject, known.row if known else "")
        return redirect("resident:apply", begin_draft(one, request.acting, answers).key)
    return render(request, "resident/begin.html", {"procedure": one, "old": old, "rows": rows})


def _of_the_person(procedure: Procedure, subject: Any, row: str) -> dict[str, Any]:
    """The answers to the procedure's own questions that the registry holds, and the tables that hold the person."""
    record = record_of(subject)
    if record is None:
        return {}
    held = [table for table, rows in record.rows.items() if rows]
    answers: dict[str, Any] = {"held_by_registry": held}
    for question in procedure.fields:
        table, _, column = (question.registry or "").partition(".")
        rows = record.rows.get(table, ())
        if question.from_policy or not rows or "+" in table:
            continue
        chosen = next((one for one in rows if row and row in map(str, one.values())), rows[-1])
        if chosen.get(column) is not None:
            answers[question.name] = str(chosen[column])
    return answers


def _draft(request: HttpRequest, key: UUID) -> tuple[Draft, Procedure]:
    """The draft of whom the user acts for."""
    if not request.acting:
        raise Http404
    draft = Draft.objects.of(request.acting.subject).filter(key=key).select_related("version").first()
    if draft is None:
        raise Http404
    return draft, draft.version.load()


def _questions(procedure: Procedure, draft: Draft) -> list[Field]:
    """All questions of a draft: those of the form, then those that the policy still needs."""
    questions = list(procedure.fields)
    if procedure.policy and procedure.interview:
        rule, named = rule_of(procedure.policy), {question.name for question in questions}
        officer = {field.name for field in procedure.officer}
        asked = {name for name, item in {**rule.facts, **rule.relations}.items() if item.ask}
        extra = [name for name in draft.answers if name in asked]
        suggestion = _suggestion(procedure, draft)
        if suggestion:
            extra += [question.name for question in suggestion.answer.questions if question.name not in extra]
        questions += [question_of(rule, name) for name in extra if name not in named | officer]
    return questions


def _suggestion(procedure: Procedure, draft: Draft) -> Any:
    """What the policy says of the answers so far; nothing while one of them cannot be."""
    try:
        return suggest(procedure, draft.answers, today())
    except YuntaiError:
        return None


def _next(procedure: Procedure, draft: Draft) -> Field | None:
    """The first question that has no answer."""
    passed = draft.answers.get("passed", ())
    for question in _questions(procedure, draft):
        if draft.answers.get(question.name) in (None, "") and question.name not in passed:
            return question
    return None


@require_safe
def apply(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the draft goes on: the next question, the materials, the last look."""
    draft, procedure = _draft(request, key)
    if question := _next(procedure, draft):
        return redirect("resident:question", key, question.name)
    if _open_materials(procedure, draft):
        return redirect("resident:materials", key)
    return redirect("resident:check", key)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, key: UUID, name: str) -> HttpResponse:
    """One question; its answer is kept at once."""
    draft, procedure = _draft(request, key)
    questions = {question.name: question for question in _questions(procedure, draft)}
    if name not in questions:
        return redirect("resident:apply", key)
    one, error = questions[name], ""
    value = draft.answers.get(name, "")
    if request.method == "POST":
        value = posted(one, request.POST)
        error = check_answer(one, value)
        draft.answers = draft.answers | {name: value}
        if not error:
            if value == "":
                draft.answers["passed"] = sorted({*draft.answers.get("passed", ()), name})
            draft.save()
            return redirect("resident:apply", key)
    group = next((group.title for group in procedure.groups if one in group.fields), "还要问的")
    context = {
        "draft": draft,
        "procedure": procedure,
        "group": group,
        "control": control_of(one, value, error),
        "position": list(questions).index(name) + 1,
        "steps": STEPS,
        "step": 1,
        "facts": _facts(draft, questions.values(), skip=name),
    }
    return render(request, "resident/question.html", context)


def _facts(draft: Draft, questions: Any, skip: str = "") -> list[dict[str, str]]:
    """What is answered, each with the way to change it."""
    return [
        {
            "label": question.label,
            "value": show(question, draft.answers[question.name]),
            "change": f"/apply/{draft.key}/question/{question.name}/",
        }
        for question in questions
        if draft.answers.get(question.name) not in (None, "") and question.name != skip
    ]


def _open_materials(procedure: Procedure, draft: Draft) -> list[Wanted]:
    values, _ = parse_answers(list(procedure.fields), draft.answers)
    have = set(draft.materials.values_list("kind", flat=True))
    return [one for one in needed_materials(procedure, values, held_tables(draft.answers)) if one.id not in have]


@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, key: UUID) -> HttpResponse:
    """The documents: those that the registry makes needless, those handed in before, the others to upload."""
    draft, procedure = _draft(request, key)
    errors: dict[str, str] = {}
    if request.method == "POST":
        for wanted in procedure.materials:
            if file := request.FILES.get(wanted.id):
                try:
                    draft.materials.add(store_material(file, wanted, draft, request.user))
                except YuntaiError as error:
                    errors[wanted.id] = str(error)
            elif again := request.POST.get(f"reuse-{wanted.id}"):
                draft.materials.add(*_reusable(draft, wanted).filter(pk=again))
        draft.save()
        if not errors and not (still := _open_materials(procedure, draft)):
            return redirect("resident:check", key)
        if not errors:
            errors = {one.id: f"请上传“{one.title}”" for one in still}
    held, have = held_tables(draft.answers), {one.kind: one for one in draft.materials.all()}
    rows = [
        {
            "wanted": wanted,
            "have": have.get(wanted.id),
            "replaced": wanted.replaced_by in held,
            "reusable": _reusable(draft, wanted).first(),
            "error": errors.get(wanted.id, ""),
        }
        for wanted in procedure.materials
    ]
    context = {"draft": draft, "procedure": procedure, "rows": rows, "errors": errors}
    return render(request, "resident/materials.html", context | {"steps": STEPS, "step": 2})


def _reusable(draft: Draft, wanted: Wanted) -> Any:
    found = Material.objects.of(draft.subject).filter(kind=wanted.id, reusable_until__gte=today())
    return found.order_by("-uploaded_at")


def store_material(file: UploadedFile, wanted: Wanted, draft: Draft, user: Any) -> Material:
    """Keep a file that was handed in for ``draft``. Raises ``YuntaiError`` where it is not good."""
    upload = check_upload(file, wanted.formats, wanted.most_mb)
    file.name = upload.stored_as
    return Material.objects.create(
        person=draft.person,
        employer=draft.employer,
        kind=wanted.id,
        title=wanted.title,
        file=file,
        name=upload.name,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by=user,
        reusable_until=today() + REUSE,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, key: UUID) -> HttpResponse:
    """The last look: everything with the way to change it, what the policy says of it now; then hand in."""
    draft, procedure = _draft(request, key)
    changed, errors = changed_since(draft), missing(procedure, draft)
    if request.method == "POST":
        if "renew" in request.POST:
            renew(draft)
            return redirect("resident:apply", key)
        try:
            channel = {"counter": "counter", "terminal": "terminal"}.get(request.acting.basis, "online")
            case = submit(draft, request.acting, channel)
            messages.success(request, f"已提交，办件编号 {case.number}")
            return redirect("resident:case", case.number)
        except NotReady as error:
            errors = dict(error.errors)
    suggestion = _suggestion(procedure, draft)
    said = sentence(rule_of(procedure.policy), suggestion.answer, procedure.paid) if suggestion else None
    context = {
        "draft": draft,
        "procedure": procedure,
        "begun": localtime(draft.begun_at).date(),
        "changed": changed,
        "errors": errors,
        "facts": _facts(draft, _questions(procedure, draft)),
        "materials": draft.materials.all(),
        "suggestion": suggestion,
        "said": said,
        "steps": STEPS,
        "step": 3,
    }
    return render(request, "resident/check.html", context)
