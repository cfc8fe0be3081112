"""A city's cases of a year, made at once: ``python -m bench.many_cases CITY CASES RESIDENTS OFFICERS`` over ``YUNTAI_HOME``.

Rows go in by the thousand, but say what the platform itself would have written: the columns follow from the events
(:func:`yuntai.cases.history.columns`), the decisions are the policies' own answers to their worked cases, and the log is
chained and sealed in the order of time. The last line names the accounts that are to work.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count as count_from
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.hashers import make_password  # noqa: E402
from django.core.management.color import no_style  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import QuerySet  # noqa: E402
from django_otp.plugins.otp_totp.models import TOTPDevice  # noqa: E402

from yuntai.cases.content import catalogue, pack, rule_of  # noqa: E402
from yuntai.cases.counts.keeping import take_up_all  # noqa: E402
from yuntai.cases.decisions import digest, needs_second_officer, suggest  # noqa: E402
from yuntai.cases.drafts import as_text, version_of  # noqa: E402
from yuntai.cases.history import columns, history  # noqa: E402
from yuntai.cases.models import Case, Event, Version  # noqa: E402
from yuntai.cli.platform import prepare  # noqa: E402
from yuntai.clock import now  # noqa: E402
from yuntai.errors import YuntaiError  # noqa: E402
from yuntai.ledger.chains import End, put  # noqa: E402
from yuntai.ledger.checkpoints import seal_pending  # noqa: E402
from yuntai.notices.models import Notice  # noqa: E402
from yuntai.people.fields import blind_index  # noqa: E402
from yuntai.people.models import Appointment, Person, Role, Unit, User  # noqa: E402
from yuntai.people.second_factor import give  # noqa: E402
from yuntai.procedures import Procedure  # noqa: E402
from yuntai.registry.identity import check_resident_id  # noqa: E402
from yuntai.registry.pseudonym import pseudonym  # noqa: E402
from yuntai.registry.record import Record  # noqa: E402
from yuntai.rules.published.cases import read_cases  # noqa: E402
from yuntai.site.demo import put_city  # noqa: E402

PASSWORD = "ten thousand matters"
WORK = (Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY)
BATCH = 2_000

PATHS: Mapping[str, tuple[int, Sequence[str]]] = {
    "submitted": (5, ("submit",)),
    "handling": (8, ("submit", "accept")),
    "correcting": (3, ("submit", "accept", "request_correction")),
    "proposed": (3, ("submit", "accept", "propose")),
    "paying": (3, ("submit", "accept", "propose", "confirm")),
    "decided": (56, ("submit", "accept", "propose", "confirm", "pay")),
    "rated": (14, ("submit", "accept", "propose", "confirm", "pay", "rate")),
    "rejected": (4, ("submit", "reject")),
    "withdrawn": (4, ("submit", "accept", "withdraw")),
}
"""How many of a hundred cases go how far; who decides alone is not confirmed, what pays nothing is not paid."""

RECENT = ("submitted", "handling", "correcting", "proposed", "paying")
DUTY = {"accept": Role.ACCEPT, "reject": Role.ACCEPT, "request_correction": Role.REVIEW, "propose": Role.REVIEW}
DUTY |= {"confirm": Role.CONFIRM, "pay": Role.PAY}
"""Who does it; otherwise the applicant."""


@dataclass(frozen=True)
class Kind:
    """What a case can be about: facts of a policy's worked case, and what the policy says of them."""

    procedure: Procedure
    version: Version
    facts: dict[str, Any]
    decision: dict[str, Any]
    outcome: str
    amount: str | None
    second_officer: bool

    @property
    def paid(self) -> bool:
        return self.outcome == "granted" and self.amount is not None


