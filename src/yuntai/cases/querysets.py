"""Which cases: an applicant's, those that a user may see, those that wait for her, those that claim something."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property, reduce
from operator import or_
from typing import Any

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from yuntai.cases.states import HANDLERS, HANDLING, NOT_STANDING, OPEN, Outcome, State
from yuntai.clock import today
from yuntai.ledger.prepared import Prepared
from yuntai.ledger.rows import SealedRows
from yuntai.people.models import ADMINISTRATORS, Employer, Mandate, Operator, Person, Unit, User


class Applied(SealedRows):
    """What belongs to an applicant: a person or an employer."""

    def of(self, subject: Person | Employer) -> Applied:
        """Those of ``subject``."""
        if isinstance(subject, Employer):
            return self.filter(employer=subject)
        return self.filter(person__in=Person.objects.same(subject))


@dataclass(frozen=True)
class Sight:
    """Which cases somebody may see: the ``condition``, none where that is all of them; the condition on the ``units`` all of whose
    cases these are, ``None`` where it is every unit; the condition on those ``besides``, ``None`` where there are none."""

    condition: tuple[Q, ...]
    units: Q | None
    besides: Q | None

    @cached_property
    def places(self) -> list[int]:
        """The keys of the units, where it is not every unit."""
        return list(Unit.objects.filter(self.units).values_list("pk", flat=True)) if self.units is not None else []


EVERYTHING = Sight((), None, None)
"""All cases."""


def of_applicant(write: Callable[..., Any]) -> Callable[..., list[Any]]:
    """The question that ``write`` makes about an applicant: its SQL is written once for persons, once for employers."""
    of_person = Prepared(lambda number, *values: write(Person(pk=number), *values))
    of_employer = Prepared(lambda number, *values: write(Employer(pk=number), *values))

    def ask(subject: Person | Employer, *values: int | str) -> list[Any]:
        if isinstance(subject, Employer):
            return of_employer(subject.pk, *values)
        return of_person(subject.merged_into_id or subject.pk, *values)

    return ask


class CaseQuerySet(Applied):
    def visible_to(self, user: User) -> CaseQuerySet:
        """The cases that ``user`` may see: her own and her employer's, those of her units, those drawn to her attention."""
        return self.filter(*self.sight_of(user).condition) if user.is_authenticated else self.none()

    def sight_of(self, user: User) -> Sight:
        """Which cases that is, of somebody who is signed in."""
        if not hasattr(user, "_sight"):
            user._sight = _sight_of(self.model, user)  # as her roles: looked up once for this object
        return user._sight

    def each_in(self, sight: Sight) -> CaseQuerySet:
        """Those in ``sight``, looked at one by one in the order of the list, which is an index: no other is to be taken for this."""
        if sight.units is None or sight.besides is not None:
            return self.filter(*sight.condition)
        return self.alias(at=F("unit_id") + 0).filter(at__in=sight.places)

    def waiting_for(self, user: User) -> CaseQuerySet:
        """The open cases that wait for something that ``user`` may do in her units: a bad rating not for whoever handled it."""
        wanted = Q(pk__in=[])
        for appointment in user.roles():
            if appointment.role in HANDLERS:
                units = Unit.objects.filter(path__startswith=appointment.unit.path)
                wanted |= Q(unit__in=units, holder=appointment.role)
        handled = self._events().filter(case=OuterRef("pk"), user__in=user.accounts, kind__in=HANDLING)
        return self.filter(wanted, ~Q(state=State.REVISITING) | ~Exists(handled))

    def locked(self, number: int) -> Any:
        """The case with this key as it is now: nobody else acts on it until the transaction ends."""
        found = _locked(self.model)(number)
        if not found:
            raise self.model.DoesNotExist
        return found[0]

    def open(self) -> CaseQuerySet:
        return self.filter(closed_on__isnull=True)

    def standing(self) -> CaseQuerySet:
        """Those that were granted and count: paid, still to be paid, or paid wrongly and not given back."""
        return self.filter(outcome=Outcome.GRANTED).exclude(state__in=NOT_STANDING)

    def claiming(self) -> CaseQuerySet:
        """Those that may yet be granted or have been: what they claim no other may claim."""
        return self.filter(CLAIMING)

    def _events(self) -> Any:
        return self.model.events.rel.related_model.objects

    def log(self) -> models.QuerySet[Any]:
        """The events of these cases."""
        return self._events().filter(case__in=self) if self.query.has_filters() else self._events().all()


@cache
def _locked(cases: Any) -> Prepared:
    found = cases.objects.select_for_update(of=("self",)).select_related("version", "unit", "person", "employer")
    return Prepared(lambda number: found.defer("version__definition").filter(pk=number))


