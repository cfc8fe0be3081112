"""The content that an installation runs on: its pack, procedures, registry. Read once, for as long as the process lives."""

from __future__ import annotations

import hashlib
from functools import cache
from itertools import product
from threading import Lock

from django.conf import settings

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.procedures import Catalogue, load_procedures
from yuntai.procedures.situations import Situation, load_situations
from yuntai.registry import Registry
from yuntai.registry.record import Records
from yuntai.rules.language.workdays import Workdays, workdays
from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.rules.rule.rule import Rule

registry_lock = Lock()
"""Held while the registry's tables are asked: their connection serves one question at a time."""


@cache
def pack() -> Pack:
    """The pack of this bureau."""
    return load_pack(FOLDER / settings.PACK)


@cache
def catalogue() -> Catalogue:
    """The procedures of this bureau."""
    return load_procedures(pack())


@cache
def situations() -> tuple[Situation, ...]:
    """The questions that lead somebody of whom nothing is known to what fits her."""
    return load_situations(pack(), catalogue())


def calendar() -> Workdays:
    """The workdays that are published."""
    return workdays(pack().arrangements)


@cache
def registry() -> Registry | None:
    """The registry that forms are filled from; ``None`` where there is none yet."""
    try:
        return Registry.open(settings.REGISTRY)
    except YuntaiError:
        return None


def records() -> Records | None:
    """What the registry holds, person by person; it asks for itself, without the lock."""
    source = registry()
    return None if source is None else _records(source)


@cache
def _records(source: Registry) -> Records:
    with registry_lock:
        return Records(source)


@cache
def policy_digest(*policies: str) -> str:
    """What policies are made of today: their files here and above, and the shared parameters; empty without a policy."""
    digest = hashlib.sha256()
    for policy, folder in product(policies, pack().folders):
        for path in sorted([*folder.glob(f"policies/{policy}/*.*"), folder / "parameters.yaml", *folder.glob("*.py")]):
            if path.suffix in (".py", ".yaml") and path.exists():
                digest.update(path.read_bytes())
    return digest.hexdigest() if policies else ""


def rule_of(policy: str) -> Rule:
    """The rule of a policy. Raises ``YuntaiError`` where there is none."""
    return pack().rule(policy)


def read_all() -> None:
    """Read everything now: the first who asks need not wait for it, nor do many at once each read it for themselves."""
    catalogue()
    situations()
    records()
    for policy in pack().policy_ids:
        rule_of(policy)
