"""Who has made the yearly declaration and who has not: the employers of an officer's districts, by the policy's own rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any

from yuntai.cases.content import catalogue, rule_of, watched
from yuntai.cases.declarations import PROCEDURE, Window, declared_on, window
from yuntai.cases.models import Case
from yuntai.cases.states import Outcome, State
from yuntai.clock import start_of, today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.notices.notify import notify
from yuntai.people.logs import log_access
from yuntai.people.models import Operator, Role, Unit, User
from yuntai.rules.language.kinds import FAR
from yuntai.rules.rule.rule import Rule

REMINDER = "base_declaration_due"
"""The notice that reminds; its keys are ``base_declaration_due/<year>/<uscc>/<day>``."""
MOST = 1000
"""How many employers are reminded at a time, so that the officer need not wait."""
LOOKERS = (Role.ACCEPT, Role.REVIEW, Role.SUPERVISE)
STATUSES = {"open": "没有申报", "declared": "已申报", "unregistered": "未注册单位"}


@dataclass(frozen=True)
class Obliged:
    """An employer with staff that must be declared, as the registry has it; ``case`` is its declaration, if it made one."""

    uscc: str
    name: str
    district: str
    unit: str
    staff: int
    registered: bool
    case: str
    state: str
    reminded: date | None

    @property
    def status(self) -> str:
        """One of :data:`STATUSES`."""
        return "declared" if self.case else "open" if self.registered else "unregistered"


@dataclass(frozen=True)
class Coverage:
    """The employers that must declare for ``year``, the largest first, and the time for it."""

    year: int
    window: Window | None
    employers: Sequence[Obliged]


def coverage(officer: User) -> Coverage:
    """The employers of the districts whose declarations come to a unit of ``officer``'s."""
    units = _units()
    mine = Unit.objects.held_by(officer, *LOOKERS).filter(code__in=units.values())
    codes = set(mine.values_list("code", flat=True))
    return _coverage({district: code for district, code in units.items() if code in codes}, today())


def _units() -> dict[str, str]:
    """The districts, each with the unit that handles its declarations."""
    procedure, units = catalogue()[PROCEDURE], catalogue().units
    return {district: units.route(procedure, district).code for district in units.districts}


def _coverage(units: Mapping[str, str], on: date) -> Coverage:
    rule = rule_of(catalogue()[PROCEDURE].table)
    day = declared_on(rule, on)
    made, reminded = _made(day.year), _reminded(day.year)
    registered = set(_operators().values_list("employer__uscc", flat=True))
    found = []
    for uscc, name, district, staff in _with_staff(rule, day, list(units)):
        case, state = made.get(uscc, ("", ""))
        known = (uscc in registered, case, state, reminded.get(uscc))
        found.append(Obliged(uscc, name, district, catalogue().units[units[district]].name, staff, *known))
    return Coverage(day.year, window(rule, day), found)


def _with_staff(rule: Rule, day: date, districts: Sequence[str]) -> list[tuple[str, str, str, int]]:
    """The employers of ``districts`` with somebody whom the policy says to declare: code, name, district, how many."""
    from yuntai.rules.many.population import Population
    from yuntai.rules.many.sql import constants

    with watched().tables() as source:
        population = Population(rule, source)
        judged = population.judged(
            population.rows(), constants(day, FAR, rule.relations), rule.nodes, ["enrolment", "declare"]
        )
        enrolments, employers = source.table("enrolments"), source.table("employers")
        due = judged.filter(judged["declare"]).inner_join(enrolments.select("enrolment", "employer"), "enrolment")
        counted = due.group_by("employer").aggregate(staff=due.count())
        here = employers.filter(employers["district"].isin(districts)).inner_join(counted, "employer")
        columns = here.select("employer", "name", "district", "staff").to_pyarrow().to_pydict()
    rows = zip(columns["employer"], columns["name"], columns["district"], columns["staff"], strict=True)
    return sorted(rows, key=lambda row: (-row[3], row[0]))


def _made(year: int) -> dict[str, tuple[str, str]]:
    """Number and state of the declarations that stand, by employer. A year's come in from its first day on, until the
    rules of the next year are there."""
    cases = Case.objects.filter(procedure=PROCEDURE, submitted_at__gte=start_of(date(year, 1, 1)))
    cases = cases.exclude(state__in=(State.WITHDRAWN, State.REJECTED, State.RECOVERING, State.REVOKED)).exclude(
        outcome=Outcome.REFUSED
    )
    rows = cases.order_by("submitted_at").values_list("employer__uscc", "number", "state")
    return {uscc: (number, State(state).label) for uscc, number, state in rows}


def _operators() -> Any:
    """Those who can act on the platform for an employer that is registered there."""
    return Operator.objects.in_force().filter(employer__registered_on__isnull=False)


def _reminded(year: int) -> dict[str, date]:
    """When each employer was last reminded."""
    sent = Notice.objects.filter(template=REMINDER, channel="site", key__startswith=f"{REMINDER}/{year}/")
    keys = sorted(sent.values_list("key", flat=True).distinct())
    return {uscc: date.fromisoformat(day) for _, _, uscc, day in (key.split("/") for key in keys)}


def remind(officer: User, year: int, employers: Iterable[Obliged], due_on: date) -> int:
    """Remind those of ``employers`` that have not declared, by ``due_on``, :data:`MOST` at a time; how many they are.

    Nobody is told twice on a day. Raises ``YuntaiError`` where there is nobody to be told, or the day is over.
    """
    if due_on < today():
        raise YuntaiError("申报的最后一天不能早于今天")
    wanted = {one.uscc for one in islice(filter(to_remind, employers), MOST)}
    if not wanted:
        raise YuntaiError("没有要提醒的单位：今天都提醒过了，或者都已申报")
    log_access(officer, None, f"提醒 {len(wanted)} 家单位申报 {year} 年度缴费基数", f"请在 {due_on} 前申报")
    _tell(wanted, year, due_on, today())
    return len(wanted)


def remind_all(day: date, since: date, due_on: date) -> None:
    """Remind all that have not declared by ``day`` and that nobody has reminded after ``since``; none twice for that day."""
    found = _coverage(_units(), day)
    open_ones = [one for one in found.employers if one.status == "open"]
    _tell({one.uscc for one in open_ones if not one.reminded or one.reminded <= since}, found.year, due_on, since)


def _tell(employers: Set[str], year: int, due_on: date, on: date) -> None:
    """Tell all who act for ``employers``, once for the day ``on``."""
    for one in _operators().select_related("employer", "user__person"):
        employer = one.employer
        if employer.uscc in employers:
            values = {"employer": employer.name, "year": year, "due_on": due_on}
            notify(one.user, REMINDER, values, key=f"{REMINDER}/{year}/{employer.uscc}/{on}", url="/employer/declare/")


def to_remind(one: Obliged) -> bool:
    """Whether an employer can be reminded today."""
    return one.status == "open" and one.reminded != today()
