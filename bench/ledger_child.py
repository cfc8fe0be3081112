"""A child of :mod:`bench.ledger`, working with the code that its ``PYTHONPATH`` names: makes cases, writes to them.

``python -m bench.ledger_child make CASES EVENTS``, ``write append|act SECONDS WRITERS``, ``grow CASES``.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from itertools import cycle
from multiprocessing import get_context
from pathlib import Path
from typing import Any
from uuid import uuid4

EVENTS = 8
_AT_ONCE = 2_000


def make(count: int, events: int) -> None:
    """That many cases of a procedure with so many events each, handed in where an officer reviews; one by one."""
    from django.db import transaction

    from yuntai.cases.content import catalogue
    from yuntai.cases.drafts import version_of
    from yuntai.cases.history import refresh
    from yuntai.cases.models import Case, Event
    from yuntai.cli.platform import prepare
    from yuntai.people.models import Appointment, Person, Unit, User

    prepare()
    procedure = catalogue()["record_correction"]
    unit = Unit.objects.order_by("path").first()
    assert unit is not None
    user = User.objects.create_user("officer")
    Appointment.objects.create(user=user, unit=unit, role="review")
    version = version_of(procedure)
    with transaction.atomic():
        for number in range(count):
            person = Person.objects.create(**_person(number))
            case = Case.objects.create(person=person, **_case(number, procedure, version, unit))
            for kind, data in [("submit", {"unit": unit.pk}), *[("note", {})] * (events - 1)]:
                said = {"kind": kind, "data": data, "reason": "看过了", "capacity": "审核岗"}
                Event.append(case_id=case.pk, user_id=user.pk, unit_id=unit.pk, **said)
            refresh(case)
    print(json.dumps({"cases": count}))


def _person(number: int) -> dict[str, Any]:
    return {"pseudonym": number, "resident_id": str(number), "resident_index": str(number), "name": "王小明"}


def _case(number: int, procedure: Any, version: Any, unit: Any) -> dict[str, Any]:
    named = {"number": f"{number:016}", "submission": uuid4(), "procedure": procedure.id}
    return named | {"version": version, "unit": unit}


def write(what: str, seconds: int, writers: int) -> None:
    """Write to the cases for so long with many processes; what that came to a second, and in seconds of the processor each."""
    from django.db import connections

    from yuntai.cases.models import Case
    from yuntai.people.models import User

    cases = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    user, server = User.objects.get(username="officer").pk, _server()
    connections.close_all()
    before = _used_by(server)
    with get_context("fork").Pool(writers) as pool:
        said = pool.starmap(_write, [(what, cases[one::writers], user, seconds) for one in range(writers)])
        pool.close()
        pool.join()
    count, clients = sum(one[0] for one in said), sum(one[1] for one in said)
    time.sleep(0.2)  # until the server has seen them go
    print(json.dumps({"rate": count / seconds, "cpu": (clients + _used_by(server) - before) / count}))


def _write(what: str, numbers: list[int], user: int, seconds: int) -> tuple[int, float]:
    """How often one process wrote to these cases in turn, and its seconds of the processor."""
    from django.db import connections

    from yuntai.cases.actions import act
    from yuntai.cases.models import Case, Event
    from yuntai.people.models import User

    officer, turns = User.objects.get(pk=user), cycle(Case.objects.filter(pk__in=numbers))

    def append() -> Any:
        case = next(turns)
        return Event.append(
            case_id=case.pk,
            kind="note",
            user_id=user,
            capacity="审核岗",
            unit_id=case.unit_id,
            reason="看过了",
            data={"n": 1},
        )

    turn: Callable[[], Any] = append if what == "append" else lambda: act(next(turns), "note", officer, reason="看过了")
    turn()
    used, end, count = time.process_time(), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        turn()
        count += 1
    used = time.process_time() - used
    connections.close_all()
    return count, used


def _server() -> int:
    """The process of the PostgreSQL server."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SHOW data_directory")
        return int(Path(cursor.fetchone()[0], "postmaster.pid").read_text().split()[0])


