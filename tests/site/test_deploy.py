"""What ``deploy`` holds runs commands that there are, with the versions that are locked."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from yuntai.cli import yuntai

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


@pytest.mark.parametrize(
    ("unit", "name"), [("yuntai-web", "web"), ("yuntai-worker", "worker"), ("yuntai-verify", "cases verify")]
)
def test_a_unit_runs_a_command_that_there_is(unit: str, name: str) -> None:
    text = (DEPLOY / f"{unit}.service").read_text(encoding="utf-8")
    [line] = re.findall(r"^ExecStart=(.*)$", text, re.MULTILINE)
    assert line.startswith(f"/opt/yuntai/.venv/bin/yuntai {name}")
    found: click.Command = yuntai
    for word in name.split():
        assert isinstance(found, click.Group)
        found = found.commands[word]
    arguments = line.split()[1 + len(name.split()) :]
    found.parse_args(click.Context(found, info_name=name), arguments)  # raises for an option that there is not


def test_what_is_done_each_night_is_a_unit() -> None:
    for timer in DEPLOY.glob("*.timer"):
        assert timer.with_suffix(".service").is_file()
        assert re.search(r"^OnCalendar=.* 03:30:00$", timer.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_image_has_the_locked_versions() -> None:
    asked = re.findall(r"(psycopg\S*==\S+)", (DEPLOY / "Containerfile").read_text(encoding="utf-8"))
    locked = (ROOT / "requirements" / "dev.txt").read_text(encoding="utf-8")
    assert len(asked) == 2
    assert [one for one in asked if not re.search(rf"^{re.escape(one)}\b", locked, re.MULTILINE)] == []


def test_what_the_image_copies_is_there() -> None:
    copied = re.findall(r"^COPY (.*) \S+$", (DEPLOY / "Containerfile").read_text(encoding="utf-8"), re.MULTILINE)
    paths = [path for line in copied for path in line.split()]
    assert paths == ["requirements", "pyproject.toml", "README.md", "LICENSE", "src"]
    assert [path for path in paths if not (ROOT / path).exists()] == []
