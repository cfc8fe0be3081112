"""The residents' pages in a real browser: on a phone without scripts, with the keyboard alone, without barriers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.cases.test_bundles import ANSWERS
from tests.cases.test_bundles import hand_in as bundle_case
from tests.city import People, session_cookie, signed_in
from tests.web.test_bundles import JOB_LOSS
from tests.web.test_resident import begin, hand_in
from yuntai.cases.actions import act
from yuntai.cases.models import Case, Draft
from yuntai.notices.models import Letter

Visit = Callable[..., Page]
PDF = {"name": "身份证.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 identity"}


def go_on(page: Page) -> None:
    """Send the page's form."""
    page.click("main button.button-main")
    page.wait_for_load_state()


@pytest.mark.django_db(transaction=True)
def test_asking_on_a_phone_without_scripts(visit: Visit, people: People) -> None:  # noqa: ARG001
    page = visit("/search/?q=就业困难人员", width=360, scripts=False)
    page.click("main .card a")
    page.click("text=先算一算")
    asked = []
    while page.locator("main input[name=fact]").count():
        asked.append(page.inner_text("main h1"))
        assert sideways(page) == 0
        if page.locator("main input[type=date]").count():
            page.fill("main input[type=date]", "1976-05-01")
        else:
            page.locator("main input[type=radio]").first.check()
        go_on(page)
    assert len(asked) >= 2
    assert "怎么算出来的" in page.inner_text("main")
    page.go_back()
    assert page.inner_text("main h1") == asked[-1]


@pytest.mark.django_db(transaction=True)
def test_a_correction_of_records_on_a_phone_without_scripts(visit: Visit, people: People) -> None:
    page = visit("/records/", width=360, scripts=False, cookies=session_cookie(people.worker))
    page.click("section#persons button")
    page.wait_for_load_state()
    replies = {
        "是什么时候的记录？": "2021年3月",
        "现在记的是什么？": "南京",
        "您认为应该是什么？": "江苏其他地区",
        "为什么这样认为？": "户口本上是扬州",
        "打哪个电话找您？": "13800000000",
    }
    while "/question/" in page.url:
        page.locator("main input.input, main textarea").first.fill(replies.pop(page.inner_text("main h1")))
        go_on(page)
    assert replies == {}
    go_on(page)
    assert "请上传“居民身份证（正反面）”" in page.inner_text(".error-summary")
    page.set_input_files("#f-identity_paper", files=[PDF])
    go_on(page)
    assert "身份证.pdf" in page.inner_text("main")
    go_on(page)
    assert Case.objects.get().number in page.inner_text("main")


@pytest.mark.django_db(transaction=True)
def test_applying_with_the_keyboard_alone(visit: Visit, people: People) -> None:
    draft = begin(signed_in(people.worker))
    page = visit(f"/apply/{draft.key}/", cookies=session_cookie(people.worker))
    for typed in ("某银行鼓楼支行", "6200000000000000000"):
        page.focus("main input.input")
        page.keyboard.type(typed)
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
    page.focus("main button.button-main")
    page.keyboard.press("Enter")
    page.wait_for_url("**/submitted/")
    assert Case.objects.get().facts["bank_account"] == "6200000000000000000"


@pytest.mark.django_db(transaction=True)
def test_an_account_is_read_back_while_it_is_typed_and_a_slip_is_said(visit: Visit, people: People) -> None:
    draft = begin(signed_in(people.worker))
    page = visit(f"/apply/{draft.key}/", width=360, cookies=session_cookie(people.worker))
    assert sideways(page) == 0
    page.select_option("select[name=bank]", "南京银行")
    page.fill("input[name=bank-beside]", "鼓楼支行")
    go_on(page)
    page.fill("input[name=bank_account]", "6222 0212 3456 7890 123")
    assert page.inner_text("[data-read-back]") == "请照卡或者存折核对：6222 0212 3456 7890 123"
    assert sideways(page) == 0
    go_on(page)
    assert "卡号 6222 0212 3456 7890 123 对不上校验位" in page.inner_text(".field-error")
    assert page.input_value("input[name=bank_account]") == "6222 0212 3456 7890 123"
    page.fill("input[name=bank_account]", "6222 0212 3456 7890 128")
    go_on(page)
    shown = page.inner_text("main dl.facts")
    assert "南京银行鼓楼支行" in shown
    assert "6222 0212 3456 7890 128" in shown
    assert Draft.objects.get().answers["bank_account"] == "6222021234567890128"
    page.goto(page.url.replace("check", "question/bank"))
    assert (page.input_value("select[name=bank]"), page.input_value("input[name=bank-beside]")) == (
        "南京银行",
        "鼓楼支行",
    )


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["standard", "care"])
def test_no_barriers_on_the_way(visit: Visit, people: People, mode: str) -> None:
    client = signed_in(people.worker)
    case = hand_in(client)
    act(case, "accept", people.clerk)
    act(case, "request_correction", people.clerk, reason="看不清")
    draft = begin(client, "record_correction", record_kind="identity")
    client.post("/records/statement/")
    run = bundle_case(people)
    paths = [
        *("/bundles/job_loss/", JOB_LOSS, f"/cases/{run.number}/", f"/cases/{run.number}/submitted/", "/cases/"),
        *(f"/apply/{draft.key}/{step}" for step in ("question/record_kind/", "question/why/", "materials/", "check/")),
        *(f"/cases/{case.number}/{page}" for page in ("", "submitted/", "withdraw/")),
        *(
            "/begin/record_correction/",
            "/ask/skill_upgrading/?q=level",
            "/ask/skill_upgrading/?q=payments",
            "/ask/skill_upgrading/",
        ),
        *(
            "/search/?q=工伤",
            "/search/?q=qwxz",
            f"/letters/{Letter.objects.get(kind='statement').number}/",
            "/matters/?for=employer",
        ),
    ]
    cookies, found = session_cookie(people.worker), dict[str, Any]()
    for path in paths:
        page = visit(path, width=360, mode=mode, cookies=cookies)
        found[path] = [*barriers(page), *([f"{sideways(page)} px too wide"] if sideways(page) else [])]
    assert {path: problems for path, problems in found.items() if problems} == {}


@pytest.mark.django_db(transaction=True)
def test_a_bundle_on_a_phone_without_scripts(visit: Visit, people: People) -> None:
    page = visit("/bundles/job_loss/", width=360, scripts=False, cookies=session_cookie(people.worker))
    for name, answer in {"insured_before": "是", "hardship": "否", "wants_training": "否"}.items():
        page.check(f"main input[name={name}][value={answer}]")
    go_on(page)
    page.click("main button:has-text('开始填写')")
    page.wait_for_load_state()
    asked: list[str] = []
    while "/question/" in page.url:
        name = page.url.split("/")[-2]
        assert name not in asked
        asked.append(name)
        assert sideways(page) == 0
        answer = ANSWERS.get(name, "")
        if answer == "没有" or page.locator("main input[type=radio]").count():
            page.locator("main label.choice", has_text=answer).first.click()
        elif page.locator("main form select:not([name=bank])").count():
            page.select_option("main form select", label=answer)
        else:
            page.fill("main form input.input, main form textarea", answer)
        go_on(page)
    page.set_input_files("input[name=leaving_proof]", {**PDF, "name": "离职证明.pdf"})
    go_on(page)
    assert sideways(page) == 0
    go_on(page)
    assert "已提交，一共 2 件。" in page.inner_text("main")
    page.click("text=看进度")
    page.wait_for_load_state()
    assert "办完 0 件，共 2 件" in page.inner_text("main")
    assert sideways(page) == 0
