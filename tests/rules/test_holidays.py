"""The days of every year whose overtime pays 300 %: the list that people read is what the policy goes by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest

from yuntai.packs import FOLDER
from yuntai.rules.language.workdays import workdays
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

PACK = load_pack(FOLDER / "national")
RULE = PACK.rule("overtime_day")
GUIDE = (PACK.folder("overtime_day") / "guide.md").read_text(encoding="utf-8")
ROWS = {
    int(year): (days, int(count)) for year, days, count in re.findall(r"^\| (\d{4}) \| (.+) \| (\d+) \|$", GUIDE, re.M)
}
MONTH, RUN = re.compile(r"(\d+)月(\d+)日(?:至(?:(\d+)月)?(\d+)日)?"), timedelta(1)


def days_of(year: int) -> Iterator[date]:
    for month, day, to_month, to_day in MONTH.findall(ROWS[year][0]):
        first = date(year, int(month), int(day))
        last = date(year, int(to_month or month), int(to_day or day))
        while first <= last:
            yield first
            first += RUN


def is_holiday(day: date) -> object:
    return answer(RULE, {"overtime_day": day.isoformat()}, date(2026, 11, 30), ask=False).results["is_holiday"]


def test_every_year_since_the_law_of_2008_is_listed() -> None:
    assert sorted(ROWS) == list(range(2008, 2027))


@pytest.mark.parametrize("year", sorted(ROWS))
def test_the_list_is_what_the_policy_goes_by(year: int) -> None:
    days, count = set(days_of(year)), ROWS[year][1]
    # 11 days until 2024, 13 since 2025 (国务院令第795号); two festivals fell on one day in 2009, and nobody said of a fourth
    assert len(days) == count == (13 if year >= 2025 else 10 if year == 2009 else 11)
    beside = {day + step for day in days for step in (-RUN, RUN)} - days
    assert [day for day in days if is_holiday(day) is not True] == []
    assert [day for day in beside if day.year == year and is_holiday(day) is not False] == []


def test_nobody_was_called_to_work_on_such_a_day() -> None:
    worked = set(workdays(RULE.arrangements).days)
    assert [day for year in ROWS for day in days_of(year) if day in worked] == []
