"""What is told each working day, on fixed days: once, to those whom it concerns.

Monday 2 March 2026 is a working day. So is Saturday 28 February, which makes up for the Spring Festival; Sunday 1 March is not.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.cases.declared import handed_in
from tests.cases.test_walk import hand_in
from tests.city import People
from tests.web.test_workbench import many_cases, officer, open_case
from yuntai.cases import drafts, reminders
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.coverage import coverage, remind
from yuntai.cases.drafts import begin_draft
from yuntai.cases.models import Case, Draft
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.ledger import entries as ledger
from yuntai.notices.models import Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Role, Unit, User

MONDAY = date(2026, 3, 2)
SHANGHAI = ZoneInfo("Asia/Shanghai")


def case_due(people: People, number: str, due_on: date, **columns: object) -> Case:
    """A case that is reviewed, and due on a day."""
    many_cases(people, 1, **{"state": "handling", "number": number, "due_on": due_on} | columns)
    return Case.objects.get(number=number)


def told(template: str) -> list[tuple[str, str]]:
    """Who was told on the site about which case."""
    found = Notice.objects.filter(template=template, channel="site").order_by("pk").select_related("user")
    return [(one.user.username if one.user else "", one.case) for one in found]


def test_the_reviewer_hears_of_what_is_near_its_end_and_of_what_is_late_once_each(people: People) -> None:
    days = {"late": date(2026, 2, 27), "today": MONDAY, "wednesday": date(2026, 3, 4), "thursday": date(2026, 3, 5)}
    for number, due in days.items():
        case_due(people, number, due)
    for _ in range(2):
        reminders.cases_near_due(MONDAY)
        reminders.cases_overdue(MONDAY)
        assert told("case_near_due") == [("reviewer", "today"), ("reviewer", "wednesday")]
        assert told("case_overdue") == [("reviewer", "late")]
    one = Notice.objects.get(case="late")
    assert one.title == "“参保职工技能提升补贴申领”已经超期"
    assert one.text == "“参保职工技能提升补贴申领”（办件编号 late）本应在 2026年2月27日 办结，已经超期，现在等您办理。"
    assert one.url == "/work/cases/late/"

    for _ in range(2):
        reminders.cases_near_due(MONDAY + timedelta(1))
        reminders.cases_overdue(MONDAY + timedelta(1))
        assert told("case_near_due")[2:] == [("reviewer", "thursday")]
        assert told("case_overdue")[1:] == [("reviewer", "today")]


def test_many_are_read_some_at_a_time_and_all_are_told(people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reminders, "_AT_ONCE", 2)
    for number in range(5):
        case_due(people, f"late-{number}", date(2026, 2, 27))
    reminders.cases_overdue(MONDAY)
    assert told("case_overdue") == [("reviewer", f"late-{number}") for number in range(5)]


@pytest.mark.parametrize(
    ("columns", "who"),
    [
        ({"state": "proposed", "outcome": "granted"}, ["confirmer"]),
        ({"state": "paying", "outcome": "granted", "amount": 1}, ["payer"]),
        ({"state": "revisiting"}, ["reviewer"]),
        ({"state": "correcting", "paused": True}, []),
        ({"state": "closed", "outcome": "granted", "closed_on": MONDAY}, []),
    ],
)
def test_those_are_told_for_whom_it_waits(people: People, columns: dict[str, object], who: list[str]) -> None:
    case_due(people, "case-1", MONDAY, **columns)
    reminders.cases_near_due(MONDAY)
    assert [username for username, _ in told("case_near_due")] == who


def test_what_nobody_accepts_reaches_the_clerk_and_once_the_supervisor(people: People) -> None:
    case_due(people, "late", date(2026, 2, 27), state="submitted")
    case_due(people, "today", MONDAY, state="submitted")
    case_due(people, "accepted", date(2026, 2, 27))
    for day in (MONDAY, MONDAY, MONDAY + timedelta(1)):
        reminders.cases_near_due(day)
        reminders.cases_overdue(day)
        reminders.cases_unaccepted(day)
    assert told("case_near_due") == [("clerk", "today")]
    assert told("case_overdue") == [("clerk", "late"), ("reviewer", "accepted"), ("clerk", "today")]
    assert told("case_unaccepted") == [("supervisor", "late"), ("supervisor", "today")]
    assert Notice.objects.filter(template="case_unaccepted").first().text == (
        "“参保职工技能提升补贴申领”（办件编号 late）本应在 2026年2月27日 前决定是否受理，到今天还没有，请督办。"
    )
    near, overdue = (Notice.objects.filter(template=one).first() for one in ("case_near_due", "case_overdue"))
    assert near.text == "“参保职工技能提升补贴申领”（办件编号 today）最晚要在 2026年3月2日 受理，现在等您办理。"
    assert "本应在 2026年2月27日 受理，已经超期" in overdue.text


def test_the_manager_hears_which_units_have_nobody(people: People) -> None:
    city = Unit.objects.get(code="320100")
    for role in (Role.REVIEW, Role.CONFIRM, Role.PAY):
        officer(f"city-{role}", city, role)
    for code in ("320100-insurance", "320100-talent", "320102", "320104", "320105", "320106"):
        officer(f"at-{code}", Unit.objects.get(code=code), Role.ACCEPT)
    for day in (MONDAY, MONDAY + timedelta(1)):
        reminders.units_unstaffed(day)
    (notice,) = Notice.objects.filter(template="units_unstaffed", channel="site")
    assert notice.user == people.manager
    assert notice.text == (
        "按现在的岗位，有办件要到的单位没有人办：受理岗缺 6 个单位：南京市浦口区人力资源和社会保障局、"
        "南京市栖霞区人力资源和社会保障局、南京市六合区人力资源和社会保障局等。没有受理岗的，办件先到市级窗口。请在“人员和岗位”里补上。"
    )
    for code in ("320111", "320113", "320116", "320117", "320118", "320100-jiangbei"):
        officer(f"at-{code}", Unit.objects.get(code=code), Role.ACCEPT)
    Notice.objects.all().delete()
    reminders.units_unstaffed(MONDAY)
    assert not Notice.objects.filter(template="units_unstaffed").exists()


def test_the_nearest_unit_above_is_told_where_a_unit_has_nobody(people: People) -> None:
    unit = people.reviewer.roles()[0].unit
    officer("above", unit.parent, Role.REVIEW)
    case_due(people, "case-1", MONDAY)
    people.reviewer.appointments.get(unit=unit).revoke()
    reminders.cases_near_due(MONDAY)
    assert told("case_near_due") == [("above", "case-1")]


def test_who_gets_it_when_it_has_gone_on_is_told_too(people: People) -> None:
    case = case_due(people, "case-1", MONDAY)
    reminders.cases_near_due(MONDAY)
    Case.objects.filter(pk=case.pk).update(state="proposed", holder="confirm", outcome="granted")
    reminders.cases_near_due(MONDAY)
    assert told("case_near_due") == [("reviewer", "case-1"), ("confirmer", "case-1")]


def test_a_new_promised_day_is_told_anew(people: People) -> None:
    case = case_due(people, "case-1", MONDAY)
    reminders.cases_near_due(MONDAY)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 3, 4))  # a correction came in between
    reminders.cases_near_due(MONDAY)
    assert told("case_near_due") == [("reviewer", "case-1")] * 2


@pytest.mark.parametrize(
    ("day", "count"),
    [(date(2026, 2, 28), 1), (date(2026, 3, 1), 0), (MONDAY, 1), (date(2026, 2, 18), 0)],
    ids=["a Saturday that is worked", "a Sunday", "a Monday", "a holiday on a Wednesday"],
)
def test_only_on_working_days(people: People, day: date, count: int) -> None:
    case_due(people, "case-1", date(2026, 2, 13))
    reminders.cases_overdue(day)
    assert len(told("case_overdue")) == count


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[date], None]:
    """Set the day on which events happen."""

    def set_day(day: date) -> None:
        moment = datetime(day.year, day.month, day.day, 10, 0, tzinfo=SHANGHAI)
        monkeypatch.setattr(ledger, "now", lambda: moment)

    return set_day


def correcting(people: People, at: Callable[[date], None], due: date) -> Case:
    """A case whose applicant has until ``due`` for a correction: 15 days."""
    case = hand_in(people)
    at(due - timedelta(15))
    act(case, "request_correction", people.clerk, reason="照片不清")
    return case


@pytest.mark.parametrize(
    ("day", "due", "days"),
    [
        (MONDAY, date(2026, 3, 3), 1),
        (MONDAY, date(2026, 3, 4), 2),
        (MONDAY, date(2026, 3, 5), None),
        (MONDAY, date(2026, 3, 1), None),  # over
        (date(2026, 3, 4), date(2026, 3, 8), 4),  # Thursday and Friday are the two working days until Sunday
        (date(2026, 3, 4), date(2026, 3, 9), None),
        (date(2026, 3, 5), date(2026, 3, 9), 4),
    ],
)
def test_two_working_days_before_a_correction_is_due(
    people: People, at: Callable[[date], None], day: date, due: date, days: int | None
) -> None:
    case = correcting(people, at, due)
    for _ in range(2):
        reminders.corrections_near_due(day)
        found = Notice.objects.filter(template="deadline_near")
        assert sorted(one.channel for one in found) == ([] if days is None else ["site", "sms"])
    if days is not None:
        on_site = found.get(channel="site")
        assert (on_site.person, on_site.url) == (people.worker_person, f"/cases/{case.number}/")
        assert on_site.text == (
            f"“参保职工技能提升补贴申领”（办件编号 {case.number}）要在 {due.year}年{due.month}月{due.day}日 前补齐材料，"
            f"还有 {days} 天。"
        )


def test_no_word_of_a_correction_that_came(people: People, at: Callable[[date], None]) -> None:
    case = correcting(people, at, date(2026, 3, 4))
    act(case, "supply", people.worker, acting=Acting(people.worker, people.worker_person, "self"))
    reminders.corrections_near_due(MONDAY)
    assert told("deadline_near") == []


def test_a_second_correction_has_a_term_of_its_own(people: People, at: Callable[[date], None]) -> None:
    case = correcting(people, at, date(2026, 3, 4))
    at(date(2026, 2, 24))
    act(case, "request_correction", people.clerk, reason="还缺一页")  # until 11 March
    for day in (2, 3, 4, 5, 6, 9):
        reminders.corrections_near_due(date(2026, 3, day))
    texts = [one.text for one in Notice.objects.filter(template="deadline_near", channel="site").order_by("pk")]
    assert ["3月4日" in texts[0], "3月11日" in texts[1], len(texts)] == [True, True, 2]


def test_those_who_act_for_an_employer_hear_of_its_correction(people: People, at: Callable[[date], None]) -> None:
    case = hand_in(people)
    firm = people.handler.operations.get().employer
    Case.objects.filter(pk=case.pk).update(person=None, employer=firm)
    at(date(2026, 2, 17))
    act(case, "request_correction", people.clerk, reason="照片不清")
    reminders.corrections_near_due(MONDAY)
    assert sorted(username for username, _ in told("deadline_near")) == ["approver", "handler"]


def test_a_correction_lapses_after_its_term_and_both_sides_hear_of_it(
    people: People, at: Callable[[date], None]
) -> None:
    case = correcting(people, at, date(2026, 3, 4))
    reminders.corrections_over(date(2026, 3, 4))
    assert told("correction_over") == []
    for _ in range(2):
        reminders.corrections_over(date(2026, 3, 5))
    assert told("correction_over") == [("clerk", case.number)]
    assert "请申请人在 2026年3月4日 前补正，到期没有补齐" in Notice.objects.get(template="correction_over").text
    lapsed = Notice.objects.get(template="correction_lapsed", channel="site")
    assert lapsed.person == people.worker_person
    assert "没有补的按现有的材料办理，办理时间接着计算" in lapsed.text
    case.refresh_from_db()
    assert (case.state, case.paused) == ("submitted", False)
    assert [event.kind for event in case.events.order_by("number")] == ["submit", "request_correction", "lapse"]
    assert verify() == []


@pytest.fixture
def rules(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Have the policies be made of other files than before."""
    return lambda text: monkeypatch.setattr(drafts, "policy_digest", lambda *_policies: text)


