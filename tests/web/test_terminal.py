"""The self-service terminal: made by an officer, used by people who are forgotten, put out of use."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie, signed_in
from tests.people.make import PASSWORD, officer, resident, units
from tests.web.account_pages import errors
from tests.web.test_resident import begin, hand_in
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.notices.models import Letter
from yuntai.people.models import Access, Mandate, Role, Terminal, User

Visit = Callable[..., Page]
pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau():
    there = units()
    officer("clerk", there["gulou"], Role.ACCEPT)
    officer("far", there["jiangning"], Role.MANAGE)
    return there


def register(client: Client, unit: str = "gs", name: str = "大厅 1 号机"):
    return client.post("/account/terminals/", {"name": name, "unit": unit})


def terminal_at(unit: Any, by: User) -> Client:
    """A device that is a terminal."""
    client = signed_in(by)
    assert register(client, unit.code).url == "/terminal/"
    return client


def sign_in(client: Client, username: str = "wang"):
    return client.post("/account/sign-in/", {"username": username, "password": PASSWORD})


def test_an_officer_makes_a_device_a_terminal_and_is_signed_out_of_it(bureau):
    clerk = User.objects.get(username="clerk")
    device = terminal_at(bureau["street"], clerk)
    one = Terminal.objects.get()
    assert (one.name, one.unit, one.registered_by) == ("大厅 1 号机", bureau["street"], clerk)
    assert [(entry.user, entry.what, entry.why) for entry in Access.objects.all()] == [
        (clerk, "登记自助终端“大厅 1 号机”", "湖南路街道")
    ]
    cookie = device.cookies["terminal"]
    assert (cookie["httponly"], cookie["samesite"], cookie["max-age"]) == (True, "Lax", 365 * 24 * 3600)
    assert device.get("/").url == "/terminal/"
    page = BeautifulSoup(device.get("/terminal/").content, "html.parser")
    assert page.html.has_attr("data-terminal")
    assert "先登录" in page.main.text
    assert device.get("/account/terminals/").url.startswith("/account/sign-in/")


@pytest.mark.parametrize("unit", ["j", "c", "", "nowhere"])
@pytest.mark.usefixtures("bureau")
def test_a_terminal_stands_in_a_unit_of_the_officer(unit):
    response = register(signed_in(User.objects.get(username="clerk")), unit)
    assert errors(response) == ["请选择单位"]
    assert not Terminal.objects.exists()
    assert "terminal" not in response.cookies


def test_who_neither_accepts_nor_manages_makes_no_terminal(bureau):
    reviewer = officer("reviewer", bureau["gulou"], Role.REVIEW)
    assert register(signed_in(reviewer)).status_code == 403
    assert register(signed_in(resident("wang", 1))).status_code == 403


@pytest.mark.parametrize("forged", ["1", "1:aaaa:bbbb", ""])
def test_nobody_makes_a_terminal_by_writing_the_cookie(bureau, forged):
    Terminal.objects.create(
        pk=1, name="一号机", unit=bureau["street"], registered_by=User.objects.get(username="clerk")
    )
    client = Client()
    client.cookies["terminal"] = forged
    assert client.get("/").status_code == 200
    assert client.get("/terminal/").url == "/"


def test_a_terminal_that_is_revoked_is_a_device_like_any_other(bureau):
    clerk = User.objects.get(username="clerk")
    device = terminal_at(bureau["street"], clerk)
    number = Terminal.objects.get().pk
    assert signed_in(User.objects.get(username="far")).post(f"/account/terminals/{number}/revoke/").status_code == 404
    assert device.get("/").status_code == 302
    assert "大厅 1 号机" in signed_in(clerk).get("/account/terminals/").text
    assert signed_in(clerk).post(f"/account/terminals/{number}/revoke/").url == "/account/terminals/"
    assert device.get("/").status_code == 200
    assert Access.objects.latest("number").what == "停用自助终端“大厅 1 号机”"
    assert "还没有在用的终端" in signed_in(clerk).get("/account/terminals/").text


def test_no_officer_works_at_a_terminal(bureau):
    device = terminal_at(bureau["street"], User.objects.get(username="clerk"))
    response = sign_in(device, "clerk")
    assert response.status_code == 400
    assert "工作人员请不要在自助终端上登录" in response.text
    assert "_auth_user_id" not in device.session


def test_what_a_terminal_knows_ends_by_itself(bureau):
    resident("wang", 1)
    device = terminal_at(bureau["street"], User.objects.get(username="clerk"))
    assert sign_in(device).url == "/"
    response = device.get("/cases/")
    assert (device.session.get_expiry_age(), response["Cache-Control"]) == (180, "no-store")
    assert device.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 180
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("meta", attrs={"http-equiv": "refresh"})["content"] == "181; url=/terminal/"
    assert "mode" not in device.cookies
    assert device.get("/cases/nothing/")["Refresh"] == "180; url=/terminal/"
    assert device.post("/terminal/leave/").url == "/terminal/"
    assert device.get("/cases/").url.startswith("/account/sign-in/")


def test_nothing_is_remembered_in_the_forms_of_a_terminal(bureau):
    device = terminal_at(bureau["street"], User.objects.get(username="clerk"))
    page = BeautifulSoup(device.get("/account/sign-in/").content, "html.parser")
    assert {form.get("autocomplete") for form in page.main.find_all("form")} == {"off"}
    assert {page.find(id=f"f-{name}")["autocomplete"] for name in ("username", "password")} == {"off"}


def test_at_a_terminal_nobody_acts_for_another(bureau):
    li, wang = resident("li", 2, "李小红"), resident("wang", 1)
    Mandate.objects.create(person=wang.person, agent=li, basis="本人委托", ends=today())
    device = terminal_at(bureau["street"], User.objects.get(username="clerk"))
    sign_in(device, "li")
    device.post("/account/acting/", {"who": f"mandate-{wang.person_id}"})
    page = BeautifulSoup(device.get("/account/profile/").content, "html.parser")
    assert page.select_one("form:not(.form-inline) [name=acting]")["value"] == f"{li.pk}/terminal-{li.person_id}"


def terminal_of_city(people: People) -> dict[str, str]:
    """The cookie of a terminal in the clerk's district."""
    unit = people.clerk.appointments.get(unit__code="320115").unit
    return {"terminal": terminal_at(unit, people.clerk).cookies["terminal"].value}


