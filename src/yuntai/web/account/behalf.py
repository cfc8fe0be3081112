"""On whose behalf one acts: choosing, the counter, mandates."""

from __future__ import annotations

import segno
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.acting import IDLE_MINUTES, Acting, begin, choices, stop
from yuntai.people.logs import log_access
from yuntai.people.models import Mandate, Person, Role, User
from yuntai.people.passwords import password_address
from yuntai.web.account.forms import BASES, Counter, GiveMandate
from yuntai.web.account.views import start_page
from yuntai.web.rights import roles_required


@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """Choose on whose behalf to act, or stop acting for another."""
    offered = choices(request.user)
    if request.method == "POST":
        if "stop" in request.POST:
            at_counter = request.acting and request.acting.basis == "counter"
            stop(request.session)
            return redirect("account:counter" if at_counter else start_page(request.user))
        chosen = {one.code: one for one in offered}.get(request.POST.get("who", ""))
        if chosen is None:
            raise YuntaiError("您不能代这一位办理：委托可能已经到期或者撤销")
        begin(request.session, chosen) if chosen.is_for_another else stop(request.session)
        return redirect("employer:home" if chosen.basis == "operator" else "resident:home")
    return render(request, "account/acting.html", {"offered": offered})


@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """The person at the counter was idle for too long."""
    return render(request, "account/acting_ended.html", {"minutes": IDLE_MINUTES})


@require_safe
def changed(request: HttpRequest) -> HttpResponse:
    """A form was sent that had been opened for somebody else."""
    return render(request, "account/acting_changed.html")


@roles_required(Role.ACCEPT)
@sensitive_post_parameters("resident_id", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """An officer at a counter begins to act for the person who stands there; it is written down."""
    form = Counter(request.POST or None)
    if request.method == "POST" and request.acting and request.acting.basis == "counter":
        raise YuntaiError(f"正在为 {request.acting.subject} 办理；换一位之前，请先按页面上方的“不再代办”")
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            person = Person.objects.register(form.cleaned_data["resident_id"], form.cleaned_data["name"])
            if person.pk == request.user.person_id:
                raise YuntaiError("不能在窗口为自己办理；请用自己的居民账户，或者请同事办理")
            log_access(request.user, person, "窗口代录", form.cleaned_data["reason"])
        begin(request.session, Acting(request.user, person, "counter"))
        return redirect("resident:home")
    return render(request, "account/counter.html", {"form": form})


@roles_required(Role.ACCEPT)
@require_POST
def counter_password(request: HttpRequest) -> HttpResponse:
    """The person at the counter has forgotten her password: she scans an address at which she sets a new one."""
    if not request.acting or request.acting.basis != "counter":
        raise YuntaiError("请先在“窗口代录”核对本人和证件")
    person = request.acting.subject
    user = User.objects.filter(person=person, is_active=True).first()
    if user is None:
        raise YuntaiError("这一位还没有账户，可以自己实名注册")
    if user.is_officer:
        raise YuntaiError("工作人员的密码由本单位管理岗重设")
    log_access(request.user, person, "重设密码", "本人到窗口，已核对证件")
    return password_page(request, user)


def password_page(request: HttpRequest, user: User) -> HttpResponse:
    """The address at which ``user`` sets a password, to scan and to read."""
    address = request.build_absolute_uri(password_address(user))
    drawing = segno.make(address, error="m").svg_data_uri(scale=5, border=2)
    return render(request, "account/password_address.html", {"address": address, "drawing": drawing, "owner": user})


@ratelimit(key="user", rate="20/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def mandates(request: HttpRequest) -> HttpResponse:
    """Who may act for me, and for whom I may act."""
    user, person = request.user, request.user.person
    form = GiveMandate(user, request.POST or None)
    if request.method == "POST":
        if person is None or not request.acting or request.acting.is_for_another:
            raise YuntaiError("只有本人才能委托别人：请先不再代办，用自己的实名账户")
        if form.is_valid():
            with transaction.atomic():
                mandate = Mandate.objects.create(person=person, **form.cleaned_data)
                _tell(mandate)
            messages.success(request, "委托好了，对方现在就可以代您办理")
            return redirect("account:mandates")
    context = {
        "form": form,
        "person": person,
        "bases": {basis: basis for basis in BASES},
        "given": Mandate.objects.in_force().filter(person=person).select_related("agent__person") if person else [],
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


@require_POST
def revoke_mandate(request: HttpRequest, number: int) -> HttpResponse:
    """Take a mandate back, or give one up; it ends now."""
    both = Mandate.objects.filter(agent=request.user)
    if request.user.person_id:
        both |= Mandate.objects.filter(person=request.user.person_id)
    get_object_or_404(both.in_force(), pk=number).revoke()
    messages.success(request, "委托已撤销，立即生效")
    return redirect("account:mandates")
