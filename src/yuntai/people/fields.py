"""Personal data at rest: encrypted with the installation's key; found by a keyed index, shown masked.

``keys/identity`` encrypts. What ``keys/identity.old`` encrypted can still be read, until ``yuntai manage rotate_key`` has
written it anew (:mod:`yuntai.people.rotation`). The index has a key of its own, ``keys/index``, which stays.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import unicodedata
from functools import cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from yuntai.errors import YuntaiError
from yuntai.registry.identity import check_resident_id
from yuntai.registry.names import standard

PERSONAL_NUMBER = re.compile(r"(?<!\d)(\d{17}[\dXx]|\d{16}|\d{19}|1[3-9]\d{9})(?!\d)")
"""A resident id, the number of a bank card, a mobile number."""


@cache
def cipher() -> MultiFernet:
    """What encrypts with today's key, and reads what the one before encrypted."""
    names = ["identity"]
    if (settings.HOME.path / "keys" / "identity.old").exists():
        names.append("identity.old")
    digests = (hashlib.sha256(settings.HOME.key(name)).digest() for name in names)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class EncryptedField(models.TextField):
    """Text that only the application can read. Raises ``YuntaiError`` where the key is not the one that it was written with."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else cipher().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        try:
            return None if value is None else cipher().decrypt(value.encode()).decode()
        except InvalidToken:
            raise YuntaiError("数据库里的个人信息解不开：keys/identity 不是当时的密钥，请从备份恢复") from None

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name != "isnull":
            raise TypeError("加密的字段不能查找，请用它的索引（blind_index）")
        return super().get_lookup(lookup_name)


class EncryptedJSONField(EncryptedField):
    """Plain data that only the application can read."""

    def get_prep_value(self, value: Any) -> Any:
        return super().get_prep_value(json.dumps(value, ensure_ascii=False, cls=DjangoJSONEncoder))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return None if value is None else json.loads(super().from_db_value(value, expression, connection))

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
