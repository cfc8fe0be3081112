"""Nobody is barred for good: each state in which a sign-in, a person, a telephone or a firm's code is refused says where to go,
and there it opens again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.city import People, signed_in
from tests.people.make import PASSWORD, employer, person, resident, resident_id
from tests.web.test_counter import comes
from yuntai.cases.models import Draft
from yuntai.errors import YuntaiError
from yuntai.people import repairs
from yuntai.people.identity import account_of
from yuntai.people.models import Access, Employer, Operator, Person, User
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import confirm, shown

pytestmark = pytest.mark.django_db

WHY = {"paper": "居民身份证", "why": "本人带证件到窗口"}
LICENCE = WHY | {"paper": "营业执照和加盖公章的授权书"}
USCC, FIRM = "91320106MA1TE5T01F", "南京示例机械有限公司"
NEW = "新的一句话-2026"


def put_right(people: People, tool: str, **form: str) -> None:
    """The clerk proposes it on its page, the confirmer confirms it on hers."""
    clerk, places = signed_in(people.clerk), {one.unit.code for one in people.clerk.roles()}
    answer = clerk.post(f"/account/repairs/{tool}/", WHY | {"unit": min(places)} | form)
    assert answer.status_code == 302, BeautifulSoup(answer.content, "html.parser").main.get_text(" ", strip=True)
    page = f"/account/proposals/{Proposal.objects.latest('pk').pk}/"
    assert clerk.get(page).status_code == 200
    confirmer = signed_in(people.confirmer)
    seen = BeautifulSoup(confirmer.get(page).content, "html.parser").select_one("[name=seen]")["value"]
    assert confirmer.post(page, {"answer": "confirm", "seen": seen}).url == "/account/proposals/"


def sign_in(username: str, password: str = PASSWORD) -> Any:
    return Client().post("/account/sign-in/", {"username": username, "password": password})


def new_password(people: People, one: Person) -> str:
    """The address at which she sets a password, given at the counter; set, and what she signs in with."""
    clerk = signed_in(people.clerk)
    assert comes(clerk, one).status_code == 302
    page = BeautifulSoup(clerk.post("/account/counter/password/").content, "html.parser")
    address, client = page.main.find("code").get_text().removeprefix("http://testserver"), Client()
    form = client.get(address, follow=True)
    client.post(form.request["PATH_INFO"], {"new_password1": NEW, "new_password2": NEW})
    return NEW


def register_firm(user: User, uscc: str = USCC, name: str = FIRM) -> Any:
    form = {"uscc": uscc, "name": name, "legal_representative": "钱多多", "district": "鼓楼"}
    return signed_in(user).post(
        "/account/employers/", form | {"authorisation": SimpleUploadedFile("授权书.pdf", b"%PDF-1.7")}
    )


def by_now(username: str) -> User:
    return User.objects.get(username=username)


def wrong_passwords(people: People) -> tuple[str, Callable[[], bool]]:
    user = resident("wang", 1)
    for _ in range(5):
        said = sign_in("wang", "wrong")

    def way() -> bool:
        return sign_in("wang", new_password(people, user.person)).status_code == 302

    return said.text, way


def somebody_has_my_account(people: People) -> tuple[str, Callable[[], bool]]:
    """Whoever knows a number registers it; she who comes with her card gets the account, and the other is out."""
    other = signed_in(resident("thief", 1))
    form = {
        "name": "王小明",
        "resident_id": resident_id(1),
        "phone": "13812345678",
        "username": "wang",
        "password": NEW,
    }
    said = Client().post("/account/register/", form)

    def way() -> bool:
        mine = sign_in(resident_id(1), new_password(people, person(1)))
        return mine.status_code == 302 and other.get("/account/profile/").status_code == 302

    return said.text, way


def closed(people: People) -> tuple[str, Callable[[], bool]]:
    user = resident("wang", 1)
    User.objects.filter(pk=user.pk).update(is_active=False)
    clerk = signed_in(people.clerk)
    comes(clerk, user.person)
    said = clerk.post("/account/counter/password/")

    def way() -> bool:
        put_right(people, "account", known=resident_id(1))
        return sign_in("wang", new_password(people, user.person)).status_code == 302

    return said.text, way


def another_sign_in(people: People) -> tuple[str, Callable[[], bool]]:
    """The identity service has her under a new account: the old one is gone with her telephone."""
    account_of("https://id.example", "old", resident_id(1), "王小明")
    with pytest.raises(YuntaiError) as said:
        account_of("https://id.example", "new", resident_id(1), "王小明")

    def way() -> bool:
        put_right(people, "account", known=resident_id(1))
        return account_of("https://id.example", "new", resident_id(1), "王小明").person == person(1)

    return str(said.value), way


def wrong_name(people: People) -> tuple[str, Callable[[], bool]]:
    person(1, "王大明")
    clerk, form = signed_in(people.clerk), {"unit": "320115", "reason": "办事", "seen": "是"}
    right = form | {"name": "王小明", "resident_id": resident_id(1)}
    said = clerk.post("/account/counter/", right)

    def way() -> bool:
        put_right(people, "person", known=resident_id(1), name="王小明")
        return clerk.post("/account/counter/", right).status_code == 302

    return said.text, way


def wrong_birthday(people: People) -> tuple[str, Callable[[], bool]]:
    """The day of birth in the number was typed wrongly: who signs in with the right number is not known."""
    resident("wang", 2)
    said = sign_in(resident_id(1))

    def way() -> bool:
        put_right(people, "person", known=resident_id(2), resident_id=resident_id(1))
        return sign_in(resident_id(1)).status_code == 302

    return said.text, way


def lost_telephone(people: People) -> tuple[str, Callable[[], bool]]:
    one = person(1)
    clerk = signed_in(people.clerk)
    form = {"unit": "320115", "name": "王小明", "resident_id": resident_id(1), "reason": "办事"}
    said = clerk.post("/account/phone/", form | {"number": "13900000001"})

    def way() -> bool:
        put_right(people, "person", known=one.resident_id, phone="13900000001")
        return clerk.post("/account/phone/", form | {"number": "13900000001"}).status_code == 302

    return said.text, way


def two_numbers(people: People) -> tuple[str, Callable[[], bool]]:
    """A corrected number is another record's already."""
    person(1), person(2)
    clerk, unit = signed_in(people.clerk), min(one.unit.code for one in people.clerk.roles())
    form = WHY | {"unit": unit, "known": resident_id(2), "resident_id": resident_id(1)}
    said = clerk.post("/account/repairs/person/", form)

    def way() -> bool:
        put_right(people, "merge", into=resident_id(1), other=resident_id(2))
        return person(2).record == person(1)

    return said.text, way


