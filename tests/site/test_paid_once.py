"""Officers and windows at once on SQLite in a file, which lets one write at a time and has the others wait."""

from __future__ import annotations

import pytest

from tests.site.conftest import Platform

_RACE = """
from tests.cases.race import officers, race
from yuntai.cases.verify import verify
from yuntai.cli.platform import prepare
from yuntai.cases.content import catalogue
from yuntai.people.units import add_units
prepare()
add_units(catalogue().units)
by_duty = officers()
for seed in (1, 2):
    race(seed, by_duty, tuple(f"{{one}}-{{seed}}" for one in {certificates}))
print(verify())
"""


@pytest.mark.parametrize("certificates", [("C1",), ("C1", "C2")])
def test_at_once_in_any_order_one_is_paid(platform: Platform, certificates: tuple[str, ...]) -> None:
    assert platform.run(_RACE.format(certificates=certificates)) == "[]\n"
