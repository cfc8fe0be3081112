"""A value in words, read as what it is the value of: by its kind, by the unit in its name, by what its label says."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from yuntai.rules.language.kinds import FAR, Age, Date, Kind, Money, Number, Text, Whole, YesNo
from yuntai.rules.language.meaning import add_months
from yuntai.rules.words.quantities import (
    HOURS_A_DAY,
    MOST_MONTHS,
    READERS,
    Length,
    day_of_range,
    read_age,
    read_date,
    read_length,
    read_money,
    read_number,
    read_share,
    unhedged,
)
from yuntai.rules.words.spans import Span, exactly

_YES = re.compile(
    r"是的?|有|对|真|true|yes|y|√|✓|已经?|会|能|可以?|应当?|需?要|需|支持|符合|成立|享受|合法|有效|属于|在|内|满足|通过"
)
_NO = re.compile(
    r"否|无|不|没有?|未|不是|假|false|no|n|×|✗|不(?:会|能|可以?|应当?|需?要|用|需|支持|符合|成立|享受|合法|属于|在|满足|通过)"
    r"|违法|无效|驳回|不予支持|并未|从未"
)
_NONE = re.compile(
    r"(?:暂|至今|目前|尚|还|仍)?(?:无|没有?|未|否|不)(?:约定|签|签订|有|付|缴|参加|休|发生|办理|评|离职)?|零|免"
)
_OPEN = re.compile(
    r"(?:至今|仍|还|目前|现|现在)?(?:在职|在岗|至今|未离职|没离职|未签|没签|没有签|未签订|无|没有|未|尚未|从未|没有评|未评)(?:中|至今)?"
)
_UNIT_WORDS = (
    ("months", r"个月|月数|\(月\)|\(个月\)"),
    ("years", r"年限|年数|工龄|\(年\)|几年"),
    ("days", r"天数|\(天\)|\(日\)|日数"),
    ("hours", r"小时|\(h\)|时数"),
)
_MOST_TIMES = 100
"""A number of months of pay is below it: N with 100,000 behind it is an amount."""
_YEAR_SUM = 30_000
"""An average wage of at least so much is one of a year, in yuan: no place pays less a year or as much a month."""


def yes_or_no(text: str) -> bool | None:
    """Whether a text says yes or no; ``None`` where it says neither."""
    head = re.split(r"[,(;。:]", text.lower())[0]
    return True if _YES.fullmatch(head) else False if _NO.fullmatch(head) else None


def unit_of(label: str, target: str) -> str:
    """The unit of a bare number: what its label says, else what the name of the fact does."""
    return next((unit for unit, words in _UNIT_WORDS if re.search(words, label)), _own_unit(target))


def _own_unit(target: str) -> str:
    """The unit that the name of a fact ends or begins with: ``agreed_months``, ``months_claimed``, ``workdays``."""
    parts = re.sub(r"workdays", "days", target).split("_")
    return next((part for part in reversed(parts) if part in ("months", "years", "days", "hours")), "")


def sort_of(target: str, kind: Kind | None) -> str:
    """The sort of quantity that a fact is measured by."""
    if target == "served":
        return "length"
    if target in ("as_of", "known_on") or isinstance(kind, Date):
        return "date"
    if isinstance(kind, Money) or (kind is None and target.endswith(("wage", "income", "average", "standard", "base"))):
        return "money"
    if isinstance(kind, Age):
        return "age"
    if isinstance(kind, YesNo | Text):
        return "words"
    unit = _own_unit(target)
    unit = unit or {"个月": "months", "年": "years", "天": "days"}.get(getattr(kind, "unit", ""), "")
    if unit in ("months", "years"):
        return "length"
    return unit or ("count" if isinstance(kind, Whole) else "number")


def value(target: str, kind: Kind | None, way: str, text: str, unit: str, label: str) -> tuple[Span, str]:
    """The span that ``text`` means for ``target``, and what had to be assumed. Raises ``ValueError`` in Chinese."""
    if way:
        return _ways(way, text, unit, label)
    sort = sort_of(target, kind)
    if kind is None and sort == "number" and not re.search(r"\d", text) and (truth := yes_or_no(text)) is not None:
        return exactly(truth), ""
    if sort == "words":
        if isinstance(kind, Text):
            return exactly(text), ""
        truth = yes_or_no(text)
        if truth is None:
            raise ValueError(f"“{text}”不是“是”或“否”")
        return exactly(truth), ""
    if sort == "date":
        if isinstance(kind, Date) and kind.none and _OPEN.fullmatch(text):
            return exactly(FAR), ""
        return read_date(text), ""
    if sort != "age" and target != "place" and _NONE.fullmatch(text):
        return exactly(Decimal(0) if sort in ("money", "number", "hours") or isinstance(kind, Number) else 0), ""
    if target in ("place", "number"):
        return exactly(text), ""
    core, hedge = unhedged(text) if not re.match(r"不|近?\d*年?以上", text) else (text, "")
    assumed = f"“{text}”按{core}算" if hedge else ""
    if sort == "length":
        return _length(core, kind, unit, target), assumed
    if sort == "age":
        bare = re.fullmatch(r"\d+(?:\.\d+)?", core)
        months = bare and (unit == "months" or Decimal(core) > 120)
        return (exactly(int(Decimal(core))) if months else read_age(core + "岁" if bare else core)), assumed
    if target in ("days", "workdays") and (target == "workdays") != ("工作日" in label + text):
        raise ValueError(f"“{text}”{'没有写是工作日' if target == 'workdays' else '写的是工作日'}")
    if sort == "hours" and re.fullmatch(r"\d+(?:\.\d+)?", core):
        said = unit_of(label, "")
        if said not in ("hours", "days") and Decimal(core) and target != "workday_hours":
            raise ValueError(f"“{core}”没有写是小时还是天")
        return exactly(Decimal(core) * (HOURS_A_DAY if said == "days" else 1)), assumed
    if sort == "money":
        return _money(core, label, assumed)
    if sort == "count" and target.endswith("year"):
        year = read_date(core)
        return Span(year.low.year, year.high.year), assumed
    span = READERS[sort](core)
    return (Span(Decimal(span.low), Decimal(span.high)) if isinstance(kind, Number) else span), assumed


def _money(text: str, label: str, assumed: str) -> tuple[Span, str]:
    """An amount; one that is said by the year or in ten thousands by its label is brought to the month and to yuan."""
    span = read_money(text)
    if "(万元)" in label:
        span = span.times(10_000)
    if re.search(r"年薪|年收入|年工资", label):
        span = Span(span.low / 12, span.high / 12)
        assumed = f"“{label}”除以12作每月的数"
    return span, assumed


def _length(text: str, kind: Kind | None, unit: str, target: str) -> Span:
    """A length in the unit of the fact: whole months, full years, or years with a fraction."""
    if re.fullmatch(r"-?\d+(?:\.\d+)?", text):
        text += "年" if unit == "years" else "个月"
    span = read_length(text)
    if span.low.days or span.high.days:
        raise ValueError(f"“{text}”有零头几天")
    own = _own_unit(target) or {"年": "years"}.get(getattr(kind, "unit", ""), "months")
    if own == "years" and isinstance(kind, Number):
        return Span(span.low.months / 12, span.high.months / 12)
    if own == "years":
        return Span(int(span.low.months // 12), int(span.high.months // 12))
    # "2个月以上" is no more than may be
    high = min(span.high.months, getattr(kind, "most", MOST_MONTHS)) if span.low != span.high else span.high.months
    if isinstance(kind, Number):
        return Span(span.low.months, Decimal(high))
    if span.low.months != int(span.low.months):
        raise ValueError(f"“{text}”不是整月")
    return Span(int(span.low.months), int(high))


# ---------------------------------------------------------------- said in other words


def _ways(way: str, text: str, unit: str, label: str) -> tuple[Span, str]:
    name, _, of = way.partition(" ")
    if name == "is":
        return exactly(of), ""
    if name == "times":
        return read_money(text).times(Decimal(of)), ""
    if name == "average":
        amount = read_money(text)
        monthly = "月" in re.sub(r"\d+个?月", "", label) or (amount.low < _YEAR_SUM and "年平均" not in label)
        said = "月" in label or "年平均" in label
        return (
            amount.times(12) if monthly else amount
        ), "" if said else f"“{label}”按{'每月' if monthly else '每年'}的数"
    if name == "served":
        bare = re.fullmatch(r"\d+(?:\.\d+)?", text)
        core, hedge = unhedged(text) if not text.startswith("不") else (text, "")
        return read_length(
            core + ("个月" if unit == "months" else "年") if bare else core
        ), f"“{text}”按{core}算" * bool(hedge)
    if name == "number":
        span = read_number(re.sub(r"个月(工资)?$|年$|倍$|[%％]$|^百分之", "", text))
        if span.high >= _MOST_TIMES:
            raise ValueError(f"“{text}”不像个数")
        return span, ""
    if name in ("months", "full_years"):
        own = "total_years" if name == "full_years" else "months"
        bare_unit = unit_of(label, "") or ("years" if name == "full_years" else "")
        if not bare_unit and re.fullmatch(r"\d+(?:\.\d+)?", text):
            raise ValueError(f"“{text}”没有写是年还是月")
        return _length(unhedged(text)[0] if not text.startswith("不") else text, Whole(), bare_unit, own), ""
    return _DAYS[name](text), ""


_DAYS: dict[str, Callable[[str], Span]] = {
    "year": lambda text: Span(read_date(text).low.year, read_date(text).high.year),
    "end_of_year": lambda text: exactly(date(read_date(text).low.year, 12, 31)),
    "first": lambda text: day_of_range(text, 0),
    "last": lambda text: day_of_range(text, 1),
    "share": read_share,
}


def begun(length: Span, last_day: date) -> Span:
    """The first day of a ``length`` that ends with ``last_day``, both days counted."""
    day = last_day + timedelta(1)

    def back(span: Length) -> date:
        first = add_months(day, -int(span.months))
        if first is None:
            raise ValueError("时间太长")
        odd = 15 if span.months != int(span.months) else 0
        return first - timedelta(span.days + odd or (0 if span.months else 1))  # less than a month is a day at least

    return Span(back(length.high), back(length.low))
