"""Who may do what: appointments made and ended, authenticators and passwords made void. 系统管理 proposes, 安全管理 confirms."""

from __future__ import annotations

import os.path
from collections.abc import Collection
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people import second_factor
from yuntai.people.accounts import unlock
from yuntai.people.fields import mask_resident_id
from yuntai.people.models import ADMINISTRATORS, Appointment, Person, Role, Unit, User
from yuntai.people.officers import administrators, clash, root
from yuntai.proposals.kinds import Kind, Line, register
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import propose
from yuntai.registry.names import name_key

_NONE = "没有岗位"
_TAKEN = "提出的时候还没有 {} 这个账户，现在有了；请核对是谁的，再重新提出"


class _Staffing(Kind):
    proposers = (Role.MANAGE,)
    confirmers = (Role.SECURITY,)


class Appoint(_Staffing):
    """A role in the proposal's unit; who has no account yet gets one, and is known as a person from then on.

    ``content``: username, name, resident_id (empty where the account says it), role, ends, ``new``, ``first``.

    With her ``first`` role an officer sets a password anew: what somebody knew of a resident's account opens no officer's.
    """

    name = "appoint"

    def lines(self, proposal: Proposal) -> list[Line]:
        said = proposal.content
        role, ends = Role(said["role"]), _day(said["ends"])
        if ends and ends < today():
            raise YuntaiError("到期日已经过了")
        user = self._user(proposal)
        account = f"{said['username']}（{said['name']}），新开账户，密码由本人自己设"
        if sentence := clash(self._accounts(proposal, user), role):
            raise YuntaiError(sentence)
        if user:
            if self._has(proposal, user) and not (said.get("resident_id") and not user.persons()):
                raise YuntaiError("这一位在这个单位已经有这个岗位")
            if said["first"] is user.is_officer:
                raise YuntaiError(f"{user}的岗位变了，请按现在的岗位重新提出")
            account = f"{user.username}（{user}）" + ("，原来的密码作废，由本人重新设" if said["first"] else "")
        post = f"{proposal.unit}{role.label}岗" + (f"，到{ends.year}年{ends.month}月{ends.day}日为止" if ends else "")
        before = held_by(user) if user else ""
        who = _who(said["name"], said.get("resident_id", ""), user)
        posts = [] if user and self._has(proposal, user) else [Line("岗位", f"增加{post}" if user else post, before)]
        return [Line("账户", account), *who, *posts]

    def do(self, proposal: Proposal, by: User) -> None:
        said = proposal.content
        user = self._user(proposal)
        if user is None:
            try:
                with transaction.atomic():
                    user = User.objects.create_user(said["username"], display_name=said["name"])
            except IntegrityError:
                raise YuntaiError(_TAKEN.format(said["username"])) from None
        else:
            user = User.objects.select_for_update(of=("self",)).get(pk=user.pk)  # two appointments wait for one another
            if said["first"]:
                user.set_unusable_password()
                user.save(update_fields=["password"])
        _identify(user, said["name"], said.get("resident_id", ""))
        list(
            Person.objects.same(*user.persons()).select_for_update(of=("self",)).order_by("pk")
        )  # by other accounts too
        if sentence := clash(User.objects.same(user), said["role"]):
            raise YuntaiError(sentence)
        if not self._has(proposal, user):
            Appointment.objects.create(
                user=user, unit=proposal.unit, role=said["role"], begins=today(), ends=_day(said["ends"])
            )
        proposal.about = user

    def tell(self, proposal: Proposal) -> None:
        if proposal.content["role"] in ADMINISTRATORS:
            tell_done(proposal)

    def _accounts(self, proposal: Proposal, user: User | None) -> QuerySet[User]:
        """All accounts of who gets the role, by the account and by the resident id."""
        number = proposal.content.get("resident_id")
        known = Person.objects.with_resident_id(number) if number else None
        said = User.objects.of(*([known] if known else []))
        return said | User.objects.same(user) if user else said

    def _has(self, proposal: Proposal, user: User) -> bool:
        """Whether she has the post already, and it is only told who she is."""
        return bool(user.appointments.in_force().filter(unit=proposal.unit, role=proposal.content["role"]).exists())

    def _user(self, proposal: Proposal) -> User | None:
        """The account as it was when this was proposed: nobody gets what was meant for a new account of that name."""
        username = proposal.content["username"]
        if not proposal.content["new"]:
            user = User.objects.filter(pk=proposal.about_id, is_active=True).first()
            if user is None:
                raise YuntaiError(f"{username} 这个账户已经停用")
            return user
        if proposal.about_id is None and User.objects.filter(username__iexact=username).exists():
            raise YuntaiError(_TAKEN.format(username))
        return None


