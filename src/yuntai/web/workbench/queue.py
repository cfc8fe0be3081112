"""The left pane: what waits for the officer, in tabs; what she searches for. Many cases are told by their columns alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Concat
from django.http import HttpRequest

from yuntai.cases.content import catalogue
from yuntai.cases.foresight import THEIRS, Foreseen, account, foresee
from yuntai.cases.going import known_as
from yuntai.cases.history import history
from yuntai.cases.lists import List, late, newest, numbered
from yuntai.cases.meanwhile import last_places
from yuntai.cases.models import Case, Event
from yuntai.cases.querysets import CaseQuerySet, Sight
from yuntai.cases.states import HANDLERS, OPEN, State
from yuntai.ledger.prepared import Prepared
from yuntai.notices.models import Notice
from yuntai.people.models import Appointment, Person, Role, Unit, User
from yuntai.web.exporting import Sheet, case_sheet
from yuntai.web.paging import Leaves
from yuntai.web.workbench.lines import COLUMNS, Line, lines

PAGE = 30
MINE, CONSULTED, LATE, ALL = "mine", "consulted", "late", "all"
_UNREAD = "unread"

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
    page: Page[Line]
    query: str
    unread: int

    @property
    def title(self) -> str:
        return _title(self.tabs, self.shown, self.wanted)


def queue_of(request: HttpRequest) -> Queue:
    """The queue of the officer who asks, as the address says: ``show`` (a tab), ``q`` (a number or a procedure), ``page``."""
    asked = _asked(request)
    page: Page[Line] = Paginator(asked.cases(), PAGE).get_page(request.GET.get("page"))
    query = request.GET.urlencode()
    roles = frozenset(appointment.role for appointment in asked.user.roles())
    return Queue(roles, asked.tabs, asked.shown, asked.wanted, page, f"?{query}" if query else "", asked.unread)


def sheet_of(request: HttpRequest) -> Sheet:
    """All pages of the queue as a list to export."""
    asked = _asked(request)
    return case_sheet(f"办件（{_title(asked.tabs, asked.shown, asked.wanted)}）", asked.found().rows)


def _title(tabs: tuple[Tab, ...], shown: str, wanted: str) -> str:
    return f"找“{wanted}”" if wanted else next(tab.title for tab in tabs if tab.code == shown)


@dataclass(frozen=True)
class _Asked:
    """What an officer asks for: the tab ``shown``, or what is ``wanted``. ``waiting`` is how many wait for her, by state; so many
    notices she has not read (``unread``)."""

    user: User
    waiting: Mapping[str, int]
    unread: int
    tabs: tuple[Tab, ...]
    shown: str
    wanted: str

    def found(self) -> List:
        """The cases, in their order."""
        sight = Case.objects.sight_of(self.user)
        if self.wanted:
            return _search(sight, self.wanted)
        if self.shown in (LATE, ALL):
            return late(sight) if self.shown == LATE else newest(sight)
        return List(_ordered(_in_tab(self.user, self.shown)))

    def cases(self) -> _Waiting | Leaves:
        """The same as a paginator takes them."""
        others = self.wanted or self.shown in (CONSULTED, LATE, ALL)
        return Leaves(*self.found(), _rows) if others else _Waiting(self.user, self.waiting, self.shown)


@dataclass(frozen=True)
class _Waiting:
    """What waits for an officer in a tab of hers."""

    user: User
    waiting: Mapping[str, int]
    tab: str

    def __len__(self) -> int:
        return sum(self.waiting.values()) if self.tab == MINE else self.waiting.get(self.tab, 0)

    def __getitem__(self, part: slice) -> list[Line]:
        if not self:
            return []
        roles, paths = _working(self.user)
        return lines(
            _PAGE(paths, tuple(self.user.accounts), roles=roles, tab=self.tab, first=part.start, end=part.stop)
        )


def _asked(request: HttpRequest) -> _Asked:
    """The tabs, the one that the address names, and what is searched for."""
    waiting, consulted, unread = _counted(request.user)
    tabs = _tabs(request.user, waiting, consulted)
    codes = [tab.code for tab in tabs]
    shown = request.GET.get("show", "")
    shown = shown if shown in codes or known_as(shown) else codes[0]
    if shown not in codes:
        tabs = (*tabs, Tab(shown, known_as(shown), 0))
    return _Asked(request.user, waiting, unread, tabs, shown, request.GET.get("q", "").strip())


def _tabs(user: User, waiting: Mapping[str, int], consulted: int) -> tuple[Tab, ...]:
    """What waits for the officer, by state where it is in several; what other units ask hers; the late ones; all."""
    found = []
    if user.has_role(Role.ACCEPT, Role.REVIEW, Role.CONFIRM, Role.PAY):
        found.append(Tab(MINE, "待我办", sum(waiting.values())))
    if len(waiting) > 1:
        steps = (*(one for one in OPEN if one in waiting), *sorted(waiting.keys() - set(OPEN)))
        found += [Tab(state, known_as(state) or state, waiting[state]) for state in steps]
    if consulted:
        found.append(Tab(CONSULTED, "会办", consulted))
    if user.has_role(Role.SUPERVISE):
        found.append(Tab(LATE, "超期", late(Case.objects.sight_of(user)).rows.count()))
    return (*found, Tab(ALL, "全部"))


def _in_tab(user: User, code: str) -> CaseQuerySet:
    if code == CONSULTED:
        return _consulted(user)
    waiting = Case.objects.waiting_for(user)
    return waiting if code == MINE else waiting.filter(state=code)


def _consulted(user: User) -> CaseQuerySet:
    """The cases in hand about which another unit has asked the officer's."""
    asked = Q(pk__in=[])
    for appointment in user.roles():
        if appointment.role == Role.REVIEW:
            asked |= Q(consulted__path__startswith=appointment.unit.path)
    mine = Case.objects.filter(asked, holder=Role.REVIEW).exclude(state=State.REVISITING)
    return Case.objects.filter(pk__in=mine.values("pk"))


