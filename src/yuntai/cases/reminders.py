"""Each working day: who is to be reminded of what. The key of each notice says what it is for, so that nobody hears it twice
(:func:`yuntai.notices.notify.notify`), however often a job runs, and what one day missed the next one makes up for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, wraps
from hashlib import sha256
from typing import Any

from django.db.models import Q, QuerySet

from yuntai.cases.clock import WARN_DAYS
from yuntai.cases.content import calendar, catalogue, rule_of
from yuntai.cases.corrections import last_day
from yuntai.cases.coverage import remind_all
from yuntai.cases.declarations import PROCEDURE as DECLARATION
from yuntai.cases.declarations import declared_on, window
from yuntai.cases.drafts import changed_since, current, version_of
from yuntai.cases.effects import (
    answerers,
    consulted,
    opinion_due,
    supervised,
    supervision_due,
    tell,
    tell_applicant,
)
from yuntai.cases.going import flow_of
from yuntai.cases.history import History, history, history_of, refresh
from yuntai.cases.lapses import lapse
from yuntai.cases.lights import Lights
from yuntai.cases.models import Case, Draft, Event
from yuntai.cases.routing import unstaffed
from yuntai.cases.states import State, holder_of, in_charge
from yuntai.cases.versions import Version
from yuntai.cases.waits import go_on, waiting
from yuntai.notices.daily import daily
from yuntai.notices.notify import notify, recipients
from yuntai.people.models import Role, Unit, User
from yuntai.people.officers import holders
from yuntai.procedures import Units
from yuntai.rules.language.workdays import is_workday, workday_after

LAST_DAYS = 5
"""How many working days before the end of the time for declaring employers are reminded again."""

NAMED = 3
"""How many of the units without officers are named."""

_AT_ONCE = 500


def _each_workday(job: Callable[[date], None]) -> Callable[[date], None]:
    @wraps(job)
    def on_workdays(day: date) -> None:
        if is_workday(day, calendar()):
            job(day)

    return daily(on_workdays)


@_each_workday
def cases_near_due(day: date) -> None:
    """Tell those for whom a case waits that its last day is near: once a last day."""
    _tell_holders(Lights.on(day).yellow, "case_near_due")


@_each_workday
def cases_overdue(day: date) -> None:
    """Tell those for whom a case waits that its last day is over: once a last day."""
    _tell_holders(Lights.on(day).red, "case_overdue")


@_each_workday
def cases_unaccepted(day: date) -> None:
    """Tell the supervisors of a case that should have been accepted or rejected and was not: once a case."""
    supervisors = cache(lambda unit: holders(unit, [Role.SUPERVISE]))
    _tell(Lights.on(day).red & Q(state=State.SUBMITTED), "case_unaccepted", lambda case: supervisors(case.unit_id))


@daily
def steps_over(day: date) -> None:
    """Lead on the cases whose step is over, or that wait for nothing any more."""
    for case in each_row(Case.objects.filter(waiting())):
        go_on(case, day)


def _tell_holders(wanted: Q, template: str) -> None:
    those = cache(_holders)
    _tell(
        wanted,
        template,
        lambda case: answerers(case) if case.state == State.REVISITING else those(case.unit_id, case.holder),
    )


def _tell(wanted: Q, template: str, those: Callable[[Case], list[User]]) -> None:
    """Tell ``those`` of the cases that are ``wanted``."""
    titles = dict(Version.objects.values_list("pk", "definition__title"))
    for case in each_row(Case.objects.filter(wanted).defer("facts", "decision")):
        what = "受理" if case.state == State.SUBMITTED else "办结"
        for officer in those(case):
            notify(
                officer,
                template,
                {"procedure": titles[case.version_id], "number": case.number, "due_on": case.due_on, "what": what},
                key=f"{case.number}/{template}/{case.due_on}",
                case=case.number,
                url=f"/work/cases/{case.number}/",
            )


def each_row(found: QuerySet[Any]) -> Iterator[Any]:
    """The rows of ``found``, some hundreds at a time. None is being read while one is told of: SQLite would refuse the notice
    as soon as anybody else has written."""
    last = 0
    while rows := list(found.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        yield from rows
        last = rows[-1].pk


def _holders(unit: int, holder: str) -> list[User]:
    """Those for whom the cases of a unit wait that wait for ``holder``."""
    return holders(unit, in_charge(holder))


@daily
def due_days_settled(_day: date) -> None:
    """Count the days again that were counted before the holidays of their year were published."""
    published = Q(due_provisional=True, due_on__lte=calendar().last)
    for case in each_row(Case.objects.filter(published).select_related("version")):
        refresh(case)


@_each_workday
def units_unstaffed(day: date) -> None:
    """Tell the managers of the bureau which units have nobody for the cases that go there: once a month, and when it changes."""
    if not (lacking := unstaffed()):
        return
    units = catalogue().units
    said = "；".join(f"{role.label}岗缺 {len(codes)} 个单位：{_some(units, codes)}" for role, codes in lacking.items())
    root = Unit.objects.get(code=units.root.code)
    for manager in holders(root.pk, [Role.MANAGE]):
        key = f"units_unstaffed/{day:%Y-%m}/{sha256(said.encode()).hexdigest()[:16]}"
        notify(manager, "units_unstaffed", {"what": said}, key=key, url="/account/officers/")


def _some(units: Units, codes: list[str]) -> str:
    return "、".join(units[code].name for code in codes[:NAMED]) + ("等" if len(codes) > NAMED else "")


@_each_workday
def corrections_near_due(day: date) -> None:
    """Tell applicants whose time for a correction ends in two working days: once a correction."""
    last = workday_after(day, WARN_DAYS + 1, calendar()) - timedelta(1)
    for event, _, values in _corrections(day, last):
        case, values = event.case, values | {"task": "补齐材料", "days": (values["due_on"] - day).days}
        key = f"{case.number}/{event.number}/deadline_near"
        if case.subject:
            tell_applicant(case.subject, case.number, "deadline_near", values, key)


@_each_workday
def corrections_over(day: date) -> None:
    """End the corrections whose time is over: the case goes on with what there is, and both sides are told."""
    for event, known, values in list(_corrections(date.min, day - timedelta(1))):
        case = event.case
        lapse(case, day)
        for officer in _holders(known.unit, holder_of(known.before_correction, flow_of(case.version.load()))):
            notify(
                officer,
                "correction_over",
                values,
                key=f"{case.number}/{event.number}/correction_over",
                case=case.number,
                url=f"/work/cases/{case.number}/",
            )


@_each_workday
def consultations_due(day: date) -> None:
    """Remind units of the opinion that is near its last day or late, once each; of a late one tell who has the case too."""
    asked = Case.objects.open().filter(consulted__isnull=False).exclude(paused=True).distinct()
    for case in each_row(asked.select_related("version").defer("facts", "decision")):
        events = list(case.events.order_by("number"))
        waiting = history(events).waiting_for_opinion
        for event in {e.data["unit"]: e for e in events if e.kind == "consult" and e.data["unit"] in waiting}.values():
            due = opinion_due(event)
            if workday_after(day, WARN_DAYS, calendar()) < due:
                continue
            tell(case, event, consulted(case, event, "over" if due < day else "near"))
            if due < day:
                values = {
                    "procedure": case.version.definition["title"],
                    "number": case.number,
                    "unit": Unit.objects.get(pk=event.data["unit"]).name,
                    "due_on": due,
                }
                for officer in _holders(case.unit_id, case.holder):
                    key, url = f"{case.number}/{event.number}/consultation_over", f"/work/cases/{case.number}/"
                    notify(officer, "consultation_over", values, key=key, case=case.number, url=url)


@_each_workday
def supervision_unanswered(day: date) -> None:
    """Remind those who have a supervised case in hand on the last working day before the answer is due, and once it is late;
    of a late one tell who asked for the answer, and who supervises the unit above."""
    for case in each_row(
        Case.objects.filter(supervised=True).select_related("version", "unit").defer("facts", "decision")
    ):
        events = list(case.events.order_by("number").select_related("user"))
        if history(events).supervision_answered:
            continue
        event = next(one for one in reversed(events) if one.kind == "supervise")
        due = supervision_due(event)
        if workday_after(day, 1, calendar()) < due:
            continue
        tell(case, event, supervised(case, event, "over" if due < day else "near"))
        if due < day:
            _tell_unanswered(case, event, due)


def _tell_unanswered(case: Case, event: Event, due: date) -> None:
    procedure = case.version.definition["title"]
    values = {"procedure": procedure, "number": case.number, "unit": case.unit.name, "due_on": due}
    above = holders(case.unit.parent_id or case.unit_id, [Role.SUPERVISE], [event.user_id])
    for who in (event.user, *above):
        key, url = f"{case.number}/{event.number}/supervision_over", f"/work/cases/{case.number}/"
        notify(who, "supervision_over", values, key=key, case=case.number, url=url)


def _corrections(first: date, last: date) -> Iterator[tuple[Event, History, dict[str, Any]]]:
    """The open corrections whose last day lies between two days, with the case's history and what is told of them."""
    asked = Event.objects.filter(kind="request_correction", case__state=State.CORRECTING)
    for event in asked.select_related("case__version", "case__person", "case__employer").order_by("number"):
        case, due = event.case, last_day(event.case, event)
        known = history_of(case) if first <= due <= last else History()
        if event.number in known.corrections:
            values = {"procedure": case.version.definition["title"], "number": case.number, "due_on": due}
            yield event, known, values


