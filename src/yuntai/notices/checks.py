"""Faults of the templates show when the platform starts, not when somebody should be told something."""

from __future__ import annotations

from typing import Any

from django.core import checks

from yuntai.errors import YuntaiError
from yuntai.notices.templates import templates


@checks.register
def check_templates(**_: Any) -> list[checks.CheckMessage]:
    """An error where a template of this place is faulty."""
    try:
        templates()
    except YuntaiError as error:
        return [checks.Error(str(error), id="notices.E001")]
    return []
