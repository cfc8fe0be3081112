"""The whole graph of what can become of a case: from everything that can be reached, officers alone come to an end, and the applicant
alone as long as the case is open. It is walked by the fold and by what hinders whom, so it is what the pages offer."""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.cases.test_walk import hand_in
from tests.city import People
from tests.web.test_workbench import elsewhere, officer
from yuntai.cases.corrections import take_back
from yuntai.cases.duties import hindrance
from yuntai.cases.history import History, after
from yuntai.cases.models import Case, Event
from yuntai.cases.states import APPLICANT, ENDED, OPEN, TRANSITIONS, State
from yuntai.clock import now
from yuntai.people.acting import Acting
from yuntai.people.models import Role, Unit, User

Key = tuple[Any, ...]


def key(known: History) -> Key:
    """What decides of a case what can be done next, who did what apart."""
    return (
        known.state,
        known.before_correction if known.corrections else "",
        bool(known.coming_from),
        bool(known.waiting_for_opinion),
        known.outcome,
        bool(known.amount),
        known.supervised and (1 + known.supervision_answered),
        known.drawn + known.found_wrong,
        known.reopened,
        known.rating is not None,
        known.ended_as if known.state == State.REVISITING else "",
    )


def is_end(known: History) -> bool:
    """It has ended and nobody waits for anything."""
    waits = known.supervised or known.found_wrong or known.state == State.RECOVERING
    return known.state in ENDED and not waits


@dataclass
class Graph:
    """All that can be reached, and from where to where by whose doing."""

    found: dict[Key, History] = field(default_factory=dict)
    by_officers: dict[Key, set[Key]] = field(default_factory=dict)
    by_applicant: dict[Key, set[Key]] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)

    def leads(self, edges: dict[Key, set[Key]], ends: set[Key]) -> set[Key]:
        """From where one of ``ends`` can be come to."""
        good, before = set(ends), -1
        while len(good) != before:
            before = len(good)
            good |= {one for one, targets in edges.items() if targets & good}
        return good


def contents(name: str, known: History, there: Unit) -> list[dict[str, Any]]:
    """What an event may say, each in one way that leads on otherwise."""
    every = {"corrections": list(known.corrections), "fields": [], "materials": []}
    decided = {"effective": "2026-12-01", "overridden": False}
    ways: dict[str, list[dict[str, Any]]] = {
        "request_correction": [{"fields": {}, "materials": []}],
        "supply": [every],
        "recall_correction": [take_back(known.corrections, {})],
        "transfer": [{"unit": there.pk}],
        "consult": [{"unit": there.pk}],
        "opine": [{"unit": there.pk}],
        "rate": [{"score": 5, "reopens": False}, {"score": 1, "reopens": known.revisited_from is None}],
        "recheck": [{"result": "right"}, {"result": "wrong"}],
        "propose": [
            decided | {"outcome": outcome, "amount": amount, "second_officer": second}
            for outcome, amount in (("granted", "500"), ("granted", None), ("refused", None))
            for second in (True, False)
        ],
    }
    return ways.get(name, [{}])


def edges(
    case: Case, known: History, officers: list[User], mine: Acting, there: Unit
) -> Iterator[tuple[str, bool, History]]:
    """What can become of it in one step: by which, whether by the applicant, and what."""
    number = 1 + max([*known.corrections, 0])

    def done(kind: str, user: User, data: dict[str, Any]) -> History:
        return after(known, Event(case=case, kind=kind, user=user, number=number, at=now(), data=data))

    for name, transition in TRANSITIONS.items():
        if known.state not in transition.sources:
            continue
        hers = APPLICANT in transition.actors
        doers = [mine.user] if hers else officers
        who = next((u for u in doers if not hindrance(case, known, "", transition, u, mine if hers else None)), None)
        if who:
            for data in contents(name, known, there):
                yield name, hers, done(name, who, data)
    if known.state == State.CORRECTING:  # its time is over
        yield (
            "lapse",
            False,
            done("lapse", officers[0], {"corrections": list(known.corrections), "fields": [], "materials": []}),
        )
    if known.state == State.WAITING:  # the part that it waited for has ended
        yield "begin", False, done("begin", officers[0], {})


def walk(people: People, *without: str) -> Graph:
    """From a case that has just come in, and from one that waits for another part of its bundle; ``without`` some steps."""
    case, top, there = hand_in(people), Unit.objects.get(parent=None), elsewhere(people)
    roles = (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY, Role.SUPERVISE)
    officers = [officer(f"{role}-{n}", top, role) for role in roles for n in range(3)]
    mine, walked = Acting(people.worker, people.worker_person, "self"), Graph()
    begun = [
        after(
            History(), Event(kind="submit", user=people.worker, at=now(), number=0, data={"unit": case.unit_id} | more)
        )
        for more in ({}, {"after": ["other"]})
    ]
    todo = [(key(one), one) for one in begun]
    walked.found.update(todo)
    while todo:
        here, known = todo.pop()
        for name, hers, became in edges(copy(case), known, officers, mine, there):
            if name in without:
                continue
            walked.names.add(name)
            to = key(became)
            (walked.by_applicant if hers else walked.by_officers).setdefault(here, set()).add(to)
            if to not in walked.found:
                walked.found[to] = became
                todo.append((to, became))
    return walked


def stuck(graph: Graph) -> tuple[set[State], set[State]]:
    """The states of what officers alone bring to no end, and of what is open and the applicant alone does not."""
    ends = {one for one, known in graph.found.items() if is_end(known)}
    ended = {one for one, known in graph.found.items() if known.state in ENDED}
    still_open = {one for one, known in graph.found.items() if known.state in OPEN}
    theirs = graph.found.keys() - graph.leads(graph.by_officers, ends)
    hers = still_open - graph.leads(graph.by_applicant, ended)
    return {graph.found[one].state for one in theirs}, {graph.found[one].state for one in hers}


def test_from_everything_that_can_become_of_a_case_both_sides_reach_an_end(people: People) -> None:
    graph = walk(people)
    assert {known.state for known in graph.found.values()} == set(State)
    assert graph.names == {*TRANSITIONS, "lapse", "begin"} - {"establish"}  # which this matter does not have
    assert len(graph.found) > 500
    assert stuck(graph) == (set(), set())


def test_nobody_depends_on_another_unit_that_does_not_answer_nor_on_an_applicant_who_does_not_come(
    people: People,
) -> None:
    assert stuck(walk(people, "opine", "take_over", "supply")) == (set(), set())


@pytest.mark.parametrize(
    ("without", "officers", "applicant"),
    [
        (("recover",), {State.RECOVERING}, set()),
        (("opine", "go_on"), {State.CORRECTING, State.HANDLING}, set()),
        (("forgo",), set(), {State.REVISITING}),
    ],
)
def test_a_way_that_is_taken_away_is_missed(
    people: People, without: tuple[str, ...], officers: set[State], applicant: set[State]
) -> None:
    assert stuck(walk(people, *without)) == (officers, applicant)
