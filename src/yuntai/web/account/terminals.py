"""The self-service terminals of an officer's units: this device becomes one, one is put out of use."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from yuntai.people.logs import log_access
from yuntai.people.models import Role, Terminal, Unit
from yuntai.people.terminals import seal
from yuntai.web.account.forms import PlaceTerminal
from yuntai.web.rights import roles_required

_ROLES = (Role.MANAGE, Role.ACCEPT)


@roles_required(*_ROLES)
@require_http_methods(["GET", "HEAD", "POST"])
def terminals(request: HttpRequest) -> HttpResponse:
    """The terminals in use; make the device before which the officer sits one more, and sign her out of it."""
    units = Unit.objects.held_by(request.user, *_ROLES)
    form = PlaceTerminal(units, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            one = Terminal.objects.create(registered_by=request.user, **form.cleaned_data)
            log_access(request.user, None, f"登记自助终端“{one}”", str(one.unit))
        logout(request)
        response = redirect("terminal")
        seal(response, one)
        return response
    context = {
        "form": form,
        "units": {unit.code: unit.name for unit in units},
        "terminals": Terminal.objects.in_force()
        .filter(unit__in=units)
        .select_related("unit")
        .order_by("unit__path", "pk"),
    }
    return render(request, "account/terminals.html", context)


@roles_required(*_ROLES)
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Put a terminal out of use: from its next page on it is a device like any other."""
    mine = Terminal.objects.in_force().filter(unit__in=Unit.objects.held_by(request.user, *_ROLES))
    one = get_object_or_404(mine, pk=number)
    with transaction.atomic():
        one.revoke()
        log_access(request.user, None, f"停用自助终端“{one}”", str(one.unit))
    messages.success(request, f"“{one}”已停用")
    return redirect("account:terminals")
