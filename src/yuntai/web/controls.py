"""How a question is put on a page: the control for a kind, and what was posted as the text that a draft keeps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from yuntai.cases.content import rule_of
from yuntai.cases.meanwhile import UNSEEN, Changed
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.fields import mask_numbers, mask_phone, mask_resident_id
from yuntai.procedures import Field
from yuntai.procedures.accounts import OTHER, Bank, BankAccount
from yuntai.procedures.kinds import Address, Column, Locality, LongText, Phone, ResidentId, Rows
from yuntai.registry.kinds import Some
from yuntai.rules.language.kinds import Choice, Date, Kind, Money, Number, Whole, YesNo

ROWS = 3
"""How many empty rows a table of answers offers at a time."""

_WRITTEN = ("reason", "reply", "words", "amount", "effective")
_MOST_DIGITS = 10
_MANY = 8
"""From how many options a choice is a list to open."""


@dataclass(frozen=True)
class Control:
    """One question with its answer so far, as the component ``control`` shows it."""

    name: str
    label: str
    kind: str
    value: Any = ""
    error: str = ""
    help: str = ""
    optional: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    """Code to label; of places that lie in a district with several, the district to its own."""
    unit: str = ""
    none: str = ""
    columns: tuple[Column, ...] = ()
    beside: str = ""
    """What was written beside the choice of a bank."""

    @property
    def rows(self) -> list[list[tuple[Column, str]]]:
        """The cells of a table: what is filled in, and some empty rows."""
        filled = self.value if isinstance(self.value, list) else []
        return [[(c, row.get(c.name, "")) for c in self.columns] for row in [*filled, *[{}] * ROWS]]


def control_of(question: Field, value: Any = "", error: str = "") -> Control:
    """The control of a question."""
    kind = question.kind
    none = kind.none or "" if isinstance(kind, Date) else ""
    value, beside = kind.parts(value) if isinstance(kind, Bank) else (value, "")
    return Control(
        question.name,
        question.ask,
        _name_of(kind),
        value,
        error,
        question.help,
        question.optional,
        _options(kind),
        kind.unit if isinstance(kind, Whole) else "",
        none,
        kind.columns if isinstance(kind, Rows) else (),
        beside,
    )


def _options(kind: Kind) -> Mapping[str, Any]:
    if isinstance(kind, Bank):
        return {name: name for name in (*kind.names, OTHER)}
    if isinstance(kind, Locality):
        return _places(kind)
    return kind.options if isinstance(kind, Choice) else {}


def _places(kind: Locality) -> Mapping[str, Any]:
    found: dict[str, Any] = {}
    for code, label in kind.options.items():
        (found.setdefault(kind.groups[code], {}) if code in kind.groups else found)[code] = label
    return found


def _name_of(kind: Kind) -> str:
    match kind:
        case Locality():
            return "place"
        case YesNo():
            return "yesno"
        case Some():
            return "several"
        case Choice():
            return "choice" if len(kind.options) < _MANY else "select"
        case Money():
            return "money"
        case Whole():
            return "whole"
        case Number():
            return "number"
        case Date():
            return "date"
        case Rows():
            return "rows"
        case LongText():
            return "long"
        case Phone():
            return "phone"
        case Bank():
            return "bank"
        case BankAccount():
            return "account"
        case _:
            return "text"


def posted(question: Field, data: QueryDict) -> Any:
    """What was posted as the answer to ``question``: text, or rows where it asks for rows."""
    if isinstance(question.kind, Bank):
        return Bank.joined(*(data.get(name, "").strip() for name in (question.name, f"{question.name}-beside")))
    if isinstance(question.kind, Some):
        return ",".join(data.getlist(question.name))
    if not isinstance(question.kind, Rows):
        text = data.get(question.name, "").strip()
        return BankAccount.bare(text) if isinstance(question.kind, BankAccount) and not check(question, text) else text
    if data.get(f"{question.name}-none"):
        return []
    rows, number = [], 0
    columns = [column.name for column in question.kind.columns]
    while any(f"{question.name}-{number}-{column}" in data for column in columns):
        row = {column: data.get(f"{question.name}-{number}-{column}", "").strip() for column in columns}
        if any(row.values()):
            rows.append(row)
        number += 1
    return rows or ""


def last_seen(data: QueryDict, number: str = "") -> int:
    """The place of the last event that the page showed from which a form came; of the case ``number`` in a form of several.

    Raises :class:`Changed` where the form does not say it: whoever sent that has seen nobody knows what.
    """
    found = numbers([data.get(f"last-{number}" if number else "last", "")])
    if not found:
        raise Changed(UNSEEN)
    return found[0]


def numbers(texts: Iterable[str]) -> list[int]:
    """Those of the texts that are numbers as rows and counts have them: no form of ours sends another."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) < _MOST_DIGITS]


def typed(data: QueryDict) -> list[str]:
    """What somebody wrote in her own words into a form of a case."""
    names = [name for name in data if name in _WRITTEN or name.startswith("remark-")]
    return [text for name in names if (text := data[name].strip())]


def check(question: Field, answer: Any) -> str:
    """What is wrong with an answer, in a sentence; empty if nothing."""
    if answer == "":
        return "" if question.optional else "请填写这一项"
    try:
        _value(question, answer)
    except ValueError as error:
        return str(error)
    return ""


def doubt(question: Field, answer: Any) -> str:
    """What to ask back about a sound answer that can be but hardly is; empty if nothing."""
    return "" if answer == "" else question.kind.doubt(_value(question, answer), today())


def _value(question: Field, answer: Any) -> Any:
    value = question.kind.parse(answer) if isinstance(answer, str) else answer
    return question.kind.check_on(value, today())


def show(question: Field, answer: Any) -> str:
    """An answer as a person reads it."""
    if answer in ("", None):
        return "没有填"
    if isinstance(question.kind, Rows) and isinstance(answer, list):
        answer = [_told(question.kind, row) for row in answer]
    try:
        value = question.kind.parse(answer) if isinstance(answer, str) else question.kind.check(answer)
        return question.kind.show(value)
    except ValueError:
        return str(answer)


def _told(kind: Rows, row: Mapping[str, Any]) -> dict[str, Any]:
    """What of a row is told: its columns, a policy by its title; the key that tells it from others is nobody's to read."""
    told = {column.name: row[column.name] for column in kind.columns if column.name in row}
    if told.get("policy"):
        with suppress(YuntaiError):  # one that the pack has no more is told as it is written
            told["policy"] = rule_of(str(told["policy"])).policy.title
    return told


def shown(question: Field, answer: Any, accounts: bool) -> str:
    """An answer as an officer reads it: the number of an account in full where ``accounts`` says so, else its end."""
    return (
        masked(question, answer) if isinstance(question.kind, BankAccount) and not accounts else show(question, answer)
    )


def masked(question: Field, answer: Any) -> str:
    """An answer as the log shows it: numbers that name a person, a telephone or an account hidden but for what tells them apart."""
    shown = show(question, answer)
    match question.kind:
        case _ if answer in ("", None):
            return shown
        case ResidentId():
            return mask_resident_id(shown)
        case Phone():
            return mask_phone(shown)
        case BankAccount():
            return f"尾号 {str(answer)[-4:]}"
        case Address():
            return f"{shown[:6]}****"
        case _:
            return mask_numbers(shown)
