"""The workbench: who may open what, who may do what, batches, what is written down, how many queries a page takes."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile

from tests.cases.test_walk import hand_in
from tests.city import People, seen, signed_in
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue, rule_of
from yuntai.cases.corrections import askable
from yuntai.cases.drafts import version_of
from yuntai.cases.history import refresh
from yuntai.cases.models import Case, Event, Material, new_number
from yuntai.cases.questions import question_of
from yuntai.cases.states import TRANSITIONS, holder_of
from yuntai.cases.verify import verify
from yuntai.clock import today
from yuntai.notices.models import Notice
from yuntai.notices.notify import notify
from yuntai.people.logs import log_access
from yuntai.people.models import Access, Appointment, Role, Unit, User
from yuntai.web.controls import show

OVERRIDE = {"outcome": "granted", "amount": "600"}


def open_case(people: People, procedure: str, facts: dict[str, Any] | None = None) -> Case:
    """A case of the worker that has just come in, in the unit of the district's officers."""
    one = catalogue()[procedure]
    case = Case.objects.create(
        number=new_number(),
        submission=uuid.uuid4(),
        procedure=procedure,
        version=version_of(one),
        person=people.worker_person,
        unit=people.clerk.roles()[0].unit,
        facts=facts or {},
    )
    data = {"unit": case.unit_id, "channel": "online", "procedure": one.digest}
    Event.append(case_id=case.pk, kind="submit", user_id=people.worker.pk, capacity="本人", unit_id=None, data=data)
    refresh(case)
    return case


def many_cases(people: People, count: int, **columns: Any) -> list[Case]:
    """Cases without a log, told by their columns alone."""
    one = catalogue()["skill_upgrading"]
    common: dict[str, Any] = {
        "procedure": one.id,
        "version": version_of(one),
        "person": people.worker_person,
        "unit": people.clerk.roles()[0].unit,
    }
    common["holder"] = holder_of(columns.get("state", "submitted"))
    rows = [Case(**{"number": f"9{n:09}", "submission": uuid.uuid4()} | common | columns) for n in range(count)]
    return Case.objects.bulk_create(rows)


def officer(username: str, unit: Unit, *roles: Role) -> User:
    user = User.objects.create_user(username, display_name=username)
    for role in roles:
        Appointment.objects.create(user=user, unit=unit, role=role)
    return user


def elsewhere(people: People) -> Unit:
    """Another district than the one of the demonstration's officers."""
    return Unit.objects.filter(level="district").exclude(appointments__user=people.clerk).first()


