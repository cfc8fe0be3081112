"""What the web server does with requests that are too long, and what it writes down of those that are at fault."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import requests


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path, int]]:
    """The address of a web server of its own, its log, and the number of the process that looks after those that serve."""
    folder = tmp_path_factory.mktemp("limits")
    environment = {
        **os.environ,
        "YUNTAI_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "yuntai.site.settings",
    }
    environment.pop("YUNTAI_DATABASE", None)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    command = [sys.executable, "-m", "yuntai", "web", "--port", str(port), "--workers", "2"]
    with log.open("wb") as written:
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=written)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(address + "/accessibility/", timeout=5)
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield address, log, process.pid
    process.terminate()
    process.wait(timeout=60)


def test_a_long_address_gets_a_page_of_ours(server: tuple[str, Path, int]) -> None:
    answer = requests.get(f"{server[0]}/search/", params={"q": "a" * 8000}, timeout=30)
    assert answer.status_code < 500
    assert 'lang="zh' in answer.text


def test_a_text_of_more_than_five_megabytes_is_answered(server: tuple[str, Path, int]) -> None:
    address = f"{server[0]}/account/sign-in/"
    with requests.Session() as session:
        session.get(address, timeout=30)
        token = session.cookies["csrftoken"]
        answer = session.post(address, data={"username": "a" * 6 * 2**20, "csrfmiddlewaretoken": token}, timeout=60)
    assert answer.status_code == 413
    assert "内容太大了" in answer.text


def test_a_fault_of_the_request_is_one_line_without_a_persons_number(server: tuple[str, Path, int]) -> None:
    address, log, _ = server
    before = log.stat().st_size
    assert requests.get(f"{address}/nowhere/11010519491231002X/", timeout=30).status_code == 404
    assert requests.post(f"{address}/account/sign-in/", data={}, timeout=30).status_code == 403
    text = log.read_bytes()[before:].decode()
    lines = [line for line in text.splitlines() if "/nowhere/" in line or "Forbidden" in line]
    assert text.splitlines() == lines
    assert len(lines) == 2
    assert "/nowhere/…/" in lines[0]


def test_who_is_slow_keeps_nobody_waiting(server: tuple[str, Path, int]) -> None:
    """More than there are threads: some have said nothing, some half a line, some half of what they announced."""
    port = int(server[0].rpartition(":")[2])
    beginnings = (
        b"",
        b"GET / HT",
        b"POST /account/sign-in/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nuser",
    )
    with ExitStack() as held:
        for beginning in beginnings * 20:
            slow = held.enter_context(socket.create_connection(("127.0.0.1", port)))
            slow.sendall(beginning)
        assert requests.get(f"{server[0]}/account/sign-in/", timeout=4).status_code == 200


def test_attempts_are_counted_once_and_a_killed_process_ends_nothing(server: tuple[str, Path, int]) -> None:
    """Ten an hour from one address, whichever process answers, and though one of them dies with what it knew."""
    address, _, looks_after = server
    both = serving(looks_after)
    assert [attempt(address) for _ in range(6)] == [200] * 6
    os.kill(both[0], signal.SIGKILL)
    assert [attempt(address) for _ in range(5)] == [200] * 4 + [429]
    assert both[1] in until_two_serve(looks_after, set(both))


@pytest.mark.slow
def test_renewed_while_people_work(server: tuple[str, Path, int]) -> None:
    address, _, looks_after = server
    before = set(serving(looks_after))
    os.kill(looks_after, signal.SIGHUP)
    deadline = time.monotonic() + 120
    while before & set(serving(looks_after)) and time.monotonic() < deadline:
        assert requests.get(f"{address}/accessibility/", timeout=30).status_code == 200
    assert len(until_two_serve(looks_after, before)) == 2


def attempt(address: str) -> int:
    """Try to register without saying anything; the status of the answer."""
    token = "t" * 32
    data, cookies = {"csrfmiddlewaretoken": token}, {"csrftoken": token}
    return requests.post(f"{address}/account/register/", data=data, cookies=cookies, timeout=30).status_code


def serving(looks_after: int) -> list[int]:
    """The processes that serve."""
    return list(map(int, Path(f"/proc/{looks_after}/task/{looks_after}/children").read_text().split()))


def until_two_serve(looks_after: int, before: set[int]) -> list[int]:
    """The processes that serve, once there are two again and one of them is new."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = serving(looks_after)
        if len(found) == 2 and set(found) - before:
            return found
        time.sleep(0.1)
    raise AssertionError("no process was started again")
