"""What follows from an event, in its transaction: a letter; the applicant is told, and the officers whom it concerns."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from yuntai.cases.beside import Visitor
from yuntai.cases.content import calendar
from yuntai.cases.corrections import asked, last_day
from yuntai.cases.decisions import said
from yuntai.cases.letters import letter_of, to_return
from yuntai.cases.models import BundleCase, Case, Event
from yuntai.cases.secrecy import words
from yuntai.cases.states import HANDLERS, HANDLING, Outcome, State, in_charge
from yuntai.notices.notify import notify, notify_phone, recipients
from yuntai.people.models import Employer, Person, Role, Unit, User
from yuntai.people.officers import holders
from yuntai.rules.language.workdays import workday_after

SUPERVISION_DAYS = 3
"""Working days in which supervision (督办) is to be answered: the platform's own term."""

OPINION_DAYS = 5
"""Working days in which another unit gives the opinion that it is asked for: the platform's own term."""

Values = dict[str, Any]


@dataclass(frozen=True)
class Post:
    """Whoever holds one of ``roles`` in ``unit`` or, where it has nobody, in the nearest above; if nobody, one of ``otherwise``."""

    unit: Unit
    roles: tuple[Role, ...]
    otherwise: tuple[Role, ...] = ()

    def holders(self) -> list[User]:
        """Those people, as they are now."""
        return holders(self.unit.pk, self.roles) or holders(self.unit.pk, self.otherwise)

    def __str__(self) -> str:
        return f"{self.unit}{'、'.join(role.label for role in self.roles)}岗"


@dataclass(frozen=True)
class Telling:
    """What somebody is told of an event: the applicant's side (``to`` is ``None``) or officers.

    ``when`` tells apart what is said again.
    """

    template: str
    values: Values
    to: Post | tuple[User, ...] | None = None
    when: str = ""


def follow(case: Case, event: Event) -> None:
    """Issue the letter that is due, and tell whom it concerns."""
    letter_of(case, event)
    for one in tellings(case, event):
        tell(case, event, one)


def tellings(case: Case, event: Event) -> Iterator[Telling]:
    """Who is told what of ``event``, which has made ``case`` what it is now."""
    told, within = _TOLD.get(event.kind), _TOLD_WITHIN.get(event.kind)
    for template, values in told(case, event) if told else ():
        if case.bundle_id is None or template != "case_submitted":  # a bundle is told once that it has come in
            yield Telling(template, _common(case) | values)
    if within:
        yield from within(case, event)


def tell(case: Case, event: Event, one: Telling) -> None:
    """Tell it, once."""
    key = "/".join(filter(None, (case.number, str(event.number), one.template, one.when)))
    if one.to is None:
        _tell_side(case, one, key)
        return
    for officer in one.to.holders() if isinstance(one.to, Post) else one.to:
        notify(officer, one.template, one.values, key=key, case=case.number, url=f"/work/cases/{case.number}/")


def _tell_side(case: Case, one: Telling, key: str) -> None:
    """Tell the applicant's side: of a case of nobody the telephone from which it was reported, if it was."""
    if case.subject:
        tell_applicant(case.subject, case.number, one.template, one.values, key)
    elif visitor := Visitor.objects.filter(case=case).first():
        notify_phone(visitor.phone, one.template, one.values, key=key, case=case.number)


def receiver(case: Case) -> Role:
    """Whose a case is in the unit that takes it over."""
    return Role(case.holder) if case.holder in HANDLERS else Role.REVIEW


def opinion_due(event: Event) -> date:
    """The last day on which the opinion that ``event`` asks for is to be given."""
    return workday_after(_day(event), OPINION_DAYS, calendar())


def consulted(case: Case, event: Event, when: str) -> Telling:
    """What the reviewers of the unit are told that ``event`` asks for an opinion."""
    values = _common(case) | {"what": event.reason, "due_on": opinion_due(event)}
    return Telling("consultation_waits", values, Post(unit_of(event), (Role.REVIEW,)), when)


