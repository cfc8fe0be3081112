"""Nothing is granted or paid twice: not by a second claim, not by another officer, not at the same moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from importlib import import_module
from threading import Event, Thread
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from tests.at_once import needs_postgres
from tests.cases.race import ANSWERS, applicant, claim, officers, race
from tests.city import People, rewrite, signed_in
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.decisions import suggest
from yuntai.cases.drafts import known_of, version_of
from yuntai.cases.granted import granted_to, held_of, of_payments, payments_of, read_again
from yuntai.cases.models import Case
from yuntai.cases.states import APPLICANT, TRANSITIONS
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Employer, Unit, User
from yuntai.registry.record import Record
from yuntai.rules.language.kinds import Date
from yuntai.rules.one.answer import answer

Officers = dict[str, list[User]]


@pytest.fixture
def staff_of(people: People) -> Officers:  # noqa: ARG001 units are there
    return officers()


@pytest.fixture
def mine(people: People) -> Acting:  # noqa: ARG001 units are there
    return applicant(7)


def carry(case: Case, staff_of: Officers, *steps: str) -> Case:
    for step in steps:
        case = act(case, step, staff_of[step][0])
    return case


def test_one_certificate_is_claimed_once_until_it_is_free_again(mine: Acting, staff_of: Officers) -> None:
    first = claim(mine, "0001 a")
    with pytest.raises(YuntaiError, match=f"您已经在办同一件“参保职工技能提升补贴申领”，编号 {first.number}"):
        claim(mine, "０００１A")
    act(first, "withdraw", mine.user, acting=mine)
    second = carry(claim(mine, "0001A"), staff_of, "accept")
    act(second, "propose", staff_of["propose"][0], reason="证书已注销", data={"outcome": "refused"})
    act(second, "confirm", staff_of["confirm"][0])
    third = carry(claim(mine, "0001A"), staff_of, "accept", "propose", "confirm", "pay")
    said = f"{Date().show(today())}已经予以办理，编号 {third.number}，不能再领一次"
    with pytest.raises(YuntaiError, match=said):
        claim(mine, "0001A")
    act(second, "rate", mine.user, acting=mine, data={"score": 1})  # a refusal that is looked at again claims nothing
    assert verify() == []


def test_a_corrected_answer_claims_anew(mine: Acting, staff_of: Officers) -> None:
    taken, case = claim(mine, "C1"), claim(mine, "C2")
    wanted = {"fields": {"certificate_number": "与证书不符"}}
    act(case, "request_correction", staff_of["accept"][0], reason="看不清", data=wanted)
    with pytest.raises(YuntaiError, match=f"您已经在办同一件.*编号 {taken.number}"):
        act(case, "supply", mine.user, acting=mine, data={"answers": {"certificate_number": "C1"}})
    case = act(case, "supply", mine.user, acting=mine, data={"answers": {"certificate_number": "C3"}})
    with pytest.raises(YuntaiError, match=case.number):
        claim(mine, "C3")
    assert claim(mine, "C2").state == "submitted"
    assert verify() == []


def test_another_persons_claim_is_not_told(mine: Acting) -> None:
    first = claim(mine, "C1")
    with pytest.raises(YuntaiError) as refused:
        claim(applicant(8), "C1")
    assert str(refused.value) == (
        "“参保职工技能提升补贴申领”这一件别人已经申领了；应当由您申领的，请带证件到窗口，或打 12333 核对"
    )
    assert first.number not in str(refused.value)


def test_what_may_be_had_each_month_may_be_claimed_each_month() -> None:
    from yuntai.procedures.claims import claimed

    rent = catalogue()["talent_housing"].claim
    assert rent is not None
    november, december = (claimed(rent, {}, "person 1", day) for day in (date(2026, 11, 30), date(2026, 12, 1)))
    assert (november, december) == ("PERSON1/2026-11", "PERSON1/2026-12")
    assert catalogue()["arrears_report"].claim is None
    assert catalogue()["record_correction"].claim is None


def test_the_next_answer_knows_what_was_granted(mine: Acting, staff_of: Officers) -> None:
    rule, person = rule_of("skill_upgrading"), mine.subject
    draft = {name: value for name, value in ANSWERS.items() if name in rule.facts or name in rule.relations}
    before = suggest(catalogue()["skill_upgrading"], draft, today(), granted_to(person))
    assert before is not None
    assert before.verdict == ("granted", Decimal("500.00"))
    case = carry(claim(mine, "C1"), staff_of, "accept", "propose", "confirm")
    assert payments_of(person) == [
        {
            "payment": case.number,
            "person": person.pseudonym,
            "policy": "skill_upgrading",
            "subject": "C1",
            "occupation": "快递员",
            "level": 3,
            "amount": Decimal("500.00"),
            "claimed_on": today(),
            "paid_on": None,
        }
    ]
    (known,) = known_of(catalogue()["skill_upgrading"], person)
    row = {"policy": "skill_upgrading", "occupation": "快递员", "level": 3, "amount": Decimal("500.00")}
    assert known.facts["payments"] == [row | {"claimed_on": today(), "payment": case.number}]
    got = answer(rule, {**draft, "payments": known.facts["payments"]}, today())
    assert [step.name for step in got.because] == ["not_repeated", "once_a_year"]
    after = suggest(catalogue()["skill_upgrading"], draft, today(), granted_to(person))
    assert after is not None
    assert after.verdict == ("refused", None)
    assert payments_of(person, besides=case) == []


def test_a_payment_that_the_registry_has_by_now_counts_once(mine: Acting, staff_of: Officers) -> None:
    case = carry(claim(mine, "C1"), staff_of, "accept", "propose", "confirm")
    relation = rule_of("skill_upgrading").relations["payments"]
    person = mine.subject.pseudonym
    ours = payments_of(mine.subject)
    (row,) = ours
    for known in (row, row | {"payment": "P7", "paid_on": date(2026, 12, 1)}):
        held = Record(person, {"payments": [known]}, ours)
        assert [one["payment"] for one in held.related(relation, {}) or ()] == [known["payment"]]
    other = Record(person, {"payments": [row | {"payment": "P7", "subject": "C2"}]}, ours)
    assert [one["payment"] for one in other.related(relation, {}) or ()] == ["P7", case.number]


def test_rows_that_somebody_added_stay_and_copies_are_read_again(mine: Acting) -> None:
    rule = rule_of("skill_upgrading")
    said = {
        "policy": "skill_upgrading",
        "occupation": "电工",
        "level": "4",
        "amount": "300",
        "claimed_on": "2025-03-01",
    }
    copied = said | {"occupation": "钳工", "payment": "P1"}
    held = replace(held_of(mine.subject), rows={"payments": []})
    facts = read_again(rule, {"payments": [said, copied]}, today(), held)
    assert [row["occupation"] for row in facts["payments"]] == ["电工"]


def test_how_often_it_was_had_is_counted_and_not_believed(mine: Acting) -> None:
    """Somebody says that she never had the interview subsidy; the platform has paid it twice."""
    rule = rule_of("interview_subsidy")
    assert of_payments(rule) == {"payments", "times_received"}
    paid = {"policy": "interview_subsidy", "subject": "", "occupation": None, "level": None, "amount": Decimal(1000)}
    rows = [paid | {"payment": number, "claimed_on": date(2026, 11, day)} for number, day in (("7", 2), ("8", 30))]
    held = Record(mine.subject.pseudonym, {"payments": []}, rows)
    said = {"times_received": "0", "payments": [], "graduates_in": "2026"}
    facts = read_again(rule, said, date(2026, 11, 15), held)
    assert (facts["times_received"], facts["graduates_in"]) == (2, 2026)
    never = Record(mine.subject.pseudonym, {"payments": []})
    assert read_again(rule, said | {"times_received": "1"}, date(2026, 11, 15), never)["times_received"] == 1


def test_two_officers_decide_two_claims_and_one_wins(mine: Acting, staff_of: Officers) -> None:
    """Two certificates of one occupation and level in one year: the policy pays one."""
    one, two = (carry(claim(mine, number), staff_of, "accept") for number in ("C1", "C2"))
    one = act(one, "propose", staff_of["propose"][0])
    two = act(two, "propose", staff_of["propose"][1])
    assert (one.state, two.state) == ("proposed", "proposed")
    act(two, "confirm", staff_of["confirm"][0])
    with pytest.raises(YuntaiError) as refused:
        act(one, "confirm", staff_of["confirm"][1])
    assert str(refused.value) == (
        "拟定以后情况变了：拟定时按政策是“予以办理 500.00 元”，现在是“不予办理”。请退回，由审核的人重新决定"
    )
    act(one, "send_back", staff_of["confirm"][1], reason="另一件已予以办理")
    with pytest.raises(YuntaiError, match=r"您打开以后情况变了：刚才按政策是“予以办理 500[.]00 元”，现在是“不予办理”"):
        act(
            one,
            "propose",
            staff_of["propose"][0],
            reason="符合",
            data={"outcome": "granted", "seen": "予以办理 500.00 元"},
        )
    with pytest.raises(YuntaiError, match="决定与政策算出的结果不同，要写明理由"):
        act(one, "propose", staff_of["propose"][0], data={"outcome": "granted", "amount": "500"})
    one = carry(one, staff_of, "propose", "confirm")
    assert (one.state, one.outcome) == ("closed", "refused")
    assert verify() == []


def test_what_is_to_be_paid_is_looked_at_again_and_can_be_handed_back(mine: Acting, staff_of: Officers) -> None:
    one = carry(claim(mine, "C1"), staff_of, "accept", "propose", "confirm")
    two = carry(claim(mine, "C2"), staff_of, "accept")
    act(two, "propose", staff_of["propose"][1], reason="以这一件为准", data={"outcome": "granted", "amount": "500"})
    act(two, "confirm", staff_of["confirm"][1])
    act(two, "pay", staff_of["pay"][1])
    with pytest.raises(YuntaiError, match="拟定以后情况变了"):
        act(one, "pay", staff_of["pay"][0])
    one = act(one, "hand_back", staff_of["pay"][0], reason="另一件已经发过")
    assert (one.state, one.outcome, one.amount, one.confirmed_by) == ("handling", "", None, None)
    told = Notice.objects.get(template="case_handed_back", channel="site")
    assert "在发放前核对时退回重新审核。原因：另一件已经发过。" in told.text
    one = carry(one, staff_of, "propose", "confirm")
    assert (one.state, one.outcome) == ("closed", "refused")
    assert verify() == []


def test_the_database_refuses_what_the_code_would_not(mine: Acting, staff_of: Officers) -> None:
    first = carry(claim(mine, "C1"), staff_of, "accept", "propose", "confirm", "pay")
    second = claim(mine, "C2")
    copy = {"version": first.version, "person": first.person, "unit": first.unit, "procedure": first.procedure}
    tries = (
        lambda: Case.objects.filter(pk=second.pk).update(claimed_for=first.claimed_for),
        lambda: Case.objects.create(number="1", submission=uuid4(), claimed_for=first.claimed_for, **copy),
        lambda: Case.objects.filter(pk=second.pk).update(state="paying", outcome="granted", amount=0),
        lambda: Case.objects.filter(pk=second.pk).update(state="paying", outcome="granted"),
    )
    for attempt in tries:
        with pytest.raises(IntegrityError), transaction.atomic():
            attempt()
    assert verify() == []
    Case.objects.filter(pk=first.pk).update(claimed_for=None)
    assert verify() == [f"办件 {first.number} 的“申领标识”与日志不符"]


def test_a_grant_that_pays_needs_an_amount(mine: Acting, staff_of: Officers) -> None:
    case = carry(claim(mine, "C1"), staff_of, "accept")
    for amount in ("0", "0.00"):
        with pytest.raises(YuntaiError, match="予以办理就要发钱，请写明金额，而且要大于零"):
            act(case, "propose", staff_of["propose"][0], reason="同意", data={"outcome": "granted", "amount": amount})
    rewrite(case, facts=case.facts | {"level": ""})  # the policy cannot say how much
    with pytest.raises(YuntaiError, match="予以办理就要发钱，请写明金额"):
        act(case, "propose", staff_of["propose"][0], reason="同意", data={"outcome": "granted"})
    case.refresh_from_db()
    assert (case.state, case.outcome) == ("handling", "")


def test_a_matter_that_pays_nothing_takes_no_amount(people: People, staff_of: Officers) -> None:
    from tests.web.test_workbench import open_case

    case = carry(open_case(people, "unemployment_registration"), staff_of, "accept")
    case = act(case, "propose", staff_of["propose"][0], data={"outcome": "granted", "amount": "888"})
    assert (case.state, case.outcome, case.amount) == ("closed", "granted", None)


def test_a_decision_on_what_the_text_leaves_open_needs_a_second_officer(mine: Acting, staff_of: Officers) -> None:
    case = carry(claim(mine, "C1"), staff_of, "accept")
    client = signed_in(staff_of["propose"][0])
    shown = client.get(f"/work/cases/{case.number}/").content.decode()
    said = "原文没有写明，按平台的读法：按哪天的规定（发证日或申领日）、"
    assert (said in shown, shown.count("。须由第二人复核。")) == (True, 2)
    case = carry(case, staff_of, "propose")
    assert case.state == "proposed"
    assert "按哪天的规定（发证日或申领日）" in case.decision["ours"]
    assert (
        "请先核对原文，再复核" in signed_in(staff_of["confirm"][0]).get(f"/work/cases/{case.number}/").content.decode()
    )


def test_cases_of_before_get_their_claim_and_of_two_the_granted_one(mine: Acting, staff_of: Officers) -> None:
    first, second = claim(mine, "C1"), carry(claim(mine, "C2"), staff_of, "accept", "propose", "confirm")
    other = claim(applicant(8), "C3")
    kept = {one.pk: one.claimed_for for one in (second, other)}
    Case.objects.update(claimed_for=None)
    rewrite(first, facts=second.facts)  # the same certificate twice, as could be before
    import_module("yuntai.cases.migrations.0006_one_claim").fill(apps, None)
    found = dict(Case.objects.values_list("pk", "claimed_for"))
    assert found == {first.pk: None, **kept}


def test_who_hands_back_is_who_pays() -> None:
    assert TRANSITIONS["hand_back"].actors == ("pay",)
    assert APPLICANT not in TRANSITIONS["hand_back"].actors


@pytest.mark.parametrize(
    ("placed", "said", "left"),
    [
        ("A", 0, 35),  # one month of 36 was granted for her on the platform
        ("A", 12, 24),  # what was said tells of more: another employer was paid for her before
        ("B", 0, 36),  # what was granted for a colleague is not hers
    ],
)
def test_months_of_a_placed_person_are_counted_for_her(db: None, placed: str, said: int, left: int) -> None:  # noqa: ARG001
    procedure, day = catalogue()["post_subsidy"], date(2026, 6, 15)
    firm = Employer.objects.create(uscc="91320106MA1TE5T01F", name="某某公司")
    unit = Unit.objects.create(code="320106", name="鼓楼", level="district", path="320106/")
    Case.objects.create(
        number="1",
        submission=uuid4(),
        procedure=procedure.id,
        version=version_of(procedure),
        employer=firm,
        unit=unit,
        facts={"placed_id": "A"},
        begun_on=date(2026, 5, 15),
        closed_on=date(2026, 5, 20),
        state="closed",
        outcome="granted",
        amount=Decimal("2660.00"),
    )
    facts = {
        "placed_id": placed,
        "hard_to_employ": "是",
        "public_post": "是",
        "wage_paid": "3000.00",
        "placed_on": "2026-05-15",
        "months_received": str(said),
        "times_placed": "1",
        "severe_hardship": "否",
        "born_on": "1980-01-15",
        "sex": "male",
        "payments": [],
    }
    found = suggest(procedure, facts, day, held_of(firm))
    assert found
    assert (found.amount, found.answer.results["months_left"]) == (Decimal("2660.00"), left)


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_confirmed_at_once_the_second_sees_the_first(mine: Acting, staff_of: Officers) -> None:
    first, second = (carry(claim(mine, one), staff_of, "accept", "propose") for one in ("C1", "C2"))
    begun, done, said = Event(), Event(), []

    def other() -> None:
        begun.wait()
        try:
            act(second, "confirm", staff_of["confirm"][1])
        except YuntaiError as error:
            said.append(str(error))
        finally:
            done.set()
            connection.close()

    thread = Thread(target=other)
    thread.start()
    with transaction.atomic():
        act(first, "confirm", staff_of["confirm"][0])
        begun.set()
        assert not done.wait(1)
    thread.join()
    assert said
    assert "拟定以后情况变了" in said[0]


@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="in memory SQLite has no second writer; tests/site runs it on a file"
)
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("certificates", [("C1",), ("C1", "C2")])
def test_at_once_in_any_order_one_is_paid(staff_of: Officers, certificates: tuple[str, ...]) -> None:
    for seed in range(1, 5):
        race(seed, staff_of, tuple(f"{one}-{seed}" for one in certificates))
    assert verify() == []
