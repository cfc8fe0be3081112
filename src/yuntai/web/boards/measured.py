"""The pages of figures: by topic, each with its trend, its units, its groups and the rows behind it; and the wall screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.models import Case
from yuntai.people.exports import MOST_ROWS
from yuntai.people.models import Role, Unit
from yuntai.web.boards.asked import SPANS, Labels, Measured, Question, question_of
from yuntai.web.boards.views import sight, visible
from yuntai.web.exporting import Sheet
from yuntai.web.rights import roles_required

if TYPE_CHECKING:
    from yuntai.figures.measure import Number
    from yuntai.figures.targets import Target
    from yuntai.selections.figures import Figure

MONTHS = 12
_PAGE = 50
_MOST_BARS = 15
_YUAN = 10_000


@dataclass(frozen=True)
class Shown:
    """A figure with its number, as a page shows it; ``missing`` says why there is none."""

    figure: Figure
    number: Number | None
    target: Target | None
    missing: str = ""

    @property
    def value(self) -> Decimal | None:
        """The number in the figure's unit; where nothing was counted, none of a share and 0 of all else."""
        from yuntai.figures.measure import value_of

        if self.number is None:
            return None if self.missing or self.figure.is_share else Decimal(0)
        return value_of(self.figure, self.number)

    @property
    def text(self) -> str:
        return said(self.figure, self.value)

    @property
    def light(self) -> str:
        """How it stands to its target; empty without one."""
        return self.target.light(self.value) if self.target else ""

    @property
    def parts(self) -> str:
        """Of a share or an average what it is made of."""
        if self.number is None or self.number.whole is None:
            return ""
        return f"{plain(self.number.part)}／{plain(self.number.whole)}"


def said(figure: Figure, value: Decimal | None) -> str:
    """A value with its unit: 66.7%, 1,234 件, 1,138.54 万元."""
    if value is None:
        return "—"
    if figure.is_share:
        return f"{value}%"
    if figure.unit == "元":
        return f"{value / _YUAN:,.2f} 万元" if abs(value) >= _YUAN else f"{value:,.2f} 元"
    return f"{plain(value)} {figure.unit}"


def plain(number: Decimal) -> str:
    """A number with as many decimals as it has."""
    return f"{number:,.0f}" if number == number.to_integral_value() else f"{number:,.2f}".rstrip("0")


@require_safe
@roles_required(Role.SUPERVISE)
def figures(request: HttpRequest) -> HttpResponse:
    """The figures of a topic."""
    question = question_of(request, sight(request))
    with Measured() as measured:
        topics = measured.here.by_topic()
        topic = request.GET.get("topic", "")
        topic = topic if topic in topics else next(iter(topics))
        shown = list(_shown(measured, topics[topic], question))
    context = {"topics": list(topics), "topic": topic, "shown": shown}
    return render(request, "boards/figures.html", _frame(request, question) | context)


def _shown(measured: Measured, wanted: Sequence[Figure], question: Question) -> Iterator[Shown]:
    for one in wanted:
        number, missing = measured.number(one, question.asked())
        yield Shown(one, number, measured.here.targets.get(one.id), missing)


def _frame(request: HttpRequest, question: Question) -> dict[str, Any]:
    """What every page of figures shows: of which unit, those right below it, in which span."""
    places = Unit.objects.filter(parent=question.place).order_by("path")
    above = question.place.parent
    seen = sight(request)
    if above is not None and seen.units is not None and above.pk not in seen.places:
        above = None
    return {"question": question, "spans": SPANS, "places": list(places), "above": above}


@require_safe
@roles_required(Role.SUPERVISE)
def one_figure(request: HttpRequest, name: str) -> HttpResponse:
    """A figure: its number and target, by month, by unit, by one of its groups."""
    question = question_of(request, sight(request))
    labels = Labels()
    with Measured() as measured:
        one = _figure(measured, name)
        (shown,) = _shown(measured, [one], question)
        context: dict[str, Any] = {"shown": shown, "trend": [], "units": [], "groups": {}, "group": "", "shares": []}
        if not shown.missing:
            context |= _parts(request, measured, one, question, labels)
    return render(request, "boards/figure.html", _frame(request, question) | context)


def _figure(measured: Measured, name: str) -> Figure:
    if name not in measured.here.figures:
        raise Http404
    return measured.here.figures[name]


