"""What every source of tables offers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import ibis
import yaml

from yuntai.errors import YuntaiError

FORMAT = 1
"""The version of a registry's tables."""

MANIFEST = "registry.yaml"


class Source(ABC):
    """The tables of a registry by name, on the engine on which they lie."""

    connection: Any
    """The Ibis backend of every table."""

    manifest: Mapping[str, Any]
    """What the registry says of itself; empty where it was not loaded by this program."""

    def __init__(self, address: str, manifest: Mapping[str, Any]) -> None:
        self.address = address
        self.manifest = manifest

    @abstractmethod
    def __contains__(self, name: object) -> bool: ...

    @abstractmethod
    def read(self, name: str) -> ibis.Table:
        """The table ``name``, which is there. Raises ``YuntaiError`` where it cannot be read."""

    def explain(self, error: BaseException) -> YuntaiError | None:
        """What a person can put right about an error of the engine, if that is what it is."""
        return None

    @abstractmethod
    def close(self) -> None:
        """Let go of what was opened."""


def read_manifest(folder: Path) -> Mapping[str, Any]:
    """What the folder says of itself. Raises ``YuntaiError`` if it is no registry."""
    try:
        manifest = yaml.safe_load((folder / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError):
        manifest = None
    if not isinstance(manifest, dict) or "format" not in manifest:
        raise YuntaiError(f"{folder} 不是登记库，请先用 yuntai registry load 装载")
    return of_this_format(manifest, str(folder))


def of_this_format(manifest: Mapping[str, Any], address: str) -> Mapping[str, Any]:
    """``manifest``. Raises ``YuntaiError`` if its tables have the form of another version of this program."""
    if manifest["format"] != FORMAT:
        raise YuntaiError(f"登记库 {address} 是第 {manifest['format']} 版格式，本程序只认第 {FORMAT} 版，请重新装载")
    return manifest


def first_line(error: object) -> str:
    """What an error says, shortly."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)[:300]
