"""Employers by real name (用户实名注册): registration, its check by an officer, and who else acts for the employer."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.cases.content import catalogue
from yuntai.cases.repairs import put_aside
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.logs import log_access, typed
from yuntai.people.models import Employer, Operator, Role, User
from yuntai.web.account.forms import AUTHORISATION_FORMATS, AUTHORISATION_MB, AddOperator, RegisterEmployer
from yuntai.web.rights import roles_required


@ratelimit(key="user", rate="20/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Register an employer with the paper that authorises one; an officer checks it."""
    user = request.user
    districts = {name: name for name in catalogue().units.districts}
    form = RegisterEmployer(user, districts, request.POST or None, request.FILES or None)
    if request.method == "POST":
        if user.person_id is None:
            raise YuntaiError("请用实名的居民账户为单位注册")
        if form.is_valid():
            _apply(form, user, request)
            messages.success(request, "已提交，窗口核验后就可以为这家单位办事")
            return redirect("account:register_employer")
    context = {
        "form": form,
        "districts": districts,
        "formats": AUTHORISATION_FORMATS,
        "most_mb": AUTHORISATION_MB,
        "mine": _mine(user),
    }
    return render(request, "account/register_employer.html", context)


def _mine(user: User) -> list[Operator]:
    """What came of the user's registrations and rights, with what is put aside for her under a code that was not her employer's."""
    aside, mine = put_aside(user), list(user.operations.select_related("employer").order_by("-pk"))
    for one in mine:
        drafts, lines = aside.pop(one.employer, (0, 0)) if one.given_to_id else (0, 0)
        said = (f"{drafts} 份草稿" if drafts else "", f"{lines} 行花名册" if lines else "")
        one.put_aside = "、".join(filter(None, said))
    return mine


@transaction.atomic
def _apply(form: RegisterEmployer, user: User, request: HttpRequest) -> None:
    given = form.cleaned_data
    upload = given["authorisation"]
    employer, _ = Employer.objects.get_or_create(
        uscc=given["uscc"], defaults={"name": given["name"], "district": given["district"]}
    )
    if employer.registered_on is None and employer.name != given["name"]:  # whoever named it before was refused
        employer.name, employer.district = given["name"], given["district"]
        employer.save(update_fields=["name", "district"])
    operator = Operator(
        user=user,
        employer=employer,
        role=Operator.Role.APPROVER,
        waiting=True,
        legal_representative=given["legal_representative"],
        authorisation_sha256=upload.sha256,
    )
    operator.authorisation.save(upload.stored_as, request.FILES["authorisation"])


@require_http_methods(["GET", "HEAD", "POST"])
def operators(request: HttpRequest) -> HttpResponse:
    """Who acts for the employer for which one acts; an approver adds others."""
    employer = _employer(request)
    approver = _is_approver(request.user, employer)
    form = AddOperator(employer, request.POST or None)
    if request.method == "POST":
        if not approver:
            raise PermissionDenied("只有审批人可以增减经办人")
        if form.is_valid():
            with transaction.atomic():
                one = Operator.objects.create(
                    user=form.cleaned_data["username"], employer=employer, role=form.cleaned_data["role"]
                )
                _tell(one)
            messages.success(request, "已添加")
            return redirect("account:operators")
    rows = employer.operators.in_force().select_related("user__person").order_by("role", "pk")
    context = {"form": form, "rows": rows, "approver": approver, "roles": dict(Operator.Role.choices)}
    return render(request, "account/operators.html", context)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """An approver takes a right back, or somebody gives up her own; one approver stays."""
    employer = _employer(request)
    one = get_object_or_404(employer.operators.in_force(), pk=number)
    if one.user != request.user and not _is_approver(request.user, employer):
        raise PermissionDenied("只有审批人可以增减经办人")
    with transaction.atomic():
        Employer.objects.select_for_update().get(pk=employer.pk)  # the last two do not take it from one another
        approvers = employer.operators.in_force().filter(role=Operator.Role.APPROVER)
        if one.role == Operator.Role.APPROVER and approvers.count() == 1:
            raise YuntaiError("一家单位至少要有一位审批人，请先添加另一位")
        one.revoke()
    messages.success(request, "已撤销，立即生效")
    return redirect("account:acting" if one.user == request.user else "account:operators")


