"""Who holds the step of the cases of before, which an older Yuntai found by their states: written down for each, once."""

from __future__ import annotations

from collections.abc import Callable

from django.db.models import Case as Choice
from django.db.models import Value, When

from yuntai.cases.earlier import HOLDERS
from yuntai.cases.models import Case

_AT_ONCE = 5_000


def are_unsaid() -> bool:
    """Whether there are cases of which it is not written down."""
    return Case.objects.filter(holder__isnull=True).exists()


def say_all(say: Callable[[int], object] = int) -> None:
    """Write it down wherever it is not, some cases at once; interrupted, it goes on where it was. ``say`` hears how many are done."""
    held = Choice(*(When(state=state, then=Value(holder)) for state, holder in HOLDERS.items()), default=Value(""))
    unsaid, done = Case.objects.filter(holder__isnull=True).order_by("pk"), 0
    while keys := list(unsaid.values_list("pk", flat=True)[:_AT_ONCE]):
        done += Case.objects.filter(holder__isnull=True, pk__range=(keys[0], keys[-1])).update(holder=held)
        say(done)