def supervision_due(event: Event) -> date:
    """The last day on which the supervision of ``event`` is to be answered."""
    return workday_after(_day(event), SUPERVISION_DAYS, calendar())


def supervised(case: Case, event: Event, when: str) -> Telling:
    """What those are told who have a supervised case in hand; all who handle cases there where it ended, or has nobody."""
    values = _common(case) | {"what": event.reason, "due_on": supervision_due(event)}
    return Telling("supervised", values, Post(case.unit, tuple(in_charge(case.holder)) or HANDLERS, HANDLERS), when)


CHOSEN = Unit(name="选定的单位")
"""Stands for the unit of an event that nobody has chosen yet, where it is told what would follow."""


def unit_of(event: Event) -> Unit:
    """The unit to which ``event`` hands a case or of which it asks an opinion."""
    return Unit.objects.get(pk=event.data["unit"]) if event.data["unit"] else CHOSEN


def tell_of_bundle(made: BundleCase, template: str, values: Values) -> None:
    """Tell the applicant of a bundle what is said once of all its parts."""
    values = {"bundle": made.title, "number": made.number} | values
    tell_applicant(made.subject, made.number, template, values, f"{made.number}/{template}")


def tell_applicant(subject: Person | Employer, number: str, template: str, values: Values, key: str) -> None:
    """Tell ``subject``, or all who act for it, of its case or bundle ``number``."""
    for recipient in recipients(subject):
        notify(recipient, template, values, key=key, case=number, url=f"/cases/{number}/")


def answerers(case: Case) -> list[User]:
    """Those who may answer a bad rating: the nearest reviewers who did not handle the case; supervisors if there are none."""
    handled = set(case.events.filter(kind__in=HANDLING).values_list("user_id", flat=True))
    return holders(case.unit_id, [Role.REVIEW], handled) or holders(case.unit_id, [Role.SUPERVISE], handled)


def _common(case: Case) -> Values:
    return {"procedure": case.version.load().title, "number": case.number}


def _submitted(case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("case_submitted", {"submitted_on": _day(event), "unit": case.unit.name})]


def _accepted(case: Case, _event: Event) -> list[tuple[str, Values]]:
    return [("case_accepted", {"unit": case.unit.name, "promised_on": case.due_on})]


def _rejected(_case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("case_rejected", {"reasons": event.reason})]


def _correction(case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("correction_requested", {"due_on": last_day(case, event), "what": "；".join(asked(case, event))})]


def _recalled(case: Case, event: Event) -> list[tuple[str, Values]]:
    left = "还有几项要补，见办件页面" if case.state == State.CORRECTING else "不用再补了，办理时间接着计算"
    return [("correction_recalled", {"reasons": event.reason, "left": left})]


def _lapsed(case: Case, _event: Event) -> list[tuple[str, Values]]:
    left = "还有没到期的，请照期补" if case.state == State.CORRECTING else "办理时间接着计算"
    return [("correction_lapsed", {"left": left})]


def _transferred(case: Case, _event: Event) -> list[tuple[str, Values]]:
    return [("case_transferred", {"unit": case.unit.name})]


def _decided(case: Case, event: Event) -> list[tuple[str, Values]]:
    if case.state == State.PROPOSED:
        return []
    values = {"decided_on": _day(event), "rating": _rating(case)}
    word = said(case.decision, case.outcome, case.amount)
    if case.outcome == Outcome.REFUSED:
        # whoever confirms gives no reason of her own
        proposed = event if event.kind == "propose" else case.events.filter(kind="propose").latest("number")
        because = "；".join((case.decision or {}).get("because", ())) or proposed.reason
        return [("case_refused", values | {"reasons": word.rstrip("。") or because})]
    return [("case_decided", values | {"said": word or "经审核符合规定。"})]


def _handed_back(_case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("case_handed_back", {"reasons": event.reason})]


