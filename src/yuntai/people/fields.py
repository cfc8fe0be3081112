"""Personal data at rest: encrypted and bound to its place (:mod:`yuntai.people.ciphers`); found by a keyed index, shown masked."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from yuntai.people.ciphers import decrypt, encrypt
from yuntai.registry.identity import check_resident_id
from yuntai.registry.names import standard

PERSONAL_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{16}|\d{19}|1[3-9]\d{9})(?!\d)")
"""A resident id, the number of a bank card, a mobile number."""


class Cipher(str):
    """An encrypted value as the database has it."""

    __slots__ = ()


class _Opened(DeferredAttribute):
    """Decrypts when it is looked at, for the row that it stands in."""

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        name = self.field.attname
        if instance is None:
            return self
        value = instance.__dict__[name] if name in instance.__dict__ else super().__get__(instance, owner)
        if isinstance(value, Cipher):
            value = instance.__dict__[name] = self.field.open(value, instance)
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.TextField):
    """Text that only the application can read, in the row that it was written to.

    ``bound_to`` names the columns that name the row. Empty text is kept as it is. Looking at it raises ``YuntaiError`` where it was
    put there from elsewhere or the key is another. It is written with its row alone: ``update`` and ``bulk_update`` do not know it.
    """

    descriptor_class = _Opened

    def __init__(self, *args: Any, bound_to: Sequence[str] = (), **kwargs: Any) -> None:
        self.bound_to = tuple(bound_to)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "bound_to": list(self.bound_to)} if self.bound_to else kwargs

    def place(self, instance: models.Model) -> str:
        """Where the value of a row is kept, as it is bound to it."""
        row = (str(getattr(instance, name)) for name in self.bound_to)
        return f"{self.model._meta.db_table}.{self.column}:{'/'.join(row)}"

    def open(self, value: Cipher, instance: models.Model) -> Any:
        """What was encrypted."""
        return decrypt(value, self.place(instance)) if value else ""

    def close(self, value: Any, instance: models.Model) -> Cipher:
        """The value as the database has it."""
        text = self.to_text(value)
        return Cipher(encrypt(text, self.place(instance)) if text else "")

    def to_text(self, value: Any) -> str:
        return str(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        return value if value is None or isinstance(value, Cipher) else self.close(value, model_instance)

    def get_prep_value(self, value: Any) -> Any:
        if value in (None, "") or isinstance(value, Cipher):
            return value and str(value)
        raise TypeError("加密的内容只能和它那一行一起保存（save），不能用 update、bulk_update 或者条件")

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return None if value is None else Cipher(value)

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("加密的字段不能查找，请用它的索引（blind_index）")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedField):
    """Plain data that only the application can read."""

    def open(self, value: Cipher, instance: models.Model) -> Any:
        return json.loads(super().open(value, instance))

    def to_text(self, value: Any) -> str:
        return json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder)

    def to_python(self, value: Any) -> Any:
        return value


def blind_index(text: str) -> str:
    """The keyed digest by which an encrypted value is found."""
    return hmac.new(settings.HOME.key("index"), text.encode(), hashlib.sha256).hexdigest()


def mask_resident_id(text: str) -> str:
    """320102********0012."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def mask_name(text: str) -> str:
    """王*, 王*明. A character with a sign that chooses its form (a variation selector) is one."""
    letters = [one for one in standard(text) if unicodedata.category(one) != "Mn"]
    if len(letters) < 2:
        return "".join(letters)
    return f"{letters[0]}{'*' * max(1, len(letters) - 2)}{letters[-1] if len(letters) > 2 else ''}"


def mask_phone(text: str) -> str:
    """138****5678."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 7 else "*" * len(text)


def mask_email(text: str) -> str:
    """w****@example.org."""
    name, at, host = text.partition("@")
    return f"{name[:1]}****{at}{host}" if at else "*" * len(text)


def mask_numbers(text: str) -> str:
    """Text that somebody typed, without the resident ids, bank cards and mobile numbers in it: 找 320102********0012."""
    return PERSONAL_NUMBER.sub(lambda found: _mask_number(found[0]), text)


def _mask_number(number: str) -> str:
    if len(number) == 11:
        return mask_phone(number)
    if len(number) == 18 and check_resident_id(number):  # a social credit code of digits alone
        return number
    return mask_resident_id(number)
