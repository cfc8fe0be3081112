"""Which unit a case goes to: by every basis from every district, from the answers, from the registry, and where nobody accepts."""

from __future__ import annotations

from dataclasses import replace

import duckdb
import pytest
from bs4 import BeautifulSoup

from tests.city import People, signed_in
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft
from yuntai.cases.models import Case
from yuntai.cases.routing import Destination, destination, meant_for, why_here
from yuntai.cases.submission import submit
from yuntai.cases.verify import verify
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Employer, Person, Role, Unit, User
from yuntai.procedures import Field, Group, Procedure
from yuntai.procedures.schema import BASES

GAOCHUN = "320118"
REPORT = {
    "employer_name": "某某工地",
    "work_address": "某某路1号",
    "construction": "是",
    "workers": "1",
    "amount_owed": "6000",
    "one_worker_amount": "6000",
    "one_worker_months": "2",
    "people": [],
    "arrears_since": "2026-01-05",
    "story": "一直没有发",
    "contact_phone": "13800000000",
    "keep_secret": "否",
}


def looking_at(procedure: Procedure, by: str) -> Procedure:
    """The procedure, routed by another basis; by the answer to a question of its own where it is a place."""
    if by == procedure.routing.by:
        return procedure
    where = Field("where", "在哪里？", catalogue().units.places)
    fields = ("where",) if by == "place" else ()
    return replace(
        procedure,
        groups=(*procedure.groups, Group("地点", (where,))),
        routing=replace(procedure.routing, by=by, fields=fields),
    )


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize("name", sorted(catalogue()))
def test_every_procedure_from_every_district_by_every_basis(name: str) -> None:
    units = catalogue().units
    root = Unit.objects.get(code="320100")
    Appointment.objects.create(user=User.objects.create_user("city"), unit=root, role=Role.ACCEPT)
    person, firm = Person(pseudonym=1, district=""), Employer(uscc="91320106MA1TE5T01F")
    for by in BASES:
        procedure = looking_at(catalogue()[name], by)
        for district, bureau in units.districts.items():
            person.district = firm.district = district
            subject = firm if by == "employer" else person
            answers = dict.fromkeys(procedure.routing.fields, bureau.code) if by == "place" else {}
            here = Unit.objects.get(code=bureau.code) if by == "unit" else None
            found = destination(procedure, subject, answers, here)
            unit = units[found.unit]
            assert procedure.routing.function in unit.functions
            assert (found.district, found.how["why"]) == (district, "")
            assert unit.district == (None if procedure.routing.level == "city" else district)


def report(people: People, /, **changed: object) -> Case:
    """An arrears report of the worker, who lives in 江宁."""
    acting = Acting(people.worker, people.worker_person, "self")
    made = submit(begin_draft(catalogue()["arrears_report"], acting, {**REPORT, **changed}), acting)
    assert isinstance(made, Case)
    return made


def test_a_report_goes_to_the_district_of_the_site(people: People) -> None:
    officer = User.objects.create_user("gaochun")
    Appointment.objects.create(user=officer, unit=Unit.objects.get(code=GAOCHUN), role=Role.ACCEPT)
    case = report(people, work_place=GAOCHUN)
    assert (people.worker_person.district, case.district, case.unit.code) == ("江宁", "高淳", GAOCHUN)
    assert case.events.get().data["routing"] == {"by": "place", "place": GAOCHUN, "meant": GAOCHUN, "why": ""}
    assert why_here(case) == ""


def test_who_cannot_say_where_is_at_the_citys_desk_and_reads_why(people: People) -> None:
    city = User.objects.create_user("city")
    Appointment.objects.create(user=city, unit=Unit.objects.get(code="320100"), role=Role.ACCEPT)
    case = report(people, work_place="320100")
    assert (case.district, case.unit.code) == ("", "320100-inspection")
    assert case.events.get().data["routing"] == {
        "by": "place",
        "place": "",
        "meant": "320100-inspection",
        "why": "place",
    }
    assert why_here(case) == (
        "这件事按用工地点所在的区分给各区办，现在还不知道在哪个区，先由劳动保障监察机构收件，查清以后转给该办的单位。"
    )


