"""What would follow if an officer did something to a case now, told by the fold, letters and tellings that follow if she does it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yuntai.cases.content import catalogue
from yuntai.cases.corrections import last_day, take_back
from yuntai.cases.decisions import Suggestion, in_short, weighed
from yuntai.cases.does.telling import tellings_of
from yuntai.cases.effects import CHOSEN, Post, Telling, tellings
from yuntai.cases.going import acts_of
from yuntai.cases.history import History, after, columns
from yuntai.cases.letters import kind_of, to_return
from yuntai.cases.models import Case, Event
from yuntai.cases.questions import questions
from yuntai.cases.redress import wording_of
from yuntai.cases.sheets import fields_of
from yuntai.cases.states import TELLS_REASON, WITHIN, Outcome, State
from yuntai.clock import now, today
from yuntai.notices.templates import template_of
from yuntai.people.models import Unit, User
from yuntai.procedures.accounts import Bank, BankAccount, groups
from yuntai.procedures.flow import Enter, Fork, Open, Tell
from yuntai.procedures.flow import Letter as LetterOf
from yuntai.rolls.content import roll_of
from yuntai.rules.language.kinds import Choice as Options
from yuntai.rules.language.kinds import Date, Money

RESULTS = {"right": "没有问题", "wrong": "有问题"}
"""What a re-check comes to."""

_WRITTEN = "您写的理由"
_MONEY = ("钱", "付给", "账号")
_TYPED = "1"
"""Stands for an amount that the officer has still to write."""

THEIRS = Unit(name="办件所在单位")
"""Stands for the units of several cases."""

Line = tuple[str, str]


@dataclass(frozen=True)
class Choice:
    """Something that an officer may do: what she chooses (empty where there is no choice), and its event's content."""

    said: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class Foreseen:
    """What follows, each line with its heading: whatever she chooses, and by what she chooses."""

    lines: tuple[Line, ...]
    choices: tuple[tuple[str, tuple[Line, ...]], ...]


def foresee(
    case: Case, known: History, name: str, user: User, suggestion: Suggestion | None = None, unit: Unit | None = None
) -> Foreseen:
    """What follows from ``name`` (a key of ``TRANSITIONS``) by ``user``; ``known`` is the history of ``case``.

    ``suggestion`` is the policy's word, for a decision; ``unit`` stands for the case's own where it is told of several cases,
    which each have a sum and an account of their own.
    """
    case = copy(case)
    if unit:
        case.unit = unit
    choices = list(_CHOICES[name](case, known, suggestion) if name in _CHOICES else _of_fork(case, name))
    told = [
        (
            one.said,
            tuple(line for line in _lines(case, known, name, user, one.data) if line[0] not in _MONEY or not unit),
        )
        for one in choices
    ]
    same = tuple(line for line in told[0][1] if all(line in lines for _, lines in told))
    rest = [(said, tuple(line for line in lines if line not in same)) for said, lines in told]
    return Foreseen(same, tuple((said, lines) for said, lines in rest if lines))


def _propose(case: Case, known: History, suggestion: Suggestion | None) -> Iterator[Choice]:
    procedure, day = case.version.load(), today()
    suggested = suggestion.amount if suggestion and suggestion.outcome == Outcome.GRANTED else None

    def choice(said: str, outcome: Outcome, amount: Any = None) -> Choice:
        return Choice(said, weighed(procedure, suggestion, outcome, amount, day, day, anew=known.reopened))

    granted, refused = Outcome.GRANTED.label, Outcome.REFUSED.label
    if procedure.paid is None:
        yield choice(granted, Outcome.GRANTED)
    elif suggested:
        yield choice(in_short(Outcome.GRANTED, suggested), Outcome.GRANTED, suggested)
    if procedure.paid:
        another = choice(f"{granted}别的金额" if suggested else granted, Outcome.GRANTED, suggested)
        second = another.data["second_officer"] or suggestion is not None
        yield replace(another, data={**another.data, "amount": _TYPED, "second_officer": second})
    yield choice(refused, Outcome.REFUSED)


def _of_fork(case: Case, name: str) -> Iterator[Choice]:
    """The ways of an act of a flow that forks by an answer of its sheet; one without a choice where it does not."""
    procedure = case.version.load()
    one = acts_of(procedure)[name].act
    if one is None or not isinstance(one.to, Fork) or not procedure.flow:
        yield Choice("", {})
        return
    kinds = {field.name: field.kind for field in fields_of(procedure, one)}
    kind = kinds.get(one.to.by)
    titles = kind.options if isinstance(kind, Options) else {"yes": "是", "no": "否"}
    for code in one.to.to:
        yield Choice(titles.get(code, code), {"chosen": {one.to.by: code}})


def _recheck(_case: Case, _known: History, _suggestion: Suggestion | None) -> Iterator[Choice]:
    return (Choice(said, {"result": result}) for result, said in RESULTS.items())


def _opine(_case: Case, known: History, _suggestion: Suggestion | None) -> Iterator[Choice]:
    yield Choice("", {"unit": known.waiting_for_opinion[0]})


_CHOICES = {
    "propose": _propose,
    "recheck": _recheck,
    "opine": _opine,
    "request_correction": lambda *_: [Choice("", {"fields": {}, "materials": []})],
    "recall_correction": lambda _, known, __: [Choice("", take_back(known.corrections, {}))],
    "transfer": lambda *_: [Choice("", {"unit": 0})],
    "consult": lambda *_: [Choice("", {"unit": 0})],
}
"""The choices that an action leaves, where it leaves one or its event says something."""


