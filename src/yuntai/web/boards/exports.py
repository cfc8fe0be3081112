"""The boards' lists as files, filtered as their pages are."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_http_methods

from yuntai.cases.content import catalogue, pack
from yuntai.cases.lights import Lights
from yuntai.cases.models import SECRECY
from yuntai.cases.secrecy import doer, words
from yuntai.clock import today
from yuntai.people.exports import MOST_ROWS
from yuntai.people.models import Role
from yuntai.procedures.schema import CHANNELS
from yuntai.web.boards import accesses, figures, lots, measured, views
from yuntai.web.boards.matters import reach, sorts
from yuntai.web.boards.online import counters, intake
from yuntai.web.boards.ratings import bad_ratings, with_answers
from yuntai.web.exporting import Sheet, answer, case_sheet
from yuntai.web.rights import roles_required
from yuntai.web.workbench.matter import RESULTS

_OVERVIEW = ("分类", "名称", "在办", "超期", "快到期", "按时办结", "受理后办结", "平均工作日", "满意", "评价过")
_MATTERS = ("分类", "名称", "事项", "共", "网上能办", "自助终端能办")
_ONLINE = ("分类", "名称", *CHANNELS.values(), "合计", "网办率（%）")
_RISKS = (
    *("事项", "风险分", "与政策不同", "拟定决定", "复查有问题", "复查过", "办得特别快", "受理后办结"),
    *("发放金额（元）", "全部事项发放金额（元）"),
)
_LOG = ("序号", "时间", "办件编号", "做了什么", "谁", "身份", "理由", "封印")
_RATINGS = ("办件编号", "事项", "单位", "评分", "意见", "评价时间", "答复", "答复人", "答复时间")
_ACCESSES = ("序号", "时间", "用户名", "谁", "身份", "看了谁", "公民身份号码", "看了什么", "为了什么", "值得看一眼")
_DRAW = ("办件编号", "事项", "单位", "复查结论", "理由", "复查人", "复查时间")


@require_http_methods(["GET", "HEAD", "POST"])
@roles_required(Role.SUPERVISE, Role.AUDIT)
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The list ``name`` as a file; who audits has the one of who looked."""
    if name not in SHEETS:
        raise Http404
    if name != "accesses" and not request.user.has_role(Role.SUPERVISE):
        raise PermissionDenied("这一页要有监督岗位才能看")
    sheet, query = SHEETS[name](request), request.GET.urlencode()
    if name == "draw":
        return answer(request, sheet, reverse("boards:draw", args=[request.GET["seed"]]))
    if name == "rows":
        return answer(request, sheet, reverse("boards:figure_rows", args=[request.GET["figure"]]) + f"?{query}")
    return answer(request, sheet, reverse(f"boards:{name}") + (f"?{query}" if query else ""))


def _overview(request: HttpRequest) -> Sheet:
    since, _ = views.period_of(request)
    rows = [
        (name, title, one.open, one.red, one.yellow, one.kept, one.closed, one.days, one.liked, one.rated)
        for name, table in views.tables(figures.count(views.sight(request), since)).items()
        for title, one in table
    ]
    return Sheet("总览", _OVERVIEW, rows, len(rows))


def _matters(_request: HttpRequest) -> Sheet:
    procedures = catalogue().values()
    rows: list[Sequence[Any]] = [
        ("全部", title, share.part, share.whole, None, None)
        for title, share in reach(procedures, pack().policy_ids).items()
    ]
    for name, found in sorts(procedures).items():
        rows += [
            (name, one.title, one.matters.part, one.matters.whole, one.online.part, one.terminal.part) for one in found
        ]
    return Sheet("事项", _MATTERS, rows, len(rows))


