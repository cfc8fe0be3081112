"""What is not needed is not loaded: one person is answered without engine and without platform, a page is shown without engine."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ENGINES = ("ibis", "sqlglot", "duckdb", "pyarrow", "numpy", "pandas", "openpyxl", "altair", "vl_convert")
LOADED = "print('loaded:', *(name for name in %s if name in sys.modules), file=sys.stderr)"
COMMAND = f"""
import atexit, sys
from yuntai.cli import main
atexit.register(lambda: {LOADED % repr((*ENGINES, "django"))})
main()
"""
PAGES = f"""
import sys
from yuntai.site.wsgi import application
import yuntai.web.urls
{LOADED % repr((*ENGINES, "authlib", "requests"))}
"""


def run(code: str, *arguments: str, **how: object) -> tuple[str, set[str]]:
    """What the program says, and which of the modules it has loaded."""
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, encoding="utf-8", **how)
    return done.stdout, set(done.stderr.rpartition("loaded:")[2].split())


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("answer flexible_subsidy flexible=否 --as-of 2026-11-30", "不符合条件"),
        ("policy flexible_subsidy", "灵活就业人员社会保险补贴"),
    ],
)
def test_one_person_is_answered_without_engine_and_platform(command: str, says: str) -> None:
    said, loaded = run(COMMAND, *command.split())
    assert says in said
    assert loaded == set()


def test_who_is_many_needs_an_engine(tmp_path: Path) -> None:
    """The test above would see it."""
    (tmp_path / "staff.csv").write_text("flexible\n否\n", encoding="utf-8")
    command = "answer flexible_subsidy --rows staff.csv --out answered.csv"
    assert {"ibis", "duckdb"} <= run(COMMAND, *command.split(), cwd=tmp_path)[1]


def test_pages_begin_without_engine_and_identity_service(tmp_path: Path) -> None:
    home = {**os.environ, "YUNTAI_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "yuntai.site.settings"}
    assert run(PAGES, env=home) == ("", set())
