"""What an officer proposes to put right and another confirms: persons, records, cases, employers, accounts.

The content of a proposal says what was and what is to be: it stays with the proposal, sealed, whatever comes after.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.db import connection, transaction

from yuntai.cases import repairs
from yuntai.cases.duties import bar, has_acted_for
from yuntai.cases.effects import tell_applicant
from yuntai.cases.history import history_of
from yuntai.cases.models import Case, Draft
from yuntai.cases.repairs import By
from yuntai.cases.secrecy import may_know
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify
from yuntai.people.models import Access, Employee, Employer, Operator, Person, Role, User
from yuntai.people.officers import holders
from yuntai.people.repairs import release, require_free
from yuntai.proposals.kinds import Kind, Line, register
from yuntai.proposals.models import Proposal, State
from yuntai.proposals.proposing import propose

CORRECTED = {"name": "姓名", "resident_id": "公民身份号码", "phone": "手机号码"}


class Repair(Kind):
    """Something put right: proposed at a counter, confirmed by whoever decides or confirms cases there or above."""

    proposers = (Role.ACCEPT,)
    confirmers = (Role.REVIEW, Role.CONFIRM)
    told = "record_repaired"
    called: ClassVar[str]
    """What is put right, as everybody is told of it: nothing of whom."""

    def require_stranger(self, proposal: Proposal, by: User) -> None:
        """Raise ``YuntaiError`` where it is about ``by`` herself, somebody for whom she acts or who acts for her, or an employer
        that she has acted for."""
        for one in self.concerned(proposal):
            if isinstance(one, Employer):
                if Operator.objects.filter(user__in=by.accounts, employer=one).exists():
                    raise YuntaiError("这是您自己单位的事，要回避，请另一位来办")
            elif any(one.is_same(hers) for hers in by.persons()):
                raise YuntaiError("这是您自己的事，要回避，请另一位来办")
            elif has_acted_for(one, by):
                raise YuntaiError("您替这一位代办过，或者这一位替您代办过，要回避，请另一位来办")

    def concerned(self, proposal: Proposal) -> list[Person | Employer]:
        """Whose data it is about."""
        return [proposal.person] if proposal.person else []

    def shows(self, proposal: Proposal) -> list[Person]:
        return [one for one in self.concerned(proposal) if isinstance(one, Person)]

    def kept(self, proposal: Proposal) -> list[Line]:
        return [Line(*one) for one in proposal.content.get("shown", ())]

    def tell_dropped(self, proposal: Proposal) -> None:
        if proposal.person:
            notify(proposal.person, "repair_dropped", {"what": self.called}, key=f"proposal/{proposal.pk}/dropped")

    def by(self, proposal: Proposal, officer: User) -> By:
        self.require_stranger(proposal, officer)
        return By(officer, proposal.unit, proposal.why, proposal.pk)


def _paper(proposal: Proposal) -> Line:
    return Line("看过的证件", proposal.content["paper"])


def _locked(model: Any, number: int) -> Any:
    """A row: within a transaction one that nobody else changes until it ends."""
    rows = model.objects.all()
    return (rows.select_for_update(of=("self",), no_key=True) if connection.in_atomic_block else rows).get(pk=number)


def _hold(*subjects: Person | Employer) -> None:
    """Within a transaction: nobody acts on their cases until it ends."""
    if connection.in_atomic_block:
        repairs.hold(*subjects)


class Correct(Repair):
    """A letter of a name, a number, a telephone. Content: ``now`` and ``was``, each with the three, and ``paper``."""

    name, called = "person_corrected", "更正个人信息"

    def lines(self, proposal: Proposal) -> list[Line]:
        _hold(*self.concerned(proposal))
        person, now, was = _locked(Person, proposal.person_id), proposal.content["now"], proposal.content["was"]
        if {column: getattr(person, column) for column in CORRECTED} != was:
            raise YuntaiError("这一位的信息已经又改过，请重新提出")
        if now["resident_id"] != was["resident_id"]:
            require_free(person, now["resident_id"])
        changed = [
            (title, now[column], was[column]) for column, title in CORRECTED.items() if now[column] != was[column]
        ]
        return [*(Line(title, text, before or "没有") for title, text, before in changed), _paper(proposal)]

    def do(self, proposal: Proposal, by: User) -> None:
        proposal.person = _locked(Person, proposal.person_id)  # she is told by the telephone that she has since
        repairs.correct(proposal.person, self.by(proposal, by), **proposal.content["now"])


class Move(Repair):
    """A case that was taken in for the wrong applicant. Content: ``case``, ``to`` and ``paper``."""

    name, called = "case_moved", "改办件的申请人"

    def lines(self, proposal: Proposal) -> list[Line]:
        _hold(*self.concerned(proposal))
        case, to = self._case(proposal), self._to(proposal)
        repairs.require_movable(case)
        if case.subject == to:
            raise YuntaiError("办件已经是这一位的")
        before = _who(case.subject)
        return [
            Line("办件", f"{case.version.definition['title']}，{case.number}"),
            Line("申请人", _who(to), before),
            _paper(proposal),
        ]

    def do(self, proposal: Proposal, by: User) -> None:
        repairs.move(self._case(proposal), self._to(proposal), self.by(proposal, by))

    def tell(self, proposal: Proposal) -> None:
        case = self._case(proposal)
        values = {"procedure": case.version.definition["title"], "number": case.number, "unit": case.unit.name}
        values |= {"submitted_on": today()}
        tell_applicant(case.subject, case.number, "case_submitted", values, f"proposal/{proposal.pk}/moved")

    def concerned(self, proposal: Proposal) -> list[Person | Employer]:
        return [self._case(proposal).subject, self._to(proposal)]

    def may_see(self, proposal: Proposal, user: User) -> bool:
        """Who applies in a secret case: while it waits who may confirm it, then who did it and who has the case in hand."""
        case = self._case(proposal)
        if not case.secret or user.pk in (proposal.proposed_by_id, proposal.decided_by_id):
            return super().may_see(proposal, user)
        waits = proposal.state == State.WAITING and super().may_see(proposal, user) and not bar(case, user)
        return waits or may_know(case, user, history_of(case))

    def why(self, proposal: Proposal) -> str:
        case = self._case(proposal)
        return f"{Access.KEPT_SECRET} {case.number}：{super().why(proposal)}" if case.secret else super().why(proposal)

    def _case(self, proposal: Proposal) -> Case:
        found: Case = Case.objects.get(pk=proposal.content["case"])
        return found

    def _to(self, proposal: Proposal) -> Person | Employer:
        model: Any = Person if self._case(proposal).person else Employer
        found: Person | Employer = model.objects.get(pk=proposal.content["to"])
        return found.record if isinstance(found, Person) else found


class Merge(Repair):
    """Two records of one person. ``person`` is merged; content: ``into``, ``paper``."""

    name, called = "records_merged", "合并档案"

    def lines(self, proposal: Proposal) -> list[Line]:
        _hold(*self.concerned(proposal))
        person, into = (_locked(Person, number) for number in sorted((proposal.person_id, proposal.content["into"])))
        if person.pk != proposal.person_id:
            person, into = into, person
        if person.is_same(into):
            raise YuntaiError("这两条已经是同一个人的档案")
        if person.merged_into_id or into.merged_into_id:
            raise YuntaiError("其中一条已经合并到别的档案，请用为准的那一条")
        twice = [f"{case.number} 和 {first.number}" for case, first in repairs.granted_twice(person, into)]
        said = [Line("领过两次", f"{'；'.join(twice)}。合并以后由监督人员复查")] if twice else []
        return [Line("以这一条为准", _who(into)), Line("合并过来", _who(person)), *said, _paper(proposal)]

    def do(self, proposal: Proposal, by: User) -> None:
        officer = self.by(proposal, by)
        person, into = _locked(Person, proposal.person_id), _locked(Person, proposal.content["into"])
        proposal.twice = repairs.merge(person, into, officer)  # for `tell`, in the same transaction

    def tell(self, proposal: Proposal) -> None:
        for case, first in proposal.twice:
            values = {"procedure": case.version.definition["title"], "number": case.number, "other": first.number}
            for one in holders(case.unit_id, [Role.SUPERVISE]):
                key = f"proposal/{proposal.pk}/twice/{case.pk}"
                notify(one, "granted_twice", values, key=key, case=case.number, url=f"/work/cases/{case.number}/")

    def concerned(self, proposal: Proposal) -> list[Person | Employer]:
        return [proposal.person, Person.objects.get(pk=proposal.content["into"])]


class Split(Repair):
    """Records that were merged and are not of one person. ``person`` is the one that counts by itself again."""

    name, called = "records_split", "分开合并错的档案"

    def lines(self, proposal: Proposal) -> list[Line]:
        _hold(proposal.person.record)
        person = _locked(Person, proposal.person_id)
        if person.merged_into is None:
            raise YuntaiError("这一条没有合并到别的档案")
        if found := repairs.contradictions(person):
            numbers = "、".join(case.number for case in found)
            raise YuntaiError(f"合并以后的决定（{numbers}）是看了两条档案才作的：请先由监督人员复查改正，再分开")
        return [Line("分开", _who(person)), Line("为准的那一条", _who(person.record)), _paper(proposal)]

    def do(self, proposal: Proposal, by: User) -> None:
        repairs.split(_locked(Person, proposal.person_id), self.by(proposal, by))

    def concerned(self, proposal: Proposal) -> list[Person | Employer]:
        return [proposal.person, proposal.person.record]


class HandOver(Repair):
    """An employer whose code somebody else has, or who is there no more. Content: ``employer``, ``to`` (the account of who acts from
    now on), ``name`` and ``legal_representative`` of the licence, ``keeps`` and ``paper``."""

    name, called = "employer_handed_over", "单位代码交还"

    def lines(self, proposal: Proposal) -> list[Line]:
        content = proposal.content
        _hold(Employer.objects.get(pk=content["employer"]))
        employer = _locked(Employer, content["employer"])
        to = User.objects.select_related("person").get(pk=content["to"])
        held = employer.operators.in_force().select_related("user__person")
        if not held.exclude(user=to).exists() and held.exists():
            raise YuntaiError("这一位已经是这家单位的审批人，没有别人要交还")
        drafts = Draft.objects.of(employer).count()
        roster = Employee.objects.filter(employer=employer).count()
        what = f"{drafts} 份没有提交的草稿、{roster} 行花名册"
        return [
            Line("单位名称", content["name"], employer.name if employer.name != content["name"] else ""),
            Line("统一社会信用代码", employer.uscc),
            Line("审批人", _who(to.person), "；".join(_who(one.user.person) for one in held) or "没有"),
            Line("正在填的", f"{what}，{'交给新的审批人' if content['keeps'] else '封存，原来填的人可以取回'}"),
            _paper(proposal),
        ]

    def do(self, proposal: Proposal, by: User) -> None:
        content, employer = proposal.content, _locked(Employer, proposal.content["employer"])
        ended = list(employer.operators.in_force().values_list("pk", flat=True))
        employer.name = content["name"]
        employer.registered_on = employer.registered_on or today()
        employer.save(update_fields=["name", "registered_on"])
        to = User.objects.get(pk=content["to"])
        new = repairs.hand_over(
            employer, to, content["legal_representative"], self.by(proposal, by), keeps=content["keeps"]
        )
        proposal.ended, proposal.new = ended, new  # for `tell`, in the same transaction

    def tell(self, proposal: Proposal) -> None:
        new, key = proposal.new, f"proposal/{proposal.pk}"
        left = {
            "drafts": Draft.objects.of(new.employer).count(),
            "cases": Case.objects.of(new.employer).open().count(),
        }
        values = {"employer": new.employer.name, **left}
        notify(new.user, "employer_taken_over", values, key=f"{key}/new", url="/account/acting/")
        for one in Operator.objects.filter(pk__in=proposal.ended).exclude(user=new.user):
            values = {"employer": new.employer.name, "ended_on": today()}
            notify(one.user, "employer_right_ended", values, key=f"{key}/{one.pk}", url="/account/employers/")

    def shows(self, proposal: Proposal) -> list[Person]:
        """Who acts from now on, and those who act or acted until she does."""
        content = proposal.content
        held = Operator.objects.filter(employer=content["employer"])
        before = held.in_force().exclude(user=content["to"]) | held.filter(given_to__user=content["to"])
        persons = Person.objects.filter(user__in=before.values("user"))
        return list(dict.fromkeys([*super().shows(proposal), *persons.order_by("pk")]))

    def concerned(self, proposal: Proposal) -> list[Person | Employer]:
        employer = Employer.objects.get(pk=proposal.content["employer"])
        to = User.objects.select_related("person").get(pk=proposal.content["to"]).person
        return [employer, *([to] if to else [])]


class Release(Repair):
    """An account that is closed, or tied to an identity service's account that is not hers any more. Content: ``user``, ``paper``."""

    name, called = "account_released", "账户解锁"

    def lines(self, proposal: Proposal) -> list[Line]:
        user = _locked(User, proposal.content["user"])
        if user.is_officer:
            raise YuntaiError("工作人员的账户由本单位管理岗办理")
        if user.is_active and not user.identity_subject:
            raise YuntaiError("这个账户没有停用，也没有连着身份服务的账号；忘了密码的，在窗口重设")
        said = [Line("账户", "重新启用", "停用")] if not user.is_active else []
        if user.identity_subject:
            said.append(Line("身份服务", "断开，下次从身份服务登录时重新连上", "连着一个账号"))
        return [Line("谁的账户", _who(user.person)), *said, _paper(proposal)]

    def do(self, proposal: Proposal, by: User) -> None:
        self.require_stranger(proposal, by)
        release(_locked(User, proposal.content["user"]))


