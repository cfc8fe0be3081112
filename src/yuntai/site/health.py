"""``/health/live``, ``/health/ready`` and ``/metrics``: for who watches the platform, from known addresses, without signing in.

They are answered before anything else looks at a request, so that they also answer where sessions cannot: the database is away.
Nothing in them is about a person.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import DatabaseError, InterfaceError
from django.db.models import Min, Q
from django.http import HttpResponse, JsonResponse
from django_tasks_db.models import DBTaskResult, get_date_max

from yuntai.cases import content
from yuntai.clock import now
from yuntai.errors import Unavailable, YuntaiError
from yuntai.ledger.models import Checkpoint
from yuntai.notices import shifts
from yuntai.notices.models import Notice, State
from yuntai.people.accounts import address_of
from yuntai.people.officers import lacking
from yuntai.registry.sources import form_of
from yuntai.registry.watched import AWAY
from yuntai.site.ready import registry_is_there, require_ready

LAST_BACKUP, LAST_VERIFIED = "last-backup", "last-verified"
"""Files of the home folder, touched when the bureau has made a backup, and when all that is sealed was as it was left."""

_Gauge = tuple[str, str, dict[str, float | None]]
"""Name, help, and the value for each label; no value where it is not known."""


def health(respond: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Answer who watches; to anybody else there are no such pages."""
    answers = {"/health/live": _live, "/health/ready": _ready, "/metrics": _metrics}

    def middleware(request: Any) -> Any:
        answer = answers.get(request.path_info)
        return answer() if answer and request.method in ("GET", "HEAD") and _watches(request) else respond(request)

    return middleware


def _watches(request: Any) -> bool:
    if not settings.PROXIED and "HTTP_X_FORWARDED_FOR" in request.META:  # a proxy that nobody told us of: from anywhere
        return False
    try:
        address = ip_address(address_of(request) or "")
    except ValueError:
        return False
    return any(address in network for network in settings.WATCHERS)


def _live() -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


def _ready() -> HttpResponse:
    faults = _faults()
    return JsonResponse(
        {"ready": not faults, "faults": faults, "warnings": {} if "database" in faults else _warnings()},
        status=503 if faults else 200,
        json_dumps_params={"ensure_ascii": False},
    )


def _faults() -> dict[str, str]:
    """What keeps the platform from serving, a sentence each."""
    faults = {}
    for name, check in (("database", require_ready), ("registry", _require_registry), ("worker", _require_worker)):
        try:
            check()
        except YuntaiError as error:
            faults[name] = str(error)
        except (DatabaseError, InterfaceError):
            return {"database": "数据库连不上或者查不了"}
    return faults


def _require_registry() -> None:
    registry_is_there()
    try:
        content.records()
    except Unavailable:
        fault = content.watched().fault()
        if fault == AWAY:  # what a page says to anybody; who runs the platform is told where to look
            where = f" {settings.REGISTRY}" if form_of(str(settings.REGISTRY)) == "folder" else ""
            fault = f"登记库{where} 读不到，要用登记信息的页面暂时办不了：请让它回到原处，平台会自己恢复"
        raise YuntaiError(fault) from None


def _warnings() -> dict[str, str]:
    """What the bureau has to see to while the platform serves, a sentence each."""
    names = "、".join(f"{role.label}岗" for role in lacking())
    return {"administrators": f"全局还没有{names}：任命和重设没有人能提出或者确认"} if names else {}


def _require_worker() -> None:
    if not shifts.is_anybody_at_work():
        raise YuntaiError("后台进程（yuntai worker）没有在运行：通知发不出去，任务没有人做")


def _metrics() -> HttpResponse:
    lines: list[str] = []
    for name, about, values in _gauges():
        lines += [f"# HELP yuntai_{name} {about}", f"# TYPE yuntai_{name} gauge"]
        lines += [f"yuntai_{name}{label} {value:g}" for label, value in values.items() if value is not None]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; version=0.0.4; charset=utf-8")


def _gauges() -> Iterator[_Gauge]:
    faults = _faults()
    yield "ready", "Whether /health/ready says so.", {"": float(not faults)}
    yield "backup_age_seconds", "Since last-backup in the home folder was touched.", {"": _age(_touched(LAST_BACKUP))}
    yield (
        "verified_age_seconds",
        "Since yuntai cases verify last found everything as it was left.",
        {"": _age(_touched(LAST_VERIFIED))},
    )
    if "database" in faults:
        return
    yield "registry_age_seconds", "Since the registry was loaded that is in use.", {"": _age(_loaded())}
    yield (
        "registry_faulty",
        "Whether it is away, or one loaded since cannot be used.",
        {"": float(bool(content.watched().fault()))},
    )
    tasks = DBTaskResult.objects
    counts = {"ready": tasks.ready().count(), "running": tasks.running().count(), "failed": tasks.failed().count()}
    yield "tasks", "Tasks of the queue.", {f'{{status="{status}"}}': count for status, count in counts.items()}
    yield "oldest_task_age_seconds", "Since the task could be done that waits longest.", {"": _age(_longest_waiting())}
    notices = {
        f'{{state="{state}"}}': Notice.objects.filter(state=state).count()
        for state in (State.WAITING, State.FAILED, State.IN_DOUBT)
    }
    yield "notices", "Notices that have not arrived.", notices
    yield "worker_lease_age_seconds", "Since the living worker began.", {"": _age(shifts.leased_since())}
    yield "worker_seen_age_seconds", "Since a worker last looked at the queue.", {"": _age(shifts.last_seen())}
    last = Checkpoint.objects.order_by("-number").values_list("at", flat=True).first()
    yield "checkpoint_age_seconds", "Since what is sealed was last bound together.", {"": _age(last)}


def _longest_waiting() -> datetime | None:
    at_once = Q(run_after=get_date_max())
    first = DBTaskResult.objects.ready().aggregate(
        left=Min("enqueued_at", filter=at_once), due=Min("run_after", filter=~at_once)
    )
    return min(filter(None, first.values()), default=None)


def _age(moment: datetime | None) -> float | None:
    """Whole seconds since ``moment``."""
    return None if moment is None else (now() - moment).total_seconds() // 1


def _touched(name: str) -> datetime | None:
    try:
        return datetime.fromtimestamp((settings.HOME.path / name).stat().st_mtime, now().tzinfo)
    except FileNotFoundError:
        return None


def _loaded() -> datetime | None:
    try:
        registry = content.watched().registry()
    except Unavailable:
        return None
    loaded = registry and registry.manifest.get("loaded_at")
    return datetime.fromisoformat(str(loaded)) if loaded else None