@dataclass(frozen=True)
class Line:
    """A line of a table beside a chart: its name and value; where it leads."""

    name: str
    text: str
    parts: str
    value: Decimal | None
    light: str = ""
    code: str = ""


def _parts(request: HttpRequest, measured: Measured, one: Figure, question: Question, labels: Labels) -> dict[str, Any]:
    from yuntai.selections.figures import groups_of

    groups = {name: labels.title(name) for name in groups_of(measured.rows(one))}
    group = request.GET.get("by", "")
    group = group if group in groups else next(iter(groups), "")
    return {
        "trend": trend_of(measured, one, question),
        "units": units_of(measured, one, question, labels),
        "groups": groups,
        "group": group,
        "shares": shares_of(measured, one, question, labels, group) if group else [],
    }


def trend_of(measured: Measured, one: Figure, question: Question) -> list[Line]:
    """The months of the last year; none where the figure tells of today alone."""
    from yuntai.figures.measure import period_name, periods

    begin = Question(question.place, question.every, "twelve", question.day).since
    numbers = measured.numbers(one, question.asked(begin), "month")
    if len(numbers) < 2:
        return []
    return [
        _line(measured, one, period_name("month", month), numbers.get((month,)))
        for month in periods("month", begin, question.day)
    ]


def units_of(measured: Measured, one: Figure, question: Question, labels: Labels) -> list[Line]:
    """The units right below, the greatest first."""
    from yuntai.figures.measure import ranked

    numbers = measured.numbers(one, question.asked(by_unit=True), "unit")
    return [
        _line(measured, one, labels.value("unit", code), number, code=code) for code, number, _ in ranked(one, numbers)
    ]


def shares_of(measured: Measured, one: Figure, question: Question, labels: Labels, group: str) -> list[Line]:
    """The values of a group, the greatest first; of what can be added up with the part of the whole that each is."""
    from yuntai.figures.measure import ranked, shares

    found = ranked(one, measured.numbers(one, question.asked(), group))
    lines = [_line(measured, one, labels.value(group, value), number) for value, number, _ in found]
    if any(number.whole is not None for _, number, _ in found):
        return lines
    parts = shares([number for _, number, _ in found])
    return [replace(line, parts=f"占 {part}%") for line, part in zip(lines, parts, strict=True)]


def _line(measured: Measured, one: Figure, name: str, number: Number | None, code: str = "") -> Line:
    shown = Shown(one, number, measured.here.targets.get(one.id))
    return Line(name, shown.text, shown.parts, shown.value, shown.light, code)


PICTURES: Mapping[str, str] = {"trend": "每月", "units": "各单位", "shares": "构成"}
"""What is drawn of a figure."""
_DRAWN = {"svg": "image/svg+xml", "png": "image/png"}


@require_safe
@roles_required(Role.SUPERVISE)
def picture(request: HttpRequest, name: str, what: str, form: str) -> HttpResponse:
    """A chart as SVG or PNG; ``narrow`` for a telephone."""
    if what not in PICTURES or form not in _DRAWN:
        raise Http404
    question, labels = question_of(request, sight(request)), Labels()
    with Measured() as measured:
        one = _figure(measured, name)
        if what == "trend":
            lines = trend_of(measured, one, question)
        elif what == "units":
            lines = units_of(measured, one, question, labels)
        else:
            lines = _parts(request, measured, one, question, labels)["shares"]
        target = measured.here.targets.get(name)
    from yuntai.figures import chart

    bars = [chart.Bar(line.name, line.value) for line in lines[: None if what == "trend" else _MOST_BARS]]
    draw = chart.trend if what == "trend" else chart.ranked
    width = chart.NARROW if "narrow" in request.GET else chart.WIDE
    drawn = draw(bars, one.unit, target.target if target else None, width)
    content = chart.svg(drawn) if form == "svg" else chart.png(drawn)
    return HttpResponse(content, content_type=_DRAWN[form], headers={"Cache-Control": "private, max-age=30"})


@require_safe
@roles_required(Role.SUPERVISE)
def rows(request: HttpRequest, name: str) -> HttpResponse:
    """The rows behind a figure's number, the newest first."""
    question, labels = question_of(request, sight(request)), Labels()
    with Measured() as measured:
        one = _figure(measured, name)
        page, columns = _behind(request, measured, one, question, labels)
    context = {"figure": one, "page": page, "columns": columns}
    return render(request, "boards/figure_rows.html", _frame(request, question) | context)