CORRECT, MOVE, MERGE, SPLIT, HAND_OVER, RELEASE = (
    register(one) for one in (Correct(), Move(), Merge(), Split(), HandOver(), Release())
)
"""The kinds of repair."""


@transaction.atomic
def propose_repair(
    kind: Repair,
    by: User,
    unit: Any,
    subject: Person | Employer | Case | User,
    content: Mapping[str, Any],
    why: str,
    person: Person | None = None,
) -> Proposal:
    """Propose to put something right; ``person``, whom it concerns, is told at once, by the number that is kept until then.

    Raises ``YuntaiError`` where it cannot be done or ``by`` may not.
    """
    draft = Proposal(kind=kind.name, person=person, content=dict(content), proposed_by=by)
    kept = [[line.label, line.text, line.before] for line in kind.lines(draft)]
    proposal = propose(
        kind.name,
        by,
        unit,
        subject=f"{subject._meta.model_name}-{subject.pk}",
        title=kind.called,
        content={**content, "shown": kept},
        why=why,
        person=person,
    )
    kind.require_stranger(proposal, by)
    if person:
        notify(person, "repair_proposed", {"what": kind.called}, key=f"proposal/{proposal.pk}/proposed")
    return proposal


def _who(one: Person | Employer | None) -> str:
    if one is None:
        return "没有实名的账户"
    if isinstance(one, Employer):
        return f"{one.name}，{one.uscc}"
    return f"{one.name}，{one.resident_id}"
