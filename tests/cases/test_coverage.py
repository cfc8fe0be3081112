"""Who must declare, who has and who has not; reminders, none twice on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from tests.cases.declared import handed_in
from tests.city import People
from yuntai.cases import coverage as module
from yuntai.cases.actions import act
from yuntai.cases.coverage import Obliged, coverage, remind
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Access, Appointment, Employer, Operator, Role, Unit, User

SOON = today() + timedelta(10)


@pytest.fixture
def firm(people: People) -> Employer:
    """The handler's firm; the clerk is of its district alone."""
    people.clerk.appointments.exclude(unit__code="320115").delete()
    return people.handler.operations.get().employer


def of(officer: User, uscc: str) -> Obliged:
    (found,) = [one for one in coverage(officer).employers if one.uscc == uscc]
    return found


def counted(folder: Path, district: str) -> dict[str, int]:
    """How many of each employer in a district were there on 31 December 2022 and on 6 January 2023, counted by hand."""
    query = f"""SELECT employer, count(*) FROM '{folder}/registry/enrolments.parquet' e
        JOIN '{folder}/registry/employers.parquet' f USING (employer)
        WHERE e.kind = 'employee' AND began_on < '2023-01-01' AND ended_on >= '2023-01-06'
        AND f.insured_in_province AND f.district = '{district}' GROUP BY employer"""
    return dict(duckdb.sql(query).fetchall())


def test_the_employers_of_the_officers_district(people: People, exports: Path, firm: Employer) -> None:
    found = coverage(people.clerk)
    assert found.year == 2023
    assert found.window is not None
    assert (found.window.last, found.window.open) == (date(2023, 3, 6), False)
    assert {one.district for one in found.employers} == {firm.district}
    assert {one.uscc: one.staff for one in found.employers} == counted(exports, firm.district)
    assert [one.staff for one in found.employers] == sorted((one.staff for one in found.employers), reverse=True)
    assert {one.unit for one in found.employers} == {people.clerk.roles()[0].unit.name}


def test_all_districts_for_the_city_none_for_a_street(people: People) -> None:
    assert len({one.district for one in coverage(people.supervisor).employers}) == 11
    officer = User.objects.create_user("street")
    street = Unit.objects.filter(level="street").first()
    Appointment.objects.create(user=officer, unit=street, role=Role.REVIEW)
    assert coverage(officer).employers == []
    assert coverage(people.payer).employers == []


def test_open_declared_unregistered(people: People, firm: Employer, staff: list[str]) -> None:
    assert [one.uscc for one in coverage(people.clerk).employers if one.status == "open"] == [firm.uscc]
    others = [one for one in coverage(people.clerk).employers if one.uscc != firm.uscc]
    assert {one.status for one in others} == {"unregistered"}
    case = handed_in(people, staff)
    declared = of(people.clerk, firm.uscc)
    assert (declared.status, declared.case, declared.state) == ("declared", case.number, "待受理")


@pytest.mark.parametrize("end", ["withdraw", "reject"])
def test_one_that_did_not_stand_does_not_count(people: People, firm: Employer, staff: list[str], end: str) -> None:
    case = handed_in(people, staff)
    if end == "withdraw":
        act(case, end, people.approver, acting=Acting(people.approver, firm, "operator"))
    else:
        act(case, end, people.clerk, reason="不是本单位的")
    assert of(people.clerk, firm.uscc).status == "open"


def test_one_of_an_earlier_year_does_not_count(people: People, firm: Employer, staff: list[str]) -> None:
    Case.objects.filter(pk=handed_in(people, staff).pk).update(submitted_at="2022-12-31T15:59:59Z")
    assert of(people.clerk, firm.uscc).status == "open"
    Case.objects.update(submitted_at="2022-12-31T16:00:00Z")  # 2023 in Shanghai
    assert of(people.clerk, firm.uscc).status == "declared"