def main() -> None:
    city, cases, residents, officers = Path(sys.argv[1]), *map(int, sys.argv[2:5])
    put_city(settings.HOME.path, city)
    prepare()
    draw = random.Random(1)
    with transaction.atomic():
        workers = list(people(city, residents, skilled=True))
        applicants = list(people(city, cases // 2, skilled=False))
        staff = appointed()
        known = {person.resident_index: person for person in Person.objects.all()}
        User.objects.bulk_create(account(f"resident{n}", person=known[one]) for n, one in enumerate(workers))
    make(cases, [known[one] for one in applicants], staff, draw)
    take_up_all()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(json.dumps(working(residents, officers, staff)))


def account(name: str, **fields: Any) -> User:
    """An account with the one password of all, whose digest is made once."""
    return User(username=name, password=_DIGEST, **fields)


_DIGEST = make_password(PASSWORD)


def people(city: Path, count: int, *, skilled: bool) -> Iterator[str]:
    """Make persons of the city that are not there yet; ``skilled``, such as hold one certificate of 2023. Their index."""
    import duckdb

    files = {file.stem: str(file) for file in (city / "exports").glob("*.parquet")}
    only = (
        f"AND resident_id IN (SELECT resident_id FROM '{files['certificates']}' c WHERE NOT listed AND level = 3 "
        "AND kind = 'skill' GROUP BY 1 HAVING count(*) = 1)"
    )
    rows = duckdb.execute(
        f"SELECT resident_id, name, district FROM '{files['persons']}' WHERE length(resident_id) = 18 "
        f"AND district <> '' {only if skilled else ''} ORDER BY hash(resident_id)"
    ).fetchall()
    key, taken = settings.HOME.key("person"), set(Person.objects.values_list("resident_index", flat=True))
    made: dict[str, Person] = {}
    for number, name, district in rows:
        index = blind_index(number)
        if len(made) < count and index not in made and index not in taken and not check_resident_id(number):
            made[index] = Person(
                pseudonym=pseudonym(number, key),
                resident_id=number,
                resident_index=index,
                name=name,
                phone="13800000000",
                district=district,
            )
    Person.objects.bulk_create(made.values(), BATCH)
    return iter(made)


Staff = dict[tuple[str, str], Appointment]
"""The appointments by district and role; the supervisors' district is empty."""


def appointed() -> Staff:
    """Four officers in each district, and supervisors over the whole city."""
    places = [(name, unit.code, role) for name, unit in catalogue().units.districts.items() for role in WORK]
    places += [("", next(iter(catalogue().units)), Role.SUPERVISE)] * 4
    staff: Staff = {}
    for number, (place, code, role) in enumerate(places):
        user = account(f"officer{number}", display_name=f"{role.label}{number}")
        user.save()
        give(user)
        unit = Unit.objects.get(code=code)
        key = (place, role.value) if place else (f"supervisor{number}", role.value)
        staff[key] = Appointment.objects.create(user=user, unit=unit, role=role)
    return staff


def kinds() -> list[Kind]:
    """What the cases are about."""
    found = []
    for procedure in catalogue().values():
        if "person" not in procedure.audience or procedure.policy is None:
            continue
        rule = rule_of(procedure.policy)
        for case in read_cases(pack().folder(procedure.policy) / "cases.yaml"):
            facts = {name: _typed(value) for name, value in case.facts.items()}
            try:
                said = suggest(procedure, facts, case.as_of, Record(0, {}))
            except YuntaiError:  # a worked case of what cannot be
                continue
            if said and said.outcome and set(facts) <= {*rule.facts, *rule.relations}:
                amount = str(said.amount) if said.amount else None
                second = needs_second_officer(procedure, said, said.outcome, said.amount, case.as_of, case.as_of)
                found.append(
                    Kind(procedure, version_of(procedure), facts, said.to_dict(), said.outcome, amount, second)
                )
    return found


def _typed(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: as_text(cell) for key, cell in row.items()} for row in value]
    return as_text(value)


def make(count: int, applicants: Sequence[Person], staff: Staff, draw: random.Random) -> None:
    """The cases with their events and with what follows from them, some thousands at a time."""
    Case._meta.get_field("submitted_at").auto_now_add = False
    done = _numbered(_told(count, applicants, staff, draw))
    while batch := list(islice(done, BATCH)):
        with transaction.atomic():
            _write(batch)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Event]):
            cursor.execute(statement)
    while seal_pending():
        pass


Told = tuple[Case, list[Event]]
"""A case and what happened to it."""


def _told(count: int, applicants: Sequence[Person], staff: Staff, draw: random.Random) -> Iterator[Told]:
    """The cases in the order in which they came in."""
    units = {unit.code: unit for unit in Unit.objects.all()}
    offered = kinds()
    paths = draw.choices(list(PATHS), [share for share, _ in PATHS.values()], k=count)
    for number, (at, path) in enumerate(sorted((_came_in(path, draw), path) for path in paths)):
        kind, person = draw.choice(offered), draw.choice(applicants)
        case = Case(
            number=f"26{number:013}",
            submission=uuid4(),
            procedure=kind.procedure.id,
            version=kind.version,
            person=person,
            district=person.district,
            facts=kind.facts,
            submitted_at=at,
            decision=kind.decision if "propose" in PATHS[path][1] else None,
            unit=units[catalogue().units.route(kind.procedure, person.district).code],
        )
        if draw.random() < 0.1:
            case.channel, case.first_asked = "counter", staff[person.district, Role.ACCEPT].user
        yield case, list(_events(case, kind, path, at, staff, draw))


