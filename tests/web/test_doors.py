"""The doors that are open to everybody: whom a policy speaks to, law pages, offices, what is found."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, signed_in
from tests.web.test_resident import page, text
from yuntai.cases.content import catalogue, pack
from yuntai.site.demo import announce
from yuntai.web.audience import is_public
from yuntai.web.resident.searching import find

STAFF = [
    "arrears_sorting",
    "condolence_chain",
    "indicator_rates",
    "outreach_suppression",
    "sham_claim_signs",
    "suspicious_data",
]


class TestAudience:
    @pytest.mark.parametrize("policy", STAFF)
    def test_the_public_is_not_asked_by_a_policy_for_officers(self, client: Client, db: None, policy: str) -> None:
        for path in (f"/ask/{policy}/", f"/law/{policy}/"):
            answer = client.get(path)
            assert answer.status_code == 404
            assert "没有找到这一页" in answer.content.decode()
        title = pack().policy(policy).title
        assert f"/ask/{policy}/" not in client.get("/search/", {"q": title}).content.decode()
        assert title not in text(client.get("/law/"))

    @pytest.mark.usefixtures("db")
    def test_every_policy_opens_for_a_visitor_if_it_speaks_to_her(self, client: Client) -> None:
        """Not one of those for officers is found by its own title; each of the others opens."""
        for policy in pack().policy_ids:
            wanted = 200 if is_public(policy) else 404
            assert (policy, client.get(f"/ask/{policy}/", follow=True).status_code) == (policy, wanted)
            found = {(one.kind, one.id) for one in find(pack().policy(policy).title)}
            assert is_public(policy) or not {("policy", policy), ("law", policy)} & found, policy

    def test_a_resident_neither(self, people: People) -> None:
        assert signed_in(people.worker).get("/ask/suspicious_data/").status_code == 404

    def test_an_officer_has_them_after_what_is_for_everybody(self, people: People) -> None:
        officer = signed_in(people.clerk)
        assert officer.get("/ask/suspicious_data/", follow=True).status_code == 200
        assert "给工作人员的规则" in text(officer.get("/law/"))
        found = find("社会保险疑点数据", officer=True)
        assert "suspicious_data" in [one.id for one in found]
        assert [one.public for one in found] == sorted((one.public for one in found), reverse=True)
        assert "规则" in officer.get("/work/").content.decode()

    def test_at_the_counter_an_officer_asks_for_the_person_there(self, people: People) -> None:
        agent = signed_in(people.worker)
        agent.post("/account/acting/", {"who": f"mandate-{people.elder.person_id}"})
        assert agent.get("/ask/suspicious_data/").status_code == 404

    def test_a_form_that_a_policy_for_officers_sorts_stays_open(self, client: Client, db: None) -> None:
        shown = page(client.get("/matters/arrears_report/"))
        assert shown.find("a", string="开始办理")
        assert not shown.find("a", string="先算一算")


class TestLaw:
    def test_a_page_says_source_steps_and_values_with_their_days(self, client: Client, db: None) -> None:
        shown = text(client.get("/law/skill_upgrading/"))
        assert "宁人社规〔2022〕9号" in shown
        assert "2022年12月12日公布。2023年1月1日起施行。到2023年12月31日为止，现在看“失业保险技能提升补贴”。" in shown
        assert "3：500.00元" in shown

    def test_what_nobody_has_checked_says_so(self, client: Client, db: None) -> None:
        shown = text(client.get("/law/unemployment_benefit/"))
        assert "没有同原文核对过" in shown or "还没有同原文核对过" in shown

    @pytest.mark.usefixtures("db")
    def test_no_code_name_on_any_page(self, client: Client) -> None:
        for policy in filter(is_public, pack().policy_ids):
            shown = text(client.get(f"/law/{policy}/"))
            assert (policy, re.findall(r"[a-z]+_[a-z_]+|[：、「][a-z]{3,}(?![a-z.])", shown)) == (policy, [])

    def test_the_answer_and_the_matter_lead_to_it(self, client: Client, db: None) -> None:
        assert "/law/skill_upgrading/" in client.get("/matters/skill_upgrading/").content.decode()
        assert "/law/skill_upgrading/" in [one.href for one in find("宁人社规〔2022〕9号")]

    def test_the_list_is_by_theme(self, client: Client, db: None) -> None:
        shown = page(client.get("/law/"))
        titles = [one.get_text(strip=True) for one in shown.main.find_all("h2")]
        assert titles == ["技能提升", "就业失业", "创业", "社会保险", "退休养老", "工伤", "人才", "劳动维权", "用工"]


class TestOffices:
    def test_district_then_street_the_nearest_first(self, client: Client, db: None) -> None:
        first = page(client.get("/offices/"))
        district = first.main.find("a", string="玄武")
        second = page(client.get(district["href"]))
        street = second.main.find("a", string="锁金村街道")
        third = page(client.get(street["href"]))
        names = [one.get_text(strip=True) for one in third.main.find("h2", string="网点").parent.find_all("h3")]
        assert names == [
            "锁金村街道",
            "锁金村街道演示第一社区",
            "锁金村街道演示第二社区",
            "南京市玄武区人力资源和社会保障局",
        ]

    def test_what_is_not_known_is_said_and_12333_given(self, client: Client, db: None) -> None:
        shown = text(client.get("/offices/320102/"))
        assert "地址没有登记，请打12333问" in shown
        assert "办公时间没有登记，请打12333问" in shown

    def test_what_is_handled_where(self, client: Client, db: None) -> None:
        district, street = (text(client.get(f"/offices/{code}/")) for code in ("320102", "320102-s1"))
        assert "参保职工技能提升补贴申领" in district.partition("在这里办理")[2].partition("在这里收件")[0]
        assert "参保职工技能提升补贴申领" not in street.partition("在这里办理")[2].partition("在这里收件")[0]

    @pytest.mark.parametrize("word", ["320104", "秦淮", "秦淮区", "南京市秦淮区", "白下区", "320103"])
    def test_a_district_by_any_of_its_words(self, client: Client, db: None, word: str) -> None:
        assert "夫子庙街道" in text(client.get("/offices/", {"place": word}))

    @pytest.mark.parametrize("path", ["/offices/?place=nowhere", "/offices/?place=320100", "/offices/nowhere/"])
    def test_no_such_place(self, client: Client, db: None, path: str) -> None:
        assert client.get(path).status_code == 404

    def test_every_office_has_a_page(self, client: Client, db: None) -> None:
        for code in catalogue().units:
            assert (code, client.get(f"/offices/{code}/").status_code) == (code, 200)


class TestFound:
    @pytest.mark.parametrize(
        ("wanted", "first"),
        [
            ("玄武区人社局在哪里", "320102"),
            ("锁金村街道电话", "320102-s2"),
            ("我能领什么补贴", "resident:find"),
            ("办事网点地址", "resident:offices"),
            ("我被公司裁员了", "lost_job"),
        ],
    )
    @pytest.mark.usefixtures("db")
    def test_first(self, wanted: str, first: str) -> None:
        assert find(wanted)[0].id == first

    def test_an_announcement_while_it_holds(self, client: Client, people: People) -> None:
        announce()
        shown = page(client.get("/announcements/"))
        title = shown.select_one(".card h2 a")
        found = page(client.get("/search/", {"q": title.get_text(strip=True)}))
        assert title["href"] in [one["href"] for one in found.select(".card h2 a")]


def test_the_bureau_stands_in_the_head_of_every_page(client: Client, people: People) -> None:
    name = "南京市人力资源和社会保障局"
    pages = [
        client.get("/"),
        client.get("/no-such-page/"),
        client.get("/account/sign-in/"),
        signed_in(people.clerk).get("/work/"),
    ]
    for response in pages:
        assert name in BeautifulSoup(response.content, "html.parser").select_one(".site-head .brand").get_text()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.django_db(transaction=True)
def test_no_barriers(visit: Callable[..., Page], width: int) -> None:
    paths = (
        *("/law/", "/law/skill_upgrading/", "/law/severance/"),
        *("/offices/", "/offices/?place=320102", "/offices/?place=320102-s1", "/offices/320102/"),
        *("/search/?q=玄武区人社局", "/search/?q=病假工资的依据"),
    )
    for path in paths:
        page = visit(path, width=width)
        assert (path, barriers(page), sideways(page)) == (path, [], 0)
