"""Who sees which rows: ``visible_to`` of units, persons, employers, accounts and the log; what is in force on a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import BaseUserManager
from django.db import connection, models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.entries import Entries
from yuntai.ledger.prepared import Prepared
from yuntai.ledger.rows import SealedRows
from yuntai.people.fields import blind_index
from yuntai.people.roles import Role
from yuntai.registry.identity import check_resident_id, normalise_resident_id
from yuntai.registry.pseudonym import pseudonym

if TYPE_CHECKING:
    from yuntai.people.models import Person, User

_NOTHING = Q(pk__in=[])


class InForce(SealedRows):
    """Rows with a period: ``begins`` and ``ends`` (both included; no end is open), revoked at any moment."""

    def in_force(self, day: date | None = None) -> InForce:
        day = day or today()
        return self.filter(
            Q(begins__lte=day),
            Q(ends__isnull=True) | Q(ends__gte=day),
            Q(revoked_at__isnull=True) | Q(revoked_at__date__gt=day),
        )


class NotPutAside(models.Manager[Any]):
    """What belongs to an employer, without what was put aside when its code was taken from somebody else."""

    def get_queryset(self) -> models.QuerySet[Any]:
        return super().get_queryset().filter(put_aside_for=None)


class OperatorQuerySet(InForce):
    def in_force(self, day: date | None = None) -> OperatorQuerySet:
        """Those who act for an employer today; not those whose registration still waits for an officer."""
        return super().in_force(day).filter(waiting=False)


class UnitQuerySet(SealedRows):
    def visible_to(self, user: User) -> UnitQuerySet:
        """The units that an officer works for, with all below them; none for others."""
        return self.filter(_under(user.roles(), "path") if user.is_authenticated else _NOTHING)

    def held_by(self, user: User, *roles: str) -> UnitQuerySet:
        """The units in which ``user`` holds one of ``roles``, with all below them."""
        return self.filter(_under(_with_role(user, *roles), "path"))

    def managed_by(self, user: User) -> UnitQuerySet:
        """The units in which ``user`` appoints officers."""
        return self.held_by(user, Role.MANAGE)


class PersonQuerySet(SealedRows):
    def visible_to(self, user: User) -> PersonQuerySet:
        """Oneself and those for whom one acts. An officer sees persons through the cases that she may see."""
        if not user.is_authenticated:
            return self.none()
        return self.same(*([user.person] if user.person else []), *user.principals())

    def same(self, *persons: Person) -> PersonQuerySet:
        """All records of these persons: those that count, and those that were merged into them."""
        counting = {one.merged_into_id or one.pk for one in persons}
        return self.filter(Q(pk__in=counting) | Q(merged_into__in=counting))

    def counting(self, persons: Any) -> Any:
        """The keys of the records that count of those whose keys a query gives."""
        return self.filter(pk__in=persons).values_list(Coalesce("merged_into", "pk"))

    def with_resident_id(self, resident_id: str) -> Person | None:
        """The person, if the platform knows the resident id."""
        return self.filter(resident_index=blind_index(normalise_resident_id(resident_id))).first()

    def register(self, resident_id: str, name: str, phone: str = "", district: str = "") -> Person:
        """The person with this resident id, made if need be. Raises ``YuntaiError`` where the id cannot be."""
        if problems := check_resident_id(resident_id):
            raise YuntaiError("；".join(problems))
        number = normalise_resident_id(resident_id)
        person, _ = self.get_or_create(
            resident_index=blind_index(number),
            defaults={
                "resident_id": number,
                "pseudonym": pseudonym(number, settings.HOME.key("person")),
                "name": name,
                "phone": phone,
                "district": district,
            },
        )
        return person


class EmployerQuerySet(SealedRows):
    def visible_to(self, user: User) -> EmployerQuerySet:
        """Those whose operator one is. An officer sees employers through the cases that she may see."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=user.operations.in_force().values("employer"))


class UserManager(BaseUserManager["User"].from_queryset(SealedRows)):  # type: ignore[misc]
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        """An account. Without a password it can be used through the city's identity service alone."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get(self, *conditions: Any, **wanted: Any) -> User:
        """With a key alone, as every page asks for who is signed in, by one statement that is written once, with the person."""
        if conditions or wanted.keys() != {"pk"}:
            return super().get(*conditions, **wanted)
        found = _WITH_PERSON(int(wanted["pk"]))
        if not found:
            raise self.model.DoesNotExist
        return found[0]

    def get_by_natural_key(self, username: str | None) -> User:
        """The account that is signed in to, with the person; the case of letters says nothing."""
        found = _BY_NAME(connection.ops.prep_for_iexact_query(username or ""))
        if not found:
            raise self.model.DoesNotExist
        return found[0] if len(found) == 1 else self.get(username__iexact=username)

    def same(self, user: User) -> models.QuerySet[User]:
        """All accounts of who has this one."""
        return self.filter(pk=user.pk) | self.of(*user.persons())

    def of(self, *persons: Person) -> models.QuerySet[User]:
        """All accounts of these persons, as residents and as officers."""
        records = self.model._meta.get_field("person").related_model.objects.same(*persons)
        return self.filter(Q(person__in=records) | Q(officer_person__in=records))

    def visible_to(self, user: User) -> models.QuerySet[User]:
        """Oneself, and for a manager the officers of her units."""
        if not user.is_authenticated:
            return self.none()
        managed = self.filter(_under(_with_role(user, Role.MANAGE), "appointments__unit__path"))
        return self.filter(Q(pk=user.pk) | Q(pk__in=managed.values("pk")))


class AccessQuerySet(Entries):
    def visible_to(self, user: User) -> AccessQuerySet:
        """Who looked at one's own data; for a supervisor and who audits also all that the officers of her units looked at."""
        if not user.is_authenticated:
            return self.none()
        return self.about(user.person) | self.supervised_by(user) if user.person else self.supervised_by(user)

    def about(self, person: Person) -> AccessQuerySet:
        """Who looked at somebody's data, by whichever of her records."""
        return self.filter(person__in=person._meta.model.objects.same(person))

    def supervised_by(self, user: User) -> AccessQuerySet:
        """All that the officers of the units looked at that one supervises or audits, be it that they are there no more."""
        supervised = _with_role(user, Role.SUPERVISE, Role.AUDIT)
        officers = user._meta.model.objects.filter(_under(supervised, "appointments__unit__path"))
        return self.filter(user__in=officers.values("pk")) if supervised else self.none()

    def telling(self) -> AccessQuerySet:
        """Those of which it may be said to others who was looked at."""
        return self.exclude(why__startswith=self.model.KEPT_SECRET)


_WITH_PERSON = Prepared(lambda number: _asking().filter(pk=number))
_BY_NAME = Prepared(lambda name: _asking().filter(username__iexact=name))


def _asking() -> Any:
    """Accounts as pages begin with them: with the person, and whether they were ever appointed (``_appointed``)."""
    accounts = get_user_model()
    ever = accounts._meta.get_field("appointments").related_model.objects.filter(user=OuterRef("pk"))
    return accounts.objects.select_related("person").annotate(_appointed=Exists(ever))


def _with_role(user: User, *roles: str) -> list[Any]:
    return [one for one in user.roles() if one.role in roles] if user.is_authenticated else []


def _under(appointments: list[Any], path: str) -> Q:
    """Rows whose ``path`` lies in the unit of one of ``appointments``, or below it."""
    found = _NOTHING
    for one in appointments:
        found |= Q(**{f"{path}__startswith": one.unit.path})
    return found
