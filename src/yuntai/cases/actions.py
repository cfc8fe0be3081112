"""Doing something to a case: each is one event in one transaction. Who may do it now is told by :mod:`yuntai.cases.duties`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from yuntai.cases import bundles, corrections, duties, effects, meanwhile, sheets, waits
from yuntai.cases.applications import parse_answers
from yuntai.cases.claims import alone, claim_of, first_with
from yuntai.cases.decisions import Suggestion, digest, follows, in_short, suggest, weighed
from yuntai.cases.does import carry_out
from yuntai.cases.going import acts_of, panel_of
from yuntai.cases.granted import held_for, lock, payments_of
from yuntai.cases.history import History, happen, history
from yuntai.cases.models import BundleCase, Case, Event
from yuntai.cases.routing import destination, units_for
from yuntai.cases.secrecy import asks_for_secrecy
from yuntai.cases.states import BAD_RATING, Outcome
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Unit, User
from yuntai.rules.language.kinds import Date, Money

MOST_REASON = 1000
"""How many characters a reason, a reply or the words of a rating may have: they stand in letters and messages."""


@transaction.atomic
def act(
    case: Case,
    name: str,
    user: User,
    *,
    acting: Acting | None = None,
    reason: str = "",
    data: Mapping[str, Any] | None = None,
    last: int | None = None,
) -> Case:
    """Do ``name`` (a key of :func:`~yuntai.cases.going.acts_of`) to a case. Raises ``YuntaiError`` with a sentence where it cannot be.

    ``last`` is the place of the last event that was seen: where more has happened since, ``Changed`` says what.

    ``data`` is what the action needs: ``unit`` (code) for a transfer or a consultation, ``facts`` (name to answer) for what an
    officer establishes, ``outcome``, ``amount`` and ``effective`` for a decision, ``score`` for a rating, ``result`` for a
    re-check; ``sheet`` (name to answer) for an act of a flow that has one; of a draw, what is needed to repeat it; for corrections see
    :mod:`yuntai.cases.corrections`.
    """
    if case.bundle_id:  # before the case: a part that ends begins others
        BundleCase.objects.select_for_update().get(pk=case.bundle_id)
    case = Case.objects.locked(case.pk)
    events = Event.chain(case.pk)
    meanwhile.check(events, last, inside=acting is None)
    known = history(events)
    transition = acts_of(case.version.load())[name]
    if hindrance := duties.hindrance(case, known, duties.bar(case, user), transition, user, acting):
        raise YuntaiError(hindrance)
    if transition.reason and not reason.strip():
        raise YuntaiError(f"{transition.title}要写明理由")
    if len(reason) > MOST_REASON:
        raise YuntaiError(f"最多写 {MOST_REASON} 字，现在 {len(reason)} 字")
    given = dict(data or {})
    doer = duties.doer_of(case, known, transition, user, acting, str(given.get("unit", "")))
    if doer is None:
        raise YuntaiError("没有请这个单位会办，或者您不能代它给意见；请选择您所在的单位")
    own, filled, step = transition.act if name not in _PREPARE else None, sheets.NOTHING, known.state
    if own:
        filled = sheets.fill(case, own, given.get("sheet", {}))
        prepared = sheets.prepared(case, own, filled, reason, _suggest_now(case) if own.decides else None)
        prepared |= {"seat": doer.seat} if doer.seat else {}
    else:
        prepared = _PREPARE[name](case, known, given, reason) if name in _PREPARE else {}
    if name == "opine":
        prepared = {"unit": doer.unit.pk if doer.unit else 0}
    event = happen(
        case,
        known,
        name,
        user_id=user.pk,
        capacity=doer.capacity[:40],
        unit_id=doer.unit.pk if doer.unit else None,
        reason=reason.strip(),
        data=prepared,
    )
    if own:
        sheets.keep(case, event, step, own, filled)
        panel = panel_of(case.version.load(), step)
        if (
            not panel or own != panel.hand_in or case.state != step
        ):  # what follows from a panel, once all have handed in
            carry_out(case, event, own.does, filled.typed)
    effects.follow(case, event)
    bundles.advance(case, event)
    if case.closed_on and case.comes_of.exists():
        waits.ended(case)
    return case


def _correction(case: Case, _known: History, data: dict[str, Any], reason: str) -> dict[str, Any]:
    return corrections.ask(case, data, reason)


def _supply(case: Case, known: History, data: dict[str, Any], reason: str) -> dict[str, Any]:
    before = case.facts
    prepared = corrections.answer(case, known.corrections, data, reason)
    case.secret = asks_for_secrecy(case.version.load(), case.facts)
    case.save(update_fields=["secret"])
    return prepared | _claim_anew(case, before) | _routed_anew(case, before)


def _routed_anew(case: Case, before: Mapping[str, Any]) -> dict[str, Any]:
    """Where a case belongs now, where an answer to that is another than ``before``: an officer sends it there."""
    procedure = case.version.load()
    if all(case.facts.get(name) == before.get(name) for name in procedure.routing.fields):
        return {}
    to = destination(procedure, case.subject, case.facts)
    case.district = to.district
    case.save(update_fields=["district"])
    return {"routing": to.how}


def _claim_anew(case: Case, before: Mapping[str, Any]) -> dict[str, Any]:
    """What a case claims by its answers of now, where that is another thing than ``before``; refused where another case has it."""
    procedure, day = case.version.load(), localtime(case.submitted_at).date()
    claim, had = (claim_of(procedure, case.subject, facts, day) for facts in (case.facts, before))
    if claim in (had, None):
        return {}
    lock(case.subject)
    with alone(claim, case.subject):
        case.claimed_for = claim
        case.save(update_fields=["claimed_for"])
    return {"claimed_for": claim}


def _recall(_case: Case, known: History, data: dict[str, Any], _reason: str) -> dict[str, Any]:
    return corrections.take_back(known.corrections, data)


def _to_unit(_case: Case, known: History, data: dict[str, Any], _reason: str) -> dict[str, Any]:
    unit = Unit.objects.filter(code=data.get("unit", "")).first()
    if unit is None:
        raise YuntaiError("请选择转给哪个单位")
    if unit.pk == known.unit:
        raise YuntaiError(f"办件已经在{unit}")
    return {"unit": unit.pk}


def _transfer(case: Case, known: History, data: dict[str, Any], reason: str) -> dict[str, Any]:
    prepared = _to_unit(case, known, data, reason)
    if prepared["unit"] not in {unit.pk for unit in units_for(case, effects.receiver(case))}:
        raise YuntaiError("这个单位不办这一类事项，或者还没有人能接，不能转去；请从列出的单位里选")
    return prepared


def _consult(case: Case, known: History, data: dict[str, Any], reason: str) -> dict[str, Any]:
    prepared = _to_unit(case, known, data, reason)
    if prepared["unit"] in known.consulted:
        raise YuntaiError("已经请这个单位会办过")
    case.consulted.add(prepared["unit"])
    return prepared


def _establish(case: Case, _known: History, data: dict[str, Any], _reason: str) -> dict[str, Any]:
    """Keep the facts that an officer has to establish. The log names those that changed; their values stay in the case."""
    fields = [replace(field, optional=True) for field in case.version.load().officer]
    given = {field.name: data["facts"].get(field.name, "") for field in fields}
    _, errors = parse_answers(fields, given)
    for field in fields:
        if field.name in errors:
            raise YuntaiError(f"{field.label}：{errors[field.name]}")
    changed = sorted(name for name, answer in given.items() if answer != case.facts.get(name, ""))
    if not changed:
        raise YuntaiError("没有改动")
    case.facts = case.facts | given
    case.save(update_fields=["facts"])
    return {"names": changed}


def _propose(case: Case, known: History, data: dict[str, Any], reason: str) -> dict[str, Any]:
    procedure = case.version.load()
    suggestion = _suggest_now(case)
    if "seen" in data and suggestion and data["seen"] != suggestion.word:
        raise YuntaiError(
            f"您打开以后情况变了：刚才按政策是“{data['seen']}”，现在是“{suggestion.word}”。请看过右边的步骤再定"
        )
    outcome = data.get("outcome") or (suggestion.outcome if suggestion else "")
    if outcome not in Outcome.values:
        raise YuntaiError("政策还不能得出结论，请先把缺的情况补齐，或者选择决定")
    amount = None
    if procedure.paid and outcome == Outcome.GRANTED:
        amount = _amount(data.get("amount"), suggestion.amount if suggestion else None)
    day = today()
    effective = _day(data["effective"]) if data.get("effective") else day
    proposed = weighed(procedure, suggestion, outcome, amount, effective, day, anew=known.reopened)
    if proposed["overridden"] and not reason.strip():
        raise YuntaiError("决定与政策算出的结果不同，要写明理由")
    if outcome == Outcome.REFUSED and suggestion is None and not reason.strip():
        raise YuntaiError("不予办理要写明理由")
    case.decision = suggestion.to_dict() if suggestion else None
    case.save(update_fields=["decision"])
    return proposed | {"decision": digest(case.decision)}


def _suggest_now(case: Case) -> Suggestion | None:
    """The policy's word on what is held at this moment; nobody else decides what the applicant gets until this is done."""
    lock(case.subject)
    procedure = case.version.load()
    held = held_for(procedure, case.subject, payments_of(case.subject, besides=case))
    return suggest(procedure, case.facts, case.as_of, held)


