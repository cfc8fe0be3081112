"""A registry that others load while it is read: what was loaded anew is opened once it is whole; until then the one before serves."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from time import monotonic
from typing import TYPE_CHECKING

from yuntai.errors import Unavailable, YuntaiError
from yuntai.registry.record import Records
from yuntai.registry.sources import form_of
from yuntai.registry.sources.base import MANIFEST

if TYPE_CHECKING:
    from yuntai.registry.store import Registry

_log = logging.getLogger(__name__)

AWAY = "登记库现在读不到，要用到登记信息的这一步暂时办不了，请稍后再试；不用登记信息的都照常，已经保存的都还在"
_PAUSE = 2.0
"""Seconds between two tries to open what could not be opened."""

_State = tuple[int, ...]


@dataclass(frozen=True)
class _Held:
    """What serves: the registry, and its rows person by person."""

    state: _State
    registry: Registry
    records: Records


class Watched:
    """The registry at ``address``; ``had`` tells whether there should be one, ``sound`` raises ``YuntaiError`` where one is not."""

    def __init__(self, address: str, had: Callable[[], bool], sound: Callable[[Registry], None]) -> None:
        self.address = address
        self._had, self._sound = had, sound
        self._held: _Held | None = None
        self._opening, self._asking = Lock(), Lock()
        self._refused: tuple[_State, float, str] | None = None

    def registry(self) -> Registry | None:
        """What serves; ``None`` where there has never been one. Raises ``Unavailable`` while it is away."""
        return held.registry if (held := self._now()) else None

    def records(self) -> Records | None:
        """The same, person by person; any number of threads may ask at once."""
        return held.records if (held := self._now()) else None

    @contextmanager
    def tables(self) -> Iterator[Registry]:
        """The registry for one question at a time, for whoever asks its tables. Raises ``YuntaiError`` where there is none."""
        held = self._now()
        if held is None:
            raise YuntaiError("登记库没有接上，现在列不出职工名单，请稍后再试，或者打 12333")
        try:
            with self._asking:
                yield held.registry
        except held.registry.source.failures:
            _log.exception("The registry could not be asked")
            self._held = None  # a connection that is broken is made anew by whoever asks next
            raise Unavailable(AWAY) from None

    def fault(self) -> str:
        """What is wrong with the registry that should be there: a sentence for who runs the platform; empty where nothing is."""
        try:
            self._now()
        except Unavailable as error:
            return self._refused[2] if self._refused else str(error)
        return f"新装载的登记库没有用上，还在用原来的：{self._refused[2]}" if self._refused else ""

    def _now(self) -> _Held | None:
        state, held = _state(self.address), self._held
        if held is not None and held.state == state:
            self._refused = None
            return held
        if state is None:
            self._refused = None
            if held is not None or self._had():
                raise Unavailable(AWAY)
            return None
        with self._opening:
            return self._open(state)

    def _open(self, state: _State) -> _Held:
        if self._held is not None and self._held.state == state:  # another thread was quicker
            return self._held
        if self._refused is None or self._refused[0] != state or monotonic() - self._refused[1] >= _PAUSE:
            from yuntai.registry.store import Registry

            try:
                registry = Registry.open(self.address)
                self._sound(registry)
                self._held, self._refused = _Held(state, registry, Records(registry)), None
            except YuntaiError as error:
                self._refused = state, monotonic(), str(error)
        if self._held is None:
            raise Unavailable(AWAY)
        return self._held


def _state(address: str) -> _State | None:
    """What changes when a folder is loaded anew; ``None`` where there is nothing. A server looks after itself."""
    if form_of(address) != "folder":
        return ()
    try:
        found = (Path(address) / MANIFEST).stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_dev, found.st_ino, found.st_mtime_ns
