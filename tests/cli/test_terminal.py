"""What only a process shows: pipes, closed streams, odd terminals, interrupts, help, and faults of the program."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.command import COMMAND, on_terminal, run, spawn, start
from yuntai.cli import show

HELPS = ["", "answer", "screen", "audit", "reform", "policy", "policies", "demo"]
HELPS += ["registry", "registry generate", "registry check", "registry load", "registry copy"]
HELPS += ["cases", "cases run", "cases verify", "law", "draw", "serve", "web", "worker", "upgrade", "code", "manage"]


@pytest.mark.parametrize("command", HELPS)
def test_help_is_chinese(command: str) -> None:
    done = run(*command.split(), "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"用法： {f'yuntai {command}'.strip()} ")
    assert "  --help " in done.out
    assert "显示这份说明" in done.out
    english = re.compile(
        r"Usage|OPTIONS|Options|COMMAND|Commands|ARGS|Show|exit|default|required|INTEGER|RANGE|PATH|TEXT"
    )
    assert english.findall(done.out) == []


def test_each_command_of_a_group_says_what_it_is_for() -> None:
    for group in ("", "registry", "cases"):
        assert "..." not in run(*group.split(), "--help").out


def test_columns_of_help_line_up() -> None:
    lines = run("answer", "--help").out.splitlines()
    starts = {
        len(line[: line.index(help)].encode("gbk")) for line in lines for help in ("按哪一天", "只按到") if help in line
    }
    assert len(starts) == 1


def test_nothing_said_shows_the_help() -> None:
    for command in ((), ("registry",)):
        done = run(*command)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("用法： yuntai")
        assert "错误" not in done.err


def test_version() -> None:
    assert re.fullmatch(r"yuntai \d+\.\d+\.\d+\S*\n", spawn("--version").out)


@pytest.mark.parametrize("command", ["policy skill_upgrading", "policies --json", "answer skill_upgrading level=3"])
def test_a_reader_that_has_had_enough(command: str) -> None:
    piped = f"set -o pipefail; '{COMMAND}' {command} | head -1; echo ${{PIPESTATUS[0]}} >&2"
    done = subprocess.run(["bash", "-c", piped], capture_output=True, encoding="utf-8", check=False)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr in ("0\n", "3\n")  # 3 where all was written before the reader went


def test_closed_streams() -> None:
    def without(stream: str, *argv: str) -> int:
        return subprocess.run(["bash", "-c", f'"$0" "$@" {stream}', str(COMMAND), *argv], check=False).returncode

    assert without("<&- >/dev/null", "answer", "skill_upgrading", "level=3") == 3
    assert without(">&-", "policies") == 0
    assert without(">&-", "policies", "--json") == 0
    assert without("2>&-", "policy", "nonsense") == 2


@pytest.mark.parametrize("encoding", ["ascii", "gbk", "latin-1"])
def test_odd_terminals(encoding: str) -> None:
    plain = {"LC_ALL": "C", "PYTHONIOENCODING": encoding}
    read = "utf-8" if encoding == "ascii" else encoding
    done = spawn("policies", env=plain, encoding=read)
    assert (done.code, done.err) == (0, "")
    if encoding != "latin-1":
        assert done.out.startswith("南京市的政策\n")
    titles = [policy["title"] for policy in json.loads(spawn("policies", "--json", env=plain, encoding=read).out)]
    assert "参保职工技能提升补贴" in titles


def test_bytes_that_are_no_text() -> None:
    done = spawn("answer", "skill_upgrading", b"level=\xff".decode(errors="surrogateescape"))
    assert (done.code, done.out, done.err) == (2, "", "错误：level：“\\udcff”不是整数，请只写数字（单位是级）\n")


def test_a_narrow_terminal_loses_nothing() -> None:
    code, screen = on_terminal(["policies"], [], columns=20)
    assert code == 0
    flat = re.sub(r"\x1b\[[0-9;]*m|[\s│]", "", screen)
    assert "retirement_age" in flat or "ret" in flat
    assert set("参保职工技能提升补贴") <= set(flat)


def test_interrupt(tmp_path: Path) -> None:
    made = ("registry", "generate", tmp_path / "exports", "--persons", 1_000_000, "--truth", tmp_path / "truth")
    with start(*made) as process:
        while not list(tmp_path.glob(".making-*")):
            time.sleep(0.05)
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, "", "错误：已中断")
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(_value: object) -> None:
        raise KeyError("boom")

    monkeypatch.setattr(show, "print_json", fault)
    monkeypatch.delenv("YUNTAI_DEBUG", raising=False)
    done = run("policies", "--json")
    assert (done.code, done.out) == (70, "")
    assert done.err == "错误：程序出了错（KeyError: 'boom'），请把这一行告诉维护者\n"
    monkeypatch.setenv("YUNTAI_DEBUG", "1")
    with pytest.raises(KeyError, match="boom"):
        run("policies", "--json")


def test_the_walk_through(tmp_path: Path) -> None:
    for made in (True, False):  # the second time the city is there
        done = spawn("demo", tmp_path / "demo", "--persons", 2000)
        assert done.code == 0
        assert "Traceback" not in done.err
        assert ("的示范城市，里面埋了差错" in done.out) == made
    assert {path.name for path in (tmp_path / "demo" / "city-2000-1").iterdir()} >= {"screened.csv", "audited.csv"}
