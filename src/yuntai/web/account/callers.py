"""Who calls: from the number on record, or by two answers that the records confirm and none that they deny.

Whoever calls for an employer is made sure of as herself; what was done before is then the employer's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from yuntai.cases.drafts import record_of
from yuntai.cases.models import Case
from yuntai.people.models import Employer, Person
from yuntai.procedures.kinds import Phone
from yuntai.registry.record import Record
from yuntai.rules.language.kinds import FAR, Money

Subject = Person | Employer

ENOUGH = 2
"""How many answers must be right."""


def is_sure(person: Person, given: Mapping[str, str], employer: Employer | None = None) -> bool:
    """Whether the caller is ``person``, who calls for ``employer`` if for any: ``number`` is where the call comes from, the rest
    are answers to ``QUESTIONS``."""
    if person.phone and given["number"] == person.phone:
        return True
    record = record_of(person)
    asked = [(check, given[name]) for name, (_, check) in QUESTIONS.items() if given[name]]
    return len(asked) >= ENOUGH and all(check(person, record, text, employer or person) for check, text in asked)


def _phone(person: Person, _record: Record | None, text: str, _subject: Subject) -> bool:
    try:
        return bool(person.phone) and Phone().parse(text) == person.phone
    except ValueError:
        return False


def _case(_person: Person, _record: Record | None, text: str, subject: Subject) -> bool:
    return Case.objects.of(subject).filter(number=text).exists()


def _base(_person: Person, record: Record | None, text: str, _subject: Subject) -> bool:
    paid = [row for row in _rows(record, "contributions") if row["paid_on"] not in (None, FAR)]
    try:
        return bool(paid) and Money().parse(text) == Decimal(max(paid, key=lambda row: row["month"])["base"])
    except ValueError:
        return False


def _certificate(_person: Person, record: Record | None, text: str, _subject: Subject) -> bool:
    return text in {str(row["certificate"]) for row in _rows(record, "certificates")}


def _rows(record: Record | None, table: str) -> Iterable[Mapping[str, Any]]:
    return record.rows.get(table, ()) if record else ()


QUESTIONS: Mapping[str, tuple[str, Callable[[Person, Record | None, str, Subject], bool]]] = {
    "phone": ("登记的手机号码", _phone),
    "case": ("办过的一件事的编号", _case),
    "base": ("最近一个月的缴费基数", _base),
    "certificate": ("一张技能证书的编号", _certificate),
}
"""What a caller is asked, by name: the question, and whether an answer agrees with the records."""
