"""What a command does not need, it does not load: one person is answered without engine and without platform."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("ibis", "sqlglot", "duckdb", "pyarrow", "numpy", "django", "openpyxl")
RUN = f"""
import atexit, sys
from yuntai.cli import main
atexit.register(lambda: print(*(name for name in {HEAVY} if name in sys.modules), file=sys.stderr))
main()
"""


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("answer flexible_subsidy flexible=否 --as-of 2026-11-30", "不符合条件"),
        ("policy flexible_subsidy", "灵活就业人员社会保险补贴"),
    ],
)
def test_one_person_is_answered_without_engine_and_platform(command: str, says: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *command.split()], capture_output=True, text=True, encoding="utf-8"
    )
    assert says in done.stdout
    assert done.stderr.strip() == ""


def test_who_is_many_needs_an_engine(tmp_path) -> None:
    """The test above would see it."""
    (tmp_path / "staff.csv").write_text("flexible\n否\n", encoding="utf-8")
    command = ["answer", "flexible_subsidy", "--rows", "staff.csv", "--out", "answered.csv"]
    done = subprocess.run([sys.executable, "-c", RUN, *command], capture_output=True, text=True, cwd=tmp_path)
    assert {"ibis", "duckdb"} <= set(done.stderr.split())
