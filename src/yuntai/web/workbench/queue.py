"""The left pane: what waits for the officer, in tabs; what she searches for. Many cases are told by their columns alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, F, Q
from django.http import HttpRequest

from yuntai.cases.content import catalogue
from yuntai.cases.foresight import THEIRS, Foreseen, account, foresee
from yuntai.cases.history import History, history
from yuntai.cases.lights import Lights
from yuntai.cases.meanwhile import last_places
from yuntai.cases.models import Case, Version
from yuntai.cases.querysets import CaseQuerySet
from yuntai.cases.states import OPEN, State
from yuntai.notices.models import Notice
from yuntai.people.models import Role, User
from yuntai.web.exporting import Sheet, case_sheet
from yuntai.web.paging import page_of

PAGE = 30
MINE, CONSULTED, LATE, ALL = "mine", "consulted", "late", "all"

BATCH: Mapping[str, Mapping[str, str]] = {
    State.SUBMITTED: {"accept": "受理", "take_over": "接收转办"},
    State.HANDLING: {"take_over": "接收转办"},
    State.PROPOSED: {"confirm": "复核通过"},
    State.PAYING: {"pay": "发放"},
}
"""What can be done to several cases at once, by their state."""


@dataclass(frozen=True)
class Tab:
    """A part of the queue: its title, and how many are in it where that is known without counting."""

    code: str
    title: str
    count: int | None = None


@dataclass(frozen=True)
class Queue:
    """What the left pane shows to an officer of ``roles``. ``query`` keeps tab, search and page in the addresses of cases;
    ``unread`` notices wait for her."""

    roles: frozenset[str]
    tabs: tuple[Tab, ...]
    shown: str
    wanted: str
    page: Page
    query: str
    unread: int

    @property
    def title(self) -> str:
        return _title(self.tabs, self.shown, self.wanted)


def queue_of(request: HttpRequest) -> Queue:
    """The queue of the officer who asks, as the address says: ``show`` (a tab), ``q`` (a number or a procedure), ``page``."""
    tabs, shown, wanted = _asked(request)
    found = _found(request.user, shown, wanted).select_related("person", "employer", "unit").defer("facts", "decision")
    page = page_of(found, PAGE, request)
    versions = Version.objects.filter(pk__in={case.version_id for case in page})
    titles, lights = dict(versions.values_list("pk", "definition__title")), Lights.now()
    for case in page:
        case.title, case.light = titles[case.version_id], lights.of(case)
    query = request.GET.urlencode()
    roles = frozenset(appointment.role for appointment in request.user.roles())
    unread = Notice.objects.inbox(request.user).unread().count()
    return Queue(roles, tabs, shown, wanted, page, f"?{query}" if query else "", unread)


def sheet_of(request: HttpRequest) -> Sheet:
    """All pages of the queue as a list to export."""
    tabs, shown, wanted = _asked(request)
    return case_sheet(f"办件（{_title(tabs, shown, wanted)}）", _found(request.user, shown, wanted))


def _title(tabs: tuple[Tab, ...], shown: str, wanted: str) -> str:
    return f"找“{wanted}”" if wanted else next(tab.title for tab in tabs if tab.code == shown)


def _asked(request: HttpRequest) -> tuple[tuple[Tab, ...], str, str]:
    """The tabs, the one that the address names, and what is searched for."""
    tabs = _tabs(request.user)
    codes = [tab.code for tab in tabs]
    shown = request.GET.get("show", "")
    shown = shown if shown in codes or shown in State.values else codes[0]
    if shown not in codes:
        tabs = (*tabs, Tab(shown, State(shown).label, 0))
    return tabs, shown, request.GET.get("q", "").strip()


def _found(user: User, shown: str, wanted: str) -> CaseQuerySet:
    return _search(user, wanted) if wanted else _ordered(_in_tab(user, shown), shown)


def _tabs(user: User) -> tuple[Tab, ...]:
    """What waits for the officer, by state where it is in several; what other units ask hers; the late ones; all."""
    rows = Case.objects.waiting_for(user).order_by().values_list("state").annotate(Count("pk"))
    waiting: Mapping[str, int] = dict(rows)
    found = []
    if user.has_role(Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY):
        found.append(Tab(MINE, "待我办", sum(waiting.values())))
    if len(waiting) > 1:
        found += [Tab(state, state.label, waiting[state]) for state in OPEN if state in waiting]
    if user.has_role(Role.REVIEW) and (asked := _consulted(user).count()):
        found.append(Tab(CONSULTED, "会办", asked))
    if user.has_role(Role.SUPERVISE):
        found.append(Tab(LATE, "超期", Case.objects.visible_to(user).filter(Lights.now().red).count()))
    return (*found, Tab(ALL, "全部"))


def _in_tab(user: User, code: str) -> CaseQuerySet:
    if code == CONSULTED:
        return _consulted(user)
    if code == LATE:
        return Case.objects.visible_to(user).filter(Lights.now().red)
    if code == ALL:
        return Case.objects.visible_to(user)
    waiting = Case.objects.waiting_for(user)
    return waiting if code == MINE else waiting.filter(state=code)


def _consulted(user: User) -> CaseQuerySet:
    """The cases in hand about which another unit has asked the officer's."""
    asked = Q(pk__in=[])
    for appointment in user.roles():
        if appointment.role == Role.REVIEW:
            asked |= Q(consulted__path__startswith=appointment.unit.path)
    mine = Case.objects.filter(asked, state=State.HANDLING)
    return Case.objects.filter(pk__in=mine.values("pk"))


