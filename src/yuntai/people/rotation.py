"""A new key for personal data: whatever is encrypted is written anew, and the old key is done with."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models, transaction

from yuntai.people.fields import EncryptedField, cipher

_BATCH = 500


def rotate_key() -> int:
    """Make a new ``keys/identity`` and write all encrypted values with it; how many rows that were.

    The platform must be stopped. Interrupted, it goes on where it was when it is called again: ``keys/identity.old`` stays
    until all is done. Raises ``YuntaiError`` where a value can be read with neither key.
    """
    key, old = (settings.HOME.path / "keys" / name for name in ("identity", "identity.old"))
    if not old.exists():
        settings.HOME.key("identity")
        key.rename(old)
    cipher.cache_clear()
    count = sum(_write_anew(model, fields) for model, fields in _encrypted())
    old.unlink()
    cipher.cache_clear()
    return count


def _encrypted() -> Iterator[tuple[type[models.Model], list[str]]]:
    for model in apps.get_models():
        if fields := [field.name for field in model._meta.concrete_fields if isinstance(field, EncryptedField)]:
            yield model, fields


def _write_anew(model: type[Any], fields: list[str]) -> int:
    numbers = list(model._base_manager.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), _BATCH):
        with transaction.atomic():
            rows = model._base_manager.select_for_update().filter(pk__in=numbers[start : start + _BATCH])
            model._base_manager.bulk_update(rows, fields)
    return len(numbers)
