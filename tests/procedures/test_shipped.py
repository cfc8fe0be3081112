"""The procedures that Nanjing's pack ships: complete, with a source for every period, and kept whole by a case."""

from __future__ import annotations

import json
from datetime import date

import pytest

from yuntai.packs import FOLDER
from yuntai.procedures import Bundle, Procedure, guide, load_procedures
from yuntai.procedures.kinds import ResidentId, Rows
from yuntai.procedures.letters import fill
from yuntai.rules.language.grounds import Checked
from yuntai.rules.rule.packs import load_pack

CATALOGUE = load_procedures(load_pack(FOLDER / "nanjing"))
IDS = sorted(CATALOGUE)

PERIODS = {  # legal days, how they are counted, what the source must name; None where no law sets any
    "work_injury_recognition": (60, "days", "《工伤保险条例》第二十条"),
    "arbitration_request": (45, "days", "《劳动争议调解仲裁法》第二十九条"),
    "pension_transfer": (45, "workdays", "国办发〔2009〕66号第八条"),
    "retirement": (20, "workdays", "《社会保险经办条例》第十八条"),
    "unemployment_benefit": (10, "workdays", "《社会保险经办条例》第二十四条第一款"),
    "skill_upgrading": (10, "workdays", "《社会保险经办条例》第二十四条第三款"),
    "arrears_report": (60, "workdays", "《劳动保障监察条例》第十七条"),
    "employer_registration": (15, "days", "《社会保险法》第五十七条第一款"),
}

POLICIES = {
    "apprenticeship_claim": "apprenticeship_subsidy",
    "arbitration_request": "arbitration_limitation",
    "arrears_report": "arrears_sorting",
    "death_benefit": "death_benefit",
    "flexible_subsidy": "flexible_subsidy",
    "hard_to_employ": "hard_to_employ",
    "interview_subsidy": "interview_subsidy",
    "pension_transfer": "pension_transfer",
    "post_subsidy": "post_subsidy",
    "retention_refund": "retention_refund",
    "retirement": "retirement_age",
    "skill_upgrading": "skill_upgrading",
    "startup_loan": "startup_loan_interest",
    "talent_housing": "graduate_rent_subsidy",
    "unemployment_benefit": "unemployment_benefit",
}


def test_what_there_is() -> None:
    undecided = {
        "apprenticeship_filing",
        "contribution_base_declaration",  # put to each row of its table
        "employer_registration",
        "record_correction",
        "title_review",
        "training_enrolment",
        "unemployment_registration",
        "work_injury_recognition",
    }
    assert set(CATALOGUE) == POLICIES.keys() | undecided
    assert {name: p.policy for name, p in CATALOGUE.items() if p.policy} == POLICIES
    assert CATALOGUE["contribution_base_declaration"].table == "contribution_base"
    assert sorted(name for name, p in CATALOGUE.items() if "employer" in p.audience) == [
        "apprenticeship_claim",
        "apprenticeship_filing",
        "contribution_base_declaration",
        "employer_registration",
        "post_subsidy",
        "retention_refund",
        "work_injury_recognition",
    ]
    assert sorted(name for name, p in CATALOGUE.items() if len(p.audience) == 2) == ["work_injury_recognition"]
    assert list(CATALOGUE.bundles) == ["job_loss", "retiring"]


@pytest.mark.parametrize("name", IDS)
def test_each_is_complete(name: str) -> None:
    procedure = CATALOGUE[name]
    assert len(procedure.guide) > 200
    assert procedure.guide.startswith(f"# {procedure.title}\n")
    assert list(procedure.fields) or procedure.columns
    assert procedure.risks
    assert procedure.promise == "demonstration"
    assert set(procedure.outcomes) == {"accepted", "granted", "refused", "rejected", "correcting"}
    assert procedure.paid is None or procedure.kind == "grant"


@pytest.mark.parametrize("name", IDS)
def test_every_question_reads_what_it_shows(name: str) -> None:
    procedure = CATALOGUE[name]
    for field in (*procedure.fields, *procedure.columns, *procedure.officer):
        for sample in field.kind.samples(date(2026, 1, 1)):
            assert field.kind.check(sample) == sample, field.name
            if sample and not isinstance(field.kind, Rows):
                assert field.kind.parse(field.kind.show(sample)) == sample, field.name


@pytest.mark.parametrize("name", IDS)
def test_legal_period_and_its_source(name: str) -> None:
    procedure = CATALOGUE[name]
    if name not in PERIODS:
        assert procedure.legal_days is None
        return
    days, counted, source = PERIODS[name]
    assert (procedure.legal_days, procedure.legal_in) == (days, counted)
    assert source in procedure.days_source


@pytest.mark.parametrize("name", ["retirement", "unemployment_benefit", "work_injury_recognition"])
def test_nanjing_promises_less_than_the_nation(name: str) -> None:
    nation = load_procedures(load_pack(FOLDER / "national"))
    assert CATALOGUE[name].promised_days < nation[name].promised_days
    assert CATALOGUE[name].legal_days == nation[name].legal_days
    assert CATALOGUE[name].groups == nation[name].groups


@pytest.mark.parametrize("name", IDS)
def test_a_case_keeps_the_version_it_began_with(name: str) -> None:
    procedure = CATALOGUE[name]
    kept = Procedure.from_dict(json.loads(json.dumps(procedure.to_dict())))
    assert kept == procedure
    assert kept.digest == procedure.digest


