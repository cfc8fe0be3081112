"""Sessions that end while a page is being made."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import RequestFactory

from yuntai.people.middleware import Sessions
from yuntai.people.sessions import SessionStore


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


@pytest.mark.django_db
def test_what_the_table_has_of_a_session_opens_nothing():
    """Neither the key of its row is a cookie, nor is its content good in another row."""
    officer, mine = SessionStore(), SessionStore()
    officer["_auth_user_id"], mine["_auth_user_id"] = "1", "2"
    officer.save()
    mine.save()
    stored = Session.objects.exclude(session_key=_row(mine).session_key).get()
    assert stored.session_key != officer.session_key
    assert dict(SessionStore(stored.session_key)) == {}
    Session.objects.filter(session_key=_row(mine).session_key).update(session_data=stored.session_data)
    assert dict(SessionStore(mine.session_key)) == {}
    assert SessionStore(officer.session_key)["_auth_user_id"] == "1"
    officer.cycle_key()
    officer.save()
    assert SessionStore(officer.session_key)["_auth_user_id"] == "1"
    assert Session.objects.count() == 2


def _row(session: SessionStore) -> Session:
    session.delete()
    before = set(Session.objects.values_list("session_key", flat=True))
    session.save(must_create=True)
    return Session.objects.exclude(session_key__in=before).get()
