"""Notices in doubt: who sees which, settled one by one or several at once, each written down."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie, signed_in
from tests.web.test_workbench import elsewhere, many_cases, officer, text_of
from yuntai.clock import today
from yuntai.notices.models import Notice, State
from yuntai.notices.notify import notify
from yuntai.people.models import Access, Person, Role

PATH = "/account/notices/"
CLOSED = {"procedure": "职业技能提升补贴", "number": "9000000000"}


def doubtful(person: Person, key: str = "k", case: str = "9000000000") -> Notice:
    """An SMS of which nobody knows whether it went out."""
    made = notify(person, "case_closed", CLOSED | {"closed_on": today()}, key=key, case=case)
    sms = next(one for one in made if one.channel == "sms")
    Notice.objects.filter(pk=sms.pk).update(state=State.IN_DOUBT, problem="发送时中断")
    return Notice.objects.get(pk=sms.pk)


@pytest.fixture
def manager(people: People) -> Client:
    many_cases(people, 1, state="submitted")
    return signed_in(people.manager)


@pytest.mark.parametrize(
    ("username", "status"), [("worker", 403), ("clerk", 403), ("supervisor", 403), ("manager", 200)]
)
def test_for_managers(people: People, username: str, status: int) -> None:
    assert signed_in(getattr(people, username)).get(PATH).status_code == status


def test_what_a_manager_is_shown(people: People, manager: Client) -> None:
    notify(people.worker_person, "case_closed", CLOSED | {"closed_on": today()}, key="fine", case="9000000000")
    assert "没有拿不准的通知" in text_of(manager.get(PATH))
    one = doubtful(people.worker_person)
    page = manager.get(PATH)
    text = text_of(page)
    assert text.startswith("我的账户 1 条通知不能确定是否发出")
    assert f"“职业技能提升补贴”已办结 短信 · 办件 9000000000 {people.worker_person.masked_name} 138****0000" in text
    assert "发送时中断" in text
    assert one.provider_key.hex in text
    assert "13800000000" not in page.content.decode()


@pytest.mark.parametrize(
    ("answer", "state", "said"),
    [("sent", "sent", "1 条已记为“已经发出”"), ("again", "waiting", "1 条已记为“没有发出，再发”")],
)
def test_one_is_settled_and_written_down(people: People, manager: Client, answer: str, state: str, said: str) -> None:
    one, other = doubtful(people.worker_person), doubtful(people.worker_person, "other")
    data = {"notice": [str(one.pk)], "answer": answer, "why": "网关后台查到"}
    page = manager.post(PATH, data, follow=True)
    assert said in page.content.decode()
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.settled_by, other.state) == (state, people.manager, "in_doubt")
    entry = Access.objects.get()
    label = {"sent": "已经发出", "again": "没有发出，再发"}[answer]
    assert (entry.user, entry.person, entry.why) == (people.manager, people.worker_person, "网关后台查到")
    assert entry.what == f"短信：“职业技能提升补贴”已办结：{label}"
    assert "最近记下的 通知 谁记的 现在 短信：“职业技能提升补贴”已办结 办件 9000000000 系统吴" in text_of(page)


def test_several_at_once_and_what_another_has_settled_meanwhile(people: People, manager: Client) -> None:
    found = [doubtful(people.worker_person, key) for key in ("a", "b", "c")]
    Notice.objects.filter(pk=found[2].pk).update(state=State.WAITING)
    data = {"notice": [str(one.pk) for one in found], "answer": "sent", "why": "网关后台查到"}
    page = manager.post(PATH, data, follow=True).content.decode()
    assert "2 条已记为“已经发出”" in page
    assert "1 条别人已经记过，没有改动" in page
    assert Access.objects.count() == 2
    assert Notice.objects.get(pk=found[2].pk).state == "waiting"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"notice": []}, "请勾选通知"),
        ({"answer": "maybe"}, "请勾选通知"),
        ({"why": " "}, "请写明是怎么查到的"),
        ({"notice": ["x", "999999"]}, "请勾选通知"),
    ],
)
def test_what_cannot_be_settled_keeps_what_was_chosen(
    people: People, manager: Client, change: dict[str, object], said: str
) -> None:
    one = doubtful(people.worker_person)
    response = manager.post(PATH, {"notice": [str(one.pk)], "answer": "sent", "why": "网关后台查到"} | change)
    assert said in text_of(response)
    if "notice" not in change:
        assert f'value="{one.pk}" checked' in response.content.decode()
    assert (Notice.objects.get(pk=one.pk).state, Access.objects.count()) == ("in_doubt", 0)


def test_each_manager_has_those_of_her_units_and_the_bureaus_the_rest(people: People, manager: Client) -> None:
    doubtful(people.worker_person)
    about_account = doubtful(people.worker_person, "account", case="")
    here = signed_in(officer("here", people.clerk.roles()[0].unit, Role.MANAGE))
    there = signed_in(officer("there", elsewhere(people), Role.MANAGE))
    shown = [text_of(client.get(PATH))[:30] for client in (manager, here, there)]
    assert [one.split()[1] for one in shown] == ["2", "1", "没有拿不准的通知"]
    data = {"notice": [str(about_account.pk)], "answer": "sent", "why": "网关后台查到"}
    assert "请勾选通知" in text_of(here.post(PATH, data))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_in_a_browser(visit: Callable[..., Page], people: People, width: int) -> None:
    many_cases(people, 1, state="submitted")
    for key in ("a", "b"):
        doubtful(people.worker_person, key)
    page = visit("/account/profile/", width=width, cookies=session_cookie(people.manager))
    page.click("text=不能确定是否发出的通知")
    assert (barriers(page), sideways(page)) == ([], 0)
    page.click("text=全部勾选")
    page.fill("[name=why]", "网关后台查到")
    page.click("text=已经发出")
    page.wait_for_load_state()
    assert "2 条已记为“已经发出”" in page.inner_text("body")
    assert (barriers(page), sideways(page)) == ([], 0)