def test_a_matter_handed_in_at_a_terminal(people: People):
    device = signed_in(people.worker)
    device.cookies.load(terminal_of_city(people))
    case = hand_in(device)
    event = case.events.get()
    assert (case.channel, case.first_asked) == ("terminal", None)
    assert (event.capacity, event.user, event.unit) == (
        "自助终端",
        people.worker,
        people.clerk.appointments.get(unit__code="320115").unit,
    )
    receipt = BeautifulSoup(device.get(f"/cases/{case.number}/receipt/").content, "html.parser").main.get_text()
    assert "自助终端，南京市江宁区人力资源和社会保障局（自助终端）" in receipt
    assert case.number in signed_in(people.worker).get("/cases/").text


def test_what_cannot_be_done_at_a_terminal_says_where_it_can(people: People):
    device = signed_in(people.worker)
    device.cookies.load(terminal_of_city(people))
    response = device.post("/begin/arbitration_request/")
    assert response.status_code == 400
    assert "不能在自助终端办，可以在网上、窗口办" in response.text


def test_no_files_go_into_a_terminal(people: People):
    device = signed_in(people.worker)
    device.cookies.load(terminal_of_city(people))
    draft = begin(device, "record_correction", record_kind="identity")
    page = BeautifulSoup(device.get(f"/apply/{draft.key}/materials/").content, "html.parser")
    assert page.find("input", type="file") is None
    assert "这台机器不能传文件" in page.main.get_text()


@pytest.fixture
def at_terminal(visit: Visit, people: People) -> Callable[..., Page]:
    """Open a page at a terminal, an upright screen of 1080 × 1920 if nothing else is said."""
    cookies = terminal_of_city(people)

    def open_there(path: str, user: User | None = None, height: int = 1920, **how: Any) -> Page:
        page = visit(path, **{"width": 1080} | how, cookies=cookies | (session_cookie(user) if user else {}))
        page.set_viewport_size({"width": how.get("width", 1080), "height": height})
        return page

    return open_there


