"""The self-service terminal: its first page, and the way out."""

from __future__ import annotations

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What can be done here; whoever signed in stays so until she leaves or nobody touches the screen."""
    if request.terminal is None:
        return redirect("resident:home")
    return render(request, "terminal.html")


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End, and forget everything of the person."""
    logout(request)
    return redirect("terminal")
