"""The content that an installation runs on: its pack, procedures, registry. Read once, for as long as the process lives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yuntai.errors import Unavailable, YuntaiError
from yuntai.ledger.canaries import had_registry
from yuntai.packs import FOLDER
from yuntai.procedures import Catalogue, load_procedures
from yuntai.procedures.situations import Situation, load_situations
from yuntai.registry.pseudonym import key_mark
from yuntai.registry.record import Records
from yuntai.registry.watched import Watched
from yuntai.rules.language.workdays import Workdays, workdays
from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.rules.rule.rule import Rule

if TYPE_CHECKING:
    from yuntai.registry.store import Registry


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


def watched() -> Watched:
    """The registry that forms are filled from, which may come, go and come anew."""
    return _watched(str(settings.REGISTRY))


@cache
def _watched(address: str) -> Watched:
    return Watched(address, cache(had_registry), require_sound)


def require_sound(registry: Registry) -> None:
    """Raise ``YuntaiError`` where a registry is only half there, or of another key than this platform's."""
    require_same_key(registry.manifest, registry.source.address)
    registry.require_whole()


def require_same_key(manifest: Mapping[str, Any], address: str) -> None:
    """Raise ``YuntaiError`` where the registry of a manifest was loaded with another key: its people are not the platform's."""
    key = settings.HOME.key_path("person")
    if manifest.get("key", mark := key_mark(settings.HOME.key("person"))) != mark:
        raise YuntaiError(
            f"登记库 {address} 是用另一个密钥装载的，里面的人和平台上的人对不上："
            f"请用 yuntai registry load --key {key} 重新装载，或者用 YUNTAI_REGISTRY 写明这个平台的登记库在哪里"
        )


def records() -> Records | None:
    """What the registry holds, person by person; ``None`` where there is none. Raises ``Unavailable`` while it is away."""
    return watched().records()


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
    with suppress(Unavailable):
        records()
    for policy in pack().policy_ids:
        rule_of(policy)
