"""Faults of templates show when the platform starts, not when somebody should be told something."""

from __future__ import annotations

from typing import Any

from django.core import checks

from yuntai.errors import YuntaiError
from yuntai.notices.letters import frame
from yuntai.notices.templates import templates


@checks.register("notices")
def check_templates(**_: Any) -> list[checks.CheckMessage]:
    """An error where a template of notices, or the frame of letters, of this place is faulty."""
    faults: list[checks.CheckMessage] = []
    for load in (templates, frame):
        try:
            load()
        except YuntaiError as error:
            faults.append(checks.Error(str(error), id="notices.E001"))
    return faults
