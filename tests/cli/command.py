"""The command, in this process for the many and in one of its own for what only a process shows."""

from __future__ import annotations

import io
import json
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

from yuntai.cli import main

COMMAND = Path(sys.executable).with_name("yuntai")


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def run(*argv: object) -> Done:
    """Run ``yuntai`` with these arguments in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    with patch.object(sys, "argv", ["yuntai", *map(str, argv)]), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
            code = 0
        except SystemExit as ended:
            code = int(ended.code or 0)
    return Done(code, *(_text(stream) for stream in (out, err)))


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    stream.seek(0)
    return stream.read()


def start(*argv: object, **more: Any) -> subprocess.Popen[str]:
    """Start ``yuntai`` as a process, which hears Ctrl-C even where the tests themselves run in the background."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    env = os.environ | more.pop("env", {})
    hear = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)}
    return subprocess.Popen([str(COMMAND), *map(str, argv)], **{**pipes, **hear, **more}, env=env)


def spawn(*argv: object, **more: Any) -> Done:
    """Run ``yuntai`` as a process."""
    with start(*argv, **more) as process:
        out, err = process.communicate()
    return Done(process.returncode, out or "", err or "")


def on_terminal(argv: Sequence[object], answers: Sequence[str], columns: int = 100) -> tuple[int, str]:
    """Run ``yuntai`` on a pseudo-terminal and type ``answers``, one whenever it asks; its exit code and the screen."""
    child, screen = pty.fork()
    if child == 0:
        os.environ["COLUMNS"] = str(columns)
        os.execv(COMMAND, [str(COMMAND), *map(str, argv)])
    shown, waiting = b"", list(answers)
    while select.select([screen], [], [], 30)[0]:
        try:
            shown += os.read(screen, 1 << 16)
        except OSError:  # the other end is gone
            break
        if waiting and shown.endswith(b" "):
            os.write(screen, waiting.pop(0).encode() + b"\n")
    os.close(screen)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), shown.decode().replace("\r\n", "\n")
