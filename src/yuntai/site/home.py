"""The folder that holds what one installation must keep: keys, database, uploaded files, the outbox, the registry.

It is named by ``YUNTAI_HOME``. Keys are made there when an installation begins, readable by their owner alone, and never leave it.
One that is missing later is not made anew: what the old one wrote could never be read again.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from yuntai.errors import YuntaiError
from yuntai.registry.pseudonym import make_key, read_key


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

    def key_path(self, name: str) -> Path:
        """Where the key ``name`` is: ``session``, ``identity``, ``index``, ``ledger``, ``person`` (the registry's pseudonyms)."""
        return self.path / "keys" / name

    def key(self, name: str) -> bytes:
        """The key ``name``. Raises ``YuntaiError`` where there is none."""
        try:
            path = self.key_path(name)
            state = path.stat()
            return _read(path, state.st_ino, state.st_mtime_ns)
        except FileNotFoundError:
            raise YuntaiError(
                f"密钥文件 {self.key_path(name)} 不见了，没有它就读不了原来写的内容：请从备份恢复这个文件，不要新建"
            ) from None

    def make_key(self, name: str) -> bytes:
        """The key ``name``, 32 random bytes where there was none."""
        self.key_path(name).parent.mkdir(exist_ok=True, mode=0o700)
        return make_key(self.key_path(name))

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


@lru_cache(16)
def _read(path: Path, _file: int, _changed: int) -> bytes:
    """A key, which is read again when its file has changed."""
    return read_key(path)
