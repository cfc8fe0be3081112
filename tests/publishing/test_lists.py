"""Rows of rolls posted in public: what is private never stands there; two officers; how long; objections and their answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import session_cookie, signed_in
from tests.people.make import officer, resident
from tests.rolls.make import ANNA, FIRM, OTHER_FIRM, apprentice, contract, entered
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.models import Access, Employer, Role, Unit, User
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import confirm, shown
from yuntai.publishing import lists
from yuntai.publishing.models import Objection, PostedRow, Posting
from yuntai.rolls.content import calendar, rolls
from yuntai.rolls.tables import model_of
from yuntai.rules.language.workdays import workday_after

pytestmark = pytest.mark.django_db

ROLL = "collective_contracts"
PUBLIC = ["备案号", "单位名称", "合同种类", "层级", "覆盖职工人数", "生效日期", "期满日期"]
SECRETS = ("王小明", "钱大海", FIRM, "2026年1月5日")
"""Who signed (private), the employer's code and the day of submission (neither private nor public)."""
TYPED = {"title": "集体合同备案公示", "why": "《集体合同规定》", "days": "5"}


@pytest.fixture
def there() -> Any:
    """A clerk and a confirmer of 玄武, a clerk of 秦淮; two contracts in 玄武, one in 秦淮."""
    city = Unit.objects.create(code="320100", name="市局", level="city")
    xuanwu = Unit.objects.create(code="320102", name="玄武局", level="district", parent=city)
    qinhuai = Unit.objects.create(code="320104", name="秦淮局", level="district", parent=city)
    Employer.objects.create(uscc=FIRM, name="玄武的厂", district="玄武")
    Employer.objects.create(uscc=OTHER_FIRM, name="秦淮的厂", district="秦淮")
    entered(
        ROLL,
        contract(),
        contract(contract="集2026-2", firm="南京示例纺织厂 13812345678"),
        contract(contract="集2026-3", employer=OTHER_FIRM, firm="秦淮的厂"),
    )
    return SimpleNamespace(
        clerk=officer("clerk", xuanwu, Role.ACCEPT),
        second=officer("second", xuanwu, Role.CONFIRM),
        other=officer("other", qinhuai, Role.REVIEW),
        unit=xuanwu,
    )


def numbers(*contracts: str) -> list[int]:
    found = dict(model_of(ROLL).objects.values_list("contract", "pk"))
    return [found[one] for one in contracts]


def posted(there: Any, days: int = 5, *, stays: bool = False) -> Posting:
    """Two rows, posted past the two officers, as a case's act does."""
    rows, ends = lists.to_post(there.clerk, rolls()[ROLL]), workday_after(today(), days, calendar())
    return lists.post(rows, rolls()[ROLL], "集体合同备案公示", "依据", there.unit, there.second, ends=ends, stays=stays)


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def test_what_is_private_never_stands_on_the_page(there: Any, client: Client) -> None:
    posting = posted(there, stays=True)
    assert posting.columns == PUBLIC
    pages = [client.get("/postings/"), client.get(f"/postings/{posting.pk}/")]
    for page in pages:
        assert not [secret for secret in SECRETS if secret in page.text]
        assert "13812345678" not in page.text
    assert "集2026-1 南京示例机械有限公司" in text_of(pages[1])
    assert "南京示例纺织厂 138****5678" in text_of(pages[1])
    assert "集2026-3" not in pages[1].text  # another unit's
    kept = str(list(PostedRow.objects.values_list("cells", flat=True)))
    assert not [secret for secret in SECRETS if secret in kept]


@pytest.mark.usefixtures("there")
def test_of_a_person_there_is_nothing_but_her_masked_number() -> None:
    entered("apprentices", apprentice())
    roll = rolls()["apprentices"]
    with pytest.raises(YuntaiError, match="没有一列可以公开，不能公示"):
        lists.columns_of(roll)
    opened = replace(
        roll, columns=tuple(replace(one, public=one.name in ("course", "enrolled_on")) for one in roll.columns)
    )
    assert lists.columns_of(opened)[0] == "公民身份号码"
    (row,) = model_of("apprentices").objects.all()
    cells = lists.cells_of(opened, row)
    assert cells == ["110105********002X", "学1", "2026年3月1日"]
    assert ANNA not in str(cells)


