"""A city of 3,000 that went through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run


@pytest.fixture(scope="session")
def city(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with ``exports``, ``truth``, ``registry``, ``rejects`` and ``key``."""
    folder = tmp_path_factory.mktemp("城市 '3000'")
    assert run("registry", "generate", folder / "exports", "--persons", 3000, "--truth", folder / "truth").code == 0
    places = [folder / "exports", folder / "registry", "--rejects", folder / "rejects", "--key", folder / "key"]
    assert run("registry", "load", *places).code == 0
    return folder
