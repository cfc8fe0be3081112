"""A wrong policy or parameter is refused when it is loaded, with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rules.packs import HEAD, rule_of, write_pack
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack

RATE = """rate:
  title: 比例
  unit: '%'
  values:
    - {effective: 2020-01-01, published: 2019-12-01, source: 办法 第一条, value: 50}
"""
FACT = 'policy.fact("wage", Money(), ask="工资？")\n'
RESULT = """
@policy.result("金额", Money(), source="办法 第二条")
def amount(wage):
    return {}
"""
FIRST = len(HEAD.splitlines())

WRONG = [
    ("unknown name", FACT + RESULT.format("wage").replace("(wage)", "(wages)"), FIRST + 3, "是不是“wage”"),
    ("unknown name at all", FACT + RESULT.format("wage").replace("(wage)", "(wage, zzz)"), FIRST + 3, "不认识“zzz”"),
    (
        "cycle",
        FACT
        + """
@policy.step("甲", source="办法")
def a(b, wage):
    return b + wage

@policy.step("乙", source="办法")
def b(a):
    return a

@policy.result("金额", Money(), source="办法")
def amount(a):
    return a
""",
        FIRST + 3,
        "a → b → a",
    ),
    ("type clash", FACT + RESULT.format('wage + "元"'), FIRST + 5, "类型不符"),
    ("a result of another kind", FACT + RESULT.format("wage > 0"), FIRST + 3, "应是金额"),
    ("money without rounding", FACT + RESULT.format("divide(wage, 3)"), FIRST + 3, "half_up"),
    ("a float", FACT + RESULT.format("wage * 0.5"), FIRST + 3, "浮点"),
    ("division that leaves exact numbers", FACT + RESULT.format("half_up(wage / 3)"), FIRST + 5, "divide"),
    (
        "an operation that swallows the unknown",
        FACT + RESULT.format("wage.fill_null(0)"),
        FIRST + 5,
        "fill_null。不知道",
    ),
    ("a decision in Python", FACT + RESULT.format("wage if wage > 0 else 0"), FIRST + 5, "运算 if。请用 when"),
    (
        "days added by a sign",
        'policy.fact("day", Date(), ask="？")\n' + RESULT.format("when(day + 1 > day, 1, 2)").replace("wage", "day"),
        FIRST + 5,
        "运算 \\+。日期请用 days_after 或 months_after",
    ),
    ("a step without a source", FACT + RESULT.format("wage").replace("办法 第二条", ""), FIRST + 3, "没有写依据"),
    (
        "a fact that nothing uses",
        FACT + 'policy.fact("x", YesNo(), ask="？")\n' + RESULT.format("wage"),
        FIRST + 2,
        "“x”没有被",
    ),
    (
        "a step that no result uses",
        FACT + '\n@policy.step("甲", source="办法")\ndef a(wage):\n    return wage\n' + RESULT.format("wage"),
        FIRST + 3,
        "“a”没有被任何结果用到",
    ),
    ("a name twice", FACT + FACT + RESULT.format("wage"), FIRST + 2, "已经写过"),
    ("a reserved name", FACT.replace("wage", "as_of"), FIRST + 1, "保留"),
    ("no result", FACT, FIRST, "没有结果"),
    (
        "an option that the choice has not",
        'policy.fact("kind", Choice({"a": "甲"}), ask="？")\n'
        + RESULT.format('when(kind == "b", 1, 2)').replace("wage", "kind"),
        FIRST + 3,
        "没有选项“b”",
    ),
    (
        "a column that the relation has not",
        'policy.include(Relation("paid", table="payments", by="person", columns={"amount": Money()}))\n'
        + RESULT.format('paid.sum("amount", lambda p: p.level > 1)').replace("(wage)", "(paid)"),
        FIRST + 5,
        "没有“level”这一列",
    ),
    (
        "a fact without a question",
        FACT.replace(', ask="工资？"', "") + RESULT.format("wage"),
        FIRST + 1,
        "要写问题 ask",
    ),
    (
        "a relation without a question",
        'policy.include(Relation("paid", table="payments", by="person", columns={"amount": Money()}))\n'
        + RESULT.format('paid.sum("amount")').replace("(wage)", "(paid)"),
        FIRST + 1,
        "“paid”会问到人，要写问题 ask",
    ),
    (
        "a second policy that ends and does not say what follows it",
        'Policy(title="另", subject="persons", source="办法", ends="2023-12-31")\n',
        FIRST + 1,
        "写了 ends 的政策要写 followed_by",
    ),
    ("Python itself", FACT + "def (", FIRST + 2, "Python 写错了"),
    ("an error while it is read", FACT + "1 / 0\n", FIRST + 2, "ZeroDivisionError"),
]


@pytest.mark.parametrize(("code", "line", "says"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_wrong_policy(tmp_path: Path, code: str, line: int, says: str) -> None:
    with pytest.raises(YuntaiError, match=rf"policy\.py:{line}：.*{says}"):
        rule_of(tmp_path, code)


WRONG_PARAMETERS = [
    ("no publication day", RATE.replace("published: 2019-12-01, ", ""), 5, "缺少 published"),
    ("no source", RATE.replace(", source: 办法 第一条", ""), 5, "缺少 source"),
    ("no unit", RATE.replace("  unit: '%'\n", ""), 2, "缺少 unit"),
    ("a unit nobody knows", RATE.replace("'%'", "斤"), 2, "单位“斤”不认识"),
    ("a value that is none", RATE.replace("50", "五十"), 5, "不是数"),
    (
        "nothing that was looked for",
        RATE.replace("2019-12-01", "{by: 2019-12-01}"),
        5,
        "published 写成 {unknown: 找过什么}",
    ),
    ("a last day that is none", RATE.replace("2019-12-01", "{unknown: 甲, by: 去年}"), 5, "by 要写成"),
    ("a date that is none", RATE.replace("2019-12-01", "去年"), 5, "published 要写成"),
    ("a key nobody knows", RATE.replace("value: 50", "value: 50, valu: 1"), 5, "不认识“valu”"),
    ("two records for one day", RATE + RATE.splitlines()[-1], 6, "期间重叠"),
    (
        "periods that overlap",
        RATE.replace("value: 50", "until: 2022-06-30, value: 50")
        + RATE.splitlines()[-1].replace("2020-01-01", "2022-01-01"),
        6,
        "期间重叠",
    ),
    ("a name twice", RATE + RATE, 6, "“rate”写了两次"),
    ("no YAML", RATE + "\t-", 6, "YAML 写错了"),
]


@pytest.mark.parametrize(
    ("parameters", "line", "says"), [row[1:] for row in WRONG_PARAMETERS], ids=[row[0] for row in WRONG_PARAMETERS]
)
def test_wrong_parameter(tmp_path: Path, parameters: str, line: int, says: str) -> None:
    with pytest.raises(YuntaiError, match=rf"parameters\.yaml:{line}：.*{says}"):
        rule_of(tmp_path, FACT + RESULT.format("half_up(wage * rate)").replace("(wage)", "(wage, rate)"), parameters)


def test_a_city_overrides_its_province(tmp_path: Path) -> None:
    code = HEAD + FACT + RESULT.format("half_up(wage * rate)").replace("(wage)", "(wage, rate)")
    province = write_pack(tmp_path, {"trial": code}, RATE, "province")
    city = write_pack(tmp_path, {}, RATE.replace("50", "80"), "town", parent="province")
    assert province.rule("trial").parameters["rate"].records[0].value * 100 == 50
    assert city.rule("trial").parameters["rate"].records[0].value * 100 == 80
    assert city.rule("trial").parameters["rate"].pack == "town"
    assert city.policy_ids == ("trial",)


def test_a_city_overrides_one_policy_alone(tmp_path: Path) -> None:
    code = HEAD + FACT + RESULT.format("half_up(wage * rate)").replace("(wage)", "(wage, rate)")
    write_pack(tmp_path, {"trial": code, "other": code}, RATE, "province")
    city = write_pack(tmp_path, {}, "", "town", parent="province")
    own = tmp_path / "town" / "policies" / "trial"
    own.mkdir(parents=True)
    (own / "parameters.yaml").write_text(RATE.replace("50", "80"), encoding="utf-8")
    assert city.rule("trial").parameters["rate"].records[0].value * 100 == 80
    assert city.rule("other").parameters["rate"].records[0].value * 100 == 50


def test_a_step_of_another_policy_brings_what_it_rests_on(tmp_path: Path) -> None:
    base = HEAD + FACT + RESULT.format("half_up(wage * rate)").replace("(wage)", "(wage, rate)")
    user = HEAD + 'policy.use("base", "amount")\n'
    user += '\n@policy.result("两倍", Money(), source="办法")\ndef double(amount):\n    return amount * 2\n'
    pack = write_pack(tmp_path, {"base": base, "user": user.replace('paid="amount"', 'paid="double"')}, RATE)
    rule = pack.rule("user")
    assert list(rule.facts) == ["wage"]
    assert list(rule.parameters) == ["base.rate"]
    assert "base.amount" in rule.nodes


def test_an_unknown_policy_is_named_with_those_that_are_near() -> None:
    with pytest.raises(YuntaiError, match="是不是“skill_upgrading”"):
        load_pack(FOLDER / "nanjing").rule("skill_upgradin")


def test_a_pack_may_not_be_its_own_ancestor(tmp_path: Path) -> None:
    write_pack(tmp_path, {}, "", "a")
    (tmp_path / "a" / "pack.yaml").write_text("id: a\ntitle: 甲\nparent: a\n", encoding="utf-8")
    with pytest.raises(YuntaiError, match="绕回自己"):
        load_pack(tmp_path / "a")


@pytest.mark.parametrize(
    ("words", "says"), [("theme='skill'", "theme 没有“skill”"), ("gives='all'", "gives 没有“all”")]
)
def test_whom_a_policy_gives_and_where_it_is_looked_for_are_closed_words(tmp_path: Path, words: str, says: str) -> None:
    code = HEAD.replace("Policy(", f"Policy({words}, ", 1) + FACT + RESULT.format("wage")
    with pytest.raises(YuntaiError, match=says):
        rule_of(tmp_path, code)


def test_every_policy_is_looked_for_somewhere() -> None:
    for place in ("nanjing", "beijing", "shanghai"):
        pack = load_pack(FOLDER / place)
        assert [name for name in pack.policy_ids if not pack.policy(name).theme] == []
