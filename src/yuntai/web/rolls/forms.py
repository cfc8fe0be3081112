"""The forms of a roll, made from its declaration: a new row, what holds from a day on, what was written wrongly, the last day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.models import Unit
from yuntai.procedures import Field
from yuntai.registry.columns import Table
from yuntai.rolls import writing
from yuntai.rolls.content import catalogue
from yuntai.rolls.importing import columns_of, text_of
from yuntai.rolls.keepers import keepers
from yuntai.rolls.rights import WRITERS, Reach
from yuntai.rolls.rows import faults_of, said
from yuntai.rolls.secrets import open_
from yuntai.rolls.tables import model_of
from yuntai.rolls.writing import By
from yuntai.rules.language.kinds import FAR, Date, Text
from yuntai.web.controls import check, control_of, posted
from yuntai.web.rights import roles_required
from yuntai.web.rolls.views import label, of, one_of

_SINCE = Field("since", "从哪天起这样", Date(), "起始日期")
_FROM = Field("since", "起始日期", Date(), "起始日期")
_UNTIL = Field("until", "最后一天", Date(future=True), "终止日期")
_TO = Field("until", "终止日期", Date(none="至今", future=True), "终止日期")
_WHY = Field("reason", "原因", Text(200), "原因")
_METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(_METHODS)
@roles_required(*WRITERS)
@sensitive_post_parameters()
def new(request: HttpRequest, name: str) -> HttpResponse:
    """Enter a row under a key that is not there yet."""
    roll, right = of(request, name)
    _require(right)
    questions = [*columns_of(roll), _SINCE]
    answers, errors = _answers(request, questions, {"since": str(today())})
    if request.method == "POST" and not errors:
        values, since = _parted(questions, answers)
        try:
            row = said(roll, values)
            errors = faults_of(row) or dict(_there(roll, row.key))
            if not errors:
                may_keep(roll, right, row.values)
                writing.enter(name, [values], by(request), since=since)
                messages.success(request, "已经登记")
                return redirect("rolls:rows", name)
        except YuntaiError as error:
            errors = {"": str(error)}
    return _page(request, roll, questions, answers, errors, title=f"登记{roll.title}", button="登记")


@require_http_methods(_METHODS)
@roles_required(*WRITERS)
@sensitive_post_parameters()
def change(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Say what holds from a day on; what held until then stays as it was."""
    roll, right, row = _writable(request, name, pk)
    questions = [*(one for one in columns_of(roll) if one.name not in roll.key), _SINCE, _optional(_WHY)]
    answers, errors = _answers(request, questions, _given(roll, row) | {"since": str(today())})
    if request.method == "POST" and not errors:
        values, since = _parted(questions, answers)
        why = values.pop("reason", "")
        try:
            key = dict(zip(roll.key, _key(roll, row), strict=True))
            may_keep(
                roll,
                right,
                {column: getattr(row, column) for column in roll.key} | said(roll, values, whole=False).values,
            )
            writing.enter(name, [{**_nothing(questions), **values, **key}], by(request, why), since=since)
            messages.success(request, "已经变更；以前的仍然查得到")
            return redirect("rolls:rows", name)
        except YuntaiError as error:
            errors = {"": str(error)}
    lead = "从起始日期起是这样，以前的不变。写错了要改的，用更正。"
    return _page(
        request, roll, questions, answers, errors, title=f"变更：{label(roll, row)}", button="变更", row=row, lead=lead
    )


