"""Who reported something and asked to be kept secret: who sees it, who does not, and what is written down."""

from __future__ import annotations

import pytest

from tests.cases.test_routing import report
from tests.cases.test_walk import hand_in
from tests.city import People, rewrite, signed_in
from tests.web.test_workbench import a_paper, officer, text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.notices.models import Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Access, Role, Unit

JIANGNING = "320115"
PHONE = "13811112222"


@pytest.fixture
def case(people: People) -> Case:
    """A report on a site in the clerk's district by the worker, who wants not to be known."""
    rows = [{"worker": "李大力", "phone": "13822223333", "owed": "6000", "months_owed": "2"}]
    return report(people, work_place=JIANGNING, keep_secret="是", contact_phone=PHONE, people=rows)


def shown(people: People, case: Case, username: str) -> str:
    return text_of(signed_in(getattr(people, username)).get(f"/work/cases/{case.number}/"))


def test_who_has_it_in_hand_sees_who_reports_and_each_look_is_written_down(people: People, case: Case) -> None:
    name = people.worker_person.masked_name
    for _ in range(2):
        said = shown(people, case, "clerk")
    assert f"拖欠工资线索反映 · {name}" in said
    assert PHONE in said
    assert "李大力" in said
    looks = Access.objects.filter(user=people.clerk, person=people.worker_person).order_by("number")
    assert [(one.what, one.why) for one in looks] == [
        ("谁反映的（要求保密）", f"要求保密的办件 {case.number}（轮到本岗办）")
    ] * 2


@pytest.mark.parametrize("username", ["supervisor", "reviewer", "payer"])
def test_nobody_else_does(people: People, case: Case, username: str) -> None:
    said = shown(people, case, username)
    assert "拖欠工资线索反映 · 要求保密" in said
    assert "姓名、电话只有承办人看得到" in said
    assert "一直没有发" in said  # what is reported is no secret among officers
    for secret in (people.worker_person.masked_name, PHONE, "李大力", "13822223333"):
        assert secret not in said
    client = signed_in(getattr(people, username))
    assert client.post(f"/work/cases/{case.number}/reveal/", {"why": "想看看"}).status_code == 404


def test_it_goes_with_the_case(people: People, case: Case) -> None:
    act(case, "accept", people.clerk)
    assert PHONE in shown(people, case, "reviewer")  # it waits for her now
    assert PHONE in shown(people, case, "clerk")  # she had it in hand
    other = officer("other", Unit.objects.get(code=JIANGNING), Role.ACCEPT)
    assert PHONE not in text_of(signed_in(other).get(f"/work/cases/{case.number}/"))


def test_lists_and_files_do_not_tell(people: People, case: Case) -> None:
    name = people.worker_person.masked_name
    for username, path in (("clerk", "/work/"), ("supervisor", "/work/?show=all"), ("supervisor", "/boards/log/")):
        said = signed_in(getattr(people, username)).get(path).text
        assert case.number in said
        assert name not in said


def test_who_does_not_mind_is_shown_as_ever(people: People) -> None:
    case = report(people, work_place=JIANGNING, keep_secret="否")
    assert people.worker_person.masked_name in shown(people, case, "supervisor")


def test_the_register_of_looks_says_that_somebody_was_looked_at_and_not_who(people: People, case: Case) -> None:
    shown(people, case, "clerk")
    supervisor, name = signed_in(people.supervisor), people.worker_person.masked_name
    said = text_of(supervisor.get("/boards/accesses/"))
    assert (f"要求保密的办件 {case.number}" in said, name in said) == (True, False)
    assert case.number not in text_of(supervisor.get(f"/boards/accesses/?person={people.worker_person.pk}"))
    found = supervisor.post("/boards/accesses/", {"who": people.worker_person.resident_id, "why": "有人举报"})
    assert "这段时间里没有人看过这个人的资料" in text_of(found)
    assert f"要求保密的办件 {case.number}" in text_of(signed_in(people.worker).get("/account/looked/"))


def test_another_case_of_hers_does_not_lead_to_it(people: People, case: Case) -> None:
    claim = hand_in(people)
    Case.objects.filter(pk=claim.pk).update(unit=case.unit)
    client = signed_in(officer("other", case.unit, Role.REVIEW))
    assert case.number not in text_of(client.get(f"/work/cases/{claim.number}/"))


