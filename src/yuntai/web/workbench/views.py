"""Three panes: what waits, the case, the policy. Every action is a form; scripts only make it quicker."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yuntai.cases.actions import act
from yuntai.cases.duties import is_near, may_see, possible
from yuntai.cases.going import acts_of
from yuntai.cases.history import history_of
from yuntai.cases.models import Case
from yuntai.cases.secrecy import may_know
from yuntai.cases.states import HANDLING, TRANSITIONS, Transition
from yuntai.clock import start_of, today
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared
from yuntai.people.logs import HOLDING, log_access, log_access_daily
from yuntai.people.models import Access, Role, User
from yuntai.people.uploads import download_name
from yuntai.web import exporting
from yuntai.web.acts import sheet_of as posted_sheet
from yuntai.web.controls import control_of, last_seen, numbers, posted, typed
from yuntai.web.rights import roles_required
from yuntai.web.workbench.matter import matter
from yuntai.web.workbench.queue import BATCH, batches, queue_of, sheet_of

OFFICERS = (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY, Role.SUPERVISE)


@require_safe
@roles_required(*OFFICERS)
def queue(request: HttpRequest) -> HttpResponse:
    """The queue, and what can be done to several of its cases at once."""
    found = queue_of(request)
    return render(request, "workbench/queue.html", {"queue": found, "batches": batches(found, request.user)})


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(*OFFICERS)
def export(request: HttpRequest) -> HttpResponse:
    """The queue, or what was searched for, as a file."""
    query = request.GET.urlencode()
    return exporting.answer(request, sheet_of(request), reverse("workbench:queue") + (f"?{query}" if query else ""))


def visible_case(request: HttpRequest, number: str) -> Case:
    """The case of an address, if the officer may see it."""
    for case in _CASE(number):
        if may_see(case, request.user):
            return case  # type: ignore[no-any-return]
    raise Http404


_CASE = Prepared(
    lambda number: (
        Case.objects.filter(number=number)
        .select_related("version", "unit", "person", "employer")
        .defer("version__definition")
    )
)


@require_safe
@roles_required(*OFFICERS)
def case(request: HttpRequest, number: str) -> HttpResponse:
    """A case between the queue and the policy's answer; who opened it is written down once a day, of a secret one each time."""
    one = visible_case(request, number)
    found = matter(one, request.user, request.POST)
    why = _why(one, [step for step, _ in found["actions"]])
    if one.secret and found["may_know"]:
        log_access(request.user, one.person, "谁反映的（要求保密）", why)
    elif one.person:
        log_access_daily(request.user, one.person, "办件里填写的内容", why)
    return _page(request, one, **found)


def _why(one: Case, steps: Iterable[Transition]) -> str:
    """Why an officer who may do these ``steps`` looks at who applies, as the register of looks has it."""
    holds = any(step.name in HANDLING or step.act for step in steps)
    return f"{Access.KEPT_SECRET if one.secret else '办件'} {one.number}{HOLDING if holds else ''}"


def _may_know(request: HttpRequest, one: Case) -> bool:
    return may_know(one, request.user, history_of(one)) if one.secret else True


def _page(request: HttpRequest, one: Case, **more: Any) -> HttpResponse:
    """The page; what was refused is said beside its form, or above all where the form is no longer there."""
    context = {"queue": queue_of(request), "failed": "", "error": "", "posted": request.POST, "revealed": None}
    context |= {"ticked_papers": request.POST.getlist("materials")}
    context |= (more if "actions" in more else matter(one, request.user, request.POST)) | more
    if context["failed"] == "establish":
        context["controls"] = [control_of(field, posted(field, request.POST)) for field in one.version.load().officer]
    offered = {"", "reveal", *(action.name for action, _ in context["actions"])}
    gone = context["failed"] not in offered
    return render(request, "workbench/case.html", context | {"gone": gone, "lost": typed(request.POST) if gone else []})


