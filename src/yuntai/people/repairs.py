"""What two officers may put right of persons and employers: a letter, a number, two records of one person, a code that somebody
else took.

Nothing is lost by it. A record that is merged into another keeps all that was done under it; what an account left at an employer
whose code was not its own is put aside for it. What follows for cases is done by :mod:`yuntai.cases.repairs`.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.conf import settings

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.people.fields import blind_index
from yuntai.people.models import Employee, Employer, Operator, Person, User
from yuntai.registry.identity import check_resident_id, normalise_resident_id
from yuntai.registry.pseudonym import pseudonym

MOST_OBJECTION, MOST_ANSWER = 500, 200
"""How many characters an objection and the answer to it may have."""

_BOUND = ("resident_id", "name", "phone", "email")
"""The columns of a person that can be read beside her number alone."""


def correct(person: Person, *, name: str, resident_id: str, phone: str) -> None:
    """Have a person be called, numbered and reached so. Raises ``YuntaiError`` where the number is another record's, or cannot be."""
    number = normalise_resident_id(resident_id)
    if number != person.resident_id:
        require_free(person, number)
        for column in _BOUND:  # read while they stand beside the old number
            getattr(person, column)
        person.resident_id, person.resident_index = number, blind_index(number)
        person.pseudonym = pseudonym(number, settings.HOME.key("person"))
    person.name, person.phone = name, phone
    person.save()


def require_free(person: Person, resident_id: str) -> None:
    """Raise ``YuntaiError`` where ``person`` cannot have this number."""
    if problems := check_resident_id(resident_id):
        raise YuntaiError("；".join(problems))
    holder = Person.objects.with_resident_id(resident_id)
    if holder and holder != person:
        raise YuntaiError("平台里已经有这个身份号码的档案：如果是同一个人，请办“合并档案”；不是的，请再核对证件")


def merge(person: Person, into: Person) -> None:
    """Have ``into`` be the record that counts of both."""
    moment = now()
    for one in (*person.others, person):
        one.merged_into, one.merged_at = into, moment
        one.save(update_fields=["merged_into", "merged_at"])
    into.merged_at = moment
    into.save(update_fields=["merged_at"])


def split(person: Person) -> None:
    """Have a record that was merged count by itself again."""
    into = person.record
    person.merged_into = person.merged_at = None
    person.save(update_fields=["merged_into", "merged_at"])
    if not into.others:
        into.merged_at = None
        into.save(update_fields=["merged_at"])


def hand_over(
    employer: Employer, to: User, legal_representative: str, *, keeps: bool
) -> tuple[list[Operator], Operator]:
    """Have ``to`` be the approver of an employer and nobody else act for it: the rights that ended, and the new one.

    Where its code had been taken by somebody else (not ``keeps``), the roster that these kept is put aside for them; what was put
    aside for ``to`` before comes back.
    """
    ended = list(employer.operators.in_force().select_related("user__person"))
    if ended and not keeps:
        Employee.objects.filter(employer=employer).update(put_aside_for=holder_of(ended))
    bring_roster(to, employer, employer)
    new = Operator.objects.create(
        user=to, employer=employer, role=Operator.Role.APPROVER, legal_representative=legal_representative
    )
    for one in ended:
        one.given_to = new
        one.save(update_fields=["given_to"])
        one.revoke()
    employer.legal_representative = legal_representative
    employer.save(update_fields=["legal_representative"])
    return ended, new


def bring_roster(user: User, frm: Employer, to: Employer) -> None:
    """Have the lines of a roster that were put aside for ``user`` under one employer be in the other's; who is in it already stays."""
    known = set(Employee.objects.filter(employer=to).values_list("pseudonym", flat=True))
    for line in Employee.everybody.filter(employer=frm, put_aside_for=user).order_by("-pk"):
        if line.pseudonym not in known:
            known.add(line.pseudonym)
            number, name = line.resident_id, line.name  # they can be read beside the old employer alone
            line.employer, line.put_aside_for, line.resident_id, line.name = to, None, number, name
            line.save()


def object_to(ended: Operator, text: str) -> None:
    """Whoever lost a right to another says why that is wrong, once."""
    ended.refresh_from_db(from_queryset=Operator.objects.select_for_update(of=("self",)))
    if ended.given_to is None or ended.objection:
        raise YuntaiError("已经提过意见，正等答复" if ended.objection and not ended.answer else "这一项不能再提意见")
    if not text.strip():
        raise YuntaiError("请写明为什么不应当交出去，手里有什么证件")
    if len(text.strip()) > MOST_OBJECTION:
        raise YuntaiError(f"最多写 {MOST_OBJECTION} 字，现在 {len(text.strip())} 字")
    ended.objection = text.strip()
    ended.save(update_fields=["objection"])


def answer(ended: Operator, by: User, text: str) -> None:
    """Let the end of a right stand, and say why, once."""
    ended.refresh_from_db(from_queryset=Operator.objects.select_for_update(of=("self",)))
    if ended.answer:
        raise YuntaiError("这份异议已经有人答复了")
    if not text.strip() or len(text.strip()) > MOST_ANSWER:
        raise YuntaiError(f"请写明理由，不超过 {MOST_ANSWER} 字，对方会看到")
    ended.answer, ended.answered_by = text.strip(), by
    ended.save(update_fields=["answer", "answered_by"])


def holder_of(operators: Sequence[Operator]) -> User:
    """For whom is put aside what several did together: the first approver among them, else who came first."""
    return min(operators, key=lambda one: (one.role != Operator.Role.APPROVER, one.pk)).user


def release(user: User) -> str:
    """Have an account be open and free of the identity service's account that it was tied to; what that was."""
    was = user.identity_subject or ""
    user.identity_subject, user.is_active = None, True
    user.save(update_fields=["identity_subject", "is_active"])
    return was
