"""Personal data at rest: encrypted with the installation's key; found by a keyed index, shown masked."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


@cache
def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.HOME.key("identity")).digest()))


class EncryptedField(models.TextField):
    """Text that only the application can read."""

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else _cipher().encrypt(str(value).encode()).decode()

    def from_db_value(self, value: Any, _expression: Any, _connection: Any) -> Any:
        return None if value is None else _cipher().decrypt(value.encode()).decode()

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
    return hmac.new(settings.HOME.key("identity"), text.encode(), hashlib.sha256).hexdigest()


def mask_resident_id(text: str) -> str:
    """320102********0012."""
    return f"{text[:6]}{'*' * (len(text) - 10)}{text[-4:]}"


def mask_name(text: str) -> str:
    """王*, 王*明."""
    return text if len(text) < 2 else f"{text[0]}{'*' * max(1, len(text) - 2)}{text[-1] if len(text) > 2 else ''}"


def mask_phone(text: str) -> str:
    """138****5678."""
    return f"{text[:3]}****{text[-4:]}" if len(text) >= 7 else "*" * len(text)