@pytest.mark.parametrize("name", ["job_loss", "retiring"])
def test_a_bundle_is_kept_too(name: str) -> None:
    bundle = CATALOGUE.bundles[name]
    kept = Bundle.from_dict(json.loads(json.dumps(bundle.to_dict())))
    assert kept == bundle
    assert kept.digest == bundle.digest


def test_nothing_is_asked_that_the_registry_has() -> None:
    assert CATALOGUE.warnings == ()


def test_a_city_inherits() -> None:
    province = load_procedures(load_pack(FOLDER / "jiangsu"))
    assert set(province) < set(CATALOGUE)
    assert "skill_upgrading" not in province
    assert province["post_subsidy"] == CATALOGUE["post_subsidy"]


def test_a_declaration_is_a_table() -> None:
    declaration = CATALOGUE["contribution_base_declaration"]
    assert [column.name for column in declaration.columns[:4]] == [
        "employee_id",
        "employee_name",
        "joined_on",
        "left_on",
    ]
    assert isinstance(declaration.columns[0].kind, ResidentId)
    assert declaration.columns[2].from_policy


def test_a_fact_brings_its_question_kind_and_place_in_the_registry() -> None:
    level = next(field for field in CATALOGUE["skill_upgrading"].fields if field.name == "level")
    assert level.from_policy
    assert level.registry == "certificates.level"
    assert level.kind.parse("3级") == 3


def test_the_guide_says_what_the_definition_says() -> None:
    text = guide(CATALOGUE["work_injury_recognition"])
    assert "- 与单位存在劳动关系（包括事实劳动关系）的证明（参保登记里查得到的不用交）" in text
    assert "（“情形”答“上下班途中，非本人主要责任的交通事故”的才要）" in text
    assert "- 承诺 30 个工作日办结（演示单位的承诺，不是真实承诺）。" in text
    assert "- 法定期限：从受理起 60 日。《工伤保险条例》第二十条第一款" in text
    assert "- 渠道：网上、窗口、街道社区网点。" in text
    assert "- 办理单位：按单位所在地，由区级工伤保险办理。" in text


def test_a_letter_is_filled() -> None:
    letter = CATALOGUE.letters[CATALOGUE["arbitration_request"].outcomes["rejected"]]
    text = fill(
        letter,
        {
            "applicant": "甲",
            "submitted_on": "2026年3月2日",
            "number": "1",
            "reasons": "不是劳动争议。",
            "remedies": "1. 向法院",
        },
    )
    assert text.startswith(
        "甲：\n\n您于 2026年3月2日 提出的仲裁申请（编号 1），不符合受理条件，不予受理。\n理由：不是劳动争议。"
    )
    assert "您对不予受理不服的：\n1. 向法院\n" in text


REMEDIES = {  # who may be turned to; what a letter of this remedy says is in tests/cases/test_redress.py
    "refused": "administrative",
    "rejected": "administrative",
    "injury_recognised": "administrative",
    "injury_not_recognised": "administrative",
    "arbitration_not_accepted": "arbitration",
}


@pytest.mark.parametrize(("letter", "remedy"), REMEDIES.items())
def test_an_adverse_letter_names_the_remedy_and_its_law(letter: str, remedy: str) -> None:
    assert CATALOGUE.letters[letter].remedy == remedy
    assert CATALOGUE.letters[letter].source


def test_an_award_names_its_own_term() -> None:
    assert (
        "自收到裁决书之日起十五日内向人民法院提起诉讼" in CATALOGUE.letters["arbitration_award"].text
    )  # 第四十八条、第五十条


def test_who_reviews_and_which_court_a_unit_has() -> None:
    units = CATALOGUE.units
    assert units.review_body("320115") == units.review_body("320115-s1-c1") == "南京市江宁区人民政府"
    assert units.review_body("320100-insurance") == "南京市人民政府"
    assert units.review_body("320100-jiangbei") == ""  # not the city's: nobody has found whose it is
    court = units.court("320115-s1")
    assert court
    assert (court.name, court.verify, bool(court.note)) == ("南京铁路运输法院", True, True)


def test_what_nobody_checked_is_said() -> None:
    assert "- 劳动合同：《南京市高校毕业生住房租赁补贴操作办法》（待核实：操作办法全文没有找到；" in guide(
        CATALOGUE["talent_housing"]
    )
    assert "待核实" not in guide(CATALOGUE["arbitration_request"])
    assert (
        "- 近亲属关系的证明：《工伤保险条例》第十七条第二款（平台的读法：条文没有列材料；近亲属才可以申请，要看关系）"
        in guide(CATALOGUE["work_injury_recognition"])
    )


def test_what_nobody_checked_says_what_was_looked_for() -> None:
    resting = [
        *CATALOGUE.letters.values(),
        *(one for procedure in CATALOGUE.values() for one in (procedure, procedure.days_marks, *procedure.materials)),
    ]
    unchecked = [one for one in resting if one.verify]
    assert unchecked
    assert all(one.note for one in unchecked)


def test_the_marks_of_a_text_are_kept_with_the_version() -> None:
    kept = Procedure.from_dict(CATALOGUE["skill_upgrading"].to_dict())
    assert kept.days_marks.checked == Checked(date(2026, 11, 30), "《社会保险经办条例》全文（公开法规汇编）")
    assert kept.days_marks.ours.startswith("条例只写“职业培训等补贴”")
