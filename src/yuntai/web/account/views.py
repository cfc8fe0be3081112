"""Signing in and out: password, second factor, registration, a new password."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_ratelimit.decorators import ratelimit
from django_ratelimit.exceptions import Ratelimited

from yuntai.cases.drafts import settle
from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.people import unsent
from yuntai.people.accounts import last_failure
from yuntai.people.acting import stop
from yuntai.people.browsers import is_tried_too_often, remember
from yuntai.people.models import Person, Role, User
from yuntai.people.second_factor import device_of, enrol, enrolment, new_key, verify
from yuntai.rules.language.texts import half_width
from yuntai.web.account.forms import NewPassword, Register, SignIn
from yuntai.web.account.passwords import SetPassword
from yuntai.web.reading import keep_mode

BACKEND = "django.contrib.auth.backends.ModelBackend"
_KEY = "second_factor_key"


def next_page(request: HttpRequest, fallback: str) -> str:
    """Where the user wanted to go, if that is a page of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    good = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if good else fallback


def start_page(user: User) -> str:
    """The page that ``user`` works with."""
    if user.is_officer:
        pages = {
            Role.SUPERVISE: "boards:overview",
            Role.MANAGE: "account:officers",
            Role.SECURITY: "account:proposals",
            Role.AUDIT: "boards:accesses",
        }
        roles = [appointment.role for appointment in user.roles()]
        return next((page for role, page in pages.items() if role in roles), "workbench:queue")
    if user.person_id is None and user.operations.in_force().exists():
        return "account:acting"
    return "resident:home"


def signed_in(request: HttpRequest, user: User, wanted: str) -> HttpResponse:
    """Sign ``user`` in, in the mode that she reads in; acting for nobody else, unless she was cut off while she did.

    An officer does not sign in at a terminal.
    """
    if request.terminal and user.is_officer:
        raise YuntaiError("工作人员请不要在自助终端上登录，用自己的电脑")
    with transaction.atomic():
        login(request, user, backend=BACKEND)
    if user.person:
        settle(user.person.record)
    stop(request.session)
    unsent.resume(request.session, user)
    response = redirect(wanted)
    remember(request, response, user)
    if user.care_mode and request.terminal is None:
        keep_mode(response, "care")
    return response


@login_not_required
@sensitive_post_parameters("password")
@ratelimit(key="ip", rate="30/m", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in with user name, or resident id, and password."""
    form = SignIn(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if is_tried_too_often(request, form.cleaned_data["username"]):
            raise Ratelimited
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            return signed_in(request, user, next_page(request, start_page(user)))
        form.add_error("password", "用户名或密码不对。连续错 5 次要等 15 分钟")
    return render(request, "account/sign_in.html", {"form": form, "next": next_page(request, "")})


def locked_out(request: HttpRequest, _response: Any, credentials: dict[str, Any]) -> HttpResponse:
    """After too many wrong passwords (called by django-axes in place of the view's response)."""
    failure = last_failure(request, credentials)
    until = (failure.attempt_time if failure else now()) + settings.AXES_COOLOFF_TIME
    return render(request, "account/locked_out.html", {"until": until}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out; whoever one acted for is forgotten with the session."""
    logout(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
@sensitive_post_parameters("password", "resident_id", "name", "phone")
@ratelimit(key="ip", rate="10/h", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A resident's account by real name. Only the form of the resident id is checked, so a city with an identity service
    has its residents come from there."""
    if settings.OIDC["issuer"]:
        return redirect("account:sign_in")
    form = Register(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            with transaction.atomic():
                person = Person.objects.register(given["resident_id"], given["name"], phone=given["phone"])
                user = User.objects.create_user(given["username"], given["password"], person=person)
        except IntegrityError:  # a second click, or somebody else, was quicker
            form.add_error("username", "这个用户名或身份号码刚刚注册过；是您自己注册的，请直接登录")
        else:
            messages.success(request, "注册好了")
            return signed_in(request, user, next_page(request, "resident:home"))
    return render(request, "account/register.html", {"form": form, "next": next_page(request, "")})


@ratelimit(key="user", rate="10/m", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """An officer's second factor: take up an authenticator the first time, give its code at every sign-in."""
    if not request.user.is_officer:
        return redirect("resident:home")
    device, error = device_of(request.user), ""
    key = "" if device else request.session.setdefault(_KEY, new_key())
    if request.method == "POST":
        code = half_width(request.POST.get("code", ""))
        if device is None:
            device = enrol(request.user, key, code)
            good = device is not None
        else:
            good = verify(device, code)
        if good:
            otp_login(request, device)
            request.session.pop(_KEY, None)
            return redirect(next_page(request, start_page(request.user)))
        error = "动态码不对、用过了或者过期了，请等验证器换一个新的六位数字再填"
    drawing, secret = enrolment(request.user, key) if key else ("", "")
    return render(request, "account/second_factor.html", {"drawing": drawing, "secret": secret, "error": error})


@sensitive_post_parameters("old", "new")
@ratelimit(key="user", rate="10/m", method="POST")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; whoever is signed in elsewhere is signed out there."""
    form = NewPassword(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        request.user.set_password(form.cleaned_data["new"])
        request.user.save(update_fields=["password"])
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已更换")
        return redirect("account:profile")
    return render(request, "account/password.html", {"form": form})


def _whose(_group: str, request: HttpRequest) -> str:
    return str(request.resolver_match.kwargs["uidb64"])


@method_decorator(ratelimit(key=_whose, rate="10/h", method="POST"), name="dispatch")
class NewPasswordView(PasswordResetConfirmView):
    """A password for who was given an address for it at a counter or by who proposed it."""

    form_class = SetPassword
    template_name = "account/new_password.html"
    success_url = reverse_lazy("account:sign_in")

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        remember(self.request, response, self.user)
        messages.success(self.request, "密码设好了，请用新密码登录")
        return response