def _still_so(case: Case, _known: History, _data: dict[str, Any], _reason: str) -> dict[str, Any]:
    """What a decision rests on is read again before it is confirmed and before it is paid."""
    suggestion, kept = _suggest_now(case), case.decision
    if suggestion and kept and not follows(kept, *suggestion.verdict):
        before = in_short(kept["outcome"], Decimal(kept["amount"]) if kept["amount"] else None)
        raise YuntaiError(
            f"拟定以后情况变了：拟定时按政策是“{before}”，现在是“{suggestion.word}”。请退回，由审核的人重新决定"
        )
    return {}


def _day(given: str) -> date:
    try:
        return Date().parse(given)
    except ValueError as error:
        raise YuntaiError(f"从哪天起生效：{error}") from None


def _amount(given: Any, suggested: Decimal | None) -> Decimal:
    """What is granted, in yuan: what was written, else what the policy says; never nothing."""
    try:
        amount: Decimal | None = suggested if given in (None, "") else Money().parse(str(given))
    except ValueError as error:
        raise YuntaiError(f"金额：{error}") from None
    if amount is None or amount <= 0:
        raise YuntaiError("予以办理就要发钱，请写明金额，而且要大于零；没有钱可发的，请选“不予办理”并写明理由")
    return amount


def _rate(_case: Case, known: History, data: dict[str, Any], _reason: str) -> dict[str, Any]:
    try:
        score = int(data.get("score", ""))
    except ValueError:
        score = 0
    if not 1 <= score <= 5:
        raise YuntaiError("请选择 1 到 5 分")
    return {"score": score, "reopens": score <= BAD_RATING and known.revisited_from is None}


def _recheck(_case: Case, _known: History, data: dict[str, Any], _reason: str) -> dict[str, Any]:
    if data.get("result") not in ("right", "wrong"):
        raise YuntaiError("请选择复查结论")
    return {"result": data["result"]}


def _reopen(case: Case, _known: History, _data: dict[str, Any], _reason: str) -> dict[str, Any]:
    """A case in hand again claims what it claimed: refused where another has got it since."""
    lock(case.subject)
    first = first_with(case.claimed_for)
    if first and first != case:
        raise YuntaiError(f"同一件事已经在另一件里办，编号 {first.number}，请在那一件里处理")
    return {}


def _draw(_case: Case, _known: History, data: dict[str, Any], _reason: str) -> dict[str, Any]:
    return data


_PREPARE = {
    "request_correction": _correction,
    "supply": _supply,
    "recall_correction": _recall,
    "transfer": _transfer,
    "consult": _consult,
    "establish": _establish,
    "propose": _propose,
    "confirm": _still_so,
    "pay": _still_so,
    "rate": _rate,
    "draw": _draw,
    "recheck": _recheck,
    "reopen": _reopen,
}
