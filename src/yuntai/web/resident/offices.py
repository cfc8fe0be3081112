"""The bureau's offices: by district and street, and a page of each with what is done there."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue
from yuntai.procedures import Procedure, Unit
from yuntai.procedures.schema import LEVELS
from yuntai.procedures.units import CHANNEL_OF, WINDOW


@login_not_required
@require_safe
def offices(request: HttpRequest) -> HttpResponse:
    """Choose the district, then the street; the nearest offices stand first, the city's own last."""
    units, place = catalogue().units, request.GET.get("place", "")
    place = units.place_of(place) or place
    if place and (place not in units or units[place].level not in ("district", "street")):
        raise Http404
    above = list(units.above(place)) if place else []
    inside = _belonging(place) if place else list(units.districts.values())
    streets = [one for one in inside if one.level == "street"]
    context = {
        "here": units.get(place),
        "back": above[1] if len(above) > 1 and above[1].level == "district" else None,
        "choices": streets if place else inside,
        "near": [
            *above[:1],
            *(one for one in inside if place and one not in streets),
            *(one for one in above[1:] if one.level != "city"),
        ],
        "city": [one for one in units.values() if one.level == "city"],
    }
    return render(request, "resident/offices.html", context)


def _belonging(code: str) -> list[Unit]:
    return [one for one in catalogue().units.values() if one.parent == code]


@login_not_required
@require_safe
def office(request: HttpRequest, code: str) -> HttpResponse:
    """One office: where, when, what is handled here and what is only accepted."""
    units = catalogue().units
    if code not in units:
        raise Http404
    one = units[code]
    handled = [procedure for procedure in catalogue().values() if _handles(one, procedure)]
    accepted = [
        procedure for procedure in catalogue().values() if procedure not in handled and _accepts(one, procedure)
    ]
    context: dict[str, Any] = {
        "office": one,
        "level": LEVELS[one.level],
        "functions": [title for name, title in units.functions.items() if name in one.functions],
        "handled": handled,
        "accepted": accepted,
        "above": list(units.above(code))[1:],
        "below": _belonging(code),
    }
    return render(request, "resident/office.html", context)


def _places(unit: Unit) -> list[str]:
    """Places whose cases could come to ``unit``: its own, and for the whole city's any district."""
    return [unit.code] if unit.level != "city" else [one.code for one in catalogue().units.districts.values()][:1]


def _handles(unit: Unit, procedure: Procedure) -> bool:
    return any(catalogue().units.route(procedure, place) == unit for place in _places(unit))


def _accepts(unit: Unit, procedure: Procedure) -> bool:
    if WINDOW not in unit.functions or CHANNEL_OF[unit.level] not in procedure.channels:
        return False
    return any(unit in catalogue().units.accepting(procedure, place) for place in _places(unit))
