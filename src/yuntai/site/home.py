"""The folder that holds what one installation must keep: keys, database, uploaded files, the outbox, the registry.

It is named by ``YUNTAI_HOME``. Keys are made there on first use, readable by their owner alone, and never leave it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from yuntai.registry.pseudonym import read_key


@dataclass(frozen=True)
class Home:
    """The paths of an installation."""

    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        """The folder that ``YUNTAI_HOME`` names, by default ``yuntai-home`` here; made if it is not there."""
        path = Path(os.environ.get("YUNTAI_HOME", "yuntai-home")).resolve()
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        return cls(path)

    def key(self, name: str) -> bytes:
        """The key ``name`` (``session``, ``identity``, ``ledger``): 32 random bytes."""
        folder = self.path / "keys"
        folder.mkdir(exist_ok=True, mode=0o700)
        return read_key(folder / name)

    @property
    def person_key(self) -> Path:
        """The key of the registry's pseudonyms, as ``yuntai registry load`` wrote it."""
        return self.path / "keys" / "person"

    @property
    def database(self) -> Path:
        """The SQLite file that is used unless ``YUNTAI_DATABASE`` names a PostgreSQL server."""
        return self.path / "platform.sqlite3"

    @property
    def uploads(self) -> Path:
        """Materials that were handed in."""
        return self.path / "uploads"

    @property
    def outbox(self) -> Path:
        """Where the file provider puts notices."""
        return self.path / "outbox"

    @property
    def registry(self) -> Path:
        """The registry that forms are filled from, unless ``YUNTAI_REGISTRY`` names another."""
        return self.path / "registry"