def _behind(
    request: HttpRequest, measured: Measured, one: Figure, question: Question, labels: Labels
) -> tuple[Any, dict[str, str]]:
    """A page of the rows, each a mapping by column; the titles of the columns."""
    from yuntai.figures.measure import asked_rows
    from yuntai.selections.figures import groups_of

    found = asked_rows(measured.rows(one), question.asked())
    groups = {name: labels.title(name) for name in groups_of(found)}
    page = Paginator(_Rows(found), _PAGE).get_page(request.GET.get("page"))
    numbers = dict(visible(request).filter(pk__in=_cases(page)).values_list("pk", "number"))
    for row in page:
        row["case"] = numbers.get(row.get("case"), "")
        for group in groups:
            row[group] = labels.value(group, row[group])
        row["unit"] = labels.value("unit", row["unit"]) if row.get("unit") else ""
    columns = groups | ({"whole": "计入"} if "whole" in found.columns else {})
    return page, columns


def _cases(page: Any) -> list[int]:
    return [row["case"] for row in page if row.get("case")]


class _Rows:
    """The rows of a figure as a paginator takes them."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def __len__(self) -> int:
        return int(self._found.count().to_pyarrow().as_py())

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        import ibis

        order = [ibis.desc("on"), *(name for name in ("case", "unit") if name in self._found.columns)]
        first = part.start or 0
        found: list[dict[str, Any]] = (
            self._found.order_by(order).limit(part.stop - first, offset=first).to_pyarrow().to_pylist()
        )
        return found


@require_safe
@roles_required(Role.SUPERVISE)
def wall(request: HttpRequest) -> HttpResponse:
    """The figures with a target, large, for a screen that anybody may see: what few could be known by is kept back."""
    from yuntai.figures.measure import published
    from yuntai.figures.targets import LIGHTS

    question = question_of(request, sight(request))
    with Measured() as measured:
        wanted = [measured.here.figures[name] for name in measured.here.targets]
        shown = [
            Shown(one.figure, one.number and published(one.figure, one.number), one.target, one.missing)
            for one in _shown(measured, wanted, question)
        ]
    kept_back = sum(one.number is None and not one.missing for one in shown)
    context = {"shown": shown, "lights": LIGHTS, "kept_back": kept_back, "period": SPANS[question.span]}
    return render(request, "boards/wall.html", _frame(request, question) | context)


def sheet_of_topics(request: HttpRequest) -> Sheet:
    """All figures with their numbers, as a file."""
    question = question_of(request, sight(request))
    found: list[Sequence[Any]] = []
    with Measured() as measured:
        for topic, wanted in measured.here.by_topic().items():
            for one in _shown(measured, wanted, question):
                number = one.number
                part, whole = (number.part, number.whole) if number else (None, None)
                target = one.target.target if one.target else None
                owner = one.target.owner if one.target else ""
                found.append((topic, one.figure.title, one.figure.unit, one.value, part, whole, target, owner))
    columns = ("主题", "指标", "单位", "数", "分子", "分母", "目标", "责任单位")
    return Sheet(f"指标 {question.place.name} {question.since} 至 {question.day}", columns, found, len(found))


def sheet_of_rows(request: HttpRequest) -> Sheet:
    """The rows behind a figure, as a file."""
    from yuntai.figures.measure import asked_rows
    from yuntai.selections.figures import groups_of

    question, labels = question_of(request, sight(request)), Labels()
    with Measured() as measured:
        one = _figure(measured, request.GET.get("figure", ""))
        found = asked_rows(measured.rows(one), question.asked())
        groups = {name: labels.title(name) for name in groups_of(found)}
        counted = [name for name in ("part", "whole") if name in found.columns]
        rows = _Rows(found)[0 : MOST_ROWS + 1]
    numbers = dict(Case.objects.filter(pk__in=_cases(rows)).values_list("pk", "number"))
    columns = ("日期", "单位", "办件", *groups.values(), *("数", "计入")[: len(counted)])
    table = [
        (
            row["on"],
            labels.value("unit", row["unit"]) if row.get("unit") else "",
            numbers.get(row.get("case"), ""),
            *(labels.value(name, row[name]) for name in groups),
            *(row[name] for name in counted),
        )
        for row in rows
    ]
    return Sheet(f"{one.title} 明细", columns, table, len(table))
