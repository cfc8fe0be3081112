"""The documents of a draft: what the registry makes needless, what was handed in before, what is still to upload."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.cases.applications import Application, parse_answers
from yuntai.cases.drafts import take_out
from yuntai.cases.models import Case, Draft, Material
from yuntai.cases.submission import held_tables, missing_materials
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.logs import log_access
from yuntai.people.models import User
from yuntai.people.uploads import check_upload, download_name
from yuntai.procedures import Material as Wanted
from yuntai.procedures import all_hold
from yuntai.procedures.guides import when_needed
from yuntai.web.resident.steps import STEPS, with_draft

REUSE = timedelta(days=365)
"""How long a material may serve other matters of the same person: the platform's own term."""

MOST_FILES = 10
"""How many files one material may have: the two sides of a card, the pages of a contract."""


@with_draft
@require_http_methods(["GET", "HEAD", "POST"])
def materials(request: HttpRequest, draft: Draft, form: Application) -> HttpResponse:
    """Upload them, take some over from earlier matters, take one away, or go on."""
    errors: dict[str, str] = {}
    if "remove" in request.POST:
        for one in draft.materials.all():
            if str(one.pk) == request.POST["remove"]:
                take_out(draft, one)
        return redirect("resident:materials", draft.key)
    if request.method == "POST":
        errors = _take(request, draft, form)
        missing = missing_materials(form, draft)
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
    """Put what was posted into the draft, beside what is there; what is wrong, by material."""
    errors: dict[str, str] = {}
    for wanted in (one for one in form.materials if not one.sent_by):
        errors |= faults(request, wanted, draft.materials.filter(kind=wanted.id).count())
        if wanted.id not in errors:
            draft.materials.add(*store_materials(request, wanted, draft))
        if f"reuse-{wanted.id}" in request.POST:
            draft.materials.add(*_reusable(draft, wanted))
    draft.save(update_fields=["changed_at"])
    return errors


def _rows(draft: Draft, form: Application, errors: dict[str, str]) -> list[dict[str, Any]]:
    """The materials that may be wanted, those to upload first."""
    values, _ = parse_answers(form.fields, draft.answers)
    questions = [*form.fields, *(field for one in form.procedures for field in (*one.columns, *one.officer))]
    held, have = held_tables(draft.answers), defaultdict(list)
    for one in draft.materials.order_by("uploaded_at"):
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
    return sorted(rows, key=lambda row: (row["replaced"] or bool(row["wanted"].sent_by), row["wanted"].optional))


def _reusable(draft: Draft, wanted: Wanted) -> list[Material]:
    """The files of this kind that the person has handed in last and that still hold."""
    found = Material.objects.of(draft.subject).filter(kind=wanted.id, reusable_until__gte=today())
    last = Case.objects.filter(materials__in=found).order_by("-submitted_at").first()
    return list(found.filter(cases=last).order_by("pk")) if last else []


def faults(request: HttpRequest, wanted: Wanted, have: int = 0) -> dict[str, str]:
    """What is wrong with the files that were chosen for a material, under its id; ``have`` are there already."""
    files, said = request.FILES.getlist(wanted.id), []
    if have + len(files) > MOST_FILES:
        said.append(f"“{wanted.title}”最多 {MOST_FILES} 个文件，请合成一个 PDF 再传")
    for file in files:
        try:
            check_upload(file, wanted.formats, wanted.most_mb)
        except YuntaiError as error:
            said.append(str(error))
    return {wanted.id: "；".join(said)} if said else {}


def store_materials(request: HttpRequest, wanted: Wanted, owner: Draft | Case) -> list[Material]:
    """Keep the files that were chosen for a material of a draft or a case. Raises ``YuntaiError`` where one is not good."""
    return [store_file(file, wanted, owner, request.user) for file in request.FILES.getlist(wanted.id)]


def store_file(file: UploadedFile, wanted: Wanted, owner: Draft | Case, user: User) -> Material:
    """Keep one file as a material. Raises ``YuntaiError`` where it is not good."""
    upload = check_upload(file, wanted.formats, wanted.most_mb)
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


@require_safe
def material(request: HttpRequest, pk: int) -> HttpResponse:
    """A file that was handed in, as a download for whom it belongs to."""
    found = Material.objects.of(request.acting.subject).filter(pk=pk).first() if request.acting else None
    if found is None:
        raise Http404
    if found.person:
        log_access(request.user, found.person, f"材料“{found.title}”", request.acting.basis_title)
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=download_name(found.name, found.file.name))
