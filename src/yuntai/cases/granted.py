"""What the platform itself has granted, beside what the registry holds: whoever answers or decides reads both.

The registry learns of a payment weeks after the platform has made it. Every answer on the platform is given on :func:`held_of`,
every decision within the transaction that makes it, after :func:`lock`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from yuntai.cases.content import records, rule_of
from yuntai.cases.models import Case
from yuntai.cases.querysets import of_applicant
from yuntai.cases.states import NOT_STANDING, Outcome
from yuntai.clock import today
from yuntai.ledger.prepared import Prepared
from yuntai.people.models import Employer, Person
from yuntai.procedures import Procedure
from yuntai.registry.record import PAYMENTS, Record, tables_of, worked_out
from yuntai.registry.schema import TABLES
from yuntai.rolls import live
from yuntai.rules.language.policy import Relation
from yuntai.rules.one.facts import check_facts
from yuntai.rules.rule.rule import Rule

_FROM_FACTS = {"occupation", "level"}
"""The columns of a payment that say what it was for, as the case's answers have it."""


def lock(subject: Person | Employer) -> None:
    """Let decisions on what ``subject`` gets, and her applications, go one after the other until the transaction ends."""
    _LOCKS[type(subject)](subject.pk)


_LOCKS = {
    model: Prepared(
        lambda key, model=model: model.objects.select_for_update(no_key=True).filter(pk=key).values_list("pk")
    )
    for model in (Person, Employer)
}


def payments_of(subject: Person | Employer, besides: Case | None = None) -> list[dict[str, Any]]:
    """What the platform has granted ``subject`` in money, paid or to be paid, as rows of the registry's ``payments``.

    ``payment`` is the number of the case. ``besides`` is left out: the case that is being decided.
    """
    return [_row(case, case.subject) for case in _granted(subject) if case != besides]


def payments_in(cases: Iterable[Case], subject: Person | Employer) -> list[dict[str, Any]]:
    """The same of ``cases`` of ``subject`` that have been read."""
    granted = [
        one
        for one in cases
        if one.outcome == Outcome.GRANTED and one.state not in NOT_STANDING and one.amount is not None
    ]
    return [_row(case, subject) for case in sorted(granted, key=lambda one: one.pk)]


def held_alone(person: Person, besides: Case | None = None) -> Record:
    """What is held under one record of a person, as if no other were hers."""
    registry = records()
    held = registry.of(person.pseudonym) if registry else Record(person.pseudonym, {})
    paid = [_row(case, case.subject) for case in _paid(Case.objects.filter(person=person)) if case != besides]
    return replace(held, paid=paid)


def held_of(subject: Person | Employer, besides: Case | None = None) -> Record:
    """All that is held of ``subject``: what the registry has, if there is one, and what the platform has granted.

    Of an employer the registry holds no record.
    """
    if isinstance(subject, Employer):
        return Record(0, {}, payments_of(subject, besides))
    return _held(subject, payments_of(subject, besides))


def held_for(procedure: Procedure, subject: Person | Employer, paid: Sequence[Mapping[str, Any]]) -> Record:
    """The same with ``paid`` as what the platform has granted, of the registry only what the policy of ``procedure`` looks at."""
    if isinstance(subject, Employer):
        return Record(0, {}, paid)
    return _held(subject, paid, tables_of(rule_of(procedure.policy)) if procedure.policy else ())


def _held(person: Person, paid: Sequence[Mapping[str, Any]], tables: Collection[str] | None = None) -> Record:
    registry, rows = records(), rows_of(person, tables)
    beside = registry.beside(rows, tables) if registry else {}
    kept = live.rows_of([person.pseudonym, *(one.pseudonym for one in person.others)], today(), tables)
    own = {name: [one | {"person": person.pseudonym} for one in found] for name, found in kept.items()}
    return Record(person.pseudonym, {**rows, **own}, paid, beside, live.declared(own))


def rows_of(person: Person, tables: Collection[str] | None = None) -> dict[str, Sequence[Mapping[str, Any]]]:
    """What the registry holds of a person, table by table: the rows of all her records, as if they were of the one that counts;
    of ``tables`` alone where some are named."""
    registry = records()
    if registry is None:
        return {}
    rows: dict[str, Sequence[Mapping[str, Any]]] = {**registry.rows_of(person.pseudonym, tables)}
    for other in person.others:
        for table, more in registry.rows_of(other.pseudonym, tables).items():
            if not (rows[table] and TABLES[table].key == ("person",)):
                rows[table] = [*rows[table], *(row | {"person": person.pseudonym} for row in map(dict, more))]
    return rows


def granted_to(subject: Person | Employer) -> Record:
    """What the platform has granted alone: for a form that was filled from the registry minutes ago."""
    return Record(subject.pseudonym if isinstance(subject, Person) else 0, {}, payments_of(subject))


