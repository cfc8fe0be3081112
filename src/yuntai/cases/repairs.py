"""What follows for cases, drafts and claims when two officers put a person or an employer right (:mod:`yuntai.people.repairs`).

No event, letter or decision of before is changed. A case that is touched gets an event of its own that says what was done and, where
the case claims another thing by it, what it claims since.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime

from yuntai.cases.claims import alone, claim_of, first_with
from yuntai.cases.decisions import follows, suggest
from yuntai.cases.granted import held_alone
from yuntai.cases.history import happen, history_of
from yuntai.cases.models import BundleCase, Case, Draft, Event, Material
from yuntai.cases.querysets import CLAIMING
from yuntai.cases.states import NOT_STANDING, State
from yuntai.errors import YuntaiError
from yuntai.people import repairs
from yuntai.people.models import Employee, Employer, Operator, Person, Unit, User

UNDECIDED = (State.WAITING, State.SUBMITTED, State.CORRECTING, State.HANDLING)
"""The states in which a case may go to another applicant: nothing was decided on the wrong one's record."""
_UNPAID = {*UNDECIDED, State.PROPOSED, State.PAYING}


@dataclass(frozen=True)
class By:
    """Who puts something right: the officer who confirmed it, in which unit, for what reason; ``number`` is the proposal's."""

    user: User
    unit: Unit
    why: str
    number: int


