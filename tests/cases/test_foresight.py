"""What an officer is told will happen is what happens: state, who is next, clock, letter, whom is told, money."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.cases.test_walk import hand_in
from tests.cases.test_ways_on import found_wrong, paying
from tests.city import People, signed_in
from tests.web.test_workbench import elsewhere, officer, open_case, text_of
from yuntai.cases.actions import act
from yuntai.cases.content import calendar
from yuntai.cases.decisions import suggest
from yuntai.cases.duties import possible
from yuntai.cases.effects import CHOSEN
from yuntai.cases.foresight import Foreseen, foresee
from yuntai.cases.granted import held_of
from yuntai.cases.history import history
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.notices.models import Letter, Notice
from yuntai.people.models import Role, User
from yuntai.rules.language.kinds import Date
from yuntai.rules.language.workdays import workday_after


def foreseen(case: Case, name: str, user: User) -> Foreseen:
    case = Case.objects.get(pk=case.pk)
    said = suggest(case.version.load(), case.facts, case.as_of, held_of(case.subject, besides=case))
    return foresee(case, history(list(case.events.order_by("number"))), name, user, said)


def lines(told: Foreseen, choice: str = "") -> dict[str, str]:
    """What follows by one choice, by its heading."""
    return dict(told.lines) | dict(dict(told.choices).get(choice, ()))


def done(case: Case, name: str, user: User, choice: str = "", **data: Any) -> Case:
    """Do it, and hold what came of it against what had been foreseen."""
    told = lines(foreseen(case, name, user), choice)
    before = Case.objects.get(pk=case.pk)
    letters, notices = (
        set(Letter.objects.values_list("pk", flat=True)),
        set(Notice.objects.values_list("pk", flat=True)),
    )
    case = act(case, name, user, reason="理由", data=data)
    assert told.get("办件") == (
        f"{before.get_state_display()} → {case.get_state_display()}" if case.state != before.state else None
    )
    issued = Letter.objects.exclude(pk__in=letters)
    assert told.get("文书", "") == "".join(f"《{one.title}》，发给申请人" for one in issued)
    made = Notice.objects.filter(channel="site").exclude(pk__in=notices)
    for one in made:
        assert one.title in told["通知"].replace(CHOSEN.name, case.unit.name)
    assert bool(made) == ("通知" in told)
    assert ("申请人：" in told.get("通知", "")) == any(one.person_id for one in made)
    if case.due_on and case.due_on != before.due_on:
        assert Date().show(case.due_on) in told["期限"]
    return case


def test_each_step_to_the_recovery_of_what_was_paid_wrongly(people: People) -> None:
    case = done(hand_in(people), "accept", people.clerk)
    case = done(case, "request_correction", people.reviewer)
    case = done(case, "recall_correction", people.reviewer)
    case = done(case, "propose", people.reviewer, "予以办理 500.00 元", outcome="granted")
    case = done(case, "send_back", people.confirmer)
    case = done(case, "propose", people.reviewer, "予以办理别的金额", outcome="granted", amount="400")
    case = done(case, "confirm", people.confirmer)
    case = done(case, "hand_back", people.payer)
    case = done(case, "propose", people.reviewer, "予以办理 500.00 元", outcome="granted")
    case = done(case, "confirm", people.confirmer)
    case = done(case, "pay", people.payer)
    act(case, "draw", people.supervisor, reason="种子 s", data={"seed": "s"})
    case = done(case, "recheck", people.supervisor, "有问题", result="wrong")
    case = done(case, "revoke", people.confirmer)
    assert done(case, "recover", people.payer).state == "revoked"


def test_what_is_refused(people: People) -> None:
    case = done(hand_in(people), "accept", people.clerk)
    case = done(case, "propose", people.reviewer, "不予办理", outcome="refused")
    case = done(case, "confirm", people.confirmer)
    act(case, "draw", people.supervisor, reason="种子 s", data={"seed": "s"})
    case = done(case, "recheck", people.supervisor, "没有问题", result="right")
    case = done(case, "recheck", people.supervisor, "有问题", result="wrong")
    assert done(case, "reopen", people.supervisor).state == "handling"
    assert done(hand_in(people, "C2"), "reject", people.clerk).state == "rejected"


def test_what_goes_to_other_units_and_what_is_supervised(people: People) -> None:
    case, there = hand_in(people), elsewhere(people)
    second = officer("there", there, Role.ACCEPT, Role.REVIEW)
    case = done(case, "supervise", people.supervisor)
    case = done(case, "answer_supervision", people.clerk)
    case = done(case, "lift", people.supervisor)
    case = done(case, "note", people.clerk)
    case = done(case, "accept", people.clerk)
    case = done(case, "consult", people.reviewer, unit=there.code)
    case = done(case, "opine", second)
    case = done(case, "transfer", people.reviewer, unit=there.code)
    assert done(case, "take_over", second).coming_from is None


def test_it_says_what_is_paid_to_whom_and_the_account_in_groups(people: People) -> None:
    case = paying(people)
    name = people.worker_person.masked_name
    told = lines(foreseen(case, "pay", people.payer))
    assert told["钱"] == "发出 500.00 元"
    assert told["付给"] == f"{name}，某银行鼓楼支行"
    assert told["账号"] == "6200 0000 0000 0000 000"
    shown = text_of(signed_in(people.payer).get(f"/work/cases/{case.number}/"))
    assert "6200 0000 0000 0000 000" in shown
    assert "待发放 → 已办结" in shown


def test_each_way_to_decide_is_told_apart(people: People) -> None:
    case = act(hand_in(people), "accept", people.clerk)
    told = foreseen(case, "propose", people.reviewer)
    unit = people.reviewer.roles()[0].unit
    assert dict(told.lines) == {"办件": "办理中 → 待复核", "接着办": f"{unit}复核岗", "申请人": "看得到这一步"}
    to = ("付给", f"{people.worker_person.masked_name}，某银行鼓楼支行"), ("账号", "6200 0000 0000 0000 000")
    paid = ("复核通过后", "待发放，《准予办理通知书》，发给申请人")
    assert told.choices == (
        ("予以办理 500.00 元", (("钱", "要发 500.00 元"), *to, paid)),
        ("予以办理别的金额", (("钱", "要发 您填的金额"), *to, paid)),
        ("不予办理", (("复核通过后", "已办结，《不予办理决定书》，发给申请人"),)),
    )


@pytest.mark.parametrize("procedure", ["record_correction", "hard_to_employ", "arrears_report"])
def test_a_matter_that_pays_nothing_tells_of_no_money_and_asks_for_no_amount(people: People, procedure: str) -> None:
    case = act(open_case(people, procedure), "accept", people.clerk)
    assert "钱" not in str(foreseen(case, "propose", people.reviewer))
    page = signed_in(people.reviewer).get(f"/work/cases/{case.number}/").content.decode()
    assert 'name="outcome"' in page
    assert 'name="amount"' not in page


def test_every_form_of_a_case_says_what_will_happen(people: People) -> None:
    case = found_wrong(people, act(paying(people), "pay", people.payer))
    for user in (people.clerk, people.confirmer, people.supervisor):
        page = signed_in(user).get(f"/work/cases/{case.number}/").content.decode()
        assert page.count('class="foreseen"') == len(possible(case, user)) > 0


def test_what_a_batch_will_do_is_told_once_and_each_row_says_to_whom_it_pays(people: People) -> None:
    case = paying(people)
    page = text_of(signed_in(people.payer).get("/work/"))
    assert "500.00 某银行鼓楼支行 6200 0000 0000 0000 000" in page
    assert "发放以后 办件 待发放 → 已办结 接着办 不用谁再办 期限 到此为止" in page
    assert "接收转办" not in page  # nobody has handed anything over
    assert case.number in page


def test_a_card_says_who_will_hear_of_it_and_by_when_they_answer(people: People) -> None:
    case = act(hand_in(people), "accept", people.clerk)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 1, 5))
    due = workday_after(today(), 3, calendar())
    said = f"督办以后 通知 办件所在单位审核岗：“参保职工技能提升补贴申领”被督办（最晚 {Date().show(due)}） 申请人 看不到这一步"
    assert said in text_of(signed_in(people.supervisor).get("/boards/cards/"))