@require_POST
@roles_required(*OFFICERS)
def do(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """Do something to a case; where it cannot be done, say why beside the form that keeps what was typed."""
    one = visible_case(request, number)
    transition = acts_of(one.version.load()).get(name)
    if transition is None:
        raise Http404
    try:
        reason, data = request.POST.get("reason", ""), _data(request, one, name)
        done = act(one, name, request.user, reason=reason, data=data, last=last_seen(request.POST))
    except YuntaiError as error:
        return _page(request, visible_case(request, number), failed=name, error=error)
    messages.success(request, f"{number} {transition.done}")
    return redirect(_address(request, done))


def _data(request: HttpRequest, one: Case, name: str) -> dict[str, Any]:
    """What was posted for an action."""
    data: dict[str, Any] = {
        key: request.POST[key]
        for key in ("unit", "outcome", "amount", "effective", "result", "seen")
        if request.POST.get(key)
    }
    if name == "request_correction":
        data["materials"] = request.POST.getlist("materials")
        data["fields"] = {field: request.POST.get(f"remark-{field}", "") for field in request.POST.getlist("fields")}
    if name == "recall_correction":
        data |= {key: request.POST.getlist(key) for key in ("fields", "materials")}
        data["corrections"] = numbers(request.POST.getlist("corrections"))
        if not any(data[key] for key in ("fields", "materials", "corrections")):
            raise YuntaiError("请勾选要撤销的项目")
    if sheet := posted_sheet(one.version.load(), acts_of(one.version.load())[name], request.POST):
        data["sheet"] = sheet
    if name == "establish":
        data["facts"] = {field.name: posted(field, request.POST) for field in one.version.load().officer}
    return data


def _address(request: HttpRequest, case: Case) -> str:
    """The page of a case beside the same part of the queue; the queue, where the case has gone to another unit."""
    query = request.GET.urlencode()
    # what she may see elsewhere may have been looked up before she did something to it
    still = is_near(case, request.user) or may_see(case, User.objects.get(pk=request.user.pk))
    address = reverse("workbench:case", args=[case.number]) if still else reverse("workbench:queue")
    return address + (f"?{query}" if query else "")


@require_POST
@roles_required(*OFFICERS)
def reveal(request: HttpRequest, number: str) -> HttpResponse:
    """Show who applies in full; who looked, and why, is written down."""
    one = visible_case(request, number)
    if one.person is None or not _may_know(request, one):
        raise Http404
    why = request.POST.get("why", "").strip()
    if not why:
        return _page(request, one, failed="reveal", error="请写明为什么要看，会记下来")
    log_access(request.user, one.subject, "姓名、身份号码、电话", f"{_why(one, possible(one, request.user))}：{why}")
    return _page(request, one, revealed=one.subject)


@require_safe
@roles_required(*OFFICERS)
def material(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """A material of a case, as a download; who looked is written down."""
    one = visible_case(request, number)
    found = one.materials.filter(pk=pk).first()
    if found is None or not _may_know(request, one):
        raise Http404
    log_access(request.user, one.person, f"材料“{found.title}”", _why(one, possible(one, request.user)))
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=download_name(found.name, found.file.name))


@require_POST
@roles_required(*OFFICERS)
def batch(request: HttpRequest) -> HttpResponse:
    """The same action on several cases of one procedure in one state, each for itself: one that fails stops no other."""
    name = request.POST.get("name", "")
    cases = [visible_case(request, number) for number in request.POST.getlist("number")]
    if not cases:
        raise YuntaiError("没有勾选办件，请返回上一页勾选")
    if len({(one.procedure, one.state) for one in cases}) > 1:
        raise YuntaiError("成批办理的要是同一事项、同一步骤的办件，请返回上一页重新勾选")
    if name not in BATCH.get(cases[0].state, ()):
        raise YuntaiError(f"“{cases[0].get_state_display()}”的办件不能成批这样办，请逐件办理")
    results = []
    for one in cases:
        try:
            act(one, name, request.user, last=last_seen(request.POST, one.number))
            results.append({"case": one, "failed": ""})
        except YuntaiError as error:
            results.append({"case": one, "failed": str(error)})
    done = sum(not one["failed"] for one in results)
    context = {"results": results, "title": TRANSITIONS[name].title, "done": done, "left": len(results) - done}
    return render(request, "workbench/batch.html", context)


@require_safe
@roles_required(Role.ACCEPT)
def counter(request: HttpRequest) -> HttpResponse:
    """Where an officer at a counter or the telephone begins, and what came in there today."""
    taken = Case.objects.visible_to(request.user).filter(
        channel__in=("counter", "outlet", "phone"), submitted_at__gte=start_of(today())
    )
    mine = taken.filter(first_asked=request.user).select_related("version", "person", "employer", "unit")
    mine = mine.defer("facts", "decision", "version__definition")
    context = {"all": taken.count(), "mine": mine.order_by("-submitted_at")}
    return render(request, "workbench/counter.html", context)
