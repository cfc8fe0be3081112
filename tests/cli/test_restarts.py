"""A worker that is killed is started again and the site goes on; a web server that ends takes the site with it, and says so."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from yuntai.cli import platform
from yuntai.errors import YuntaiError

_KILLED = """
import os, signal, sys
with open(sys.argv[1], "a") as file:
    print("begun", file=file)
os.kill(os.getpid(), signal.SIGKILL)
"""
_WEB = """
import sys, time
while not (open(sys.argv[1]).read().count("begun") >= 3):
    time.sleep(0.05)
sys.exit(7)
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


def test_killed_and_started_again(monkeypatch, capsys, tmp_path: Path):
    log = tmp_path / "log"
    log.touch()
    monkeypatch.setattr(platform, "_PAUSE", 0)
    monkeypatch.setattr(platform, "worker", lambda: [sys.executable, "-c", _KILLED, str(log)])
    monkeypatch.setattr(platform, "web_server", lambda *_: [sys.executable, "-c", _WEB, str(log)])
    with pytest.raises(YuntaiError, match="网页服务自己停了（退出码 7），请看上面的信息，再重新打开平台"):
        platform.run("127.0.0.1", 8399, 1)
    assert log.read_text().count("begun") >= 3
    assert "后台进程停了（信号 9），已重新启动；网页照常用" in capsys.readouterr().out
