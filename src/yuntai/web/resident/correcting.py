"""Putting right what an officer asked for: the answers beside her remark on each, the papers, words; in several goes if one likes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest

from yuntai.cases.actions import act
from yuntai.cases.corrections import Corrections, faults, last_day
from yuntai.cases.models import Case, Event
from yuntai.cases.questions import name_of, questions
from yuntai.clock import today
from yuntai.procedures import Field, Material
from yuntai.web.controls import control_of, last_seen, posted, show
from yuntai.web.resident.materials import faults as faults_of_files
from yuntai.web.resident.materials import store_materials


class Correcting:
    """What is open of a case's corrections, as its page asks for it and takes it."""

    def __init__(self, request: HttpRequest, case: Case, corrections: Corrections) -> None:
        self.request, self.case, self.corrections = request, case, corrections
        known, titles = questions(case), {title for one in corrections.values() for title in one.materials}
        remarks = {name: remark for one in corrections.values() for name, remark in one.fields.items()}
        self.remarks = {name: (known[name], remark) for name, remark in remarks.items()}
        offered = case.version.load().materials
        self.named = [one for one in offered if one.title in titles]
        in_words = any(one.words for one in corrections.values()) or len(self.named) < len(titles)
        self.others = [one for one in offered if one not in self.named] if in_words else []

    def context(self, events: list[Event], errors: dict[str, str]) -> dict[str, Any]:
        """The open items with what was typed, and the last day of each correction."""
        asked = [event for event in events if event.number in self.corrections]
        days = [last_day(self.case, event) for event in asked]
        return {
            "corrections": [(event, day, day < today()) for event, day in zip(asked, days, strict=True)],
            "fixes": [self._fix(one, remark, errors) for one, remark in self.remarks.values()],
            "named": [(one, f"lack-{one.id}" in self.request.POST, errors.get(one.id, "")) for one in self.named],
            "others": [(one, errors.get(one.id, "")) for one in self.others],
            "summary": self._summary(errors),
            "typed": self.request.POST,
        }

    def _fix(self, question: Field, remark: str, errors: dict[str, str]) -> dict[str, Any]:
        data, before = self.request.POST, self.case.facts.get(question.name, "")
        asked = _asked(question)
        value = posted(asked, data) if data else before
        return {
            "control": control_of(asked, value, errors.get(asked.name, "")),
            "remark": remark,
            "before": show(question, before),
            "keep": f"keep-{question.name}",
            "kept": f"keep-{question.name}" in data,
        }

    def _summary(self, errors: dict[str, str]) -> dict[str, str]:
        labels = {_asked(one).name: name_of(one) for one, _ in self.remarks.values()}
        return {name: f"“{labels[name]}”：{said}" if name in labels else said for name, said in errors.items()}

    def take(self) -> dict[str, str]:
        """Hand in what was posted; what is wrong, by field. Good files are kept even then: no browser would send them twice."""
        data, reply = self.request.POST, self.request.POST.get("reply", "").strip()
        kept = [name for name in self.remarks if f"keep-{name}" in data]
        answers = {name: given for name, given in self._answers() if name not in kept}
        papers = [*self.named, *self.others]
        errors = {_asked(self.remarks[name][0]).name: said for name, said in faults(self.case, answers).items()}
        errors |= {name: said for one in papers for name, said in faults_of_files(self.request, one).items()}
        came = [one for one in papers if self.request.FILES.getlist(one.id) and one.id not in errors]
        lacking = [one.title for one in self.named if f"lack-{one.id}" in data and one not in came]
        if (kept or lacking) and not reply:
            errors["reply"] = "勾了“没有填错”或者“没有这份材料”的，请在这里写明理由"
        elif not (errors or answers or kept or came or lacking or (reply and self._in_words)):
            errors["reply"] = self._nothing
        if errors and not came:
            return errors
        handed = {"answers": answers, "kept": kept, "lacking": lacking} if not errors else {}
        self._hand_in(came, {"materials": self._titles(came)} | handed, "" if errors else reply)
        if errors:
            names = "、".join(f"“{one.title}”" for one in came)
            messages.info(self.request, f"{names}已经收到，不用再传；别的还没有提交，请改好再提交")
        return errors

    def _answers(self) -> list[tuple[str, Any]]:
        """The answers that are not as they were."""
        given = [(question, posted(_asked(question), self.request.POST)) for question, _ in self.remarks.values()]
        return [(one.name, text) for one, text in given if not _alike(one, text, self.case.facts.get(one.name, ""))]

    @property
    def _in_words(self) -> bool:
        return any(one.words for one in self.corrections.values())

    @property
    def _nothing(self) -> str:
        if self.remarks:
            return "还没有改，也没有上传材料。请改好一项，或者勾“没有填错”并在这里写明理由"
        return "请上传要补的材料，或者在这里写明情况"

    def _titles(self, came: list[Material]) -> list[str]:
        """What came, by the titles that were asked for; a paper that nobody named is for what was asked for in words."""
        offered = {one.title for one in self.named}
        other = {title for one in self.corrections.values() for title in one.materials} - offered
        return [*(one.title for one in came), *(sorted(other) if any(one in self.others for one in came) else ())]

    @transaction.atomic
    def _hand_in(self, came: list[Material], data: dict[str, Any], reply: str) -> None:
        last = last_seen(self.request.POST)
        act(self.case, "supply", self.request.user, acting=self.request.acting, reason=reply, data=data, last=last)
        self.case.materials.add(*(file for one in came for file in store_materials(self.request, one, self.case)))


def _alike(question: Field, answer: Any, before: Any) -> bool:
    """Whether two answers say the same; no rows are nothing written."""
    return not (answer or before) or show(question, answer) == show(question, before)


def _asked(question: Field) -> Field:
    """The question under a name that no paper has."""
    return replace(question, name=f"fix-{question.name}")


def told(event: Event, known: dict[str, Field]) -> str:
    """What an answer to a correction settled, as the track says it to the applicant."""
    data = event.data
    kept, lacking = data.get("kept", ()), data.get("lacking", ())
    changed = [name_of(known[name]) for name in data.get("fields", ()) if name not in kept and name in known]
    lines = [
        f"改了{'、'.join(changed)}" if changed else "",
        f"没有填错：{'、'.join(name_of(known[name]) for name in kept if name in known)}" if kept else "",
        f"补交{'、'.join(one for one in data.get('materials', ()) if one not in lacking)}"
        if set(data.get("materials", ())) - set(lacking)
        else "",
        f"没有{'、'.join(lacking)}" if lacking else "",
        event.reason,
    ]
    return "；".join(filter(None, lines))
