"""A city whose identities have been compared, made once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yuntai.registry import generate, load


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("supervised")
    generate(folder / "exports", 40_000, 23, folder / "truth", date(2023, 12, 31))
    load(folder / "exports", folder / "registry", folder / "rejects", folder / "key", compare_identities=True)
    return folder