def test_her_own_words_and_the_names_of_her_files_do_not_tell(people: People, case: Case) -> None:
    mine = Acting(people.worker, people.worker_person, "self")
    case.materials.add(a_paper(people))
    act(case, "request_correction", people.clerk, reason="哪天说好发的")
    act(case, "supply", people.worker, acting=mine, reason="我是曾家老二")
    said = shown(people, case, "supervisor")
    assert ("曾家老二" in said, "证书.pdf" in said, "哪天说好发的" in said) == (False, False, True)
    assert "曾家老二" not in signed_in(people.supervisor).get("/boards/log/").text
    assert "曾家老二" in shown(people, case, "clerk")


def test_who_asks_for_it_in_a_correction_is_kept_secret_from_then_on(people: People) -> None:
    case = report(people, work_place=JIANGNING, keep_secret="否")
    mine = Acting(people.worker, people.worker_person, "self")
    act(case, "request_correction", people.clerk, data={"fields": {"keep_secret": "电话里说要保密"}})
    act(case, "supply", people.worker, acting=mine, data={"answers": {"keep_secret": "是"}})
    assert people.worker_person.masked_name not in shown(people, case, "supervisor")


def test_notices_that_did_not_go_out_do_not_tell_whom_they_were_for(people: People, case: Case) -> None:
    name = people.worker_person.masked_name
    rewrite(Notice.objects.get(case=case.number, channel="sms"), state="failed")
    assert Notice.objects.filter(case=case.number, person=people.worker_person).exists()
    assert name in shown(people, case, "clerk")
    said = shown(people, case, "supervisor")
    assert ("没有发出去（发给要求保密" in said, name in said, "138****0000" in said) == (True, False, False)
    listed = text_of(signed_in(people.manager).get("/account/notices/"))
    assert (case.number in listed, name in listed, "138****0000" in listed) == (True, False, False)


def test_who_settles_a_notice_in_doubt_is_written_down_and_no_other_learns_for_whom_it_was(
    people: People, case: Case
) -> None:
    rewrite(Notice.objects.get(case=case.number, channel="sms"), state="in_doubt")
    one = Notice.objects.get(case=case.number, state="in_doubt")
    listed = text_of(signed_in(people.manager).get("/account/notices/"))
    assert (case.number in listed, people.worker_person.masked_name in listed) == (True, False)
    data = {"notice": [one.pk], "answer": "sent", "why": "网关说发了"}
    signed_in(people.manager).post("/account/notices/", data)
    look = Access.objects.get(user=people.manager)
    assert (look.tells, look.why) == (False, f"要求保密的办件 {case.number}：网关说发了")


def test_words_that_a_clerk_wrote_down_for_her_do_not_tell(people: People, case: Case) -> None:
    clerk, unit = people.clerk, people.clerk.roles()[0].unit
    act(case, "request_correction", clerk, reason="哪天说好发的")
    act(case, "supply", clerk, acting=Acting(clerk, people.worker_person, "counter", unit), reason="我是曾家老二")
    assert "曾家老二" not in shown(people, case, "supervisor")
    assert "曾家老二" not in signed_in(people.supervisor).get("/boards/log/").text
    assert "曾家老二" in shown(people, case, "clerk")


def test_her_bad_rating_reaches_who_answers_it_without_her_words(people: People, case: Case) -> None:
    mine = Acting(people.worker, people.worker_person, "self")
    act(case, "reject", people.clerk, reason="不归劳动监察管")
    act(case, "rate", people.worker, acting=mine, reason="我是曾家老二，你们不管", data={"score": 1})
    told = Notice.objects.filter(template="rating_to_answer", channel="site")
    assert told.exists()
    assert not [one for one in told if "曾家老二" in one.text]


def test_the_number_of_an_account_is_shown_in_full_to_who_has_the_case_in_hand(people: People) -> None:
    case = hand_in(people)
    assert "6200 0000 0000 0000 000" in shown(people, case, "clerk")
    for username in ("reviewer", "payer", "supervisor"):
        said = shown(people, case, username)
        assert ("6200 0000" in said, "尾号 0000" in said) == (False, True)
