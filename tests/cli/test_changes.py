"""What changed in law between two days, and which values are older than they usually get."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from tests.cli.command import run
from yuntai.cli.changes import changes
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.language.parameters import Rhythm, read_parameters
from yuntai.rules.rule.packs import load_pack

PACK = load_pack(FOLDER / "nanjing")


def test_a_new_minimum_wage_is_told_with_both_texts() -> None:
    found = run("law", "--changes", "2025-12-29", "--until", "2026-01-01", "--json").json
    (wage,) = (one for one in found if one["what"] == "月最低工资标准")
    assert wage["effective"] == "2026-01-01"
    assert wage["published"] == "2025-12-29"
    assert wage["now"]["source"] == "苏人社规〔2025〕3号"
    assert wage["now"]["value"].startswith("一类地区：2,660.00 元/月")
    assert wage["before"]["value"].startswith("一类地区：2,490.00 元/月")
    assert wage["before"]["source"] == "苏人社规〔2023〕4号一"
    assert "最低工资标准" in wage["policies"]


def test_of_a_table_only_the_lines_that_changed_are_told() -> None:
    (firms,) = (one for one in changes(PACK, date(2026, 7, 1), date(2026, 7, 1)) if one.what == "纳入的平台")
    assert firms.now.value == "别的网约车、即时配送（外卖）、同城货运平台：是"
    assert firms.before.value == "别的网约车、即时配送（外卖）、同城货运平台：否"
    (paid,) = (one for one in changes(PACK, date(2026, 6, 18), date(2026, 6, 18)) if one.what.startswith("每个证书"))
    assert (paid.now.value, paid.before.value) == ("没有变", "没有变")


def test_a_day_of_publication_that_was_not_found_is_said_to_be_so() -> None:
    found = run("law", "--changes", "2025-01-01", "--until", "2025-01-01", "--json").json
    (base,) = (one for one in found if one["what"] == "江苏省基本养老金计发基数")
    assert (base["effective"], base["published"]) == ("2025-01-01", None)
    assert "公布日期未查到" in run("law", "--changes", "2025-01-01", "--until", "2025-01-01").out
    (told,) = (one for one in changes(PACK, date(2024, 12, 10), date(2024, 12, 10)) if one.what == base["what"])
    assert told.effective == date(2024, 1, 1)


def test_what_was_published_before_and_begins_later_counts_on_either_day() -> None:
    by_publication = {one.what for one in changes(PACK, date(2025, 12, 29), date(2025, 12, 29))}
    by_force = {one.what for one in changes(PACK, date(2026, 1, 1), date(2026, 1, 1))}
    assert "月最低工资标准" in by_publication & by_force


def test_a_policy_that_ends_is_told_on_the_day_after() -> None:
    (end,) = (
        one
        for one in changes(PACK, date(2024, 1, 1), date(2024, 1, 1))
        if one.what == PACK.policy("skill_upgrading").title
    )
    assert end.now.value == "不再施行"
    assert not [one for one in changes(PACK, date(2024, 1, 2), date(2024, 1, 31)) if one.now.value == "不再施行"]


def test_a_value_that_ran_out_is_told() -> None:
    (out,) = (
        one for one in changes(PACK, date(2026, 1, 1), date(2026, 1, 1)) if one.what.startswith("江苏省上年度平均工资")
    )
    assert out.now.value == "没有新的"
    assert out.before.value == "99,048.00 元/年"


def test_the_window_must_not_be_the_wrong_way_round() -> None:
    done = run("law", "--changes", "2026-02-01", "--until", "2026-01-01")
    assert done.code == 2
    assert "早于" in done.err


def test_one_of_the_two_is_wanted() -> None:
    assert "写其中一个" in run("law").err


@pytest.mark.parametrize(
    ("rhythm", "newest", "day", "due"),
    [
        (Rhythm(12, 7), date(2025, 7, 1), date(2026, 6, 30), None),
        (Rhythm(12, 7), date(2025, 7, 1), date(2026, 7, 1), date(2026, 7, 1)),
        (Rhythm(12, 7), date(2025, 1, 1), date(2026, 1, 1), date(2025, 7, 1)),
        (Rhythm(24), date(2024, 1, 1), date(2025, 12, 31), None),
        (Rhythm(24), date(2024, 1, 1), date(2026, 1, 1), date(2026, 1, 1)),
        (Rhythm(6), date(2024, 11, 15), date(2025, 5, 1), date(2025, 5, 1)),
    ],
)
def test_when_a_new_value_is_due(rhythm: Rhythm, newest: date, day: date, due: date | None) -> None:
    assert rhythm.due(newest, day) == due


def test_what_is_older_than_usual_is_listed() -> None:
    found = {one["parameter"]: one for one in run("policies", "--stale", "--as-of", "2026-11-30", "--json").json}
    assert found["base_upper"]["effective"] == "2026-01-01"
    assert found["base_upper"]["due"] == "2026-09-01"
    assert found["base_upper"]["rhythm"] == "每年9月"
    assert found["urban_income"]["due"] == "2026-02-01"
    assert not {"minimum_wage", "hourly_minimum_wage"} & set(found)


def test_what_several_policies_read_is_listed_once() -> None:
    said = run("policies", "--stale", "--as-of", "2026-12-31", "--json").json
    titles = [one["title"] for one in said]
    assert titles.count("江苏省基本养老金计发基数") == 1
    assert titles.count("法定节假日（加班按300%付、不能用补休代替的日子）") == 1


def test_the_list_for_a_person() -> None:
    said = run("policies", "--stale", "--as-of", "2026-11-30").out
    assert "该有新的从" in said
    assert "2026-09-01" in said


def record(more: str) -> str:
    return f"""
wage:
  title: 工资
  unit: 元/月
  {more}
"""


VALUE = "values: [{effective: 2024-01-01, published: 2024-01-01, source: 某通知, value: 1, %s}]"


def test_a_value_says_where_it_was_checked(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(record(VALUE % "checked: {on: 2026-11-30, at: 国家法律法规数据库}"), encoding="utf-8")
    (checked,) = read_parameters(path, "here")["wage"].records
    assert str(checked.checked) == "2026-11-30 对照 国家法律法规数据库"


def test_a_value_says_what_the_text_leaves_open(tmp_path: Path) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(record(VALUE % "ours: 没有写当天；按包含当日"), encoding="utf-8")
    (ours,) = read_parameters(path, "here")["wage"].records
    assert (ours.ours, ours.verify) == ("没有写当天；按包含当日", False)


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        (VALUE % "ours: 按月, verify: true", "平台自己定的（ours）没有原文可以核对"),
        (
            VALUE % "checked: {on: 2026-11-30, at: 某处}, verify: true",
            "已经核对的（checked）不能同时写待核实（verify）",
        ),
        (VALUE % "checked: 某处", "checked 要写成"),
        (VALUE % "checked: {on: 昨天, at: 某处}", "on 要写成 2023-01-05 的样子"),
        ("rhythm: 每年", "rhythm 写成 yearly-07"),
        ("rhythm: yearly-13", "rhythm 写成 yearly-07"),
        ("rhythm: months-0", "rhythm 写成 yearly-07"),
    ],
)
def test_what_is_written_wrong_is_refused_with_its_line(tmp_path: Path, more: str, fault: str) -> None:
    path = tmp_path / "parameters.yaml"
    path.write_text(record(more), encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"parameters\.yaml:") as wrong:
        read_parameters(path, "here")
    assert fault in str(wrong.value)
