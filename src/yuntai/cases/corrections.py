"""Corrections (补正): what an officer asks to be put right, item by item; what was answered, and what is still open.

An *item* is a question of the form, with the officer's remark on it, or a paper. A correction without items is answered in words.
Each item can be answered by itself, and taken back by an officer; the clock goes on when none is open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.timezone import localtime

from yuntai.cases.applications import parse_answers
from yuntai.cases.decisions import suggest
from yuntai.cases.granted import held_for, payments_of
from yuntai.cases.models import Case, Change, Event
from yuntai.cases.questions import name_of, questions
from yuntai.errors import YuntaiError
from yuntai.people.fields import blind_index
from yuntai.procedures import Field

MOST_REMARK = 200
"""How many characters the remark on an answer may have."""


@dataclass
class Wanted:
    """What is still open of a correction: the remark on each answer, by name; titles of papers; ``words`` where it has no items."""

    fields: dict[str, str]
    materials: list[str]
    words: bool

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Wanted:
        """All that an event asked for."""
        fields, materials = dict(data.get("fields", {})), list(data.get("materials", ()))
        return cls(fields, materials, words=not fields and not materials)

    def without(self, data: Mapping[str, Any]) -> Wanted:
        """What is left after the items that an answer, or an officer's taking back, settles."""
        fields = {name: remark for name, remark in self.fields.items() if name not in data.get("fields", ())}
        return Wanted(fields, [one for one in self.materials if one not in data.get("materials", ())], self.words)

    @property
    def done(self) -> bool:
        return not (self.fields or self.materials or self.words)


Corrections = dict[int, Wanted]
"""The open corrections by the number of the event that asked for each."""


def settle(corrections: Corrections, data: Mapping[str, Any]) -> Corrections:
    """What is open after an answer or a taking back, as its event has it."""
    left = {number: one.without(data) for number, one in corrections.items() if number not in data["corrections"]}
    return {number: one for number, one in left.items() if not one.done}


def last_day(case: Case, event: Event) -> date:
    """The last day on which what ``event`` asks for can be put right."""
    return localtime(event.at).date() + timedelta(case.version.load().correction_days)


def asked(case: Case, event: Event) -> list[str]:
    """What a correction asks for, a line each: the answers with the remark on each, the papers, the officer's words."""
    known = questions(case)
    fields = [f"{name_of(known[name])}：{remark}" for name, remark in event.data.get("fields", {}).items()]
    return [*fields, *event.data.get("materials", ()), *([event.reason] if event.reason else [])]


def askable(case: Case) -> dict[str, Field]:
    """The answers that an applicant can be asked to put right, by name: hers, none of an officer's; none of a declaration.

    What no question asks for, only other answers are worked out from it, is not hers to put right.
    """
    procedure = case.version.load()
    officer = {field.name for field in procedure.officer}
    if procedure.table:
        return {}
    return {name: one for name, one in questions(case).items() if one.label and name not in officer}


