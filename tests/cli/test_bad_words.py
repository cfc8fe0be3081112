"""Everything that can be wrong in what is typed: one sentence in Chinese, exit code 2, nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import Done, run


def refused(done: Done, sentence: str) -> None:
    """Assert that one sentence said what is wrong, and nothing was printed besides."""
    assert done.code == 2, done
    assert done.err.startswith("错误：")
    assert len(done.err.splitlines()) == 1
    assert sentence in done.err
    assert done.out == ""


COMMANDS = [
    ("nonsense", "没有命令 nonsense。用法见 yuntai --help"),
    ("registry nonsense", "没有命令 nonsense。用法见 yuntai registry --help"),
    ("answer", "缺少参数 'ID'"),
    ("regsitry check 表", "没有命令 regsitry （是不是 'registry'？）"),
    ("answer skill_upgrading --jsn", "没有选项 --jsn （是不是 '--json'？）"),
    ("answer skill_upgrading --as-of", "选项 --as-of 要带一个值"),
    ("answer skill_upgrading --json=1", "选项 --json 不带值"),
    ("policy skill_upgrading spare", "多出了 spare"),
    ("screen skill_upgrading", "缺少选项 '--registry'"),
    ("policy skill_upgradin", "没有“skill_upgradin”这项政策，是不是“skill_upgrading”？"),
    ("policy ../pack", "没有“../pack”这项政策"),
    ("policies --pack 上海", "没有“上海”这个资料包，现有：beijing、jiangsu、nanjing、national、shanghai"),
    ("policies --pack ./nowhere", "没有“./nowhere”这个资料包"),
    ("answer skill_upgrading --pack national", "没有“skill_upgrading”这项政策"),
    ("answer skill_upgrading --result salary", "没有结果“salary”，有：entitled、amount"),
    ("answer skill_upgrading --as-of 昨天", "'--as-of' 的值不对：“昨天”不是日期"),
    ("answer skill_upgrading --as-of 2023-02-29", "“2023-02-29”这一天不存在"),
    ("answer skill_upgrading --known-on 0000-00-00", "“0000-00-00”这一天不存在"),
    ("answer skill_upgrading --as-of 9999-12-31", "须在 1900年1月1日 到 2199年12月31日 之间"),
    ("answer skill_upgrading --rows firm.csv", "要一起写"),
    ("answer skill_upgrading --out answers.csv", "要一起写"),
    ("registry generate a --truth b --persons many", "“many”不是整数"),
    ("registry generate a --truth b --persons 0", "示范城市要有 2,000 到 20,000,000 人，给的是 0 人"),
    ("registry generate a --truth b --persons 99999999999999999999", "示范城市要有 2,000 到 20,000,000 人"),
    ("registry generate a --truth b --seed x", "'--seed' 的值不对：“x”不是整数"),
]


@pytest.mark.parametrize(("line", "sentence"), COMMANDS)
def test_commands(line: str, sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    refused(run(*line.split()), sentence)


FACTS = [
    ("level", "“level”要写成“事实=值”"),
    ("=3", "“=3”要写成“事实=值”"),
    ("leve=3", "没有“leve”这项事实，是不是“level”？"),
    ("as_of=2023-01-01", "没有“as_of”这项事实。可填："),
    ("amount=500", "“amount”（补贴金额）是算出来的，不能当作事实填写"),
    ("level=", "level：“”不是整数"),
    ("level=三", "level：“三”不是整数"),
    ("level=1e0", "level：“1e0”不是整数"),
    ("level=NaN", "level：“NaN”不是整数"),
    ("level=inf", "level：“inf”不是整数"),
    ("level=0x3", "level：“0x3”不是整数"),
    ("level=1_0", "level：“1_0”不是整数"),
    ("level=3.5", "level：“3.5”不是整数"),
    ("level=٣", "level：“٣”不是整数"),
    ("level=🙂", "level：“🙂”不是整数"),
    ("level=-0", "level：0 须在 1 到 5 之间"),
    ("level=-3", "level：-3 须在 1 到 5 之间"),
    ("level=6", "level：6 须在 1 到 5 之间"),
    (f"level=1{'0' * 30}", "须在 1 到 5 之间"),
    ("issued_on=2023", "issued_on：“2023”不是日期，请写成 2023-01-05 的样子"),
    ("issued_on=2023-02-30", "issued_on：“2023-02-30”这一天不存在"),
    ("issued_on=0000-00-00", "issued_on：“0000-00-00”这一天不存在"),
    ("issued_on=9999-12-31", "issued_on：9999年12月31日 须在 1900年1月1日 到 2199年12月31日 之间"),
    ("issued_on=2023111", "issued_on：“2023111”不是日期"),
    ("listed=也许", "listed：“也许”不是“是”或“否”"),
    ("occupation=", "occupation：不能为空"),
    ("occupation=　", "occupation：不能为空"),
    ("occupation=电工\n钳工", "occupation：只能写一行文字"),
    ("payments=", "payments：写“无”，或写成"),
    ("payments=abc", "payments：写“无”，或写成"),
    ("payments={}", "payments：写“无”，或写成"),
    ("payments=[", "payments：写“无”，或写成"),
    ("payments=[1]", "payments：写“无”，或写成"),
    ("payments=[null]", "payments：写“无”，或写成"),
    ("payments=[{level: 九}]", "payments.level：“九”不是整数"),
    ("payments=[{claimed_on: 2023-02-30}]", "payments.claimed_on：“2023-02-30”这一天不存在"),
    ("payments=[{claimed_on: soon}]", "payments.claimed_on：“soon”不是日期"),
    ("payments=[{colour: red}]", "payments 没有“colour”这一列，可填：policy、occupation、level"),
]


@pytest.mark.parametrize(("fact", "sentence"), FACTS)
def test_facts(fact: str, sentence: str) -> None:
    refused(run("answer", "skill_upgrading", fact, "--as-of", "2023-12-31"), sentence)


MONEY = [
    ("-1", "-1 须在 0 到 999,999,999,999.99 之间"),
    ("1e3", "“1e3”不是金额"),
    ("1e999999999", "“1e999999999”不是金额"),
    ("sNaN", "“sNaN”不是金额"),
    ("一万", "“一万”不是金额"),
    ("0.001", "0.001 最多 2 位小数"),
    ("1" * 40, "须在 0 到 999,999,999,999.99 之间"),
]


@pytest.mark.parametrize(("text", "sentence"), MONEY)
def test_money(text: str, sentence: str) -> None:
    refused(run("answer", "contribution_base", f"gross_wage={text}", "--as-of", "2023-03-01"), sentence)


def test_a_fact_twice() -> None:
    refused(run("answer", "skill_upgrading", "level=3", "level=4"), "level 写了两次")


SETS = [
    ("standard=1", "没有参数“standard”"),
    ("offlist_amoun.3=600", "没有参数“offlist_amoun”，是不是“offlist_amount”？"),
    ("=600", "要写成“参数=值”"),
    ("offlist_amount.3", "要写成“参数=值”"),
    ("offlist_amount.3=", "要写成“参数=值”"),
    ("offlist_amount=600", "要写成 offlist_amount.〈level〉=值"),
    ("offlist_amount.3.4=600", "要写成 offlist_amount.〈level〉=值"),
    ("star_rate.3=40", "要写成 star_rate=值"),
    ("offlist_amount.三=600", "没有“三”这一格，有：5、4、3"),
    ("offlist_amount.9=600", "没有“9”这一格"),
    ("offlist_amount.3=许多", "“许多”不是金额"),
    ("offlist_amount.3=-1", "-1 须在 0 到"),
    ("star_rate=-40%", "-40 须在 0 到"),
    ("claims_per_year=1.5", "“1.5”不是整数"),
    ("offlist_assessed_here=也许", "“也许”不是“是”或“否”"),
]


@pytest.mark.parametrize(("change", "sentence"), SETS)
def test_reforms(change: str, sentence: str, city: Path) -> None:
    refused(run("reform", "skill_upgrading", "--registry", city / "registry", "--set", change), sentence)


def test_a_cell_set_twice(city: Path) -> None:
    twice = ("--set", "offlist_amount.3=600", "--set", "offlist_amount.3=700")
    refused(run("reform", "skill_upgrading", "--registry", city / "registry", *twice), "offlist_amount.3 写了两次")


def test_days_outside_the_period(city: Path) -> None:
    over = ("contribution_base", "--registry", city / "registry", "--as-of", "2022-12-31")
    sentence = "有效期是 2023-01-01 至 2023-12-31，所问的日子不在其中"
    refused(run("screen", *over), sentence)
    refused(run("reform", *over, "--set", "base_upper=30000"), sentence)
    known = ("--as-of", "2023-12-31", "--known-on", "2022-12-11")
    published = "是 2022-12-12 公布的，2022-12-11 时还没有"
    refused(run("screen", "skill_upgrading", "--registry", city / "registry", *known), published)
    for facts, said in ((("--as-of", "2022-12-31"), sentence), (("issued_on=2023-06-20", *known), published)):
        policy = "skill_upgrading" if "issued_on=2023-06-20" in facts else "contribution_base"
        done = run("answer", policy, *facts)
        assert (done.code, len(done.err.splitlines())) == (2, 1)
        assert said in done.err


def test_policies_that_pay_nothing(city: Path) -> None:
    refused(run("audit", "retirement_age", "--registry", city / "registry"), "没有可核查的发放记录")
