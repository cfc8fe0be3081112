"""A new key for personal data: whatever is encrypted is written anew, while people work.

A process that encrypts looks whether the key has changed, one that decrypts finds either by its mark. So the old key stays, as
``keys/identity.old``, for whoever had begun to write before the new one came; the next rotation takes its place.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable, Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from yuntai.ledger import canaries
from yuntai.ledger.rows import SealedRow, hold, seal_rows
from yuntai.people.ciphers import is_current
from yuntai.people.fields import Cipher, EncryptedField

_BATCH = 500

BESIDE: list[Callable[[], int]] = []
"""What else writes anew what it has encrypted, and says how many rows that were: tables that are no models of an app."""


def rotate_key() -> int:
    """Make a new ``keys/identity`` and write all encrypted values with it; how many rows that were.

    Interrupted, it goes on where it was when it is called again: only once all is written anew is there another key. Raises
    ``YuntaiError`` where a value can be read with neither key.
    """
    folder = settings.HOME.path / "keys"
    unfinished = _write_all()
    if unfinished:
        canaries.settle("identity")
        return unfinished
    shutil.copy2(folder / "identity", folder / "identity.old")
    coming = folder / "identity.new"
    key = secrets.token_bytes(32)
    with os.fdopen(os.open(coming, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(key)
    canaries.announce("identity", key)
    os.replace(coming, folder / "identity")  # at no moment is there none
    count = _write_all()
    canaries.settle("identity")
    return count


def _write_all() -> int:
    return sum(write_anew(model) for model in encrypted_models()) + sum(beside() for beside in BESIDE)


def encrypted_models() -> Iterator[type[models.Model]]:
    """The models with encrypted columns."""
    return (model for model in apps.get_models() if _fields(model))


def write_anew(model: type[Any]) -> int:
    """Encrypt with today's key what of a table another key encrypted; how many rows that were."""
    fields, count = _fields(model), 0
    numbers = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), _BATCH):
        with transaction.atomic():
            part = numbers[start : start + _BATCH]
            held = hold(model, part) if issubclass(model, SealedRow) else {}
            rows = model._base_manager.select_for_update(of=("self",)).filter(pk__in=part)
            changed = [row.pk for row in rows if _write(row, fields)]
            if held:
                seal_rows(model, changed, held)
            count += len(changed)
    return count


def _fields(model: type[models.Model]) -> list[EncryptedField]:
    return [field for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]


def _write(row: models.Model, fields: list[EncryptedField]) -> bool:
    """Write the values of a row anew, past whatever saving it does besides; whether there were any."""
    kept = {field: row.__dict__[field.attname] for field in fields}
    old = {
        field: value for field, value in kept.items() if isinstance(value, Cipher) and value and not is_current(value)
    }
    if old:
        new = {field.attname: field.close(field.open(value, row), row) for field, value in old.items()}
        models.QuerySet(type(row)).filter(pk=row.pk).update(**new)
    return bool(old)
