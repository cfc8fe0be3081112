"""While the registry is away pages say so, and what needs none goes on; when it is back, so are they."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.web.test_rights import everything
from tests.web.test_workbench import text_of
from yuntai.ledger import canaries

pytestmark = pytest.mark.django_db
SAID = "登记库现在读不到，要用到登记信息的这一步暂时办不了"


@pytest.fixture
def away(people: People, settings, tmp_path):  # noqa: ARG001
    """The registry of this platform is where it was no more; what puts it back."""
    canaries.remember_registry()
    before, settings.REGISTRY = settings.REGISTRY, str(tmp_path / "gone")

    def back() -> None:
        settings.REGISTRY = before

    return back


def test_what_needs_it_says_so_and_comes_back(people: People, away) -> None:
    firm = signed_in(people.approver)
    firm.post("/account/acting/", {"who": f"operator-{people.approver.operations.get().employer_id}"})
    resident, officer = signed_in(people.worker), signed_in(people.clerk)
    refused = firm.get("/employer/declare/")
    assert (refused.status_code, SAID in refused.text) == (503, True)
    found = resident.get("/find/")
    assert (found.status_code, "登记信息现在读不到，这一页没有替您填上" in found.text) == (200, True)
    for path in ("/", "/cases/", "/notices/", "/account/profile/"):
        assert resident.get(path).status_code == 200
    assert officer.get("/work/").status_code == 200
    away()
    assert firm.get("/employer/declare/").status_code == 200
    assert "登记信息现在读不到" not in resident.get("/find/").text


def test_a_case_is_opened_and_accepted_without_it(people: People, settings, tmp_path) -> None:
    case = hand_in(people)
    canaries.remember_registry()
    settings.REGISTRY = str(tmp_path / "gone")
    officer = signed_in(people.clerk)
    page = officer.get(f"/work/cases/{case.number}/")
    assert (page.status_code, SAID in text_of(page)) == (200, True)  # the policy says nothing, all else is there
    officer.post(f"/work/cases/{case.number}/do/accept/")
    case.refresh_from_db()
    assert case.state == "handling"
    assert officer.get(f"/work/cases/{case.number}/").status_code == 200  # where it may be handed over, too


def test_signing_in_needs_none(client, people: People, away) -> None:  # noqa: ARG001
    worker = people.worker
    worker.set_password("a-password-for-tests")
    worker.save()
    answer = client.post("/account/sign-in/", {"username": "worker", "password": "a-password-for-tests"})
    assert answer.status_code == 302


@pytest.mark.slow
def test_no_page_breaks(people: People, settings, tmp_path) -> None:
    """Every address, by everybody who may see some of it."""
    looks = everything(people)
    canaries.remember_registry()
    settings.REGISTRY = str(tmp_path / "gone")
    refused = set()
    for client, name, given in looks:
        answer = client.get(reverse(name, kwargs=given))
        assert answer.status_code in (200, 302, 400, 403, 404, 405, 503), name
        if answer.streaming:
            answer.getvalue()
        if answer.status_code == 503:
            assert SAID in answer.text
            refused.add(name)
    assert refused <= {name for _, name, _ in looks if name.startswith(("employer:", "workbench:", "resident:"))}
    assert "employer:declare" in refused
