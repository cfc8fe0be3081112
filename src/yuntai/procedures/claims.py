"""What a case lays claim to: the thing that may be had once, so that nothing is granted twice."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from yuntai.procedures.form import Form
from yuntai.procedures.schema import APPLICANT, PERIODS, Claim
from yuntai.registry.schema import TABLES
from yuntai.rules.language.sections import Section
from yuntai.rules.rule.rule import Rule

_APPLICANTS = ("persons", "employers")
"""The tables whose rows are those who apply."""


def read_claim(section: Section, form: Form, rule: Rule | None) -> Claim | None:
    """What a case of a procedure lays claim to.

    As ``claim`` says; a grant without it is had once, for the row that its policy judges or, where that is whoever applies, by
    her. Raises ``YuntaiError`` where a grant does not say which row it is for.
    """
    if "claim" in section:
        claim = section.section("claim", "同一件事")
        claim.only("for", "every")
        asked = [field.name for field in form.fields.values() if not field.optional]
        things = claim.some_of("for", (APPLICANT, *asked), (APPLICANT,))
        return Claim(things, claim.one_of("every", PERIODS) if "every" in claim else "")
    if section.text("kind") != "grant":
        return None
    table = rule.policy.subject if rule else _APPLICANTS[0]
    if table in _APPLICANTS:
        return Claim((APPLICANT,))
    key = f"{table}.{TABLES[table].key[0]}" if table in TABLES else table
    named = tuple(field.name for field in form.fields.values() if field.registry == key and not field.optional)
    if not named:
        section.fail(f"一件申领要说清是为哪一条{key}：表单加上这个问题，或者写 claim: {{for: [...]}}", "form")
    return Claim(named)


def claimed(claim: Claim, values: Mapping[str, Any], applicant: str, day: date) -> str:
    """The thing and the period that a case of ``day`` lays claim to, as one text: equal for two cases of the same thing.

    ``values`` are parsed answers, ``applicant`` says who applies. Empty where one of the answers is not there.
    """
    things = [applicant if name == APPLICANT else values.get(name) for name in claim.things]
    if None in things:
        return ""
    period = day.strftime(PERIODS[claim.every]) if claim.every else ""
    return "/".join([*map(_plainly, things), period])


def _plainly(value: Any) -> str:
    """A value as it is compared: without spaces, in capitals, no matter how wide."""
    return "".join(unicodedata.normalize("NFKC", str(value)).split()).upper()
