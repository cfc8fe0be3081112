"""Whose turn it is: what a user may do to a case now, in which capacity, and why not: duties that one person does not hold together,
one's own matters, what has to come first."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Value

from yuntai.cases.consultations import asked_of
from yuntai.cases.going import acts_of, panel_of
from yuntai.cases.history import History, history_of
from yuntai.cases.models import Case
from yuntai.cases.questions import questions
from yuntai.cases.states import APPLICANT, TITLES, Outcome, Transition
from yuntai.cases.versions import state_title
from yuntai.ledger.prepared import Prepared
from yuntai.people.acting import Acting
from yuntai.people.models import ADMINISTRATORS, Mandate, Operator, Person, Unit, User
from yuntai.procedures import Field
from yuntai.procedures.kinds import ResidentId, Rows
from yuntai.registry.columns import Employer
from yuntai.rules.language.kinds import Kind


@dataclass(frozen=True)
class Doer:
    """Who does something and in which capacity: an officer by an appointment, or the applicant's side."""

    user: User
    capacity: str
    unit: Unit | None = None
    seat: str = ""
    """As what she hands in her sheet, in a panel."""


def possible(case: Case, user: User, acting: Acting | None = None, known: History | None = None) -> list[Transition]:
    """What ``user`` may do to ``case`` now, in the order of the table; ``known`` is its history, where that has been read."""
    known = known or history_of(case)
    barred = bar(case, user)
    acts = acts_of(case.version.load()).values()
    return [one for one in acts if not hindrance(case, known, barred, one, user, acting)]


def hindrance(
    case: Case, known: History, barred: str, transition: Transition, user: User, acting: Acting | None
) -> str:
    """Why ``user`` may not do this now, in a sentence; empty if she may. ``barred`` is what :func:`bar` says."""
    if known.state not in transition.sources:
        return f"办件现在是“{state_title(known.state, case.version.digest)}”，不能{transition.title}"
    if doer_of(case, known, transition, user, acting) is None:
        return f"您没有“{transition.title}”这个办件的权限"
    if barred and APPLICANT not in transition.actors:
        return f"{barred}，您要回避，{transition.title}请交给别人"
    if transition.duty:
        held = [duty.label for duty, users in known.duties.items() if users & user.accounts and duty != transition.duty]
        if held:
            return f"您已经做过这个办件的{held[0]}，不能再做{transition.duty.label}，请交给别人"
    if known.handed_in and known.handed_in.keys() & user.accounts and _is_sheet(case, known, transition):
        return "您已经交过，不能再交；等其他人交齐"
    match transition.name:
        case "take_over" if not known.coming_from:
            return "没有等待接收的转办"
        case "transfer" if known.coming_from:
            return "上一次转办还没有接收"
        case "propose" if open_units := known.waiting_for_opinion:
            return f"还有 {len(open_units)} 个单位没有给会办意见；不再等的，先办“不等会办意见”并写明理由"
        case "opine" if not asked_of(known, user):
            return "没有等待您单位的会办"
        case "go_on" if not known.waiting_for_opinion:
            return "没有在等的会办意见"
        case "answer_supervision" if not known.supervised or known.supervision_answered:
            return "没有等待答复的督办"
        case "lift" if not known.supervised:
            return "没有被督办"
        case "forgo" if acting and acting.is_present:
            return "要不要回访由申请人自己说，工作人员不能替她说"
        case "establish" if not case.version.load().officer:
            return "这个事项没有由工作人员核定的事实"
        case "rate" if known.rating is not None:
            return "已经评价过"
        case "rate" if acting and acting.is_present:
            return "评价由申请人自己做，工作人员不能替别人评价；请她登录、用自助终端，或者请家人受托来评"
        case "rate" if known.handled & user.accounts:
            return "您办过这个办件，不能再替别人评价它"
        case "answer_rating" if known.handled & user.accounts:
            return "您办过这个办件，评价要由没有办过的人回访答复"
        case "revoke" | "reopen" if not known.found_wrong:
            return f"复查没有发现问题，不能{transition.title}"
        case "revoke" if known.outcome != Outcome.GRANTED:
            return "没有予以办理的，没有可撤销的；要改的由监督人员责令重办"
        case "reopen" if known.outcome == Outcome.GRANTED and known.amount:
            return "已经发了钱的不能重办，免得再发一次：由复核人员撤销决定，应当发的请申请人重新申领"
        case "recheck" if not known.drawn:
            return "没有被抽查"
        case "draw" | "recheck" if worked := known.worked.keys() & user.accounts:
            done = known.worked[min(worked)]
            title = TITLES[done] if done in TITLES else acts_of(case.version.load())[done].title
            return f"您办过这个办件（{title}），不能再复查，请交给别人"
        case "confirm" | "send_back" if known.proposed_by in user.accounts:
            return "拟定决定的人不能自己复核"
    return ""


def bar(case: Case, user: User) -> str:
    """Why ``user`` has to keep out of ``case`` as an officer, in a clause; empty if she has not.

    It is hers or her employer's; she has ever acted for the applicant, or the applicant for her, as families do; the answers name
    her or such an employer. Whatever account of hers says so: it goes by her as a person.
    """
    acted, firms = _ties(user, case.person)
    if _is_own(case, user, firms):
        return "这是您自己或您单位的办件"
    if acted:
        return "您替申请人代办过，或者申请人替您代办过"
    if _named(case, user):
        return "办件里写到了您本人"
    return "办件里写到了您自己的单位" if _names_firm(case, firms) else ""


