"""Canaries for an installation that was made before there were any: each key is held against what it wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.db import transaction

from yuntai.errors import YuntaiError
from yuntai.ledger import canaries
from yuntai.ledger.first_form import proves
from yuntai.ledger.models import Checkpoint, Head
from yuntai.people.ciphers import reading_first_form
from yuntai.people.fields import blind_index
from yuntai.people.models import Employee, Person
from yuntai.people.rotation import encrypted_models
from yuntai.registry.pseudonym import pseudonym

_ASKED = 20
"""Rows of which one at least must be as the key says: somebody may have tampered with some of them."""


@transaction.atomic
def adopt() -> None:
    """Write the canaries. Raises ``YuntaiError`` where a key that wrote something is missing, or another wrote it."""
    persons = Person.objects.order_by("pk")[:_ASKED]
    ledger = [*Checkpoint.objects.order_by("-number")[:_ASKED], *Head.objects.all()]
    _hold("ledger", bool(ledger), ledger, _sealed)
    _hold("identity", any(model._base_manager.exists() for model in encrypted_models()), persons, _readable)
    _hold("index", bool(persons), persons, lambda one: one.resident_index == blind_index(one.resident_id))
    known = bool(persons) or Employee.objects.exists()
    _hold(
        "person", known, persons, lambda one: one.pseudonym == pseudonym(one.resident_id, settings.HOME.key("person"))
    )
    canaries.begin()


def _hold(name: str, used: bool, written: Iterable[Any], fits: Callable[[Any], bool]) -> None:
    if used:
        settings.HOME.key(name)
    with reading_first_form():
        if written and not any(map(fits, written)):
            raise YuntaiError(f"密钥文件 {settings.HOME.key_path(name)} 不是这个数据库的密钥：请从备份恢复原来的文件")


def _sealed(row: Checkpoint | Head) -> bool:
    if isinstance(row, Head):
        return proves(row.ledger, row.number, row.seal, row.proof)
    return bool(row.seal == row.compute_seal())


def _readable(person: Person) -> bool:
    try:
        return bool(person.resident_id)
    except YuntaiError:
        return False
