"""What of a row names a person: encrypted as one text that is bound to the key of its row, with marks that hold and find it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from yuntai.ledger.seals import sealing
from yuntai.people.ciphers import decrypt, encrypt
from yuntai.people.fields import blind_index
from yuntai.registry.columns import Table
from yuntai.registry.names import standard
from yuntai.rolls.tables import FIND, hidden, table_name


def place(roll: Table, key: Sequence[Any]) -> str:
    """Where the secrets of a row are kept, as they are bound to it."""
    return f"{table_name(roll.name)}.private:{'/'.join(map(str, key))}"


def close(roll: Table, key: Sequence[Any], secrets: Mapping[str, str]) -> tuple[str, str]:
    """The secrets of a row as the database has them, and their mark: the same for the same, whichever key encrypts; empty for none."""
    if not secrets:
        return "", ""
    text, at = json.dumps(secrets, ensure_ascii=False, sort_keys=True), place(roll, key)
    return encrypt(text, at), mark(text, at)


def open_(roll: Table, key: Sequence[Any], private: str) -> dict[str, str]:
    """What was encrypted. Raises ``YuntaiError`` where it was put there from elsewhere or the key is another."""
    return dict(json.loads(decrypt(private, place(roll, key)))) if private else {}


def mark(text: str, at: str) -> str:
    """The keyed digest of secrets at their place."""
    return str(sealing()("roll", at, text))


def found_by(roll: Table, secrets: Mapping[str, str]) -> dict[str, str | None]:
    """By what each secret that is found is found."""
    return {
        f"{FIND}{column.name}": index_of(roll, column.name, secrets[column.name]) if column.name in secrets else None
        for column in hidden(roll)
        if column.find
    }


def index_of(roll: Table, column: str, text: str) -> str:
    """The keyed digest by which a secret of a column is found, however its width and blanks were typed."""
    return blind_index(f"{table_name(roll.name)}.{column}:{standard(text)}")
