"""Corrections as an officer sees them: what she may ask for, what is open, what was and what has been since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import QueryDict

from yuntai.cases.corrections import askable, changes, last_day
from yuntai.cases.history import History
from yuntai.cases.models import SECRECY, Case, Change, Event
from yuntai.cases.questions import name_of, questions
from yuntai.cases.secrecy import tells_who
from yuntai.clock import today
from yuntai.procedures import Field
from yuntai.web.controls import masked, shown


def fixes(case: Case, data: QueryDict, *, hidden: bool, accounts: bool) -> list[dict[str, Any]]:
    """The answers that can be asked to be put right, with what was ticked and written; ``hidden`` is who reported.

    Numbers of accounts are shown in full where ``accounts`` says so.
    """
    return [
        {
            "name": name,
            "label": name_of(question),
            "value": SECRECY if hidden and tells_who(question) else shown(question, case.facts.get(name, ""), accounts),
            "ticked": name in data.getlist("fields"),
            "remark": data.get(f"remark-{name}", ""),
        }
        for name, question in askable(case).items()
    ]


def open_items(case: Case, known: History, events: Sequence[Event]) -> dict[str, Any]:
    """What waits for the applicant: each item as a form names it, and the last days."""
    labels = {name: name_of(question) for name, question in questions(case).items()}
    asked = [event for event in events if event.number in known.corrections]
    items = []
    for event in asked:
        one = known.corrections[event.number]
        items += [("fields", name, f"{labels[name]}：{remark}") for name, remark in one.fields.items()]
        items += [("materials", title, title) for title in one.materials]
        items += [("corrections", str(event.number), event.reason)] if one.words else []
    days = sorted({last_day(case, event) for event in asked})
    return {"items": items, "days": [(day, day < today()) for day in days]}


def alterations(case: Case, events: Sequence[Event]) -> list[str]:
    """For each event what it says of corrections; nothing for the others."""
    known, kept = questions(case), changes(events)
    return [_altered(event, known, kept.get(event.number)) for event in events]


def _altered(event: Event, known: dict[str, Field], change: Change | None) -> str:
    fields = event.data.get("fields", ())
    match event.kind:
        case "request_correction":
            lines = [f"{name_of(known[name])}：{remark}" for name, remark in dict(fields).items() if name in known]
            lines += event.data.get("materials", ())
        case "supply":
            lines = [_from_to(known[name], change, name) for name in change.after if name in known] if change else []
            lines += [
                f"{name_of(known[name])}：申请人说没有填错" for name in event.data.get("kept", ()) if name in known
            ]
            lacking = event.data.get("lacking", ())
            lines += [
                f"{title}：申请人说没有" if title in lacking else title for title in event.data.get("materials", ())
            ]
        case "recall_correction":
            lines = [*(name_of(known[name]) for name in fields if name in known), *event.data.get("materials", ())]
        case _:
            lines = []
    return "；".join(lines)


def _from_to(question: Field, change: Change, name: str) -> str:
    return f"{name_of(question)} 原来：{masked(question, change.before[name])}，改为：{masked(question, change.after[name])}"
