"""Which letter a case brings forth, and what stands in it."""

from __future__ import annotations

from tests.cases.test_walk import hand_in
from tests.city import People
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.notices.models import Letter
from yuntai.people.acting import Acting
from yuntai.rules.kinds import Date


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
    _, (title, html), (granted, decision) = letters(case)
    assert title == "受理通知书"
    assert "材料齐全，已于" in html
    assert f"承诺在 {Date().show(case.due_on)} 前办结" in html
    title, html = granted, decision
    assert title == "准予办理通知书"
    assert people.worker_person.name in html
    assert "金额：500.00 元。" in html
    assert "理由：符合条件" in html


def test_a_refusal_names_the_condition_and_its_article(people: People) -> None:
    case = hand_in(people)
    Case.objects.filter(pk=case.pk).update(facts=case.facts | {"level": "1"})
    case.refresh_from_db()
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    _, (title, html) = letters(case)
    assert title == "不予办理决定书"
    assert "理由：不符合“等级在补贴范围内（技师、高级技师须在目录内）”" in html
    assert "依据：宁人社规〔2022〕9号" in html
    assert "六十日内申请行政复议" in html


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