def begun(user: User, procedure: str = "skill_upgrading") -> Draft:
    return begin_draft(catalogue()[procedure], Acting(user, user.person, "self"))


def test_a_draft_whose_rules_have_changed_since_once_a_change(people: People, rules: Callable[[str], None]) -> None:
    draft = begun(people.worker)
    reminders.drafts_outdated(MONDAY)
    assert told("draft_rules_changed") == []
    for number, digest in enumerate(("second", "third"), 1):
        rules(digest)
        Draft.objects.filter(person=people.elder.person).delete()
        begun(people.elder)  # by the rules of now
        for _ in range(2):
            reminders.drafts_outdated(MONDAY)
            found = Notice.objects.filter(template="draft_rules_changed", channel="site", person=people.worker_person)
            assert found.count() == number
    assert found.first().url == f"/apply/{draft.key}/"
    assert "您有一份没有提交的“参保职工技能提升补贴申领”，它的规定在 " in found.first().text
    assert not Notice.objects.filter(person=people.elder.person).exists()


def test_a_draft_of_an_employer_is_told_to_those_who_act_for_it(people: People) -> None:
    handler = people.handler
    firm = handler.operations.get().employer
    begin_draft(catalogue()["contribution_base_declaration"], Acting(handler, firm, "operator"))
    version = Draft.objects.get().version
    type(version).objects.filter(pk=version.pk).update(digest="old")
    reminders.drafts_outdated(MONDAY)
    assert sorted(username for username, _ in told("draft_rules_changed")) == ["approver", "handler"]
    assert Notice.objects.filter(url="/employer/declare/", channel="site").count() == 2