def ask(case: Case, data: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """The content of an event that asks for ``fields`` (name to remark) and ``materials`` (titles), or for words alone."""
    known = askable(case)
    fields = {name: str(remark).strip() for name, remark in data.get("fields", {}).items()}
    materials = [str(title) for title in data.get("materials", ())]
    for name, remark in fields.items():
        if name not in known:
            raise YuntaiError("要改的内容只能从申请人填写的情况里选")
        if not remark:
            raise YuntaiError(f"“{name_of(known[name])}”要写明哪里不对、怎样改")
        if len(remark) > MOST_REMARK:
            raise YuntaiError(f"“{name_of(known[name])}”最多写 {MOST_REMARK} 字，现在 {len(remark)} 字")
    if not (fields or materials or reason.strip()):
        raise YuntaiError("请勾选要改的内容或者要补的材料，或者写明要补正什么")
    return {"fields": fields, "materials": materials}


def faults(case: Case, answers: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with new ``answers``, by name: as in the form, and beside the others."""
    known = questions(case)
    _, errors = parse_answers([known[name] for name in answers], answers)
    if not errors and answers:
        try:
            procedure = case.version.load()
            held = held_for(procedure, case.subject, payments_of(case.subject, besides=case))
            suggest(procedure, case.facts | answers, case.as_of, held)
        except YuntaiError as error:
            errors = {next(iter(answers)): str(error)}
    return errors


def answer(case: Case, corrections: Corrections, data: Mapping[str, Any], reason: str) -> dict[str, Any]:
    """The content of an event that answers ``corrections``; the new answers become the case's, what was before is kept.

    ``data``: ``answers`` (name to new answer), ``kept`` (names of answers that were right), ``materials`` (titles of what came)
    and ``lacking`` (of what cannot be had); the two that change nothing need words. Without ``data`` all that is no question of the
    form is answered.
    """
    wanted = {name for one in corrections.values() for name in one.fields}
    answers = {name: given for name, given in data.get("answers", {}).items() if name in wanted}
    kept = [name for name in data.get("kept", ()) if name in wanted and name not in answers]
    materials, lacking = (list(data.get(key, ())) for key in ("materials", "lacking"))
    if not corrections:
        raise YuntaiError("这些补正要求已经答复过")
    if (kept or lacking) and not reason.strip():
        raise YuntaiError("说没有填错、没有这份材料的，请写明理由")
    if wrong := faults(case, answers):
        name, sentence = next(iter(wrong.items()))
        raise YuntaiError(f"“{name_of(questions(case)[name])}”：{sentence}")
    if not data:
        materials = [title for one in corrections.values() for title in one.materials]
    prepared = {"fields": [*answers, *kept], "materials": [*materials, *lacking], "kept": kept, "lacking": lacking}
    in_words = not data or bool(reason.strip() or materials)
    answered = [number for number, one in corrections.items() if _answered(one, prepared, in_words)]
    if not (answered or prepared["fields"] or prepared["materials"]):
        raise YuntaiError("还没有改好哪一项，请改好、上传或者写明情况")
    return {"corrections": answered, **prepared, **_change(case, answers)}


def _answered(one: Wanted, prepared: Mapping[str, Any], in_words: bool) -> bool:
    return in_words if one.words else one.without(prepared).done


def take_back(corrections: Corrections, data: Mapping[str, Any]) -> dict[str, Any]:
    """The content of an event that takes back ``fields`` (names), ``materials`` (titles) and ``corrections`` in words; all without."""
    if not any(data.get(key) for key in ("fields", "materials", "corrections")):
        return {"corrections": list(corrections), "fields": [], "materials": []}
    chosen = {key: list(data.get(key, ())) for key in ("fields", "materials")}
    words = [number for number in data.get("corrections", ()) if number in corrections and corrections[number].words]
    ended = [number for number, one in corrections.items() if not one.words and one.without(chosen).done]
    return {"corrections": [*words, *ended], **chosen}


def _change(case: Case, answers: Mapping[str, Any]) -> dict[str, Any]:
    """Put ``answers`` in the place of the case's own, and keep what was before where only the application can read it.

    The sealed event names what was kept by number and keyed digest, so that a changed one shows.
    """
    if not answers:
        return {}
    before = {name: case.facts.get(name, "") for name in answers}
    change = Change.objects.create(case=case, before=before, after=dict(answers))
    case.facts = case.facts | answers
    case.save(update_fields=["facts"])
    return {"change": change.pk, "digest": digest(change)}


def digest(change: Change) -> str:
    """The keyed digest of what a change was."""
    return blind_index(json.dumps([change.case_id, change.before, change.after], ensure_ascii=False, sort_keys=True))


def changes(events: Iterable[Event]) -> dict[int, Change]:
    """What each of ``events`` changed, by the event's number."""
    named = {event.data["change"]: event.number for event in events if event.data.get("change")}
    return {named[change.pk]: change for change in Change.objects.filter(pk__in=named)} if named else {}


def altered(case: Case, events: Iterable[Event]) -> list[str]:
    """What of a case's log no longer is as it was, a sentence each."""
    events = list(events)
    kept = changes(events)
    named = [event for event in events if event.data.get("change")]
    wrong = [one for one in named if one.number not in kept or digest(kept[one.number]) != one.data["digest"]]
    return [f"办件 {case.number} 第 {one.number} 条记录的补正内容被改过" for one in wrong]
