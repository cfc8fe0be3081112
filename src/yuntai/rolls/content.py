"""The pack of this bureau with what it declares, and its registry. Read once, for as long as the process lives."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from django.conf import settings

from yuntai.errors import YuntaiError
from yuntai.ledger.canaries import had_registry
from yuntai.packs import FOLDER
from yuntai.procedures import Catalogue, load_procedures
from yuntai.registry.columns import Table
from yuntai.registry.kinds import UnitCode
from yuntai.registry.pseudonym import key_mark
from yuntai.registry.record import Records
from yuntai.registry.watched import Watched
from yuntai.rules.language.kinds import Kind
from yuntai.rules.language.sections import nearest
from yuntai.rules.language.workdays import Workdays, workdays
from yuntai.rules.rule.packs import Pack, load_pack

if TYPE_CHECKING:
    from yuntai.registry.store import Registry


@cache
def pack() -> Pack:
    """The pack of this bureau."""
    return load_pack(FOLDER / settings.PACK, FOLDER)


def calendar() -> Workdays:
    """The workdays that are published."""
    return workdays(pack().arrangements)


@cache
def catalogue() -> Catalogue:
    """The procedures of this bureau."""
    return load_procedures(pack())


@cache
def rolls() -> Mapping[str, Table]:
    """The rolls of this bureau by id, with the words and the units of this place."""
    return {name: roll.with_kinds(_fit) for name, roll in catalogue().rolls.items()}


def _fit(kind: Kind) -> Kind:
    if isinstance(kind, UnitCode):
        return UnitCode(_units(), synonyms=catalogue().units.places.synonyms)
    return pack().fit(kind)


@cache
def _units() -> Mapping[str, str]:
    return {code: unit.place for code, unit in catalogue().units.items()}


def roll_of(name: str) -> Table:
    """A roll by its id. Raises ``YuntaiError`` where there is none."""
    if name not in rolls():
        raise YuntaiError(f"没有“{name}”这本台账{nearest(name, rolls())}")
    return rolls()[name]


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
