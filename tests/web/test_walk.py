"""The walk in a real browser: a worker on a phone without scripts, a clerk, two officers, the cashier, the supervisor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie
from yuntai.cases.models import Case
from yuntai.cases.verify import verify

Visit = Callable[..., Page]
PDF = {"name": "证书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 certificate"}


@pytest.fixture
def opened(visit: Visit, people: People) -> Callable[..., Page]:
    """Open a page as somebody."""

    def open_as(username: str, path: str, **how: Any) -> Page:
        return visit(path, cookies=session_cookie(getattr(people, username)), **how)

    return open_as


def work(page: Page, action: str, fill: dict[str, str] | None = None, tick: str = "") -> None:
    """Do something on a case's page of the workbench."""
    form = page.locator(f"form[action*='/do/{action}/']")
    if form.locator("xpath=..").get_attribute("open") is None:
        form.locator("xpath=..").locator("summary").first.click()
    for name, value in (fill or {}).items():
        form.locator(f"[name={name}]").fill(value)
    if tick:
        form.locator(tick).first.check()
    form.locator("button.button").click()
    page.wait_for_load_state()


@pytest.mark.django_db(transaction=True)
def test_from_the_question_to_the_recheck(opened: Callable[..., Page]) -> None:
    worker = opened("worker", "/find/", width=360, scripts=False)
    assert "500.00" in worker.inner_text("main")
    worker.goto(worker.url.replace("/find/", "/begin/skill_upgrading/"))
    worker.click("text=开始")
    answers = {"补贴打到哪家银行？": "某银行鼓楼支行", "您本人的银行账号是多少？": "6200000000000000000"}
    asked = []
    while "/question/" in worker.url:
        asked.append(worker.inner_text("h1"))
        assert sideways(worker) == 0
        worker.fill("main input[type=text]", answers[asked[-1]])
        worker.click("main button.button-main")
        worker.wait_for_load_state()
    assert asked == list(answers)
    assert "您可以领技能提升补贴 500.00 元。" in worker.inner_text(".answer-sentence").replace("\n", "")
    worker.click("text=提交申请")
    worker.wait_for_load_state()
    number = Case.objects.get().number
    assert number in worker.inner_text(".answer")
    worker.click("text=看进度")
    worker.wait_for_load_state()
    assert worker.url.endswith(f"/cases/{number}/")

    clerk = opened("clerk", f"/work/cases/{number}/")
    work(clerk, "accept")
    assert "还剩 7 个工作日" in clerk.inner_text("main")
    work(clerk, "request_correction", {"reason": "证书照片不清楚"}, "input[name=materials]")
    assert "已暂停，还剩 7 个工作日" in clerk.inner_text("main")

    worker.reload()
    assert "证书照片不清楚" in worker.inner_text("main")
    worker.set_input_files("#f-certificate", files=[PDF])
    worker.click("text=提交补正")
    worker.wait_for_load_state()
    assert "补正已提交" in worker.inner_text("[role=status]")

    reviewer = opened("reviewer", f"/work/cases/{number}/")
    work(reviewer, "propose", {"amount": "600"})
    assert "决定与政策算出的结果不同，要写明理由" in reviewer.inner_text("main")
    assert reviewer.input_value("form[action*='/do/propose/'] [name=amount]") == "600"
    work(reviewer, "propose", {"amount": "600", "reason": "上次少发 100 元"})
    confirmer = opened("confirmer", f"/work/cases/{number}/")
    assert "拟定：予以办理 600.00 元" in confirmer.inner_text("main")
    work(confirmer, "confirm")
    work(opened("payer", f"/work/cases/{number}/"), "pay")

    worker.reload()
    text = worker.inner_text("main")
    assert "决定予以办理，金额 600.00元。" in text.replace("\n", "")
    assert "怎么算出来的" in text
    worker.click("text=准予办理通知书")
    worker.wait_for_load_state()
    letter = worker.frame_locator("iframe.letter").locator("body").inner_text()
    assert "金额：600.00 元。" in letter
    assert "理由：上次少发 100 元" in letter
    worker.go_back()
    worker.check("input[name=score][value='5']")
    worker.click("section#rate button")
    worker.wait_for_load_state()
    assert "您的评价：5 分" in worker.inner_text("main")

    supervisor = opened("supervisor", f"/boards/log/?case={number}")
    done = [cell.inner_text().removeprefix("做了什么").strip() for cell in supervisor.locator("td:nth-child(4)").all()]
    assert done[::-1] == ["提交申请", "受理", "要求补正", "提交补正", "拟定决定", "复核通过", "发放", "评价"]
    supervisor.goto(supervisor.url.split("/boards/")[0] + "/boards/draws/")
    supervisor.click("main form button.button-main")
    supervisor.wait_for_load_state()
    assert number in supervisor.inner_text("main")
    assert verify() == []


PAGES = (
    ("worker", "/"),
    ("worker", "/find/"),
    ("worker", "/matters/"),
    ("worker", "/matters/skill_upgrading/"),
    ("worker", "/ask/unemployment_benefit/"),
    ("worker", "/begin/skill_upgrading/"),
    ("worker", "/cases/"),
    ("worker", "/records/"),
    ("worker", "/letters/"),
    ("worker", "/letters/check/"),
    ("worker", "/notices/"),
    ("worker", "/bundles/job_loss/"),
    ("worker", "/account/profile/"),
    ("clerk", "/work/"),
    ("clerk", "/work/export/?show=all"),
    ("clerk", "/account/counter/"),
    ("supervisor", "/boards/"),
    ("supervisor", "/boards/cards/"),
    ("supervisor", "/boards/log/"),
    ("supervisor", "/boards/draws/"),
    ("supervisor", "/boards/accesses/"),
    ("supervisor", "/boards/export/log/"),
    ("manager", "/account/notices/"),
)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["standard", "care"])
def test_no_barriers(opened: Callable[..., Page], mode: str) -> None:
    found = {}
    for username, path in PAGES:
        page = opened(username, path, width=360, mode=mode)
        found[path] = [*barriers(page), *([f"{sideways(page)} px too wide"] if sideways(page) else [])]
    assert {path: problems for path, problems in found.items() if problems} == {}