def _ordered(found: CaseQuerySet, code: str) -> CaseQuerySet:
    """What is due first comes first; of all cases, the newest."""
    return found.order_by("-submitted_at") if code == ALL else found.order_by(F("due_on").asc(nulls_last=True), "pk")


def _search(user: User, wanted: str) -> CaseQuerySet:
    """Cases by the beginning of the number, or by what the procedure is called."""
    visible = Case.objects.visible_to(user)
    if wanted.isdecimal():
        return visible.filter(number__range=(wanted, wanted.ljust(20, "9"))).order_by("-number")
    named = [one.id for one in catalogue().values() if wanted in one.title]
    return visible.filter(procedure__in=named).order_by("-submitted_at")


def batches(queue: Queue, user: User) -> list[dict[str, Any]]:
    """The cases of the page that are of one procedure and in one state, where something can be done to several at once."""
    groups: dict[tuple[str, str], list[Case]] = {}
    offered = [case for case in queue.page if case.state in BATCH]
    places, read = last_places(offered), _read(offered)
    for case in offered:
        case.last = places.get(case.pk, 0)
        case.pays = " ".join(account(read[case.pk])) if case.amount else ""
        groups.setdefault((case.procedure, case.state), []).append(case)
    return [
        {"cases": cases, "first": cases[0], "actions": list(_actions([read[one.pk] for one in cases], user))}
        for cases in groups.values()
    ]


def _read(cases: Sequence[Case]) -> dict[int, Case]:
    """The same cases with what lists leave out: answers, versions, logs."""
    whole = Case.objects.filter(pk__in=[case.pk for case in cases]).select_related("version", "person", "employer")
    return {case.pk: case for case in whole.prefetch_related("events")}


def _actions(cases: Sequence[Case], user: User) -> Iterator[tuple[str, str, list[tuple[str, Foreseen]]]]:
    """What can be done to ``cases``: name, title, what will happen, by what was decided where that is not the same in all."""
    for name, title in BATCH[cases[0].state].items():
        fit = {case.outcome: case for case in reversed(cases) if name != "take_over" or case.coming_from_id}
        told = [
            (case.get_outcome_display() if len(fit) > 1 else "", foresee(case, _known(case), name, user, unit=THEIRS))
            for case in fit.values()
        ]
        if told:
            yield name, title, told


def _known(case: Case) -> History:
    return history(sorted(case.events.all(), key=lambda event: event.number))
