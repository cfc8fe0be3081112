"""A form that was sent in vain, because the session had ended or its sender acts for somebody else by now: kept,
encrypted, in the session, until its sender sends it again."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, QueryDict

from yuntai.people.acting import acting_of, begin, choices, signature
from yuntai.people.ciphers import decrypt, encrypt
from yuntai.people.models import User

OPENED_BY = "acting"
"""The field in which a form says who opened it and for whom (``signature``); one without it is not kept."""

_SESSION = "unsent"
_MOST = 200_000
_SECRET = ("password", "old", "new")
"""A form that holds one of these is not kept."""


def keep(request: HttpRequest) -> None:
    """Keep what was posted, at a terminal nothing; of files only that there were some."""
    sent = request.POST
    if request.method != "POST" or OPENED_BY not in sent or any(name in sent for name in _SECRET) or request.terminal:
        return
    text = json.dumps([request.path, sent.urlencode(), bool(request.FILES)])
    if len(text) <= _MOST:
        request.session[_SESSION] = encrypt(text, _SESSION)


def kept(request: HttpRequest) -> tuple[QueryDict, bool] | None:
    """What was sent in vain to this address by who is here now, for whom she acts now; whether there were files."""
    path, sent, files = _read(request.session)
    return (sent, files) if path == request.path and sent[OPENED_BY] == request.opened_by else None


def forget(session: Any) -> None:
    """It has been sent again, or is wanted no more."""
    session.pop(_SESSION, None)


def resume(session: Any, user: User) -> None:
    """Act again for whom ``user`` acted when she sent a form in vain; forget the form of anybody else."""
    path, sent, _ = _read(session)
    if not path:
        return
    for one in choices(user):
        if one.is_for_another and signature(user, one) == sent[OPENED_BY]:
            begin(session, one)
    if signature(user, acting_of(user, session)) != sent[OPENED_BY]:
        forget(session)


def _read(session: Any) -> tuple[str, QueryDict, bool]:
    if _SESSION not in session:
        return "", QueryDict(), False
    path, sent, files = json.loads(decrypt(session[_SESSION], _SESSION))
    return path, QueryDict(sent), files
