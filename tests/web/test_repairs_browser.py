"""The pages on which something is put right, in a real browser: on a telephone and on a desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie
from tests.people.make import employer, person, resident, resident_id
from tests.web.test_nobody_barred import FIRM, LICENCE, USCC, put_right
from yuntai.people.models import Operator, Person

Visit = Callable[..., Page]


@pytest.mark.django_db(transaction=True)
def test_a_number_is_corrected_from_page_to_page(visit: Visit, people: People) -> None:
    person(1)
    desk = visit("/account/repairs/", width=360, cookies=session_cookie(people.clerk))
    assert (barriers(desk), sideways(desk)) == ([], 0)
    desk.click("text=更正个人信息")
    desk.fill("#f-known", resident_id(1))
    desk.fill("#f-phone", "13900000001")
    desk.check("text=居民身份证")
    desk.fill("#f-why", "换了号码")
    desk.locator("[name=unit]").first.check()
    assert (barriers(desk), sideways(desk)) == ([], 0)
    desk.click("text=提出，请另一位核对")
    assert "13812345678" in desk.inner_text("main")
    second = visit("/account/proposals/", cookies=session_cookie(people.confirmer))
    second.click("text=更正个人信息")
    assert (barriers(second), sideways(second)) == ([], 0)
    second.click("text=确认，马上生效")
    assert Person.objects.with_resident_id(resident_id(1)).phone == "13900000001"


@pytest.mark.django_db(transaction=True)
def test_whoever_lost_a_code_sees_what_is_left_to_do(visit: Visit, people: People) -> None:
    false = resident("jia", 8, "贾")
    Operator.objects.create(user=false, employer=employer(registered_on="2026-01-01"), role="approver")
    person(9, "钱多多")
    given = {"uscc": USCC, "firm": FIRM, "legal_representative": "钱多多", "name": "钱多多", "keeps": "stranger"}
    put_right(people, "employer", **LICENCE, **given, resident_id=resident_id(9))
    page = visit("/account/employers/", width=360, cookies=session_cookie(false))
    assert (barriers(page), sideways(page)) == ([], 0)
    page.click("text=有异议")
    page.fill("#f-text", "营业执照在我这里")
    assert (barriers(page), sideways(page)) == ([], 0)
    page.click("main button")
    page.click("text=看异议的答复")
    assert "您的异议已经收到，正在核对：营业执照在我这里" in page.inner_text("main")
