"""Which unit gets what came in: that of the district that it names, else the bureau."""

from __future__ import annotations

from functools import cache

from django.conf import settings

from yuntai.packs import FOLDER
from yuntai.people.models import Unit
from yuntai.people.officers import root
from yuntai.procedures import Units
from yuntai.procedures.units import load_units
from yuntai.rules.rule.packs import load_pack


@cache
def _units() -> Units:
    return load_units(load_pack(FOLDER / settings.PACK))


def unit_of(place: str) -> Unit:
    """The unit of a place that somebody wrote (鼓楼, 鼓楼区, 320106)."""
    code = _units().place_of(place.strip()) if place.strip() else ""
    return Unit.objects.filter(code=code).first() or root()
