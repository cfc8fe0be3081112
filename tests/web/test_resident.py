"""The residents' pages: what they say, what they keep, whom they refuse."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.city import People, rewrite, signed_in
from yuntai.cases.actions import act
from yuntai.cases.drafts import record_of
from yuntai.cases.models import Case, Draft, Material
from yuntai.cases.versions import Version
from yuntai.notices.letters import issue_letter
from yuntai.notices.models import Letter
from yuntai.people.models import Unit
from yuntai.web.resident.searching import find

BANK = {"bank": "某银行鼓楼支行", "bank_account": "6200000000000000000"}
CERTIFICATE = {  # R40: an off-list certificate of level 3, found in a register: 500 yuan
    "insured_employee": "是",
    "occupation": "电工",
    "level": "3",
    "listed": "否",
    "starred": "否",
    "shortage": "否",
    "assessed_in_nanjing": "是",
    "found_in_osta": "是",
    "found_in_jshrss": "否",
    "issued_on": "2023-04-20",
    "payments-none": "1",
}


def page(response: Any) -> BeautifulSoup:
    """A page that opened."""
    assert response.status_code == 200, response
    return BeautifulSoup(response.content, "html.parser")


def text(response: Any) -> str:
    """What stands in a page, without the spaces between."""
    return "".join(page(response).main.get_text().split())


def pdf(name: str = "证书.pdf", content: bytes = b"%PDF-1.4 certificate") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


@pytest.fixture
def worker(people: People) -> Client:
    return signed_in(people.worker)


def begin(client: Client, procedure: str = "skill_upgrading", **data: str) -> Draft:
    """Begin a draft and come to its first open page."""
    response = client.post(f"/begin/{procedure}/", data)
    return Draft.objects.get(key=response.url.split("/")[2])


def answer(client: Client, draft: Draft, **answers: str) -> None:
    for name, value in answers.items():
        assert client.post(f"/apply/{draft.key}/question/{name}/", {name: value}).status_code == 302


def hand_in(client: Client) -> Case:
    draft = begin(client)
    answer(client, draft, **BANK)
    client.post(f"/apply/{draft.key}/check/")
    return Case.objects.get(submission=draft.key)


class TestSearching:
    @pytest.mark.parametrize(
        ("wanted", "first"),
        [
            ("技能证书能领多少补贴", "skill_upgrading"),
            ("失业金怎么领", "unemployment_benefit"),
            ("老板拖欠工资", "arrears_report"),
            ("养老金转移到南京", "pension_transfer"),
            ("工伤认定", "work_injury_recognition"),
            ("面试补贴", "interview_subsidy"),
            ("个人记录错了要更正", "record_correction"),
            ("退休一件事", "retiring"),
            ("劳动仲裁", "arbitration_request"),
            ("加班工资", "overtime"),
        ],
    )
    @pytest.mark.usefixtures("db")
    def test_first_hit(self, wanted: str, first: str) -> None:
        assert find(wanted)[0].id == first

    @pytest.mark.parametrize("typed", ["320102202611001", " ３２０１０２ ２０２６１１００１"])
    @pytest.mark.usefixtures("db")
    def test_the_number_of_a_case_leads_to_its_progress(self, typed: str) -> None:
        assert [one.href for one in find(typed)] == ["/progress/"]

    @pytest.mark.usefixtures("db")
    def test_the_announcements_are_found_by_their_name(self) -> None:
        assert "/announcements/" in [one.href for one in find("公告")[:2]]

    def test_nothing_fits(self, client: Client, db: None) -> None:
        assert "没有找到“qwxz”" in text(client.get("/search/?q=qwxz"))

    def test_what_was_typed_is_shown_as_text(self, client: Client, db: None) -> None:
        response = client.get("/search/", {"q": "<script>alert(1)</script>"})
        assert b"<script>alert" not in response.content


class TestAsking:
    def test_to_the_answer_without_signing_in(self, client: Client, db: None) -> None:
        address, asked = "/ask/skill_upgrading/", []
        while field := page(client.get(address, follow=True)).find("input", {"name": "fact"}):
            asked.append(field["value"])
            data = {name: value for name, value in CERTIFICATE.items() if name.split("-")[0] == asked[-1]}
            address = client.post(address, {"fact": asked[-1], **data}).url
        assert "您可以领技能提升补贴500.00元。" in text(client.get(address))
        assert len(asked) == len(set(asked))

    def test_each_question_has_an_address(self, client: Client, db: None) -> None:
        assert client.get("/ask/skill_upgrading/").url == "/ask/skill_upgrading/?q=insured_employee"
        then = client.post("/ask/skill_upgrading/", {"fact": "insured_employee", "insured_employee": "是"}).url
        assert then == "/ask/skill_upgrading/?q=issued_on"
        back = page(client.get("/ask/skill_upgrading/?q=insured_employee"))
        assert back.find("input", {"name": "insured_employee", "checked": True})["value"] == "是"

    def test_an_answer_that_cannot_be_stays_in_its_field(self, client: Client, db: None) -> None:
        response = client.post(
            "/ask/skill_upgrading/?q=issued_on", {"fact": "issued_on", "issued_on": "去年"}, follow=True
        )
        assert "“去年”不是日期，请写成2023-01-05的样子" in text(response)
        assert page(response).find("input", {"name": "issued_on"})["value"] == "去年"

    def test_passing_over_ends_with_what_can_be_said(self, client: Client, db: None) -> None:
        address, passed = client.get("/ask/retirement_age/").url, []
        while "?q=" in address:
            passed.append(address.partition("?q=")[2])
            address = client.post(address, {"fact": passed[-1], "skip": "1"}).url
        assert passed == ["born_on", "sex", "post"]
        said = page(client.get(address)).main
        assert "答了就能说得更准：出生日期是哪天？" in said.get_text().replace(" ", "").replace("\n", "")
        assert [link["href"].partition("?q=")[2] for link in said.select("section li a")] == passed
        assert client.get(address).status_code == 200  # asks nothing by itself
        answered = client.post(address + "?q=sex", {"fact": "sex", "sex": "male"}).url
        assert answered == address  # what was passed over does not come again
        assert client.post(address, {"resume": "1"}).url == "/ask/retirement_age/?q=born_on"

    def test_after_a_refusal_what_helps_comes_first(self, client: Client, db: None) -> None:
        address = "/ask/unemployment_benefit/"
        for name, given in (
            *(("reason", "expired"), ("insured_months", "100"), ("registered_on", "2022-09-30")),
            *(("seeks_work", "是"), ("reemployed_on", "2022-09-30")),
        ):
            address = client.post(address, {"fact": name, name: given}).url
        shown = page(client.get(address)).main
        assert shown.select_one(".badge").get_text(strip=True) == "不符合条件"
        main = shown.select_one("section a.button-main")
        assert (main.get_text(strip=True), main["href"]) == ("看看还能享受什么", "/find/")
        assert shown.find("a", string="仍然申请")["href"].startswith("/begin/unemployment_benefit/")
        assert "button" not in shown.find("a", string="仍然申请").get("class", [])

    @pytest.mark.parametrize(
        "address", ["/ask/retirement_age/?q=paid_months", "/ask/pension_estimate/?q=contribution_years"]
    )
    def test_what_was_paid_in_all_is_asked_with_a_reason(self, people: People, address: str) -> None:
        said = "以来的缴费记录，更早缴的也要算，所以要问您。"
        first = min(row["month"] for row in record_of(people.worker_person).rows["contributions"])
        shown = text(signed_in(people.worker).get(address))
        assert f"登记系统里只有您{first.year}年{first.month}月{said}" in shown
        assert said not in text(Client().get(address))
        assert said not in text(signed_in(people.worker).get("/ask/retirement_age/?q=sex"))

    def test_what_is_unlikely_is_asked_back_once(self, client: Client, db: None) -> None:
        address, typed = "/ask/severance/?q=mean_wage", {"fact": "mean_wage", "mean_wage": "6"}
        response = client.post(address, typed, follow=True)
        assert "您填的是6元，是6万元吗？写错了请改；没有写错，就再按一次“下一步”。" in text(response)
        assert page(response).find("input", {"name": "mean_wage"})["value"] == "6"
        sure = page(response).find("input", {"name": "sure"})["value"]
        assert client.post(address, {**typed, "mean_wage": "7", "sure": sure}).url == address
        assert client.post(address, {**typed, "sure": sure}).url != address
        assert page(client.get(address)).find("input", {"name": "sure"}) is None
        assert client.post(address, {**typed, "mean_wage": "8000"}).url != address

    def test_what_cannot_be_is_refused(self, client: Client, db: None) -> None:
        born = client.post("/ask/retirement_age/", {"fact": "born_on", "born_on": "2199-01-01"}, follow=True)
        assert "2199年1月1日还没有到，最晚填" in text(born)
        months = client.post("/ask/retirement_age/", {"fact": "paid_months", "paid_months": "800"}, follow=True)
        assert "800须在0到720之间" in text(months)
        index = client.post("/ask/pension_estimate/", {"fact": "mean_index", "mean_index": "3.5"}, follow=True)
        assert "3.5须在0到3之间" in text(index)

    def test_a_day_before_the_one_that_it_follows_is_refused_with_both(self, client: Client, db: None) -> None:
        """Whichever is answered last; the one that was answered first is a link away."""
        hired, ended = (
            {"fact": name, name: day} for name, day in (("hired_on", "2022-10-19"), ("ended_on", "1975-08-24"))
        )
        client.post("/ask/severance/", hired)
        response = client.post("/ask/severance/", ended, follow=True)
        said = "“在单位工作到哪天”是1975年8月24日，比“哪天到单位工作的”的2022年10月19日还早，请改正其中一个"
        assert said in text(response)
        assert page(response).find("input", {"name": "ended_on"})["value"] == "1975-08-24"
        client.post("/ask/severance/", ended | {"ended_on": "2024-01-31"})
        assert "2024年1月31日，比" in text(
            client.post("/ask/severance/", hired | {"hired_on": "2024-02-01"}, follow=True)
        )
        assert (
            "比"
            not in text(client.post("/ask/severance/", ended | {"ended_on": "至今"}, follow=True)).partition("？")[0]
        )

    def test_what_no_answer_settles_is_said_before_the_first_question(self, client: Client, db: None) -> None:
        first = text(client.get("/ask/opening_subsidy/", follow=True))
        assert "平台没有查到这一天的“南京市开业补贴标准”" in first.partition("营业执照上的成立日期是哪天？")[0]
        then = client.post("/ask/opening_subsidy/", {"fact": "opened_on", "opened_on": "2026-01-05"}).url
        assert "南京市开业补贴标准" not in text(client.get(then))

    def test_what_is_over_leads_to_what_follows_it(self, client: Client, db: None) -> None:
        for fact, value in (("issued_on", "2023-04-20"), ("level", "2"), ("listed", "否")):
            client.post("/ask/skill_upgrading/", {"fact": fact, fact: value})
        shown = client.get("/ask/skill_upgrading/")
        assert "这项政策施行到2023年12月31日为止，现在看“失业保险技能提升补贴”。" in text(shown)
        assert page(shown).find("a", string="失业保险技能提升补贴")["href"] == "/ask/skill_subsidy/"

    def test_what_the_text_leaves_open_is_shown_as_such_to_everybody(self, client: Client, db: None) -> None:
        address = client.get("/ask/sickness_allowance/").url
        while "?q=" in address:
            address = client.post(address, {"fact": address.partition("?q=")[2], "skip": "1"}).url
        assert "原文没有写明，按平台的读法：" in text(client.get(address))

    def test_what_was_answered_goes_into_the_application(self, worker: Client) -> None:
        client_row = page(worker.get("/find/")).find("a", string="现在申请")["href"].split("row=")[1]
        worker.post(f"/ask/skill_upgrading/?row={client_row}", {"fact": "occupation", "occupation": "焊工"})
        assert begin(worker, row=client_row).answers["occupation"] == "焊工"

    def test_of_another_person_nothing_is_taken_over(self, worker: Client, people: People) -> None:
        worker.post("/ask/hard_to_employ/", {"fact": "registered_unemployed", "registered_unemployed": "是"})
        worker.post("/account/acting/", {"who": f"mandate-{people.elder.person_id}"})
        response = worker.get("/ask/hard_to_employ/?q=registered_unemployed")
        assert page(response).find("input", {"name": "registered_unemployed", "checked": True}) is None

    def test_unknown_policies_and_facts(self, client: Client, db: None) -> None:
        assert client.get("/ask/no_such/").status_code == 404
        assert client.get("/ask/skill_upgrading/?q=no_such").status_code == 404


class TestFinding:
    def test_entitled_with_the_amount_and_the_way_to_apply(self, worker: Client) -> None:
        shown = text(worker.get("/find/"))
        assert "500.00元" in shown.partition("可以享受")[2].partition("再答几个问题就知道")[0]

    def test_what_is_running_is_not_offered_again(self, worker: Client) -> None:
        hand_in(worker)
        shown = page(worker.get("/find/")).main
        assert "正在办" in shown.get_text()
        assert shown.find("a", string="现在申请") is None

    def test_answers_move_a_policy(self, worker: Client) -> None:
        assert "有富民创业担保贷款吗" in text(worker.get("/find/"))
        worker.post("/ask/startup_loan_interest/", {"fact": "has_loan", "has_loan": "否"})
        shown = text(worker.get("/find/"))
        assert "富民创业担保贷款贴息" in shown.partition("现在不符合的")[2]

    def test_without_signing_in_nothing_is_worked_out(self, client: Client, db: None) -> None:
        shown = text(client.get("/find/"))
        assert shown.startswith("我能享受什么·第1个问题，共3个您多大年纪？")
        assert "登录，替我算" in shown


class TestProcedure:
    def test_days_materials_unit(self, worker: Client) -> None:
        shown = text(worker.get("/matters/skill_upgrading/"))
        assert "承诺7个工作日办结（法定期限从收到申请起10个工作日）" in shown
        assert "职业资格证书或者职业技能等级证书您不用交" in shown
        assert "您的申请由南京市雨花台区人力资源和社会保障局办理" in shown  # where she works
        assert "待核实" not in shown


class TestApplying:
    def test_only_what_is_not_known_is_asked(self, worker: Client) -> None:
        draft, asked = begin(worker), []
        while "/question/" in (address := worker.get(f"/apply/{draft.key}/").url):
            asked.append(address.split("/")[-2])
            answer(worker, draft, **{asked[-1]: BANK[asked[-1]]})
        assert asked == ["bank", "bank_account"]
        assert address == f"/apply/{draft.key}/check/"
        assert "您可以领技能提升补贴500.00元。" in text(worker.get(address))

    def test_one_draft_continued_or_begun_anew(self, worker: Client) -> None:
        draft = begin(worker)
        answer(worker, draft, bank=BANK["bank"])
        assert "继续上次的，还是重新开始？" in text(worker.get("/begin/skill_upgrading/"))
        assert begin(worker) == draft  # a second click
        assert begin(worker, **{"continue": "1"}) == draft
        anew = begin(worker, restart="1")
        assert "bank" not in anew.answers
        assert Draft.objects.count() == 1

    def test_a_draft_is_listed_with_the_matters(self, worker: Client) -> None:
        assert "还没有办过事" in text(worker.get("/cases/"))
        draft = begin(worker)
        listed = worker.get("/cases/")
        assert "还没有办过事" not in text(listed)
        assert (
            page(listed).main.find("a", href=f"/apply/{draft.key}/").get_text(strip=True) == "参保职工技能提升补贴申领"
        )

    def test_what_another_body_sends_is_not_asked_of_the_applicant(self, worker: Client) -> None:
        draft = begin(worker, "retirement")
        draft.answers |= {"deemed_years": "yes", "retire_when": "later"}
        draft.save()
        shown = worker.get(f"/apply/{draft.key}/materials/")
        assert "人事档案由存档的单位或者人才服务机构转来，不用您交。" in text(shown)
        assert [one["name"] for one in page(shown).main.select("input[type=file]")] == [
            "special_work_proof",
            "later_agreement",
        ]
        refused = worker.post(f"/apply/{draft.key}/materials/", {"personnel_file": pdf()})
        assert "请上传“与单位协商一致、弹性延迟退休的书面材料”" in text(refused)
        assert "请上传“人事档案”" not in text(refused)
        assert not draft.materials.exists()
        last = text(worker.get(f"/apply/{draft.key}/check/"))
        assert "人事档案：由存档的单位或者人才服务机构转来，不用您交。" in last
        assert "请上传“人事档案”" not in last

    def test_a_wrong_answer_stays_and_is_not_saved(self, worker: Client) -> None:
        draft = begin(worker)
        response = worker.post(f"/apply/{draft.key}/question/bank_account/", {"bank_account": "62-00"})
        assert "“62-00”不是银行账号：要12到30位数字，现在4位" in text(response)
        assert page(response).find("input", {"name": "bank_account"})["value"] == "62-00"
        draft.refresh_from_db()
        assert "bank_account" not in draft.answers

    def test_the_last_look_names_what_is_missing(self, worker: Client) -> None:
        draft = begin(worker)
        shown = text(worker.get(f"/apply/{draft.key}/check/"))
        assert "还有2处没有填好" in shown
        assert "“开户银行”：请填写这一项" in shown
        assert "“收款账号”：请填写这一项" in shown

    def test_not_entitled_is_said_and_can_still_be_handed_in(self, worker: Client) -> None:
        draft = begin(worker)
        answer(worker, draft, level="1", **BANK)
        shown = text(worker.get(f"/apply/{draft.key}/check/"))
        assert "不符合条件，因为“等级在补贴范围内" in shown
        assert "仍然提交" in shown
        assert worker.post(f"/apply/{draft.key}/check/").status_code == 302
        assert Case.objects.get().facts["level"] == "1"

    def test_handed_in_once(self, worker: Client) -> None:
        case = hand_in(worker)
        for address in ("check/", "", "materials/", "question/bank/"):
            again = worker.get(f"/apply/{case.submission}/{address}")
            assert again.url == f"/cases/{case.number}/submitted/"
        assert worker.post(f"/apply/{case.submission}/check/").url == f"/cases/{case.number}/submitted/"
        assert Case.objects.count() == 1
        shown = text(worker.get(f"/cases/{case.number}/submitted/"))
        assert case.number in shown
        assert "受理后7个工作日内办结" in shown

    def test_changed_rules_are_told_and_gone_on_with(self, worker: Client) -> None:
        draft = begin(worker)
        answer(worker, draft, **BANK)
        Version.objects.filter(pk=draft.version_id).update(policy_digest="an earlier one")
        address = f"/apply/{draft.key}/check/"
        assert "以后，规定有更新" in text(worker.get(address))
        assert worker.post(address).status_code == 200
        assert Case.objects.count() == 0
        worker.post(address, {"renew": "1"})
        assert "规定有更新" not in text(worker.get(address))
        assert worker.post(address).status_code == 302

    def test_the_other_side_is_told_whose_it_is(self, worker: Client) -> None:
        response = worker.get("/begin/post_subsidy/")
        assert response.status_code == 400
        assert "由单位办理" in response.content.decode()


class TestBeginning:
    def test_a_row_is_called_by_what_is_on_paper(self, worker: Client) -> None:
        """An enrolment by its day, not by the registry's own number; a certificate with its number."""
        rows = page(worker.get("/begin/flexible_subsidy/")).select("label.choice")
        assert len(rows) > 1
        assert all(re.fullmatch(r"参保登记：\d{4}年\d+月\d+日", row.get_text(strip=True)) for row in rows[:-1])
        assert re.search(r"技能证书：\w+，\d{4}年\d+月\d+日（C\d+）", text(worker.get("/find/")))

    @pytest.mark.parametrize("procedure", ["arbitration_request", "arrears_report", "work_injury_recognition"])
    def test_her_employers_are_offered_and_none_of_them_can_be_meant(self, worker: Client, procedure: str) -> None:
        *offered, none = page(worker.get(f"/begin/{procedure}/")).select("label.choice:has([name=employer])")
        assert len(offered) >= 1
        assert none.get_text(strip=True) == "都不是，我自己填"
        code, name = offered[0].input["value"], offered[0].get_text(strip=True)
        draft = begin(worker, procedure, employer=code)
        assert (draft.answers["employer_uscc"], draft.answers["employer_name"]) == (code, name)
        for other in ("none", "91320100000000000X"):
            draft = begin(worker, procedure, employer=other, restart="1")
            assert "employer_uscc" not in draft.answers
            assert "employer_name" not in draft.answers

    def test_the_day_of_hiring_is_that_of_the_employer(self, worker: Client, people: People) -> None:
        code = page(worker.get("/begin/arbitration_request/")).select("[name=employer]")[0]["value"]
        draft = begin(worker, "arbitration_request", employer=code)
        enrolments = record_of(people.worker_person).rows["enrolments"]
        assert draft.answers["hired_from"] in {
            one["began_on"].isoformat() for one in enrolments if one["employer"] == code
        }

    def test_nobody_is_asked_for_an_employer_that_is_not_hers(self, worker: Client) -> None:
        assert not page(worker.get("/begin/interview_subsidy/")).select("[name=employer]")