def _came_in(path: str, draw: random.Random) -> datetime:
    """At working hours of the last year; what is still open, of the last weeks."""
    days = draw.randrange(1, 20) if path in RECENT else draw.randrange(20, 365)
    hours = {"hour": draw.randrange(1, 9), "minute": draw.randrange(60), "second": draw.randrange(60)}
    return (now() - timedelta(days)).replace(**hours)


def _numbered(told: Iterable[Told]) -> Iterator[Told]:
    """The same, each as soon as its events have their numbers, which they get in the order of time over all cases."""
    waiting: list[tuple[datetime, int, int]] = []
    begun: dict[int, Told] = {}
    numbers = count_from(1)

    def until(moment: datetime | None) -> Iterator[Told]:
        while waiting and (moment is None or waiting[0][0] <= moment):
            _, key, place = heappop(waiting)
            events = begun[key][1]
            events[place].number = next(numbers)
            if place + 1 == len(events):
                yield begun.pop(key)

    for key, (case, events) in enumerate(told):
        yield from until(events[0].at)
        begun[key] = case, events
        for place, event in enumerate(events):
            heappush(waiting, (event.at, key, place))
    yield from until(None)


def _events(case: Case, kind: Kind, path: str, at: datetime, staff: Staff, draw: random.Random) -> Iterator[Event]:
    """What happened to a case since it came in."""
    for name in PATHS[path][1]:
        if (name == "confirm" and not kind.second_officer) or (name == "pay" and not kind.paid):
            continue
        duty = DUTY.get(name)
        appointment = staff[case.district, duty.value] if duty else None
        yield Event(
            case=case,
            at=at,
            kind=name,
            user=appointment.user if appointment else staff[case.district, Role.ACCEPT].user,
            capacity=str(appointment) if appointment else "窗口代录",
            unit=appointment.unit if appointment else None,
            reason="情况属实" if name in ("reject", "request_correction") else "",
            data=_data(case, kind, name, at, draw),
        )
        at = min(at + timedelta(draw.randrange(1, 4), draw.randrange(3600)), now())


def _data(case: Case, kind: Kind, name: str, at: datetime, draw: random.Random) -> dict[str, Any]:
    match name:
        case "submit":
            return {"unit": case.unit.pk, "channel": "online", "procedure": kind.procedure.digest}
        case "request_correction":
            return {"materials": []}
        case "propose":
            return {
                "outcome": kind.outcome,
                "amount": kind.amount if kind.paid else None,
                "effective": at.date().isoformat(),
                "overridden": False,
                "second_officer": kind.second_officer,
                "decision": digest(kind.decision),
            }
        case "rate":
            return {"score": draw.choice((3, 4, 5, 5)), "reopens": False}
    return {}


def _write(told: Sequence[Told]) -> None:
    """Write the cases, their events, each case's a sealed chain of its own, and the notices."""
    for case, events in told:
        for name, value in columns(case, history(events)).items():
            setattr(case, name, value)
    Case.objects.bulk_create([case for case, _ in told], BATCH)
    table, ends = Event._meta.db_table, []
    for case, events in told:
        end = End()
        for event in events:
            event.case_id, event.place, event.previous = case.pk, end.length + 1, end.tip
            event.seal = event.compute_seal()
            end = end.grown(table, case.pk, event.place, event.seal)
        ends.append((case.pk, end))
    QuerySet(Event).bulk_create(
        [event for _, events in told for event in events], BATCH
    )  # the ledger's own manager refuses
    put(table, ends)
    Notice.objects.bulk_create(_notices(told), BATCH)


def _notices(told: Sequence[Told]) -> Iterator[Notice]:
    """What the applicants were told on the site."""
    for case, events in told:
        for event in events:
            if event.kind in ("submit", "accept", "pay"):
                yield Notice(
                    person=case.person,
                    key=f"{case.number}/{event.number}",
                    channel="site",
                    template="case_submitted",
                    event="progress",
                    title="办件有进展",
                    text=f"您的办件 {case.number} 有进展",
                    case=case.number,
                    state="delivered",
                    made_at=event.at,
                    sent_at=event.at,
                )


def working(residents: int, officers: int, staff: Staff) -> list[dict[str, str]]:
    """Who is to work, with what it takes to sign in: residents, officers of some districts, supervisors."""
    keys = dict(TOTPDevice.objects.values_list("user__username", "key"))
    chosen = [one for one in staff.values() if one.role != Role.SUPERVISE][:officers]
    chosen += [one for one in staff.values() if one.role == Role.SUPERVISE]
    accounts = [{"username": f"resident{number}", "password": PASSWORD} for number in range(residents)]
    return accounts + [
        {"username": one.user.username, "password": PASSWORD, "role": one.role, "key": keys[one.user.username]}
        for one in chosen
    ]


if __name__ == "__main__":
    main()
