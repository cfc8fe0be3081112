"""What is held of the person for whom one acts: the registry's rows, kept for minutes, and what the platform has granted her."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest

from yuntai.cases.content import records, rule_of
from yuntai.cases.drafts import as_text, record_of
from yuntai.cases.granted import payments_of
from yuntai.cases.models import Case
from yuntai.cases.querysets import of_applicant
from yuntai.clock import today
from yuntai.errors import Unavailable
from yuntai.procedures import Field
from yuntai.registry.record import Known, Record
from yuntai.registry.schema import TABLES
from yuntai.rules.language.kinds import Text
from yuntai.rules.rule.rule import Rule

_SECONDS = 300

_IN_ALL = {"paid_months", "contribution_years", "insured_months"}
"""The questions that count what was paid over a whole life."""


def record(request: HttpRequest) -> Record | None:
    """The rows of the person; nothing for an employer, for those who are not signed in and where there is no registry.

    While it is away there is nothing either, and the page says so (``request.registry_away``).
    """
    if not request.acting:
        return None
    if not hasattr(request, "_held"):
        try:
            request._held = _record(request)
        except Unavailable:
            request._held, request.registry_away = None, True
    held: Record | None = request._held
    return held


def applied(request: HttpRequest) -> list[tuple[str, str, str]]:
    """Of each case of who one acts for the procedure, the state and the outcome."""
    if not hasattr(request, "_applied"):
        request._applied = _applied(request.acting.subject)
    found: list[tuple[str, str, str]] = request._applied
    return found


_applied = of_applicant(
    lambda subject: Case.objects.of(subject).order_by().values_list("procedure", "state", "outcome")
)


def _record(request: HttpRequest) -> Record | None:
    key = f"record/{request.session.session_key}/{request.acting.code}"
    kept: Record | None = cache.get(key)
    if kept is not None:
        return replace(kept, paid=payments_of(request.acting.subject))
    if (held := record_of(request.acting.subject)) is not None:
        cache.set(key, held, _SECONDS)
    return held


def why_asked(request: HttpRequest, question: Field) -> Field:
    """``question`` with why it is asked, where it counts what was paid in all and the registry holds the last years alone."""
    held = record(request)
    months = [row["month"] for row in held.rows.get("contributions", ())] if held else []
    if question.name not in _IN_ALL or not months:
        return question
    first = min(months)
    said = f"登记系统里只有您{first.year}年{first.month}月以来的缴费记录，更早缴的也要算，所以要问您。"
    return replace(question, help=" ".join(filter(None, (question.help, said))))


def employers(request: HttpRequest) -> dict[str, str]:
    """Those by whom the person is or was enrolled, code and name, the last first."""
    held = record(request)
    source = records() if held else None
    return {one["employer"]: one["name"] for one in source.employers_of(held)} if held and source else {}


def known(request: HttpRequest, rule: Rule) -> list[Known]:
    """What is held of the facts of ``rule``, for each row that it can be about, the last first.

    Where it is about the person herself there is one, without ``row`` and ``title``.
    """
    held = record(request)
    return [] if held is None else known_in(held, rule)


def known_in(held: Record, rule: Rule) -> list[Known]:
    """The same of what is ``held``."""
    found = held.known(rule, today())
    table = TABLES.get(rule.policy.subject)
    if table is None or table.key == ("person",):
        return [replace(one, row="", title="") for one in found]
    numbered = isinstance(table[table.key[0]].kind, Text)  # a number on a paper; others only the registry knows
    return [
        replace(one, title=f"{table.title}：{one.title}" + (f"（{one.row}）" if numbered else "") if one.row else "")
        for one in found
    ]


def of_herself(request: HttpRequest, policy: str | None) -> Known | None:
    """What is held of the facts of a policy that does not hang on a row of it."""
    held = record(request)
    return replace(held.of_herself(rule_of(policy), today()), row="", title="") if held and policy else None


def as_answers(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as a form holds them: text, or rows of text."""
    return {
        name: [{key: as_text(cell) for key, cell in row.items()} for row in value]
        if isinstance(value, list)
        else as_text(value)
        for name, value in facts.items()
    }