def _paid(case: Case, event: Event) -> list[tuple[str, Values]]:
    account = str(case.facts.get("bank_account", ""))
    values = {"amount": case.amount, "paid_on": _day(event), "account": f"尾号 {account[-4:]}" if account else ""}
    return [("payment_made", values | {"rating": _rating(case)})]


def _rating(case: Case) -> bool:
    """Whether to invite to rate: at the end, and in a bundle once for all its parts."""
    return case.state == State.CLOSED and case.bundle_id is None


def _reopened(_case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("reopened", {"reasons": "您对办理结果不满意，由别的工作人员回访"})] if event.data["reopens"] else []


def _revoked(case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("decision_revoked", {"reasons": event.reason, "returns": to_return(case) or "没有发过钱，不用退。"})]


def _recovered(case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("money_returned", {"amount": case.amount, "on": _day(event)})]


def _ordered_again(_case: Case, _event: Event) -> list[tuple[str, Values]]:
    return [("reopened", {"reasons": "复查发现原来的结果有误，由原单位重新办理"})]


def _answered(_case: Case, event: Event) -> list[tuple[str, Values]]:
    return [("case_closed", {"closed_on": _day(event)})]


def _day(event: Event) -> date:
    return localtime(event.at).date()


_TOLD: dict[str, Callable[[Case, Event], list[tuple[str, Values]]]] = {
    "submit": _submitted,
    "accept": _accepted,
    "reject": _rejected,
    "request_correction": _correction,
    "recall_correction": _recalled,
    "lapse": _lapsed,
    "transfer": _transferred,
    "propose": _decided,
    "confirm": _decided,
    "pay": _paid,
    "hand_back": _handed_back,
    "rate": _reopened,
    "answer_rating": _answered,
    "forgo": _answered,
    "revoke": _revoked,
    "recover": _recovered,
    "reopen": _ordered_again,
}


def _handed_over(case: Case, event: Event) -> Iterator[Telling]:
    values = _common(case) | {"unit": case.unit.name, "what": event.reason}
    yield Telling("transfer_waits", values, Post(case.unit, (receiver(case),)))


def _taken_over(case: Case, event: Event) -> Iterator[Telling]:
    giver = case.events.filter(kind="transfer").latest("number").user
    yield Telling("transfer_received", _common(case) | {"unit": case.unit.name, "on": _day(event)}, (giver,))


def _consulted(case: Case, event: Event) -> Iterator[Telling]:
    yield consulted(case, event, "asked")


def _opinion(case: Case, event: Event) -> Iterator[Telling]:
    unit = event.data["unit"]
    asked_by = [one for one in case.events.filter(kind="consult").order_by("number") if one.data["unit"] == unit]
    values = _common(case) | {"unit": unit_of(event).name, "what": event.reason}
    yield Telling("opinion_given", values, (asked_by[-1].user,))


def _supervised(case: Case, event: Event) -> Iterator[Telling]:
    yield supervised(case, event, "asked")


def _supervision_answered(case: Case, event: Event) -> Iterator[Telling]:
    asker = case.events.filter(kind="supervise").latest("number").user
    yield Telling("supervision_answered", _common(case) | {"what": event.reason}, (asker,))


def _rated(case: Case, event: Event) -> Iterator[Telling]:
    if event.data["reopens"]:
        values = {"what": words(event) or f"{event.data['score']} 分", "due_on": case.due_on}
        yield Telling("rating_to_answer", _common(case) | values, tuple(answerers(case)))


def _rechecked(case: Case, event: Event) -> Iterator[Telling]:
    if event.data["result"] == "wrong" and case.outcome == Outcome.GRANTED:
        yield Telling("found_wrong", _common(case) | {"what": event.reason}, Post(case.unit, (Role.CONFIRM,)))


_TOLD_WITHIN: dict[str, Callable[[Case, Event], Iterator[Telling]]] = {
    "transfer": _handed_over,
    "take_over": _taken_over,
    "consult": _consulted,
    "opine": _opinion,
    "supervise": _supervised,
    "answer_supervision": _supervision_answered,
    "rate": _rated,
    "recheck": _rechecked,
}
