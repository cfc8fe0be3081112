"""The process that walks on one database: ``python -m yuntai.walks.engine CITY``, the files of walks a line each on standard input.

An installation is prepared once, with the demonstration's city and people; each walk begins with a copy of it, in a process of
its own. What came of each walk is a line of JSON on standard output.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import traceback
from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

from yuntai.clock import SHANGHAI, set_to
from yuntai.walks.walk import Step, Walk, read_walk

BEGINS = datetime(2026, 6, 1, 10, tzinfo=SHANGHAI)
"""When each walk begins: a Monday morning, the same whenever it is run, so that what held holds."""


def main() -> None:
    """Prepare, then walk what standard input names."""
    city = Path(sys.argv[1])
    set_to(BEGINS)
    _keep_django_to_the_clock()
    import django

    django.setup()
    from django.urls import get_resolver

    from yuntai.cases import content

    _in_a_child(lambda: _prepare(city))
    from django.conf import settings

    kept = _Kept(settings.HOME.path, os.environ.get("YUNTAI_DATABASE", ""))
    kept.keep()
    content.catalogue()
    content.situations()
    for policy in content.pack().policy_ids:
        content.rule_of(policy)
    import_module("yuntai.walks.walking")
    get_resolver().url_patterns  # noqa: B018  the pages are read here, once, not by each walk
    for path in sys.stdin.read().splitlines():
        kept.restore()
        walk = read_walk(Path(path))
        said = _in_a_child(lambda walk=walk: _walk(walk))
        sys.stdout.write(json.dumps({"row": walk.row, "lines": said}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _keep_django_to_the_clock() -> None:
    """Moments that Django writes by itself are of the walk's time too."""
    from datetime import UTC

    from django.utils import timezone

    from yuntai.clock import now

    timezone.now = lambda: now().astimezone(UTC)


def _prepare(city: Path) -> None:
    """An installation over ``city`` with its people, as ``yuntai serve --city`` makes it."""
    from django.conf import settings

    from yuntai.cases.content import catalogue
    from yuntai.people.units import add_units
    from yuntai.site.demo import announce, make_accounts, put_city
    from yuntai.site.ready import require_registry
    from yuntai.site.upgrade import make_ready

    put_city(settings.HOME.path, city)
    make_ready()
    require_registry()
    settings.HOME.make_key("session")
    settings.STATIC_ROOT.mkdir()
    add_units(catalogue().units)
    make_accounts(city)
    announce()


def _walk(walk: Walk) -> list[dict[str, Any] | None]:
    """What came of each line of a walk that has steps: nothing where it is held, else what was expected and what stood there."""
    from yuntai.walks.walking import Walking

    walking = Walking()
    return [_missed(walking.take, line.steps) if line.steps else None for line in walk.lines]


def _missed(take: Callable[[Step], None], steps: tuple[Step, ...]) -> dict[str, Any] | None:
    """Take the steps of a line; what the first came to that did not come out as written."""
    from yuntai.walks.browser import Missed

    for step in steps:
        try:
            take(step)
        except Missed as missed:
            return {"line": step.line, "expected": missed.expected, "stood": missed.stood}
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            stood = (
                f"程序出了错：{type(error).__name__}: {str(error)[:200]}（{Path(where.filename).name}:{where.lineno}）"
            )
            return {"line": step.line, "expected": "做得下去", "stood": stood}
    return None


class _Kept:
    """A prepared installation: its folder and, on a server, its database."""

    def __init__(self, home: Path, address: str) -> None:
        self.home, self.copy, self.address = home, home.with_name(f"{home.name}-kept"), address

    def keep(self) -> None:
        """Keep what is there now."""
        shutil.copytree(self.home, self.copy)
        self._on_server(lambda here: [f"CREATE DATABASE {here}_kept TEMPLATE {here}"])

    def restore(self) -> None:
        """Have everything be again as it was kept."""
        shutil.rmtree(self.home)
        shutil.copytree(self.copy, self.home)
        self._on_server(lambda here: [f"DROP DATABASE {here} (FORCE)", f"CREATE DATABASE {here} TEMPLATE {here}_kept"])

    def _on_server(self, statements: Callable[[str], list[str]]) -> None:
        if not self.address:
            return
        import psycopg

        database = psycopg.conninfo.conninfo_to_dict(self.address)["dbname"]
        with closing(psycopg.connect(self.address, dbname="postgres", autocommit=True)) as server:
            for statement in statements(str(database)):
                server.execute(statement)


def _in_a_child(work: Callable[[], Any]) -> Any:
    """What ``work`` returns, done in a process that has read all that this one has and leaves it no thread, no connection."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            with os.fdopen(writing, "w", encoding="utf-8") as out:
                json.dump(work(), out, ensure_ascii=False)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, encoding="utf-8") as said:
        text = said.read()
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(1)
    return json.loads(text)


if __name__ == "__main__":
    main()
