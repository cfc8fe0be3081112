"""The kinds that only a form has: what is taken, what is refused and how that is said; each as plain data and back."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuntai.procedures.kinds import (
    KINDS,
    Address,
    BankAccount,
    Column,
    LongText,
    Phone,
    ResidentId,
    Rows,
    kind_from_data,
    kind_to_data,
)
from yuntai.rules.language.kinds import Age, Choice, Date, Kind, Money, Number, Whole, YesNo

ROWS = Rows((Column("claim", "请求", LongText()), Column("amount", "金额", Money())))


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        (Phone(), " 138 0000 0000 ", "13800000000"),
        (Phone(), "１３８００００００００", "13800000000"),
        (Phone(), "025-12345678", "025-12345678"),
        (Phone(), "\u202d+86 138-0000-0000\u202c", "13800000000"),  # as an address book copies it
        (Phone(), "（025）12345678", "025-12345678"),
        (BankAccount(), "6200 0000 0000 0000 000", "6200000000000000000"),
        (BankAccount(), "6200-0000-0000-0000-000", "6200000000000000000"),
        (Address(), " 某某路1号 ", "某某路1号"),
        (LongText(), "一\r\n二\n", "一\n二"),
        (ResidentId(), "11010519491231002x", "11010519491231002X"),  # the example of GB 11643
        (ROWS, "无", []),
    ],
)
def test_taken(kind: Kind, text: str, value: object) -> None:
    assert kind.parse(text) == value


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (Phone(), "12345", "“12345”不是电话号码，请写成 13800000000 的样子"),
        (Phone(), "138000000001", "不是电话号码"),
        (BankAccount(), "1234567", "不是银行账号"),
        (BankAccount(), "6200-00", "不是银行账号"),
        (Address(), "南京", "地址要写到路名和门牌号，5 到 120 字"),
        (LongText(), " \n ", "不能为空"),
        (LongText(most=3), "一二三四", "最多 3 字，现在 4 字"),
        (ResidentId(), "110105194912310021", "校验"),
        (ROWS, "有一行", "请一行一行地填，没有就写“无”"),
    ],
)
def test_refused(kind: Kind, text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        kind.parse(text)


def test_rows() -> None:
    assert ROWS.check([{"claim": "加班费", "amount": "1200"}, {"claim": "补偿", "amount": ""}]) == [
        {"claim": "加班费", "amount": Decimal("1200.00")},
        {"claim": "补偿", "amount": None},
    ]
    assert ROWS.show(ROWS.check([{"claim": "加班费", "amount": "1200"}])) == "请求 加班费，金额 1,200.00 元"
    with pytest.raises(ValueError, match="第 2 行“金额”：“很多”不是金额"):
        ROWS.check([{"claim": "甲", "amount": "1"}, {"claim": "乙", "amount": "很多"}])
    with pytest.raises(ValueError, match="第 1 行：列只能是请求、金额"):
        ROWS.check([{"reason": "甲"}])


KINDS_WITH_LIMITS = st.one_of(
    st.builds(Whole, st.integers(0, 9), st.integers(10, 99), st.sampled_from(["", "年", "个月"])),
    st.builds(Age, st.integers(0, 9), st.integers(10, 1500)),
    st.builds(Money, st.decimals(0, 9, places=2), st.decimals(10, 999, places=2)),
    st.builds(Number, st.decimals(0, 1, places=4)),
    st.builds(Date, st.sampled_from([None, "至今"]), st.dates(date(1900, 1, 1), date(1999, 12, 31))),
    st.builds(Choice, st.dictionaries(st.text(min_size=1), st.text(), min_size=1)),
    st.builds(LongText, st.integers(1, 5000)),
    st.sampled_from([YesNo(), Phone(), BankAccount(), Address(), ResidentId(), ROWS]),
)


@given(KINDS_WITH_LIMITS)
def test_a_kind_survives_as_plain_data(kind: Kind) -> None:
    assert kind_from_data(json.loads(json.dumps(kind_to_data(kind)))) == kind


@pytest.mark.parametrize("name", sorted(set(KINDS) - {"choice", "rows"}))
def test_each_kind_has_a_name_and_shows_its_samples(name: str) -> None:
    kind = kind_from_data(name)
    assert kind_to_data(kind) == name
    for sample in kind.samples(date(2026, 1, 1)):
        assert kind.show(kind.check(sample))
