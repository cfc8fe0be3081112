"""Which letter a case brings forth, and what stands in it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from bs4 import BeautifulSoup

from tests.cases.declared import handed_in
from tests.cases.test_bundles import hand_in as bundle_case
from tests.cases.test_walk import hand_in
from tests.city import People, rewrite
from yuntai.cases.actions import act
from yuntai.cases.decisions import said
from yuntai.cases.declarations import rows_of
from yuntai.cases.models import Case
from yuntai.notices.models import Letter, Notice
from yuntai.people.acting import Acting
from yuntai.rules.language.kinds import Date


def letters(case: Case) -> list[tuple[str, str]]:
    """Title and wording of each, in the order of issue."""
    return [(one.title, one.html) for one in Letter.objects.filter(case=case.number).order_by("pk")]


def test_a_correction_then_a_grant(people: People) -> None:
    case = act(
        hand_in(people), "request_correction", people.clerk, reason="看不清", data={"materials": ["职业资格证书"]}
    )
    ((title, html),) = letters(case)
    assert title == "补正材料通知书"
    assert "职业资格证书<br>看不清" in html
    act(case, "supply", people.worker, acting=Acting(people.worker, people.worker_person, "self"))
    case = act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    _, (title, html), (granted, decision) = letters(case)
    assert title == "受理通知书"
    assert "材料齐全，已于" in html
    assert f"承诺在 {Date().show(case.due_on)} 前办结" in html
    title, html = granted, decision
    assert title == "准予办理通知书"
    assert people.worker_person.name in html
    assert "金额：500.00 元。" in html
    assert "理由：您可以领技能提升补贴 500.00 元。" in html
    assert "原文没有写明，按平台的读法：" in html  # the subsidy rests on what its notice leaves open
    told = Notice.objects.get(person=people.worker_person, template="case_decided", channel="site")
    assert "作出予以办理的决定。您可以领技能提升补贴 500.00 元。" in told.text


def test_a_refusal_names_the_condition_and_its_article(people: People) -> None:
    case = hand_in(people)
    rewrite(case, facts=case.facts | {"level": "1"})
    case.refresh_from_db()
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    _, (title, html) = letters(case)
    assert title == "不予办理决定书"
    assert "理由：不符合条件，因为“等级在补贴范围内（技师、高级技师须在目录内）”这条没有满足。" in html
    assert "依据：宁人社规〔2022〕9号" in html
    found = "（查到的：这个职业和等级在当年的目录清单里“否”，技师或高级技师“是”）"
    source = "，依据宁人社规〔2022〕9号 四（二）1、2。"
    assert f"没有达到“等级在补贴范围内（技师、高级技师须在目录内）”{found}{source}" in html
    assert "情况有变化或者有新的材料的，可以改正后重新申请。" in html
    review = "1. 可以自知道本决定之日起六十日内，向南京市雨花台区人民政府申请行政复议（《行政复议法》第二十条、第二十四条）。"
    note = "（这个名称还没有同原文核对过，去以前请打 12333 问清）"
    suit = f"2. 可以自知道本决定之日起六个月内，向南京铁路运输法院{note}提起行政诉讼（《行政诉讼法》第四十六条）。"
    first = "依照《行政复议法》第二十三条应当先申请行政复议的，先申请行政复议。"
    assert f"对本决定不服的：<br>{review}<br>{suit}<br>{first}" in html


def test_a_decision_kept_before_there_were_sentences_is_still_told(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    case.refresh_from_db()
    old = {name: value for name, value in case.decision.items() if name not in ("sentence", "unchecked")}
    assert said(case.decision, "granted", Decimal(500)).startswith("您可以领技能提升补贴 500.00 元。")
    assert said(case.decision, "granted", Decimal(400)) == ""
    assert said(old, "granted", Decimal(500)) == ""


def test_nothing_is_issued_before_the_second_officer(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, data={"amount": "600"}, reason="上次少发 100 元")
    assert [title for title, _ in letters(case)] == ["受理通知书"]
    act(case, "confirm", people.confirmer)
    _, (title, html) = letters(case)
    assert title == "准予办理通知书"
    assert "理由：上次少发 100 元" in html


def test_not_accepted(people: People) -> None:
    case = act(hand_in(people), "reject", people.clerk, reason="不属于本区")
    ((title, html),) = letters(case)
    assert title == "不予受理通知书"
    assert "理由：不属于本区" in html


def table(html: str) -> list[list[str]]:
    """The cells of the only table of a letter."""
    (found,) = BeautifulSoup(html, "html.parser").find_all("table")
    return [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in found.find_all("tr")]


def test_the_steps_of_a_grant(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    _, (_, html) = letters(case)
    head, *rows = table(html)
    assert head == ["步骤", "结果", "依据"]
    assert ["是参保的企业职工", "是", "宁人社规〔2022〕9号 四（二）"] in rows
    assert rows[-1] == ["补贴金额", "500.00 元", "宁人社规〔2022〕9号 四（二）、（三）"]


def test_the_steps_of_a_refusal(people: People) -> None:
    case = hand_in(people)
    rewrite(case, facts=case.facts | {"level": "1"})
    case.refresh_from_db()
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    _, (_, html) = letters(case)
    step = "等级在补贴范围内（技师、高级技师须在目录内）"
    assert [step, "否", "宁人社规〔2022〕9号 四（二）1、2"] in table(html)


def test_no_steps_beside_a_decision_against_them(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, data={"amount": "600"}, reason="上次少发 100 元")
    act(case, "confirm", people.confirmer)
    _, (_, html) = letters(case)
    assert "<table" not in html


class TestDeclaration:
    @pytest.fixture
    def case(self, people: People, staff: list[str]) -> Case:
        return act(handed_in(people, staff), "accept", people.clerk)

    def test_the_bases_of_all_employees(self, people: People, case: Case) -> None:
        act(case, "propose", people.reviewer, data={"outcome": "granted"})
        _, (title, html) = letters(case)
        assert title == "准予办理通知书"
        assert "理由：各职工的缴费基数按申报的工资和规定的上下限计算，见附表<br>" in html
        assert [row[:1] + row[2:] for row in table(html)] == [
            ["姓名", "年缴费工资（元）", "月缴费基数（元）"],
            ["丁一", "102,000.00", "8,500.00"],
            ["王小二", "36,000.00", "4,494.00"],
            ["张三", "360,000.00", "24,042.00"],
            ["李四", "102,000.00", "5,200.00"],
            ["合计", "600,000.00", "42,236.00"],
        ]
        assert table(html)[1][1] == rows_of(case.facts)[0].cells["enrolment"]
        assert "见平台上的申报回执" not in html

    def test_a_hundred_of_many(self, people: People, case: Case) -> None:
        first = case.facts["rows"][0]
        rewrite(case, facts=case.facts | {"rows": [first] * 101})
        case.refresh_from_db()
        act(case, "propose", people.reviewer, data={"outcome": "granted"})
        _, (_, html) = letters(case)
        assert len(table(html)) == 1 + 100 + 1
        assert table(html)[-1] == ["合计", "101 人", "10,302,000.00", "858,500.00"]
        assert "这里列出前 100 人，全部 101 人见平台上的申报回执。" in html

    def test_none_of_a_refusal(self, people: People, case: Case) -> None:
        act(case, "propose", people.reviewer, data={"outcome": "refused"}, reason="漏报 24 人，请补齐后重新申报")
        _, (title, html) = letters(case)
        assert title == "不予办理决定书"
        assert "理由：漏报 24 人，请补齐后重新申报" in html
        assert "<table" not in html


def test_a_grant_without_a_policy_has_a_reason_too(people: People) -> None:
    run = bundle_case(people)
    case = run.parts.get(procedure="training_enrolment")
    act(case, "accept", people.clerk)
    case = act(case, "propose", people.reviewer, data={"outcome": "granted"})
    html = letters(case)[-1][1]
    assert "理由：材料齐全，经审查符合规定" in html
