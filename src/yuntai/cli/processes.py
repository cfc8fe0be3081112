"""The processes of a site: as many as are asked for that serve pages, all at one socket, and one that does what they leave for later.

None that ends takes the site with it. SIGTERM and Ctrl-C let each finish what it is at; SIGHUP puts new ones in the place of
those that serve, one after the other, so that a new version is taken up while people work.
"""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from yuntai.cli import show
from yuntai.errors import YuntaiError

_PAUSE = 5.0
"""Seconds from one start of a process to its next."""
_START = 120.0
"""Seconds that a process may take until it answers."""
_END = 40.0
"""Seconds that a process may take to finish what it is at."""


def pages(listening: int, ready: int, threads: int) -> list[str]:
    """The command that serves pages."""
    return [_python(), "-m", "yuntai.site.server", str(listening), str(ready), str(threads)]


def later() -> list[str]:
    """The command that does what pages leave for later."""
    return [_python(), "-c", "from yuntai.cli import main; main()", "worker"]


def _python() -> str:
    """The interpreter beside the command ``yuntai`` that was called: where that leads to another version by now, so does this."""
    called = Path(sys.argv[0])
    beside = called.absolute().with_name("python")
    return str(beside) if called.name == "yuntai" and beside.exists() else sys.executable


class Process:
    """One that was started."""

    def __init__(self, command: Sequence[str], *inherited: int) -> None:
        self.begun = time.monotonic()
        self._process = subprocess.Popen(command, start_new_session=True, pass_fds=inherited)

    @property
    def has_ended(self) -> bool:
        return self._process.poll() is not None

    @property
    def ending(self) -> str:
        """How it ended."""
        code = self._process.returncode
        return f"信号 {-code}" if code < 0 else f"退出码 {code}"

    def stop(self) -> None:
        """Tell it to end."""
        if not self.has_ended:
            self._process.terminate()

    def wait(self, until: float) -> None:
        """Wait for its end until a moment, then make it."""
        try:
            self._process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Pages(Process):
    """One that serves pages at ``listening`` with a number of ``threads``."""

    def __init__(self, listening: socket.socket, threads: int) -> None:
        said, ready = os.pipe()
        self._said = os.fdopen(said, "rb", buffering=0)
        super().__init__(pages(listening.fileno(), ready, threads), listening.fileno(), ready)
        os.close(ready)

    def wait_until_it_answers(self) -> bool:
        """Whether it does, after a while."""
        readable, _, _ = select.select([self._said], [], [], _START)
        return bool(readable and self._said.read(1))

    def wait(self, until: float) -> None:
        super().wait(until)
        self._said.close()


class Site:
    """The processes of a site at ``listening``: ``workers`` that serve pages, each with ``threads``; beside them, where it is
    ``whole``, the one for what they leave for later."""

    def __init__(self, listening: socket.socket, threads: int, workers: int, whole: bool) -> None:
        self._listening, self._threads, self._workers, self._whole = listening, threads, workers, whole
        self._pages: list[Pages] = []
        self._later: list[Process] = []
        self._renew = False

    def run(self) -> None:
        """Serve until interrupted. Raises ``YuntaiError`` where no page is served any more."""
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop is as good as Ctrl-C
        signal.signal(signal.SIGHUP, self._heard)
        try:
            self._begin()
            while True:
                time.sleep(0.5)
                self._look_after()
                if self._renew:
                    self._take_up()
        except KeyboardInterrupt:
            show.say("正在停止…")
        finally:
            for number in (signal.SIGINT, signal.SIGTERM):  # whoever is impatient waits for the processes all the same
                signal.signal(number, signal.SIG_IGN)
            self._end([*self._pages, *self._later])

    def _heard(self, *_: object) -> None:
        self._renew = True

    def _begin(self) -> None:
        self._pages = [Pages(self._listening, self._threads) for _ in range(self._workers)]
        self._later = [Process(later())] if self._whole else []
        if not all(one.wait_until_it_answers() for one in self._pages):
            raise YuntaiError("网页服务没有起来，请看上面的信息，再重新打开平台")
        host, port = self._listening.getsockname()[:2]
        show.say(f"平台已打开：http://{f'[{host}]' if ':' in host else host}:{port}　（Ctrl-C 停止）")

    def _look_after(self) -> None:
        """Start again what has ended."""
        for number, page in enumerate(self._pages):
            if page.has_ended and time.monotonic() - page.begun >= _PAUSE:
                page.wait(page.begun)
                show.say(f"一个网页进程停了（{page.ending}），正在重新启动")
                self._pages[number] = Pages(self._listening, self._threads)
        for one in self._later:
            if one.has_ended and time.monotonic() - one.begun >= _PAUSE:
                show.say(f"后台进程停了（{one.ending}），已重新启动；网页照常用")
                self._later = [Process(later())]

    def _take_up(self) -> None:
        """Put new processes in the place of those that there are; where a new one does not answer, they stay."""
        self._renew = False
        for number, old in enumerate(self._pages):
            new = Pages(self._listening, self._threads)
            if not new.wait_until_it_answers():
                self._end([new])
                show.say("新的网页进程起不来，原来的照常用：请看上面的信息")
                return
            self._pages[number] = new
            self._end([old])
        self._end(self._later)
        self._later = [Process(later())] if self._whole else []
        show.say("所有进程都换过了")

    def _end(self, processes: Sequence[Process]) -> None:
        for one in processes:
            one.stop()
        until = time.monotonic() + _END
        for one in processes:
            one.wait(until)
