"""No check uses an operation of Ibis that means different things on DuckDB, PostgreSQL and Spark.

A policy cannot: its steps are held to the language when it is loaded. A check is written in plain Ibis, so here its
expression is looked through. What each operation did differently was tried out with Ibis 12, DuckDB 2.0.1,
PostgreSQL 18.4 and Spark 4.0.5.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import pytest

from tests.rules.packs import rule_of
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.registry.schema import HELD
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.rule.packs import load_pack
from yuntai.selections.checks import Check, check, evidence, load_checks

Test = Callable[[Any], bool]


def always(_: Any) -> bool:
    return True


REFUSED: dict[tuple[type[ops.Node], ...], tuple[Test, str]] = {
    (ops.FloorDivide, ops.Modulus): (
        always,
        "“//”和“%”按浮点数算，18 位的数会变：请用年、月、日或比较来写",
    ),
    (ops.Mean,): (lambda op: op.arg.dtype.is_decimal(), "金额的 mean 各引擎差一分：请分别用 sum 和 count"),
    (ops.DateDelta,): (
        lambda op: op.part.value != "day",
        "delta 按月、按年各引擎算法不同：按天请写 unit='day'，按月请用年、月相减",
    ),
    (ops.TimeDelta, ops.TimestampDelta): (always, "时刻之间的 delta 各引擎算法不同：请先转成日期"),
    (ops.DateDiff, ops.TimestampDiff, ops.TimeDiff): (
        always,
        "日期直接相减的类型各引擎不同：请用 a.delta(b, unit='day')",
    ),
    (ops.ArgMax, ops.ArgMin): (
        lambda op: op.key.dtype.is_struct(),
        "按 struct 取 argmax，其中有空时结果不同：请用 row_number 排序后取第一行",
    ),
    (ops.WindowFunction,): (
        lambda op: isinstance(op.func, ops.First | ops.Last),
        "first().over()、last().over() 的次序各引擎不同：请用 row_number 排序后取第一行",
    ),
    (ops.TryCast,): (always, "try_cast 认作数的文字各引擎不同：登记库的列已有类型，请直接用"),
    (ops.RegexSearch, ops.RegexExtract, ops.RegexReplace, ops.RegexSplit): (
        always,
        "正则式里的字符类对汉字各引擎不同：请用 contains、startswith、substr",
    ),
    (ops.Levenshtein,): (always, "levenshtein 有的按字、有的按字节：请比较相等或长度"),
    (ops.GroupConcat,): (lambda op: bool(op.order_by), "group_concat 排序的写法不能通用：请去掉 order_by"),
}
"""Operations with what is wrong with them (where it is) and what to write instead."""


def complaints(found: Check, table: ibis.Table) -> Iterator[str]:
    """What is to be written in another way in a check that makes ``table``, with file and line."""
    for kinds, (wrong, instead) in REFUSED.items():
        if any(wrong(op) for op in table.op().find(kinds)):
            yield f"{found.place}：核查“{found.title}”里，{instead}"


class Nowhere:
    """A registry without rows: all tables as declared."""

    def __contains__(self, name: object) -> bool:
        return name in HELD

    def table(self, name: str) -> ibis.Table:
        return ibis.table({c.name: dt.dtype(c.kind.dtype) for c in HELD[name].loaded}, name=name)


def expression(found: Check, thresholds: dict[str, Parameter]) -> ibis.Table:
    return found.evidence(Nowhere(), thresholds)  # type: ignore[arg-type]


@pytest.mark.parametrize("place", ["national", "jiangsu", "nanjing", "beijing", "shanghai"])
def test_no_check_of_a_pack_uses_them(place: str) -> None:
    held = load_checks(load_pack(FOLDER / place))
    assert held.checks
    wrong = [one for c in held.checks.values() for one in complaints(c, expression(c, dict(held.thresholds)))]
    assert not wrong, "\n".join(wrong)


def declared(function: Callable[..., ibis.Table]) -> Check:
    return check("试验", kind="death", severity="low", table="benefits", source="办法", verify="看")(function)


WRONG: list[tuple[str, Callable[[ibis.Table], Any]]] = [
    ("“//”", lambda b: (b.person // 100).cast("string")),
    ("“//”", lambda b: (b.person % 2).cast("string")),
    ("mean", lambda b: b.amount.mean().over(ibis.window(group_by="person")).cast("string")),
    ("按月、按年", lambda b: b.paid_on.delta(b.paid_on, unit="month").cast("string")),
    ("直接相减", lambda b: (b.paid_on - b.paid_on).cast("string")),
    ("argmax", lambda b: b.kind.argmax(ibis.struct({"a": b.paid_on, "b": b.person})).over(group_by="person")),
    ("over", lambda b: b.kind.first().over(ibis.window(group_by="person", order_by="paid_on"))),
    ("try_cast", lambda b: b.kind.try_cast("int64").cast("string")),
    ("正则", lambda b: b.kind.re_extract("[一-龥]+", 0)),
    ("正则", lambda b: b.kind.re_search("^a").cast("string")),
    ("levenshtein", lambda b: b.kind.levenshtein("pension").cast("string")),
    ("group_concat", lambda b: b.kind.group_concat(order_by=b.paid_on).over(ibis.window(group_by="person"))),
]


@pytest.mark.parametrize(("named", "column"), WRONG)
def test_each_of_them_is_refused_with_file_and_line(named: str, column: Callable[[ibis.Table], Any]) -> None:
    found = declared(lambda benefits: _told(benefits, column))
    (said,) = complaints(found, expression(found, {}))
    assert named in said
    assert said.startswith(f"{found.place}：")
    assert f"{Path(__file__).name}:" in said


def _told(benefits: ibis.Table, column: Callable[[ibis.Table], Any]) -> ibis.Table:
    told = benefits.mutate(said=column(benefits))
    return evidence(told, key=told.person, row="1", detail=told.said)


@pytest.mark.parametrize(
    "column",
    [
        lambda b: b.paid_on.delta(b.paid_on, unit="day").cast("string"),
        lambda b: b.person.mean().over(ibis.window(group_by="person")).cast("string"),
        lambda b: b.kind.group_concat().over(ibis.window(group_by="person")),
        lambda b: b.kind.argmax(b.paid_on).over(ibis.window(group_by="person")),
    ],
    ids=["days", "a mean of whole numbers", "texts in no order", "by one column"],
)
def test_what_means_the_same_everywhere_is_not_refused(column: Callable[[ibis.Table], Any]) -> None:
    found = declared(lambda benefits: _told(benefits, column))
    assert not list(complaints(found, expression(found, {})))


@pytest.mark.parametrize(
    "step",
    [
        "n // 2",
        "n % 2",
        "n / 2",
        "day - other",
        "day.delta(other, unit='month')",
        "money.mean()",
        "kind.levenshtein('a')",
        "kind.re_extract('[0-9]+', 0)",
        "kind.try_cast('int64')",
        "kind.first()",
    ],
)
def test_a_policy_with_one_is_not_loaded(tmp_path: Path, step: str) -> None:
    code = f"""
policy.fact("n", Whole(), ask="？")
policy.fact("money", Money(), ask="？")
policy.fact("day", Date(), ask="？")
policy.fact("other", Date(), ask="？")
policy.fact("kind", Text(), ask="？")

@policy.step("一步", source="办法")
def wrong(n, money, day, other, kind):
    return {step}

@policy.result("结果", YesNo(), source="办法")
def amount(wrong):
    return wrong == wrong
"""
    with pytest.raises(YuntaiError, match=r"policy\.py:\d+：.*(规则语言以外的运算|这一步写错了)"):
        rule_of(tmp_path, code)