def _online(request: HttpRequest) -> Sheet:
    found = views.sight(request)
    taken, at_counters = intake(found, today()), counters(found, today())
    parts = {
        "月": [one.taken for one in taken.months],
        "月，高频事项": [one.frequent for one in taken.months],
        "高频事项": taken.matters,
        "办理单位": taken.units,
        "窗口和网点": at_counters.windows,
        "窗口和网点每天": at_counters.days,
    }
    rows = [
        (name, one.title, *one.counts.values(), one.all, round(100 * one.online.value, 1))
        for name in parts
        for one in parts[name]
    ]
    return Sheet("网办率", _ONLINE, rows, len(rows))


def _risks(request: HttpRequest) -> Sheet:
    since, _ = views.period_of(request)
    rows = [
        (
            *(
                one.title,
                round(one.score, 1),
                one.overridden.part,
                one.overridden.whole,
                one.wrong.part,
                one.wrong.whole,
            ),
            *(one.quick.part, one.quick.whole, _yuan(one.money.part), _yuan(one.money.whole)),
        )
        for one in figures.risks(views.sight(request), since)
    ]
    return Sheet("风险", _RISKS, rows, len(rows))


def _yuan(amount: Decimal | int) -> Decimal:
    return Decimal(amount).quantize(Decimal("0.01"))


def _cards(request: HttpRequest) -> Sheet:
    lights = Lights.now()
    return case_sheet("红黄牌", views.visible(request).filter(lights.red | lights.yellow).order_by("due_on", "pk"))


def _log(request: HttpRequest) -> Sheet:
    (events, _), _, _ = views.events_of(request)
    return Sheet("办件日志", _LOG, _lines(events), events.count())


def _lines(events: Any) -> Iterator[Sequence[Any]]:
    for one in events.select_related("case", "user__person")[: MOST_ROWS + 1]:
        case = one.case.number
        yield one.number, local(one.at), case, one.title, doer(one), one.capacity, words(one), one.seal


def _ratings(request: HttpRequest) -> Sheet:
    found = bad_ratings(request)
    rows = []
    for row in with_answers(found):
        rating, given = row["rating"], row["answer"]
        case = rating.case
        said = (given.reason, str(given.user), local(given.at)) if given else ("", "", None)
        title, unit = case.version.definition["title"], str(case.unit)
        rows.append((case.number, title, unit, rating.data["score"], words(rating), local(rating.at), *said))
    return Sheet("差评", _RATINGS, rows, len(rows))


def _accesses(request: HttpRequest) -> Sheet:
    found = accesses.wanted_by(request).found()
    return Sheet("查看记录", _ACCESSES, _looks(found), found.count())


def _looks(found: Any) -> Iterator[Sequence[Any]]:
    for one in found[: MOST_ROWS + 1]:
        who, whom = (one.user.username, str(one.user), one.capacity), one.person
        masked = ((str(whom), whom.masked_id) if one.tells else (SECRECY, "")) if whom else ("", "")
        yield one.number, local(one.at), *who, *masked, one.what, one.why, "、".join(accesses.signs_of(one))


def _draw(request: HttpRequest) -> Sheet:
    found = lots.lots_of(request.user, request.GET.get("seed", ""))
    if found is None:
        raise Http404
    rows = []
    for one in found.cases:
        case, check = one["case"], one["check"]
        said = (
            (RESULTS[check.data["result"]], check.reason, str(check.user), local(check.at))
            if check
            else ("", "", "", None)
        )
        rows.append((case.number, case.version.definition["title"], str(case.unit), *said))
    return Sheet(f"抽查 {found.seed}", _DRAW, rows, len(rows))


def local(moment: datetime) -> datetime:
    """A moment in Shanghai as a spreadsheet takes it: to the second, without its zone."""
    return localtime(moment).replace(tzinfo=None, microsecond=0)


SHEETS: Mapping[str, Callable[[HttpRequest], Sheet]] = {
    "overview": _overview,
    "figures": measured.sheet_of_topics,
    "rows": measured.sheet_of_rows,
    "matters": _matters,
    "online": _online,
    "risks": _risks,
    "cards": _cards,
    "log": _log,
    "ratings": _ratings,
    "draw": _draw,
    "accesses": _accesses,
}