CLAIMING = Q(closed_on__isnull=True) & ~Q(state=State.REVISITING) | Q(outcome=Outcome.GRANTED) & ~Q(
    state__in=(State.REJECTED, State.WITHDRAWN, State.REVOKED)
)
"""Open, or granted and standing, in whichever flow."""
HELD_TO_ONE = Q(state__in=[one for one in OPEN if one != State.REVISITING]) | Q(
    state__in=(State.CLOSED, State.REVISITING, State.RECOVERING), outcome=Outcome.GRANTED
)
"""The same in the states of the standard flow, in which the database holds that no two have one claim. In those of another flow it
is held under the lock of the applicant alone."""
ONE_CLAIM = "one_claim_for_one_thing"
"""The name of the constraint that no two such cases have the same claim."""


def _sight_of(cases: Any, user: User) -> Sight:
    """What ``user`` may see. A database reads the whole table for one condition of many OR, so each ground is looked up by its own
    index."""
    places = [one.unit for one in user.roles() if one.role not in ADMINISTRATORS]
    if not places:
        own = Q(person__in=Person.objects.visible_to(user)) | _of_firms(user.pk, today())
        return Sight((own,), Q(pk__in=[]), own)
    paths = tuple(place.path for place in places)
    if any(place.parent_id is None for place in places) and not _OTHER_UNITS(paths):
        return EVERYTHING
    below = _below(paths)
    units = Unit.objects.filter(below)
    persons = (user.person.merged_into_id or user.person.pk,) if user.person else ()
    if not _elsewhere(cases)(paths, user.pk, persons, day=today()):
        return Sight((Q(unit__in=units),), below, None)
    first, *more = _besides(cases, paths, user.pk, persons, today())
    condition = Q(pk__in=cases.objects.order_by().filter(unit__in=units).values("pk").union(first, *more))
    return Sight((condition,), below, Q(pk__in=first.union(*more)))


def _besides(cases: Any, paths: Sequence[str], user: int, persons: Sequence[int], day: date) -> Iterator[Any]:
    """The keys of what an officer at these places sees in other units, ground by ground; ``persons`` is her own record that counts."""
    units = Unit.objects.filter(_below(paths))
    asked = cases.consulted.through.objects.filter(unit__in=units)
    counting = Person.objects.counting(Mandate.objects.in_force(day).filter(agent=user).values("person"))
    grounds = [Q(person__in=counting), Q(person__merged_into__in=counting), _of_firms(user, day)]
    if persons:
        grounds.append(Q(person__in=Person.objects.same(*(Person(pk=one) for one in persons))))
    grounds += [Q(pk__in=asked.values("case")), Q(first_asked=user), Q(coming_from__in=units)]
    for ground in grounds:
        yield cases.objects.order_by().filter(ground).exclude(unit__in=units).values("pk")


def _of_firms(user: int, day: date) -> Q:
    """The cases of the employers for whom ``user`` acts."""
    return Q(employer__in=Operator.objects.in_force(day).filter(user=user).values("employer"))


def _below(paths: Sequence[str]) -> Q:
    """The units at these places and below."""
    return reduce(or_, (Q(path__startswith=path) for path in paths))


def seen_elsewhere(cases: Any, user: User, keys: Sequence[int]) -> set[int]:
    """Which of the ``keys`` are of cases that ``user`` sees as an officer though they are in units of others."""
    paths = tuple(one.unit.path for one in user.roles() if one.role not in ADMINISTRATORS)
    persons = (user.person.merged_into_id or user.person.pk,) if user.person else ()
    return {key for (key,) in _seen(cases)(paths, user.pk, persons, tuple(keys), day=today())}


@cache
def _seen(cases: Any) -> Prepared:
    def write(paths: Sequence[str], user: int, persons: Sequence[int], keys: Sequence[int], day: date) -> Any:
        grounds = (found.values_list("pk").filter(pk__in=keys) for found in _besides(cases, paths, user, persons, day))
        first, *more = grounds
        return first.union(*more)

    return Prepared(write)


_OTHER_UNITS = Prepared(lambda paths: Unit.objects.exclude(_below(paths)).values_list("pk")[:1])


@cache
def _elsewhere(cases: Any) -> Prepared:
    """Whether there is anything that :func:`_besides` finds."""

    def write(paths: Sequence[str], user: int, persons: Sequence[int], day: date) -> Any:
        first, *more = _besides(cases, paths, user, persons, day)
        return first.union(*more)[:1]

    return Prepared(write)