class End(_Staffing):
    """An appointment ends at once. ``content``: its number. One may propose it about oneself."""

    name = "end"
    of_oneself = True

    def lines(self, proposal: Proposal) -> list[Line]:
        one = self._appointment(proposal)
        if (
            one.role in ADMINISTRATORS
            and one.unit.parent_id is None
            and [user.pk for user in administrators(one.role)] == [one.user_id]
        ):
            raise YuntaiError(f"{one.user}是全局唯一的{one.get_role_display()}岗，请先任命另一位")
        return [
            Line("账户", f"{one.user.username}（{one.user}）"),
            Line("岗位", f"{one}马上结束", held_by(one.user)),
        ]

    def do(self, proposal: Proposal, by: User) -> None:
        Unit.objects.select_for_update().get(pk=root().pk)  # the last two do not end at once
        self.lines(proposal)
        self._appointment(proposal).revoke()

    def tell(self, proposal: Proposal) -> None:
        if Appointment.objects.get(pk=proposal.content["appointment"]).role in ADMINISTRATORS:
            tell_done(proposal)

    def _appointment(self, proposal: Proposal) -> Appointment:
        found: Appointment | None = (
            Appointment.objects.in_force()
            .select_related("unit", "user__person")
            .filter(pk=proposal.content["appointment"])
            .first()
        )
        if found is None:
            raise YuntaiError("这个任命已经结束了")
        return found


class _Reset(_Staffing):
    """Something of an officer's account: its unit is above all in which she holds a role."""

    def officer(self, proposal: Proposal) -> User:
        user = User.objects.get(pk=proposal.about_id)
        if not user.is_officer or not common_unit(user).path.startswith(proposal.unit.path):
            raise YuntaiError(f"{user}的岗位变了，请按现在的岗位重新提出")
        return user

    def account(self, user: User) -> Line:
        return Line("账户", f"{user.username}（{user}），{held_by(user)}")


class ResetSecondFactor(_Reset):
    """An officer has lost her authenticator: she takes up a new one at the next sign-in."""

    name = "second_factor"

    def lines(self, proposal: Proposal) -> list[Line]:
        user = self.officer(proposal)
        if second_factor.device_of(user) is None:
            raise YuntaiError(f"{user}还没有绑定动态码，不用重设")
        return [self.account(user), Line("动态码", "作废，下次登录时绑定新的", "已绑定")]

    def do(self, proposal: Proposal, by: User) -> None:
        second_factor.reset(self.officer(proposal))


class ResetPassword(_Reset):
    """An officer has forgotten her password: it is void; the proposer hands her the address at which she sets a new one."""

    name = "password"

    def lines(self, proposal: Proposal) -> list[Line]:
        return [
            self.account(self.officer(proposal)),
            Line("密码", "马上作废，已经登录的地方都退出；本人用提出的人给的网址设新密码"),
        ]

    def do(self, proposal: Proposal, by: User) -> None:
        user = self.officer(proposal)
        user.set_unusable_password()
        user.save(update_fields=["password"])
        unlock(user)


APPOINT, END = register(Appoint()), register(End())
RESETS = {"second_factor": register(ResetSecondFactor()), "password": register(ResetPassword())}

_TITLES: dict[str, str] = {"second_factor": "重设动态码", "password": "重设密码"}


