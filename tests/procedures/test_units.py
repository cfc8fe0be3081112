"""Which unit handles a case, and which windows take it in."""

from __future__ import annotations

import pytest

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.procedures import load_procedures
from yuntai.rules.rule.packs import load_pack

CATALOGUE = load_procedures(load_pack(FOLDER / "nanjing"))
UNITS = CATALOGUE.units

DISTRICTS = {
    "玄武": "320102", "秦淮": "320104", "建邺": "320105", "鼓楼": "320106", "浦口": "320111", "栖霞": "320113",
    "雨花台": "320114", "江宁": "320115", "六合": "320116", "溧水": "320117", "高淳": "320118",
}  # fmt: skip
"""GB/T 2260."""


def test_the_districts_have_their_national_codes() -> None:
    national = {name: unit.code for name, unit in UNITS.districts.items() if not unit.demonstration}
    assert national == DISTRICTS


def test_what_is_made_up_says_so_and_has_no_address_or_phone() -> None:
    for unit in UNITS.values():
        assert unit.demonstration == (not (len(unit.code) == 6 and unit.code.isdigit()))
        assert unit.address == ""
        assert unit.phone == ("12333" if unit.code == "320100" else "")


@pytest.mark.parametrize("above", ["320102", "320104", "320115"])
def test_three_districts_have_two_streets_with_two_communities_each(above: str) -> None:
    streets = [unit.code for unit in UNITS.values() if unit.parent == above]
    assert len(streets) == 2
    for street in streets:
        assert len([unit for unit in UNITS.values() if unit.parent == street]) == 2


ROUTES = [
    ("skill_upgrading", "江宁", "320115"),  # the district of the employer
    ("skill_upgrading", "320115", "320115"),
    ("skill_upgrading", "320115-s1-c2", "320115"),  # from a community up to its district
    ("unemployment_registration", "320102-s1-c1", "320102-s1"),  # the street, not the community
    ("unemployment_registration", "建邺", "320105"),  # no street is known there: the district
    ("retention_refund", "玄武", "320100-insurance"),  # a matter of the city: the office that does it
    ("title_review", "高淳", "320100-talent"),
    ("interview_subsidy", "320100", "320100-talent"),
    ("arbitration_request", "六合", "320116"),
    ("work_injury_recognition", "江北新区", "320100-jiangbei"),
    ("work_injury_recognition", "320100", "320100-injury"),  # only the city is known
]


@pytest.mark.parametrize(("procedure", "place", "unit"), ROUTES)
def test_routing(procedure: str, place: str, unit: str) -> None:
    assert UNITS.route(CATALOGUE[procedure], place).code == unit


@pytest.mark.parametrize("procedure", sorted(CATALOGUE))
@pytest.mark.parametrize("place", [*DISTRICTS, "320115-s2-c1"])
def test_every_procedure_finds_a_unit_and_a_window_everywhere(procedure: str, place: str) -> None:
    unit = UNITS.route(CATALOGUE[procedure], place)
    assert CATALOGUE[procedure].routing.function in unit.functions
    assert UNITS.accepting(CATALOGUE[procedure], place)


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("320106", "320106"),
        ("鼓楼区", "320106"),
        ("南京市鼓楼区", "320106"),
        ("下关区", "320106"),
        ("320107", "320106"),
        ("江宁", "320115"),
        ("江宁区东山街道", "320115-s1"),
        ("江北新区", "320100-jiangbei"),
    ],
)
def test_a_place_by_any_of_its_words(typed: str, code: str) -> None:
    assert UNITS.places.parse(typed) == code
    assert UNITS.place_of(typed) == code
    assert UNITS.place_of("某某区") == ""


def test_the_places_that_a_form_offers() -> None:
    options = UNITS.places.options
    assert len(options) == 12 + 6 + 1  # districts with 江北新区, streets, and who cannot say
    assert [options[code] for code in ("320106", "320100-jiangbei", "320115", "320115-s1", "320100")] == [
        "鼓楼区",
        "江北新区",
        "江宁区（街道说不清）",
        "江宁区东山街道",
        "说不清在哪个区",
    ]
    assert UNITS.places.groups["320115-s1"] == UNITS.places.groups["320115"] == "江宁区"
    assert "320106" not in UNITS.places.groups
    assert UNITS.places.parse("江宁区东山街道") == "320115-s1"


@pytest.mark.parametrize(
    ("procedure", "desk"), [("arrears_report", "320100-inspection"), ("title_review", "320100-talent")]
)
def test_the_citys_desk(procedure: str, desk: str) -> None:
    assert UNITS.desk(CATALOGUE[procedure]).code == desk
    assert UNITS.window.code == "320100-window"


def test_an_unknown_place() -> None:
    with pytest.raises(YuntaiError, match="没有“江宁区”这个区或单位，是不是“江宁”？"):
        UNITS.route(CATALOGUE["skill_upgrading"], "江宁区")


def codes(procedure: str, place: str) -> set[str]:
    return {unit.code for unit in UNITS.accepting(CATALOGUE[procedure], place)}


def test_a_city_wide_procedure_is_accepted_anywhere() -> None:
    assert {"320100-window", "320118", "320102-s1-c1", "320115-s2"} <= codes("skill_upgrading", "玄武")


def test_another_one_only_in_its_district() -> None:
    assert codes("startup_loan", "玄武") == {
        "320102", "320102-s1", "320102-s1-c1", "320102-s1-c2", "320102-s2", "320102-s2-c1", "320102-s2-c2",
    }  # fmt: skip
    assert codes("startup_loan", "建邺") == {"320105"}


def test_outlets_accept_only_what_has_their_channel() -> None:
    assert codes("arbitration_request", "玄武") == {"320102"}  # online and counters only


@pytest.mark.parametrize(
    ("procedure", "place", "channel", "here", "closest"),
    [
        ("skill_upgrading", "玄武", "counter", "玄武", "320102"),
        ("skill_upgrading", "玄武", "outlet", "玄武", "320102-s1"),
        ("skill_upgrading", "玄武", "outlet", "320102-s2-c1", "320102-s2-c1"),
        ("skill_upgrading", "玄武", "outlet", "320115-s2", "320115-s2"),  # the whole city accepts it
        ("startup_loan", "玄武", "counter", "320115-s2", "320102"),  # only the district of the applicant does
        ("startup_loan", "建邺", "outlet", "建邺", None),
        ("arbitration_request", "玄武", "outlet", "玄武", None),
    ],
)
def test_the_closest_window(procedure: str, place: str, channel: str, here: str, closest: str | None) -> None:
    found = UNITS.closest(CATALOGUE[procedure], place, channel, here)
    assert (found.code if found else None) == closest