def _ordered(found: CaseQuerySet) -> CaseQuerySet:
    """What is due first comes first."""
    return found.order_by(F("due_on").asc(nulls_last=True), "pk")


def _search(sight: Sight, wanted: str) -> List:
    """Cases by the beginning of the number, or by what the procedure is called."""
    if wanted.isdecimal():
        return numbered(sight, wanted)
    return newest(sight, [one.id for one in catalogue().values() if wanted in one.title])


def batches(queue: Queue, user: User) -> list[dict[str, Any]]:
    """The cases of the page that are of one procedure and in one state, where something can be done to several at once: each with
    the place of its last event and the account to which it pays."""
    groups: dict[tuple[str, str], list[Line]] = {}
    for one in queue.page:
        if one.state in BATCH:
            groups.setdefault((one.procedure, one.state), []).append(one)
    offered = [one for found in groups.values() for one in found]
    steps = [list(_steps(found)) for found in groups.values()]
    told = {one.pk for actions in steps for _, _, examples in actions for _, one in examples}
    paying = [one.pk for one in offered if one.amount and one.pk not in told]
    read = {case.pk: case for case in (*_of(_WHOLE, [*told]), *_of(_PAYING, paying))}
    logs, places = Event.chains([*told]), last_places([one.pk for one in offered])

    def follows(name: str, pk: int) -> Foreseen:
        return foresee(read[pk], history(logs.get(pk, ())), name, user, unit=THEIRS)

    return [
        {
            "first": found[0],
            "cases": [
                (one, places.get(one.pk, 0), " ".join(account(read[one.pk])) if one.amount else "") for one in found
            ],
            "actions": [
                (name, title, [(outcome, follows(name, one.pk)) for outcome, one in examples])
                for name, title, examples in actions
            ],
        }
        for found, actions in zip(groups.values(), steps, strict=True)
    ]