class TestMaterials:
    def of_correction(self, client: Client) -> Draft:
        draft = begin(client, "record_correction", record_kind="identity")
        answer(client, draft, period="2021年3月", shown="李某", right="李某某", why="户口本上是李某某")
        answer(client, draft, contact_phone="13800000000")
        return draft

    def test_a_bad_file_is_a_sentence_on_the_page_and_the_others_stay(self, worker: Client) -> None:
        draft = self.of_correction(worker)
        files = {"identity_paper": pdf("照片.pdf", b"GIF89a"), "wage_proof": pdf("工资单.pdf")}
        shown = text(worker.post(f"/apply/{draft.key}/materials/", files))
        assert "“照片.pdf”的内容是gif，这里不收" in shown
        assert "已传：工资单.pdf" in shown

    def test_missing_ones_are_named(self, worker: Client) -> None:
        draft = self.of_correction(worker)
        assert worker.get(f"/apply/{draft.key}/").url.endswith("/materials/")
        shown = text(worker.post(f"/apply/{draft.key}/materials/", {}))
        assert "请上传“居民身份证（正反面）”" in shown

    def test_handed_in_before_serves_again(self, worker: Client) -> None:
        draft = self.of_correction(worker)
        worker.post(f"/apply/{draft.key}/materials/", {"identity_paper": pdf("身份证.pdf")})
        worker.post(f"/apply/{draft.key}/check/")
        later = self.of_correction(worker)
        assert "用以前交过的“身份证.pdf”" in text(worker.get(f"/apply/{later.key}/materials/"))
        worker.post(f"/apply/{later.key}/materials/", {"reuse-identity_paper": "1"})
        assert list(later.materials.values_list("name", flat=True)) == ["身份证.pdf"]
        assert Material.objects.count() == 1

    def test_both_sides_of_a_card_are_taken_looked_at_and_taken_away(
        self, worker: Client, people: People, django_capture_on_commit_callbacks: Any
    ) -> None:
        draft = self.of_correction(worker)
        address = f"/apply/{draft.key}/materials/"
        worker.post(address, {"identity_paper": [pdf("正面.pdf", b"%PDF-1.4 front"), pdf("反面.pdf")]})
        worker.post(address, {"identity_paper": pdf("别的.pdf")})
        assert [one.name for one in draft.materials.order_by("pk")] == ["正面.pdf", "反面.pdf", "别的.pdf"]
        front, _, other = draft.materials.order_by("pk")
        shown = worker.get(f"/materials/{front.pk}/")
        assert b"".join(shown.streaming_content) == b"%PDF-1.4 front"
        assert shown["Content-Disposition"].startswith("attachment")
        assert signed_in(people.elder).get(f"/materials/{front.pk}/").status_code == 404
        path = Path(other.file.path)
        assert path.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert worker.post(address, {"remove": str(other.pk)}).url == address
        assert worker.post(address, {"remove": "甲"}).url == address
        assert [one.name for one in draft.materials.order_by("pk")] == ["正面.pdf", "反面.pdf"]
        assert not path.exists()
        worker.post(f"/apply/{draft.key}/check/")
        later = self.of_correction(worker)
        worker.post(f"/apply/{later.key}/materials/", {"reuse-identity_paper": "1"})
        assert [one.name for one in later.materials.order_by("pk")] == ["正面.pdf", "反面.pdf"]
        worker.post(f"/apply/{later.key}/materials/", {"remove": str(front.pk)})
        assert [one.name for one in Case.objects.get().materials.order_by("pk")] == ["正面.pdf", "反面.pdf"]

    def test_a_draft_is_given_up_after_asking_with_its_files(
        self, worker: Client, people: People, django_capture_on_commit_callbacks: Any
    ) -> None:
        draft = self.of_correction(worker)
        worker.post(f"/apply/{draft.key}/materials/", {"identity_paper": pdf()})
        path, address = Path(draft.materials.get().file.path), f"/apply/{draft.key}/give-up/"
        assert "要删除这份草稿吗？个人权益记录更正" in text(worker.get(address))
        assert signed_in(people.elder).post(address).status_code == 404
        assert path.exists()
        with django_capture_on_commit_callbacks(execute=True):
            assert worker.post(address).url == "/"
        assert "“个人权益记录更正”的草稿已删除" in worker.get("/").content.decode()
        assert not Draft.objects.exists()
        assert not Material.objects.exists()
        assert not path.exists()

    def test_there_is_an_end_to_files(self, worker: Client) -> None:
        draft = self.of_correction(worker)
        pages = [pdf(f"{number}.pdf") for number in range(11)]
        shown = text(worker.post(f"/apply/{draft.key}/materials/", {"identity_paper": pages}))
        assert "“居民身份证（正反面）”最多10个文件，请合成一个PDF再传" in shown
        assert not draft.materials.exists()

    def test_held_by_the_registry_is_not_wanted(self, worker: Client) -> None:
        draft = begin(worker)
        assert "登记系统里查得到，不用交。" in text(worker.get(f"/apply/{draft.key}/materials/"))


