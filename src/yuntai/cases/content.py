"""The content that an installation runs on: its pack, procedures, registry. Read once, for as long as the process lives."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from functools import cache
from itertools import product

from yuntai.errors import Unavailable
from yuntai.procedures.situations import Situation, load_situations
from yuntai.registry.rolls import refuse_unseen
from yuntai.rolls.content import calendar, catalogue, pack, records, require_same_key, require_sound, rolls, watched
from yuntai.rules.rule.rule import Rule

__all__ = [
    "calendar",
    "catalogue",
    "pack",
    "policy_digest",
    "read_all",
    "records",
    "require_same_key",
    "require_sound",
    "rule_of",
    "situations",
    "watched",
]


@cache
def situations() -> tuple[Situation, ...]:
    """The questions that lead somebody of whom nothing is known to what fits her."""
    return load_situations(pack(), catalogue())


@cache
def policy_digest(*policies: str) -> str:
    """What policies are made of today: their files here and above, and the shared parameters; empty without a policy."""
    digest = hashlib.sha256()
    for policy, folder in product(policies, pack().folders):
        for path in sorted([*folder.glob(f"policies/{policy}/*.*"), folder / "parameters.yaml", *folder.glob("*.py")]):
            if path.suffix in (".py", ".yaml") and path.exists():
                digest.update(path.read_bytes())
    return digest.hexdigest() if policies else ""


@cache
def rule_of(policy: str) -> Rule:
    """The rule of a policy. Raises ``YuntaiError`` where there is none, or it names of a roll what policies do not see."""
    rule = pack().rule(policy)
    refuse_unseen(rule, rolls())
    return rule


def read_all() -> None:
    """Read everything now: the first who asks need not wait for it, nor do many at once each read it for themselves."""
    catalogue()
    situations()
    with suppress(Unavailable):
        records()
    for policy in pack().policy_ids:
        rule_of(policy)
