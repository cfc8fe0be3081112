"""我能享受什么: what is offered to whom, in which order, and the three questions of who is not signed in."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie, signed_in
from tests.people.make import make_firm, resident
from tests.web.test_resident import hand_in, page, text
from yuntai.cases.actions import act
from yuntai.cases.content import pack, situations
from yuntai.cases.models import Draft
from yuntai.packs import FOLDER
from yuntai.procedures import load_procedures
from yuntai.procedures.situations import load_situations
from yuntai.registry.record import Record
from yuntai.registry.schema import TABLES
from yuntai.rules.rule.packs import load_pack
from yuntai.web.resident import finding, found
from yuntai.web.resident.found import Mine, mine

DAY = date(2026, 11, 30)
BORN = {"person": 1, "sex": "male", "post": "worker", "born_on": date(1967, 3, 15), "district": "鼓楼"}


@pytest.fixture
def of(monkeypatch: pytest.MonkeyPatch, db: None) -> Callable[..., Client]:  # noqa: ARG001
    """A client of somebody of whom the registry holds ``rows``, on 2026-11-30."""

    def client(**rows: Any) -> Client:
        held = Record(1, {"persons": [BORN], "benefits": [], "payments": [], "certificates": [], **rows})
        monkeypatch.setattr("yuntai.web.resident.held.record_of", lambda _person: held)
        for module in ("held", "found", "finding"):
            monkeypatch.setattr(f"yuntai.web.resident.{module}.today", lambda: DAY)
        return signed_in(resident("wang", 1))

    return client


def offered(response: Any) -> list[str]:
    """The titles under 可以享受, in their order."""
    section = page(response).main.find("h2", string="可以享受").parent
    return [one.get_text(strip=True) for one in section.select(".answer-top")]


def test_who_works_flexibly_is_shown_the_subsidy_that_is_in_force(people: People) -> None:
    """Two thirds of the 898.80 yuan that she last paid herself."""
    shown = page(signed_in(people.freelancer).get("/find/")).main
    section = shown.find("h2", string="可以享受").parent
    assert "599.20" in section.get_text()
    assert section.find("a", href=re.compile(r"flexible_subsidy")) is not None


class TestOffered:
    def test_who_retires_within_a_year_is_told_first(self, of: Callable[..., Client]) -> None:
        """Born 1967-03-15: 60 years old in the 27th month of the reform, which delays by 7 months: 2027-10-15."""
        certificate = {
            "certificate": "C1",
            "person": 1,
            "occupation": "电工",
            "level": 3,
            "kind": "skill",
            "issued_on": date(2023, 4, 20),
            "assessed_in_nanjing": True,
            "found_in_osta": True,
            "found_in_jshrss": False,
            "listed": False,
            "starred": False,
            "shortage": False,
        }
        enrolment = {
            "enrolment": 1,
            "person": 1,
            "employer": "91320106MA1TE5T01F",
            "kind": "employee",
            "began_on": date(2020, 1, 1),
            "ended_on": date(9999, 12, 31),
        }
        shown = of(certificates=[certificate], enrolments=[enrolment]).get("/find/")
        assert offered(shown)[0] == "法定退休年龄"
        assert "2027年10月15日" in text(shown).partition("再答几个问题就知道")[0]

    def test_long_before_it_is_a_matter_of_later(self, of: Callable[..., Client]) -> None:
        shown = of(persons=[{**BORN, "born_on": date(1990, 3, 15)}]).get("/find/")
        assert "法定退休年龄" not in offered(shown)
        assert "法定退休年龄" in text(shown).partition("以后的1项")[2]

    def test_what_is_kept_is_of_the_day_the_answers_and_the_rows_that_it_was_found_for(
        self, of: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """He retires on 2027-10-15, which is more than a year away on 2026-10-14; born three years later, in 2031."""
        client = of()
        for module in ("held", "found", "finding"):
            monkeypatch.setattr(f"yuntai.web.resident.{module}.today", lambda: date(2026, 10, 14))
        assert "法定退休年龄" not in offered(client.get("/find/"))
        for module in ("held", "found", "finding"):
            monkeypatch.setattr(f"yuntai.web.resident.{module}.today", lambda: DAY)
        assert offered(client.get("/find/"))[0] == "法定退休年龄"
        begun = found.kept.cache_info().misses
        client.get("/find/")
        assert found.kept.cache_info().misses == begun
        younger = Record(1, {"persons": [{**BORN, "born_on": date(1970, 3, 15)}], "payments": []})
        monkeypatch.setattr("yuntai.web.resident.held.record_of", lambda _person: younger)
        cache.clear()  # of the rows, which are kept for minutes
        assert "法定退休年龄" not in offered(client.get("/find/"))

    def test_who_draws_a_pension_is_not_told_of_retiring(self, of: Callable[..., Client]) -> None:
        drawn = {"person": 1, "kind": "pension", "month": date(2026, 10, 1), "amount": Decimal(3000)}
        shown = text(of(benefits=[drawn]).get("/find/"))
        assert "法定退休年龄" not in shown
        assert "基本养老金估算" not in shown

    def test_what_the_platform_has_granted_is_not_offered_again(self, people: People) -> None:
        """Long before the registry knows of the payment, on the page as at home."""
        client = signed_in(people.worker)
        assert "参保职工技能提升补贴" in offered(client.get("/find/"))
        case = hand_in(client)
        act(case, "accept", people.clerk)
        act(case, "propose", people.reviewer)
        act(case, "confirm", people.confirmer)
        assert offered(client.get("/find/")) == []
        assert "您可以享受" not in text(client.get("/"))

    def test_what_was_paid_for_the_person_is_not_offered_again(self, of: Callable[..., Client]) -> None:
        """By a policy that does not itself look at payments."""
        paid = dict.fromkeys(column.name for column in TABLES["payments"].loaded)
        paid |= {"payment": "P1", "person": 1, "policy": "retirement_age", "subject": "1", "claimed_on": DAY}
        assert offered(of(payments=[paid]).get("/find/")) == []

    def test_what_happens_to_few_does_not_come_by_itself(self, of: Callable[..., Client]) -> None:
        shown = text(of().get("/find/"))
        assert "工亡待遇" not in shown
        assert "家里有人因工去世" in shown

    def test_of_a_situation_what_is_known_is_said(self, of: Callable[..., Client]) -> None:
        shown = text(of().get("/find/?age=any&doing=any&happened=retiring"))
        assert "您2027年10月15日到法定退休年龄" in shown

    def test_fast_and_little_asked(
        self, people: People, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
    ) -> None:
        """Seconds of the processor for all policies; the page itself is slower in tests, which keep its contexts."""
        seconds = []

        def timed(request: Any) -> Mine | None:
            found.kept.cache_clear()
            begun = time.process_time()
            worked_out = mine(request)
            seconds.append(time.process_time() - begun)
            return worked_out

        monkeypatch.setattr(finding, "mine", timed)
        client = signed_in(people.worker)
        for _ in range(4):
            with django_assert_max_num_queries(20):
                client.get("/find/")
        assert min(seconds) < 0.15


def test_what_she_asked_for_her_mother_before_signing_in_is_not_hers(client: Client, people: People) -> None:
    """A worker born 1975-06-15 retired in 2025; the one who signs in was born later, as the registry knows."""
    for name, value in (("born_on", "1975-06-15"), ("sex", "female"), ("post", "worker")):
        address = client.post("/ask/retirement_age/", {"fact": name, name: value}).url
    assert "您2025年9月15日到法定退休年龄" in text(client.get(address))
    client.force_login(people.worker, backend="django.contrib.auth.backends.ModelBackend")  # keeps the session
    for address in ("/", "/find/", "/ask/retirement_age/"):
        assert "2025年9月15日" not in text(client.get(address, follow=True))
    client.post("/begin/retirement/")
    assert "1975-06-15" not in str([draft.answers for draft in Draft.objects.all()])


class TestVisitor:
    def test_three_questions_each_with_an_address(self, client: Client, db: None) -> None:
        first = page(client.get("/find/")).main
        assert first.h1.get_text(strip=True) == "您多大年纪？"
        second = page(client.get("/find/?age=near")).main
        assert second.h1.get_text(strip=True) == "您现在在做什么？"
        assert second.select_one("a.back")["href"] == "/find/"
        third = page(client.get("/find/?age=near&doing=looking")).main
        assert third.h1.get_text(strip=True) == "最近遇到了什么事？"
        assert third.select_one("a.back")["href"] == "/find/?age=near"

    @pytest.mark.parametrize(
        ("given", "first", "there", "not_there"),
        [
            ("age=middle&doing=looking&happened=lost_job", "失业保险金", "失业一件事", "工亡待遇"),
            ("age=near&doing=working&happened=retiring", "法定退休年龄", "退休一件事", "失业保险金"),
            ("age=young&doing=graduate&happened=nothing", "来宁面试补贴", "高校毕业生住房租赁补贴", "法定退休年龄"),
            ("age=young&doing=own&happened=nothing", "开业补贴", "富民创业担保贷款贴息", "带薪年休假"),
            ("age=retired&doing=working&happened=nothing", "加班费", "超龄劳动者的基本权益", "失业保险技能提升补贴"),
            ("age=middle&doing=working&happened=nothing", "带薪年休假", "加班费", "超龄劳动者的基本权益"),
            ("age=any&doing=any&happened=birth", "生育津贴", "生育津贴", "带薪年休假"),
            ("age=any&doing=any&happened=death", "工亡待遇", "工伤认定申请", "生育津贴"),
        ],
    )
    @pytest.mark.usefixtures("db")
    def test_what_fits_comes_first(self, client: Client, given: str, first: str, there: str, not_there: str) -> None:
        shown = page(client.get(f"/find/?{given}")).main
        titles = [one.get_text(strip=True) for one in shown.select(".card h3")]
        assert titles[0] == first
        assert there in titles
        assert not_there not in titles

    def test_who_is_told_at_work_that_she_is_dismissed(self, client: Client, db: None) -> None:
        """She is still in her place, and yet the benefit is what she wants to know."""
        shown = page(client.get("/find/?age=middle&doing=working&happened=lost_job")).main
        assert shown.select_one(".card h3").get_text(strip=True) == "失业保险金"

    @pytest.mark.usefixtures("db")
    def test_no_answers_lead_nowhere(self, client: Client) -> None:
        """For a pensioner to whom nothing has happened there is nothing: what may happen stands there."""
        shown = page(client.get("/find/?age=retired&doing=resting&happened=nothing")).main
        doors = {one.get_text(strip=True): one["href"] for one in shown.select("section a")}
        assert doors["家里有人因工去世"] == "/find/?age=any&doing=any&happened=death"
        assert "工亡待遇" in text(client.get(doors["家里有人因工去世"]))

    def test_an_answer_that_is_none_is_asked_again(self, client: Client, db: None) -> None:
        assert "您多大年纪？" in text(client.get("/find/?age=200"))

    def test_every_policy_that_gives_a_person_something_fits_somebody(self) -> None:
        reached = {name for one in situations() for option in one.options.values() for name in option.policies}
        giving = {name for name in pack().policy_ids if pack().policy(name).gives == "person"}
        assert giving - reached == set()

    @pytest.mark.parametrize("place", ["national", "jiangsu", "beijing", "shanghai"])
    def test_the_situations_of_every_place_load(self, place: str) -> None:
        there = load_pack(FOLDER / place)
        asked = load_situations(there, load_procedures(there))
        assert [one.id for one in asked] == ["age", "doing", "happened"]


class TestEmployer:
    def test_for_a_firm_what_is_given_to_firms(self, db: None) -> None:
        firm = make_firm()
        client = signed_in(firm.operators.get(role="approver").user)
        client.post("/account/acting/", {"who": f"operator-{firm.pk}"})
        titles = [one.get_text(strip=True) for one in page(client.get("/find/")).main.select(".card h3")]
        assert "失业保险稳岗返还" in titles
        assert "失业保险金" not in titles

    def test_what_is_over_stands_apart_with_what_follows_it(self, client: Client, db: None) -> None:
        shown = page(client.get("/find/?for=employer")).main
        titles = [one.get_text(strip=True) for one in shown.select(".card h3")]
        assert not {"职业培训补贴（单位申领）", "阶段性缓缴社会保险费（2022年）"} & set(titles)
        over = [one.get_text(strip=True) for one in shown.select("details li")]
        assert any(
            one.startswith("职业培训补贴（单位申领），到2023年12月31日为止，2024年起单位申领的办法没有查到")
            for one in over
        )

    def test_a_visitor_may_ask_for_her_firm(self, client: Client, db: None) -> None:
        assert "失业保险稳岗返还" in text(client.get("/find/?for=employer"))

    def test_only_a_firm_that_is_not_registered_is_offered_to_register(self, client: Client, db: None) -> None:
        assert "单位网上办事实名注册" in text(client.get("/find/?for=employer"))
        firm = make_firm()
        own = signed_in(firm.operators.get(role="approver").user)
        own.post("/account/acting/", {"who": f"operator-{firm.pk}"})
        for address in ("/find/", "/employer/"):
            shown = text(own.get(address))
            assert "失业保险稳岗返还" in shown
            assert "单位网上办事实名注册" not in shown


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_the_questions_without_scripts(visit: Callable[..., Page], width: int) -> None:
    page = visit("/find/", width=width, scripts=False)
    for answer in ("50 岁以上，还没有退休", "没有工作，想找工作", "丢了工作"):
        assert sideways(page) == 0
        page.check(f"text={answer}")
        page.click("main button.button-main")
        page.wait_for_load_state()
    assert page.inner_text("main .card h3 >> nth=0") == "失业保险金"
    page.go_back()
    assert page.inner_text("main h1") == "最近遇到了什么事？"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_no_barriers(visit: Callable[..., Page], people: People, width: int) -> None:
    for path in ("/find/", "/find/?age=near&doing=looking&happened=lost_job", "/find/?for=employer"):
        page = visit(path, width=width)
        assert (path, barriers(page), sideways(page)) == (path, [], 0)
    page = visit("/find/", width=width, cookies=session_cookie(people.worker))
    assert (barriers(page), sideways(page)) == ([], 0)


class TestHome:
    def test_it_says_what_she_may_claim(self, people: People) -> None:
        shown = text(signed_in(people.worker).get("/"))
        assert "500.00元" in shown.partition("您可以享受")[2]

    def test_not_what_is_being_done(self, people: People) -> None:
        client = signed_in(people.worker)
        hand_in(client)
        assert "参保职工技能提升补贴" not in text(client.get("/")).partition("您可以享受")[2].partition("新的通知")[0]

    def test_it_says_what_she_was_told(self, people: People) -> None:
        client = signed_in(people.worker)
        hand_in(client)
        assert "新的通知1条“参保职工技能提升补贴申领”已提交" in text(client.get("/"))
        client.post("/notices/")
        assert "新的通知" not in text(client.get("/"))

    def test_for_another_only_what_is_hers(self, people: People) -> None:
        client = signed_in(people.worker)
        hand_in(client)
        client.post("/account/acting/", {"who": f"mandate-{people.elder.person_id}"})
        assert "新的通知" not in text(client.get("/"))

    def test_a_visitor_finds_the_open_doors(self, client: Client, db: None) -> None:
        doors = [one["href"] for one in page(client.get("/")).main.select("a.tile")]
        assert doors[:5] == ["/matters/", "/find/", "/progress/", "/offices/", "/law/"]
