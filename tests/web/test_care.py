"""Care mode on a phone: the head takes two lines, nothing is cut off or stands out of the page."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import sideways
from tests.city import People, session_cookie, signed_in
from tests.web.test_resident import begin, hand_in
from yuntai.cases.actions import act

Visit = Callable[..., Page]

LINES = """() => {
  const middles = [...document.querySelectorAll(".site-head .brand svg, .site-head .button, .site-navigation a")]
    .map((one) => one.getBoundingClientRect()).map((box) => box.top + box.height / 2).sort((a, b) => a - b);
  return middles.filter((middle, index) => index === 0 || middle - middles[index - 1] > 10).length;
}"""
"""How many lines the head takes."""
CUT = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.checkVisibility() && !one.closest(".hidden-text") && one.scrollWidth > one.clientWidth + 1)
  .filter((one) => getComputedStyle(one).overflowX !== "visible")
  .map((one) => one.outerHTML.slice(0, 80))"""
"""What does not show all of its text."""
PLACEHOLDER = """() => {
  const input = document.querySelector(".search input");
  const text = document.createElement("span");
  text.textContent = input.placeholder;
  text.style.cssText = "position: absolute; white-space: nowrap";
  text.style.font = getComputedStyle(input, "::placeholder").font;
  document.body.append(text);
  const style = getComputedStyle(input);
  const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return [text.getBoundingClientRect().width, room];
}"""
"""How wide the placeholder of the search is, and how much room it has."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["care", "standard"])
def test_two_lines_of_head_and_nothing_cut_off(visit: Visit, people: People, mode: str) -> None:
    client = signed_in(people.worker)
    case = hand_in(client)
    act(case, "accept", people.clerk)
    act(case, "request_correction", people.clerk, reason="看不清")
    draft = begin(client, "record_correction", record_kind="identity")
    client.post("/records/statement/")
    paths = (
        *("/", "/matters/", "/matters/skill_upgrading/", "/bundles/job_loss/", "/find/", "/search/?q=工伤"),
        *(
            "/ask/skill_upgrading/",
            "/ask/unemployment_benefit/",
            "/begin/record_correction/",
            "/begin/skill_upgrading/",
        ),
        *(f"/apply/{draft.key}/{step}" for step in ("question/record_kind/", "question/why/", "materials/", "check/")),
        *(f"/cases/{case.number}/{page}" for page in ("", "submitted/", "receipt/", "withdraw/")),
        *("/cases/", "/records/", "/letters/", "/letters/check/", "/notices/"),
        *("/account/profile/", "/account/mandates/", "/account/acting/", "/account/looked/", "/account/password/"),
    )
    found = {}
    for path in paths:
        page = visit(path, width=360, mode=mode, cookies=session_cookie(people.worker))
        found[path] = (page.evaluate(LINES), sideways(page), page.evaluate(CUT))
        page.close()
    assert {path: problems for path, problems in found.items() if problems != (2, 0, [])} == {}
    for path in ("/", "/account/sign-in/", "/account/register/"):
        page = visit(path, width=360, mode=mode)
        assert (page.evaluate(LINES), sideways(page), page.evaluate(CUT)) == (2, 0, []), path


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["care", "standard"])
def test_the_example_in_the_search_is_not_cut(visit: Visit, people: People, mode: str) -> None:  # noqa: ARG001
    needed, room = visit("/", width=360, mode=mode).evaluate(PLACEHOLDER)
    assert 0 < needed <= room