def test_where_nobody_accepts_it_goes_to_the_citys_window_and_that_is_said(people: People) -> None:
    case = report(people, work_place=GAOCHUN)  # the officers are in 江宁 and 雨花台
    assert (case.district, case.unit.code) == ("高淳", "320100-window")
    assert (
        why_here(case) == "这件事本来由南京市高淳区人力资源和社会保障局办理，那里现在没有受理人员，先由综合柜台收件。"
    )
    officer = User.objects.create_user("gaochun")
    Appointment.objects.create(user=officer, unit=Unit.objects.get(code=GAOCHUN), role=Role.ACCEPT)
    assert meant_for(case) == GAOCHUN  # by now there is somebody to hand it over to


def test_officers_of_a_district_accept_for_its_streets(people: People) -> None:
    procedure = catalogue()["unemployment_registration"]
    by_place = looking_at(procedure, "place")
    found = destination(by_place, people.worker_person, {"where": "320115-s1"})
    assert (found.unit, found.how["why"]) == ("320115-s1", "")


def injury(people: People, answers: dict[str, str]) -> Destination:
    return destination(catalogue()["work_injury_recognition"], people.worker_person, answers)


def test_an_injury_goes_to_the_district_of_the_employer_that_is_named(people: People) -> None:
    employer = people.handler.operations.get().employer
    named = {"employer_uscc": employer.uscc, "employer_name": "别的名称"}
    assert injury(people, named).how["place"] == employer.district == "江宁"
    assert injury(people, {"employer_name": employer.name}).how["place"] == "江宁"
    assert injury(people, {"employer_name": "登记里没有的单位"}).how["place"] == ""


def test_without_a_name_it_is_the_employer_of_the_injured(people: People, exports: object) -> None:
    query = f"""SELECT resident_id FROM '{exports}/exports/enrolments.parquet'
        JOIN '{exports}/exports/employers.parquet' f USING (uscc) WHERE f.district = '玄武' AND ended_on IS NULL
        AND length(resident_id) = 18 ORDER BY 1 LIMIT 1"""
    ((injured,),) = duckdb.sql(query).fetchall()
    assert injury(people, {"injured_id": injured}).how["place"] == "玄武"


def test_what_is_the_employers_goes_to_the_district_of_the_persons_own(people: People) -> None:
    found = destination(catalogue()["skill_upgrading"], people.worker_person, {})
    assert (people.worker_person.district, found.district, found.unit) == ("江宁", "雨花台", "320114")


def test_a_place_put_right_names_the_unit_and_its_transfer_is_offered(people: People) -> None:
    there = User.objects.create_user("gaochun")
    Appointment.objects.create(user=there, unit=Unit.objects.get(code=GAOCHUN), role=Role.ACCEPT)
    case = report(people, work_place="320115")
    data = {"fields": {"work_place": "工地在高淳"}}
    act(case, "request_correction", people.clerk, data=data)
    mine = Acting(people.worker, people.worker_person, "self")
    case = act(case, "supply", people.worker, acting=mine, data={"answers": {"work_place": GAOCHUN}})
    assert (case.district, case.unit.code) == ("高淳", "320115")
    assert case.events.latest("number").data["routing"]["meant"] == GAOCHUN
    said = (
        "按补正后的用工地点所在的区，这件事由南京市高淳区人力资源和社会保障局办理；"
        "现在还在南京市江宁区人力资源和社会保障局，由那里转过去。"
    )
    assert why_here(case) == said
    page = BeautifulSoup(signed_in(people.clerk).get(f"/work/cases/{case.number}/").content, "html.parser")
    assert said in page.get_text()
    assert page.select_one("#unit-transfer option[selected]")["value"] == GAOCHUN
    assert said in signed_in(people.worker).get(f"/cases/{case.number}/").content.decode()
    case = act(case, "transfer", people.clerk, reason="工地在高淳", data={"unit": GAOCHUN})
    assert (why_here(case), verify()) == ("", [])


def test_a_place_put_right_where_it_is_already_moves_nothing(people: People) -> None:
    case = report(people, work_place="320115")
    act(case, "request_correction", people.clerk, data={"fields": {"work_place": "哪个街道"}})
    mine = Acting(people.worker, people.worker_person, "self")
    case = act(case, "supply", people.worker, acting=mine, data={"answers": {"work_place": "320115-s1"}})
    assert (case.district, case.unit.code, why_here(case)) == ("江宁", "320115", "")
