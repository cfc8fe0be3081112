"""The progress of a case by its number and a code to its telephone: who gets a code, how often, what the page says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, signed_in
from tests.people.make import make_firm
from tests.web.test_resident import hand_in, text
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.clock import now
from yuntai.notices.codes import redeem, send_code
from yuntai.notices.models import Code, Notice

PHONE = "13812345678"
SAID = "登记的手机号码和您填的一样，就会收到一条短信"


@pytest.fixture
def case(people: People) -> Case:
    person = people.worker_person
    person.phone = PHONE
    person.save()
    return hand_in(signed_in(people.worker))


def ask(client: Client, number: str, phone: str = PHONE) -> Any:
    return client.post("/progress/", {"number": number, "phone": phone})


def sent() -> str:
    """The code of the last SMS."""
    return re.search(
        r"验证码(\d{6})", Notice.objects.filter(template="progress_code", channel="sms").latest("pk").text
    )[1]


def test_number_and_code_open_the_page(client: Client, case: Case) -> None:
    assert ask(client, f" {case.number[:6]} {case.number[6:]}", "138 1234 5678").url == "/progress/code/"
    assert SAID in text(client.get("/progress/code/"))
    there = client.post("/progress/code/", {"code": sent()})
    assert there.url == f"/progress/{case.number}/"
    shown = text(client.get(there.url))
    assert "办到哪一步待受理" in shown
    assert f"在谁那里{case.unit.name}" in shown
    assert "个工作日内告诉您是否受理。您不用做什么。" in shown.partition("接下来：")[2]


def test_no_personal_data_on_the_page(client: Client, case: Case, people: People) -> None:
    ask(client, case.number)
    shown = client.get(client.post("/progress/code/", {"code": sent()}).url).content.decode()
    person = people.worker_person
    for private in (person.name, person.masked_name, person.resident_id, PHONE, case.facts["bank_account"]):
        assert private not in shown


def test_the_code_is_in_the_sms_alone_and_its_digest_in_the_database(client: Client, case: Case) -> None:
    ask(client, case.number)
    site = Notice.objects.get(template="progress_code", channel="site")
    assert sent() not in site.text
    assert sent() not in Code.objects.get().digest
    assert len(Code.objects.get().digest) == 64


def test_the_same_answer_where_there_is_no_such_case_or_another_telephone(case: Case) -> None:
    pages = set()
    for number, phone in ((case.number, PHONE), (case.number, "13900000000"), ("261130000000000", PHONE)):
        asked = Client()
        assert ask(asked, number, phone).url == "/progress/code/"
        pages.add(re.sub(r"\d{15}|[A-Za-z0-9]{64}", "", asked.get("/progress/code/").content.decode()))
        assert "验证码不对，或者已经过期" in text(asked.post("/progress/code/", {"code": "000000"}))
    assert len(pages) == 1
    assert Notice.objects.filter(template="progress_code", channel="sms").count() == 1


def test_five_tries(client: Client, case: Case) -> None:
    ask(client, case.number)
    right = sent()
    wrong = f"{(int(right) + 1) % 10**6:06}"
    for _ in range(5):
        client.post("/progress/code/", {"code": wrong})
    assert "验证码不对" in text(client.post("/progress/code/", {"code": right}))


def test_ten_minutes(client: Client, case: Case) -> None:
    ask(client, case.number)
    Code.objects.update(made_at=now() - timedelta(minutes=10, seconds=1))
    assert "已经过期" in text(client.post("/progress/code/", {"code": sent()}))


def test_once(client: Client, case: Case) -> None:
    ask(client, case.number)
    key = Code.objects.get().key
    assert redeem(key, sent()) == case.number
    assert redeem(key, sent()) is None


def test_not_without_the_code(client: Client, case: Case) -> None:
    ask(client, case.number)
    assert client.get(f"/progress/{case.number}/").url == "/progress/"
    assert Client().get("/progress/code/").url == "/progress/"


def test_of_one_case_the_page_of_no_other(client: Client, case: Case) -> None:
    ask(client, case.number)
    client.post("/progress/code/", {"code": sent()})
    assert client.get("/progress/261130000000000/").url == "/progress/"


def test_five_times_an_hour_for_a_case_and_for_a_telephone(case: Case) -> None:
    statuses = [ask(Client(), case.number, f"1390000000{number}").status_code for number in range(6)]
    assert statuses == [302] * 5 + [429]
    statuses = [ask(Client(), f"26113000000000{number}", "13911111111").status_code for number in range(6)]
    assert statuses == [302] * 5 + [429]


@pytest.mark.usefixtures("db")
def test_what_is_typed_wrong_is_said_beside_it(client: Client) -> None:
    shown = text(client.post("/progress/", {"number": "123", "phone": "12"}))
    assert "办件编号是15位数字" in shown
    assert "“12”不是电话号码" in shown


def test_a_code_goes_out_at_night(case: Case, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    night = datetime.fromisoformat("2026-11-30T23:00:00+08:00")
    monkeypatch.setattr("yuntai.notices.notify.now", lambda: night)
    send_code(case.number, people.worker_person, "progress_code", {"number": case.number})
    assert Notice.objects.get(template="progress_code", channel="sms").due_at == night


def test_of_a_firm_its_operators_get_the_code(client: Client, case: Case) -> None:
    firm = make_firm()
    person = firm.operators.get(role="handler").user.person
    person.phone = "13811112222"
    person.save()
    Case.objects.filter(pk=case.pk).update(person=None, employer=firm)
    ask(client, case.number, "13811112222")
    assert client.post("/progress/code/", {"code": sent()}).url == f"/progress/{case.number}/"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_in_a_browser_without_scripts(visit: Callable[..., Page], case: Case, people: People, width: int) -> None:
    act(case, "accept", people.clerk)
    page = visit("/", width=width, scripts=False)
    page.click("nav >> text=查进度")
    assert (barriers_of(page), sideways(page)) == ([], 0)
    page.fill("#f-number", case.number)
    page.fill("#f-phone", PHONE)
    page.click("main button.button-main")
    page.wait_for_url("**/progress/code/")
    page.fill("#f-code", sent())
    page.click("main button.button-main")
    page.wait_for_url(f"**/progress/{case.number}/")
    assert "办理中" in page.inner_text("main")
    assert sideways(page) == 0


def barriers_of(page: Page) -> list[str]:
    """What axe finds; it needs scripts, so the page is opened again in a window that has them."""
    with_scripts = page.context.browser.new_page(viewport=page.viewport_size)
    with_scripts.goto(page.url)
    found = barriers(with_scripts)
    with_scripts.close()
    return found