def read_again(rule: Rule, given: Mapping[str, Any], as_of: date, held: Record) -> dict[str, Any]:
    """Facts with the rows that are held now in place of those that were copied when the form was filled in.

    Rows that somebody has added stay. What follows from payments is worked out anew where the platform has made some, which
    count whatever day they were claimed; where the registry holds none, the platform's own may not be all, and what was said
    stands if it is more. All else stays as it was said. Raises ``YuntaiError`` on rows that cannot be.
    """
    facts = check_facts(rule, given)
    for name, relation in rule.relations.items():
        rows, said = held.related(relation, {}), facts.get(name)
        if rows is not None:
            said = [one for one in said or () if not (relation.key and one.get(relation.key))] if relation.ask else []
        else:
            rows, said = said, held.paid_of(relation)
        if rows is not None:
            facts[name] = _by(as_of, relation, [*rows, *(one for one in said if not _among(rows, one, relation))])
    if held.paid:
        anew = worked_out(rule, facts, as_of)
        whole = PAYMENTS in held.rows
        for name in of_payments(rule) & anew.keys():
            facts[name] = anew[name] if whole else _more(facts.get(name), anew[name])
    return facts


def _more(said: Any, counted: Any) -> Any:
    """Of what was said of payments and what the platform's own come to, what tells of more: the number, the first day."""
    if said is None or type(said) is not type(counted):
        return counted
    return min(said, counted) if isinstance(counted, date) else max(said, counted)


def about(procedure: Procedure, facts: Mapping[str, Any], held: Record) -> Record:
    """Of what is held of an employer, what was granted for the row that these ``facts`` name: a person whom it has placed.

    What other employers got for her, the platform does not find: that counts as it is said.
    """
    if held.person:
        return held
    key = _named(procedure, facts)
    return replace(held, paid=[row for row in held.paid if row["subject"] == key])


def _by(day: date, relation: Relation, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of payments, those that were claimed after ``day`` as if on it: they have been granted before this decision."""
    if relation.table != PAYMENTS or relation.on is None:
        return rows
    return [one | {relation.on: min(one[relation.on], day)} if one.get(relation.on) else one for one in rows]


def _among(rows: list[dict[str, Any]], one: Mapping[str, Any], relation: Relation) -> bool:
    """Whether a row is one of ``rows``: by its key where both have one, else by all that they say."""
    key, rest = relation.key or "", {name: value for name, value in one.items() if name != relation.key}
    return any(
        (other[key] == one[key]) if one.get(key) and other.get(key) else rest.items() <= other.items() for other in rows
    )


def of_payments(rule: Rule) -> set[str]:
    """The relations and facts of a policy that say what was paid."""
    rows = {name for name, relation in rule.relations.items() if relation.table == PAYMENTS}
    return rows | {name for name, node in rule.registry_facts.items() if rows & set(node.needs)}


_READ = (
    *("number", "submission", "procedure", "facts", "amount", "submitted_at"),
    *("begun_on", "closed_on", "version__digest", "person__pseudonym", "person__merged_into__pseudonym"),
)
"""What a row of payments is made of: of a case not its decision, of its version not the definition, which the process knows."""


def _paid(cases: Any) -> Any:
    """Of ``cases`` those in which money was granted."""
    granted = cases.standing().filter(amount__isnull=False).select_related("version", "person__merged_into")
    return granted.only(*_READ).order_by("pk")


_granted = of_applicant(lambda subject: _paid(Case.objects.of(subject)))


def _row(case: Case, subject: Person | Employer) -> dict[str, Any]:
    person = 0 if isinstance(subject, Employer) else subject.pseudonym
    procedure = case.version.load()
    row = dict.fromkeys(column.name for column in TABLES[PAYMENTS].loaded)
    row |= {name: _parsed(name, case.facts.get(name)) for name in _FROM_FACTS}
    return row | {
        "payment": case.number,
        "person": person,
        "policy": procedure.policy or case.procedure,
        "subject": _named(procedure, case.facts) or (str(person) if person else ""),
        "amount": case.amount,
        "claimed_on": case.as_of,
        "paid_on": case.closed_on,
    }


def _named(procedure: Procedure, facts: Mapping[str, Any]) -> str:
    """The key of the row that a case is about, where the form asks for it; else empty: it is about whoever applies."""
    table = procedure.subject
    for field in procedure.fields:
        if table in TABLES and field.registry == f"{table}.{TABLES[table].key[0]}":
            return str(facts.get(field.name, ""))
    return ""


def _parsed(column: str, text: Any) -> Any:
    """What the case says of a column, as the registry would hold it; nothing where it says nothing that can be."""
    try:
        return None if text in (None, "") else TABLES[PAYMENTS][column].kind.parse(str(text))
    except ValueError:
        return None
