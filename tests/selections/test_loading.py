"""What a faulty check, figure or plan gets: its file, its line and a sentence."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.selections.figures import Figure
from yuntai.selections.loading import load
from yuntai.selections.plans import Plan, daily, monthly, weekly

FIGURE = "from yuntai.selections import figure, rows\n\n"
PLAN = "from yuntai.selections import daily, monthly, plan, rows\n\n"


def pack(folder: Path, sort: str, text: str) -> Pack:
    """A place with one file of selections."""
    (folder / "here" / sort).mkdir(parents=True)
    (folder / "here" / sort / "some.py").write_text(text, encoding="utf-8")
    return Pack("here", "此地", (folder / "here",))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '@figure("件数", unit="箱")\ndef a(cases):\n    return rows(cases, on=cases.came_on, part=1)\n',
            "some.py:3：指标的单位“箱”不认识，可用：件、人次、",
        ),
        (
            '@figure("件数", unit="件")\ndef a(casse):\n    return casse\n',
            "some.py:3：指标“件数”用到“casse”，既不是表，也没有这个参数，是不是“cases”？",
        ),
        (
            '@figure("件数", unit="件")\ndef a(cases):\n    one = cases\n    return rows(one, on=one.come_on, part=1)\n',
            "some.py:6：指标“件数”用到的表没有“come_on”这一列，是不是“came_on”？",
        ),
        (
            '@figure("件数", unit="件")\ndef a(cases):\n    return rows(cases, on=cases.came_on)\n',
            "some.py:3：指标“件数”要返回 rows(…)，缺少 part",
        ),
        (
            '@figure("比例", unit="%")\ndef a(cases):\n    return rows(cases, on=cases.came_on, part=1)\n',
            "some.py:3：指标“比例”的单位是 %，要写 whole=",
        ),
        (
            '@figure("件数", unit="件")\ndef a(cases):\n    return rows(cases, on=cases.number, part=1)\n',
            "some.py:3：指标“件数”的 on 要是日期",
        ),
        (
            '@figure("件数", unit="件")\ndef a(cases):\n    return rows(cases, on=cases.came_on, part=cases.number)\n',
            "some.py:3：指标“件数”的 part 要是数，或者是与否",
        ),
        (
            '@figure("件数", unit="件")\ndef a(cases):\n    return rows(cases, on=cases.came_on, part=1, lot=cases.number)\n',
            "some.py:3：指标“件数”按“lot”分组，没有一张表有这一列，不知道怎么称呼它",
        ),
        ('@figure("件数", unit="件")\ndef a(cases):\n    return 1\n', "some.py:3：指标“件数”没有返回一张表"),
        ("x = 1\ny = x / 0\n", "some.py:4：指标读不进来（ZeroDivisionError: division by zero）"),
        ("def :\n", "some.py:3：Python 写错了"),
    ],
)
def test_a_faulty_figure_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(YuntaiError) as told:
        load(pack(tmp_path, "figures", FIGURE + text), "figures", Figure)
    assert sentence in str(told.value)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            '@plan("催", every=daily(), tells="a", opens="b")\ndef a(cases):\n    return rows(cases, key=cases.number)\n',
            "some.py:3：计划“催”要写 opens、enters、tells 中的一个，也只能写一个",
        ),
        (
            '@plan("催", every="day", tells="a")\ndef a(cases):\n    return rows(cases, key=cases.number)\n',
            "some.py:3：every 写 daily()、weekly(…) 或 monthly(…)",
        ),
        (
            '@plan("催", every=monthly(31), tells="a")\ndef a(cases):\n    return rows(cases, key=cases.number)\n',
            "monthly 里写每月几日，1 到 28",
        ),
        (
            '@plan("催", every=daily(), tells="a")\ndef a(cases):\n    return rows(cases, person=cases.person)\n',
            "some.py:3：计划“催”要返回 rows(…)，缺少 key",
        ),
        (
            '@plan("催", every=daily(), opens="a", draw="rate")\ndef a(cases):\n    return rows(cases, key=cases.number)\n',
            "some.py:3：计划“催”抽取的比例“rate”没有这个参数",
        ),
    ],
)
def test_a_faulty_plan_is_refused_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(YuntaiError) as told:
        load(pack(tmp_path, "plans", PLAN + text), "plans", Plan)
    assert sentence in str(told.value)


def test_a_column_that_names_a_person_cannot_be_named(tmp_path: Path) -> None:
    text = (
        '@figure("人数", unit="人")\ndef a(persons):\n    return rows(persons, on=persons.born_on, part=persons.name)\n'
    )
    with pytest.raises(YuntaiError) as told:
        load(pack(tmp_path, "figures", FIGURE + text), "figures", Figure)
    assert "some.py:5：指标“人数”用到的表没有“name”这一列" in str(told.value)


def test_a_figure_may_name_a_roll_of_its_place(tmp_path: Path) -> None:
    text = (
        '"""集体合同。"""\n'
        + FIGURE
        + '@figure("备案的集体合同", unit="份")\ndef filed(collective_contracts):\n'
        + "    return rows(collective_contracts, on=collective_contracts.ends_on, part=1)\n"
    )
    own = pack(tmp_path, "figures", text)
    with pytest.raises(YuntaiError, match="既不是表"):
        load(own, "figures", Figure)
    load(Pack("here", "此地", (*own.folders, FOLDER / "national")), "figures", Figure)


def test_two_of_one_name_are_refused_and_a_citys_own_goes_before_its_parents(tmp_path: Path) -> None:
    one = '@figure("件数", unit="件")\ndef a(cases):\n    return rows(cases, on=cases.came_on, part=1)\n'
    own = pack(tmp_path, "figures", FIGURE + one)
    parent = tmp_path / "above" / "figures"
    parent.mkdir(parents=True)
    (parent / "other.py").write_text('"""办件。"""\n' + FIGURE + one.replace("件数", "上级的件数"), encoding="utf-8")
    both = Pack("here", "此地", (*own.folders, parent.parent))
    found = load(both, "figures", Figure)
    assert found.selections["a"].title == "件数"
    assert found.topics["other"] == "办件"
    (own.folders[0] / "figures" / "twin.py").write_text(FIGURE + one, encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"twin.py:3：.*some.py:3 已经有叫“a”的指标"):
        load(own, "figures", Figure)


def test_on_which_day_a_plan_is_to_run() -> None:
    """2026-12-01 is a Tuesday."""
    assert daily().due(date(2026, 12, 1)) is None
    assert monthly(1).due(date(2026, 12, 1)) == date(2026, 12, 1)
    assert monthly(1).due(date(2026, 12, 31)) == date(2026, 12, 1)
    assert monthly(5, 20).due(date(2026, 12, 4)) == date(2026, 11, 20)
    assert weekly("周一").due(date(2026, 12, 1)) == date(2026, 11, 30)
    assert weekly("周二", "周五").due(date(2026, 12, 3)) == date(2026, 12, 1)
    assert [str(one) for one in (daily(), weekly("周二", "周五"), monthly(1))] == ["每天", "周二、周五", "每月 1 日"]


@pytest.mark.parametrize("place", ["national", "jiangsu", "nanjing", "beijing", "shanghai"])
def test_the_figures_and_plans_of_each_place_load(place: str) -> None:
    load(load_pack(FOLDER / place), "figures", Figure)
    load(load_pack(FOLDER / place), "plans", Plan)
