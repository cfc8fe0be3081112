"""Two at one case: whoever comes second is shown what has happened since, nothing is done, and nothing typed is lost."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup, Tag

from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.web.test_workbench import text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.people.acting import Acting
from yuntai.people.models import User


def forms(user: User, path: str) -> dict[str, Tag]:
    """The forms of a page that act on a case, by the last part of their address."""
    page = BeautifulSoup(signed_in(user).get(path).content, "html.parser")
    found = page.select("form[action*='/do/'], form[action*='/rate/'], form[action*='/supply/']")
    return {form["action"].split("?")[0].strip("/").rpartition("/")[2]: form for form in found}


def last_in(form: Tag) -> str:
    return str(form.select_one("input[name=last]")["value"])


def mine(people: People) -> Acting:
    return Acting(people.worker, people.worker_person, "self")


def kinds(case: Case) -> list[str]:
    return list(case.events.order_by("number").values_list("kind", flat=True))


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4])
def test_every_form_of_the_workbench_carries_what_was_seen(people: People, steps: int) -> None:
    case = hand_in(people)
    doers = [
        ("accept", people.clerk),
        ("propose", people.reviewer),
        ("confirm", people.confirmer),
        ("pay", people.payer),
    ]
    for name, user in doers[:steps]:
        act(case, name, user)
    for user in (people.clerk, people.reviewer, people.confirmer, people.payer, people.supervisor):
        shown = forms(user, f"/work/cases/{case.number}/")
        assert {last_in(form) for form in shown.values()} <= {str(steps + 1)}
        assert shown


def test_what_was_noted_meanwhile_is_shown_and_nothing_is_done(people: People) -> None:
    case = hand_in(people)
    address = f"/work/cases/{case.number}/"
    last = last_in(forms(people.clerk, address)["reject"])
    assert last == "1"
    act(case, "note", people.supervisor, reason="申请人来电说证书号写错了")
    refused = signed_in(people.clerk).post(f"{address}do/reject/", {"reason": "证书查不到", "last": last})
    page = BeautifulSoup(refused.content, "html.parser")
    said = page.select_one("details[open] [role=alert]").get_text()
    assert "备注" in said
    assert "申请人来电说证书号写错了" in said
    assert page.select_one("details[open] textarea[name=reason]").get_text() == "证书查不到"
    assert kinds(case) == ["submit", "note"]
    again = page.select_one("details[open] input[name=last]")["value"]
    assert (
        signed_in(people.clerk).post(f"{address}do/reject/", {"reason": "证书查不到", "last": again}).status_code == 302
    )
    assert kinds(case) == ["submit", "note", "reject"]


def test_where_the_form_is_gone_what_was_typed_is_still_there(people: People) -> None:
    case = hand_in(people)
    act(case, "withdraw", people.worker, acting=mine(people))
    data = {"reason": "证书查不到", "last": "1"}
    refused = signed_in(people.clerk).post(f"/work/cases/{case.number}/do/reject/", data)
    assert "撤回（本人）" in text_of(refused)
    assert "您刚才写的：证书查不到" in text_of(refused)


def test_a_batch_leaves_out_what_has_changed(people: People) -> None:
    first, second = hand_in(people), hand_in(people, "C2")
    page = BeautifulSoup(signed_in(people.clerk).get("/work/").content, "html.parser")
    data = {one["name"]: one["value"] for one in page.select("input[name^=last-]")}
    assert data == {f"last-{first.number}": "1", f"last-{second.number}": "1"}
    act(second, "note", people.supervisor, reason="先不要受理")
    done = signed_in(people.clerk).post(
        "/work/batch/", data | {"name": "accept", "number": [first.number, second.number]}
    )
    assert "先不要受理" in text_of(done)
    assert [Case.objects.get(pk=one.pk).state for one in (first, second)] == ["handling", "submitted"]


@pytest.mark.parametrize(("name", "key"), [("withdraw", "reason"), ("rate", "words")])
def test_the_applicant_is_shown_what_happened_and_what_she_wrote(people: People, name: str, key: str) -> None:
    case = hand_in(people)
    if name == "rate":
        act(case, "reject", people.clerk, reason="不是本市的证书")
    page = signed_in(people.worker).get(f"/cases/{case.number}/" + ("withdraw/" if name == "withdraw" else ""))
    last = BeautifulSoup(page.content, "html.parser").select_one("form input[name=last]")["value"]
    other = (
        ("accept", people.clerk, {})
        if name == "withdraw"
        else ("rate", people.worker, {"acting": mine(people), "data": {"score": 5}})
    )
    act(case, other[0], other[1], **other[2])
    data = {key: "我写的话", "last": last, "score": "1"}
    refused = text_of(signed_in(people.worker).post(f"/cases/{case.number}/{name}/", data))
    assert "您打开这一页以后，办件有了变化" in refused
    assert "您刚才写的：我写的话" in refused
    assert kinds(case)[-1] == other[0]


def test_what_officers_do_among_themselves_stops_no_applicant_and_is_not_told_her(people: People) -> None:
    case = hand_in(people)
    act(case, "note", people.clerk, reason="材料存疑")
    done = signed_in(people.worker).post(f"/cases/{case.number}/withdraw/", {"last": "1"})
    assert done.status_code == 302
    assert kinds(case) == ["submit", "note", "withdraw"]


def test_an_answer_to_a_correction_that_was_taken_back_is_kept_to_read(people: People) -> None:
    case = hand_in(people)
    act(case, "request_correction", people.clerk, reason="请写明单位")
    last = last_in(forms(people.worker, f"/cases/{case.number}/")["supply"])
    act(case, "recall_correction", people.clerk, reason="已经查到")
    refused = text_of(
        signed_in(people.worker).post(f"/cases/{case.number}/supply/", {"reply": "某某公司", "last": last})
    )
    assert "撤销补正要求" in refused
    assert "您刚才写的：某某公司" in refused


def test_a_supervisor_who_comes_second_reads_it_too(people: People) -> None:
    case = hand_in(people)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 1, 5))
    address = "/boards/cards/"
    page = BeautifulSoup(signed_in(people.supervisor).get(address).content, "html.parser")
    last = page.select_one(f"form:has(input[value='{case.number}']) input[name=last]")["value"]
    act(case, "accept", people.clerk)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 1, 5))
    data = {"number": case.number, "reason": "群众催问", "last": last}
    refused = BeautifulSoup(signed_in(people.supervisor).post(address, data).content, "html.parser")
    assert "受理" in refused.select_one("details[open] .field-error").get_text()
    assert refused.select_one("details[open] textarea").get_text() == "群众催问"
    assert kinds(case) == ["submit", "accept"]


@pytest.mark.parametrize("last", ["", "x", "99", "²"])
@pytest.mark.parametrize("name", ["accept", "reject", "note"])
def test_a_form_that_does_not_say_what_was_seen_is_refused_with_what_was_typed(
    people: People, name: str, last: str
) -> None:
    case = hand_in(people)
    data = {"reason": "证书查不到", "last": last}
    refused = BeautifulSoup(
        signed_in(people.clerk).post(f"/work/cases/{case.number}/do/{name}/", data).content, "html.parser"
    )
    assert "看不出您打开的是办件的哪一步，这次没有办" in refused.select_one("details[open] [role=alert]").get_text()
    if name != "accept":
        assert refused.select_one("details[open] textarea[name=reason]").get_text() == "证书查不到"
    assert kinds(case) == ["submit"]


def test_neither_a_batch_nor_a_card_nor_an_applicant_acts_on_what_was_not_seen(people: People) -> None:
    case = hand_in(people)
    said = "看不出您打开的是办件的哪一步"
    batch = signed_in(people.clerk).post("/work/batch/", {"name": "accept", "number": [case.number]})
    assert said in text_of(batch)
    Case.objects.filter(pk=case.pk).update(due_on=date(2026, 1, 5))
    card = signed_in(people.supervisor).post("/boards/cards/", {"number": case.number, "reason": "群众催问"})
    assert said in text_of(card)
    assert "群众催问" in card.content.decode()
    data = {"reason": "不办了", "last": ""}
    mine = text_of(signed_in(people.worker).post(f"/cases/{case.number}/withdraw/", data))
    assert said in mine
    assert "您刚才写的：不办了" in mine
    assert kinds(case) == ["submit"]
