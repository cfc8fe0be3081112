"""Asking a policy in a real browser, on a phone, with and without scripts: back, passing over, what is unlikely, bounds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.web.test_resident_browser import go_on

Visit = Callable[..., Page]


def asked(page: Page) -> str:
    """The question of the page; empty on the answer."""
    assert sideways(page) == 0
    return page.inner_text("main h1") if page.locator("main input[name=fact]").count() else ""


def choose(page: Page, label: str) -> None:
    page.locator("main label.choice", has_text=label).first.click()
    go_on(page)


def fill(page: Page, value: str) -> None:
    page.fill("main form input.input", value)
    go_on(page)


def passed_over(page: Page) -> list[str]:
    """Pass over every question that comes; the questions."""
    questions = []
    while question := asked(page):
        questions.append(question)
        page.click("main button:has-text('先跳过')")
        page.wait_for_load_state()
    return questions


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_back_goes_to_the_question_before(visit: Visit, scripts: bool) -> None:
    page = visit("/ask/retirement_age/", width=360, scripts=scripts)
    fill(page, "1975-06-15")
    choose(page, "女")
    assert asked(page) == "在什么岗位？（女职工的退休年龄要看岗位）"
    page.go_back()
    assert asked(page) == "性别？"
    page.go_back()
    assert asked(page) == "出生日期是哪天？"
    assert page.input_value("main input.input") == "1975-06-15"
    page.go_forward()
    choose(page, "女")
    choose(page, "工人岗位")
    assert page.inner_text(".answer-figure") == "2025年9月15日"
    page.go_back()
    assert asked(page) == "在什么岗位？（女职工的退休年龄要看岗位）"


@pytest.mark.django_db(transaction=True)
def test_passing_over_ends_and_what_is_known_is_said(visit: Visit) -> None:
    page = visit("/ask/retirement_age/", width=360, scripts=False)
    fill(page, "1975-06-15")
    assert passed_over(page) == ["性别？", "在什么岗位？（女职工的退休年龄要看岗位）"]
    card = page.inner_text(".answer")
    # a worker at 50 years 3 months, a man at 62 years 8 months
    assert "2025年9月15日到2038年2月15日之间" in card
    assert "50岁3个月到62岁8个月" in card
    assert page.locator(".answer-figure").count() == 0  # one end of a range says less than both
    page.click("main li a:has-text('性别？')")
    choose(page, "男")
    assert asked(page) == ""
    assert page.inner_text(".answer-figure") == "2038年2月15日"


@pytest.mark.django_db(transaction=True)
def test_what_is_missing_is_said_first_and_what_is_sure_at_the_end(visit: Visit) -> None:
    page = visit("/ask/opening_subsidy/", width=360)
    assert "平台没有查到这一天的“南京市开业补贴标准”" in page.inner_text("main .notice")
    assert asked(page) == "营业执照上的成立日期是哪天？"
    page.click("main button:has-text('先跳过')")
    assert page.locator("main .notice").count() == 0
    assert len(passed_over(page)) >= 3
    assert "平台没有查到“南京市开业补贴标准”" in page.inner_text(".answer")
    page = visit("/ask/unemployment_benefit/", width=360)
    choose(page, "合同期满")
    fill(page, "60")
    assert len(passed_over(page)) >= 3
    card = page.inner_text(".answer")
    assert "2,660.00 元" in card  # no more than the lowest wage, whatever the rest is
    assert "这个标准还没有同原文核对过：失业保险金最低标准" in card  # and no other
    assert barriers(page) == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without"])
def test_what_is_unlikely_is_asked_back(visit: Visit, scripts: bool) -> None:
    page = visit("/ask/wage_tax/", width=360, scripts=scripts)
    assert asked(page).startswith("每月应发工资多少？")
    fill(page, "6")
    assert asked(page).startswith("每月应发工资多少？")
    assert "您填的是 6 元，是 6 万元吗？" in page.inner_text("main .notice")
    assert page.input_value("main input.input") == "6"
    assert not scripts or barriers(page) == []
    fill(page, "6万")
    assert asked(page).startswith("每月个人缴的社会保险费")
    page.go_back()
    fill(page, "6")
    go_on(page)
    assert asked(page).startswith("每月个人缴的社会保险费")


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_stands_beside_the_field(visit: Visit) -> None:
    page = visit("/ask/retirement_age/", width=360, scripts=False)
    fill(page, "2199-01-01")
    assert "2199年1月1日还没有到，最晚填" in page.inner_text("main .field-error")
    assert page.input_value("main input.input") == "2199-01-01"
