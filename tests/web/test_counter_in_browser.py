"""One matter over three channels in a real browser: begun on a phone, handed in at the counter, followed on the phone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie
from yuntai.cases.models import Case, Draft
from yuntai.cases.verify import verify

Visit = Callable[..., Page]


def go_on(page: Page) -> None:
    page.click("main button.button-main")
    page.wait_for_load_state()


def drop(page: Page, selector: str, files: list[Path]) -> None:
    """Drag files from a folder onto an element, as a hand does."""
    page.locator(selector).scroll_into_view_if_needed()
    box: Any = page.locator(selector).bounding_box()
    session = page.context.new_cdp_session(page)
    data = {"items": [], "files": [str(file) for file in files], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        where = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
        session.send("Input.dispatchDragEvent", {"type": kind, "data": data, **where})


def sound(page: Page) -> None:
    assert (barriers(page), sideways(page)) == ([], 0), page.url


@pytest.mark.django_db(transaction=True)
def test_begun_on_a_phone_handed_in_at_the_counter_followed_on_the_phone(visit: Visit, people: People, tmp_path: Path):
    phone = visit("/begin/record_correction/", width=360, scripts=False, cookies=session_cookie(people.worker))
    go_on(phone)
    phone.locator("main input[type=radio]").first.check()
    go_on(phone)
    phone.fill("main input.input", "2021年3月")
    go_on(phone)
    draft = Draft.objects.get()

    desk = visit("/work/counter/", cookies=session_cookie(people.clerk))
    sound(desk)
    desk.click("text=为来人办理")
    desk.wait_for_load_state()
    sound(desk)
    person = people.worker_person
    desk.keyboard.press("Tab")
    for name, value in (("resident_id", person.resident_id), ("name", person.name), ("reason", "到窗口更正记录")):
        desk.fill(f"#f-{name}", value)
    desk.select_option("#f-unit", "320115")
    desk.check("#f-seen")
    go_on(desk)
    assert f"您正在窗口为 {person} 办理" in " ".join(desk.inner_text(".acting").split())
    desk.click("main .card a >> text=个人权益记录更正")
    desk.wait_for_load_state()
    replies = {
        "现在记的是什么？": "南京",
        "您认为应该是什么？": "扬州",
        "为什么这样认为？": "户口本上是扬州",
        "打哪个电话找您？": "13800000000",
    }
    while "/question/" in desk.url:
        desk.locator("main input.input, main textarea").first.fill(replies.pop(desk.inner_text("main h1")))
        go_on(desk)
    assert replies == {}, "what was answered on the phone is not asked again"
    scans = [tmp_path / f"身份证{side}.pdf" for side in "正反"]
    for scan in scans:
        scan.write_bytes(b"%PDF-1.4 scan")
    sound(desk)
    drop(desk, "#f-identity_paper", scans)
    go_on(desk)
    assert "居民身份证（正反面）：身份证正.pdf" in desk.inner_text("main")
    desk.click("text=提交申请")
    desk.wait_for_url("**/submitted/")
    desk.click("text=收件凭单")
    desk.wait_for_url("**/receipt/")
    sound(desk)
    case = Case.objects.get(submission=draft.key)
    receipt = desk.inner_text("main")
    assert all(words in receipt for words in (case.number, "窗口代录", "身份证正.pdf", "身份证反.pdf"))
    desk.evaluate("window.print = () => { document.title = 'printed' }")
    desk.click("text=打印")
    assert desk.title() == "printed"
    desk.click("text=办完了，下一位")
    desk.wait_for_url("**/account/counter/")
    assert desk.locator(".acting").count() == 0

    phone.goto(phone.url.split("/apply/")[0] + "/cases/")
    phone.click("main .card a")
    phone.wait_for_load_state()
    assert case.number in phone.inner_text("main")
    assert "窗口代录" in phone.inner_text("main")
    assert case.facts["period"] == "2021年3月"
    assert verify() == []


@pytest.mark.django_db(transaction=True)
def test_a_call_in_the_browser(visit: Visit, people: People):
    desk = visit("/account/phone/", cookies=session_cookie(people.clerk))
    person = people.worker_person
    filled = {"resident_id": person.resident_id, "name": person.name, "number": "025-83000000", "reason": "来电登记"}
    for name, value in filled.items():
        desk.fill(f"#f-{name}", value)
    desk.select_option("#f-unit", "320115")
    go_on(desk)
    assert "没有核实清楚，不能代办" in desk.inner_text(".error-summary")
    assert {name: desk.input_value(f"#f-{name}") for name in filled} == filled
    sound(desk)
    desk.fill("#f-number", person.phone)
    go_on(desk)
    assert f"您正在电话里为 {person} 办理" in " ".join(desk.inner_text(".acting").split())


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/work/counter/", "/account/counter/", "/account/phone/", "/account/terminals/"])
def test_no_barriers_at_the_counter(visit: Visit, people: People, path: str, width: int):
    sound(visit(path, width=width, cookies=session_cookie(people.clerk)))
