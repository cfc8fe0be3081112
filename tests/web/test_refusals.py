"""After a refusal: what differed, the ways on before the rating, a new draft with what was answered, letters to print and keep."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, rewrite, session_cookie, signed_in
from tests.web.test_resident import hand_in, page, text
from yuntai.cases.actions import act
from yuntai.cases.models import Case, Draft
from yuntai.notices.models import Letter

Visit = Callable[..., Page]


def refused(people: People) -> Case:
    """A certificate of the highest level that is not on the list: the policy refuses."""
    case = hand_in(signed_in(people.worker))
    rewrite(case, facts=case.facts | {"level": "1"})
    case.refresh_from_db()
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    return act(case, "confirm", people.confirmer)


def test_what_differed_and_the_ways_on_stand_before_the_rating(people: People) -> None:
    case = refused(people)
    shown = page(signed_in(people.worker).get(f"/cases/{case.number}/")).main
    said = "".join(shown.get_text().split())
    assert "没有达到“等级在补贴范围内（技师、高级技师须在目录内）”（查到的：" in said
    assert "宁人社规〔2022〕9号四（二）1、2" in said
    order = ["改正后重新申请", "不服怎么办", "办理进度", "这次办得怎么样"]
    assert sorted(order, key=said.index) == order
    assert "评价这次办理" not in said
    assert [one.get_text().split("，")[1][:12] for one in shown.select("#remedies li")] == [
        "向南京市雨花台区人民政府",
        "向南京铁路运输法院（这个",
    ]


def test_what_was_answered_is_in_the_new_draft(people: People) -> None:
    worker, case = signed_in(people.worker), refused(people)
    address = worker.post(f"/cases/{case.number}/again/").url
    draft = Draft.objects.get()
    assert address == f"/apply/{draft.key}/"
    assert (draft.procedure, draft.answers["bank"]) == ("skill_upgrading", "某银行鼓楼支行")
    assert draft.answers["bank_account"] == "6200000000000000000"
    assert draft.answers["level"] == "3"  # as the registry has it, not as it was
    assert worker.post(f"/cases/{case.number}/again/").url == address
    assert Draft.objects.count() == 1


def test_nobody_applies_again_where_nothing_was_refused_nor_for_another(people: People) -> None:
    case = hand_in(signed_in(people.worker))
    assert signed_in(people.worker).post(f"/cases/{case.number}/again/").status_code == 404
    act(case, "reject", people.clerk, reason="不属于本区")
    assert signed_in(people.elder).post(f"/cases/{case.number}/again/").status_code == 404
    assert signed_in(people.worker).post(f"/cases/{case.number}/again/").status_code == 302


def test_a_case_that_was_not_accepted(people: People) -> None:
    worker, case = signed_in(people.worker), hand_in(signed_in(people.worker))
    act(case, "reject", people.clerk, reason="不属于本区")
    shown = text(worker.get(f"/cases/{case.number}/"))
    assert "不予受理。理由：不属于本区依据：宁人社规〔2022〕9号" in shown
    assert "改正后重新申请" in shown
    assert "向南京市雨花台区人民政府申请行政复议" in shown


def test_a_letter_goes_back_and_is_kept_as_it_was_issued(people: People) -> None:
    worker, case = signed_in(people.worker), refused(people)
    letter = Letter.objects.get(kind="refused")
    shown = page(worker.get(f"/letters/{letter.number}/"))
    assert shown.find("a", class_="back")["href"] == f"/cases/{case.number}/"
    assert shown.find("iframe")["srcdoc"] == letter.html
    kept = worker.get(f"/letters/{letter.number}/?save=1")
    assert b"".join(kept.streaming_content).decode() == letter.html
    assert f"{letter.number}.html" in kept["Content-Disposition"]
    assert worker.get(f"/letters/{letter.number}/?alone=1").content.decode() == letter.html
    assert signed_in(people.elder).get(f"/letters/{letter.number}/?save=1").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("scripts", [True, False])
def test_on_a_phone(visit: Visit, people: People, scripts: bool) -> None:
    case = refused(people)
    shown = visit(f"/cases/{case.number}/", width=360, scripts=scripts, cookies=session_cookie(people.worker))
    assert sideways(shown) == 0
    if scripts:
        assert barriers(shown) == []
    shown.click("text=不予办理决定书")
    shown.wait_for_load_state()
    assert sideways(shown) == 0
    assert shown.is_visible("text=要打印：点“单独打开”") is not scripts
    assert shown.is_visible("button:has-text('打印')") is scripts
    if scripts:
        assert "没有达到" in shown.frame_locator("iframe.letter").locator("body").inner_text()
        assert barriers(shown) == []
        assert shown.evaluate("document.querySelector('iframe').offsetHeight") > 1000
    shown.goto(f"{shown.url}?alone=1")
    assert sideways(shown) == 0
    assert "没有达到" in shown.inner_text("body")
    shown.goto(shown.url.replace("?alone=1", ""))
    shown.click("a.back")
    shown.wait_for_url(f"**/cases/{case.number}/")
    shown.click("text=改正后重新申请")
    shown.wait_for_load_state()
    assert "/apply/" in shown.url
    assert "某银行鼓楼支行" in shown.inner_text("main")