def test_two_officers_post_what_the_second_has_seen(there: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = signed_in(there.clerk)
    page = BeautifulSoup(browser.get(f"/postings/desk/new/{ROLL}/").content, "html.parser")
    assert [one.text for one in page.select("thead th")] == ["公示", *PUBLIC]
    assert len(page.select("[name=rows]")) == 2
    refused = browser.post(f"/postings/desk/new/{ROLL}/", TYPED)
    assert "请选要公示的行" in refused.text
    assert 'value="集体合同备案公示"' in refused.text
    chosen = numbers("集2026-1", "集2026-3")  # the other unit's is not hers to post
    response = browser.post(f"/postings/desk/new/{ROLL}/", TYPED | {"rows": chosen})
    proposal = Proposal.objects.get()
    assert response.url == f"/account/proposals/{proposal.pk}/"
    lines, digest, _ = shown(proposal)
    assert [one.label for one in lines] == ["标题", "依据", "公示多久", "第 1 行"]
    assert lines[2].text == "5 个工作日，期满以后撤下"
    assert lines[3].text.startswith("备案号：集2026-1；单位名称：南京示例机械有限公司；")
    assert not Posting.objects.exists()
    with pytest.raises(YuntaiError):
        confirm(proposal.pk, there.clerk, digest)
    monkeypatch.setattr("yuntai.publishing.lists.today", lambda: date(2026, 9, 30))
    confirm(proposal.pk, there.second, digest)
    posting = Posting.objects.get()
    # five workdays from Wednesday 30 September 2026: 8, 9, 10 (a Saturday that is worked), 12, 13 October; 1 to 7 are free
    assert (posting.begins, posting.ends) == (date(2026, 9, 30), date(2026, 10, 13))
    assert (posting.posted_by, posting.unit) == (there.second, there.unit)
    assert [one.cells[0] for one in posting.rows.all()] == ["集2026-1"]
    assert verify() == []


def test_after_its_last_day_it_is_gone_unless_it_stays(
    there: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, stays = posted(there), posted(there, stays=True)
    monkeypatch.setattr("yuntai.publishing.models.today", lambda: date(2027, 6, 1))
    page = text_of(client.get(f"/postings/{gone.pk}/"))
    assert "公示期满，名单已经撤下" in page
    assert "集2026-1" not in page
    assert "集2026-1" in text_of(client.get(f"/postings/{stays.pk}/"))
    shown_now = re.findall(r"/postings/(\d+)/", client.get("/postings/").text)
    assert shown_now == [str(stays.pk)]
    assert "提异议" not in client.get(f"/postings/{stays.pk}/").text


def test_what_becomes_of_the_row_does_not_change_what_was_posted(there: Any, client: Client) -> None:
    posting = posted(there)
    entered(ROLL, contract(firm="改了名的厂"), since=today())
    assert "南京示例机械有限公司" in text_of(client.get(f"/postings/{posting.pk}/"))


def test_taken_down_with_a_reason(there: Any, client: Client) -> None:
    posting = posted(there)
    desk = signed_in(there.clerk)
    assert "请写明为什么撤下" in desk.post(f"/postings/desk/{posting.pk}/do/take_down/", follow=True).text
    desk.post(f"/postings/desk/{posting.pk}/do/take_down/", {"reason": "发错了单位"})
    page = text_of(client.get(f"/postings/{posting.pk}/"))
    assert "撤下：发错了单位" in page
    assert "集2026-1" not in page
    assert "集体合同备案公示" not in text_of(client.get("/postings/"))
    assert "已经撤下了" in desk.post(f"/postings/desk/{posting.pk}/do/take_down/", {"reason": "x"}, follow=True).text
    assert signed_in(there.other).get(f"/postings/desk/{posting.pk}/").status_code == 404


def test_somebody_objects_and_is_answered(there: Any, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    posting = posted(there)
    address = f"/postings/{posting.pk}/object/"
    assert client.get(address).url.startswith("/account/sign-in/")
    wang = resident("wang", 1)
    hers = signed_in(wang)
    assert "请写明哪里不对" in hers.post(address, {"text": " "}).text
    done = hers.post(address, {"text": "人数不对", "about": "2"}, follow=True)
    assert "您的异议 人数不对 还没有答复" in text_of(done)
    objection = Objection.objects.get()
    assert (objection.person, objection.about) == (wang.person, posting.rows.get(place=2))
    assert "人数不对" not in client.get(f"/postings/{posting.pk}/").text
    told = Notice.objects.filter(user=there.clerk, channel="site").get()
    assert told.text == "有人对“集体合同备案公示”提出异议。请看一看，核对以后答复。"
    desk = signed_in(there.clerk)
    assert "1 条待答复" in text_of(desk.get("/postings/desk/"))
    page = text_of(desk.get(f"/postings/desk/{posting.pk}/"))
    assert "1 条异议 王*明" in page
    assert Access.objects.filter(user=there.clerk, person=wang.person, what="对公示的异议").count() == 1
    desk.post(f"/postings/desk/{posting.pk}/do/answer/", {"objection": str(objection.pk), "text": "已经改正。"})
    assert "答复 已经改正。" in text_of(hers.get(f"/postings/{posting.pk}/"))
    assert Notice.objects.filter(person=wang.person, channel="site").get().text.endswith("答复是：已经改正。")
    again = {"objection": str(objection.pk), "text": "x"}
    assert "已经答复过了" in desk.post(f"/postings/desk/{posting.pk}/do/answer/", again, follow=True).text
    monkeypatch.setattr("yuntai.publishing.models.today", lambda: date(2027, 6, 1))
    assert "公示已经结束，不能再提异议" in hers.post(address, {"text": "x"}).text
    assert Objection.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": " "}, "请写标题和依据"),
        ({"why": ""}, "请写明为什么"),
        ({"days": "0"}, "公示 1 到 60 个工作日"),
        ({"days": "61"}, "公示 1 到 60 个工作日"),
    ],
)
def test_a_mistake_is_named(there: Any, change: dict[str, str], said: str) -> None:
    sent = TYPED | {"rows": numbers("集2026-1")} | change
    assert said in signed_in(there.clerk).post(f"/postings/desk/new/{ROLL}/", sent).text
    assert not Proposal.objects.exists()


def test_who_comes_to_the_desk(there: Any) -> None:
    payer = officer("payer", there.unit, Role.PAY)
    watcher = officer("watcher", there.unit, Role.SUPERVISE)
    for who, desk, new in (
        (there.clerk, 200, 200),
        (watcher, 200, 403),
        (payer, 403, 403),
        (resident("wang", 1), 403, 403),
    ):
        client = signed_in(who)
        assert client.get("/postings/desk/").status_code == desk
        assert client.get(f"/postings/desk/new/{ROLL}/").status_code == new
    assert signed_in(there.clerk).get("/postings/desk/new/no_such/").status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_nobody_is_kept_out_of_the_pages(visit: Callable[..., Page], there: Any, width: int) -> None:
    posting = posted(there)
    wang = resident("wang", 1)
    lists.object_to(posting, wang.person, wang, "人数不对")
    for user, address in (
        ("wang", "/postings/"),
        ("wang", f"/postings/{posting.pk}/"),
        ("wang", f"/postings/{posting.pk}/object/"),
        ("clerk", "/postings/desk/"),
        ("clerk", f"/postings/desk/{posting.pk}/"),
        ("clerk", f"/postings/desk/new/{ROLL}/"),
    ):
        page = visit(address, width=width, cookies=session_cookie(User.objects.get(username=user)))
        assert (address, barriers(page), sideways(page)) == (address, [], 0)
