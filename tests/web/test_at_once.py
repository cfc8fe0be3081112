"""Two clicks at the same moment, as two windows or an impatient hand make them: one thing comes of it, and no error."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.at_once import THREADS, at_once, needs_postgres
from tests.city import People, signed_in
from tests.people.make import PASSWORD, resident_id
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, known_of, prefill
from yuntai.cases.models import Case, Draft, Event
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.notices.notify import notify
from yuntai.people.acting import Acting
from yuntai.people.identity import account_of
from yuntai.people.models import User

pytestmark = [needs_postgres, pytest.mark.django_db(transaction=True)]


def test_one_draft_is_begun(people: People) -> None:
    cookies = signed_in(people.worker).cookies

    def click() -> str:
        client = Client()
        client.cookies = cookies
        response = client.post("/begin/skill_upgrading/")
        assert response.status_code == 302
        return response["Location"]

    places = at_once(click)  # to its first question, or where it goes on
    assert {place.split("/")[2] for place in places} == {str(Draft.objects.get().key)}


def test_one_draft_is_begun_again(people: People) -> None:
    procedure, acting = catalogue()["skill_upgrading"], Acting(people.worker, people.worker_person, "self")
    old = begin_draft(procedure, acting, {"bank": "旧"})
    begun = at_once(lambda: begin_draft(procedure, acting, {"bank": "新"}, instead_of=old))
    assert {draft.pk for draft in begun} == {Draft.objects.get().pk}
    assert Draft.objects.get().answers == {"bank": "新"}


def test_one_case_is_handed_in(people: People) -> None:
    procedure, acting = catalogue()["skill_upgrading"], Acting(people.worker, people.worker_person, "self")
    known = known_of(procedure, acting.subject)[0]
    own = {"certificate_number": known.row, "bank": "某银行鼓楼支行", "bank_account": "6200000000000000000"}
    draft = begin_draft(procedure, acting, prefill(procedure, known) | own | {"held_by_registry": ["certificates"]})
    cookies = signed_in(people.worker).cookies

    def click() -> str:
        client = Client()
        client.cookies = cookies
        return client.post(f"/apply/{draft.key}/check/")["Location"]

    places = set(at_once(click))
    assert places == {f"/cases/{Case.objects.get().number}/submitted/"}
    assert Event.objects.filter(kind="submit").count() == 1
    assert Notice.objects.filter(channel="site", person=acting.subject).count() == 1


def test_one_account_is_registered() -> None:
    form = {
        "resident_id": resident_id(7),
        "name": "王小明",
        "phone": "13812345678",
        "username": "wang",
        "password": PASSWORD,
    }
    statuses = at_once(lambda: Client().post("/account/register/", form).status_code)
    assert sorted(statuses) == [200] * (THREADS - 1) + [302]  # the others are told that it has just been registered
    assert User.objects.filter(username="wang").count() == 1


def test_one_account_comes_from_the_identity_service() -> None:
    came = at_once(lambda: account_of("https://id.example", "subject", resident_id(8), "王小明").pk)
    assert set(came) == {User.objects.get(person__isnull=False, username__startswith="id-").pk}


def test_one_notice_is_given(people: People) -> None:
    person = people.worker_person
    values = {"procedure": "职业技能提升补贴", "number": "261125000000015", "submitted_on": today(), "unit": "鼓楼区"}
    given = at_once(lambda: {notice.pk for notice in notify(person, "case_submitted", values, key="once")})
    assert set.union(*given) == set(Notice.objects.filter(key="once").values_list("pk", flat=True))
    assert Notice.objects.filter(key="once").count() == 2  # on the site and by SMS
