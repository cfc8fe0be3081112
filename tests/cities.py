"""Generated cities: each is made once a run, by whichever worker needs it first; each worker has a copy of its own."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest

from yuntai.packs import FOLDER
from yuntai.registry.generate import generate
from yuntai.registry.load import load
from yuntai.registry.makeup import load_makeup
from yuntai.registry.report import Report
from yuntai.rules.rule.codes import CodeList, Words
from yuntai.rules.rule.packs import load_pack

LAST_DAY = date(2023, 12, 31)
NANJING = load_pack(FOLDER / "nanjing")
LISTS = NANJING.words(LAST_DAY).lists
OPTIONS = Words({name: CodeList(LISTS[name].titles) for name in ("districts", "sections")})
"""The districts and sections of Nanjing as they are written in the lists, without other words for them."""
MAKEUP = load_makeup(NANJING.folders, OPTIONS)


@dataclass(frozen=True)
class City:
    """A folder with ``exports``, ``truth``, ``registry``, ``rejects`` and ``key``, and what loading said."""

    folder: Path
    report: Report

    @property
    def exports(self) -> Path:
        return self.folder / "exports"

    @property
    def registry(self) -> Path:
        return self.folder / "registry"

    @property
    def rejects(self) -> Path:
        return self.folder / "rejects"

    @property
    def truth(self) -> Path:
        return self.folder / "truth"


@dataclass(frozen=True)
class Cities:
    """Makes cities, or takes what another worker has made."""

    folders: pytest.TempPathFactory
    had: dict[str, City] = field(default_factory=dict)

    def __call__(
        self,
        persons: int,
        seed: int,
        day: date = LAST_DAY,
        *,
        changed: Callable[[Path], None] | None = None,
        compare_identities: bool = False,
    ) -> City:
        """A city of ``persons`` up to ``day``, its exports ``changed`` before they are loaded."""
        name = f"city-{persons}-{seed}-{day}{'-changed' * bool(changed)}{'-compared' * compare_identities}"
        if name not in self.had:
            made = self._shared / name
            with (self._shared / f"{name}.lock").open("w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not (made / "report").exists():
                    generate(made / "exports", persons, seed, made / "truth", day, MAKEUP)
                    if changed:
                        changed(made / "exports")
                    places = (made / place for place in ("exports", "registry", "rejects", "key"))
                    report = load(*places, words=OPTIONS, compare_identities=compare_identities)
                    (made / "report").write_bytes(pickle.dumps(report))
            folder = shutil.copytree(made, self.folders.mktemp("city"), dirs_exist_ok=True)
            self.had[name] = City(folder, pickle.loads((folder / "report").read_bytes()))
        return self.had[name]

    @property
    def _shared(self) -> Path:
        own = self.folders.getbasetemp()
        shared = (own.parent if "PYTEST_XDIST_WORKER" in os.environ else own) / "cities"
        shared.mkdir(exist_ok=True)
        return shared


@pytest.fixture(scope="session")
def cities(tmp_path_factory: pytest.TempPathFactory) -> Cities:
    """``cities(persons, seed, …)`` gives a generated city."""
    return Cities(tmp_path_factory)
