"""The effect :class:`yuntai.procedures.flow.Letter`: a letter in the wording that an act names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from yuntai.cases.content import catalogue
from yuntai.cases.letters import values_of
from yuntai.cases.models import Case, Event
from yuntai.cases.redress import remedies, told
from yuntai.errors import YuntaiError
from yuntai.notices.letters import issue_letter
from yuntai.notices.models import Letter as Issued
from yuntai.procedures.flow import APPLICANT, Letter
from yuntai.procedures.letters import fill


def letter(case: Case, event: Event, effect: Letter, _answers: Mapping[str, Any]) -> list[Issued]:
    """Issue it to each to whom it goes."""
    wording = catalogue().letters[effect.wording]
    if others := [to for to in effect.to.split() if to != APPLICANT]:
        raise YuntaiError(f"文书“{wording.title}”还不能发给“{others[0]}”：平台现在只发给申请人")
    if case.subject is None:
        return []  # there is nobody to write to: who reported reads on the page of progress what has become of it
    values = values_of(case, event) | {"remedies": told(remedies(case, wording))}
    key = f"{case.number}/{event.number}/{effect.wording}"
    return [
        issue_letter(
            case.subject,
            effect.wording,
            wording.title,
            fill(wording, values),
            unit=case.unit,
            key=key,
            case=case.number,
        )
    ]
