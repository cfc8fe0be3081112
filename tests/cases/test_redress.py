"""What can be done against a refusal: the body, the days and the article, from the data of the unit and of the letter."""

from __future__ import annotations

from tests.cases.test_walk import hand_in
from tests.city import People
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import version_of
from yuntai.cases.models import Case
from yuntai.cases.redress import remedies, told, wording_of
from yuntai.people.models import Unit

UNCHECKED = "（这个名称还没有同原文核对过，去以前请打 12333 问清）"


def case_of(people: People, procedure: str, unit: str) -> Case:
    case = hand_in(people)
    case.version, case.unit = version_of(catalogue()[procedure]), Unit.objects.get(code=unit)
    return case


def test_review_by_the_government_of_the_district_and_suit(people: People) -> None:
    case = case_of(people, "skill_upgrading", "320115")
    for outcome in ("refused", "rejected"):
        assert told(remedies(case, wording_of(case, outcome))).split("\n") == [
            "1. 可以自知道本决定之日起六十日内，向南京市江宁区人民政府申请行政复议（《行政复议法》第二十条、第二十四条）。",
            f"2. 可以自知道本决定之日起六个月内，向南京铁路运输法院{UNCHECKED}提起行政诉讼（《行政诉讼法》第四十六条）。",
            "依照《行政复议法》第二十三条应当先申请行政复议的，先申请行政复议。",
        ]


def test_what_an_insurance_agency_does_is_open_to_both_by_the_insurance_law(people: People) -> None:
    case = case_of(people, "retirement", "320100-insurance")
    review, suit = remedies(case, wording_of(case, "refused"))
    assert (review.body, review.source) == (
        "南京市人民政府",
        "《行政复议法》第二十条、第二十四条、《社会保险法》第八十三条第二款",
    )
    assert suit.source == "《行政诉讼法》第四十六条、《社会保险法》第八十三条第二款"


def test_a_unit_without_a_review_body_says_how_to_find_it(people: People) -> None:
    case = case_of(people, "skill_upgrading", "320100-jiangbei")
    review, _ = remedies(case, wording_of(case, "refused"))
    assert review.sentence == (
        "可以自知道本决定之日起六十日内，向行政复议机关（是哪一个，请打 12333 问）申请行政复议"
        "（《行政复议法》第二十条、第二十四条）。"
    )


def test_arbitration_that_is_not_accepted_goes_to_court(people: People) -> None:
    case = case_of(people, "arbitration_request", "320115")
    assert told(remedies(case, wording_of(case, "rejected"))) == (
        "1. 可以就该劳动争议事项向人民法院（是哪一个，请打 12333 问）起诉（《劳动争议调解仲裁法》第二十九条）。"
    )
    assert remedies(case, wording_of(case, "refused")) == []  # the award itself says where and when


def test_what_a_committee_voted_is_looked_at_again_and_not_reviewed(people: People) -> None:
    case = case_of(people, "title_review", "320100")
    wording = wording_of(case, "refused")
    assert (wording.title, remedies(case, wording)) == ("职称评审结果告知书", [])
    assert "可以按照有关规定申请复查、进行投诉" in wording.text
    assert [one.title for one in remedies(case, wording_of(case, "rejected"))] == ["申请行政复议", "提起行政诉讼"]
