"""A row of a roll as it is held in memory: its values in clear, its secrets, its days; read from what somebody said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings

from yuntai.errors import YuntaiError
from yuntai.registry.columns import Person, Table
from yuntai.registry.pseudonym import pseudonym
from yuntai.rules.language.kinds import Date


@dataclass(frozen=True, eq=False)
class Row:
    """``values`` are the columns in clear, ``secrets`` those that are encrypted and the resident ids behind pseudonyms, as texts."""

    roll: Table
    values: dict[str, Any]
    secrets: dict[str, str]
    since: date = date.min
    until: date | None = None
    number: int = 0

    def __eq__(self, other: object) -> bool:
        """Whether it says the same, whatever its days."""
        if not isinstance(other, Row):
            return NotImplemented
        mine, others = (
            {name: value for name, value in one.values.items() if value is not None} for one in (self, other)
        )
        return mine == others and self.secrets == other.secrets

    __hash__ = None  # type: ignore[assignment]

    @property
    def key(self) -> tuple[Any, ...]:
        """The values by which it is known."""
        return tuple(self.values.get(name) for name in self.roll.key)

    @property
    def label(self) -> str:
        """What it is called in a sentence: its key, without what stands for a person."""
        shown = (str(self.values.get(name)) for name in self.roll.key if not isinstance(self.roll[name].kind, Person))
        return f"{self.roll.title}“{'、'.join(shown)}”"

    def with_days(self, since: date, until: date | None) -> Row:
        """The same for these days."""
        return replace(self, since=since, until=until)

    def merged(self, said: Row) -> Row:
        """This row where ``said`` says nothing else."""
        return replace(self, values=self.values | said.values, secrets=_without_empty(self.secrets | said.secrets))

    def meets(self, other: Row) -> bool:
        """Whether there is a day on which both hold."""
        return self.since <= (other.until or date.max) and other.since <= (self.until or date.max)

    def whole(self) -> Row:
        """The row, if it is as its roll has it. Raises ``YuntaiError`` with what is wrong, in a sentence each."""
        if faults := faults_of(self):
            raise YuntaiError("；".join(faults.values()))
        return self


def said(roll: Table, given: Mapping[str, Any], *, whole: bool = True) -> Row:
    """The row of a roll that ``given`` says, column by column; the key is there where it is ``whole``.

    Raises ``YuntaiError`` where a value cannot be, or the roll has no such column.
    """
    checked: dict[str, Any] = {}
    for name, value in given.items():
        if name not in roll.by_name:
            raise YuntaiError(f"{roll.title}没有“{name}”这一列，有：{'、'.join(roll.by_name)}")
        try:
            checked[name] = None if value in (None, "") else _checked(roll[name].kind, value)
        except ValueError as error:
            raise YuntaiError(f"{roll[name].title}：{error}") from None
    row = row_of(roll, checked)
    if whole and (missing := [roll[name].title for name in roll.key if row.values.get(name) is None]):
        raise YuntaiError(f"{roll.title}的一行没有{'、'.join(missing)}，请补上")
    return replace(row, secrets=_without_empty(row.secrets)) if whole else row


def row_of(roll: Table, checked: Mapping[str, Any], key: bytes | None = None) -> Row:
    """The row of values that are as their kinds have them; what is empty in clear is none, among the secrets an empty text.

    ``key`` is that of pseudonyms, where it has been read.
    """
    values: dict[str, Any] = {}
    secrets: dict[str, str] = {}
    for name, value in checked.items():
        column = roll.by_name[name]
        if column.private:
            secrets[name] = "" if value is None else str(value)
        elif isinstance(value, str) and isinstance(column.kind, Person):
            values[name], secrets[name] = pseudonym(value, key or settings.HOME.key("person")), value
        else:
            values[name] = value
    return Row(roll, values, secrets)


def faults_of(row: Row) -> dict[str, str]:
    """What is wrong with a whole row, by the column where that is put right."""
    roll, faults = row.roll, {}
    for column in roll.columns:
        given = row.secrets.get(column.name) if column.private else row.values.get(column.name)
        if given in (None, "") and not column.optional and column.until is None:
            faults[column.name] = f"没有填{column.title}"
    for first, last in roll.periods:
        before, after = row.values.get(first), row.values.get(last)
        if before and after and before > after:
            faults.setdefault(last, f"{roll[last].title} {after} 早于{roll[first].title} {before}")
    for need in roll.kept.needs if roll.kept else ():
        value = row.values.get(need.column)
        if (str(value).lower() if isinstance(value, bool) else value) in need.values:
            for name in need.needs:
                if (row.secrets if roll[name].private else row.values).get(name) in (None, ""):
                    faults.setdefault(name, need.reason)
    return faults


def _checked(kind: Any, value: Any) -> Any:
    """A value as its kind has it; a person may be given by her pseudonym."""
    if isinstance(kind, Person):
        return kind.check(value) if isinstance(value, int) else kind.parse(str(value))
    return kind.check(value)


def _without_empty(secrets: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in secrets.items() if text}


def shown(roll: Table, name: str, value: Any) -> str:
    """A value of a column as people read it; nothing for nothing."""
    if value in (None, ""):
        return ""
    kind = roll[name].kind
    if roll[name].private and not isinstance(value, str):
        return str(value)
    try:
        return kind.show(date.fromisoformat(value) if isinstance(kind, Date) and isinstance(value, str) else value)
    except (ValueError, TypeError, AttributeError):
        return str(value)
