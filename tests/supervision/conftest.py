"""A city whose identities have been compared, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cities import Cities


@pytest.fixture(scope="session")
def city(cities: Cities) -> Path:
    return cities(40_000, 23, compare_identities=True).folder