@require_http_methods(_METHODS)
@roles_required(*WRITERS)
@sensitive_post_parameters()
def correct(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Put right what was written wrongly, with its reason."""
    roll, right, row = _writable(request, name, pk)
    questions = [*(one for one in columns_of(roll) if one.name not in roll.key), _FROM, _TO, _WHY]
    days = {"since": str(row.since), "until": str(row.until) if row.until else "至今"}
    answers, errors = _answers(request, questions, _given(roll, row) | days)
    if request.method == "POST" and not errors:
        values, since = _parted(questions, answers)
        why, until = values.pop("reason", ""), values.pop("until")
        try:
            may_keep(roll, right, said(roll, values, whole=False).values)
            given = {**_nothing(questions), **values, "since": since, "until": None if until == FAR else until}
            writing.correct(name, row.pk, given, by(request, why))
            messages.success(request, "已经更正；原来写的仍然查得到")
            return redirect("rolls:rows", name)
        except YuntaiError as error:
            errors = {"": str(error)}
    lead = "原来写错了的，在这里改对；从来就是改对以后的样子。情况变了的，用变更。"
    return _page(
        request, roll, questions, answers, errors, title=f"更正：{label(roll, row)}", button="更正", row=row, lead=lead
    )


@require_http_methods(_METHODS)
@roles_required(*WRITERS)
def end(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Say on which day a row holds for the last time."""
    roll, _, row = _writable(request, name, pk)
    questions = [_UNTIL, _WHY]
    answers, errors = _answers(request, questions, {"until": str(today())})
    if request.method == "POST" and not errors:
        until, why = (question.kind.parse(answers[question.name]) for question in questions)
        try:
            key = [getattr(row, column) for column in roll.key]
            writing.end(name, [key], until, by(request, why))
            messages.success(request, "已经终止")
            return redirect("rolls:rows", name)
        except YuntaiError as error:
            errors = {"": str(error)}
    return _page(request, roll, questions, answers, errors, title=f"终止：{label(roll, row)}", button="终止", row=row)


def by(request: HttpRequest, why: str = "") -> By:
    """The officer as who writes, for the unit of her first appointment as a writer."""
    unit = next((one.unit for one in request.user.roles() if one.role in WRITERS), None)
    return By(request.user, unit if isinstance(unit, Unit) else None, reason=why)


def may_keep(roll: Table, right: Reach, values: Mapping[str, Any]) -> None:
    """Raise ``YuntaiError`` where a row of these values is for another unit to keep."""
    keeper = roll.kept.keeper if roll.kept else None
    if keeper and keeper.by and keeper.by not in values:
        return  # it is kept as it was
    (unit,) = keepers(roll, [values])
    if unit not in right.kept:
        raise YuntaiError(f"这一行归{catalogue().units[unit].name}管，您的岗位不在那里，请由那里登记")


def _writable(request: HttpRequest, name: str, pk: int) -> tuple[Table, Reach, Any]:
    roll, right, row = one_of(request, name, pk)
    if row.unit not in right.kept:
        raise PermissionDenied("这一行由别的单位管理")
    return roll, right, row


def _require(right: Reach) -> None:
    if not right.kept:
        raise PermissionDenied("这本台账由别的单位管理")


def _there(roll: Table, key: tuple[Any, ...]) -> Iterator[tuple[str, str]]:
    if (
        model_of(roll.name)
        .objects.filter(**dict(zip(roll.key, key, strict=True)), replaced_on=None, until=None)
        .exists()
    ):
        yield roll.key[0], "已经登记过：在列表里找到它，用变更或者更正"


def _answers(
    request: HttpRequest, questions: list[Field], given: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """What stands in the form, and what is wrong with what was posted, by question."""
    if request.method != "POST":
        return dict(given), {}
    answers = {one.name: posted(one, request.POST) for one in questions}
    return answers, {one.name: fault for one in questions if (fault := check(one, answers[one.name]))}


def _parted(questions: list[Field], answers: Mapping[str, str]) -> tuple[dict[str, Any], date]:
    """The values of the columns that are filled in, and the day from which they hold."""
    values = {one.name: one.kind.parse(answers[one.name]) for one in questions if answers[one.name] != ""}
    return values, values.pop("since")


def _nothing(questions: list[Field]) -> dict[str, None]:
    """What is left empty in a form is empty from then on."""
    return {one.name: None for one in questions if one.name not in ("since", "until", "reason")}


def _given(roll: Table, row: Any) -> dict[str, str]:
    """What a row says, as it stands in a form."""
    secrets = open_(roll, [getattr(row, name) for name in roll.key], row.private)
    return {
        one.name: secrets.get(one.name, "")
        if one.name in secrets or roll[one.name].private
        else text_of(one, getattr(row, one.name))
        for one in columns_of(roll)
    }


def _key(roll: Table, row: Any) -> list[Any]:
    return [getattr(row, name) for name in roll.key]


def _optional(question: Field) -> Field:
    return Field(question.name, question.ask, question.kind, question.title, optional=True)


def _page(
    request: HttpRequest,
    roll: Table,
    questions: list[Field],
    answers: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    title: str,
    button: str,
    row: Any = None,
    lead: str = "",
) -> HttpResponse:
    context = {
        "roll": roll,
        "title": title,
        "lead": lead,
        "button": button,
        "row": row,
        "errors": errors,
        "controls": [control_of(one, answers.get(one.name, ""), errors.get(one.name, "")) for one in questions],
    }
    return render(request, "rolls/form.html", context, status=400 if errors else 200)
