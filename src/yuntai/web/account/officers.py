"""A manager appoints officers in her units, ends appointments, and helps those who lost authenticator or password."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yuntai.errors import YuntaiError
from yuntai.people import second_factor
from yuntai.people.logs import STAFFING, log_access
from yuntai.people.models import Appointment, Role, Unit, User
from yuntai.web.account.forms import Appoint
from yuntai.web.account.passwords import password_page
from yuntai.web.rights import roles_required


@roles_required(Role.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def officers(request: HttpRequest) -> HttpResponse:
    """The officers of the manager's units; appoint one more. Who has no account yet gets one."""
    units = Unit.objects.managed_by(request.user)
    form = Appoint(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                user = given["known"] or User.objects.create_user(given["username"], display_name=given["display_name"])
                one = Appointment.objects.create(user=user, unit=given["unit"], role=given["role"], ends=given["ends"])
                log_access(request.user, user.person, f"任命 {user.username}：{one}", STAFFING)
        except IntegrityError:
            raise YuntaiError(f"{given['username']} 刚刚已经任命，请返回核对") from None
        if given["known"] is None:
            return password_page(request, user)
        messages.success(request, f"已任命 {user}：{one}")
        return redirect("account:officers")
    appointments = Appointment.objects.in_force().filter(unit__in=units).select_related("unit", "user__person")
    context = {
        "form": form,
        "appointments": appointments.order_by("unit__path", "role", "pk"),
        "units": {unit.code: unit.name for unit in units},
        "roles": dict(Role.choices),
    }
    return render(request, "account/officers.html", context)


@roles_required(Role.MANAGE)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End an appointment now."""
    mine = Appointment.objects.in_force().filter(unit__in=Unit.objects.managed_by(request.user))
    one = get_object_or_404(mine.exclude(user=request.user), pk=number)
    with transaction.atomic():
        one.revoke()
        log_access(request.user, one.user.person, f"结束任命 {one.user.username}：{one}", STAFFING)
    messages.success(request, f"已结束：{one.user}，{one}")
    return redirect("account:officers")


@roles_required(Role.MANAGE)
@require_POST
def reset_second_factor(request: HttpRequest, number: int) -> HttpResponse:
    """An officer has lost her authenticator: she takes up a new one at the next sign-in."""
    user = _officer(request.user, number)
    with transaction.atomic():
        second_factor.reset(user)
        log_access(request.user, user.person, f"重设动态码 {user.username}", STAFFING)
    messages.success(request, f"{user} 下次登录时重新绑定动态码")
    return redirect("account:officers")


@roles_required(Role.MANAGE)
@require_POST
def new_password(request: HttpRequest, number: int) -> HttpResponse:
    """An officer has forgotten her password."""
    user = _officer(request.user, number)
    log_access(request.user, user.person, f"重设密码 {user.username}", STAFFING)
    return password_page(request, user)


def _officer(manager: User, number: int) -> User:
    """An officer all of whose appointments lie in the manager's units: nobody gets at the account of one above her."""
    user = get_object_or_404(User.objects.visible_to(manager).exclude(pk=manager.pk), pk=number)
    units = Unit.objects.managed_by(manager)
    if not user.is_officer or user.appointments.in_force().exclude(unit__in=units).exists():
        raise Http404
    return user