def test_a_draft_of_a_bundle(people: People, rules: Callable[[str], None]) -> None:
    draft = begin_draft(catalogue().bundles["job_loss"], Acting(people.worker, people.worker_person, "self"))
    rules("second")
    reminders.drafts_outdated(MONDAY)
    one = Notice.objects.get(template="draft_rules_changed", channel="site")
    assert (one.person, one.url) == (people.worker_person, f"/apply/{draft.key}/")
    assert catalogue().bundles["job_loss"].title in one.title


def test_a_draft_of_a_matter_that_there_is_no_more_is_left_alone(people: People) -> None:
    begun(people.worker)
    Draft.objects.update(procedure="gone")
    reminders.drafts_outdated(MONDAY)
    assert told("draft_rules_changed") == []


def declarations_told() -> list[str]:
    found = Notice.objects.filter(template="base_declaration_due", channel="site").order_by("key", "user__username")
    return [f"{one.key.rsplit('/', 1)[1]} {one.user.username}" for one in found.select_related("user")]


FIRST = ["2023-01-11 approver", "2023-01-11 handler"]
AGAIN = ["2023-02-27 approver", "2023-02-27 handler"]


def test_those_who_have_not_declared_when_it_begins_and_when_five_working_days_are_left(people: People) -> None:
    """From 11 January to Monday 6 March 2023: after 27 February there are 28 February, 1, 2, 3 and 6 March."""
    for day, told_by_then in (
        (date(2023, 1, 10), []),
        (date(2023, 1, 11), FIRST),
        (date(2023, 1, 12), FIRST),
        (date(2023, 2, 24), FIRST),
        (date(2023, 2, 27), FIRST + AGAIN),
        (date(2023, 3, 6), FIRST + AGAIN),
        (date(2023, 3, 7), FIRST + AGAIN),
    ):
        reminders.declarations_due(day)
        assert declarations_told() == told_by_then, day
    firm = people.handler.operations.get().employer
    assert Notice.objects.first().text == (
        f"{firm.name}还没有申报 2023 年度的社会保险缴费基数，请在 2023年3月6日 前申报。"
    )


