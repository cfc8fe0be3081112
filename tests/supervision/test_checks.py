"""Each check on rows that a person can judge at sight: what must be found, and what looks like it and must not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from tests.supervision.small import CHECKS, Small, found, monthly, paid_in
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.registry.schema import TABLES
from yuntai.rules.rule.packs import Pack
from yuntai.selections.checks import check, load_checks

APRIL = {"benefit": 1, "person": 1, "month": date(2020, 4, 1), "paid_on": date(2020, 4, 1)}
DIED = {"death": "D1", "person": 1, "died_on": date(2020, 3, 10), "reported_on": date(2020, 3, 12)}


def test_benefit_after_death() -> None:
    """R70: death 2020-03-10, payment 2020-04-01."""
    assert found("benefit_after_death", Small(benefits=[APRIL], deaths=[DIED])) == [("1", "1")]


@pytest.mark.parametrize(
    ("month", "paid_on"),
    [
        ((2020, 3, 1), (2020, 3, 15)),  # the month of death is due, though paid after it
        ((2020, 2, 1), (2020, 4, 15)),  # arrears
        ((2020, 3, 1), (2020, 3, 1)),
    ],
)
def test_what_is_due_to_the_dead(month: tuple[int, int, int], paid_on: tuple[int, int, int]) -> None:
    row = {**APRIL, "month": date(*month), "paid_on": date(*paid_on)}
    assert found("benefit_after_death", Small(benefits=[row], deaths=[DIED])) == []
    assert found("benefit_after_death", Small(benefits=[APRIL], deaths=[{**DIED, "person": 2}])) == []


def test_the_same_benefit_in_two_places() -> None:
    """R70: the same id in two places in the same month."""
    other = {**APRIL, "benefit": 2, "place": "jiangsu"}
    both = [("1 pension", "1"), ("1 pension", "2")]
    assert found("benefit_in_two_places", Small(benefits=[APRIL, other])) == both
    assert found("benefit_in_two_places", Small(benefits=[APRIL, {**APRIL, "benefit": 2}])) == both


@pytest.mark.parametrize(
    "change",
    [
        {"month": date(2020, 5, 1), "place": "jiangsu"},  # moved
        {"amount": 1499},  # a correction: less than half
        {"kind": "injury", "place": "jiangsu"},
        {"person": 2, "place": "jiangsu"},
    ],
)
def test_benefits_that_may_stand_together(change: dict[str, object]) -> None:
    assert found("benefit_in_two_places", Small(benefits=[APRIL, {**APRIL, "benefit": 2, **change}])) == []


JOB = {"enrolment": 7, "person": 1, "began_on": date(2018, 1, 1)}


def test_unemployment_while_employed() -> None:
    drawn = list(monthly(1, 2023, range(3, 6), kind="unemployment"))
    small = Small(benefits=drawn, enrolments=[JOB], contributions=paid_in(2023, range(1, 7)))
    assert found("unemployment_while_employed", small) == [("1", "1"), ("1", "2"), ("1", "3")]
    # nobody closed the enrolment, but nobody pays
    small = Small(benefits=drawn, enrolments=[JOB], contributions=paid_in(2023, range(1, 3)))
    assert found("unemployment_while_employed", small) == []
    # at work again from the day after the last benefit
    again = {**JOB, "began_on": date(2023, 5, 16)}
    small = Small(benefits=drawn, enrolments=[again], contributions=paid_in(2023, range(5, 9)))
    assert found("unemployment_while_employed", small) == []


def test_pension_while_employed() -> None:
    drawn = list(monthly(1, 2023, range(1, 4)))
    elsewhere = {**JOB, "place": "elsewhere"}
    paid = paid_in(2023, range(2, 4))
    small = Small(benefits=drawn, enrolments=[elsewhere], contributions=paid)
    assert found("pension_while_employed", small) == [("1", "2"), ("1", "3")]
    assert found("pension_while_employed", Small(benefits=drawn, enrolments=[JOB], contributions=[])) == []
    flexible = {**elsewhere, "kind": "flexible"}
    assert found("pension_while_employed", Small(benefits=drawn, enrolments=[flexible], contributions=paid)) == []


def test_overlapping_enrolments() -> None:
    later = {"enrolment": 8, "person": 1, "place": "jiangsu", "began_on": date(2023, 2, 1)}
    paid = paid_in(2023, range(1, 13)) + paid_in(2023, range(2, 4), enrolment=8)
    small = Small(enrolments=[JOB, later], contributions=paid)
    assert found("overlapping_enrolments", small) == [("7 8", "8")]
    one_month = paid_in(2023, range(1, 3)) + paid_in(2023, range(2, 9), enrolment=8)
    assert found("overlapping_enrolments", Small(enrolments=[JOB, later], contributions=one_month)) == []
    same_place = {**later, "place": "nanjing"}
    assert found("overlapping_enrolments", Small(enrolments=[JOB, same_place], contributions=paid)) == []


def test_late_enrolment() -> None:
    drawn = list(monthly(1, 2023, range(8, 10), kind="unemployment"))
    paid = paid_in(2022, range(7, 13), paid_on=date(2023, 7, 5))
    rows = [("1 unemployment", f"7 2022-{month:02}-01") for month in range(7, 13)]
    assert found("late_enrolment", Small(benefits=drawn, contributions=paid)) == rows
    assert found("late_enrolment", Small(benefits=drawn, contributions=paid[1:])) == []  # five months only
    early = [{**row, "paid_on": date(2023, 5, 16)} for row in paid]  # 91 days before the first benefit
    assert found("late_enrolment", Small(benefits=drawn, contributions=early)) == []
    in_time = paid_in(2023, range(1, 7), paid_on=date(2023, 7, 5))[3:]
    assert found("late_enrolment", Small(benefits=drawn, contributions=in_time)) == []


def test_ages() -> None:
    born = date(2000, 5, 20)
    persons = [{"person": 1, "born_on": born}]
    joined = [{**JOB, "began_on": date(2016, 5, 19)}, {**JOB, "enrolment": 8, "began_on": date(2016, 5, 20)}]
    assert found("underage_enrolment", Small(persons=persons, enrolments=joined)) == [("7", "7")]

    drawn = list(monthly(1, 2020, range(1, 2)))
    for sex, year, expected in (("male", 1971, 1), ("male", 1969, 0), ("female", 1976, 1), ("female", 1974, 0)):
        small = Small(persons=[{"person": 1, "sex": sex, "born_on": date(year, 6, 1)}], benefits=drawn)
        assert len(found("pension_too_young", small)) == expected

    for year, expected in ((1909, 1), (1910, 0), (1920, 0)):
        small = Small(persons=[{"person": 1, "born_on": date(year, 1, 1)}], benefits=drawn)
        assert len(found("pension_too_old", small)) == expected


def test_fictitious_person() -> None:
    drawn = list(monthly(1, 2023, range(1, 3)))
    small = Small(benefits=drawn, enrolments=[], contributions=[])
    assert found("fictitious_person", small) == [("1", "1"), ("1", "2")]
    assert found("fictitious_person", Small(benefits=drawn, enrolments=[JOB], contributions=[])) == []
    assert found("fictitious_person", Small(benefits=drawn, enrolments=[], contributions=[], deaths=[DIED])) == []
    survivor = [{**row, "kind": "survivor"} for row in drawn]
    assert found("fictitious_person", Small(benefits=survivor, enrolments=[], contributions=[])) == []


def test_shared_account() -> None:
    many = [{**APRIL, "benefit": person, "person": person, "account": "x"} for person in range(1, 6)]
    assert found("shared_account", Small(benefits=many)) == [("x", "x")] * 5
    assert found("shared_account", Small(benefits=many[:4])) == []  # a family
    again = [{**row, "benefit": row["benefit"] + 10} for row in many[:4]]
    assert found("shared_account", Small(benefits=many[:4] + again)) == []


def test_two_identities() -> None:
    pairs = [
        {"person": 1, "other": 2, "probability": Decimal("0.9")},
        {"person": 1, "other": 3, "probability": Decimal("0.89")},
    ]
    assert found("two_identities", Small(resemblances=pairs)) == [("1 2", "1"), ("1 2", "2")]


def test_nothing_found_in_a_quiet_registry() -> None:
    """R70: none of the four."""
    small = Small(
        persons=[{"person": 1}, {"person": 2}],
        enrolments=[{**JOB, "ended_on": date(2018, 12, 31)}],
        contributions=paid_in(2018, range(1, 13)),
        benefits=[*monthly(1, 2020, range(1, 4))],
        deaths=[DIED],
        resemblances=[],
    )
    for name in CHECKS.checks:
        assert found(name, small) == []


def test_a_check_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="核查的种类“crime”不认识，可用：enrolment、"):

        @check("…", kind="crime", severity="high", table="benefits", source="…", verify="…")
        def wrong(benefits):  # type: ignore[no-untyped-def]
            return benefits

    folder = tmp_path / "here"
    (folder / "checks").mkdir(parents=True)
    (folder / "checks" / "bad.py").write_text("1 / 0\n")
    with pytest.raises(YuntaiError, match=r"bad.py:1：核查读不进来（ZeroDivisionError"):
        load_checks(Pack("here", "…", (folder,)))
    (folder / "checks" / "other.py").write_text(
        "from yuntai.selections.checks import check\n"
        "@check('…', kind='death', severity='low', table='deaths', source='…', verify='…')\n"
        "def nobody(deaths, ghosts):\n    return deaths\n"
    )
    (folder / "checks" / "bad.py").unlink()
    with pytest.raises(YuntaiError, match=r"other.py:2：核查“…”用到“ghosts”，既不是表，也没有这个参数"):
        load_checks(Pack("here", "…", (folder,)))


def test_each_table_has_an_owner_and_a_city_names_its_own(tmp_path: Path) -> None:
    assert CHECKS.owners.keys() == TABLES.keys()
    assert CHECKS.owners["deaths"] == "社会保险经办机构，由登记死亡的来源部门改正"
    owners = tmp_path / "here" / "checks" / "owners.yaml"
    owners.parent.mkdir(parents=True)
    owners.write_text("owners: {deaths: 市信息中心}\n", encoding="utf-8")
    here = load_checks(Pack("here", "…", (tmp_path / "here", FOLDER / "national")))
    assert (here.owners["deaths"], here.owners["spells"]) == ("市信息中心", "公共就业服务机构")
    owners.write_text("owners: {ghosts: 市信息中心}\n", encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"owners.yaml：没有“ghosts”这张表，有：persons、"):
        load_checks(Pack("here", "…", (tmp_path / "here",)))


def test_deaths_that_contradict_each_other_are_a_finding_about_data_and_prove_nothing() -> None:
    """bug-091: two registrations, 2020-03-10 and 2024-06-01; the benefit of April 2020 is no evidence against anyone."""
    later = {**DIED, "death": "D2", "died_on": date(2024, 6, 1), "reported_on": date(2024, 6, 2)}
    assert found("benefit_after_death", Small(benefits=[APRIL], deaths=[DIED, later])) == []
    assert found("contradicting_deaths", Small(deaths=[DIED, later])) == [("1", "D1"), ("1", "D2")]
    assert found("contradicting_deaths", Small(deaths=[DIED, {**DIED, "death": "D2"}])) == []
    assert CHECKS.checks["contradicting_deaths"].kind == "data"


def test_benefits_without_an_account_share_none() -> None:
    rows = [{**APRIL, "benefit": n, "person": n, "account": None} for n in range(1, 30)]
    assert found("shared_account", Small(benefits=rows)) == []
