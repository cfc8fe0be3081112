"""What was registered wrongly is put right: proposed at a counter, confirmed by another officer; who loses by it may object."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.cases.content import catalogue
from yuntai.cases.history import history_of
from yuntai.cases.letters import issue_again
from yuntai.cases.models import Case
from yuntai.cases.repair_kinds import HAND_OVER
from yuntai.cases.repairs import take_along
from yuntai.cases.secrecy import may_know
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people import repairs
from yuntai.people.logs import log_access, typed
from yuntai.people.models import Access, Operator, Role, Unit, User
from yuntai.people.officers import holders
from yuntai.proposals.models import Proposal, State
from yuntai.web.account.repair_forms import TOOLS, proposed
from yuntai.web.rights import roles_required


@roles_required(Role.ACCEPT)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What can be put right, and the objections that wait for an answer."""
    tools = [(name, form.title, form.lead) for name, form in TOOLS.items()]
    return render(request, "account/repairs.html", {"tools": tools, "objections": _objections(request.user)})


@roles_required(Role.ACCEPT)
@sensitive_post_parameters("known", "resident_id", "name", "phone", "into", "other")
@ratelimit(key="user", rate="60/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def repair(request: HttpRequest, tool: str) -> HttpResponse:
    """Propose to put something right; another officer confirms it."""
    if tool not in TOOLS:
        raise Http404
    form = TOOLS[tool](request.user, request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := proposed(form)):
        messages.success(request, f"已提出：{made}。另一位工作人员确认以后生效，到期没有确认就作废")
        return redirect("account:proposal", made.pk)
    return render(request, "account/repair.html", {"form": form})


@roles_required(Role.ACCEPT)
@require_POST
def letter(request: HttpRequest) -> HttpResponse:
    """Issue the last letter of a case again, to an applicant who was put right; the one that was sent stays."""
    number = request.POST.get("number", "").strip()
    case = Case.objects.visible_to(request.user).filter(number=number).select_related("version", "person").first()
    if case is None:
        raise YuntaiError("您的单位没有这个编号的办件，请核对编号")
    if not may_know(case, request.user, history_of(case)):
        raise YuntaiError("申请人要求保密，请由正在办或者办过这个办件的人来出具")
    with transaction.atomic():
        made = issue_again(Case.objects.locked(case.pk))
        if made is None:
            raise YuntaiError("这个办件的申请人没有更正过，或者还没有文书，不用重新出具")
        log_access(
            request.user,
            case.person,
            f"重新出具“{made.title}”",
            f"{Access.KEPT_SECRET if case.secret else '办件'} {case.number}",
        )
    messages.success(request, f"已出具 {made.number}；原来的文书照旧，本人在“文书”里两份都看得到")
    return redirect("account:repairs")


@require_http_methods(["GET", "HEAD", "POST"])
@ratelimit(key="user", rate="20/h", method="POST")
def object_to(request: HttpRequest, number: int) -> HttpResponse:
    """Whose right to act for an employer ended in favour of another says why that is wrong."""
    one = get_object_or_404(request.user.operations.exclude(given_to=None).select_related("employer"), pk=number)
    error = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                repairs.object_to(one, request.POST.get("text", ""))
                for officer in _answerers(one):
                    notify(
                        officer,
                        "objection_waits",
                        {"employer": one.employer.name},
                        key=f"objection/{one.pk}",
                        url=f"/account/repairs/objections/{one.pk}/",
                    )
        except YuntaiError as wrong:
            error = str(wrong)
        else:
            messages.success(request, "已提交，由没有办过这件事的工作人员核对，答复会通知您")
            return redirect("account:register_employer")
    return render(request, "account/object.html", {"one": one, "error": error, "text": request.POST.get("text", "")})


@roles_required(Role.ACCEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, number: int) -> HttpResponse:
    """Answer an objection: let it stand, or propose to give the employer back."""
    one = next((one for one in _objections(request.user) if one.pk == number), None)
    if one is None:
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            with transaction.atomic():
                repairs.answer(one, request.user, request.POST.get("answer", ""))
                values = {"employer": one.employer.name, "answer": one.answer}
                notify(one.user, "objection_answered", values, key=f"objection/{one.pk}/answered")
                log_access(request.user, one.user.person, f"答复对 {one.employer.uscc} 的异议", typed(one.answer))
        except YuntaiError as wrong:
            error = str(wrong)
        else:
            messages.success(request, "已答复")
            return redirect("account:repairs")
    log_access(request.user, one.user.person, "姓名、异议", f"单位代码交还 {one.employer.uscc}")
    return render(request, "account/objection.html", {"one": one, "error": error, "proposal": _proposal(one)})


@require_POST
def bring(request: HttpRequest, number: int) -> HttpResponse:
    """Bring what was put aside under an employer's code that was not one's own to the employer that one acts for now."""
    there = get_object_or_404(request.user.operations.exclude(given_to=None), pk=number).employer
    if not request.acting or request.acting.basis != "operator":
        raise YuntaiError("请先在“替谁办理”里选择要搬到的单位")
    with transaction.atomic():
        take_along(request.user, there, request.acting.subject)
    messages.success(request, f"已搬到{request.acting.subject}；那里已经有的没有动")
    return redirect("employer:home")


def _proposal(one: Operator) -> Proposal | None:
    """By which proposal a right ended."""
    done = Proposal.objects.filter(kind=HAND_OVER.name, subject=f"employer-{one.employer_id}", state=State.CONFIRMED)
    return done.filter(decided_at__gte=one.revoked_at).order_by("decided_at").first()  # type: ignore[no-any-return]


def _took_part(one: Operator) -> frozenset[int]:
    """The accounts of who proposed or confirmed it, and of who has ever acted for the employer."""
    done, found = _proposal(one), set(User.objects.filter(operations__employer=one.employer_id))
    found |= {user for user in (done and done.proposed_by, done and done.decided_by) if user}
    return frozenset(pk for user in found for pk in user.accounts)


def _answerers(one: Operator) -> list[User]:
    """Who may answer an objection: the nearest officers of the employer's district who had no part in it."""
    units = catalogue().units
    code = units.districts[one.employer.district].code if one.employer.district in units.districts else units.root.code
    return holders(Unit.objects.get(code=code).pk, [Role.ACCEPT], _took_part(one))


def _objections(officer: User) -> list[Operator]:
    """Objections without an answer that ``officer`` may give one: not what she proposed, confirmed or has to do with."""
    waiting = (
        Operator.objects.exclude(given_to=None).filter(answer="").select_related("employer", "user__person", "given_to")
    )
    return [one for one in waiting.order_by("pk") if one.objection and officer in _answerers(one)]