def test_without_an_operator_nobody_can_be_told(people: People, firm: Employer) -> None:
    for one in firm.operators.all():
        one.revoke()
    assert of(people.clerk, firm.uscc).status == "unregistered"
    with pytest.raises(YuntaiError, match="没有要提醒的单位"):
        remind(people.clerk, 2023, coverage(people.clerk).employers, SOON)


class TestReminders:
    def test_every_operator_is_told_once_a_day(self, people: People, firm: Employer) -> None:
        before = coverage(people.clerk).employers
        assert remind(people.clerk, 2023, before, SOON) == 1
        told = {one.user: one for one in Notice.objects.filter(channel="site", template="base_declaration_due")}
        assert set(told) == {people.handler, people.approver}
        said = (
            f"{firm.name}还没有申报 2023 年度的社会保险缴费基数，请在 {SOON.year}年{SOON.month}月{SOON.day}日 前申报。"
        )
        assert told[people.handler].text == said
        assert told[people.handler].url == "/employer/declare/"
        assert of(people.clerk, firm.uscc).reminded == today()
        with pytest.raises(YuntaiError, match="没有要提醒的单位：今天都提醒过了，或者都已申报"):
            remind(people.reviewer, 2023, coverage(people.reviewer).employers, SOON)
        remind(people.reviewer, 2023, before, SOON)  # two officers at the same moment: the list of each is old
        assert Notice.objects.filter(channel="site").count() == 2

    def test_again_on_the_next_day(self, people: People, firm: Employer, monkeypatch: pytest.MonkeyPatch) -> None:
        remind(people.clerk, 2023, coverage(people.clerk).employers, SOON)
        monkeypatch.setattr(module, "today", lambda: today() + timedelta(1))
        assert remind(people.clerk, 2023, coverage(people.clerk).employers, SOON) == 1
        assert Notice.objects.filter(channel="site").count() == 4
        assert of(people.clerk, firm.uscc).reminded == today() + timedelta(1)

    def test_only_so_many_at_a_time(self, people: People, firm: Employer, monkeypatch: pytest.MonkeyPatch) -> None:
        second = next(one.uscc for one in coverage(people.clerk).employers if one.uscc != firm.uscc)
        employer = Employer.objects.create(uscc=second, name="某公司", district=firm.district, registered_on=today())
        Operator.objects.create(user=people.handler, employer=employer)
        monkeypatch.setattr(module, "MOST", 1)
        for _ in range(2):
            assert remind(people.clerk, 2023, coverage(people.clerk).employers, SOON) == 1
        assert Notice.objects.filter(user=people.handler, channel="site").count() == 2
        with pytest.raises(YuntaiError, match="没有要提醒的单位"):
            remind(people.clerk, 2023, coverage(people.clerk).employers, SOON)

    def test_it_is_written_down(self, people: People) -> None:
        remind(people.clerk, 2023, coverage(people.clerk).employers, SOON)
        logged = Access.objects.filter(user=people.clerk).get()
        assert (logged.what, logged.why) == ("提醒 1 家单位申报 2023 年度缴费基数", f"请在 {SOON} 前申报")

    def test_not_those_who_have_declared(self, people: People, staff: list[str]) -> None:
        handed_in(people, staff)
        with pytest.raises(YuntaiError, match="没有要提醒的单位"):
            remind(people.clerk, 2023, coverage(people.clerk).employers, SOON)

    def test_not_for_a_day_that_is_over(self, people: People) -> None:
        with pytest.raises(YuntaiError, match="申报的最后一天不能早于今天"):
            remind(people.clerk, 2023, coverage(people.clerk).employers, date(2023, 3, 6))
        assert Notice.objects.count() == 0

    def test_not_an_operator_who_still_waits(self, people: People, firm: Employer) -> None:
        Operator.objects.create(user=people.worker, employer=firm, waiting=True)
        remind(people.clerk, 2023, coverage(people.clerk).employers, SOON)
        assert not Notice.objects.filter(user=people.worker).exists()
