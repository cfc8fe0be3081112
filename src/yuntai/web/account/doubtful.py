"""Notices of which nobody knows whether they went out: a manager asks the gateway, and says what became of them; those that
failed for good, with what to do."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from yuntai.cases.models import Case
from yuntai.cases.secrecy import cover, secret_numbers
from yuntai.errors import YuntaiError
from yuntai.notices.delivery import settle
from yuntai.notices.models import Notice, Notices, State
from yuntai.notices.unreached import unreached
from yuntai.people.fields import mask_email, mask_phone
from yuntai.people.logs import log_access, typed
from yuntai.people.models import Access, Role, Unit, User
from yuntai.web.controls import numbers
from yuntai.web.rights import roles_required

_PAGE = 50
_SETTLED = 20
"""How many of those that were settled last are shown."""

ANSWERS = {"sent": "已经发出", "again": "没有发出，再发"}


def _of(manager: User) -> Notices:
    """The notices about cases in the manager's units; who manages the whole bureau has those about accounts too."""
    units = Unit.objects.managed_by(manager)
    mine = Q(case__in=Case.objects.filter(unit__in=units).values("number"))
    if units.filter(parent=None).exists():
        mine |= Q(case="")
    return Notice.objects.filter(mine).select_related("person", "user__person", "settled_by__person")


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.MANAGE)
def notices(request: HttpRequest) -> HttpResponse:
    """What is in doubt, to settle one or several; what has failed; what was settled last, and by whom."""
    error = ""
    if request.method == "POST":
        try:
            done, failed = _settle(request.user, request.POST)
        except YuntaiError as wrong:
            error = str(wrong)
        else:
            if done:
                messages.success(request, f"{done} 条已记为“{ANSWERS[request.POST['answer']]}”")
            if failed:
                messages.warning(request, f"{failed} 条别人已经记过，没有改动")
            return redirect(request.get_full_path())
    doubtful = _of(request.user).filter(state=State.IN_DOUBT).order_by("made_at", "pk")
    page = Paginator(doubtful, _PAGE).get_page(request.GET.get("page"))
    for one in page:
        one.ticked = str(one.pk) in request.POST.getlist("notice")
        one.to, one.masked = (
            str(one.person or one.user),
            (mask_phone if one.channel == "sms" else mask_email)(one.address),
        )
    failed = unreached(_of(request.user))[:_PAGE]
    cover([*page, *failed])
    context = {
        "page": page,
        "settled": _of(request.user).filter(settled_by__isnull=False).order_by("-pk")[:_SETTLED],
        "unreached": failed,
        "answers": ANSWERS,
        "error": error,
        "why": request.POST.get("why", ""),
    }
    return render(request, "account/doubtful.html", context)


def _settle(manager: User, posted: Any) -> tuple[int, int]:
    """How many of the chosen notices were settled, and how many had been before."""
    why, answer = posted.get("why", "").strip(), posted.get("answer", "")
    chosen = list(_of(manager).filter(pk__in=numbers(posted.getlist("notice"))))
    if answer not in ANSWERS or not chosen:
        raise YuntaiError("请勾选通知，再说明它们发出了没有")
    if not why:
        raise YuntaiError("请写明是怎么查到的，会记下来")
    done, secret = 0, secret_numbers(chosen)
    for notice in chosen:
        try:
            with transaction.atomic():
                settle(notice, manager, sent=answer == "sent")
                person = notice.person or notice.user.person
                kept = f"{Access.KEPT_SECRET} {notice.case}：" if notice.case in secret and notice.person_id else ""
                log_access(manager, person, f"{notice}：{ANSWERS[answer]}", f"{kept}{typed(why)}")
        except YuntaiError:
            continue
        done += 1
    return done, len(chosen) - done
