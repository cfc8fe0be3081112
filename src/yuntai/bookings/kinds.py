"""What kinds of sessions a place has: its code list ``codes/sessions.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from yuntai.clock import today
from yuntai.rolls.content import pack
from yuntai.rules.rule.codes import CodeList


@cache
def kinds() -> Mapping[str, str]:
    """What each kind is called, by its code."""
    return pack().words(today()).lists.get("sessions", CodeList()).titles