def text_of(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


@pytest.mark.parametrize(
    ("username", "path", "status"),
    [
        ("worker", "/work/", 403),
        ("manager", "/work/", 403),
        ("clerk", "/work/", 200),
        ("payer", "/work/", 200),
        ("supervisor", "/work/", 200),
        ("clerk", "/work/?show=all", 200),
        ("clerk", "/work/?show=proposed", 200),
        ("clerk", "/work/?show=nonsense&page=99", 200),
        ("clerk", "/work/counter/", 200),
        ("reviewer", "/work/counter/", 403),
        ("clerk", "/work/cases/000/", 404),
        ("clerk", "/work/batch/", 302),
    ],
)
def test_who_may_open_what(people: People, username: str, path: str, status: int) -> None:
    assert signed_in(getattr(people, username)).get(path).status_code == status


@pytest.mark.parametrize(
    ("username", "status"),
    [("worker", 403), ("clerk", 200), ("reviewer", 200), ("confirmer", 200), ("payer", 200), ("supervisor", 200)],
)
def test_who_may_open_a_case(people: People, username: str, status: int) -> None:
    case = open_case(people, "skill_upgrading")
    assert signed_in(getattr(people, username)).get(f"/work/cases/{case.number}/").status_code == status


def test_an_officer_of_another_district_finds_nothing(people: People) -> None:
    case = open_case(people, "skill_upgrading")
    case.materials.add(a_paper(people))
    paper = case.materials.get().pk
    client = signed_in(officer("stranger", elsewhere(people), Role.ACCEPT, Role.REVIEW, Role.SUPERVISE))
    assert client.get(f"/work/cases/{case.number}/").status_code == 404
    assert client.get(f"/work/cases/{case.number}/materials/{paper}/").status_code == 404
    assert client.post(f"/work/cases/{case.number}/do/accept/").status_code == 404
    assert client.post(f"/work/cases/{case.number}/reveal/", {"why": "看看"}).status_code == 404
    assert client.post("/work/batch/", {"name": "accept", "number": [case.number]}).status_code == 404
    assert case.number not in client.get("/work/?show=all").content.decode()
    assert Access.objects.count() == 0


def a_paper(people: People) -> Material:
    return Material.objects.create(
        person=people.worker_person,
        kind="certificate",
        title="证书",
        file=ContentFile(b"%PDF-1.4 x", name="a.pdf"),
        name="证书.pdf",
        size=10,
        sha256="fc022288f3e49d09353987de1c32fc1427bd2a8b3657a340e86efb8e34efe003",
        uploaded_by=people.worker,
    )


def test_a_material_is_a_download_and_leaves_a_trace(people: People) -> None:
    case = open_case(people, "skill_upgrading")
    case.materials.add(a_paper(people))
    response = signed_in(people.clerk).get(f"/work/cases/{case.number}/materials/{case.materials.get().pk}/")
    assert b"".join(response.streaming_content) == b"%PDF-1.4 x"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    entry = Access.objects.get()
    assert (entry.user, entry.person, entry.what) == (people.clerk, people.worker_person, "材料“证书”")


def test_who_applies_is_shown_in_full_for_a_reason_alone(people: People) -> None:
    case, client, full = open_case(people, "skill_upgrading"), signed_in(people.clerk), people.worker_person.resident_id
    assert full not in client.get(f"/work/cases/{case.number}/").content.decode()
    refused = client.post(f"/work/cases/{case.number}/reveal/", {"why": " "}).content.decode()
    assert full not in refused
    assert "请写明为什么要看" in refused
    assert Access.objects.get().what == "办件里填写的内容"
    assert full in client.post(f"/work/cases/{case.number}/reveal/", {"why": "核对证书"}).content.decode()
    assert Access.objects.last().why == f"办件 {case.number}（轮到本岗办）：核对证书"


def test_the_registry_is_held_beside_what_was_answered(people: People) -> None:
    case = hand_in(people)
    text = text_of(signed_in(people.clerk).get(f"/work/cases/{case.number}/"))
    assert "与登记系统一致" in text
    case.facts = case.facts | {"level": "2"}
    case.save()
    assert "登记系统为“3 级”" in text_of(signed_in(people.clerk).get(f"/work/cases/{case.number}/"))


def test_what_no_question_asks_for_is_not_shown_nor_to_be_corrected(people: People) -> None:
    months = [{"month": "2026-10-01", "base": "4952.00", "own_paid": "990.40", "paid_on": "2026-10-12"}]
    asked = {"work_done": "送货", "flexible": True}
    case = open_case(people, "flexible_subsidy", asked | {"contributions": months, "began_on": "2022-06-08"})
    text = text_of(signed_in(people.clerk).get(f"/work/cases/{case.number}/"))
    assert "送货" in text
    assert "现在是灵活就业，自己缴纳社会保险费吗？" in text
    assert "own_paid" not in text
    assert not {"contributions", "began_on"} & set(askable(case))
    assert {"work_done", "flexible"} <= set(askable(case))


def test_what_was_paid_before_is_told_in_words() -> None:
    row = {
        "policy": "flexible_subsidy",
        "occupation": "",
        "amount": "660.26",
        "claimed_on": "2026-12-01",
        "payment": "7",
    }
    told = show(question_of(rule_of("flexible_subsidy"), "payments"), [row])
    assert told == "补贴项目 灵活就业人员社会保险补贴，金额 660.26 元，申领日期 2026年12月1日"


def test_what_was_done_is_said_in_words() -> None:
    assert [TRANSITIONS[name].done for name in ("accept", "opine", "go_on", "recheck")] == [
        *("已受理", "已给出会办意见", "已决定不等会办意见", "已作出复查结论"),
    ]


def test_nobody_does_two_duties_of_a_case(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    both = officer("both", case.unit, Role.REVIEW, Role.CONFIRM)
    act(case, "propose", both, reason="补发", data=OVERRIDE)
    client, address = signed_in(both), f"/work/cases/{case.number}/"
    assert "do/confirm/" not in client.get(address).content.decode()
    refused = client.post(f"{address}do/confirm/")
    assert "您已经做过这个办件的审核，不能再做复核，请交给别人" in text_of(refused)
    case.refresh_from_db()
    assert case.state == "proposed"
    assert "拟定：予以办理 600.00 元" in text_of(signed_in(people.confirmer).get(address))
    assert signed_in(people.confirmer).post(f"{address}do/confirm/?show=mine").url == f"{address}?show=mine"
    case.refresh_from_db()
    assert (case.state, case.confirmed_by) == ("paying", people.confirmer)


def test_what_was_typed_stays_when_an_action_is_refused(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    response = signed_in(people.reviewer).post(f"/work/cases/{case.number}/do/propose/", OVERRIDE | {"reason": " "})
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("details[open] [role=alert]").get_text().strip() == "决定与政策算出的结果不同，要写明理由"
    assert page.select_one("details[open] [name=amount]")["value"] == "600"


@pytest.mark.parametrize("typed", ["下周", "2026-13-01", "1"])
def test_a_day_that_is_none_is_told(people: People, typed: str) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    response = signed_in(people.reviewer).post(f"/work/cases/{case.number}/do/propose/", {"effective": typed})
    assert f"从哪天起生效：“{typed}”" in text_of(response)


def test_what_is_to_be_confirmed_says_from_when(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    data = {"outcome": "refused", "effective": "2023年5月1日"}
    act(case, "propose", people.reviewer, reason="重复", data=data)
    shown = text_of(signed_in(people.confirmer).get(f"/work/cases/{case.number}/"))
    assert "从 2023年5月1日起生效；与政策结果不同：重复" in shown


def test_no_two_things_of_a_page_have_one_id(people: People) -> None:
    case = hand_in(people)
    act(case, "accept", people.clerk)
    page = BeautifulSoup(signed_in(people.reviewer).get(f"/work/cases/{case.number}/").content, "html.parser")
    ids = [one["id"] for one in page.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
    assert {"unit-transfer", "unit-consult"} <= set(ids)


@pytest.mark.parametrize("procedure", [one.id for one in catalogue().values() if "person" in one.audience])
def test_every_procedure_is_handled_from_coming_in_to_its_end(people: People, procedure: str) -> None:
    """With a policy or without one, with facts that say little."""
    case = open_case(people, procedure)
    pages = [("clerk", "accept", {}), ("reviewer", "propose", {"outcome": "refused"}), ("confirmer", "confirm", {})]
    for username, action, data in pages:
        client, address = signed_in(getattr(people, username)), f"/work/cases/{case.number}/"
        assert client.get(address).status_code == 200, action
        done = client.post(f"{address}do/{action}/", data | {"reason": "不符合条件"})
        assert done.status_code == (302 if case.state != "closed" else 200), text_of(done)
        case.refresh_from_db()
    assert case.outcome == "refused"
    assert case.state == "closed"


def test_who_hands_a_case_over_sees_it_until_it_is_taken_over(people: People) -> None:
    case, there = hand_in(people), elsewhere(people)
    receiver = officer("receiver", there, Role.ACCEPT)
    address, data = f"/work/cases/{case.number}/", {"unit": there.code, "reason": "不是本区的"}
    assert signed_in(people.clerk).post(f"{address}do/transfer/", data).url == address
    shown = signed_in(people.clerk).get(address)
    assert shown.status_code == 200
    assert "do/" not in "".join(
        form["action"] for form in BeautifulSoup(shown.content, "html.parser").select("form[action*='/do/']")
    )
    told = Notice.objects.get(template="transfer_waits", channel="site")
    assert (told.user, told.url) == (receiver, address)
    assert "不是本区的" in told.text
    assert verify() == []
    signed_in(receiver).post(f"{address}do/take_over/")
    assert signed_in(people.clerk).get(address).status_code == 404
    assert signed_in(receiver).get(address).status_code == 200


def test_a_case_goes_only_where_somebody_handles_such_cases(people: People) -> None:
    """Of two other districts one has an officer who accepts; the street handles no subsidies."""
    case, there = hand_in(people), elsewhere(people)
    empty = Unit.objects.filter(level="district").exclude(appointments__user=people.clerk).exclude(pk=there.pk).first()
    street = Unit.objects.filter(level="street").first()
    officer("receiver", there, Role.ACCEPT)
    address = f"/work/cases/{case.number}/"
    page = BeautifulSoup(signed_in(people.clerk).get(address).content, "html.parser")
    offered = {option["value"] for option in page.select("#unit-transfer option")}
    assert there.code in offered
    assert not {empty.code, street.code} & offered
    for unit in (empty, street):
        refused = signed_in(people.clerk).post(f"{address}do/transfer/", {"unit": unit.code, "reason": "转"})
        assert "这个单位不办这一类事项，或者还没有人能接" in text_of(refused)
    assert case.events.count() == 1


def test_an_officer_establishes_facts_and_the_log_names_them_without_their_values(people: People) -> None:
    case = open_case(people, "arrears_report")
    act(case, "accept", people.clerk)
    client, address = signed_in(people.reviewer), f"/work/cases/{case.number}/do/establish/"
    assert client.post(address, {"hard_case": "是", "social_effect": ""}).status_code == 302
    case.refresh_from_db()
    assert case.facts["hard_case"] == "是"
    event = case.events.get(kind="establish")
    assert event.data == {"names": ["hard_case"], "to": "handling", "holder": "review", "duty": "review"}
    assert "没有改动" in text_of(client.post(address, {"hard_case": "是"}))
    refused = BeautifulSoup(client.post(address, {"hard_case": "大概"}).content, "html.parser")
    assert "“大概”" in refused.select_one("details[open] [role=alert]").get_text()
    assert signed_in(people.clerk).post(address, {"hard_case": "否"}).status_code == 200
    case.refresh_from_db()
    assert case.facts["hard_case"] == "是"


def test_a_batch_does_each_case_for_itself(people: People) -> None:
    mine, others = hand_in(people), hand_in(people, "C2")
    both = officer("both", mine.unit, Role.REVIEW, Role.CONFIRM)
    for case, proposer in ((mine, both), (others, people.reviewer)):
        act(case, "accept", people.clerk)
        act(case, "propose", proposer, reason="补发", data=OVERRIDE)
    response = signed_in(both).post(
        "/work/batch/", seen(mine, others) | {"name": "confirm", "number": [mine.number, others.number]}
    )
    rows = [row.get_text(" ") for row in BeautifulSoup(response.content, "html.parser").select("tbody tr")]
    assert text_of(response).startswith("工作台 1 件已复核通过，1 件没有办成")
    assert "您已经做过这个办件的审核，不能再做复核，请交给别人" in rows[0]
    assert "已复核通过" in rows[1]
    assert [Case.objects.get(pk=case.pk).state for case in (mine, others)] == ["proposed", "paying"]


@pytest.mark.parametrize(
    ("name", "numbers", "said"),
    [
        ("accept", [], "没有勾选办件"),
        ("accept", [0, 1], "同一事项、同一步骤"),
        ("propose", [0], "不能成批"),
        ("confirm", [0], "不能成批"),
    ],
)
def test_a_batch_is_of_one_procedure_in_one_state(people: People, name: str, numbers: list[int], said: str) -> None:
    cases = [open_case(people, "skill_upgrading"), open_case(people, "unemployment_registration")]
    data = {"name": name, "number": [cases[index].number for index in numbers]}
    response = signed_in(people.clerk).post("/work/batch/", data)
    assert response.status_code == 400
    assert said in response.content.decode()
    assert Event.objects.exclude(kind="submit").count() == 0


def test_the_queue_is_in_tabs_and_what_is_due_first_comes_first(people: People) -> None:
    late, soon, calm = today() - timedelta(1), today(), date(2099, 12, 31)
    for number, due in enumerate((calm, late, soon)):
        many_cases(people, 1, state="handling", due_on=due)
        Case.objects.filter(number="9000000000").update(number=f"due-{number}")
    many_cases(people, 2, state="correcting", paused=True)
    response = signed_in(people.reviewer).get("/work/")
    page = BeautifulSoup(response.content, "html.parser")
    meta = [item.get_text().split(" · ")[0] for item in page.select(".queue-meta")]
    assert meta == ["due-1", "due-2", "due-0"]
    clocks = [clock.get_text().split()[0] for clock in page.select(".queue .clock")]
    assert clocks == ["超期", "快到期", "12月31日到期"]
    assert [tab.get_text(" ").split() for tab in page.select(".tab")] == [["待我办", "3"], ["全部"]]
    everything = BeautifulSoup(signed_in(people.reviewer).get("/work/?show=all").content, "html.parser")
    assert len(everything.select(".queue-item")) == 5


def test_a_number_or_a_procedure_is_found(people: People) -> None:
    case = open_case(people, "skill_upgrading")
    client = signed_in(people.reviewer)
    for wanted, count in ((case.number[:6], 1), ("技能提升", 1), ("失业", 0), ("", 0)):
        page = BeautifulSoup(client.get("/work/", {"q": wanted}).content, "html.parser")
        assert len(page.select(".queue-item")) == count, wanted


def test_pages_take_few_queries_with_thousands_of_cases(people: People, django_assert_max_num_queries) -> None:
    many_cases(people, 3000, state="submitted")
    case = hand_in(people)
    client = signed_in(people.clerk)
    log_access(
        people.clerk, people.worker_person, "办件", "以前的一次"
    )  # the first entry of all makes the ledger's head
    for path in ("/work/", "/work/?show=all&page=60", "/work/?q=技能", f"/work/cases/{case.number}/", "/work/counter/"):
        with django_assert_max_num_queries(30):
            assert client.get(path).status_code == 200


def test_what_an_officer_was_told_is_a_click_away(people: People) -> None:
    case = open_case(people, "skill_upgrading")
    values = {"procedure": "技能提升补贴", "number": case.number, "due_on": today(), "what": "受理"}
    notify(people.clerk, "case_near_due", values, key="k", case=case.number, url=f"/work/cases/{case.number}/")
    client = signed_in(people.clerk)
    link = BeautifulSoup(client.get("/work/").content, "html.parser").select_one("nav a[href='/notices/']")
    assert link.get_text(" ", strip=True) == "通知（1）"
    assert f'href="/work/cases/{case.number}/"' in client.get("/notices/").content.decode()
    client.post("/notices/")
    link = BeautifulSoup(client.get("/work/").content, "html.parser").select_one("nav a[href='/notices/']")
    assert link.get_text(strip=True) == "通知"


def test_who_opened_a_case_is_written_down_once_a_day(people: People) -> None:
    case = hand_in(people)
    client, address = signed_in(people.clerk), f"/work/cases/{case.number}/"
    client.get(address)
    client.get(address)
    seen = Access.objects.get()
    assert (seen.user, seen.person, seen.what) == (people.clerk, people.worker_person, "办件里填写的内容")
    assert seen.why == f"办件 {case.number}（轮到本岗办）"
    shown = signed_in(people.worker).get("/account/looked/").content.decode()
    assert "办件里填写的内容" in shown


def test_what_was_granted_before_is_told(people: People) -> None:
    """The registry learns of a payment later than the platform; nobody is paid twice in between."""
    first, second = hand_in(people), hand_in(people, "C2")
    act(first, "accept", people.clerk)
    act(first, "propose", people.reviewer)
    said = f"申请人的同一事项已经予以办理一件：500.00 元，编号 {first.number}（待发放）。请防止重复发放。"
    reason = "因为“没有领过同一职业（工种）同级或更高级的补贴”、“当年还没有领过”这 2 条没有满足"
    shown = text_of(signed_in(people.reviewer).get(f"/work/cases/{second.number}/"))
    assert (said in shown, reason in shown) == (False, False)
    assert "500.00" in text_of(signed_in(people.worker).get("/find/"))
    act(first, "confirm", people.confirmer)
    shown = text_of(signed_in(people.clerk).get(f"/work/cases/{second.number}/"))
    assert (said in shown, reason in shown) == (True, True)
    assert "申请人提交时，按政策是“予以办理 500.00 元”；现在是“不予办理”。" in shown
    assert "500.00" not in text_of(signed_in(people.worker).get("/find/"))


def test_what_has_changed_since_the_page_was_opened_is_told(people: People) -> None:
    first, second = hand_in(people), hand_in(people, "C2")
    act(second, "accept", people.clerk)
    client, address = signed_in(people.reviewer), f"/work/cases/{second.number}/"
    seen = BeautifulSoup(client.get(address).content, "html.parser").select_one("input[name=seen]")["value"]
    assert seen == "予以办理 500.00 元"
    act(first, "accept", people.clerk)
    act(first, "propose", people.reviewer)
    act(first, "confirm", people.confirmer)
    data = {"outcome": "granted", "amount": "500", "reason": "符合", "seen": seen}
    refused = client.post(f"{address}do/propose/", data)
    assert "您打开以后情况变了：刚才按政策是“予以办理 500.00 元”，现在是“不予办理”" in text_of(refused)
    second.refresh_from_db()
    assert second.state == "handling"


def test_a_reason_has_an_end(people: People) -> None:
    case = hand_in(people)
    address = f"/work/cases/{case.number}/do/reject/"
    response = signed_in(people.clerk).post(address, {"reason": "长" * 1001})
    assert "最多写 1000 字，现在 1001 字" in text_of(response)
    assert signed_in(people.clerk).post(address, {"reason": "长" * 1000}).status_code == 302
