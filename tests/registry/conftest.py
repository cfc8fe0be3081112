"""A small demonstration city, made once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from yuntai.registry import Report, generate, load


@dataclass(frozen=True)
class City:
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


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder = tmp_path_factory.mktemp("city")
    generate(folder / "exports", 3000, 11, folder / "truth", date(2023, 12, 31))
    report = load(folder / "exports", folder / "registry", folder / "rejects", folder / "key")
    return City(folder, report)