def _steps(found: Sequence[Line]) -> Iterator[tuple[str, str, list[tuple[str, Line]]]]:
    """What can be done to cases: name, title, and one of them that tells what will happen, by what was decided where that is not the
    same in all."""
    for name, title in BATCH[found[0].state].items():
        fit = {one.outcome: one for one in reversed(found) if name != "take_over" or one.coming_from}
        if fit:
            yield name, title, [(one.decided if len(fit) > 1 else "", one) for one in fit.values()]


def _alike(roles: Sequence[str], paths: Sequence[str], accounts: Sequence[int]) -> User:
    """Somebody with such roles at such places, for whom a question is written."""
    one = User()
    one.__dict__["_held"] = [
        Appointment(role=role, unit=Unit(path=path)) for role, path in zip(roles, paths, strict=True)
    ]
    one.__dict__["accounts"] = frozenset(accounts)
    return one


def _counts(
    paths: Sequence[str],
    accounts: Sequence[int],
    reviews: Sequence[str],
    user: int,
    person: Sequence[int],
    roles: Sequence[str],
) -> Any:
    """How many cases wait, by state, about how many her unit was asked, and how many notices she has not read, in one question."""
    reader = User(pk=user, person=Person(pk=person[0]) if person else None)
    parts = [(_UNREAD, Notice.objects.inbox(reader).unread())]
    if paths:
        parts.append((MINE, Case.objects.waiting_for(_alike(roles, paths, accounts))))
    if reviews:
        parts.append((CONSULTED, _consulted(_alike([Role.REVIEW] * len(reviews), reviews, ()))))
    # by the text of the state, as SQLite would count by the index of states, whatever else is asked
    first, *more = (
        found.order_by()
        .annotate(what=Value(what), at=Concat("state", Value("")))
        .values_list("what", "at")
        .annotate(Count("pk"))
        for what, found in parts
    )
    return first.union(*more, all=True)


def _counted(user: User) -> tuple[dict[str, int], int, int]:
    """How many cases wait for ``user``, by state; about how many her unit was asked; how many notices she has not read."""
    (roles, paths), reviews = _working(user), tuple(one.unit.path for one in user.roles() if one.role == Role.REVIEW)
    person = (user.person.merged_into_id or user.person.pk,) if user.person else ()
    rows = _COUNTS(paths, tuple(user.accounts), reviews, user.pk, person, roles=roles)
    waiting = {state: count for what, state, count in rows if what == MINE}
    consulted, unread = (sum(count for what, _, count in rows if what == one) for one in (CONSULTED, _UNREAD))
    return waiting, consulted, unread


def _page(paths: Sequence[str], accounts: Sequence[int], roles: Sequence[str], tab: str, first: int, end: int) -> Any:
    found = _ordered(_in_tab(_alike(roles, paths, accounts), tab))
    return _ordered(Case.objects.filter(pk__in=found.values("pk")[first:end])).values_list(*COLUMNS)


_COUNTS, _PAGE = Prepared(_counts), Prepared(_page)
_LINES = Prepared(lambda keys: Case.objects.filter(pk__in=keys).order_by().values_list(*COLUMNS))
_WHOLE = Prepared(
    lambda keys: (
        Case.objects.filter(pk__in=keys)
        .select_related("person", "employer", "version")
        .defer("version__definition")
        .order_by()
    )
)
_PAYING = Prepared(
    lambda keys: (
        Case.objects.filter(pk__in=keys)
        .select_related("version")
        .only("submission", "facts", "version__digest")
        .order_by()
    )
)
"""The same as far as it tells to which account a case pays."""


def _working(user: User) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """By which roles cases wait for ``user``, and where she holds each."""
    working = [one for one in user.roles() if one.role in HANDLERS]
    return tuple(one.role for one in working), tuple(one.unit.path for one in working)


def _rows(keys: Sequence[int]) -> list[Line]:
    return lines(_of(_LINES, keys))


def _of(question: Prepared, keys: Sequence[int]) -> list[Any]:
    return question(tuple(keys)) if keys else []
