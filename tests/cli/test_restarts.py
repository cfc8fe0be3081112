"""A process that is killed is started again and the site goes on; one that never answers ends it, and says so."""

from __future__ import annotations

import signal
import socket
import sys
from collections.abc import Iterator

import pytest

from yuntai.cli import processes
from yuntai.cli.processes import Site
from yuntai.errors import YuntaiError

_KILLED = """
import os, signal, sys
with open(sys.argv[1], "a") as file:
    print(sys.argv[2], file=file)
if sys.argv[3:]:
    os.write(int(sys.argv[3]), b".")
if open(sys.argv[1]).read().count("later") > 3 < open(sys.argv[1]).read().count("pages"):
    os.kill(os.getppid(), signal.SIGTERM)
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield one


def test_killed_and_started_again(monkeypatch, capsys, tmp_path, listening):
    """Both kinds, again and again, until each has been started four times; then the site is told to stop."""
    log = tmp_path / "log"
    monkeypatch.setattr(processes, "_PAUSE", 0)
    monkeypatch.setattr(processes, "later", lambda: [sys.executable, "-c", _KILLED, str(log), "later"])
    monkeypatch.setattr(
        processes,
        "pages",
        lambda _socket, ready, _threads: [sys.executable, "-c", _KILLED, str(log), "pages", str(ready)],
    )
    Site(listening, threads=1, workers=2, whole=True).run()
    said = capsys.readouterr().out
    assert "后台进程停了（信号 9），已重新启动；网页照常用" in said
    assert "一个网页进程停了（信号 9），正在重新启动" in said
    assert said.strip().endswith("正在停止…")


def test_what_is_started_is_of_the_version_that_the_command_leads_to(monkeypatch, tmp_path):
    for version in ("1", "2"):
        (tmp_path / version).mkdir()
        (tmp_path / version / "python").touch()
    (tmp_path / "now").symlink_to("1")
    monkeypatch.setattr(sys, "argv", [str(tmp_path / "now" / "yuntai"), "serve"])
    assert processes.later()[0] == processes.pages(3, 4, 8)[0] == str(tmp_path / "now" / "python")
    monkeypatch.setattr(sys, "argv", ["-m"])
    assert processes.later()[0] == sys.executable


def test_pages_that_never_answer_end_it(monkeypatch, listening):
    monkeypatch.setattr(processes, "pages", lambda *_: [sys.executable, "-c", "raise SystemExit(7)"])
    with pytest.raises(YuntaiError, match="网页服务没有起来，请看上面的信息，再重新打开平台"):
        Site(listening, threads=1, workers=1, whole=False).run()


def test_pages_that_have_nothing_to_show_end_it(monkeypatch, capfd, tmp_path, listening):
    """They answer before all is read; what cannot be read ends them all the same."""
    for name, value in (
        ("YUNTAI_HOME", str(tmp_path)),
        ("YUNTAI_PACK", "nowhere"),
        ("DJANGO_SETTINGS_MODULE", "yuntai.site.settings"),
    ):
        monkeypatch.setenv(name, value)
    listening.listen()
    with pytest.raises(YuntaiError, match="网页服务没有起来"):
        Site(listening, threads=1, workers=1, whole=False).run()
    assert "nowhere" in capfd.readouterr().err
