"""Sessions that end while a page is being made."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from yuntai.people.middleware import Sessions


@pytest.mark.django_db
def test_the_page_is_asked_for_anew() -> None:
    kept = SessionStore()
    kept["person"] = "1"
    kept.save()

    def respond(request):
        request.session["seen"] = "1"
        SessionStore(kept.session_key).delete()  # she left in another tab
        return HttpResponse("late")

    request = RequestFactory().get("/cases/?page=2")
    request.COOKIES[settings.SESSION_COOKIE_NAME] = kept.session_key
    response = Sessions(respond)(request)
    assert (response.status_code, response.url) == (302, "/cases/?page=2")
