"""A bundle on the resident's pages: a few questions, one form, one number, one page to follow it on."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.cases.test_bundles import ANSWERS
from tests.city import People, signed_in
from tests.web.test_resident import page, pdf, text
from yuntai.cases.content import watched
from yuntai.cases.models import BundleCase, Draft
from yuntai.people.models import Person, User

OWN = {"insured_before": "是", "hardship": "否", "wants_training": "是"}
JOB_LOSS = "/bundles/job_loss/?insured_before=是&hardship=否&wants_training=是"


def test_the_questions_say_which_procedures_apply(people: People) -> None:
    said = text(signed_in(people.worker).get(JOB_LOSS))
    assert "失业登记：承诺" in said
    assert "失业保险金申领：承诺" in said
    assert "就业困难人员认定：您没有所列的困难情形，不用认定。" in said
    assert "开始填写" in said


def test_without_an_answer_nothing_is_said_to_apply(people: People) -> None:
    said = text(signed_in(people.worker).get("/bundles/job_loss/?insured_before=&hardship=否&wants_training=是"))
    assert "请填写这一项" in said
    assert "开始填写" not in said


def test_whoever_is_not_signed_in_comes_back_with_her_answers() -> None:
    response = Client().post(JOB_LOSS)
    assert response.status_code == 302
    assert response.url.startswith("/account/sign-in/?next=/bundles/job_loss/%3Finsured_before%3D")


def fill_in(client: Client) -> Draft:
    """Answer what is asked, one question after another, until the papers are asked for."""
    at = client.post(JOB_LOSS).url
    asked = []
    while "materials" not in (at := client.get(at, follow=True).request["PATH_INFO"]):
        name = at.split("/")[-2]
        asked.append(name)
        response = client.post(at, {name: ANSWERS.get(name, "")})
        assert response.status_code == 302, (name, text(response))
        at = response.url
    assert len(asked) == len(set(asked))
    assert not {"registered_on", *OWN} & set(asked)
    return Draft.objects.get()


def test_from_the_questions_to_the_page_on_which_it_is_followed(people: People) -> None:
    client = signed_in(people.worker)
    draft = fill_in(client)
    materials = page(client.get(f"/apply/{draft.key}/materials/"))
    assert [one["name"] for one in materials.select("input[type=file]")] == ["leaving_proof"]
    assert client.post(f"/apply/{draft.key}/materials/", {"leaving_proof": pdf("离职证明.pdf")}).url.endswith("/check/")
    check = text(client.get(f"/apply/{draft.key}/check/"))
    assert "一共要办失业登记失业保险金申领" in check
    assert "就业困难人员认定：您没有所列的困难情形，不用认定。" in check

    submitted = client.post(f"/apply/{draft.key}/check/")
    run = BundleCase.objects.get(submission=draft.key)
    assert submitted.url == f"/cases/{run.number}/submitted/"
    assert "已提交，一共3件。" in text(client.get(submitted.url))
    assert client.get(f"/apply/{draft.key}/").url == submitted.url

    followed = text(client.get(f"/cases/{run.number}/"))
    assert "办完0件，共3件" in followed
    assert "办完，就自动开始。" in followed
    listed = text(client.get("/cases/"))
    assert "一共3件，还有3件在办" in listed
    assert listed.count("编号") == 1
    benefit = run.parts.get(procedure="unemployment_benefit")
    assert "前一件办完，这一件就自动开始" in text(client.get(f"/cases/{benefit.number}/"))


def test_one_that_was_begun_is_continued(people: People) -> None:
    client = signed_in(people.worker)
    first = client.post(JOB_LOSS).url
    assert "继续上次的" in text(client.get(JOB_LOSS))
    assert client.post(JOB_LOSS, {"continue": "1"}).url == first
    assert client.post(JOB_LOSS, {"restart": "1"}).url != first
    assert Draft.objects.count() == 1


def test_nobody_else_sees_it(people: People) -> None:
    worker = signed_in(people.worker)
    draft = fill_in(worker)
    worker.post(f"/apply/{draft.key}/materials/", {"leaving_proof": pdf("离职证明.pdf")})
    worker.post(f"/apply/{draft.key}/check/")
    run = BundleCase.objects.get()
    assert signed_in(people.elder).get(f"/cases/{run.number}/").status_code == 404
    assert signed_in(people.elder).get(f"/apply/{draft.key}/").status_code == 404


def test_the_officer_of_a_part_sees_what_it_belongs_to(people: People) -> None:
    worker = signed_in(people.worker)
    draft = fill_in(worker)
    worker.post(f"/apply/{draft.key}/materials/", {"leaving_proof": pdf("离职证明.pdf")})
    worker.post(f"/apply/{draft.key}/check/")
    benefit = BundleCase.objects.get().parts.get(procedure="unemployment_benefit")
    clerk = people.clerk
    clerk.appointments.update(unit=benefit.unit)
    said = text(signed_in(clerk).get(f"/work/cases/{benefit.number}/"))
    assert "失业一件事" in said
    assert "前一件办出来的，不用交" in said


def one_who_has(table: str) -> User:
    """Somebody of whom the registry holds exactly one row of ``table``."""
    source = watched().registry()
    assert source is not None
    rows = source.table(table)
    counted = rows.group_by("person").aggregate(count=rows.count()).filter(lambda one: one["count"] == 1)
    pseudonym = counted.order_by("person").limit(1).to_pyarrow()["person"][0].as_py()
    person = Person.objects.create(
        pseudonym=pseudonym,
        resident_id="110101199003074514",
        resident_index=f"{pseudonym}",
        name="张一",
        district="鼓楼",
    )
    return User.objects.create_user("one", person=person)


@pytest.mark.usefixtures("people")
def test_an_earlier_loss_of_work_is_not_taken_for_this_one() -> None:
    client = signed_in(one_who_has("spells"))
    key = client.post(JOB_LOSS).url
    assert client.get(key).url.endswith("/question/lost_on/")
    draft = Draft.objects.get()
    assert {"lost_on", "reason", "reemployed_on"}.isdisjoint(draft.answers)
    assert draft.answers["sex"]


@pytest.mark.usefixtures("people")
def test_of_a_record_one_chooses_whether_it_is_about_it() -> None:
    client = signed_in(one_who_has("spells"))
    begin = page(client.get("/begin/unemployment_benefit/"))
    (row, none) = [one["value"] for one in begin.select("input[name=row]")]
    assert (none, row[0]) == ("none", "S")
    client.post("/begin/unemployment_benefit/", {"row": row})
    assert Draft.objects.get().answers["lost_on"]
    client.post("/begin/unemployment_benefit/", {"row": "none", "restart": "1"})
    assert "lost_on" not in Draft.objects.get().answers


@pytest.mark.usefixtures("people")
def test_what_the_registry_keeps_in_another_form_is_asked() -> None:
    """The registry masks accounts: it cannot fill them in."""
    signed_in(one_who_has("benefits")).post("/begin/retirement/")
    assert "bank_account" not in Draft.objects.get().answers
