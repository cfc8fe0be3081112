"""What was typed while the session had ended: kept, encrypted, until its person has signed in again."""

from __future__ import annotations

import json

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict

from yuntai.people.fields import cipher

_SESSION = "typed"


def keep(request: HttpRequest) -> HttpResponse:
    """Keep what was posted and send the person to sign in; afterwards she is back at this address."""
    if request.method == "POST":
        text = json.dumps([request.path, request.POST.urlencode()]).encode()
        request.session[_SESSION] = cipher().encrypt(text).decode()
    return redirect_to_login(request.path)


def kept(request: HttpRequest) -> QueryDict | None:
    """What was typed for this address before signing in."""
    if _SESSION not in request.session:
        return None
    path, posted = json.loads(cipher().decrypt(request.session[_SESSION].encode()))
    return QueryDict(posted) if path == request.path else None


def forget(request: HttpRequest) -> None:
    """It has been saved where it belongs."""
    request.session.pop(_SESSION, None)
