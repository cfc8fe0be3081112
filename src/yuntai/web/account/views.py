"""One's own account: signing in and out, the second factor, how one is reached, and on whose behalf one acts."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_ratelimit.decorators import ratelimit

from yuntai.errors import YuntaiError
from yuntai.notices.templates import EVENTS
from yuntai.people.acting import Acting, begin, choices, stop
from yuntai.people.logs import log_access
from yuntai.people.models import Access, Person, Role, User
from yuntai.people.second_factor import device_of, enrolment
from yuntai.web.account.forms import Contact, NewPassword, RealName, Register, SignIn


def _next(request: HttpRequest, fallback: str) -> str:
    """Where the user wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    good = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if good else fallback


def _start_page(user: User) -> str:
    if user.has_role(Role.SUPERVISE):
        return "boards:overview"
    if user.is_officer:
        return "workbench:queue"
    return "resident:home"


@login_not_required
@sensitive_post_parameters("password")
@ratelimit(key="ip", rate="30/m", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name and password."""
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return redirect(_next(request, _start_page(user)))
        form.add_error("password", "用户名或密码不对。连续错 5 次要等 15 分钟")
    return render(request, "account/sign_in.html", {"form": form, "next": _next(request, "")})


@login_not_required
def locked_out(request: HttpRequest, *_: Any, **__: Any) -> HttpResponse:
    """After too many wrong passwords."""
    return render(request, "account/locked_out.html", {"minutes": int(settings.AXES_COOLOFF_TIME * 60)}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; whoever one acted for is forgotten with the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@sensitive_post_parameters("password")
@ratelimit(key="ip", rate="10/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A resident's account by real name. Without an identity service only the form of the resident id is checked."""
    form = Register(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person = Person.objects.register(given["resident_id"], given["name"].strip(), phone=given["phone"])
        user = User.objects.create_user(given["username"], given["password"], person=person)
        login(request, user, backend="django.contrib.auth.backends.ModelBackend")
        messages.success(request, "注册好了")
        return redirect(_next(request, "resident:home"))
    return render(request, "account/register.html", {"form": form, "next": _next(request, "")})


@ratelimit(key="user", rate="10/m", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """An officer's second factor: take up an authenticator the first time, give its code at every sign-in."""
    if not request.user.is_officer:
        return redirect("resident:home")
    error = ""
    if request.method == "POST":
        device = device_of(request.user)
        if device.verify_token(request.POST.get("code", "").strip()):
            if not device.confirmed:
                device.confirmed = True
                device.save(update_fields=["confirmed"])
            otp_login(request, device)
            return redirect(_next(request, _start_page(request.user)))
        error = "动态码不对或已过期，请看验证器上现在的六位数字"
    else:
        device = device_of(request.user)
    drawing, secret = enrolment(device) if not device.confirmed else ("", "")
    return render(request, "account/second_factor.html", {"drawing": drawing, "secret": secret, "error": error})


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """How one is reached, of what one wants to hear nothing, who has looked, and for whom one may act."""
    user, person = request.user, request.user.person
    form = Contact(dict(EVENTS), request.POST or None)
    if request.method == "POST" and form.is_valid():
        user.muted = form.cleaned_data["muted"]
        user.save(update_fields=["muted"])
        if person:
            person.email = form.cleaned_data["email"]
            person.phone = form.cleaned_data["phone"] or person.phone
            person.save(update_fields=["phone", "email"])
        messages.success(request, "已保存")
        return redirect("account:profile")
    looked = Access.objects.filter(person=person).select_related("user").order_by("-number")[:50] if person else []
    context = {"form": form, "person": person, "events": EVENTS, "looked": looked, "choices": choices(user)}
    return render(request, "account/profile.html", context)


@sensitive_post_parameters("old", "new")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password."""
    form = NewPassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["new"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已更换")
        return redirect("account:profile")
    return render(request, "account/password.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def acting(request: HttpRequest) -> HttpResponse:
    """Choose on whose behalf to act, or stop acting for another."""
    offered = choices(request.user)
    if request.method == "POST":
        if "stop" in request.POST:
            stop(request.session)
            return redirect(_start_page(request.user))
        chosen = {_code(one): one for one in offered}.get(request.POST.get("who", ""))
        if chosen is None:
            raise YuntaiError("您不能代这一位办理：委托可能已经到期或者撤销")
        begin(request.session, chosen) if chosen.is_for_another else stop(request.session)
        return redirect("employer:home" if chosen.basis == "operator" else "resident:home")
    return render(request, "account/acting.html", {"offered": [(_code(one), one) for one in offered]})


def _code(acting: Acting) -> str:
    return f"{acting.basis}-{acting.subject.pk}"


@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """An officer at a counter begins to act for the person who stands there; it is written down."""
    if not request.user.has_role(Role.ACCEPT):
        return render(request, "errors/403.html", {"reason": "只有受理岗可以在窗口代录"}, status=403)
    form = RealName(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = Person.objects.register(form.cleaned_data["resident_id"], form.cleaned_data["name"].strip())
        log_access(request.user, person, "窗口代录", "本人到窗口办理，已核对证件")
        begin(request.session, Acting(request.user, person, "counter"))
        return redirect("resident:home")
    return render(request, "account/counter.html", {"form": form})
