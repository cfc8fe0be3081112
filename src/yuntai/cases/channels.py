"""By which channel a matter may come in: what the procedure allows, and what the counter takes in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuntai.cases.content import catalogue
from yuntai.cases.going import flow_of
from yuntai.cases.routing import place_of
from yuntai.people.acting import Acting
from yuntai.procedures import Procedure
from yuntai.procedures.flow import APPLICANT
from yuntai.procedures.schema import CHANNELS


def refusal(procedure: Procedure, acting: Acting, answers: Mapping[str, Any] | None = None) -> str:
    """Why the matter cannot be handed in here, in a sentence that says where it can be; empty if it can.

    A counter takes in what is city-wide, and else what belongs to its own district, as far as ``answers`` tell.
    """
    if APPLICANT not in flow_of(procedure).starts:
        return f"“{procedure.title}”不用申请，由我们主动办"
    if acting.channel not in procedure.channels:
        ways = "、".join(title for code, title in CHANNELS.items() if code in procedure.channels)
        return f"“{procedure.title}”不能在{CHANNELS[acting.channel]}办，可以在{ways}办"
    if acting.basis == "counter" and acting.unit:
        units, place = catalogue().units, place_of(procedure, acting.subject, answers or {}, acting.unit)
        windows = units.accepting(procedure, place) if place else ()
        if windows and acting.unit.code not in {window.code for window in windows}:
            there = units.districts[place] if place in units.districts else units[place]
            return f"“{procedure.title}”{acting.unit}不能收，请到{there.place}的综合窗口，或者在网上办"
    return ""