def _who(name: str, resident_id: str, user: User | None) -> list[Line]:
    """Whom the account is linked with as a person; nothing where it stays as it is. Raises ``YuntaiError`` where it cannot be."""
    known = Person.objects.with_resident_id(resident_id) if resident_id else None
    persons = user.persons() if user else []
    if not resident_id:
        if not persons:
            raise YuntaiError("请填写这一位的公民身份号码：本人的、家人代办过的办件，系统要让她回避")
        return []
    if persons and not any(one.is_same(known) for one in persons):
        raise YuntaiError("这个账户已经登记了另一个公民身份号码，请核对")
    if known and name_key(known.name) != name_key(name or known.name):
        raise YuntaiError("这个公民身份号码登记的是另一个姓名，请核对姓名和号码")
    return [] if persons else [Line("本人", f"{mask_resident_id(resident_id)}，本人的办件要回避")]


def _identify(user: User, name: str, resident_id: str) -> None:
    """Link an officer's account with who she is. Raises ``YuntaiError`` where the resident id cannot be."""
    if resident_id and not user.persons():
        user.officer_person = Person.objects.register(resident_id, name or str(user))
        user.save(update_fields=["officer_person"])


def propose_appointment(
    by: User, unit: Unit, role: str, username: str, name: str, resident_id: str, ends: date | None, why: str
) -> Proposal:
    """Propose a role for whoever has ``username``, an account of its own if nobody has. Raises ``YuntaiError``."""
    known = User.objects.filter(username__iexact=username).first()
    called = f"{known or name}（{known.username if known else username}）"
    return propose(
        APPOINT.name,
        by,
        unit,
        subject=f"{username}-{unit.pk}-{role}",
        title=f"任命{called}：{unit}{Role(role).label}岗",
        content={
            "username": known.username if known else username,
            "name": name,
            "resident_id": resident_id,
            "role": role,
            "ends": ends and ends.isoformat(),
            "new": known is None,
            "first": known is None or not known.is_officer,
        },
        why=why,
        about=known,
    )


def propose_end(by: User, appointment: Appointment, why: str) -> Proposal:
    """Propose that an appointment ends. Raises ``YuntaiError``."""
    return propose(
        END.name,
        by,
        appointment.unit,
        subject=f"appointment-{appointment.pk}",
        title=f"结束{appointment.user}（{appointment.user.username}）的任命：{appointment}",
        content={"appointment": appointment.pk},
        why=why,
        about=appointment.user,
    )


def propose_reset(by: User, what: str, user: User, why: str) -> Proposal:
    """Propose that ``what`` (a key of :data:`RESETS`) of an officer is reset. Raises ``YuntaiError``."""
    return propose(
        RESETS[what].name,
        by,
        common_unit(user),
        subject=f"user-{user.pk}",
        title=f"{_TITLES[what]}：{user}（{user.username}）",
        content={},
        why=why,
        about=user,
    )


def common_unit(user: User) -> Unit:
    """The lowest unit above all in which an officer holds a role today."""
    paths = list(user.appointments.in_force().values_list("unit__path", flat=True))
    codes = [code for code in os.path.commonpath(paths or [""]).split("/") if code]
    return Unit.objects.get(code=codes[-1])


def held_by(user: User) -> str:
    """The roles that ``user`` holds today, in words."""
    return "、".join(str(one) for one in user.appointments.in_force().select_related("unit")) or _NONE


def tell_administrators(what: str, key: str, besides: Collection[int | None]) -> None:
    """Tell all administrators of the bureau that who administers it has changed."""
    for user in (one for role in ADMINISTRATORS for one in administrators(role)):
        if user.pk not in besides:
            notify(user, "administrators_changed", {"what": what}, key=f"{key}/administrators")


def tell_done(proposal: Proposal) -> None:
    """Tell all administrators of the bureau what two of them have done."""
    what = f"{proposal.title}（{proposal.proposed_by}提出，{proposal.decided_by}确认）"
    tell_administrators(what, f"proposal/{proposal.pk}", besides=[proposal.about_id])


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
