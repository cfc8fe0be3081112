"""Corrections: single answers and papers asked for, answered in parts, taken back; what was before is kept."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection

from tests.cases.test_walk import hand_in
from tests.city import People
from yuntai.cases.actions import act
from yuntai.cases.corrections import last_day
from yuntai.cases.decisions import suggest
from yuntai.cases.granted import held_of
from yuntai.cases.history import history
from yuntai.cases.models import Case, Change, Event
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter, Notice
from yuntai.people.acting import Acting
from yuntai.people.rotation import rotate_key

CARD, OTHER_CARD = "6200000000000000000", "6222021234567890128"
PAPER = "职业资格证书或者职业技能等级证书"


@pytest.fixture
def case(people: People) -> Case:
    """Asked: the account, the level and a paper."""
    return act(
        hand_in(people),
        "request_correction",
        people.clerk,
        reason="请在证书上找",
        data={"fields": {"bank_account": "户名不是您本人", "level": "证书上是四级"}, "materials": [PAPER]},
    )


def supply(people: People, case: Case, reason: str = "", **data: Any) -> Case:
    worker = people.worker
    return act(case, "supply", worker, acting=Acting(worker, worker.person, "self"), reason=reason, data=data)


def left(case: Case) -> list[tuple[list[str], list[str]]]:
    """The fields and the papers still open, of each correction."""
    known = history(list(case.events.order_by("number")))
    return [(sorted(one.fields), one.materials) for one in known.corrections.values()]


def test_answered_in_parts(people: People, case: Case) -> None:
    assert left(case) == [(["bank_account", "level"], [PAPER])]
    case = supply(people, case, answers={"bank_account": OTHER_CARD})
    assert (case.state, case.paused, left(case)) == ("correcting", True, [(["level"], [PAPER])])
    case = supply(people, case, materials=[PAPER])
    assert (case.state, left(case)) == ("correcting", [(["level"], [])])
    case = supply(people, case, reason="证书上写的是三级", kept=["level"])
    assert (case.state, case.paused, left(case)) == ("submitted", False, [])
    assert case.facts["bank_account"] == OTHER_CARD
    assert verify() == []


def test_what_was_and_what_is_can_only_be_read_with_the_key_and_a_change_shows(people: People, case: Case) -> None:
    case = supply(people, case, answers={"bank_account": OTHER_CARD})
    change = Change.objects.get()
    assert (change.before, change.after) == ({"bank_account": CARD}, {"bank_account": OTHER_CARD})
    event = case.events.latest("number")
    assert event.data["fields"] == ["bank_account"]
    assert OTHER_CARD not in str(event.data)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_change SET before = after")
    assert verify() == [f"补正改动 {change.pk} 的“改动前”被改过"]


@pytest.mark.usefixtures("keys")
def test_a_new_key_reads_what_was(people: People, case: Case) -> None:
    supply(people, case, answers={"bank_account": OTHER_CARD})
    rotate_key()
    assert Change.objects.get().before == {"bank_account": CARD}
    assert verify() == []


def test_the_policy_is_asked_again(people: People, case: Case) -> None:
    procedure = case.version.load()
    assert suggest(procedure, case.facts, case.as_of, held_of(case.subject, besides=case)).amount == Decimal("500.00")
    case = supply(people, case, answers={"level": "4"})
    assert suggest(procedure, case.facts, case.as_of, held_of(case.subject, besides=case)).amount == Decimal(
        "280.00"
    )  # off the list, level 4: 宁人社规〔2022〕9号 四（二）1


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"fields": {"bank_account": " "}}, "“收款账号”要写明哪里不对"),
        ({"fields": {"bank_account": "错" * 201}}, "“收款账号”最多写 200 字，现在 201 字"),
        ({"fields": {"spared": "错"}}, "要改的内容只能从申请人填写的情况里选"),
        ({}, "请勾选要改的内容或者要补的材料，或者写明要补正什么"),
    ],
)
def test_what_cannot_be_asked(people: People, data: dict[str, Any], said: str) -> None:
    with pytest.raises(YuntaiError, match=said):
        act(hand_in(people), "request_correction", people.clerk, data=data)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"answers": {"bank_account": "6222021234567890123"}}, "“收款账号”：卡号 6222 0212 3456 7890 123 对不上校验位"),
        ({"answers": {"bank_account": ""}}, "“收款账号”：请填写这一项"),
        ({"kept": ["level"]}, "说没有填错、没有这份材料的，请写明理由"),
        ({"lacking": [PAPER]}, "说没有填错、没有这份材料的，请写明理由"),
    ],
)
def test_what_is_no_answer(people: People, case: Case, data: dict[str, Any], said: str) -> None:
    with pytest.raises(YuntaiError, match=said):
        supply(people, case, **data)
    assert left(case) == [(["bank_account", "level"], [PAPER])]


def test_what_nobody_asked_for_is_not_changed(people: People, case: Case) -> None:
    with pytest.raises(YuntaiError, match="还没有改好哪一项"):
        supply(people, case, answers={"bank": "南京银行"}, kept=["occupation"])
    case.refresh_from_db()
    assert case.facts["bank"] == "某银行鼓楼支行"


def test_words_alone_do_not_answer_a_question(people: People, case: Case) -> None:
    case = supply(people, case, reason="都改好了")
    assert (case.state, left(case)) == ("correcting", [(["bank_account", "level"], [])])


def test_more_is_asked_and_some_is_taken_back(people: People, case: Case) -> None:
    case = act(case, "request_correction", people.clerk, data={"fields": {"occupation": "与证书不一致"}})
    assert left(case) == [(["bank_account", "level"], [PAPER]), (["occupation"], [])]
    case = act(
        case,
        "recall_correction",
        people.clerk,
        reason="登记系统查到了",
        data={"fields": ["level"], "materials": [PAPER]},
    )
    assert (case.state, left(case)) == ("correcting", [(["bank_account"], []), (["occupation"], [])])
    told = Notice.objects.get(template="correction_recalled", channel="site")
    assert "原来请您补正的内容撤销了：登记系统查到了。还有几项要补" in told.text
    case = act(case, "recall_correction", people.clerk, reason="都查到了")
    assert (case.state, case.paused, left(case)) == ("submitted", False, [])
    assert verify() == []


def test_a_correction_taken_back_needs_words(people: People, case: Case) -> None:
    with pytest.raises(YuntaiError, match="撤销补正要求要写明理由"):
        act(case, "recall_correction", people.clerk)


def test_the_notice_and_the_letter_name_each_item_and_the_last_day(case: Case) -> None:
    event = case.events.latest("number")
    day = last_day(case, event)
    assert (day - today()).days == 15
    shown = f"{day.year}年{day.month}月{day.day}日"
    told = Notice.objects.get(template="correction_requested", channel="site").text
    items = ["收款账号：户名不是您本人", "证书是几级：证书上是四级", PAPER, "请在证书上找"]
    assert f"请在 {shown} 前（含当天）补正：{'；'.join(items)}。可以分几次补；过期没有补的，按现有的材料办理。" in told
    letter = Letter.objects.get(kind="correcting").html
    assert "<br>".join(items) in letter.replace("    ", "")
    assert f"请在 {shown} 前（含当天）补正" in letter
    assert "期限由本单位规定。" in letter


def test_an_older_correction_that_names_papers_alone(people: People) -> None:
    case = hand_in(people)
    Event.append(
        case_id=case.pk,
        kind="request_correction",
        user_id=people.clerk.pk,
        capacity="受理岗",
        unit_id=case.unit_id,
        reason="看不清",
        data={"materials": [PAPER]},
    )
    case = supply(people, case, reason="重新拍的")
    assert (case.state, left(case)) == ("submitted", [])
