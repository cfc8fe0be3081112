"""The boards: figures worked out by hand, cards, the log and its chain, draws that repeat, risk scores, public promises."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.db import connection
from django.test import Client

from tests.cases.test_walk import hand_in
from tests.city import People, seen, signed_in
from tests.web.test_workbench import elsewhere, many_cases, officer, open_case, text_of
from yuntai.cases.actions import act
from yuntai.cases.history import refresh
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import EVERYTHING
from yuntai.clock import today
from yuntai.ledger.triggers import disarm
from yuntai.people.acting import Acting
from yuntai.people.models import Role
from yuntai.web.boards import figures, lots

PATHS = (
    "",
    "matters/",
    "matters/online/",
    "risks/",
    "risks/skill_upgrading/",
    "cards/",
    "log/",
    "accesses/",
    "draws/",
    "ratings/",
)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("username", "status"), [("worker", 403), ("clerk", 403), ("confirmer", 403), ("manager", 403), ("supervisor", 200)]
)
def test_who_may_open_what(people: People, username: str, status: int, path: str) -> None:
    assert signed_in(getattr(people, username)).get(f"/boards/{path}").status_code == status


def test_a_supervisor_of_another_district_sees_none_of_it(people: People) -> None:
    many_cases(people, 1, state="handling", due_on=today() - timedelta(1))
    open_case(people, "skill_upgrading")
    client = signed_in(officer("stranger", elsewhere(people), Role.SUPERVISE))
    assert text_of(client.get("/boards/")).startswith("没有超期，0 件在办")
    assert text_of(client.get("/boards/cards/")).startswith("红牌 0 件，黄牌 0 件")
    assert "没有这样的记录" in text_of(client.get("/boards/log/"))
    assert client.post("/boards/cards/", {"number": "9000000000", "reason": "快办"}).status_code == 404


def closed(people: People, number: str, accepted: date, due: date, ended: date, **more: Any) -> None:
    many_cases(people, 1, state="closed", outcome="granted", accepted_on=accepted, due_on=due, closed_on=ended, **more)
    Case.objects.filter(number="9000000000").update(number=number)


def test_the_figures_of_a_few_cases(people: People) -> None:
    """2023: Monday 4 September is a working day, the 9th and 10th a weekend; 29 September to 6 October are days off."""
    closed(people, "a", date(2023, 9, 4), date(2023, 9, 13), date(2023, 9, 8), rating=5)  # 4 working days, kept
    closed(people, "b", date(2023, 9, 4), date(2023, 9, 13), date(2023, 9, 14), rating=3)  # 8, a day late
    closed(people, "c", date(2023, 9, 27), date(2023, 10, 13), date(2023, 10, 9))  # 28 Sept, 7, 8 and 9 Oct: 4, kept
    many_cases(people, 3, state="handling", due_on=today() - timedelta(1))
    one = figures.total(figures.count(EVERYTHING, date(2023, 1, 1)))
    assert (one.open, one.red, one.yellow) == (3, 3, 0)
    assert (str(one.on_time), one.on_time.part, one.on_time.whole) == ("66.7%", 2, 3)
    assert (str(one.satisfied), one.satisfied.part, one.satisfied.whole) == ("50.0%", 1, 2)
    assert one.days == "5.3"  # 16 / 3
    later = figures.total(figures.count(EVERYTHING, date(2023, 10, 1)))
    assert (str(later.on_time), later.days, str(later.satisfied)) == ("100.0%", "4.0", "—")


def test_the_overview_says_where_most_are_late(people: People) -> None:
    many_cases(people, 2, state="handling", due_on=today() - timedelta(1))
    text = text_of(signed_in(people.supervisor).get("/boards/"))
    assert text.startswith("2 件超期，2 件在办")
    assert "超期最多的事项是参保职工技能提升补贴申领" in text


def test_a_card_is_called_to_account_with_a_reason(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    Case.objects.filter(pk=case.pk).update(due_on=today() - timedelta(1))
    client = signed_in(people.supervisor)
    assert "督办要写明理由" in text_of(
        client.post("/boards/cards/", seen(case) | {"number": case.number, "reason": ""})
    )
    assert (
        client.post("/boards/cards/", seen(case) | {"number": case.number, "reason": "三天内办完"}).status_code == 302
    )
    case.refresh_from_db()
    assert case.supervised
    assert case.events.get(kind="supervise").reason == "三天内办完"


def test_the_log_is_filtered(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    hand_in(people, "C2")
    client = signed_in(people.supervisor)
    for query, count in (
        ({}, 3),
        ({"case": case.number}, 2),
        ({"officer": "CLERK"}, 1),
        ({"kind": "submit"}, 2),
        ({"day": today().isoformat()}, 3),
        ({"day": "2023-01-01"}, 0),
        ({"day": "昨天"}, 3),
    ):
        page = BeautifulSoup(client.get("/boards/log/", query).content, "html.parser")
        assert len(page.select("tbody tr")) == count, query


def test_the_register_of_risks_is_folded_where_nothing_is_scored(people: People) -> None:
    client = signed_in(people.supervisor)

    def register() -> Any:
        page = BeautifulSoup(client.get("/boards/risks/").content, "html.parser")
        return next(one for one in page.select("main details") if "风险点和" in one.summary.get_text())

    assert not register().has_attr("open")
    closed(people, "9000000001", today() - timedelta(9), today() + timedelta(9), today())
    assert register().has_attr("open")


def test_the_chain_is_checked_on_demand(people: People) -> None:
    hand_in(people)
    client = signed_in(people.supervisor)
    assert client.get("/boards/log/check/").url == "/boards/log/"
    assert "核对过了：1 条都在，没有改动" in text_of(client.post("/boards/log/check/"))
    disarm(connection, "cases_event")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cases_event SET reason = 'x'")
    assert "第 1 条被改过" in text_of(client.post("/boards/log/check/"))


def test_a_draw_repeats_from_its_seed(people: People) -> None:
    for number in range(20):
        ended(people, f"9{number:09}", "reject")
    act(Case.objects.get(number="9000000007"), "note", people.supervisor, reason="看过")
    seed = "2026-330"
    digests = {f"9{n:09}": hashlib.sha256(f"{seed}|9{n:09}".encode()).hexdigest() for n in range(20) if n != 7}
    expected = sorted(digests, key=digests.__getitem__)[:3]

    client = signed_in(people.supervisor)
    data = {"count": "3", "seed": seed, "since": (today() - timedelta(9)).isoformat(), "until": today().isoformat()}
    assert client.post("/boards/draws/", data).url == f"/boards/draws/{seed}/"
    page = BeautifulSoup(client.get(f"/boards/draws/{seed}/").content, "html.parser")
    assert [row.select_one("a").get_text() for row in page.select("tbody tr")] == expected
    assert "名单和结果都一样" in page.get_text()
    assert "这个种子用过" in text_of(client.post("/boards/draws/", data))

    ended(people, "9999999999", "reject")  # after the draw
    assert lots.lots_of(people.supervisor, seed).repeats()
    Case.objects.filter(number=expected[0]).update(state="revisiting", closed_on=None)
    assert not lots.lots_of(people.supervisor, seed).repeats()


def ended(people: People, number: str, kind: str) -> Case:
    """A case that ended today: withdrawn by the applicant or rejected by the clerk."""
    case = open_case(people, "skill_upgrading")
    case.number = number
    case.save()
    by = people.worker if kind == "withdraw" else people.clerk
    Event.append(case_id=case.pk, kind=kind, user_id=by.pk, capacity="本人", unit_id=None, reason="不合条件")
    refresh(case)
    return case


def test_what_was_withdrawn_is_not_drawn(people: People) -> None:
    ended(people, "9000000001", "withdraw")
    data = {"count": "2", "seed": "s", "since": today().isoformat(), "until": today().isoformat()}
    client = signed_in(people.supervisor)
    assert "没有可以抽的" in text_of(client.post("/boards/draws/", data))
    ended(people, "9000000002", "reject")
    assert client.post("/boards/draws/", data).status_code == 302
    assert [one["case"].number for one in lots.lots_of(people.supervisor, "s").cases] == ["9000000002"]


def test_a_draw_of_before_with_one_that_was_withdrawn_still_repeats(people: People) -> None:
    case = ended(people, "9000000001", "withdraw")
    day = today().isoformat()
    listed = hashlib.sha256(b"9000000001 skill_upgrading\n").hexdigest()
    said = {"seed": "s", "since": day, "until": day, "pool": 1, "digest": listed, "place": 1}
    act(case, "draw", people.supervisor, reason="种子 s", data=said)
    assert "名单和结果都一样" in text_of(signed_in(people.supervisor).get("/boards/draws/s/"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"count": "0"}, "一次抽 1 到 50 件"),
        ({"count": "很多"}, "一次抽 1 到 50 件"),
        ({"seed": "a/b"}, "种子只能用"),
        ({"since": "2026-01-02", "until": "2026-01-01"}, "开始不能晚于结束"),
        ({"since": ""}, "办结日期"),
        ({}, "没有可以抽的"),
    ],
)
def test_a_draw_that_cannot_be(people: People, change: dict[str, str], said: str) -> None:
    data = {"count": "1", "seed": "s", "since": "2026-01-01", "until": "2026-01-31"} | change
    assert said in text_of(signed_in(people.supervisor).post("/boards/draws/", data))


def test_who_worked_on_a_case_does_not_recheck_it(people: People) -> None:
    both = officer("both", people.clerk.roles()[0].unit, Role.REVIEW, Role.SUPERVISE)
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", both)
    act(case, "confirm", people.confirmer)
    act(case, "pay", people.payer)
    data = {"count": "1", "seed": "s", "since": today().isoformat(), "until": today().isoformat()}
    assert "没有可以抽的" in text_of(signed_in(both).post("/boards/draws/", data))
    client = signed_in(people.supervisor)
    client.post("/boards/draws/", data)
    address = f"/work/cases/{case.number}/do/recheck/"
    answer = {"result": "wrong", "reason": "金额不对"}
    assert "您已经做过这个办件的审核" in text_of(signed_in(both).post(address, answer))
    assert client.post(address, answer).status_code == 302
    assert "有问题 金额不对" in text_of(client.get("/boards/draws/s/"))


def test_bad_ratings_and_their_answers(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    act(case, "pay", people.payer)
    mine = Acting(people.worker, people.worker_person, "self")
    act(case, "rate", people.worker, acting=mine, data={"score": "1"}, reason="等太久")
    client = signed_in(people.supervisor)
    text = text_of(client.get("/boards/ratings/"))
    assert text.startswith("近 90 天满意 0.0%")
    assert "差评 1 件，2 分以下的由别的工作人员在 5 个工作日内回访" in text
    assert "1 分 ：等太久 还没有答复 期限" in text
    Case.objects.update(due_on=today() - timedelta(1))
    assert "还没有答复，已过期限" in text_of(client.get("/boards/ratings/"))
    act(case, "answer_rating", people.supervisor, reason="已电话道歉")
    assert "答复：已电话道歉" in text_of(client.get("/boards/ratings/"))


def test_a_risk_score_by_hand(people: People) -> None:
    """One of two decisions overridden, the one re-check wrong, one of two cases quick (promised 7, so up to 1 working day),
    all the money: 40 × 1/2 + 30 × 1 + 20 × 1/2 + 10 × 1 = 70."""
    for certificate, reason, data in (("C1", "", {}), ("C2", "补发", {"outcome": "granted", "amount": "600"})):
        case = hand_in(people, certificate)
        act(case, "accept", people.clerk)
        act(case, "propose", people.reviewer, reason=reason, data=data)
        act(case, "confirm", people.confirmer)
        act(case, "pay", people.payer)
    act(case, "draw", people.supervisor)
    act(case, "recheck", people.supervisor, reason="证书不对", data={"result": "wrong"})
    Case.objects.filter(pk=case.pk).update(accepted_on=today() - timedelta(30))
    (risk,) = figures.risks(EVERYTHING, today() - timedelta(90))
    assert (risk.overridden.part, risk.wrong.part, risk.quick.part) == (1, 1, 1)
    assert risk.money.part == Decimal(1100)
    assert risk.score == pytest.approx(70)


def test_the_promises_are_for_everybody(people: People) -> None:
    cache.clear()
    begun = today() - timedelta(14)
    closed(people, "a", begun, today(), today() - timedelta(1))
    rows = BeautifulSoup(Client().get("/boards/promises/").content, "html.parser").select("tbody tr")
    (row,) = (row for row in rows if "参保职工技能提升补贴申领" in row.get_text())
    assert "10 个工作日" in row.get_text()  # by law
    assert "7 个工作日" in row.get_text()  # promised
    assert "100.0% 1／1" in " ".join(row.get_text().split())
    cache.clear()


def test_pages_take_few_queries_with_thousands_of_cases(people: People, django_assert_max_num_queries) -> None:
    many_cases(people, 3000, state="handling", due_on=today() - timedelta(1))
    hand_in(people)
    client = signed_in(people.supervisor)
    for path in PATHS:
        with django_assert_max_num_queries(30):
            assert client.get(f"/boards/{path}").status_code == 200
