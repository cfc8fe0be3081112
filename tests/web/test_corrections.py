"""Corrections on the pages: an officer asks field by field, the applicant answers in parts, the log shows old and new."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie, signed_in
from tests.web.test_resident import hand_in, page, pdf, text
from yuntai.cases.actions import act
from yuntai.cases.models import Case, Change
from yuntai.people.models import User

Visit = Callable[..., Page]
PAPER = "职业资格证书或者职业技能等级证书"
PDF = {"name": "证书.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4 certificate"}


@pytest.fixture
def case(people: People) -> Case:
    """Asked: the account and a paper."""
    return act(
        hand_in(signed_in(people.worker)),
        "request_correction",
        people.clerk,
        data={"fields": {"bank_account": "户名不是您本人"}, "materials": [PAPER]},
    )


def address(case: Case) -> str:
    return f"/cases/{case.number}/supply/"


def test_an_officer_asks_and_what_she_wrote_stays_where_it_is_refused(people: People) -> None:
    clerk, case = signed_in(people.clerk), hand_in(signed_in(people.worker))
    form = f"/work/cases/{case.number}/do/request_correction/"
    refused = clerk.post(form, {"fields": ["bank_account", "bank"], "remark-bank": "写到支行", "materials": [PAPER]})
    assert "“收款账号”要写明哪里不对、怎样改" in text(refused)
    found = page(refused)
    assert found.find("input", {"name": "remark-bank"})["value"] == "写到支行"
    ticked = {one["value"] for one in found.select("[action*=request_correction] input:checked")}
    assert ticked == {"bank_account", "bank", PAPER}
    clerk.post(form, {"fields": ["bank"], "remark-bank": "写到支行"})
    case.refresh_from_db()
    assert case.state == "correcting"
    shown = text(clerk.get(f"/work/cases/{case.number}/"))
    assert "等申请人补正" in shown
    assert "开户银行：写到支行" in shown


def test_nothing_typed_is_lost_and_a_good_file_is_kept(people: People, case: Case) -> None:
    worker = signed_in(people.worker)
    wrong = worker.post(
        address(case), {"fix-bank_account": "6222021234567890123", "certificate": pdf(), "reply": "换了卡"}
    )
    shown = text(wrong)
    assert "“收款账号”：卡号6222021234567890123对不上校验位" in shown
    assert f"“{PAPER}”已经收到，不用再传" in wrong.content.decode()
    assert page(wrong).find("input", {"name": "fix-bank_account"})["value"] == "6222021234567890123"
    assert page(wrong).find("textarea", {"name": "reply"}).string == "换了卡"
    assert page(wrong).find("input", {"name": "certificate"}) is None
    assert [one.name for one in case.materials.all()] == ["证书.pdf"]
    done = worker.post(address(case), {"fix-bank_account": "6222 0212 3456 7890 128", "reply": "换了卡"}, follow=True)
    assert "补正已提交，办理时间接着计算" in done.content.decode()
    case.refresh_from_db()
    assert (case.state, case.facts["bank_account"]) == ("submitted", "6222021234567890128")


def test_one_part_after_the_other(people: People, case: Case) -> None:
    worker = signed_in(people.worker)
    assert "还没有改，也没有上传材料" in text(worker.post(address(case), {"fix-bank_account": "6200000000000000000"}))
    typed = {"fix-bank_account": "6200000000000000000", "lack-certificate": "1"}
    assert "请在这里写明理由" in text(worker.post(address(case), typed))
    first = worker.post(address(case), typed | {"reply": "在登记系统里"}, follow=True)
    assert "还有没补的，办理时间仍然停着" in first.content.decode()
    assert page(first).find("input", {"name": "certificate"}) is None
    assert page(first).find("input", {"name": "fix-bank_account"})["value"] == "6200000000000000000"
    worker.post(address(case), {"keep-bank_account": "1", "reply": "就是我本人的卡"})
    case.refresh_from_db()
    assert (case.state, Change.objects.count()) == ("submitted", 0)
    shown = text(worker.get(f"/cases/{case.number}/"))
    assert f"没有{PAPER}；在登记系统里" in shown
    assert "没有填错：收款账号；就是我本人的卡" in shown


def test_rows_and_ticks_that_were_left_as_they_are_do_not_stand_in_the_way(people: People) -> None:
    case = hand_in(signed_in(people.worker))
    asked = {"bank": "写到支行", "payments": "漏了一次", "listed": "在目录里"}
    act(case, "request_correction", people.clerk, data={"fields": asked})
    typed = {
        "fix-bank": "南京银行",
        "fix-bank-beside": "鼓楼支行",
        "fix-listed": case.facts["listed"],
        "fix-payments-0-policy": "",
    }
    signed_in(people.worker).post(address(case), typed)
    (change,) = Change.objects.all()
    assert (change.before, change.after) == ({"bank": "某银行鼓楼支行"}, {"bank": "南京银行鼓楼支行"})
    case.refresh_from_db()
    assert (case.state, case.facts["payments"]) == ("correcting", [])


def test_the_log_shows_old_and_new_with_the_numbers_masked(people: People, case: Case) -> None:
    signed_in(people.worker).post(address(case), {"fix-bank_account": "6222021234567890128"})
    shown = text(signed_in(people.clerk).get(f"/work/cases/{case.number}/"))
    assert "收款账号原来：尾号0000，改为：尾号0128" in shown


def test_an_officer_takes_an_item_back(people: People, case: Case) -> None:
    clerk = signed_in(people.clerk)
    form = f"/work/cases/{case.number}/do/recall_correction/"
    assert "请勾选要撤销的项目" in text(clerk.post(form, {"reason": "查到了"}))
    clerk.post(form, {"reason": "登记系统查到了", "materials": [PAPER]})
    shown = text(signed_in(people.worker).get(f"/cases/{case.number}/"))
    assert "撤销补正要求" in shown
    assert "登记系统查到了" in shown
    case.refresh_from_db()
    assert case.state == "correcting"


@pytest.fixture
def opened(visit: Visit) -> Callable[..., Page]:
    def open_as(user: User, path: str, **options: object) -> Page:
        return visit(path, cookies=session_cookie(user), **options)

    return open_as


@pytest.mark.django_db(transaction=True)
def test_on_a_phone_without_scripts(opened: Callable[..., Page], people: People) -> None:
    case = hand_in(signed_in(people.worker))
    clerk = opened(people.clerk, f"/work/cases/{case.number}/")
    clerk.click("summary:has-text('要求补正')")
    form = clerk.locator("form[action*='/request_correction/']")
    assert not form.locator("[name=remark-bank_account]").is_visible()
    form.locator("[name=fields][value=bank_account]").check()
    form.locator("[name=remark-bank_account]").fill("户名不是您本人，请填本人的账号")
    form.locator(f"[name=materials][value='{PAPER}']").check()
    form.locator("button.button-main, button.button-plain").last.click()
    clerk.wait_for_load_state()
    assert "等申请人补正" in clerk.inner_text("main")

    for width, scripts in ((1280, True), (360, False)):
        worker = opened(people.worker, f"/cases/{case.number}/", width=width, scripts=scripts)
        assert sideways(worker) == 0
    assert "工作人员：户名不是您本人，请填本人的账号" in worker.inner_text("#supply")
    worker.fill("[name=fix-bank_account]", "6222021234567890123")
    worker.click("text=提交补正")
    worker.wait_for_load_state()
    assert "对不上校验位" in worker.inner_text(".error-summary")
    assert sideways(worker) == 0
    worker.fill("[name=fix-bank_account]", "6222021234567890128")
    worker.click("text=提交补正")
    worker.wait_for_load_state()
    assert "还有没补的" in worker.inner_text("[role=status]")
    worker.set_input_files("#f-certificate", files=[PDF])
    worker.click("text=提交补正")
    worker.wait_for_load_state()
    assert "办理时间接着计算" in worker.inner_text("[role=status]")
    assert "改了收款账号" in worker.inner_text(".track")
    clerk.reload()
    assert "收款账号 原来：尾号 0000，改为：尾号 0128" in clerk.inner_text("main")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("mode", ["standard", "care"])
def test_no_barriers(opened: Callable[..., Page], people: People, case: Case, mode: str) -> None:
    for user, path in ((people.worker, f"/cases/{case.number}/"), (people.clerk, f"/work/cases/{case.number}/")):
        shown = opened(user, path, width=360, mode=mode)
        assert barriers(shown) == []
        assert sideways(shown) == 0