@pytest.mark.usefixtures("people")
def test_no_word_of_a_year_without_rules() -> None:
    reminders.declarations_due(date(2026, 2, 2))
    assert declarations_told() == []


def test_what_was_missed_is_made_up_for_and_nobody_hears_it_twice(people: People) -> None:
    reminders.declarations_due(date(2023, 3, 1))
    assert declarations_told() == AGAIN
    Notice.objects.filter(user=people.handler).delete()  # as if the worker had died before the second of them
    reminders.declarations_due(date(2023, 3, 2))
    assert declarations_told() == AGAIN


def test_those_whom_an_officer_has_reminded_since_are_left_alone(people: People) -> None:
    remind(people.clerk, 2023, coverage(people.clerk).employers, today())
    before = declarations_told()
    reminders.declarations_due(date(2023, 3, 1))
    assert declarations_told() == before


def test_not_those_who_have_declared(people: People, staff: list[str]) -> None:
    handed_in(people, staff)
    reminders.declarations_due(date(2023, 3, 1))
    assert declarations_told() == []


def test_every_unit_of_the_demonstration_has_somebody(people: People) -> None:
    """A case that has just come in waits for the clerk of its district."""
    case = open_case(people, "skill_upgrading")
    assert reminders._holders(case.unit_id, "accept") == [people.clerk]
    assert reminders._holders(Unit.objects.get(level="city", parent=None).pk, "accept") == []