def _used_by(server: int) -> float:
    """Seconds of the processor that a server and its processes, of now and of before, have used."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    ticks = sum(_stat(server)[11:15]) + sum(sum(_stat(int(child))[11:13]) for child in children)
    return float(ticks / os.sysconf("SC_CLK_TCK"))


def _stat(process: int) -> list[int]:
    return [int(one) for one in ("0 " + Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][2:]).split()]


def grow(count: int) -> None:
    """That many cases with all that belongs to them, sealed as the application seals it, but in bulk."""
    from django.db import connection, transaction

    from yuntai.cases.content import catalogue
    from yuntai.cases.drafts import version_of
    from yuntai.cases.history import columns, history
    from yuntai.cases.models import Case, Event
    from yuntai.cli.platform import prepare
    from yuntai.ledger.chains import End, put
    from yuntai.ledger.checkpoints import seal_pending
    from yuntai.people.models import Person, Unit, User

    prepare()
    procedure, unit = catalogue()["record_correction"], Unit.objects.order_by("path").first()
    assert unit is not None
    version, users = version_of(procedure), [User.objects.create_user(f"officer{one}").pk for one in range(3)]
    life = [
        Event(kind=kind, user_id=user, capacity="审核岗", unit_id=unit.pk, reason="看过了", data=data)
        for kind, user, data in _life(users, unit.pk)
    ]
    log, number = Event._meta.db_table, 0
    for start in range(0, count, _AT_ONCE):
        numbers = range(start, min(start + _AT_ONCE, count))
        with transaction.atomic():
            persons = Person.objects.bulk_create([Person(**_person(one)) for one in numbers])
            cases = [
                Case(person=person, **_case(one, procedure, version, unit))
                for one, person in zip(numbers, persons, strict=True)
            ]
            follows: dict[str, Any] = {}
            rows, ends = [], []
            for case in Case.objects.bulk_create(cases):
                lived = _lived(life, case.pk, number)
                follows = follows or columns(case, history(life))
                number += len(lived)
                rows += lived
                ends.append((case.pk, End().grown(log, case.pk, life[-1].place, life[-1].seal)))
            Case.objects.filter(pk__in=[case.pk for case in cases]).update(**follows)
            _insert(rows)
            put(log, ends)
        seal_pending()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{log}', 'number'), {number})")
            cursor.execute("VACUUM ANALYZE")
    while seal_pending():
        pass
    print(json.dumps({"events": number}))


def _lived(life: list[Any], case: int, number: int) -> list[tuple[Any, ...]]:
    """The rows of a life's events as those of a case, numbered from after ``number``."""
    from django.db import connection

    from yuntai.clock import now

    moment, previous, rows = now(), "", []
    for place, event in enumerate(life, 1):
        event.case_id, event.number, event.place = case, number + place, place
        event.at, event.previous = moment, previous
        previous = event.seal = event.compute_seal()
        fields = event._meta.concrete_fields
        rows.append(tuple(one.get_db_prep_save(getattr(event, one.attname), connection) for one in fields))
    return rows


def _insert(rows: list[tuple[Any, ...]]) -> None:
    from django.db import connection

    from yuntai.cases.models import Event

    columns = ", ".join(one.column for one in Event._meta.concrete_fields)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY cases_event ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(rows[0]))
            cursor.executemany(f"INSERT INTO cases_event ({columns}) VALUES ({marks})", rows)


def _life(users: list[int], unit: int) -> list[tuple[str, int, dict[str, Any]]]:
    """What happens to a case: kind, who does it, and what is said with it."""
    clerk, reviewer, confirmer = users
    decision = {"outcome": "granted", "amount": None, "effective": "2026-11-30", "overridden": False}
    wanted = {"fields": {}, "materials": ["身份证"]}
    return [
        ("submit", clerk, {"unit": unit, "channel": "counter"}),
        ("accept", clerk, {}),
        ("note", reviewer, {}),
        ("supervise", confirmer, {}),
        ("answer_supervision", reviewer, {}),
        ("propose", reviewer, decision | {"second_officer": True, "decision": "0" * 64} | {"asked": wanted}),
        ("confirm", confirmer, {}),
        ("rate", clerk, {"score": 5, "reopens": False}),
    ]


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuntai.site.settings")
    import django

    django.setup()
    match sys.argv[1:]:
        case ["make", cases, events]:
            make(int(cases), int(events))
        case ["write", what, seconds, writers]:
            write(what, int(seconds), int(writers))
        case ["grow", cases]:
            grow(int(cases))
