"""How far a case is, for who knows its number and has its telephone; nothing of whose it is or what it is about in person."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from uuid import UUID

from yuntai.cases.beside import Visitor
from yuntai.cases.models import BundleCase, Case
from yuntai.cases.states import State
from yuntai.notices.codes import send_code
from yuntai.people.models import Operator, Person, User
from yuntai.procedures.kinds import Phone

_NEXT = {
    State.WAITING: "前一件办完，这一件就自动开始。您不用做什么。",
    State.CORRECTING: "请您补正材料：登录以后在“我的办件”里提交，或者到窗口交。补好以前，办理时间停着不走。",
    State.HANDLING: "正在审核。您不用做什么，有结果会通知您。",
    State.PROPOSED: "等第二位工作人员复核。您不用做什么，有结果会通知您。",
    State.PAYING: "钱会打到您填的账户，到账会通知您。",
    State.REVISITING: "别的工作人员会回访您。",
    State.CLOSED: "已经办结。结果和文书，登录以后在“我的办件”里看，也可以带身份证到窗口领。",
    State.REJECTED: "理由写在通知书上，登录以后在“我的办件”里看，也可以带身份证到窗口领。",
    State.RECOVERING: "原来的决定已经撤销，发过的钱要退回；撤销决定书登录以后在“我的办件”里看，也可以带身份证到窗口领。",
    State.REVOKED: "原来的决定已经撤销，理由写在撤销决定书上，登录以后在“我的办件”里看，也可以带身份证到窗口领。",
    State.WITHDRAWN: "申请已经撤回。要办的话，可以重新申请。",
}


def send_progress_code(number: str, phone: str) -> UUID:
    """Send a code to the telephone of the case of ``number``, if that is ``phone``; whether it is nobody learns."""
    return send_code(number, _who(number, phone), "progress_code", {"number": number})


def cases_of(number: str) -> list[Case]:
    """The case of ``number``, or the parts of the bundle of that number."""
    found = Case.objects.select_related("version", "unit")
    return list(found.filter(number=number)) or list(found.filter(bundle__number=number).order_by("pk"))


def next_step(case: Case) -> str:
    """What is next, and what there is to do for the applicant."""
    if case.state == State.SUBMITTED:
        return f"{case.version.load().acceptance}内告诉您是否受理。您不用做什么。"
    if case.state in _NEXT:
        return _NEXT[State(case.state)]
    if not case.is_open:
        return f"已经办结：{case.get_state_display()}。"
    return f"现在是“{case.get_state_display()}”。您不用做什么，有结果会通知您。"


def _who(number: str, phone: str) -> Person | User | str | None:
    """Whoever is told of the case and has the telephone ``phone``."""
    case = (
        Case.objects.filter(number=number).select_related("person", "employer").first()
        or BundleCase.objects.filter(number=number).select_related("person", "employer").first()
    )
    if case is None:
        return None
    return next((who for who, own in _telephones(case) if hmac.compare_digest(own.encode(), phone.encode())), None)


def _telephones(case: Case | BundleCase) -> Iterator[tuple[Person | User | str, str]]:
    if case.subject is None:
        for visitor in Visitor.objects.filter(case__number=case.number):
            yield visitor.phone, _plain(visitor.phone)
    if case.person:
        yield case.subject, _plain(case.subject.phone)
        return
    for one in (
        Operator.objects.in_force()
        .filter(employer__isnull=False, employer=case.employer)
        .select_related("user__person")
    ):
        if one.user.person:
            yield one.user, _plain(one.user.person.phone)


def _plain(phone: str) -> str:
    """A number as :class:`Phone` writes it; what is none is nobody's."""
    try:
        return str(Phone().parse(phone))
    except ValueError:
        return "-"
