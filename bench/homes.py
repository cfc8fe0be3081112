"""Installations full of cases, kept under ``bench/.homes``: to make 100,000 cases takes minutes, and each measurement works on a copy.

One is made by the code of its build, and made anew when what writes it has changed. ``rm -r bench/.homes`` costs nothing but time.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import date
from pathlib import Path

from bench.builds import Build
from bench.measure import EARLIER, ROOT
from yuntai.packs import FOLDER as PACKS
from yuntai.registry.generate import generate
from yuntai.registry.load import load
from yuntai.registry.makeup import load_makeup
from yuntai.rules.rule.packs import load_pack

FOLDER = Path(__file__).parent / ".homes"
RESIDENTS, OFFICERS = 80, 16
"""Who can be at work in each; and four supervisors."""
DATABASES = {"SQLite": Build.on_sqlite, "PostgreSQL": Build.on_postgres}


def written_by() -> str:
    """A digest of what an installation of today depends on: the tables, how the city and the cases are made."""
    source = ROOT / "src" / "yuntai"
    tables = sorted(source.glob("*/migrations/*.py"))
    makers = [source / "registry" / f"{name}.py" for name in ("generate", "city", "load", "schema", "columns")]
    digest = hashlib.sha256()
    for file in (*tables, *makers, ROOT / "bench" / "many_cases.py"):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def city(persons: int) -> Path:
    """A generated city with its registry, as of the end of 2023."""
    folder = FOLDER / f"city-{persons}"
    if not _is_made(folder, written_by()):
        pack, until = load_pack(PACKS / "nanjing"), date(2023, 12, 31)
        words = pack.words(until)
        makeup = load_makeup(pack.folders, words)
        generate(folder / "exports", persons, 1, folder / "truth", until, makeup)
        load(folder / "exports", folder / "registry", folder / "rejects", folder / "key", words=words)
        (folder / "made").write_text(written_by())
    return folder


def make(database: str, sources: Mapping[str, Path], persons: int, cases: int) -> dict[str, Path]:
    """The installation of each build, those that are not there yet made side by side."""
    place = city(persons)
    homes = {name: FOLDER / f"{name}-{database}-{cases}" for name in sources}
    with ExitStack() as stack:
        making = []
        for name, home in homes.items():
            by = EARLIER if name == EARLIER else written_by()
            if not _is_made(home, by):
                build = DATABASES[database](stack, sources[name], home)
                making.append((home, by, build.fill(place, cases, RESIDENTS, OFFICERS)))
        for home, by, process in making:
            said, _ = process.communicate()
            if process.returncode:
                raise RuntimeError(f"many_cases\n{said[-3000:]}")
            (home / "accounts.json").write_text(said.strip().rpartition("\n")[2])
            (home / "made").write_text(by)
    return homes


def copy(stack: ExitStack, database: str, code: Path, home: Path, folder: Path) -> Build:
    """A build over a copy of an installation; its database serves until ``stack`` ends."""
    subprocess.run(["cp", "-a", "--reflink=auto", home, folder], check=True)
    return DATABASES[database](stack, code, folder)


def _is_made(folder: Path, by: str) -> bool:
    """Whether it is there as it would be made today; what is there otherwise goes."""
    note = folder / "made"
    if note.exists() and note.read_text() == by:
        return True
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(exist_ok=True)
    return False
