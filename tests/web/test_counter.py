"""An officer acts for the person at her counter or on the telephone: who it is, where, what is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.city import People, signed_in
from tests.people.make import PASSWORD, officer, person, resident, resident_id, units
from tests.web.account_pages import banner, errors
from tests.web.test_bundles import fill_in
from tests.web.test_resident import answer, begin, hand_in
from yuntai.cases.channels import refusal
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import record_of
from yuntai.cases.models import BundleCase, Case, Draft
from yuntai.people import acting
from yuntai.people.acting import Acting
from yuntai.people.models import Access, Appointment, Person, Role, Unit, User
from yuntai.web.account.counter import counters_of

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4 scan"


@pytest.fixture
def clerk():
    return officer("clerk", units()["gulou"], Role.ACCEPT)


def at_counter(client, number=1, name="王小明", **more):
    form = {"name": name, "resident_id": resident_id(number), "unit": "g", "reason": "申领失业保险金", "seen": "是"}
    return client.post("/account/counter/", form | more)


def test_an_officer_acts_for_the_person_at_the_counter_and_it_is_written_down(clerk):
    client = signed_in(clerk)
    assert at_counter(client).url == "/"
    assert banner(client) == "您正在窗口为 王*明 办理"
    entry = Access.objects.get()
    assert (entry.user, entry.person.name, entry.what, entry.why) == (clerk, "王小明", "窗口代录", "申领失业保险金")
    assert client.post("/account/acting/", {"stop": "1"}).url == "/account/counter/"
    assert banner(client) is None


def test_the_next_person_comes_after_the_first_has_gone(clerk):
    client = signed_in(clerk)
    at_counter(client)
    response = at_counter(client, 2, "李小红")
    assert (response.status_code, banner(client)) == (400, "您正在窗口为 王*明 办理")
    assert "换一位之前，请先按页面上方的“办完了，下一位”" in response.text


def test_acting_at_a_counter_ends_with_the_session(clerk):
    client = signed_in(clerk)
    at_counter(client)
    client.post("/account/sign-out/")
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")
    assert "acting" not in client.session


def test_after_15_idle_minutes_the_officer_is_told_so(clerk, monkeypatch):
    client = signed_in(clerk)
    at_counter(client)
    later = acting.time.time() + 15 * 60 + 2
    monkeypatch.setattr(acting.time, "time", lambda: later)
    response = client.get("/cases/", follow=True)
    assert response.redirect_chain == [("/account/acting/ended/", 302)]
    assert "15 分钟没有操作，代办已结束" in response.text
    assert banner(client) is None


def test_after_15_idle_minutes_nothing_is_sent_in_anothers_name(clerk, monkeypatch):
    client = signed_in(clerk)
    at_counter(client)
    later = acting.time.time() + 15 * 60 + 2
    monkeypatch.setattr(acting.time, "time", lambda: later)
    assert client.post("/account/mandates/", {"agent": "li"}).url == "/account/acting/ended/"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            {"name": "王大明"},
            "姓名与身份号码对不上：第 2 个字“大”（U+5927）和登记的不是同一个字，请对着证件核对；登记错了的，在“窗口纠错”里更正",
        ),
        ({"resident_id": "32010619900101001"}, "公民身份号码不是 18 位"),
        ({"reason": ""}, "请填写来办什么"),
        ({"seen": ""}, "请先核对本人和证件，再勾选"),
    ],
)
def test_a_person_who_was_not_made_sure_of(clerk, change, sentence):
    person(1)
    client = signed_in(clerk)
    assert errors(at_counter(client, **change)) == [sentence]
    assert banner(client) is None
    assert Access.objects.count() == 0


def test_an_officer_cannot_act_for_herself_at_the_counter(clerk):
    clerk.person = person(1)
    clerk.save()
    response = at_counter(signed_in(clerk))
    assert response.status_code == 400
    assert "不能代自己办理" in response.text


def test_a_form_opened_for_one_person_is_not_taken_for_another(clerk):
    """Two tabs: the first still shows what was asked of 王小明 when 李小红 stands at the counter."""
    client = signed_in(clerk)
    at_counter(client)
    page = BeautifulSoup(client.get("/account/profile/").content, "html.parser")
    stale = {"acting": page.select_one("form:not(.form-inline) [name=acting]")["value"]}
    assert stale == {"acting": f"{clerk.pk}/counter-{person(1).pk}"}
    client.post("/account/acting/", {"stop": "1"})
    at_counter(client, 2, "李小红")
    assert banner(client) == "您正在窗口为 李*红 办理"
    response = client.post("/account/profile/", stale | {"email": "wang@example.com"}, follow=True)
    assert response.redirect_chain == [("/account/acting/changed/", 302)]
    assert "刚才填的没有提交" in response.text
    assert "现在办理的是 李*红" in response.text


def test_a_forgotten_password_is_set_at_the_counter_by_the_person_herself(clerk, client):
    user = resident("wang", 1)
    for _ in range(5):
        client.post("/account/sign-in/", {"username": "wang", "password": "wrong"})
    officer_client = signed_in(clerk)
    assert officer_client.post("/account/counter/password/").status_code == 400
    at_counter(officer_client)
    page = BeautifulSoup(officer_client.post("/account/counter/password/").content, "html.parser")
    address = page.find("main").find("code").get_text().removeprefix("http://testserver")
    assert [entry.what for entry in Access.objects.order_by("number")] == ["窗口代录", "重设密码"]
    form = client.get(address, follow=True)
    new = {"new_password1": "新的一句话-2026", "new_password2": "新的一句话-2026"}
    assert client.post(form.request["PATH_INFO"], new).url == "/account/sign-in/"
    user.refresh_from_db()
    assert user.check_password("新的一句话-2026")
    assert client.post("/account/sign-in/", {"username": "wang", "password": "新的一句话-2026"}).url == "/"
    assert "已经用过或者过期了" in Client().get(address, follow=True).text


def test_an_officers_password_is_not_set_at_the_counter(clerk):
    other = officer("other", clerk.appointments.get().unit, Role.REVIEW, person=person(1))
    client = signed_in(clerk)
    at_counter(client)
    response = client.post("/account/counter/password/")
    assert (response.status_code, other.check_password(PASSWORD)) == (400, True)
    assert "工作人员的密码由本单位系统管理岗重设" in response.text


def comes(client: Client, person: Person, **more: str):
    """The person comes to the counter of her district."""
    form = {"name": person.name, "resident_id": person.resident_id, "reason": "到窗口办事", "seen": "是"}
    return client.post("/account/counter/", {"unit": "320115"} | form | more)


def calls(client: Client, person: Person, **more: str):
    form = {"name": person.name, "resident_id": person.resident_id, "reason": "来电登记失业"}
    return client.post("/account/phone/", {"unit": "320115"} | form | more)


def text(response) -> str:
    return "".join(BeautifulSoup(response.content, "html.parser").main.get_text().split())


def test_a_matter_begun_online_is_handed_in_at_the_counter_and_followed_online(people: People):
    worker, clerk = signed_in(people.worker), signed_in(people.clerk)
    draft = begin(worker)
    answer(worker, draft, bank="某银行鼓楼支行")
    assert comes(clerk, people.worker_person).url == "/"
    assert f"/apply/{draft.key}/" in clerk.get("/").text
    assert clerk.post("/begin/skill_upgrading/").url == f"/apply/{draft.key}/"
    answer(clerk, draft, bank_account="6200000000000000000")
    clerk.post(f"/apply/{draft.key}/check/")
    case = Case.objects.get()
    assert (case.channel, case.first_asked, case.facts["bank"]) == ("counter", people.clerk, "某银行鼓楼支行")
    submitted = case.events.get()
    assert (submitted.capacity, submitted.unit.code, submitted.user) == ("窗口代录", "320115", people.clerk)
    receipt = text(clerk.get(f"/cases/{case.number}/receipt/"))
    assert case.number in receipt
    assert "窗口，南京市江宁区人力资源和社会保障局（窗口代录）" in receipt
    assert case.number in worker.get("/cases/").text
    assert text(worker.get(f"/cases/{case.number}/receipt/")) == receipt
    assert clerk.post("/account/acting/", {"stop": "1"}).url == "/account/counter/"
    assert clerk.get(f"/cases/{case.number}/").status_code == 404
    assert case.number in clerk.get("/work/counter/").text


def test_what_comes_in_at_a_street_is_of_the_outlet(people: People):
    street = Unit.objects.get(code="320115-s1")
    Appointment.objects.create(user=people.clerk, unit=street, role=Role.ACCEPT)
    client = signed_in(people.clerk)
    page = BeautifulSoup(client.get("/account/counter/").content, "html.parser")
    assert [one["value"] for one in page.select("#f-unit option")] == ["", "320114", "320115", "320115-s1"]
    comes(client, people.worker_person, unit="320115-s1")
    case = hand_in(client)
    assert (case.channel, case.events.get().unit) == ("outlet", street)


def test_a_counter_refuses_at_once_what_it_cannot_take_in(people: People):
    Appointment.objects.create(user=people.clerk, unit=Unit.objects.get(code="320115-s1"), role=Role.ACCEPT)
    client = signed_in(people.clerk)
    comes(client, people.worker_person, unit="320115-s1")
    response = client.post("/begin/retention_refund/")
    assert response.status_code == 400  # an employer's
    response = client.post("/begin/arbitration_request/")
    assert (response.status_code, Draft.objects.count()) == (400, 0)
    assert "“劳动人事争议仲裁申请”不能在街道社区网点办，可以在网上、窗口办" in response.text


def test_what_is_not_city_wide_is_taken_in_by_the_persons_own_district(people: People):
    one = catalogue()["record_correction"]
    local = replace(one, routing=replace(one.routing, city_wide=False))
    elsewhere = Acting(people.clerk, people.worker_person, "counter", Unit.objects.get(code="320106"))
    here = replace(elsewhere, unit=Unit.objects.get(code="320115"))
    assert refusal(one, elsewhere) == refusal(local, here) == refusal(local, replace(elsewhere, basis="phone")) == ""
    assert refusal(local, elsewhere) == (
        "“个人权益记录更正”南京市鼓楼区人力资源和社会保障局不能收，请到江宁区的综合窗口，或者在网上办"
    )


def test_several_scans_of_one_material_come_in_together(people: People):
    client = signed_in(people.clerk)
    comes(client, people.worker_person)
    draft = begin(client, "record_correction", record_kind="identity")
    scans = [SimpleUploadedFile(f"身份证{side}.pdf", PDF, "application/pdf") for side in "正反"]
    client.post(f"/apply/{draft.key}/materials/", {"identity_paper": scans})
    assert [one.name for one in draft.materials.order_by("pk")] == ["身份证正.pdf", "身份证反.pdf"]
    assert {one.uploaded_by for one in draft.materials.all()} == {people.clerk}
    bad = [SimpleUploadedFile("好.pdf", PDF), SimpleUploadedFile("坏.pdf", b"MZ not a pdf")]
    said = text(client.post(f"/apply/{draft.key}/materials/", {"identity_paper": bad}))
    assert "“坏.pdf”的内容不是pdf文件" in said
    assert "已传：身份证正.pdf" in said
    assert "已传：身份证反.pdf" in said
    client.post(f"/apply/{draft.key}/materials/", {"identity_paper": [SimpleUploadedFile("重扫.pdf", PDF)]})
    client.post(f"/apply/{draft.key}/materials/", {"remove": str(draft.materials.get(name="身份证反.pdf").pk)})
    assert [one.name for one in draft.materials.order_by("pk")] == ["身份证正.pdf", "重扫.pdf"]


def test_the_files_of_the_last_matter_are_used_again_together(people: People):
    client = signed_in(people.clerk)
    comes(client, people.worker_person)
    old = begin(client, "record_correction", record_kind="identity")
    scans = [SimpleUploadedFile(f"{side}.pdf", PDF) for side in "正反"]
    client.post(f"/apply/{old.key}/materials/", {"identity_paper": scans})
    answer(client, old, period="2021年3月", shown="南京", right="扬州", why="户口本", contact_phone="13800000000")
    client.post(f"/apply/{old.key}/check/")
    assert Case.objects.get().materials.count() == 2
    new = begin(client, "record_correction", record_kind="identity")
    assert "用以前交过的“正.pdf、反.pdf”" in text(client.get(f"/apply/{new.key}/materials/"))
    client.post(f"/apply/{new.key}/materials/", {"reuse-identity_paper": "1"})
    assert [one.name for one in new.materials.order_by("pk")] == ["正.pdf", "反.pdf"]


def test_where_a_newcomer_lives_is_taken_from_the_registry(people: People):
    """Who has never used the platform is known to the registry; her district decides who handles her matters."""
    known = people.worker_person
    Person.objects.filter(pk=known.pk).update(district="")
    comes(signed_in(people.clerk), known)
    assert Person.objects.get(pk=known.pk).district == "江宁"


def test_a_call_from_the_number_on_record(people: People):
    client = signed_in(people.clerk)
    assert calls(client, people.worker_person, number="13800000000").url == "/"
    assert banner(client).startswith("您正在电话里为 ")
    assert [(one.what, one.why) for one in Access.objects.all()] == [("电话代录", "来电登记失业")]
    case = hand_in(client)
    assert (case.channel, case.person, case.first_asked) == ("phone", people.worker_person, people.clerk)
    assert (case.events.get().capacity, case.events.get().unit.code) == ("电话代录", "320115")
    assert case.number in signed_in(people.worker).get("/cases/").text
    response = client.post("/begin/retirement/")
    assert (response.status_code, "不能在电话12333办，可以在网上、窗口" in response.text) == (400, True)
    assert client.post("/account/acting/", {"stop": "1"}).url == "/account/phone/"


def certificate_of(person: Person) -> str:
    return str(record_of(person).rows["certificates"][-1]["certificate"])


def base_of(person: Person) -> str:
    paid = [row for row in record_of(person).rows["contributions"] if row["paid_on"] != date.max]
    return str(max(paid, key=lambda row: row["month"])["base"])


@pytest.mark.parametrize(
    ("answered", "good"),
    [
        (("phone", "certificate"), True),
        (("base", "certificate"), True),
        (("base", "certificate", "phone"), True),
        (("certificate",), False),
        (("certificate", "wrong case"), False),
        (("base", "certificate", "wrong case"), False),
        ((), False),
    ],
)
def test_a_call_from_elsewhere_needs_two_right_answers_and_no_wrong_one(people: People, answered, good):
    worker, client = people.worker_person, signed_in(people.clerk)
    right = {"phone": worker.phone, "certificate": certificate_of(worker), "base": base_of(worker)}
    given = {name: right[name] for name in answered if name in right}
    if "wrong case" in answered:
        given["case"] = "2611250000000001"
    response = calls(client, worker, number="025-83000000", **given)
    assert (response.status_code == 302) is good
    assert (banner(client) is not None) is good
    assert Access.objects.get().what == ("电话代录" if good else "电话核实没有通过")
    if not good:
        assert errors(response) == ["没有核实清楚，不能代办。请来电人从登记的手机打来，到窗口，或者在网上办"]


def test_a_stranger_is_not_made_known_by_telephone(people: People):
    client = signed_in(people.clerk)
    form = {
        "unit": "320115",
        "name": "王小明",
        "resident_id": resident_id(1),
        "reason": "办事",
        "number": "13812345678",
    }
    said = errors(client.post("/account/phone/", form))
    assert said == ["平台里还没有这一位，电话里核实不了；请到窗口，或者在网上实名注册"]
    assert not Access.objects.exists()


def test_only_who_accepts_takes_calls(people: People):
    assert signed_in(people.reviewer).get("/account/phone/").status_code == 403
    assert signed_in(people.worker).get("/account/phone/").status_code == 403


def test_a_city_officer_sits_at_the_citys_window(people: People):
    officer_ = User.objects.create_user("city-clerk")
    Appointment.objects.create(user=officer_, unit=Unit.objects.get(code="320100"), role=Role.ACCEPT)
    assert counters_of(officer_) == {"320100-window": "综合柜台"}
    assert counters_of(people.clerk) == {
        "320114": "南京市雨花台区人力资源和社会保障局",
        "320115": "南京市江宁区人力资源和社会保障局",
    }


def test_the_receipt_of_a_bundle_names_its_parts(people: People):
    client = signed_in(people.clerk)
    comes(client, people.worker_person)
    assert client.get(f"/cases/{'1' * 15}/receipt/").status_code == 404
    draft = fill_in(client)
    client.post(f"/apply/{draft.key}/materials/", {"leaving_proof": SimpleUploadedFile("离职证明.pdf", PDF)})
    client.post(f"/apply/{draft.key}/check/")
    run = BundleCase.objects.get()
    said = text(client.get(f"/cases/{run.number}/receipt/"))
    assert run.number in said
    parts = list(run.parts.all())
    assert len(parts) > 1
    for part in parts:
        assert f"编号{part.number}" in said
        assert (part.channel, part.first_asked) == ("counter", people.clerk)