def hold(*subjects: Person | Employer) -> None:
    """Have nobody act on a case of these until the transaction ends. Taken before their own rows, in the order in which actions
    take runs, cases and applicants: the two never wait for one another."""
    cases = Case.objects.filter(
        pk__in=[pk for one in subjects for pk in Case.objects.of(one).values_list("pk", flat=True)]
    )
    list(BundleCase.objects.filter(parts__in=cases).select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    list(cases.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def correct(person: Person, by: By, *, name: str, resident_id: str, phone: str) -> None:
    """Correct what a person is called, numbered or reached by. A new number is another record of the registry's: what forms were
    filled with from the old one must be handed in."""
    renumbered = resident_id != person.resident_id
    repairs.correct(person, name=name, resident_id=resident_id, phone=phone)
    if not renumbered:
        return
    for draft in Draft.objects.of(person):
        draft.answers = draft.answers | {"held_by_registry": []}
        draft.save(update_fields=["answers", "changed_at"])
    _note(_of_records([person]), by, "身份号码已更正，从登记库带出的内容请重新核对")


def granted_twice(person: Person, into: Person) -> list[tuple[Case, Case]]:
    """What both records were granted, which one person may have once. Raises ``YuntaiError`` where that is not decided yet."""
    twice = list(_rivals(person, into))
    for case, first in twice:
        if {case.state, first.state} & _UNPAID:
            raise YuntaiError(
                f"两条档案都在申领同一件“{case.version.definition['title']}”（{case.number} 和 {first.number}）："
                "请先让申请人撤回一件，或者办完一件"
            )
    return twice


def _rivals(person: Person, into: Person) -> Iterator[tuple[Case, Case]]:
    """The cases of ``person`` that would claim what one of ``into`` does, once these are records of one person, and those."""
    for case in _of_records([person, *person.others]).filter(CLAIMING):
        claim = _claim(case, into)
        if claim and claim != case.claimed_for and (first := first_with(claim)):
            yield case, first


def merge(person: Person, into: Person, by: By) -> list[tuple[Case, Case]]:
    """Have two records be of one person; what both were granted, which is for supervisors. Raises ``YuntaiError`` where both claim
    the same and that is not decided yet."""
    twice = granted_twice(person, into)
    kept = {case.pk for case, _ in twice}
    moved = [person, *person.others]
    repairs.merge(person, into)
    _note(_of_records(moved), by, "同一个人的两条档案合并，以另一条为准", kept)
    _note(_of_records([into]).open(), by, "同一个人的另一条档案合并过来了")
    return twice


def contradictions(person: Person) -> list[Case]:
    """The cases, decided since the record was merged, of which the policy would say something else on the case's own record alone."""
    since = Event.objects.filter(kind__in=("propose", "confirm", "pay"), at__gte=person.merged_at)
    both = _of_records(Person.objects.same(person)).filter(pk__in=since.values("case")).exclude(state__in=NOT_STANDING)
    return [case for case in both if case.decision and not _stands_alone(case, _owner(case, person))]


def split(person: Person, by: By) -> None:
    """Have a merged record be of another person again, with what its account handed in and began since. Raises ``YuntaiError`` where
    a decision rests on both."""
    if found := contradictions(person):
        numbers = "、".join(case.number for case in found)
        raise YuntaiError(f"合并以后的决定（{numbers}）是看了两条档案才作的：请先由监督人员复查改正，再分开")
    into, hers = person.record, [case for case in _of_records([person.record]) if _owner(case, person) == person]
    drafts = list(Draft.objects.filter(person=into, begun_by__person=person, begun_at__gte=person.merged_at))
    mine = list(_of_records([person]))
    repairs.split(person)
    for case in hers:
        _give(case, person)
    for draft in drafts:
        if not Draft.objects.filter(person=person, procedure=draft.procedure).exists():
            draft.person = person
            draft.save(update_fields=["person", "changed_at"])
    _note([*mine, *hers], by, "合并过的档案重新分开")
    _note(_of_records([into]).open(), by, "合并过来的另一条档案重新分开")


def require_movable(case: Case) -> None:
    """Raise ``YuntaiError`` where a case cannot go to another applicant."""
    for part in _parts(case):
        if part.state in (State.PROPOSED, State.PAYING):
            raise YuntaiError(f"办件 {part.number} 已经拟定决定，请先退回审核的人，再改申请人")
        if part.state not in NOT_STANDING:
            raise YuntaiError(f"办件 {part.number} 已经办结；发错了人的，先由监督人员复查，撤销决定，再改申请人")


def move(case: Case, to: Person | Employer, by: By) -> None:
    """Have a case, with the run that it is a part of, be of whom it was meant for. Raises ``YuntaiError`` where it was decided, or
    claims what another case has."""
    require_movable(case)
    if isinstance(to, Person) != (case.person is not None):
        raise YuntaiError("个人的办件只能改给个人，单位的只能改给单位")
    if case.subject == to:
        raise YuntaiError("办件本来就是这一位的")
    parts = list(_parts(case))
    for part in parts:
        _give(part, to)
    _note(parts, by, "收错了人，申请人已改正，请重新核对填写的内容")


def hand_over(employer: Employer, to: User, legal_representative: str, by: By, *, keeps: bool) -> Operator:
    """Have ``to`` alone act for an employer; what was being filled in is hers too, or (not ``keeps``) put aside for who began it."""
    held = list(Draft.objects.of(employer))
    ended, new = repairs.hand_over(employer, to, legal_representative, keeps=keeps)
    if ended and not keeps:
        for draft in held:
            draft.put_aside_for = repairs.holder_of(ended)
            draft.save(update_fields=["put_aside_for", "changed_at"])
    _bring_back(employer, employer, to)
    _note(Case.objects.of(employer).open(), by, "单位的经办人换了，以后由新的审批人办理")
    return new


def put_aside(user: User) -> dict[Employer, tuple[int, int]]:
    """What is put aside for ``user``, by the employer under whose code it was entered: drafts, and lines of a roster."""
    drafts = Draft.everything.filter(put_aside_for=user).select_related("employer")
    lines = Employee.everybody.filter(put_aside_for=user).select_related("employer")
    found: dict[Employer, tuple[int, int]] = {}
    for place, rows in enumerate((drafts, lines)):
        for row in rows:
            counts = list(found.get(row.employer, (0, 0)))
            counts[place] += 1
            found[row.employer] = counts[0], counts[1]
    return found


def take_along(user: User, frm: Employer, to: Employer) -> None:
    """Bring what was put aside for ``user`` under another's code to the employer that she acts for; what is there stays."""
    _bring_back(frm, to, user)
    repairs.bring_roster(user, frm, to)


def _bring_back(frm: Employer, to: Employer, user: User) -> None:
    for draft in Draft.everything.filter(employer=frm, put_aside_for=user):
        if not Draft.objects.of(to).filter(procedure=draft.procedure).exists():
            draft.employer, draft.put_aside_for = to, None
            draft.save(update_fields=["employer", "put_aside_for", "changed_at"])


def _of_records(records: Iterable[Person]) -> Any:
    """The cases under these very records."""
    found = Case.objects.filter(person__in=list(records))
    return found.select_related("version", "person__merged_into", "employer", "unit").order_by("pk")


def _owner(case: Case, merged: Person) -> Person:
    """Whose a case is when ``merged`` is apart again: hers too what her own account handed in since, under the record that counts."""
    first = case.events.select_related("user").order_by("number").first()
    hers = first and first.unit_id is None and first.user.person_id == merged.pk and first.at >= merged.merged_at
    return merged if hers else case.person


def _stands_alone(case: Case, owner: Person) -> bool:
    kept = case.decision or {}
    try:
        found = suggest(case.version.load(), case.facts, case.as_of, held_alone(owner, besides=case))
    except YuntaiError:
        return False
    return found is None or follows(kept, *found.verdict)


def _parts(case: Case) -> QuerySet[Case]:
    same = Case.objects.filter(bundle=case.bundle_id) if case.bundle_id else Case.objects.filter(pk=case.pk)
    return same.select_related("version", "person__merged_into", "employer", "unit").order_by("pk")


def _claim(case: Case, subject: Person | Employer) -> str | None:
    """What a case claims as one of ``subject``; nothing where it claims nothing now."""
    if case.claimed_for is None:
        return None
    return claim_of(case.version.load(), subject, case.facts, localtime(case.submitted_at).date())


def _note(cases: Iterable[Case], by: By, what: str, claim_stays: Iterable[int] = ()) -> None:
    """Write into the log of cases what was done, with what each claims since; ``claim_stays`` for those that were both granted."""
    capacity = next((str(one) for one in by.user.roles() if by.unit.path.startswith(one.unit.path)), "双人核对")
    for case in cases:
        case = Case.objects.locked(case.pk)
        claim = None if case.pk in claim_stays else _claim(case, case.subject)
        changed = claim not in (None, case.claimed_for)
        with alone(claim if changed and _claims(case) else None, case.subject):
            happen(
                case,
                history_of(case),
                "repair",
                user_id=by.user.pk,
                capacity=capacity[:40],
                unit_id=by.unit.pk,
                reason=what if case.secret else f"{what}。{by.why}",  # which may tell who applies
                data={"proposal": by.number} | ({"claimed_for": claim} if changed else {}),
            )


def _claims(case: Case) -> bool:
    return Case.objects.filter(CLAIMING, pk=case.pk).exists()


def _give(case: Case, to: Person | Employer) -> None:
    """Have a case, its run and its papers be of ``to``. A paper that serves another case too stays there, and is here as well."""
    side = "person" if isinstance(to, Person) else "employer"
    setattr(case, side, to)
    case.save(update_fields=[side])
    if case.bundle_id:
        BundleCase.objects.filter(pk=case.bundle_id).update(**{side: to})
    for paper in case.materials.all():
        for draft in paper.draft_set.all():
            draft.materials.remove(paper)
        if paper.cases.exclude(pk=case.pk).exclude(**{side: to}).exists():
            again = Material.objects.get(pk=paper.pk)
            again.pk, again._state.adding = None, True
            setattr(again, side, to)
            again.save()
            case.materials.remove(paper)
            case.materials.add(again)
        else:
            setattr(paper, side, to)
            paper.save(update_fields=[side])
