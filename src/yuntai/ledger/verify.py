"""Is everything that was sealed as it was sealed? Each problem is a Chinese sentence that names the row and what is wrong with it.

Tables are looked at in stretches of their keys, each by itself: several processes share them, and a run that was cut goes on
after what it had proved (:mod:`yuntai.ledger.proved`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context

import django

from yuntai.ledger.looking import look
from yuntai.ledger.proved import Proved
from yuntai.ledger.rows import title_of
from yuntai.ledger.stretches import Stretch, stretches, tables

Progress = Callable[[str, int], None]
"""Is told what is looked at, and how much of it has been."""
_FEW = 100_000
"""Links that one process has looked at before others have started."""


def silent(_what: str, _count: int) -> None:
    """Tells nobody."""


def problems(
    looked: Callable[[Stretch], list[str]] = look,
    progress: Progress = silent,
    processes: int = 1,
    proved: Proved | None = None,
) -> Iterator[str]:
    """What is wrong with logs, rows and checkpoints. Memory does not grow with their number.

    ``looked`` says what is wrong with a stretch. Several ``processes`` see only what is committed. What is ``proved`` is left out.
    """
    proved = proved or Proved()
    todo = list(proved.left(stretches()))
    named, counts = tables(), dict.fromkeys(tables(), 0)
    with _mapped(looked, todo, processes) as results:
        for stretch, found in zip(todo, results, strict=True):
            yield from found
            proved.add(stretch, right=not found)
            counts[stretch.table] += stretch.links
            progress(title_of(named[stretch.table]), counts[stretch.table])


@contextmanager
def _mapped(
    looked: Callable[[Stretch], list[str]], todo: list[Stretch], processes: int
) -> Iterator[Iterable[list[str]]]:
    if processes == 1 or sum(one.links for one in todo) < _FEW:
        yield map(looked, todo)
        return
    # started anew, so that none inherits a connection; one that dies is said, not waited for
    pool = ProcessPoolExecutor(processes, get_context("spawn"), django.setup)
    try:
        yield pool.map(looked, todo)
    finally:
        pool.shutdown(cancel_futures=True)
