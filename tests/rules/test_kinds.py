"""What a person may type for each kind of value, and what is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from yuntai.rules import FAR, Age, Choice, Date, Money, Number, Text, Whole, YesNo
from yuntai.rules.language.kinds import Kind

D = date
TAKEN: list[tuple[Kind, str, Any]] = [
    (YesNo(), "是", True),
    (YesNo(), " No ", False),
    (YesNo(), "没有", False),
    (Whole(1, 12), "12", 12),
    (Whole(1, 12), "１２", 12),  # full-width
    (Whole(1, 5), "3级", 3),
    (Whole(unit="个月"), "12个月", 12),
    (Whole(unit="个月"), "12月", 12),
    (Whole(), "3.0", 3),
    (Age(), "61岁5个月", 737),
    (Age(), "60岁", 720),
    (Age(), "737", 737),
    (Money(), "8,500元", Decimal("8500.00")),
    (Money(), "￥8500.5", Decimal("8500.50")),
    (Money(), "0", Decimal("0.00")),
    (Money(), "1.2万", Decimal("12000.00")),
    (Money(), "3千", Decimal("3000.00")),
    (Money(), "1.5 万元", Decimal("15000.00")),
    (Money(), "人民币12，345元整", Decimal("12345.00")),
    (Money(), "300块", Decimal("300.00")),
    (Number(), "0.8566", Decimal("0.85660000")),
    (Date(), "2023-01-05", D(2023, 1, 5)),
    (Date(), "2023年1月5日", D(2023, 1, 5)),
    (Date(), "2023/1/5", D(2023, 1, 5)),
    (Date(), "20230105", D(2023, 1, 5)),
    (Date(), "1965-12", D(1965, 12, 1)),
    (Date(), "2023.5.1", D(2023, 5, 1)),
    (Date(), "2023年5月", D(2023, 5, 1)),
    (Date(), "2023 年 5 月 1 号", D(2023, 5, 1)),
    (Date(), "２０２３。５。１", D(2023, 5, 1)),
    (Date(), "2023-05-01 00:00:00", D(2023, 5, 1)),
    (Date(), "2023-05-01\u200e", D(2023, 5, 1)),
    (Date(none="至今"), "至今", FAR),
    (Date(none="没有（还在职，未离开）"), "没有（还在职，未离开）", FAR),
    (Choice({"a": "甲"}), "甲", "a"),
    (Choice({"a": "甲"}), "a", "a"),
    (Text(), " 电工 ", "电工"),
    (Text(), "\u202d买买提·㛃𬱟\u202c", "买买提·㛃𬱟"),
]


@pytest.mark.parametrize(("kind", "typed", "value"), TAKEN)
def test_what_is_taken(kind: Kind, typed: str, value: Any) -> None:
    assert kind.parse(typed) == value


REFUSED: list[tuple[Kind, str, str]] = [
    (YesNo(), "也许", "不是“是”或“否”"),
    (Whole(1, 12), "13", "13 须在 1 到 12 之间"),
    (Whole(1, 12), "0", "0 须在 1 到 12 之间"),
    (Whole(), "三", "不是整数"),
    (Whole(), "1.5", "不是整数"),
    (Whole(), "1e3", "不是整数"),
    (Whole(unit="个月"), "12年", "单位是个月"),  # twelve years are not twelve months
    (Whole(), "12年", "不是整数"),
    (Age(), "61岁5天", "不是整数"),
    (Money(), "-1", "须在 0 到"),
    (Money(), "1.005", "最多 2 位小数"),
    (Money(), "NaN", "不是金额"),
    (Money(), "一千二", "“一千二”不是金额，请只写数字"),
    (Money(), "3千左右", "不是金额"),
    (Money(), "1e3", "不是金额"),
    (Money(), "9" * 20, "须在 0 到"),
    (Date(), "2023-02-30", "这一天不存在"),
    (Date(), "去年", "不是日期"),
    (Date(), "2023", "不是日期"),
    (Date(), "9999-12-31", "须在 1900年1月1日 到 2199年12月31日 之间"),
    (Date(), "至今", "不是日期"),
    (Choice({"a": "甲", "b": "乙"}), "丙", "可选：甲、乙"),
    (Date(), "5月1日", "不是日期"),
    (Text(), "  ", "不能为空"),
    (Text(), "\u200b", "不能为空"),
    (Text(), "长" * 201, "最多 200 字，现在 201 字"),
]


@pytest.mark.parametrize(("kind", "typed", "says"), REFUSED)
def test_what_is_refused(kind: Kind, typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        kind.parse(typed)


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Money(), Decimal("102000.00"), "102,000.00 元"),
        (Number(), Decimal("0.50000000"), "0.5"),
        (Whole(unit="个月"), 12, "12 个月"),
        (Whole(2000, 2100), 2023, "2023"),
        (Whole(), 12000, "12,000"),
        (Age(), 737, "61岁5个月"),
        (Age(), 720, "60岁"),
        (Date(), D(2023, 1, 5), "2023年1月5日"),
        (Date(none="至今"), FAR, "至今"),
        (YesNo(), False, "否"),
        (Choice({"a": "甲"}), "a", "甲"),
    ],
)
def test_how_a_value_is_shown(kind: Kind, value: Any, shown: str) -> None:
    assert kind.show(value) == shown


def test_samples_of_whole_numbers_lie_within_the_range() -> None:
    assert Whole(2000, 2100).samples(D(2026, 1, 1)) == [2000, 2001, 2025, 2050, 2100]
    assert Whole().samples(D(2026, 1, 1)) == [0, 1, 150, 300, 600]


TODAY = D(2026, 11, 30)
NOT_YET: list[tuple[Kind, date, str]] = [
    (Date(), D(2026, 12, 1), "2026年12月1日还没有到，最晚填 2026年11月30日"),
    (Date(none="没有"), D(2030, 1, 1), "2030年1月1日还没有到，最晚填 2026年11月30日；还没有的，答“没有”"),
    (Date(), D(1800, 1, 1), "1800年1月1日 须在 1900年1月1日 到 2199年12月31日 之间"),
    (Date(future=True), D(2200, 1, 1), "2200年1月1日 须在 1900年1月1日 到 2199年12月31日 之间"),
    (Date(), FAR, "9999年12月31日 须在 1900年1月1日 到 2199年12月31日 之间"),
]


@pytest.mark.parametrize(("kind", "day", "sentence"), NOT_YET)
def test_a_day_that_cannot_have_come(kind: Kind, day: date, sentence: str) -> None:
    with pytest.raises(ValueError, match=f"^{sentence}$"):
        kind.check_on(day, TODAY)


@pytest.mark.parametrize(
    ("kind", "day"),
    [(Date(), TODAY), (Date(none="没有"), FAR), (Date(future=True), D(2031, 1, 1)), (Date(), D(1900, 1, 1))],
)
def test_a_day_that_can_have_come(kind: Kind, day: date) -> None:
    assert kind.check_on(day, TODAY) == day


WAGE, BORN = Money(usual=(500, 200_000)), Date(usual=(16, 100))
ASKED_BACK: list[tuple[Kind, Any, str]] = [
    (WAGE, Decimal(6), "您填的是 6 元，是 6 万元吗？"),
    (WAGE, Decimal("1.20"), "您填的是 1.2 元，是 1.2 万元吗？"),
    (WAGE, Decimal(300), "您填的是 300.00 元，一般没有这么少，写对了吗？"),
    (WAGE, Decimal(6_000_000), "您填的是 6,000,000.00 元，一般没有这么多，写对了吗？"),
    (WAGE, Decimal(500), ""),
    (WAGE, Decimal(200_000), ""),
    (WAGE, Decimal(0), ""),  # one says so on purpose
    (Money(), Decimal(6), ""),
    (Whole(0, 720, unit="个月", usual=(0, 480)), 500, "您填的是 500 个月，一般没有这么多，写对了吗？"),
    (Whole(0, 720), 720, ""),
    (Number(most=3, usual=(Decimal("0.4"), 3)), Decimal("0.05"), "您填的是 0.05，一般没有这么少，写对了吗？"),
    (BORN, D(2010, 12, 1), "您填的是2010年12月1日，到2026年11月30日是 15 年，写对了吗？"),
    (BORN, D(2010, 11, 30), ""),
    (BORN, D(1925, 11, 30), "您填的是1925年11月30日，到2026年11月30日是 101 年，写对了吗？"),
    (Date(none="至今", future=True, usual=(0, 45)), FAR, ""),
    (YesNo(), True, ""),
    (Text(), "电工", ""),
]


@pytest.mark.parametrize(("kind", "value", "sentence"), ASKED_BACK)
def test_what_is_asked_back(kind: Kind, value: Any, sentence: str) -> None:
    assert kind.doubt(kind.check(value), TODAY) == sentence