def taken_code(people: People) -> tuple[str, Callable[[], bool]]:
    Operator.objects.create(
        user=resident("jia", 8, "贾"), employer=employer(registered_on="2026-01-01"), role="approver"
    )
    true = resident("qian", 9, "钱多多")
    said = register_firm(true)

    def way() -> bool:
        given = {"firm": FIRM, "legal_representative": "钱多多", "name": "钱多多", "keeps": "stranger"}
        put_right(people, "employer", **LICENCE, uscc=USCC, resident_id=resident_id(9), **given)
        firm = Employer.objects.get(uscc=USCC)
        return signed_in(by_now("qian")).post("/account/acting/", {"who": f"operator-{firm.pk}"}).status_code == 302

    return said.text, way


def misnamed_firm(people: People) -> tuple[str, Callable[[], bool]]:
    """It changed its name, or was registered with a wrong one."""
    employer(name="南京示列机械有限公司", registered_on="2026-01-01")
    resident("qian", 9, "钱多多")
    said = register_firm(by_now("qian"))

    def way() -> bool:
        given = {"firm": FIRM, "legal_representative": "钱多多", "name": "钱多多", "keeps": "former"}
        put_right(people, "employer", **LICENCE, uscc=USCC, resident_id=resident_id(9), **given)
        firm = Employer.objects.get(uscc=USCC)
        return firm.name == FIRM and firm.operators.in_force().get().user == by_now("qian")

    return said.text, way


