"""An import of many rows that is killed: nothing is lost or there twice, all that is there is sealed; others wait little to write."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from yuntai.registry.identity import check_digit

ROWS = int(os.environ.get("YUNTAI_ROLL_ROWS", "200000"))
_HEAD = "公民身份号码,学徒姓名,联系电话,班号,企业信用代码,劳动合同到期日,入班日期,实名登记,中途退出日期,考核结果,考核日期,证书编号"


def run(home: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *command], env=environment(home), capture_output=True, text=True, check=False
    )


def environment(home: Path) -> dict[str, str]:
    found = os.environ | {"YUNTAI_HOME": str(home), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings"}
    found.pop("YUNTAI_DATABASE", None)
    return found


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A new installation."""
    made = run(
        tmp_path, "-c", "import django; django.setup(); from yuntai.site.upgrade import make_ready; make_ready()"
    )
    assert made.returncode == 0, made.stderr
    return tmp_path


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "apprentices.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write(_HEAD + "\n")
        for number in range(ROWS):
            file.write(",".join(row(number)) + "\n")
    return path


def row(number: int) -> Iterator[str]:
    body = f"320106{1950 + number // 1000 % 50}0101{number % 1000:03}"
    yield body + check_digit(body)
    yield from (f"王{number % 300}", "13812345678", f"学{number}", "91320106MA1TE5T01F")
    yield from ("2028-12-31", "2026-03-01", "是", "在学", "", "", "")


def count(home: Path) -> int:
    with sqlite3.connect(home / "platform.sqlite3", timeout=30) as database:
        return int(database.execute("SELECT count(*) FROM roll_apprentices").fetchone()[0])


def waited(home: Path) -> float:
    """For how long another writer waits for its turn."""
    began = time.monotonic()
    with sqlite3.connect(home / "platform.sqlite3", timeout=30) as database:
        database.execute("BEGIN IMMEDIATE")
        database.execute("ROLLBACK")
    return time.monotonic() - began


@pytest.mark.slow
def test_an_import_that_is_killed_is_done_again(home: Path, table: Path) -> None:
    command = [sys.executable, "-m", "yuntai", "rolls", "import", "apprentices", str(table), "--json"]
    process = subprocess.Popen(command, env=environment(home), stdout=subprocess.DEVNULL)
    waits = []
    while count(home) < ROWS // 4:
        assert process.poll() is None
        waits.append(waited(home))
        time.sleep(0.2)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert sorted(waits)[len(waits) * 9 // 10] < 1  # the machine may have others to serve
    there = count(home)
    assert ROWS // 4 <= there < ROWS
    verified = run(home, "-m", "yuntai", "cases", "verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
    again = run(home, "-m", "yuntai", "rolls", "import", "apprentices", str(table), "--json")
    assert json.loads(again.stdout) == {"new": ROWS - there, "changed": 0, "same": there, "rejected": 0}
    assert count(home) == ROWS
    verified = run(home, "-m", "yuntai", "cases", "verify", "--json")
    assert verified.returncode == 0, verified.stdout + verified.stderr
