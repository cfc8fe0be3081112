"""What has happened to a case since somebody looked at it: she is shown that first, and nothing is done."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Max
from django.utils.timezone import localtime

from yuntai.cases.models import Event
from yuntai.cases.secrecy import words
from yuntai.cases.states import WITHIN
from yuntai.errors import YuntaiError
from yuntai.ledger.prepared import Prepared

UNSEEN = "看不出您打开的是办件的哪一步，这次没有办。请看过下面的情况再定"
"""What is said to whoever sends a form that does not say what she has seen."""


class Changed(YuntaiError):
    """Something has happened to the case since the page was opened from which somebody acts: ``what``, a line each."""

    before, then = "您打开这一页以后，办件有了变化：", "您这次还没有办成，请看过再定"

    def __init__(self, sentence: str = "", what: Sequence[str] = ()) -> None:
        super().__init__(sentence or f"{self.before}{'；'.join(what)}。{self.then}")
        self.what = what


def check(events: Sequence[Event], last: int | None, *, inside: bool) -> None:
    """Raise :class:`Changed` with what came after the event at place ``last`` of a case's log; ``None`` asks nothing.

    Officers (``inside``) are told all of it, the applicant's side what concerns her. Nobody has seen what is yet to come.
    """
    if last is None:
        return
    if last > events[-1].place:
        raise Changed(UNSEEN)
    after = [event.number for event in events if event.place > last and (inside or event.kind not in WITHIN)]
    if after:
        raise Changed(what=[_said(event, inside) for event in Event.objects.filter(number__in=after)])


def _said(event: Event, inside: bool) -> str:
    at = localtime(event.at)
    reason = words(event) if inside else ""
    return f"{at.month}月{at.day}日 {at:%H:%M} {event.title}（{event.capacity}）" + (f"：{reason}" if reason else "")


def last_places(cases: Sequence[int]) -> dict[int, int]:
    """The place of the last event of each case, by the case's key; a case without a log is left out."""
    return dict(_LAST(tuple(cases))) if cases else {}


_LAST = Prepared(
    lambda cases: Event.objects.filter(case__in=cases).order_by().values_list("case").annotate(Max("place"))
)
