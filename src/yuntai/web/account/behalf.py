"""On whose behalf one acts: choosing, mandates."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.acting import begin, choices, stop
from yuntai.people.models import Mandate, Person
from yuntai.people.querysets import InForce
from yuntai.web.account.forms import BASES, GiveMandate
from yuntai.web.account.views import start_page


@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """Choose on whose behalf to act, or stop acting for another."""
    offered = choices(request.user)
    if request.method == "POST":
        if "stop" in request.POST:
            there = request.acting and request.acting.is_present
            page = f"account:{request.acting.basis}" if there else start_page(request.user)
            stop(request.session)
            return redirect(page)
        chosen = {one.code: one for one in offered}.get(request.POST.get("who", ""))
        if chosen is None:
            raise YuntaiError("您不能代这一位办理：委托可能已经到期或者撤销")
        begin(request.session, chosen) if chosen.is_for_another else stop(request.session)
        return redirect("employer:home" if chosen.basis == "operator" else "resident:home")
    ended = request.user.operations.filter(waiting=False, revoked_at__isnull=False).exclude(refusal="")
    return render(request, "account/acting.html", {"offered": offered, "ended": ended.order_by("-revoked_at")})


@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """A form was sent that had been opened for somebody else."""
    return render(request, "account/acting_changed.html")


@ratelimit(key="user", rate="20/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Who may act for me, and for whom I may act."""
    user, person = request.user, request.user.person and request.user.person.record
    form = GiveMandate(user, request.POST or None)
    if request.method == "POST":
        if person is None or not request.acting or request.acting.is_for_another:
            raise YuntaiError("只有本人才能委托别人：请先不再代办，用自己的实名账户")
        if form.is_valid():
            with transaction.atomic():
                mandate = Mandate.objects.create(person=user.person, **form.cleaned_data)
                _tell(mandate)
            messages.success(request, "委托好了，对方现在就可以代您办理")
            return redirect("account:mandates")
    context = {
        "form": form,
        "person": person,
        "bases": {basis: basis for basis in BASES},
        "given": _given(person).in_force().select_related("agent__person") if person else [],
        "received": user.mandates.in_force().select_related("person"),
    }
    return render(request, "account/mandates.html", context)


def _tell(mandate: Mandate) -> None:
    for recipient in (mandate.person, mandate.agent):
        notify(
            recipient,
            "mandate_given",
            {
                "principal": mandate.person.masked_name,
                "agent": mandate.agent.person.masked_name,
                "basis": mandate.basis,
                "begins": today(),
                "ends": mandate.ends,
            },
            key=f"mandate-{mandate.pk}",
        )


def _given(person: Person) -> InForce:
    return Mandate.objects.filter(person__in=Person.objects.same(person))  # type: ignore[no-any-return]


@require_POST
def revoke_mandate(request: HttpRequest, number: int) -> HttpResponse:
    """Take a mandate back, or give one up; it ends now."""
    both = Mandate.objects.filter(agent=request.user)
    if request.user.person:
        both |= _given(request.user.person)
    get_object_or_404(both.in_force(), pk=number).revoke()
    messages.success(request, "委托已撤销，立即生效")
    return redirect("account:mandates")
