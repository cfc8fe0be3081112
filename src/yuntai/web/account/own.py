"""One's own account: how one is reached, of what one wants to hear nothing, who has looked at one's data."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from yuntai.notices.templates import CHANNELS, mutable
from yuntai.people.acting import choices
from yuntai.people.models import Access, Role
from yuntai.web.account.forms import Contact


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """How one is reached and of what one wants to hear nothing; the way to everything else of the account."""
    user, person = request.user, request.user.person and request.user.person.record
    form = Contact(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user.muted = form.cleaned_data["muted"]
        user.save(update_fields=["muted"])
        if person:
            person.email = form.cleaned_data["email"]
            person.phone = form.cleaned_data["phone"] or person.phone
            person.save(update_fields=["phone", "email"])
        messages.success(request, "已保存")
        return redirect("account:profile")
    context = {
        "form": form,
        "person": person,
        "channels": [(code, CHANNELS[code], events) for code, events in mutable().items()],
        "email": form["email"].value() if form.is_bound else person and person.email,
        "muted": form["muted"].value() if form.is_bound else user.muted,
        "others": [one for one in choices(user) if one.is_for_another],
        "accepts": user.has_role(Role.ACCEPT),
        "manages": user.manages,
    }
    return render(request, "account/profile.html", context)


@require_safe
def looked(request: HttpRequest) -> HttpResponse:
    """Who has looked at one's own data: in which role of which unit, when, at what, and for what."""
    person = request.user.person
    mine = (Access.objects.about(person) if person else Access.objects.none()).order_by("-number")
    page = Paginator(mine.select_related("user").prefetch_related("user__appointments__unit"), 20).get_page(
        request.GET.get("page")
    )
    return render(request, "account/looked.html", {"page": page})
