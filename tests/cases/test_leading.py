"""An event says where it led, so that a case folds as it did whatever becomes of its flow; those of before are folded as they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from tests.cases.fold_before import history_before
from tests.cases.test_walk import hand_in
from tests.city import People
from yuntai.cases import leading
from yuntai.cases.actions import act
from yuntai.cases.history import History, after, history, history_of
from yuntai.cases.leading import leads
from yuntai.cases.models import Event
from yuntai.cases.states import TRANSITIONS, State
from yuntai.people.models import Role

SAID = ("to", "holder", "duty", "outcome")
"""What an event says of where it led."""


@dataclass
class Happened:
    """An entry of a log, as far as the fold reads it."""

    number: int
    at: datetime
    kind: str
    user_id: int
    data: dict[str, Any]


def contents(random: Random, kind: str, known: History) -> dict[str, Any]:
    """What an event of this kind may say."""
    match kind:
        case "request_correction":
            return {"fields": {"bank": "不清楚"}, "materials": ["证书"]}
        case "supply" | "recall_correction" | "lapse":
            some = [one for one in known.corrections if random.random() < 0.6]
            materials = random.choice([[], ["证书"]])
            return {"corrections": some, "fields": random.choice([[], ["bank"]]), "materials": materials}
        case "transfer" | "consult" | "opine":
            return {"unit": random.randint(1, 4)}
        case "propose":
            outcome = random.choice(["granted", "refused"])
            amount = random.choice([None, "500.00"]) if outcome == "granted" else None
            return {"outcome": outcome, "amount": amount, "second_officer": random.random() < 0.7}
        case "rate":
            return {"score": 1, "reopens": known.revisited_from is None}
        case "recheck":
            return {"result": random.choice(["right", "wrong"])}
        case "repair":
            return {"claimed_for": random.choice(["a", "b"])}
    return {}


def possible(known: History) -> list[str]:
    """What may happen to a case as it stands, by whomever."""
    found = [name for name, one in TRANSITIONS.items() if known.state in one.sources]
    found += ["repair"]
    if known.state == State.CORRECTING:
        found += ["lapse"]
    return ["begin"] if known.state == State.WAITING else found


def walked(random: Random) -> Iterator[Happened]:
    """A case of random doings, each event with where it leads."""
    at, known = datetime(2026, 3, 2, 1, tzinfo=UTC), History()
    kind, data = "submit", {"unit": 1} | random.choice([{}, {"after": ["other"]}])
    for number in range(1, random.randint(2, 16)):
        event = Happened(number, at, kind, random.randint(1, 6), data)
        known = after(known, event)
        yield event
        at += timedelta(hours=random.randint(1, 60))
        (kind,) = random.choices(*zip(*((name, _OFTEN.get(name, 1)) for name in possible(known)), strict=True))
        data = contents(random, kind, known)


_OFTEN = {
    "accept": 6,
    "propose": 6,
    "confirm": 4,
    "pay": 4,
    "rate": 3,
    "draw": 2,
    "recheck": 3,
    "revoke": 5,
    "reject": 0.5,
    "withdraw": 0.1,
}
"""How often something happens, where that is not as often as the rest, so that all states are come to."""


def of_before(event: Happened) -> Happened:
    """The event as it was written before it said where it leads: of a proposal what is proposed."""
    gone = set(SAID) - ({"outcome"} if event.kind == "propose" else set())
    return replace(event, data={name: value for name, value in event.data.items() if name not in gone})


def test_four_thousand_histories_are_what_they_were() -> None:
    random, states = Random(15), Counter[str]()
    for _ in range(4000):
        said = list(walked(random))
        before = [of_before(event) for event in said]
        mixed = before[: len(said) // 2] + said[len(said) // 2 :]  # an open case of before, going on today
        then = history_before(before)
        assert history(said) == history(before) == history(mixed) == then
        states[then.state] += 1
    assert set(states) == set(State)
    assert min(states.values()) > 10


@pytest.mark.parametrize(
    ("kind", "known", "data", "said"),
    [
        ("submit", History(), {"unit": 1}, {"to": "submitted", "holder": "accept"}),
        ("submit", History(), {"unit": 1, "after": ["other"]}, {"to": "waiting"}),
        ("accept", History(), {}, {"to": "handling", "holder": "review", "duty": "accept"}),
        ("reject", History(), {}, {"to": "/rejected", "duty": "accept"}),
        ("note", History(state="handling"), {}, {"to": "handling", "holder": "review"}),
        (
            "propose",
            History(state="handling"),
            {"outcome": "granted", "amount": "500.00", "second_officer": True},
            {"to": "proposed", "holder": "confirm", "duty": "review"},
        ),
        (
            "propose",
            History(state="handling"),
            {"outcome": "granted", "amount": "500.00", "second_officer": False},
            {"to": "paying", "holder": "pay", "duty": "review"},
        ),
        (
            "propose",
            History(state="handling"),
            {"outcome": "refused", "amount": None, "second_officer": False},
            {"to": "/closed", "duty": "review"},
        ),
        (
            "confirm",
            History(state="proposed", outcome="granted", amount=Decimal(500)),
            {},
            {"to": "paying", "holder": "pay", "duty": "confirm"},
        ),
        ("confirm", History(state="proposed", outcome="granted"), {}, {"to": "/closed", "duty": "confirm"}),
        (
            "send_back",
            History(state="proposed"),
            {},
            {"to": "handling", "holder": "review", "duty": "confirm", "outcome": ""},
        ),
        ("withdraw", History(state="handling"), {}, {"to": "/withdrawn"}),
        ("withdraw", History(state="paying"), {}, {"to": "/withdrawn", "outcome": ""}),
        ("rate", History(state="rejected"), {"score": 1, "reopens": True}, {"to": "revisiting", "holder": "review"}),
        ("rate", History(state="rejected"), {"score": 5, "reopens": False}, {"to": "/rejected"}),
        ("forgo", History(state="revisiting", ended_as="rejected"), {}, {"to": "/rejected"}),
        (
            "revoke",
            History(state="closed", amount=Decimal(500)),
            {},
            {"to": "/recovering", "holder": "pay", "duty": "confirm"},
        ),
        ("revoke", History(state="closed"), {}, {"to": "/revoked", "duty": "confirm"}),
        (
            "reopen",
            History(state="closed"),
            {},
            {"to": "handling", "holder": "review", "duty": "supervise", "outcome": ""},
        ),
    ],
)
def test_what_an_event_says(kind: str, known: History, data: dict[str, Any], said: dict[str, str]) -> None:
    assert leads(known, kind, data) == said


def test_a_case_folds_as_it_did_when_its_flow_has_become_another(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = hand_in(people)
    for name, user in (("accept", people.clerk), ("propose", people.reviewer), ("confirm", people.confirmer)):
        case = act(case, name, user)
    was = history_of(case)
    monkeypatch.setattr(leading, "TRANSITIONS", {})
    monkeypatch.setattr(leading, "_FOLLOWS", {})
    assert history_of(case) == was
    assert (was.state, was.outcome, was.amount) == ("paying", "granted", Decimal("500.00"))
    assert was.duties == {
        Role.ACCEPT: {people.clerk.pk},
        Role.REVIEW: {people.reviewer.pk},
        Role.CONFIRM: {people.confirmer.pk},
    }


def test_a_step_that_no_code_knows_is_where_the_case_is() -> None:
    at = datetime(2036, 5, 6, 2, tzinfo=UTC)
    events = [
        Event(number=1, at=at, kind="submit", user_id=1, data={"unit": 7, "to": "composing"}),
        Event(
            number=2,
            at=at,
            kind="hear",
            user_id=2,
            data={"to": "deliberating", "holder": "arbitrate", "duty": "review"},
        ),
        Event(number=3, at=at, kind="award", user_id=2, data={"to": "/awarded", "duty": "review"}),
    ]
    known = history(events[:2])
    assert (known.state, known.holder, known.closed_on) == ("deliberating", "arbitrate", None)
    known = history(events)
    assert (known.state, known.holder, known.closed_on, known.duties) == (
        "awarded",
        "",
        date(2036, 5, 6),
        {Role.REVIEW: {2}},
    )


def test_each_event_of_a_case_says_where_it_led_under_its_seal(people: People) -> None:
    case = act(hand_in(people), "accept", people.clerk)
    said = [{name: event.data[name] for name in SAID if name in event.data} for event in case.events.order_by("number")]
    assert said == [{"to": "submitted", "holder": "accept"}, {"to": "handling", "holder": "review", "duty": "accept"}]
