"""A new key for what rolls keep secret (:mod:`yuntai.people.rotation`). The marks stay, and with them what is sealed."""

from __future__ import annotations

from django.db import transaction

from yuntai.people.ciphers import decrypt, encrypt, is_current
from yuntai.rolls.content import rolls
from yuntai.rolls.secrets import place
from yuntai.rolls.tables import model_of

_BATCH = 500


def write_anew() -> int:
    """Encrypt with today's key what of rolls another key encrypted; how many rows that were."""
    return sum(_write(name) for name in rolls())


def _write(name: str) -> int:
    roll, model, count = rolls()[name], model_of(name), 0
    numbers = list(model.objects.exclude(private="").order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), _BATCH):
        with transaction.atomic():
            part = model.objects.select_for_update().filter(pk__in=numbers[start : start + _BATCH])
            for number, private, *key in part.values_list("pk", "private", *roll.key):
                if not is_current(private):
                    at = place(roll, key)
                    model.objects.filter(pk=number).update(private=encrypt(decrypt(private, at), at))
                    count += 1
    return count