def refused_operator(people: People) -> tuple[str, Callable[[], bool]]:
    """Who lost a right objects, has an answer and, with papers, the code again."""
    false, true = resident("jia", 8, "贾"), resident("qian", 9, "钱多多")
    firm = employer(registered_on="2026-01-01")
    Operator.objects.create(user=false, employer=firm, role="approver")
    given = {"uscc": USCC, "firm": FIRM, "legal_representative": "贾"}
    put_right(
        people, "employer", **LICENCE, **given, resident_id=resident_id(9), name=true.person.name, keeps="stranger"
    )
    said = signed_in(false).get("/account/employers/")

    def way() -> bool:
        one = Operator.objects.get(user=false)
        signed_in(false).post(f"/account/employers/{one.pk}/object/", {"text": "营业执照在我这里"})
        assert signed_in(people.clerk).get(f"/account/repairs/objections/{one.pk}/").status_code == 404  # it was hers
        put_right(people, "employer", **LICENCE, **given, resident_id=resident_id(8), name="贾", keeps="stranger")
        return firm.operators.in_force().get().user == false

    return said.text, way


BARS = {
    "five wrong passwords": (wrong_passwords, "请带身份证到任一窗口重设"),
    "somebody has my account": (somebody_has_my_account, "忘了密码请带身份证到窗口"),
    "a closed account": (closed, "请先在“窗口纠错”里办“账户解锁”"),
    "another account of the identity service": (another_sign_in, "请带身份证到窗口办“账户解锁”"),
    "a wrong name": (wrong_name, "登记错了的，在“窗口纠错”里更正"),
    "a wrong birthday": (wrong_birthday, "登录不了的，请带身份证到窗口"),
    "a lost telephone": (lost_telephone, "到窗口，或者在网上办"),
    "two numbers": (two_numbers, "如果是同一个人，请办“合并档案”"),
    "a code that somebody took": (taken_code, "到窗口办“单位代码交还”"),
    "a firm with a wrong name": (misnamed_firm, "到窗口办“单位代码交还”"),
    "a right that was taken": (refused_operator, "有异议"),
}


@pytest.mark.parametrize("bar", BARS)
def test_whoever_is_barred_is_told_where_to_go_and_gets_in_there(people: People, bar: str) -> None:
    barred, sentence = BARS[bar]
    said, way = barred(people)
    assert sentence in said
    assert way()


def test_a_limit_that_is_reached_says_that_it_passes(people: People) -> None:  # noqa: ARG001 the site has begun
    client = Client()
    for _ in range(11):
        answer = client.post("/account/register/", {})
    assert answer.status_code == 429
    assert "请过几分钟再试，还不行就过一小时；着急可以拨打 12333" in answer.text


def test_a_name_that_a_refused_stranger_gave_to_a_code_keeps_nobody_out(people: People) -> None:  # noqa: ARG001
    assert register_firm(resident("jia", 8, "贾"), name="另一家公司").status_code == 302
    true = resident("qian", 9, "钱多多")
    assert "登记的不一致" in register_firm(true).text
    one = Operator.objects.get(waiting=True)
    one.refusal = "名称与营业执照不一致"
    one.save(update_fields=["refusal"])
    one.revoke()
    assert register_firm(true).status_code == 302
    assert Employer.objects.get(uscc=USCC).name == FIRM


