"""The workbench and the boards in a real browser: by keyboard alone, at 1280 and 360 px, nobody kept out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie
from tests.web.test_boards import PATHS
from tests.web.test_workbench import OVERRIDE, hand_in, many_cases
from yuntai.cases.actions import act

pytestmark = pytest.mark.django_db(transaction=True)


def test_from_case_to_case_by_keyboard_without_a_reload(visit: Callable[..., Page], people: People) -> None:
    first, second = hand_in(people), hand_in(people, "C2")
    for case in (first, second):
        act(case, "accept", people.clerk)
    page = visit("/work/", cookies=session_cookie(people.reviewer))
    page.evaluate("window.same = true")
    for key, case in (("j", first), ("j", second), ("k", first)):
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/work/cases/{case.number}/")
        page.wait_for_selector(f"#case .matter:has-text('{case.number}')")
        page.wait_for_selector("#case:focus", state="attached")
        assert page.inner_text("[data-queue-item][aria-current] .queue-meta").startswith(case.number)
        assert "500.00" in page.inner_text("#side .answer-sentence")
    page.keyboard.press("r")
    page.keyboard.type("材料齐全")
    assert page.input_value("#reason-propose") == "材料齐全"
    assert page.evaluate("window.same")
    assert (
        page.evaluate("localStorage.length + Object.keys(sessionStorage).filter(k => k.includes('cache')).length") == 0
    )
    page.go_back()
    page.wait_for_url(f"**/work/cases/{second.number}/")
    page.wait_for_selector(f"#case:has-text('{second.number}')")


def test_boxes_are_ticked_at_once(visit: Callable[..., Page], people: People) -> None:
    for certificate in ("C1", "C2"):
        hand_in(people, certificate)
    page = visit("/work/", cookies=session_cookie(people.clerk))
    page.click("text=全部勾选")
    page.click("text=受理勾选的")
    page.wait_for_load_state()
    assert page.inner_text("h1") == "2 件已受理"


def test_the_panes_scroll_and_the_page_does_not(visit: Callable[..., Page], people: People) -> None:
    many_cases(people, 30, state="submitted")
    page = visit("/work/", cookies=session_cookie(people.clerk))
    assert page.evaluate("document.querySelector('.pane-case').scrollHeight") > 800
    assert page.evaluate("document.documentElement.scrollHeight") == 800


@pytest.mark.parametrize("mode", ["standard", "care"])
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers_and_nothing_sideways(visit: Callable[..., Page], people: People, width: int, mode: str) -> None:
    case, done = hand_in(people), hand_in(people, "C2")
    for one in (case, done):
        act(one, "accept", people.clerk)
        act(one, "propose", people.reviewer, reason="补发", data=OVERRIDE)
    act(done, "confirm", people.confirmer)
    act(done, "pay", people.payer)
    act(
        done,
        "draw",
        people.supervisor,
        data={"seed": "s", "since": "2020-01-01", "until": "2020-01-01", "pool": 1, "digest": ""},
    )
    pages = [("confirmer", "/work/"), ("confirmer", f"/work/cases/{case.number}/"), ("clerk", "/work/counter/")]
    pages += [("supervisor", f"/work/cases/{done.number}/"), ("supervisor", "/boards/draws/s/")]
    pages += [("supervisor", f"/boards/{path}") for path in PATHS]
    found = {}
    for username, path in pages:
        page = visit(path, width=width, mode=mode, cookies=session_cookie(getattr(people, username)))
        wide = [f"{sideways(page)} px too wide"] if sideways(page) else []
        if problems := [*barriers(page), *wide]:
            found[path] = problems
    assert found == {}
