"""An installation of before is refused until it is upgraded; then it is whole, sealed, and what was changed before still shows."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"YUNTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings"}
    environment.pop("YUNTAI_DATABASE", None)
    return subprocess.run(
        [sys.executable, "-m", *command], env=environment, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("before") / "home"
    done = run(home, "tests.site.before")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def before(made: Path, tmp_path: Path) -> Path:
    """The home folder of an installation of before."""
    return shutil.copytree(made, tmp_path / "home")


def test_it_is_refused_until_it_is_upgraded(before):
    refused = run(before, "yuntai", "serve", "--port", "8399")
    assert (refused.returncode, refused.stderr.strip()) == (
        2,
        "错误：数据库是较早版本的云台建的。请先停下平台、做好备份，再运行 yuntai upgrade",
    )
    dry = run(before, "yuntai", "upgrade", "--dry")
    assert dry.returncode == 0
    assert "要改数据库结构：cases 0008_sealed" in dry.stdout
    assert "要重新加密个人信息，把原来的记录封印起来" in dry.stdout
    assert "gAAAA" in read(before, "SELECT name FROM people_person")


def test_one_that_is_still_being_made_is_not_called_old(tmp_path):
    home = tmp_path / "home"
    assert run(home, "yuntai", "manage", "migrate", "people", "--verbosity", "0").returncode == 0
    refused = run(home, "yuntai", "worker", "--once")
    assert (refused.returncode, refused.stderr.startswith("错误：数据库的表还没有建完")) == (2, True), refused.stderr
    assert run(home, "yuntai", "upgrade").returncode == 0
    assert run(home, "yuntai", "worker", "--once").returncode == 0


def test_an_upgraded_one_is_whole_and_sealed(before):
    done = run(before, "yuntai", "upgrade")
    assert (done.returncode, "升级完了" in done.stdout) == (0, True), done.stdout + done.stderr
    assert "gAAAA" not in read(before, "SELECT name FROM people_person")
    assert read(before, "SELECT number, place FROM cases_event ORDER BY number") == "[(1, 1), (2, 2)]"
    said = verified(before)
    assert (said["cases"], said["events"], said["problems"]) == (1, 2, [])
    again = run(before, "yuntai", "upgrade")
    said_again = again.stdout.splitlines()
    assert (again.returncode, said_again[0]) == (0, "已经是现在的版本，没有要做的")
    assert said_again[1].startswith("还要办：全局还没有系统管理岗、安全管理岗、审计管理岗")
    change(before, "UPDATE cases_event SET reason = '别的' WHERE number = 2")
    assert "办件日志：第 2 条被改过" in verified(before)["problems"]
    change(before, "UPDATE cases_event SET reason = '不办了' WHERE number = 2")
    change(before, "UPDATE people_person SET phone = (SELECT name FROM people_person)")
    assert verified(before)["problems"] == ["个人 1 的“手机号码”被改过"]


def test_what_was_changed_before_is_said_and_stays(before):
    change(before, "UPDATE people_access SET why = '好奇'", guard="people_access")
    done = run(before, "yuntai", "upgrade")
    assert done.returncode == 4
    assert "升级以前就不对：查看记录：第 1 条被改过" in done.stdout
    assert verified(before)["problems"] == ["查看记录：第 1 条被改过"]


def read(home: Path, query: str) -> str:
    with sqlite3.connect(home / "platform.sqlite3") as database:
        return str(database.execute(query).fetchall())


def change(home: Path, statement: str, guard: str = "cases_event") -> None:
    """Change something past the application and the database's own guard, which is put back."""
    with sqlite3.connect(home / "platform.sqlite3") as database:
        (made,) = database.execute("SELECT sql FROM sqlite_master WHERE name = ?", [f"{guard}_no_UPDATE"]).fetchone()
        database.execute(f"DROP TRIGGER {guard}_no_UPDATE")
        database.execute(statement)
        database.execute(made)


def verified(home: Path) -> dict[str, object]:
    done = run(home, "yuntai", "cases", "verify", "--json")
    said: dict[str, object] = json.loads(done.stdout)
    assert done.returncode == (4 if said["problems"] else 0)
    return said
