"""Who watches the platform learns whether it serves, without signing in; nobody else does."""

from __future__ import annotations

import os
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.people.make import officer, units
from yuntai.cases import content
from yuntai.clock import now
from yuntai.errors import Unavailable
from yuntai.ledger import canaries
from yuntai.ledger.models import Canary
from yuntai.notices import lease, shifts, tasks
from yuntai.notices.models import Shift
from yuntai.people.models import ADMINISTRATORS
from yuntai.registry.watched import AWAY
from yuntai.site import health

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _keys(settings: Any, tmp_path: Any) -> None:
    Canary.objects.all().delete()
    canaries.begin()
    settings.REGISTRY = str(tmp_path / "none")


@pytest.fixture
def worker() -> Any:
    """A worker that began an hour ago and looked at the queue ten minutes ago: it is in the middle of a long task."""
    with lease.hold() as name:
        Shift.objects.create(lease=name, begun_at=now() - timedelta(hours=1), seen_at=now() - timedelta(minutes=10))
        yield name


def gauges(client: Client) -> dict[str, float]:
    lines = client.get("/metrics").content.decode().splitlines()
    return {name: float(value) for name, value in (line.split(" ") for line in lines if not line.startswith("#"))}


LACKING = {
    "administrators": "全局还没有系统管理岗、安全管理岗、审计管理岗：任命和重设没有人能提出或者确认",
}


def test_who_administers_is_no_warning(client):
    there = units()
    for role in ADMINISTRATORS:
        officer(role, there["city"], role)
    assert client.get("/health/ready").json()["warnings"] == {}


def test_alive(client):
    answer = client.get("/health/live")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.usefixtures("worker")
def test_ready(client):
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()) == (
        200,
        {"ready": True, "faults": {}, "warnings": LACKING},
    )


def test_without_a_worker_it_is_not(client):
    Shift.objects.create(lease="7", begun_at=now() - timedelta(hours=1), seen_at=now() - timedelta(minutes=6))
    answer = client.get("/health/ready")
    assert answer.status_code == 503
    assert answer.json() == {
        "ready": False,
        "faults": {"worker": "后台进程（yuntai worker）没有在运行：通知发不出去，任务没有人做"},
        "warnings": LACKING,
    }
    Shift.objects.update(seen_at=now() - timedelta(minutes=4))  # one of cron's was there
    assert client.get("/health/ready").status_code == 200


@pytest.mark.usefixtures("worker")
def test_over_a_foreign_key_without_its_registry_or_database_it_is_not(client, monkeypatch):
    canaries.remember_registry()
    assert list(client.get("/health/ready").json()["faults"]) == ["registry"]
    Canary.objects.filter(name="index").update(digest="0" * 64)
    assert list(client.get("/health/ready").json()["faults"]) == ["database", "registry"]

    def away() -> None:
        raise DatabaseError("FATAL: password authentication failed for wu")

    monkeypatch.setattr(health, "require_ready", away)
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.json()["faults"]) == (503, {"database": "数据库连不上或者查不了"})
    assert gauges(client)["yuntai_ready"] == 0


@pytest.mark.usefixtures("worker")
def test_figures(client, settings):
    kept, verified = settings.HOME.path / "last-backup", settings.HOME.path / "last-verified"
    for path, age in ((kept, 7200), (verified, 86400)):
        path.touch()
        os.utime(path, (now().timestamp() - age, now().timestamp() - age))
    tasks.deliver_notice.enqueue(1)
    tasks.deliver_notice.enqueue(2)
    DBTaskResult.objects.filter(args_kwargs__args=[2]).update(status="FAILED")
    DBTaskResult.objects.update(enqueued_at=now() - timedelta(minutes=5))
    found = gauges(client)
    kept.unlink()
    verified.unlink()
    assert found['yuntai_tasks{status="ready"}'] == 1
    assert found['yuntai_tasks{status="failed"}'] == 1
    assert found['yuntai_notices{state="in_doubt"}'] == 0
    assert found["yuntai_ready"] == 1
    for name, age in (
        ("backup", 7200),
        ("verified", 86400),
        ("worker_lease", 3600),
        ("worker_seen", 600),
        ("oldest_task", 300),
    ):
        assert age <= found[f"yuntai_{name}_age_seconds"] < age + 60
    assert "yuntai_registry_age_seconds" not in found
    assert found["yuntai_registry_faulty"] == 0
    assert "yuntai_backup_age_seconds" not in gauges(client)


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/metrics"])
def test_nobody_else_is_answered(client, settings, path):
    assert client.get(path, REMOTE_ADDR="203.0.113.7").status_code == 404
    assert client.get(path, HTTP_X_FORWARDED_FOR="127.0.0.1").status_code == 404  # a proxy nobody told us of
    assert client.post(path).status_code in (403, 404)
    settings.PROXIED = True
    assert client.get(path, HTTP_X_FORWARDED_FOR="127.0.0.1, 203.0.113.7").status_code == 404


def test_a_worker_says_that_it_is_there():
    Shift.objects.create(lease="7", begun_at=now() - timedelta(1), seen_at=now() - timedelta(1))
    with lease.hold() as name:
        shifts.note(name)
        assert [one.lease for one in Shift.objects.all()] == [name]
        assert shifts.leased_since() is not None
    assert shifts.leased_since() is None


def test_who_runs_the_platform_reads_which_registry_is_away(client, settings, monkeypatch):
    def away():
        raise Unavailable(AWAY)

    monkeypatch.setattr(content, "records", away)
    monkeypatch.setattr(content, "watched", lambda: SimpleNamespace(fault=lambda: AWAY))
    said = client.get("/health/ready").json()["faults"]["registry"]
    assert said.startswith(f"登记库 {settings.REGISTRY} 读不到")


@pytest.mark.usefixtures("worker")
def test_a_registry_that_cannot_be_used_is_told(client, settings):
    folder = settings.HOME.path / "half"
    folder.mkdir()
    settings.REGISTRY = str(folder)
    (folder / "registry.yaml").write_text("format: 1\nrows: {persons: 3}\n")
    assert gauges(client)["yuntai_registry_faulty"] == 1
    assert "（persons），请先装载这张表" in client.get("/health/ready").json()["faults"]["registry"]


def test_a_task_that_is_not_due_does_not_wait(client):
    tasks.deliver_notice.using(run_after=now() + timedelta(hours=1)).enqueue(1)
    assert "yuntai_oldest_task_age_seconds" not in gauges(client)
