"""A small demonstration city, made once."""

from __future__ import annotations

import pytest

from tests.cities import Cities, City


@pytest.fixture(scope="session")
def city(cities: Cities) -> City:
    return cities(3000, 11)