@pytest.mark.django_db(transaction=True)
def test_whoever_walks_away_is_forgotten_after_a_minute(at_terminal, people: People):
    page = at_terminal("/cases/", people.worker)
    page.clock.install()
    page.reload()
    timer, bar = page.get_by_role("timer"), page.locator(".terminal-bar")
    assert timer.inner_text() == "60"
    page.clock.run_for(44_000)
    assert (timer.inner_text(), "碰一下屏幕继续" in bar.inner_text()) == ("16", False)
    page.clock.run_for(1_000)
    assert "没有人碰，15 秒后自动退出。碰一下屏幕继续。" in " ".join(bar.inner_text().split())
    page.mouse.down()
    assert timer.inner_text() == "60"
    page.clock.run_for(59_000)
    assert page.url.endswith("/cases/")
    page.clock.run_for(1_000)
    page.wait_for_url("**/terminal/")
    assert "先登录" in page.inner_text("main")
    page.go_back()
    page.wait_for_url("**/account/sign-in/**")


@pytest.mark.django_db(transaction=True)
def test_without_scripts_the_page_ends_the_session(at_terminal, people: People, monkeypatch):
    monkeypatch.setattr(Terminal, "SESSION_SECONDS", 2)
    page = at_terminal("/records/", people.worker, scripts=False)
    seconds = page.evaluate("getComputedStyle(document.querySelector('.terminal-left'), '::before').counterReset")
    assert seconds.startswith("left 1")
    page.wait_for_url("**/terminal/")
    assert "先登录" in page.inner_text("main")
    page.goto(page.url.replace("/terminal/", "/records/"))
    assert "/account/sign-in/" in page.url


@pytest.mark.django_db(transaction=True)
def test_the_way_at_a_terminal(at_terminal, people: People):
    """Sign in with the screen alone, apply, print the receipt, leave."""
    worker = people.worker
    worker.set_password(PASSWORD)
    worker.save()
    page = at_terminal("/terminal/")
    assert page.locator(".terminal-bar").count() == 0
    page.click("text=先登录")
    page.fill("#f-username", "worker")
    page.fill("#f-password", PASSWORD)
    page.click("main button.button-main")
    page.wait_for_url("**/terminal/")
    page.click("main a.tile >> nth=1")
    page.goto(page.url.replace("/find/", "/begin/skill_upgrading/"))
    page.click("main button.button-main")
    for typed in ("某银行江宁支行", "6200000000000000000"):
        page.fill("main input.input", typed)
        page.click("main button.button-main")
        page.wait_for_load_state()
    page.click("text=提交申请")
    page.wait_for_url("**/submitted/")
    page.click("text=收件凭单")
    page.wait_for_url("**/receipt/")
    page.evaluate("window.print = () => { document.title = 'printed' }")
    page.click("text=打印")
    assert page.title() == "printed"
    case = Case.objects.get()
    assert (case.channel, case.number in page.inner_text("main")) == ("terminal", True)
    page.click("text=结束，退出")
    page.wait_for_url("**/terminal/")
    assert "先登录" in page.inner_text("main")


@pytest.mark.django_db(transaction=True)
def test_a_letter_is_read_and_printed_within_the_page(at_terminal, people: People):
    signed_in(people.worker).post("/records/statement/")
    letter = Letter.objects.get(kind="statement")
    page = at_terminal(f"/letters/{letter.number}/", people.worker)
    frame = page.frame_locator("iframe")
    assert "个人权益记录单" in frame.locator("body").inner_text()
    assert barriers(page) == []
    page.click("text=我的文书")
    page.wait_for_url("**/letters/")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("width", "height"), [(1080, 1920), (1280, 800), (360, 740)])
def test_no_barriers_at_a_terminal(at_terminal, people: People, width: int, height: int):
    case = hand_in(signed_in(people.worker))
    draft = begin(signed_in(people.worker), "record_correction", record_kind="identity")
    found = {}
    for path in (
        *("/terminal/", "/matters/", "/find/", "/cases/", "/records/", "/letters/"),
        *(f"/cases/{case.number}/", f"/cases/{case.number}/submitted/", f"/cases/{case.number}/receipt/"),
        *(f"/apply/{draft.key}/question/period/", f"/apply/{draft.key}/materials/"),
    ):
        page = at_terminal(path, people.worker, width=width, height=height)
        found[path] = [*barriers(page), *([f"{sideways(page)} px too wide"] if sideways(page) else [])]
    page = at_terminal("/account/sign-in/", width=width, height=height)
    found["sign-in"] = [*barriers(page), *([f"{sideways(page)} px too wide"] if sideways(page) else [])]
    assert {path: problems for path, problems in found.items() if problems} == {}
