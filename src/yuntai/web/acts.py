"""The forms of acts: the questions that are answered with an act of a flow, on whichever page it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.http import QueryDict

from yuntai.cases.decisions import Suggestion
from yuntai.cases.sheets import decided, decided_in_words, fields_of
from yuntai.cases.states import Transition
from yuntai.procedures import Field, Procedure
from yuntai.web.controls import Control, control_of, posted


def controls_of(
    procedure: Procedure,
    transition: Transition,
    data: QueryDict,
    errors: Mapping[str, str] | None = None,
    suggestion: Suggestion | None = None,
) -> tuple[list[Control], str]:
    """The questions of an act with what was posted of them, or what the policy says; and that in words where it says something."""
    if transition.act is None:
        return [], ""
    said = decided(transition.act, suggestion)
    found = [
        control_of(
            asked,
            posted(asked, data) or (said if field.name == transition.act.decides else ""),
            (errors or {}).get(field.name, ""),
        )
        for field, asked in _named(procedure, transition)
    ]
    return found, decided_in_words(transition.act, procedure, suggestion)


def sheet_of(procedure: Procedure, transition: Transition, data: QueryDict) -> dict[str, Any]:
    """What was posted as the sheet of an act."""
    return {field.name: posted(asked, data) for field, asked in _named(procedure, transition)}


def _named(procedure: Procedure, transition: Transition) -> list[tuple[Field, Field]]:
    """Each question, and as it is called on a page, so that those of two acts are told apart."""
    fields = fields_of(procedure, transition.act)
    return [(one, replace(one, name=f"{transition.name}-{one.name}")) for one in fields]