def _lines(case: Case, known: History, name: str, user: User, data: Mapping[str, Any]) -> Iterator[Line]:
    event = Event(case=case, kind=name, user=user, reason=_WRITTEN, data=dict(data), at=now(), number=0)
    became = after(known, event, case.version.load())
    then = _as(case, became)
    tells = list(tellings(then, event))
    yield from _money(then, name, typed=data.get("amount") == _TYPED)
    if became.state != known.state:
        yield "办件", f"{case.get_state_display()} → {then.get_state_display()}"
    if became.state != known.state or became.unit != known.unit or became.turn != known.turn:
        yield "接着办", _next(then, became, event)
    yield from _about("期限", _clock(case, then, known, became))
    yield from _about("文书", _letter(then, event))
    yield from _does(then, event, name)
    if became.state == State.PROPOSED:
        yield "复核通过后", _once_confirmed(then, became, user)
    yield from _about("通知", "；".join(map(_told, tells)))
    yield "申请人", _seen(name, tells)


def _about(heading: str, text: str) -> Iterable[Line]:
    return [(heading, text)] if text else []


def _as(case: Case, became: History) -> Case:
    """The case as it would be."""
    then = copy(case)
    for name, value in columns(case, became).items():
        if name != "unit_id":
            setattr(then, name, value)
    if not became.unit:
        then.unit = CHOSEN
    return then


def _money(then: Case, name: str, *, typed: bool) -> Iterator[Line]:
    """What is paid, to whom and to which account in groups of four; what is to be given back."""
    if name == "revoke" and to_return(then):
        yield _MONEY[0], f"{Money().show(then.amount)}要追回"
    if name in ("propose", "confirm", "pay") and then.amount:
        amount = "您填的金额" if typed else Money().show(then.amount)
        bank, number = account(then)
        yield _MONEY[0], f"{'发出' if name == 'pay' else '要发'} {amount}"
        yield _MONEY[1], "，".join(filter(None, (then.applicant, bank)))
        yield from _about(_MONEY[2], number)


def account(case: Case) -> tuple[str, str]:
    """Where a case pays, as its answers say: the bank, the number in groups of four; empty where it does not ask."""
    said: dict[type, str] = {type(one.kind): str(case.facts.get(one.name, "")) for one in questions(case).values()}
    return said.get(Bank, ""), groups(said.get(BankAccount, ""))


def _next(then: Case, became: History, event: Event) -> str:
    if became.state == State.CORRECTING:
        return f"申请人补正，最晚 {Date().show(last_day(then, event))}"
    if became.turn:
        return str(Post(then.unit, tuple(became.turn)))
    return "不用谁再办" if became.closed_on else "前一件办完再开始"


def _clock(case: Case, then: Case, known: History, became: History) -> str:
    """What becomes of the time that is promised; nothing where it goes on as before."""
    if became.closed_on and not known.closed_on:
        return "到此为止"
    if became.state == State.CORRECTING:
        return "停着，补好或者期满再接着算" if known.state != State.CORRECTING else ""
    if then.due_on is None or (then.due_on == case.due_on and became.accepted_on == known.accepted_on):
        return ""
    what = "答复" if became.revisited_from else "办结" if became.accepted_on else "决定是否受理"
    return f"最晚 {Date().show(then.due_on)} {what}"


def _letter(then: Case, event: Event) -> str:
    kind = kind_of(then, event) if then.subject else ""
    return f"《{wording_of(then, kind).title}》，发给申请人" if kind else ""


def _does(then: Case, event: Event, name: str) -> Iterator[Line]:
    """What follows from an act by its effects."""
    act = acts_of(then.version.load())[name].act
    for one in act.does if act else ():
        match one:
            case LetterOf(wording=wording) if then.subject:
                yield "文书", f"《{catalogue().letters[wording].title}》，发给申请人"
            case Tell():
                yield from (("通知", _told(told)) for told in tellings_of(then, event, one))
            case Open(procedure=procedure):
                yield "另开一件", catalogue()[procedure].title
            case Enter(roll=roll):
                yield "登记", roll_of(roll).title


def _once_confirmed(then: Case, became: History, user: User) -> str:
    event = Event(case=then, kind="confirm", user=user, data={}, at=now(), number=0)
    confirmed = _as(then, after(became, event, then.version.load()))
    return "，".join(filter(None, (confirmed.get_state_display(), _letter(confirmed, event))))


def _told(one: Telling) -> str:
    """Whom it is told to, and what: the title of the message, the last day in it."""
    to = "申请人" if one.to is None else str(one.to) if isinstance(one.to, Post) else "、".join(map(str, one.to))
    title = template_of(one.template).title.format_map({name: str(value) for name, value in one.values.items()})
    due = one.values.get("due_on")
    return f"{to}：{title}" + (f"（最晚 {Date().show(due)}）" if isinstance(due, date) else "")


def _seen(name: str, tells: Iterable[Telling]) -> str:
    """What the applicant's side sees of it."""
    if name in WITHIN:
        return "看不到这一步"
    reason = name in TELLS_REASON or any(_WRITTEN in one.values.values() for one in tells if one.to is None)
    return "看得到这一步和理由" if reason else "看得到这一步"
