"""The list of what came in with its lights, one message with what happened to it, work orders and answers as files."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from yuntai.cases.lights import Lights
from yuntai.errors import YuntaiError
from yuntai.exchange import files, taking
from yuntai.exchange.models import HANDLERS, READERS, Message, Messages, State
from yuntai.exchange.systems import PARTIES, is_connected
from yuntai.people.logs import log_access
from yuntai.people.models import Unit, User
from yuntai.people.uploads import check_upload
from yuntai.web.exporting import deliver
from yuntai.web.paging import Leaves, page_of
from yuntai.web.rights import roles_required

_PAGE = 20
_FORMATS = ("xlsx", "xls", "csv")
_MOST_MB = 10
_TABS = {"open": "待答复", "answered": "已答复", "failed": "送不出去"}
_ALL_UNITS = 2_000
"""Units to which a message can be handed, at most: those of a city."""


@require_safe
@roles_required(*READERS)
def messages_of_units(request: HttpRequest) -> HttpResponse:
    """What came to her units: what is open, by its limit; what was answered; whose answer is not taken."""
    shown, mine = request.GET.get("show", "open"), Message.objects.visible_to(request.user)
    tabs = {code: (title, _of(mine, code)) for code, title in _TABS.items()}
    _, found = tabs.get(shown, tabs["open"])
    page = page_of(Leaves(found, rows=_rows(found)), _PAGE, request)
    lights = Lights.now()
    for one in page:
        one.light = lights.at(one.due_on) if one.is_open and one.due_on else ""
        one.called = taking.party_of(one)
    context = {
        "page": page,
        "shown": shown,
        "tabs": {code: (title, rows.count()) for code, (title, rows) in tabs.items()},
        "by_file": {party: name for party, name in PARTIES.items() if not is_connected(party)},
        "handles": request.user.has_role(*HANDLERS),
        "formats": _FORMATS,
        "most_mb": _MOST_MB,
    }
    return render(request, "exchange/list.html", context)


@require_safe
@roles_required(*READERS)
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A message with all that it says, which is written down; what happened to it, what was answered."""
    one = _incoming(request.user, pk)
    log_access(request.user, None, "来件的内容", f"{taking.party_of(one)} {one.number}")
    handles = Unit.objects.held_by(request.user, *HANDLERS).filter(pk=one.unit_id).exists()
    context = {
        "message": one,
        "party": taking.party_of(one),
        "light": Lights.now().at(one.due_on) if one.is_open and one.due_on else "",
        "reply": one.reply,
        "happenings": one.happenings.select_related("user__person").order_by("place"),
        "handles": handles,
        "units": _others(one) if handles and one.is_open else {},
        "most": taking.MOST,
    }
    return render(request, "exchange/message.html", context)


@require_POST
@roles_required(*HANDLERS)
def do(request: HttpRequest, pk: int, step: str) -> HttpResponse:
    """Answer it, hand it to another unit, send its answer again."""
    one = _incoming(request.user, pk)
    try:
        messages.success(request, _take(step, one, request.user, request.POST))
    except YuntaiError as error:
        messages.error(request, str(error))
    seen = Message.objects.visible_to(request.user).filter(pk=pk).exists()
    return redirect("exchange:message", pk) if seen else redirect("exchange:list")


@require_POST
@roles_required(*HANDLERS)
def upload(request: HttpRequest, party: str) -> HttpResponse:
    """Take in a table of work orders."""
    file = request.FILES.get("file")
    _require_by_file(party)
    if file is None:
        raise YuntaiError("请选择工单表")
    kept = check_upload(file, _FORMATS, _MOST_MB)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / kept.stored_as
        path.write_bytes(file.read())
        taken = files.take_file(party, path)
    messages.success(request, f"收到 {taken.new} 件新的，{taken.known} 件以前收过")
    for fault in taken.faults:
        messages.warning(request, fault)
    return redirect("exchange:list")


@require_POST
@roles_required(*HANDLERS)
def answers(request: HttpRequest, party: str) -> HttpResponse:
    """The answers of her units that were not sent yet, as a table; they count as sent once she has it."""
    _require_by_file(party)
    units = set(Unit.objects.held_by(request.user, *HANDLERS).values_list("pk", flat=True))
    found = [one for one in files.waiting(party) if one.unit_id in units]
    if not found:
        raise YuntaiError("没有要送出去的答复")
    purpose = f"把答复交给{PARTIES[party]}"
    response = deliver(request, f"{PARTIES[party]}答复", files.ANSWERED, files.rows(found), purpose, "xlsx")
    if response.status_code == 200:  # else a second officer has to confirm so many rows first
        files.mark_sent(found)
    return response


def _take(step: str, one: Message, user: User, posted: QueryDict) -> str:
    """Take the step; what to say of it."""
    match step:
        case "answer":
            taking.answer(one, user, posted.get("text", ""))
            return f"答复写好了，会送回{taking.party_of(one)}"
        case "hand_on":
            unit = get_object_or_404(Unit, code=posted.get("unit", ""))
            taking.hand_on(one, user, unit, posted.get("reason", ""))
            return f"已转给{unit}"
        case "again":
            if one.reply is None:
                raise Http404
            taking.again(one.reply, user)
            return "会再发一次"
    raise Http404


def _require_by_file(party: str) -> None:
    if party not in PARTIES or is_connected(party):
        raise Http404


def _of(mine: Messages, code: str) -> Any:
    if code == "failed":
        return mine.incoming().filter(replies__state=State.FAILED)
    return mine.incoming().filter(state=code) if code == "open" else mine.filter(state=code).order_by("-done_at", "-pk")


def _rows(found: Any) -> Any:
    return lambda keys: found.model.objects.filter(pk__in=keys).select_related("unit")


def _incoming(user: User, pk: int) -> Message:
    mine = Message.objects.visible_to(user).incoming().select_related("unit")
    found: Message = get_object_or_404(mine, pk=pk)
    return found


def _others(one: Message) -> dict[str, str]:
    others = Unit.objects.exclude(pk=one.unit_id).filter(level__in=["city", "district", "street"])
    return dict(others.values_list("code", "name")[:_ALL_UNITS])