def test_what_was_put_aside_is_brought_to_ones_own_firm(people: People) -> None:
    false = resident("jia", 8, "贾")
    wrong, own = employer(registered_on="2026-01-01"), employer(uscc="91320106MA27E5T02J", name="自己的公司")
    Operator.objects.create(user=false, employer=wrong, role="approver")
    client = signed_in(false)
    client.post("/account/acting/", {"who": f"operator-{wrong.pk}"})
    client.post("/begin/retention_refund/")
    person(9, "钱多多")
    given = {"uscc": USCC, "firm": FIRM, "legal_representative": "钱多多", "name": "钱多多", "keeps": "stranger"}
    put_right(people, "employer", **LICENCE, **given, resident_id=resident_id(9))
    assert "您填了没交的封存着：1 份草稿" in client.get("/account/employers/").text
    Operator.objects.create(user=false, employer=own, role="approver")
    client.post("/account/acting/", {"who": f"operator-{own.pk}"})
    one = Operator.objects.get(user=false, employer=wrong)
    assert client.post(f"/account/employers/{one.pk}/bring/").url == "/employer/"
    assert Draft.objects.get().employer == own


def test_an_objection_is_answered_by_who_had_no_part_in_it(people: People) -> None:
    false, firm = resident("jia", 8, "贾"), employer(registered_on="2026-01-01")
    Operator.objects.create(user=false, employer=firm, role="approver")
    person(9, "钱多多")
    given = {"uscc": USCC, "firm": FIRM, "legal_representative": "钱多多", "name": "钱多多", "keeps": "former"}
    put_right(people, "employer", **LICENCE, **given, resident_id=resident_id(9))
    one = Operator.objects.get(user=false)
    looked = Access.objects.filter(user=people.confirmer, what="单位代码交还").values_list("person", flat=True)
    assert set(looked) == {false.person_id, person(9).pk}
    signed_in(false).post(f"/account/employers/{one.pk}/object/", {"text": "营业执照在我这里"})
    other = User.objects.create_user("other", display_name="窗口周")
    other.appointments.create(unit=people.clerk.roles()[0].unit.parent, role="accept")
    client = signed_in(User.objects.get(pk=other.pk))
    page = f"/account/repairs/objections/{one.pk}/"
    desk = client.get("/account/repairs/").text
    assert page in desk
    for title in ("更正个人信息", "改办件的申请人", "合并档案", "分开合并错的档案", "单位代码交还", "账户解锁"):
        assert title in desk
    assert "营业执照在我这里" in client.get(page).text
    herself = User.objects.create_user("herself", officer_person=false.person)  # the same person at another window
    herself.appointments.create(unit=people.clerk.roles()[0].unit.parent, role="accept")
    assert signed_in(herself).post(page, {"answer": "是我的"}).status_code == 404
    stale = Operator.objects.get(pk=one.pk)
    assert client.post(page, {"answer": "营业执照和授权书都核对过，维持不变"}).url == "/account/repairs/"
    assert "营业执照和授权书都核对过，维持不变" in signed_in(false).get(f"/account/employers/{one.pk}/object/").text
    assert client.get(page).status_code == 404
    with pytest.raises(YuntaiError, match="这份异议已经有人答复了"):
        repairs.answer(stale, people.clerk, "不对")


def test_what_is_proposed_is_not_in_force_before_another_has_confirmed_it(people: People) -> None:
    person(1)
    clerk, unit = signed_in(people.clerk), min(one.unit.code for one in people.clerk.roles())
    form = WHY | {"unit": unit, "known": resident_id(1), "phone": "13900000001"}
    assert clerk.post("/account/repairs/person/", form).status_code == 302
    proposal = Proposal.objects.get()
    assert person(1).phone == "13812345678"
    with pytest.raises(YuntaiError, match="自己提出的不能自己确认"):
        confirm(proposal.pk, people.clerk, shown(proposal)[1])
    whole = signed_in(people.confirmer).get("/account/proposals/").text
    assert "13900000001" not in whole
    assert Access.objects.filter(user=people.confirmer).count() == 0
    assert "13900000001" in signed_in(people.confirmer).get(f"/account/proposals/{proposal.pk}/").text
    looked = Access.objects.get(user=people.confirmer)
    assert (looked.person, looked.what, looked.why) == (person(1), "更正个人信息", "双人核对：本人带证件到窗口")
    assert "更正个人信息" in whole
    assert signed_in(people.worker).get("/account/repairs/").status_code == 403