class TestCases:
    def test_of_others_are_not_there(self, worker: Client, people: People) -> None:
        case = hand_in(worker)
        draft = begin(worker, "record_correction")
        elder = signed_in(people.elder)
        for path in ("", "submitted/", "withdraw/"):
            assert elder.get(f"/cases/{case.number}/{path}").status_code == 404
        assert elder.post(f"/cases/{case.number}/rate/", {"score": "1"}).status_code == 404
        assert elder.get(f"/apply/{draft.key}/check/").status_code == 404
        assert elder.post(f"/apply/{case.submission}/check/").status_code == 404

    def test_the_track_names_roles_and_not_officers(self, worker: Client, people: People) -> None:
        case = hand_in(worker)
        act(case, "accept", people.clerk)
        shown = text(worker.get(f"/cases/{case.number}/"))
        assert "受理（已完成）" in shown
        assert "人力资源和社会保障局受理岗" in shown
        assert shown.count("人力资源和社会保障局受理岗") == 1
        assert people.clerk.display_name not in shown
        assert "还剩7个工作日" in shown

    def test_a_correction_is_refused_beside_its_field_and_then_taken(self, worker: Client, people: People) -> None:
        case = hand_in(worker)
        title = "职业资格证书或者职业技能等级证书"
        act(case, "request_correction", people.clerk, reason="看不清", data={"materials": [title]})
        assert "下一步：去补正" in text(worker.get(f"/cases/{case.number}/"))
        address = f"/cases/{case.number}/supply/"
        assert "请上传要补的材料，或者在这里写明情况" in text(worker.post(address, {}))
        refused = worker.post(address, {"certificate": pdf("a.pdf", b"no"), "reply": "重新拍的"})
        assert "“a.pdf”的内容不是pdf文件" in text(refused)
        assert page(refused).find("textarea", {"name": "reply"}).string == "重新拍的"
        assert worker.post(address, {"certificate": pdf()}).status_code == 302
        case.refresh_from_db()
        assert case.state == "submitted"
        assert [one.name for one in case.materials.all()] == ["证书.pdf"]

    def test_a_refusal_is_told_with_its_reason(self, worker: Client, people: People) -> None:
        case = hand_in(worker)
        act(case, "accept", people.clerk)
        act(case, "propose", people.reviewer, reason="与另一件<重复>", data={"outcome": "refused"})
        assert "与另一件" not in text(worker.get(f"/cases/{case.number}/"))
        act(case, "confirm", people.confirmer)
        shown = text(worker.get(f"/cases/{case.number}/"))
        assert "决定不予办理。理由：与另一件<重复>" in shown

    def test_withdrawn_after_asking(self, worker: Client) -> None:
        case = hand_in(worker)
        assert "要撤回这个申请吗？" in text(worker.get(f"/cases/{case.number}/withdraw/"))
        worker.post(f"/cases/{case.number}/withdraw/")
        case.refresh_from_db()
        assert case.state == "withdrawn"

    def test_rated_with_a_score(self, worker: Client, people: People) -> None:
        case = hand_in(worker)
        act(case, "reject", people.clerk, reason="不属于本区")
        address = f"/cases/{case.number}/rate/"
        refused = worker.post(address, {"words": "还行"})
        assert "请选择1到5分" in text(refused)
        assert page(refused).find("textarea", {"name": "words"}).string == "还行"
        worker.post(address, {"score": "4", "words": "还行"})
        case.refresh_from_db()
        assert case.rating == 4
        assert "六十日内，向南京市雨花台区人民政府申请行政复议" in text(worker.get(f"/cases/{case.number}/"))

    def test_the_home_page_says_what_waits(self, worker: Client, people: People) -> None:
        case = hand_in(worker)
        act(case, "request_correction", people.clerk, reason="看不清")
        begin(worker, "record_correction")
        shown = text(worker.get("/"))
        assert "参保职工技能提升补贴申领补正" in shown
        assert "个人权益记录更正草稿" in shown


