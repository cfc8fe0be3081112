"""What kinds of sessions a place has: its code list ``codes/sessions.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.conf import settings

from yuntai.clock import today
from yuntai.packs import FOLDER
from yuntai.rules.language.workdays import Workdays, workdays
from yuntai.rules.rule.packs import load_pack


@cache
def kinds() -> Mapping[str, str]:
    """What each kind is called, by its code."""
    return load_pack(FOLDER / settings.PACK, FOLDER).words(today()).lists["sessions"].titles


@cache
def calendar() -> Workdays:
    """The workdays that are published."""
    return workdays(load_pack(FOLDER / settings.PACK, FOLDER).arrangements)
