"""Who works where. A system administrator proposes appointments, their end and resets; a security administrator confirms them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yuntai.cases.content import catalogue
from yuntai.errors import YuntaiError
from yuntai.people.logs import STAFFING, log_access
from yuntai.people.models import ADMINISTRATORS, Appointment, Role, Unit, User
from yuntai.people.officers import wanting
from yuntai.people.units import differing
from yuntai.proposals.models import Proposal
from yuntai.proposals.passwords import to_hand_over
from yuntai.proposals.staffing import held_by, propose_appointment, propose_end, propose_reset
from yuntai.proposals.units import propose_units
from yuntai.web.account.forms import Appoint
from yuntai.web.account.passwords import password_page
from yuntai.web.rights import roles_required

_NAMED = 3
"""How many of the units that are to be changed are named at once."""

_RESETS = {
    "second_factor": ("重设动态码", "现在的动态码作废，下次登录时绑定新的。"),
    "password": (
        "重设密码",
        "现在的密码马上作废；确认以后您在“待确认事项”里把设新密码的网址交给本人，安全管理岗另给一串数字。",
    ),
}


@roles_required(*ADMINISTRATORS)
@require_http_methods(["GET", "HEAD", "POST"])
def officers(request: HttpRequest) -> HttpResponse:
    """The officers of the administrator's units; a system administrator proposes one more. Who has no account yet gets one."""
    form = Appoint(request.user, request.POST or None) if request.user.manages else None
    if form and request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        names = ("unit", "role", "username", "display_name", "resident_id", "ends", "why")
        try:
            proposal = propose_appointment(request.user, *(given[name] for name in names))
        except YuntaiError as error:
            form.add_error("username", str(error))
        else:
            return _proposed(request, proposal)
    units = Unit.objects.held_by(request.user, *ADMINISTRATORS)
    appointments = (
        Appointment.objects.in_force()
        .filter(unit__in=units)
        .select_related("unit", "user__person", "user__officer_person")
    )
    managed = Unit.objects.managed_by(request.user)
    context = {
        "form": form,
        "appointments": appointments.order_by("unit__path", "role", "pk"),
        "managed": set(managed.values_list("pk", flat=True)),
        "units": {unit.code: unit.name for unit in managed},
        "roles": dict(Role.choices),
        "wanting": wanting(),
        "differing": differing(catalogue().units) if managed.filter(parent=None).exists() else (),
    }
    return render(request, "account/officers.html", context)


@roles_required(Role.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Propose that an appointment ends."""
    mine = Appointment.objects.in_force().filter(unit__in=Unit.objects.managed_by(request.user))
    one = get_object_or_404(mine.select_related("unit", "user__person"), pk=number)
    return _ask(
        request,
        title=f"结束任命：{one.user}",
        what=f"{one}；确认以后马上结束。",
        propose=lambda why: propose_end(request.user, one, why),
    )


@roles_required(Role.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: HttpRequest, number: int, what: str) -> HttpResponse:
    """Propose that an officer's authenticator or password, which she has lost, is made void."""
    title, follows = _RESETS[what]
    user = _officer(request.user, number)
    return _ask(
        request,
        title=f"{title}：{user}",
        what=f"{user}（{user.username}，{held_by(user)}）。{follows}",
        propose=lambda why: propose_reset(request.user, what, user, why),
    )


@roles_required(Role.MANAGE)
@require_POST
def hand_over(request: HttpRequest, number: int) -> HttpResponse:
    """The address at which an officer sets her password, for the one who proposed it, once it was confirmed."""
    mine = Proposal.objects.filter(proposed_by=request.user, unit__in=Unit.objects.managed_by(request.user))
    proposal = get_object_or_404(mine, pk=number)
    user = to_hand_over(proposal)
    if user is None:
        raise YuntaiError("这个网址现在不能给：密码已经设好了，或者确认以后过了太久；请重新提出重设密码")
    log_access(request.user, user.person, f"给出设密码的网址：{user.username}", STAFFING)
    return password_page(request, user)


@roles_required(Role.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: HttpRequest) -> HttpResponse:
    """Propose that the units be as the pack says, for who manages the whole bureau."""
    if not Unit.objects.managed_by(request.user).filter(parent=None).exists():
        raise PermissionDenied("单位由全局的系统管理岗提出修改")
    places = differing(catalogue().units)
    if not places:
        raise YuntaiError("单位和资料包一样，没有要改的")
    named = "、".join(one.name for one in places[:_NAMED]) + ("等" if len(places) > _NAMED else "")
    return _ask(
        request,
        title="单位改得和资料包一样",
        what=f"资料包里有 {len(places)} 个单位和平台里的不同：{named}。提出以后逐个列出现在怎样、以后怎样。",
        propose=lambda why: propose_units(request.user, places, why),
    )


def _ask(request: HttpRequest, *, title: str, what: str, propose: Any) -> HttpResponse:
    """Ask why, and propose it with that."""
    why, error = request.POST.get("why", ""), ""
    if request.method == "POST":
        try:
            return _proposed(request, propose(why))
        except YuntaiError as wrong:
            error = str(wrong)
    return render(request, "account/propose.html", {"title": title, "what": what, "why": why, "error": error})


def _proposed(request: HttpRequest, proposal: Proposal) -> HttpResponse:
    messages.success(request, f"已提出：{proposal}。等安全管理岗确认以后生效")
    return redirect("account:proposal", proposal.pk)


def _officer(manager: User, number: int) -> User:
    """An officer all of whose appointments lie in the manager's units: nobody gets at the account of one above her."""
    user = get_object_or_404(User.objects.visible_to(manager).exclude(pk=manager.pk), pk=number)
    elsewhere = ~Q(unit__in=Unit.objects.managed_by(manager))
    if not user.is_officer or user.appointments.in_force().filter(elsewhere).exists():
        raise Http404
    return user