class TestRecords:
    def test_a_table_leads_to_its_correction(self, worker: Client) -> None:
        shown = page(worker.get("/records/"))
        form = shown.find(id="contributions").find("form")
        kind = form.find("input", {"name": "record_kind"})["value"]
        draft = begin(worker, form["action"].split("/")[2], record_kind=kind)
        assert draft.answers["record_kind"] == "contribution"

    def test_a_level_is_shown_with_its_unit(self, worker: Client) -> None:
        table = page(worker.get("/records/")).find(id="certificates")
        at = [one.get_text(strip=True) for one in table.select("thead th")].index("等级")
        shown = {row.select("td, th")[at].get_text(strip=True) for row in table.select("tbody tr")}
        assert shown
        assert shown <= {"1 级", "2 级", "3 级", "4 级", "5 级"}

    def test_the_statement_can_be_checked_by_anybody(self, worker: Client, client: Client, people: People) -> None:
        address = worker.post("/records/statement/").url
        assert worker.post("/records/statement/").url == address
        letter = Letter.objects.get()
        shown = worker.get(address)
        assert people.worker_person.name in shown.content.decode()
        assert people.worker_person.resident_id not in shown.content.decode()
        good = text(client.get("/letters/check/", {"number": letter.number, "code": letter.code.lower()}))
        assert "这份文书是真的。" in good
        assert people.worker_person.name not in good
        rewrite(letter, html=letter.html.replace("个月", "个年"))
        bad = text(client.get("/letters/check/", {"number": letter.number, "code": letter.code}))
        assert "没有核验通过" in bad

    def test_looking_for_another_is_written_down(self, worker: Client, people: People) -> None:
        worker.get("/records/")
        assert list(people.worker_person.accesses.all()) == []
        worker.post("/account/acting/", {"who": f"mandate-{people.elder.person_id}"})
        assert "缴费记录" in text(worker.get("/records/"))
        written = people.elder.person.accesses.values_list("what", "why")
        assert ("登记系统里的记录", "受托人") in written

    def test_a_pseudonym_is_on_no_page(self, worker: Client, people: People) -> None:
        pseudonym = str(people.worker_person.pseudonym)
        for path in ("/records/", "/find/", "/ask/hard_to_employ/", "/begin/hard_to_employ/"):
            assert pseudonym not in worker.get(path).content.decode()


