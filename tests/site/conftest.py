"""A platform of its own, with its processes, over a small city."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import requests

from tests.cities import Cities
from yuntai.cli.platform import open_port


class Platform:
    """A platform of its own, its web server and its worker."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {**os.environ, "YUNTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings"}
        self.environment.pop("YUNTAI_DATABASE", None)
        self.processes: list[subprocess.Popen[bytes]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def run(self, code: str) -> str:
        """Run Python over the platform's database."""
        prologue = "import django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", prologue + code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr[-2000:]
        return done.stdout

    def start(self) -> None:
        """Start both processes, each in a group of its own."""
        with open_port("127.0.0.1", self.port) as listening, tempfile.TemporaryFile() as ready:
            numbers = (listening.fileno(), ready.fileno())
            self.processes = [
                self._begin("-m", "yuntai.site.server", *map(str, numbers), "4", numbers=numbers),
                self._begin("-c", "from yuntai.cli import main; main()", "worker"),
            ]
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                requests.get(self.address + "/accessibility/", timeout=5)
                return
            except requests.RequestException:
                time.sleep(0.1)
        raise AssertionError("the web server did not start")

    def _begin(self, *command: str, numbers: tuple[int, ...] = ()) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *command],
            env=self.environment,
            start_new_session=True,
            pass_fds=numbers,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        """SIGKILL to both, with all their children."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def platform(tmp_path: Path, cities: Cities) -> Iterator[Platform]:
    shutil.copytree(cities(3000, 11).folder, tmp_path, dirs_exist_ok=True)
    home = tmp_path / "home"
    (home / "keys").mkdir(parents=True)
    shutil.copy(tmp_path / "key", home / "keys" / "person")
    shutil.copytree(tmp_path / "registry", home / "registry")
    one = Platform(home)
    yield one
    one.kill()
