"""``yuntai serve`` and ``yuntai demo --serve`` look at the port before anything else."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.command import run


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens at."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.mark.parametrize("command", [("serve",), ("demo", "--serve")])
def test_a_port_that_is_taken(command: tuple[str, ...], taken: int, tmp_path: Path) -> None:
    place = ("--home", tmp_path / "home") if command == ("serve",) else (tmp_path / "demo",)
    done = run(*command, *place, "--port", taken)
    assert done.code == 2
    assert f"端口 {taken} 已经有程序在用" in done.err
    assert f"make run PORT={taken + 1}" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (("--host", "nowhere.invalid"), "没有“nowhere.invalid”这个地址"),
        (("--host", "192.0.2.1"), "192.0.2.1 不是这台机器的地址"),
        (("--port", "99999"), "99999 不在 1<=x<=65535 的范围里"),
    ],
)
def test_an_address_that_cannot_be(where: tuple[str, str], sentence: str, tmp_path: Path) -> None:
    done = run("serve", "--home", tmp_path / "home", *where)
    assert done.code == 2
    assert sentence in done.err