def may_see(case: Case, user: User) -> bool:
    """Whether ``user`` may see ``case``."""
    return is_near(case, user) or bool(Case.objects.visible_to(user).filter(pk=case.pk).exists())


def is_near(case: Case, user: User) -> bool:
    """Whether ``case`` is in a unit of ``user`` as an officer: she may see it, be there other grounds or not."""
    return any(one.role not in ADMINISTRATORS and case.unit.path.startswith(one.unit.path) for one in user.roles())


def is_own(case: Case, user: User) -> bool:
    """Whether ``user`` is the applicant, or has ever acted for the employer that is."""
    return _is_own(case, user, _ties(user, None)[1])


def has_acted_for(person: Person, user: User) -> bool:
    """Whether ``user`` has ever acted for ``person`` or been acted for by her, as families do, by whichever account."""
    return _ties(user, person)[0]


def _is_own(case: Case, user: User, firms: Set[str]) -> bool:
    if case.person:
        return any(case.person.is_same(one) for one in user.persons())
    return case.employer is not None and case.employer.uscc in firms


def _ties(user: User, person: Person | None) -> tuple[bool, Set[str]]:
    """Whether ``user`` and ``person`` have ever acted for one another; the codes of the employers that ``user`` has ever acted for."""
    theirs, hers = (
        tuple(one.merged_into_id or one.pk for one in some) for some in ([person] if person else [], user.persons())
    )
    found = {code for (code,) in _TIES(tuple(user.accounts), theirs, hers)}
    return _MANDATE in found, found - {_MANDATE}


def _written(accounts: Sequence[int], theirs: Sequence[int], hers: Sequence[int]) -> Any:
    """The question that :func:`_ties` puts; ``theirs`` and ``hers`` are the records of the two that count."""
    firms = Operator.objects.filter(user__in=accounts).values_list("employer__uscc")
    if not theirs:
        return firms
    same, own = (Person.objects.same(*(Person(pk=one) for one in some)) for some in (theirs, hers))
    acted = Q(agent__in=accounts, person__in=same) | Q(person__in=own, agent__person__in=same)
    return firms.union(Mandate.objects.filter(acted).values_list(Value(_MANDATE)))


_MANDATE = ""
"""Stands among the codes of employers for a mandate."""
_TIES = Prepared(_written)


def _named(case: Case, user: User) -> bool:
    """Whether an answer is the resident id of ``user``, be it in a row."""
    if not (persons := user.persons()):
        return False
    ids = {one.resident_id for one in Person.objects.same(*persons)}
    return any(not ids.isdisjoint(_ids(one, case.facts.get(one.name))) for one in questions(case).values())


def _names_firm(case: Case, codes: Set[str]) -> bool:
    """Whether an answer is one of the ``codes`` of employers: whom a report is about, whose worker was hurt."""
    if not codes:
        return False
    return any(not codes.isdisjoint(_ids(one, case.facts.get(one.name), Employer)) for one in questions(case).values())


def _ids(question: Field, answer: Any, kind: type[Kind] = ResidentId) -> list[str]:
    """The resident ids, or the numbers of another ``kind``, in an answer."""
    if isinstance(question.kind, kind):
        return [str(answer or "").upper()]
    if not isinstance(question.kind, Rows):
        return []
    columns = [one.name for one in question.kind.columns if isinstance(one.kind, kind)]
    return [str(row.get(name, "")).upper() for row in answer or () for name in columns]


def doer_of(
    case: Case, known: History, transition: Transition, user: User, acting: Acting | None, code: str = ""
) -> Doer | None:
    """In which capacity ``user`` may do this; an opinion is given for the unit of ``code`` that is asked, else for her nearest."""
    if APPLICANT in transition.actors and acting and acting.user == user and acting.subject == case.subject:
        return Doer(user, acting.basis_title, acting.unit)
    if transition.name == "opine":
        asked = [(unit, by) for unit, by in asked_of(known, user) if code in ("", unit.code)]
        return Doer(user, str(asked[0][1]), asked[0][0]) if asked else None
    if _is_sheet(case, known, transition):
        return _seated(case, known, transition, user)
    for appointment in user.roles():
        if appointment.role in transition.actors and case.unit.path.startswith(appointment.unit.path):
            return Doer(user, str(appointment), appointment.unit)
    return None


def _is_sheet(case: Case, known: History, transition: Transition) -> bool:
    """Whether it is to hand in the sheet of a panel."""
    panel = panel_of(case.version.load(), known.state) if transition.act else None
    return panel is not None and transition.act == panel.hand_in


def _seated(case: Case, known: History, transition: Transition, user: User) -> Doer | None:
    """As what ``user`` may hand in the sheet of a panel: on a seat of a role of hers that nobody has taken."""
    free = list(transition.actors)
    for taken in known.handed_in.values():
        if taken in free:
            free.remove(taken)
    for appointment in user.roles():
        if appointment.role in free and case.unit.path.startswith(appointment.unit.path):
            return Doer(user, str(appointment), appointment.unit, str(appointment.role))
    return None
