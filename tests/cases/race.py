"""Several officers and windows at once, in random order, on claims of one person: for a database that lets several write."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import suppress
from decimal import Decimal
from threading import Barrier, Thread

from django.db import connection

from tests.people.make import resident_id
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, find_draft
from yuntai.cases.models import Case, Event
from yuntai.cases.submission import submit
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Appointment, Person, Role, Unit, User

DUTIES = {"accept": Role.ACCEPT, "propose": Role.REVIEW, "confirm": Role.CONFIRM, "pay": Role.PAY}
ANSWERS = {  # an off-list certificate of level three: 500 yuan, once a year and once for an occupation
    "occupation": "快递员",
    "level": "3",
    "issued_on": "2023-06-01",
    "listed": "否",
    "starred": "否",
    "shortage": "否",
    "assessed_in_nanjing": "是",
    "found_in_osta": "是",
    "found_in_jshrss": "是",
    "insured_employee": "是",
    "payments": [],
    "bank": "某银行鼓楼支行",
    "bank_account": "6200000000000000000",
    "held_by_registry": ["certificates"],
}


def officers() -> dict[str, list[User]]:
    """Two officers of the whole city for each duty."""
    found: dict[str, list[User]] = {}
    for name, role in DUTIES.items():
        found[name] = [User.objects.create_user(f"race-{name}-{n}", display_name=f"{name}{n}") for n in (1, 2)]
        for one in found[name]:
            Appointment.objects.create(user=one, unit=Unit.objects.get(code="320100"), role=role, begins=today())
    return found


def applicant(number: int) -> Acting:
    """Somebody whom the registry does not know, with an account."""
    person = Person.objects.register(resident_id(number), "王小明", district="鼓楼")
    return Acting(User.objects.create_user(f"race-{number}", person=person), person, "self")


def claim(acting: Acting, certificate: str) -> Case:
    """Hand in a claim for a certificate."""
    procedure, answers = catalogue()["skill_upgrading"], ANSWERS | {"certificate_number": certificate}
    draft = begin_draft(procedure, acting, answers, instead_of=find_draft(procedure.id, acting.subject))
    made = submit(draft, acting)
    assert isinstance(made, Case)
    return made


def race(
    seed: int, by_duty: dict[str, list[User]], certificates: tuple[str, ...], threads: int = 3, steps: int = 10
) -> None:
    """Threads that each do ``steps`` things, drawn by ``seed``, to claims of ``certificates``; what is refused is refused.

    At the end the one person has been paid for once at most, whatever the order.
    """
    mine = applicant(seed)
    start, wrong = Barrier(threads), []

    def run(draw: random.Random) -> None:
        start.wait()
        try:
            for _ in range(steps):
                _attempt(_drawn(draw, mine, by_duty, certificates))
        except BaseException as error:
            wrong.append(error)
        finally:
            connection.close()

    running = [Thread(target=run, args=(random.Random(seed * 100 + n),)) for n in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    assert wrong == []
    _attempt(lambda: claim(mine, certificates[0]))
    for step in DUTIES:  # what was left standing is carried through, one after the other
        for case in Case.objects.of(mine.subject):
            for officer in by_duty[step]:
                _attempt(lambda case=case, step=step, officer=officer: act(case, step, officer))
    cases = Case.objects.of(mine.subject)
    assert Event.objects.filter(case__in=cases, kind="pay").count() == 1
    assert [case.amount for case in cases.standing()] == [Decimal("500.00")]
    assert cases.claiming().count() <= len(certificates)


def _drawn(
    draw: random.Random, mine: Acting, by_duty: dict[str, list[User]], certificates: tuple[str, ...]
) -> Callable[[], object]:
    cases = list(Case.objects.of(mine.subject))
    step = draw.choice(["claim", *DUTIES])
    if step == "claim" or not cases:
        return lambda: claim(mine, draw.choice(certificates))
    return lambda: act(draw.choice(cases), step, draw.choice(by_duty[step]))


def _attempt(does: Callable[[], object]) -> None:
    with suppress(YuntaiError):
        does()