@_each_workday
def drafts_outdated(_day: date) -> None:
    """Tell those whose draft is not handed in that the rules have changed since it was begun: once a change."""
    drafts = Draft.objects.select_related("version")
    for version in drafts.values_list("version", flat=True).distinct():
        same = drafts.filter(version=version)
        first = same.first()
        now = current(first.procedure) if first else None
        if now is None or not changed_since(first):  # whether anything has changed depends on the version alone
            continue
        renewed = version_of(now)
        values = {"procedure": now.title, "changed_on": renewed.first_used}
        for draft in each_row(same.select_related("person", "employer").defer("answers")):
            url = "/employer/declare/" if draft.procedure == DECLARATION else f"/apply/{draft.key}/"
            for recipient in recipients(draft.subject):
                key = f"{draft.key}/version/{renewed.pk}"
                notify(recipient, "draft_rules_changed", values, key=key, url=url)


@_each_workday
def declarations_due(day: date) -> None:
    """Remind employers that have not declared their staff's wages: when the time for it begins, and when five working days
    are left; once each, unless an officer has reminded them since."""
    if DECLARATION not in catalogue():
        return
    rule = rule_of(catalogue()[DECLARATION].table)
    time = window(rule, day) if declared_on(rule, day) == day else None
    if time and time.open:
        marks = (time.first, _days_left(time.last, LAST_DAYS))
        remind_all(day, max(one for one in marks if one <= day), time.last)


def _days_left(last: date, number: int) -> date:
    """The day after which there are so many working days up to ``last``."""
    while number:
        number -= is_workday(last, calendar())
        last -= timedelta(1)
    return last