def _employer(request: HttpRequest) -> Employer:
    if not request.acting or request.acting.basis != "operator":
        raise YuntaiError("请先在“替谁办理”里选择单位")
    return request.acting.subject  # type: ignore[no-any-return]


def _is_approver(user: User, employer: Employer) -> bool:
    return employer.operators.in_force().filter(user=user, role=Operator.Role.APPROVER).exists()  # type: ignore[no-any-return]


@roles_required(Role.ACCEPT)
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Registrations that wait for an officer of the employer's district."""
    return render(request, "account/registrations.html", {"rows": _waiting(request.user)})


@roles_required(Role.ACCEPT)
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest, number: int) -> HttpResponse:
    """Let a registration pass or refuse it with a reason."""
    one = _one_waiting(request.user, number)
    error = ""
    if request.method == "POST":
        reason = request.POST.get("reason", "").strip()[:120]
        if request.POST.get("answer") == "pass":
            _confirm(one, request.user)
            messages.success(request, f"{one.employer} 已实名注册")
            return redirect("account:registrations")
        if reason:
            with transaction.atomic():
                one = _locked(one)
                one.refusal = reason
                one.save(update_fields=["refusal"])
                one.revoke()
                log_access(request.user, one.user.person, f"不予注册 {one.employer.uscc}", typed(reason))
            messages.success(request, "已退回，对方会看到原因")
            return redirect("account:registrations")
        error = "退回要写明原因，对方会看到"
    log_access(request.user, one.user.person, "姓名", f"核验单位注册 {one.employer.uscc}")
    return render(request, "account/registration.html", {"one": one, "error": error})


def _locked(one: Operator) -> Operator:
    """The registration, which nobody else answers until the transaction ends. Raises ``YuntaiError`` where one did."""
    waiting = Operator.objects.filter(waiting=True, revoked_at=None).select_for_update(of=("self",))
    found: Operator | None = waiting.filter(pk=one.pk).first()
    if found is None:
        raise YuntaiError("这份注册别人已经办了，请看“待核验的单位注册”里还有什么")
    return found


@transaction.atomic
def _confirm(one: Operator, officer: User) -> None:
    one = _locked(one)
    one.waiting = False
    one.save(update_fields=["waiting"])
    employer = one.employer
    employer.registered_on = today()
    employer.legal_representative = one.legal_representative
    employer.save(update_fields=["registered_on", "legal_representative"])
    log_access(officer, one.user.person, f"核验单位注册 {employer.uscc}", "已核对授权书")
    _tell(one)


@roles_required(Role.ACCEPT)
@require_safe
def authorisation(request: HttpRequest, number: int) -> FileResponse:
    """The paper that was handed in with a registration."""
    one = _one_waiting(request.user, number)
    log_access(request.user, one.user.person, "授权书", f"核验单位注册 {one.employer.uscc}")
    ending = one.authorisation.name.rpartition(".")[2]
    return FileResponse(one.authorisation.open(), as_attachment=True, filename=f"授权书-{one.employer.uscc}.{ending}")


def _tell(one: Operator) -> None:
    notify(
        one.user,
        "employer_registered",
        {
            "employer": one.employer.name,
            "registered_on": one.employer.registered_on or today(),
            "role": one.get_role_display(),
        },
        key=f"operator-{one.pk}",
    )


def _waiting(officer: User) -> list[Operator]:
    units = catalogue().units
    places = {
        units[one.unit.code].district for one in officer.roles() if one.role == Role.ACCEPT and one.unit.code in units
    }
    rows = Operator.objects.filter(waiting=True, revoked_at=None).select_related("employer", "user__person")
    return [
        one
        for one in rows.order_by("pk")
        if places & {None, one.employer.district} and one.user_id not in officer.accounts
    ]


def _one_waiting(officer: User, number: int) -> Operator:
    one = next((one for one in _waiting(officer) if one.pk == number), None)
    if one is None:
        raise Http404
    return one
