"""Ratings at the counter and on the telephone, and what the board makes of all ratings."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.cases.test_walk import hand_in
from tests.city import People, signed_in
from tests.people.make import resident
from tests.web.test_workbench import officer, text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.cases.querysets import EVERYTHING
from yuntai.clock import today
from yuntai.people import acting
from yuntai.people.acting import Acting
from yuntai.people.models import Mandate, Role
from yuntai.web.boards.ratings import satisfaction


def finished(people: People, certificate: str = "") -> Case:
    """A case that was granted and paid, be it that another was before."""
    case = hand_in(people, certificate)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer, reason="补发", data={"outcome": "granted", "amount": "500"})
    act(case, "confirm", people.confirmer)
    return act(case, "pay", people.payer)


@pytest.mark.parametrize("basis", ["counter", "phone"])
def test_an_officer_rates_for_nobody(people: People, basis: str) -> None:
    """Whoever is before her rates by herself: what an officer writes down of her own office is no rating."""
    case = finished(people)
    unit = people.clerk.roles()[0].unit
    window = officer("window", unit, Role.ACCEPT)
    client = signed_in(window)
    session = client.session
    acting.begin(session, Acting(window, people.worker_person, basis, unit))
    session.save()
    assert 'id="rate"' not in client.get(f"/cases/{case.number}/").text
    client.post(f"/cases/{case.number}/rate/", {"score": "5", "words": "很快"})
    assert not case.events.filter(kind="rate").exists()
    assert satisfaction(EVERYTHING, today())["评价方式"] == []


def test_satisfied_of_rated_by_matter_unit_and_by_whom(people: People) -> None:
    """5, 4 and 1: two of three are satisfied, also while the third waits for its answer."""
    mine = Acting(people.worker, people.worker_person, "self")
    agent = resident("agent", 7)
    Mandate.objects.create(person=people.worker_person, agent=agent, basis="本人委托", ends=today())
    for_her = Acting(agent, people.worker_person, "mandate")
    for score, by in ((5, mine), (4, for_her), (1, mine)):
        act(finished(people, f"C{score}"), "rate", by.user, acting=by, data={"score": score})
    finished(people, "C0")  # not rated
    found = satisfaction(EVERYTHING, today())
    told = {name: [(title, str(share), share.part, share.whole) for title, share in found[name]] for name in found}
    assert told == {
        "事项": [("参保职工技能提升补贴申领", "66.7%", 2, 3)],
        "单位": [(str(people.clerk.roles()[0].unit), "66.7%", 2, 3)],
        "评价方式": [("本人", "50.0%", 1, 2), ("受托人", "100.0%", 1, 1)],
    }
    assert not any(satisfaction(EVERYTHING, today() + timedelta(1)).values())
    text = text_of(signed_in(people.supervisor).get("/boards/ratings/"))
    assert text.startswith("近 90 天满意 66.7% 4 分以上 2／评价 3。差评 1 件")
    assert "满意 = 4 分以上的 ÷ 评价过的" in text
