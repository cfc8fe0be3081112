"""The documents of a draft: what the registry makes needless, what was handed in before, what is still to upload."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yuntai.cases.applications import Application, parse_answers
from yuntai.cases.models import Case, Draft, Material
from yuntai.cases.submission import held_tables, needed_materials
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import User
from yuntai.people.uploads import Upload, check_upload
from yuntai.procedures import Material as Wanted
from yuntai.procedures import all_hold
from yuntai.procedures.guides import when_needed
from yuntai.web.resident.steps import STEPS, with_draft

REUSE = timedelta(days=365)
"""How long a material may serve other matters of the same person: the platform's own term."""


def still_needed(form: Application, draft: Draft) -> list[Wanted]:
    """The materials that are missing."""
    values, _ = parse_answers(form.fields, draft.answers)
    have = set(draft.materials.values_list("kind", flat=True))
    needed = needed_materials(form.materials, values, held_tables(draft.answers))
    return [one for one in needed if one.id not in have]


@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, draft: Draft, form: Application) -> HttpResponse:
    """Upload them, take some over from earlier matters, or go on."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        errors = _take(request, draft, form)
        missing = still_needed(form, draft)
        if not errors and not missing:
            return redirect("resident:check", draft.key)
        errors = {one.id: f"请上传“{one.title}”" for one in missing} | errors
    context = {
        "draft": draft,
        "form": form,
        "rows": _rows(draft, form, errors),
        "errors": errors,
        "steps": STEPS,
        "step": 2,
    }
    return render(request, "resident/materials.html", context)


def _take(request: HttpRequest, draft: Draft, form: Application) -> dict[str, str]:
    """Put what was posted into the draft, new files in place of older ones; what is wrong, by material."""
    errors: dict[str, str] = {}
    for wanted in form.materials:
        added: list[Material] = []
        if files := request.FILES.getlist(wanted.id):
            try:
                added = store_materials(files, wanted, draft, request.user)
            except YuntaiError as error:
                errors[wanted.id] = str(error)
        elif f"reuse-{wanted.id}" in request.POST:
            added = _reusable(draft, wanted)
        if added:
            draft.materials.remove(*draft.materials.filter(kind=wanted.id))
            draft.materials.add(*added)
    draft.save(update_fields=["changed_at"])
    return errors


def _rows(draft: Draft, form: Application, errors: dict[str, str]) -> list[dict[str, Any]]:
    """The materials that may be wanted, those to upload first."""
    values, _ = parse_answers(form.fields, draft.answers)
    questions = [*form.fields, *(field for one in form.procedures for field in (*one.columns, *one.officer))]
    held, have = held_tables(draft.answers), defaultdict[str, list[Material]](list)
    for one in draft.materials.order_by("pk"):
        have[one.kind].append(one)
    rows = [
        {
            "wanted": wanted,
            "when": when_needed(wanted, questions) if all_hold(wanted.when, values) is None else "",
            "have": have[wanted.id],
            "replaced": wanted.replaced_by in held,
            "reusable": [] if have[wanted.id] else _reusable(draft, wanted),
            "error": errors.get(wanted.id, ""),
        }
        for wanted in form.materials
        if all_hold(wanted.when, values) is not False
    ]
    return sorted(rows, key=lambda row: (row["replaced"], row["wanted"].optional))


def _reusable(draft: Draft, wanted: Wanted) -> list[Material]:
    """The last files of this kind that the person has handed in for one matter and that still hold."""
    found = Material.objects.of(draft.subject).filter(kind=wanted.id, reusable_until__gte=today())
    last = found.order_by("-pk").first()
    if last is None:
        return []
    case = last.cases.order_by("-pk").first()
    return list(found.filter(cases=case).order_by("pk")) if case else [last]


def store_materials(files: Iterable[UploadedFile], wanted: Wanted, owner: Draft | Case, user: User) -> list[Material]:
    """Keep the files of one material that were handed in for a draft or a case, all or none.

    Raises ``YuntaiError`` where one of them is not good.
    """
    checked = [(file, check_upload(file, wanted.formats, wanted.most_mb)) for file in files]
    return [_store(file, upload, wanted, owner, user) for file, upload in checked]


def _store(file: UploadedFile, upload: Upload, wanted: Wanted, owner: Draft | Case, user: User) -> Material:
    file.name = upload.stored_as
    return Material.objects.create(
        person=owner.person,
        employer=owner.employer,
        kind=wanted.id,
        title=wanted.title,
        file=file,
        name=upload.name,
        size=upload.size,
        sha256=upload.sha256,
        uploaded_by=user,
        reusable_until=today() + REUSE,
    )
