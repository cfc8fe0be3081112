"""Ended cases drawn by lot for a second look, so that the draw can be repeated: from the seed and the list of that moment."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef

from yuntai.cases.actions import act
from yuntai.cases.going import decided
from yuntai.cases.models import Case, Event
from yuntai.cases.states import ENDED
from yuntai.errors import YuntaiError
from yuntai.people.models import Operator, Person, User
from yuntai.supervision.draw import draw

MOST = 50
"""How many cases one draw may take."""

_SEED = re.compile(r"[\w-]{1,40}")
_ENDING = ("reject", "withdraw", "propose", "confirm", "pay", "answer_rating")
"""What can end a case."""


def pool(
    user: User, since: date, until: date, before: int | None = None, states: Collection[str] | None = None
) -> Mapping[str, Mapping[str, str]]:
    """The cases that ``user`` may draw, by number with their procedure: ended in the period in one of ``states``
    (without them in those that are :func:`decided`: in a case that was withdrawn there is no decision to look at), never drawn
    before, none on which she has worked, none of her own or her employer's. With ``before``, as it was when the log had no entry of
    that number yet."""
    events = Event.objects.filter(case=OuterRef("pk"))
    earlier = events.filter(number__lt=before) if before else events
    ended = Case.objects.visible_to(user).filter(closed_on__range=(since, until))
    found = ended.filter(state__in=decided() if states is None else states)
    hers = earlier.filter(user__in=user.accounts).exclude(kind="begin")  # which another case brought about
    found = found.exclude(Exists(hers)).exclude(Exists(earlier.filter(kind="draw")))
    own = Person.objects.same(*user.persons())
    firms = Operator.objects.filter(user__in=user.accounts)
    found = found.exclude(person__isnull=False, person__in=own)
    found = found.exclude(employer__isnull=False, employer__in=firms.values("employer"))
    if before:
        found = found.exclude(Exists(events.filter(kind__in=_ENDING, number__gte=before)))
    rows = found.order_by("number").values_list("number", "procedure")
    return {number: {"procedure": procedure} for number, procedure in rows}


def digest(candidates: Mapping[str, Mapping[str, str]]) -> str:
    """SHA-256 of the list: a line a case, its number and procedure, sorted by number."""
    lines = [f"{number} {item['procedure']}\n" for number, item in candidates.items()]
    return hashlib.sha256("".join(lines).encode()).hexdigest()


@transaction.atomic
def draw_lots(user: User, count: int, seed: str, since: date, until: date) -> int:
    """Draw ``count`` cases, by procedure in proportion; each is told in its own log. The number of cases drawn."""
    if not _SEED.fullmatch(seed):
        raise YuntaiError("种子只能用文字、数字、连字符，最多 40 个")
    if Event.objects.filter(kind="draw", data__seed=seed).exists():
        raise YuntaiError("这个种子用过，请换一个，免得两次抽取混在一起")
    if not 1 <= count <= MOST:
        raise YuntaiError(f"一次抽 1 到 {MOST} 件")
    candidates = pool(user, since, until)
    if not candidates:
        raise YuntaiError("这段时间没有可以抽的：要已经办结、没有抽过、您没有经办过")
    drawn = draw(candidates, seed, min(count, len(candidates)), by=("procedure",))
    said = {
        "seed": seed,
        "since": since.isoformat(),
        "until": until.isoformat(),
        "states": list(decided()),
        "pool": len(candidates),
        "digest": digest(candidates),
    }
    cases = Case.objects.in_bulk([one.key for one in drawn], field_name="number")
    for one in drawn:
        act(cases[one.key], "draw", user, reason=f"种子 {seed}", data=said | {"place": one.place})
    return len(drawn)


@dataclass(frozen=True)
class Lots:
    """A draw: how to repeat it, and what became of the cases that were drawn, each with its re-check if there is one."""

    seed: str
    by: User
    first: int
    at: Any
    said: Mapping[str, Any]
    cases: list[dict[str, Any]]

    @property
    def since(self) -> date:
        return date.fromisoformat(self.said["since"])

    @property
    def until(self) -> date:
        return date.fromisoformat(self.said["until"])

    def repeats(self) -> bool:
        """Whether the list made anew has the digest of then, and gives the same cases."""
        states = self.said.get("states", ENDED)  # draws of before took those that were withdrawn too
        candidates = pool(self.by, self.since, self.until, self.first, states)
        if digest(candidates) != self.said["digest"]:
            return False
        again = draw(candidates, self.seed, len(self.cases), by=("procedure",))
        return [one.key for one in again] == [one["case"].number for one in self.cases]


def lots_of(user: User, seed: str) -> Lots | None:
    """The draw with this seed, if ``user`` may see a case of it."""
    drawn = Case.objects.visible_to(user).log().filter(kind="draw", data__seed=seed)
    events = list(drawn.order_by("number").select_related("user", "case__version", "case__unit"))
    if not events:
        return None
    checks = Event.objects.filter(kind="recheck", case__in=[event.case_id for event in events]).select_related("user")
    result = {check.case_id: check for check in checks.order_by("number")}
    cases = [{"case": event.case, "check": result.get(event.case_id)} for event in events]
    first = events[0]
    return Lots(seed, first.user, first.number, first.at, first.data, cases)


def all_lots(user: User) -> Any:
    """The draws whose cases ``user`` may see, the last first: seed, when, how many cases."""
    drawn = Case.objects.visible_to(user).log().filter(kind="draw", data__seed__isnull=False)
    rows = drawn.order_by().values("data__seed").annotate(at=Min("at"), first=Min("number"), cases=Count("pk"))
    return rows.order_by("-first")
