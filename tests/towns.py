"""The platform of the town of three streets (``tests/town``): another pack than that of all other tests, with flows of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from tests.people.make import officer, resident
from yuntai.cases import content
from yuntai.notices import letters, templates
from yuntai.people.models import Role, Unit, User
from yuntai.people.units import add_units
from yuntai.rolls import content as rolls
from yuntai.rolls import live

FOLDER_OF_TOWN = Path(__file__).parent / "town"
_READ = (
    *(rolls.pack, rolls.catalogue, rolls.rolls, rolls._units, live._read_by_policies),
    *(content.situations, letters.frame, templates.templates),
)
"""What is read once, of whichever pack."""


def _forget() -> None:
    for one in _READ:
        one.cache_clear()


@pytest.fixture
def town(db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, User]]:  # noqa: ARG001
    """Its officers in the east, by role, two of them review; and 甲, who lives there."""
    monkeypatch.setattr(settings, "PACK", str(FOLDER_OF_TOWN))
    _forget()
    Unit.objects.all().delete()
    add_units(content.catalogue().units)
    east = Unit.objects.get(code="999900-east")
    found: dict[str, Any] = {
        "accept": officer("accept", east, Role.ACCEPT, display_name="受理赵"),
        "review": officer("review", east, Role.REVIEW, display_name="审核钱"),
        "other": officer("other", east, Role.REVIEW, display_name="审核孙"),
        "confirm": officer("confirm", east, Role.CONFIRM, display_name="复核李"),
        "worker": resident("worker", 7, "甲小明"),
    }
    yield found
    _forget()
