"""A cell's text is read alike in SQL, over millions of rows, and in Python, for one person."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.registry.cells import read_cell
from yuntai.packs import FOLDER
from yuntai.registry.columns import Column, Day, Month
from yuntai.registry.parse import parse
from yuntai.registry.schema import DISTRICTS, SECTIONS, SEX
from yuntai.rules.language.kinds import FAR, Choice, Date, Kind, Money, Whole, YesNo
from yuntai.rules.rule.packs import load_pack

TODAY = date(2026, 11, 30)
MARCH = date(1985, 3, 7)
OCTOBER = date(2020, 10, 1)
WORDS = load_pack(FOLDER / "nanjing").words(TODAY)

DAYS: dict[str, Any] = {
    **dict.fromkeys(
        ("1985-03-07", "1985-3-7", "1985.3.7", "1985/3/7", "1985年3月7日", "1985年3月7号", "19850307"), MARCH
    ),
    **dict.fromkeys(("1985/3/7 0:00:00", "1985-03-07 00:00:00", "1985-03-07T08:30:00.123", "1985/3/7 13:05"), MARCH),
    **dict.fromkeys(("19850307000000", "19850307.0", "1985-03-07T00:00:00+08:00", "1985/3/7 12:00:00 AM"), MARCH),
    **dict.fromkeys(
        ("1985-3-7 上午 12:00:00", "1985/3/7 下午1:05", "1985年03月07日 00时00分00秒", "1985年3月7日 8时30分"), MARCH
    ),
    **dict.fromkeys(
        ("1985-03-07T16:00:00Z", "1985-03-07T16:00:00+00:00", "19850307.5", "1985030712", "19850230000000")
    ),
    **dict.fromkeys(
        ("１９８５－３－７", "'1985-03-07", "'1985-03-07'", "`1985-03-07", '="1985-03-07"', " 1985 年 3 月 7 日 "),
        MARCH,
    ),
    **dict.fromkeys(
        ("1985-03", "1985年3月", "198503", "85-3-7", "85年3月7日", "3/7/85", "31113", "1985-02-30", "19850230")
    ),
    **dict.fromkeys(("1985-03-07-01", "1985", "=1985-03-07", "昨天", "1985/3/1 25")),
}
MONTHS: dict[str, Any] = {
    **dict.fromkeys(
        ("2020-10", "202010", "2020年10月", "2020.10", "2020/10", "2020-10-01", "２０２０．１０", "'2020-10"), OCTOBER
    ),
    **dict.fromkeys(("2020-10-01 00:00:00", "20201001"), OCTOBER),
    **dict.fromkeys(("2020.1", "２０２０．１", "'2020.1", "'2020.1'", '="2020.1"')),
    "2020.01": date(2020, 1, 1),
    **dict.fromkeys(("2020-13", "2020-10-02", "20-10", "2020", "十月")),
}
MONEYS: dict[str, Any] = {
    **dict.fromkeys(
        (
            "3.27万",
            "32700",
            "32,700.00",
            "￥32,700元",
            "３２７００",
            "32.7千元",
            "'32700",
            "'32700'",
            "+32700",
        ),
        Decimal("32700.00"),
    ),
    **dict.fromkeys(("3.27万元", "32700RMB", "人民币32700元整"), Decimal("32700.00")),
    **dict.fromkeys(("￥3,269.80元", "3269.8", "3269.7999999999997", "3,269.80", " 3269.80 "), Decimal("3269.80")),
    **dict.fromkeys(("4753.210000000001", "4753.21000000001", "4753.2099999999"), Decimal("4753.21")),
    **dict.fromkeys(("99.9999999999986", "100.000000001"), Decimal("100.00")),  # a thousand times 0.1, added up
    **dict.fromkeys(
        (
            "4753.2100001",
            "4753.213333333333",
            "0.333333333333",
            "4753.210000006",
            "0.125000000000",
        )
    ),
    **dict.fromkeys(("0", "0.00", "0元"), Decimal("0.00")),
    **dict.fromkeys(("1,000", "１，０００", "¥1,000.00", "0.1万", "+1,000元"), Decimal("1000.00")),
    **dict.fromkeys(("1,234,567.80元",), Decimal("1234567.80")),
    **dict.fromkeys(("100,00", "1,00", "100，00", "1.234,56", "0,125", "1234,567", "1,2345", "1,,000", "12,34元")),
    **dict.fromkeys(("0.125", "-5", "1e3", "三千", "3269.805", "1.2.3", "", "12345678901234567890")),
}
WHOLES: dict[str, Any] = {
    **dict.fromkeys(("12", "12.0", "12个", " 12 ", "１２", "'12", "+12", '="12"'), 12),
    **dict.fromkeys(("12.5", "1e1", "-1", "十二", "99999999999999999999")),
    "1,200": 1200,
    **dict.fromkeys(("12,0", "1,20", "1200,000", "0,012")),
}
CASES: tuple[tuple[Kind, dict[str, Any]], ...] = (
    (Day(), DAYS),
    (Day(none="至今"), {**DAYS, "至今": FAR, "无": FAR, "没有": FAR, "9999-12-31": FAR, "不详": None}),
    (Month(), MONTHS),
    (Money(), MONEYS),
    (Whole(), WHOLES),
    (
        YesNo(),
        {
            "是": True,
            " 否 ": False,
            "Y": True,
            "１": True,
            "'是": True,
            "也许": None,
            "NO": False,
            "√": True,
            "×": False,
        },
    ),
    (Choice({"c": "制造业"}), {"制造业": "c", " 制造业 ": "c", "'制造业": "c", "C": "c", "采矿业": None}),
    (
        WORDS.fit(DISTRICTS),
        {
            "白下区": "秦淮",
            "江苏省南京市玄武区": "玄武",
            "３２０１０２": "玄武",
            "320102000000": "玄武",
            "320103001": "秦淮",
            "3201020000": None,
            "江北新区": None,
            "东城": None,
        },
    ),
    (WORDS.fit(DISTRICTS), {"320103001": "秦淮", "320114002001": "雨花台", "3201020000": None, "320102001": "玄武"}),
    (WORDS.fit(SECTIONS), {"1310": "C", "C13": "C", "c1310": "C", "131": None, "农林牧渔业": "A", "0111": "A"}),
    (WORDS.fit(SEX), {"1": "male", "女性": "female", "f": "female", "9": None}),
)


@pytest.mark.parametrize(("kind", "texts"), CASES, ids=lambda value: type(value).__name__)
def test_both_read_the_same(kind: Kind, texts: dict[str, Any]) -> None:
    column = Column("x", kind, "列", optional=True, ahead=True)
    parsed = parse(column, "t", TODAY)
    made = duckdb.connect()
    made.execute("CREATE TABLE cells (t VARCHAR)")
    made.executemany("INSERT INTO cells VALUES (?)", [(text,) for text in texts])
    sql = {
        t: (value, reason)
        for t, value, reason in made.execute(
            f"SELECT t, x, {parsed.reason} FROM (SELECT *, {parsed.value} AS x FROM (SELECT *, {parsed.ready} AS t_ready FROM cells))"
        ).fetchall()
    }
    for text, value in texts.items():
        assert sql[text][0] == value, text
        if not text:
            continue
        assert (sql[text][1] is None) == (value is not None), text
        try:
            said = kind.parse(text)
        except ValueError:
            said = None
        assert said == value, text


@pytest.mark.parametrize(("kind", "text"), [(Money(), "100,00"), (Money(), "1.234,56元"), (Whole(), "1,2")])
def test_commas_that_group_no_thousands_are_asked_back(kind: Kind, text: str) -> None:
    """Whoever writes fractions with a comma means a hundredth of what a person reads who writes thousands with it."""
    said = "里的逗号不是三位一组，分不清是千分位还是小数点：请只写数字，如 10000 或 100.00"
    with pytest.raises(ValueError, match=re.escape(f"“{text}”{said}")):
        kind.parse(text)
    assert read_cell(Column("x", kind, "列"), text) == (None, f"列{said}")


def test_a_month_that_may_be_another_is_asked_back() -> None:
    said = re.escape("“2021.1”分不清 1 月还是 10 月（表格会把 2021.10 存成 2021.1），请写成 2021-01 或 2021-10")
    with pytest.raises(ValueError, match=said):
        Date().parse("2021.1")
    assert Date().parse("2021.01") == date(2021, 1, 1)
