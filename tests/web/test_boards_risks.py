"""The register of risk points: what re-checks and decisions found of each procedure, with the cases behind the numbers."""

from __future__ import annotations

from datetime import timedelta

from bs4 import BeautifulSoup

from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.web.test_workbench import elsewhere, officer, text_of
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.models import Case
from yuntai.cases.querysets import EVERYTHING
from yuntai.clock import today
from yuntai.people.models import Role
from yuntai.web.boards.risks import register


def overridden_and_wrong(people: People) -> tuple[Case, Case]:
    """Two cases of one procedure: one decided against the policy's word, the other drawn and found wrong; a third is clean."""
    one = hand_in(people)
    act(one, "accept", people.clerk)
    act(one, "propose", people.reviewer, reason="补发", data={"outcome": "granted", "amount": "600"})
    other = hand_in(people, "C2")
    act(other, "accept", people.clerk)
    act(other, "propose", people.reviewer)
    act(other, "confirm", people.confirmer)
    act(other, "pay", people.payer)
    act(other, "draw", people.supervisor)
    act(other, "recheck", people.supervisor, reason="证书不对", data={"result": "wrong"})
    hand_in(people, "C3")
    return one, other


def test_the_procedures_with_findings_come_first(people: People) -> None:
    overridden_and_wrong(people)
    first, second, *_ = rows = register(EVERYTHING, today())
    assert first.procedure.id == "skill_upgrading"
    assert first.counts == [("overridden", "与政策不同", 1), ("drawn", "抽到复查", 1), ("wrong", "复查有问题", 1)]
    assert set(second.found.values()) == {0}
    assert {one.procedure.id for one in rows} == {one.id for one in catalogue().values() if one.risks}
    later = register(EVERYTHING, today() + timedelta(1))
    assert not any(number for one in later for number in one.found.values())


def test_a_number_leads_to_its_cases(people: People) -> None:
    one, other = overridden_and_wrong(people)
    client = signed_in(people.supervisor)
    board = BeautifulSoup(client.get("/boards/risks/?days=30").content, "html.parser").main
    address = "/boards/risks/skill_upgrading/?days=30"
    assert [link.get_text() for link in board.select(f'a[href^="{address}#"]')] == ["1", "1", "1"]
    for point in catalogue()["skill_upgrading"].risks:
        assert point.control in board.get_text()
    page = BeautifulSoup(client.get(address).content, "html.parser").main
    links = {name: [link["href"] for link in page.select(f"#{name} a")] for name in ("overridden", "drawn", "wrong")}
    assert links == {
        "overridden": [f"/work/cases/{one.number}/"],
        "drawn": [f"/work/cases/{other.number}/"],
        "wrong": [f"/work/cases/{other.number}/"],
    }
    assert "证书不对" in page.select_one("#wrong").get_text()


def test_who_sees_the_cases_behind_a_number(people: People) -> None:
    overridden_and_wrong(people)
    stranger = signed_in(officer("stranger", elsewhere(people), Role.SUPERVISE))
    assert "与政策不同 0 件" in text_of(stranger.get("/boards/risks/skill_upgrading/"))
    assert signed_in(people.clerk).get("/boards/risks/skill_upgrading/").status_code == 403
    assert signed_in(people.supervisor).get("/boards/risks/nothing/").status_code == 404
