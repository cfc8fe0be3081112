"""What the web server does with requests that are too long, and what it writes down of those that are at fault."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from yuntai.cli.platform import web_server


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The address of a web server of its own, and its log."""
    folder = tmp_path_factory.mktemp("limits")
    environment = {
        **os.environ,
        "YUNTAI_HOME": str(folder / "home"),
        "DJANGO_SETTINGS_MODULE": "yuntai.site.settings",
    }
    environment.pop("YUNTAI_DATABASE", None)
    prepare = "import django; django.setup(); from yuntai.cli.platform import prepare; prepare()"
    subprocess.run([sys.executable, "-c", prepare], env=environment, check=True, capture_output=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = folder / "log"
    with log.open("wb") as written:
        process = subprocess.Popen(web_server("127.0.0.1", port, 2), env=environment, stderr=written)
    address = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            requests.get(address + "/accessibility/", timeout=5)
            break
        except requests.RequestException:
            time.sleep(0.1)
    yield address, log
    process.terminate()
    process.wait(timeout=30)


def test_a_long_address_gets_a_page_of_ours(server: tuple[str, Path]) -> None:
    answer = requests.get(f"{server[0]}/search/", params={"q": "a" * 8000}, timeout=30)
    assert answer.status_code < 500
    assert 'lang="zh' in answer.text


def test_a_text_of_more_than_five_megabytes_is_answered(server: tuple[str, Path]) -> None:
    address = f"{server[0]}/account/sign-in/"
    with requests.Session() as session:
        session.get(address, timeout=30)
        token = session.cookies["csrftoken"]
        answer = session.post(address, data={"username": "a" * 6 * 2**20, "csrfmiddlewaretoken": token}, timeout=60)
    assert answer.status_code == 413
    assert "内容太大了" in answer.text


def test_a_fault_of_the_request_is_one_line_without_a_persons_number(server: tuple[str, Path]) -> None:
    address, log = server
    before = log.stat().st_size
    assert requests.get(f"{address}/nowhere/11010519491231002X/", timeout=30).status_code == 404
    assert requests.post(f"{address}/account/sign-in/", data={}, timeout=30).status_code == 403
    text = log.read_bytes()[before:].decode()
    lines = [line for line in text.splitlines() if "/nowhere/" in line or "Forbidden" in line]
    assert text.splitlines() == lines
    assert len(lines) == 2
    assert "/nowhere/…/" in lines[0]
