"""The worker as a process of its own: what was committed goes out once, however often it is killed."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from yuntai.notices import lease
from yuntai.notices.tasks import deliver_notice
from yuntai.notices.worker import take_back_tasks

ROOT = Path(__file__).parent.parent.parent
KILLS = int(os.environ.get("YUNTAI_KILLS", "12"))
NOTICES = 6 * KILLS

_DJANGO = "import django; django.setup()\n"
_WORKER = "from yuntai.cli.worker import worker; worker(standalone_mode=False)"
_TELL = f"""
from datetime import date
from yuntai.notices.notify import notify
from yuntai.people.models import Person
person = Person.objects.create(pseudonym=1, resident_id="1", resident_index="1", name="王小明", phone="13812345678")
values = {{"procedure": "职业技能提升补贴", "number": "260301123456789", "closed_on": date(2026, 3, 2)}}
for number in range({NOTICES}):
    notify(person, "case_closed", values, key=str(number))
# whatever the hour of this test
from yuntai.notices.models import Notice
from django.utils.timezone import now
Notice.objects.filter(channel="sms").update(channel="email", due_at=now())
"""
_STATES = """
from yuntai.notices.models import Notice
for notice in Notice.objects.exclude(channel="site"):
    print(notice.provider_key.hex, notice.state)
"""


class Installation:
    """A home folder and a database of their own, and the processes that work on them."""

    def __init__(self, home: Path, database: str) -> None:
        self.home = home
        home.mkdir()
        self.environment = os.environ | {
            "YUNTAI_HOME": str(home),
            "YUNTAI_DATABASE": database,
            "YUNTAI_EMAIL": "tests.notices.gateway.Perilous",
            "DJANGO_SETTINGS_MODULE": "yuntai.site.settings",
        }
        self.peril()

    def start(self, code: str, *arguments: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-c", code, *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=pipe, stderr=pipe, text=True)

    def run(self, code: str, *arguments: str) -> str:
        process = self.start(code, *arguments)
        said, faults = process.communicate()
        assert process.returncode == 0, faults
        return said

    def tell(self) -> None:
        """Have a database with notices that are due."""
        self.run(_DJANGO + "from yuntai.site.upgrade import make_ready; make_ready()" + _TELL)

    def peril(self, where: str = "") -> None:
        """Where the provider kills its process."""
        (self.home / "peril").write_text(where)

    def states(self) -> dict[str, str]:
        return dict(line.split() for line in self.run(_DJANGO + _STATES).splitlines())

    def outbox(self) -> set[str]:
        return {path.stem for path in (self.home / "outbox").glob("*.txt")}


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """On SQLite, or in a new database of the server that ``YUNTAI_DATABASE`` names."""
    address = os.environ.get("YUNTAI_DATABASE", "")
    if not address:
        yield Installation(tmp_path / "home", "")
        return
    import psycopg

    name = f"yuntai_worker_{os.getpid()}"
    with psycopg.connect(address, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            yield Installation(tmp_path / "home", urlunsplit(urlsplit(address)._replace(path=f"/{name}")))
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def test_killed_again_and_again_each_goes_out_once(installation: Installation) -> None:
    installation.tell()
    draw = random.Random(1)
    for kill in range(KILLS):
        if kill % 3 < 2:  # in the provider: claimed and not yet out, or out and not yet written down
            installation.peril(f"{('before', 'after')[kill % 3]} {draw.randint(1, 2)}")
            process = installation.start(_WORKER)
        else:  # anywhere, once it works
            installation.peril()
            out = len(installation.outbox())
            process = installation.start(_WORKER)
            while len(installation.outbox()) == out and process.poll() is None:
                time.sleep(0.001)
            process.kill()
        _, faults = process.communicate()
        assert process.returncode == -signal.SIGKILL, faults
    installation.peril()
    installation.run(_WORKER, "--once")
    installation.run(_WORKER, "--once")
    states = installation.states()
    assert set(states.values()) == {"sent"}
    assert installation.outbox() == set(states)
    assert not (installation.home / "twice").exists()


def test_two_at_a_time_that_end_on_sigterm(installation: Installation) -> None:
    installation.tell()
    installation.peril("wait")
    processes = [installation.start(_WORKER) for _ in range(2)]
    while len(list(installation.home.glob("held-*"))) < 2 and all(process.poll() is None for process in processes):
        time.sleep(0.05)
    installation.peril()
    while len(installation.outbox()) < NOTICES and all(process.poll() is None for process in processes):
        time.sleep(0.05)
    for process in processes:
        process.send_signal(signal.SIGTERM)
    for process in processes:
        process.communicate()
        assert process.returncode == 0
    assert set(installation.states().values()) == {"sent"}
    assert not (installation.home / "twice").exists()
    assert not list(installation.home.glob("workers/*"))


def test_it_says_that_there_is_no_database_yet(installation: Installation) -> None:
    process = installation.start(_WORKER, "--once")
    _, faults = process.communicate()
    assert process.returncode != 0
    assert "这里还没有平台的数据库" in faults


def _left_running(*workers: str) -> DBTaskResult:
    enqueued = deliver_notice.enqueue(1)
    task = DBTaskResult.objects.get(pk=enqueued.id)
    task.status, task.worker_ids, task.started_at = TaskResultStatus.RUNNING, list(workers), timezone.now()
    task.save()
    return task


@pytest.mark.usefixtures("db")
def test_tasks_of_dead_workers_run_again() -> None:
    dead, twice, thrice, foreign = (
        _left_running("11"),
        _left_running("11", "12"),
        _left_running("11", "12", "13"),
        _left_running("SomebodyElsesWorker"),
    )
    with lease.lock("99"), lease.hold() as own:
        living, mine = _left_running("99"), _left_running(own)
        take_back_tasks(own)
    for task, status in (
        (dead, "READY"),
        (twice, "READY"),
        (thrice, "FAILED"),
        (living, "RUNNING"),
        (mine, "READY"),
        (foreign, "RUNNING"),
    ):
        task.refresh_from_db()
        assert task.status == status
    assert thrice.exception_class_path == "yuntai.notices.worker.WorkerDied"