def test_letters_of_others_are_not_there(worker: Client, people: People) -> None:
    unit = Unit.objects.filter(parent=None)[0]
    letter = issue_letter(people.worker_person, "granted", "决定书", "予以办理。", unit=unit, key="k")
    assert "予以办理。" in worker.get(f"/letters/{letter.number}/").content.decode()
    assert signed_in(people.elder).get(f"/letters/{letter.number}/").status_code == 404
    assert letter.number in text(worker.get("/letters/"))


def test_notices_are_marked_as_read(worker: Client) -> None:
    hand_in(worker)
    assert "全部标为已读（1）" in text(worker.get("/notices/"))
    worker.post("/notices/")
    assert "未读" not in text(worker.get("/notices/"))


def test_a_page_to_read_writes_nothing_and_asks_little(worker: Client, people: People) -> None:
    case = hand_in(worker)
    act(case, "accept", people.clerk)
    act(case, "request_correction", people.clerk, reason="看不清")
    draft = begin(worker, "record_correction")
    letter = issue_letter(
        people.worker_person, "refused", "决定书", "不予办理。", unit=case.unit, key="k", case=case.number
    )
    paths = [
        *("/", "/search/?q=补贴", "/matters/", "/matters/skill_upgrading/", "/bundles/job_loss/", "/find/"),
        *("/ask/skill_upgrading/", "/begin/skill_upgrading/", "/begin/record_correction/"),
        *(f"/apply/{draft.key}/{page}" for page in ("", "question/period/", "materials/", "check/")),
        *("/cases/", f"/cases/{case.number}/", f"/cases/{case.number}/submitted/", f"/cases/{case.number}/withdraw/"),
        *("/records/", "/letters/", f"/letters/{letter.number}/", "/letters/check/?number=1&code=2", "/notices/"),
    ]
    for path in paths:
        with CaptureQueriesContext(connection) as done:
            assert worker.get(path).status_code in (200, 302), path
        wrote = [one["sql"] for one in done if one["sql"].split()[0] in ("INSERT", "UPDATE", "DELETE")]
        assert (path, wrote) == (path, [])
        assert len(done) <= 30, path


def test_what_is_paid_is_what_was_said(worker: Client, people: People) -> None:
    case = hand_in(worker)
    act(case, "accept", people.clerk)
    case = act(case, "propose", people.reviewer)
    assert case.amount == Decimal("500.00")
