"""The place of a case in a real browser, at 360 and 1280 px: asked of the applicant without scripts, said to the officer."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.cases.test_routing import REPORT, report
from tests.city import People, session_cookie
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Role, Unit, User

pytestmark = pytest.mark.django_db(transaction=True)


def keep(page: Page, name: str) -> None:
    """A picture of the page, where ``YUNTAI_PICTURES`` names a folder."""
    if folder := os.environ.get("YUNTAI_PICTURES"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_district_of_the_site_is_chosen_without_scripts(
    visit: Callable[..., Page], people: People, width: int
) -> None:
    acting = Acting(people.worker, people.worker_person, "self")
    draft = begin_draft(catalogue()["arrears_report"], acting, REPORT)
    path = f"/apply/{draft.key}/question/work_place/"
    page = visit(path, width=width, scripts=False, cookies=session_cookie(people.worker))
    assert page.inner_text("h1") == "用工地点在哪个区（街道）？"
    groups = [group.get_attribute("label") for group in page.query_selector_all("#f-work_place optgroup")]
    assert groups == ["玄武区", "秦淮区", "江宁区"]
    assert [one.inner_text() for one in page.query_selector_all("optgroup[label=江宁区] option")] == [
        "江宁区（街道说不清）",
        "江宁区东山街道",
        "江宁区秣陵街道",
    ]
    assert page.inner_text("#f-work_place > option:last-child") == "说不清在哪个区"
    page.select_option("#f-work_place", "320118")
    keep(page, f"place-{width}")
    assert sideways(page) == 0
    page.click("main form button:has-text('下一题'), main form button.button-main")
    page.wait_for_load_state()
    draft.refresh_from_db()
    assert draft.answers["work_place"] == "320118"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_officer_of_the_citys_desk_reads_why_and_by_when(
    visit: Callable[..., Page], people: People, width: int
) -> None:
    desk = User.objects.create_user("desk", display_name="柜台赵")
    Appointment.objects.create(user=desk, unit=Unit.objects.get(code="320100-window"), role=Role.ACCEPT)
    case = report(people, work_place="320118", keep_secret="是")
    cookies = session_cookie(desk)
    queue = visit("/work/", width=width, cookies=cookies)
    assert "要求保密" in queue.inner_text("body")
    keep(queue, f"queue-{width}")
    page = visit(f"/work/cases/{case.number}/", width=width, cookies=cookies)
    said = page.inner_text("main")
    assert "本来由南京市高淳区人力资源和社会保障局办理，那里现在没有受理人员" in said
    assert "5个工作日内决定是否受理" in said.replace(" ", "")
    keep(page, f"case-{width}")
    assert sideways(page) == 0
    assert barriers(page) == []


def test_the_two_clocks_stand_beside_each_other(visit: Callable[..., Page], people: People) -> None:
    case = report(people, work_place="320115")
    act(case, "accept", people.clerk)
    for width in (360, 1280):
        page = visit(f"/work/cases/{case.number}/", width=width, cookies=session_cookie(people.clerk))
        assert "法定期限从受理起 60 个工作日" in page.inner_text("main")
        keep(page, f"clocks-{width}")
        mine = visit(f"/cases/{case.number}/", width=width, cookies=session_cookie(people.worker))
        assert "法律规定的期限：从受理起 60 个工作日" in mine.inner_text("main")
        keep(mine, f"mine-{width}")
        assert sideways(mine) == 0
