"""An officer acts for the person who stands at her counter or calls, or for the employer whose operator does; each time it
is written down."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_ratelimit.decorators import ratelimit

from yuntai.cases.content import catalogue
from yuntai.cases.drafts import settle
from yuntai.errors import YuntaiError
from yuntai.people.accounts import account_for
from yuntai.people.acting import BASES, IDLE_MINUTES, Acting, begin
from yuntai.people.logs import log_access, typed
from yuntai.people.models import Person, Role, Unit, User
from yuntai.procedures.units import WINDOW
from yuntai.web.account.callers import QUESTIONS, is_sure
from yuntai.web.account.passwords import password_page
from yuntai.web.account.presence import Caller, Counter, EmployerAtCounter, EmployerCalling, Present
from yuntai.web.rights import roles_required


def counters_of(user: User) -> dict[str, str]:
    """The counters at which an officer sits, code and name: her unit, or the windows beside it where it has none."""
    units, found = catalogue().units, {}
    for one in user.roles():
        if one.role == Role.ACCEPT:
            there = units.within(one.unit.code) if one.unit.code in units else ()
            mine = [unit for unit in there if unit.code == one.unit.code and WINDOW in unit.functions]
            near = [unit for unit in there if unit.level == one.unit.level and WINDOW in unit.functions]
            found |= {unit.code: unit.name for unit in mine or near} or {one.unit.code: one.unit.name}
    return found


@roles_required(Role.ACCEPT)
@sensitive_post_parameters("resident_id", "name")
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest, of: str = "person") -> HttpResponse:
    """Begin to act for the person who stands at the counter, or (``of`` an employer) for the employer whose operator does."""
    form = (EmployerAtCounter if of == "employer" else Counter)(counters_of(request.user), request.POST or None)
    return _page(request, form, "account/counter.html", "counter", of=of)


@roles_required(Role.ACCEPT)
@sensitive_post_parameters("resident_id", "name", "number", "answers")
@ratelimit(key="user", rate="60/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, of: str = "person") -> HttpResponse:
    """Begin to act for a person who calls, or for her employer, once she is made sure of; a call that failed to be so is
    written down too."""
    form = (EmployerCalling if of == "employer" else Caller)(counters_of(request.user), request.POST or None)
    if form.is_valid() and not _is_sure(form.cleaned_data):
        log_access(request.user, form.cleaned_data["person"], "电话核实没有通过", _why(form.cleaned_data))
        form.add_error("number", "没有核实清楚，不能代办。请来电人从登记的手机打来，到窗口，或者在网上办")
    questions = [{"name": name, "title": title, "value": form[name].value()} for name, (title, _) in QUESTIONS.items()]
    return _page(request, form, "account/phone.html", "phone", of=of, questions=questions)


def _is_sure(given: dict[str, Any]) -> bool:
    return is_sure(given["person"], given, given["operator"].employer if "operator" in given else None)


def _why(given: dict[str, Any]) -> str:
    """What is written down of the reason: with the employer, and as what its operator is there."""
    if operator := given.get("operator"):
        return f"{operator.employer.uscc} {operator.get_role_display()}：{given['reason']}"
    return typed(str(given["reason"]))


def _page(request: HttpRequest, form: Present, template: str, basis: str, **more: Any) -> HttpResponse:
    """The form of who is there; with a good one the officer acts for her, or for her employer, from now on."""
    present = request.acting if request.acting and request.acting.is_present else None
    if request.method == "POST" and present:
        raise YuntaiError(f"正在为 {present.subject} 办理；换一位之前，请先按页面上方的“办完了，下一位”")
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        operator = given.get("operator")
        with transaction.atomic():
            person = (given.get("person") or Person.objects.register(given["resident_id"], given["name"])).record
            if any(person.is_same(one) for one in request.user.persons()):
                raise YuntaiError("不能代自己办理；请用自己的居民账户，或者请同事办理")
            if operator and operator.employer.operators.filter(user__in=request.user.accounts).exists():
                raise YuntaiError("不能代自己的单位办理；请同事办理")
            settle(person)
            log_access(request.user, person, BASES[basis], _why(given))
        subject = operator.employer if operator else person
        begin(request.session, Acting(request.user, subject, basis, Unit.objects.get(code=given["unit"]), operator))
        return redirect("employer:home" if operator else "resident:home")
    context = {"form": form, "present": present, "minutes": IDLE_MINUTES, "ways": _ways(basis)} | more
    return render(request, template, context)


def _ways(basis: str) -> dict[str, tuple[str, str]]:
    """For whom an officer may act: the address and the title of each page."""
    pages = {"person": (f"account:{basis}", "个人"), "employer": (f"account:{basis}_employer", "单位")}
    return {of: (reverse(page), title) for of, (page, title) in pages.items()}


@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """The person at the counter was idle for too long."""
    return render(request, "account/acting_ended.html", {"minutes": IDLE_MINUTES})


@roles_required(Role.ACCEPT)
@require_POST
def counter_password(request: HttpRequest) -> HttpResponse:
    """The person at the counter has forgotten her password: she scans an address at which she sets a new one."""
    if not request.acting or request.acting.basis != "counter":
        raise YuntaiError("请先在“窗口代录”核对本人和证件")
    operator = request.acting.operator
    person = operator.user.person if operator else request.acting.subject
    user = operator.user if operator else account_for(person)
    if user is None:
        raise YuntaiError("这一位还没有账户，可以自己实名注册")
    if not user.is_active:
        raise YuntaiError("这一位的账户停用了：请先在“窗口纠错”里办“账户解锁”，另一位确认以后再设密码")
    if user.is_officer:
        raise YuntaiError("工作人员的密码由本单位系统管理岗重设")
    log_access(request.user, person, "重设密码", "本人到窗口，已核对证件")
    return password_page(request, user)
