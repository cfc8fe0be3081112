"""``yuntai walks`` from the files to the matrix, on SQLite and PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import run, spawn
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack
from yuntai.walks.walk import walks_of

TOWN = "id: town\ntitle: 小镇\nparent: nanjing\n"
HOLDS = """title: 小镇的首页
lines:
  - must: 谁都能打开首页
    steps:
      - {opens: /, sees: 我能享受什么}
  - must: 过了三天还是这样
    steps:
      - {days: 3, opens: /law/working_days/, sees: 政策}
"""
FAILS = """title: 小镇的广场
lines:
  - must: 首页上有广场
    steps:
      - {opens: /, sees: 广场}
  - must: 按月发钱
    waits: payments
"""


@pytest.fixture
def town(tmp_path: Path) -> Path:
    folder = tmp_path / "town"
    (folder / "walks").mkdir(parents=True)
    (folder / "pack.yaml").write_text(TOWN, encoding="utf-8")
    (folder / "walks" / "X01.yaml").write_text(HOLDS, encoding="utf-8")
    (folder / "walks" / "X02.yaml").write_text(FAILS, encoding="utf-8")
    return folder


@pytest.mark.slow
def test_walks_that_hold_and_that_do_not(town: Path) -> None:
    done = spawn("walks", "X02", "X01", "--pack", town, "--json")
    assert done.code == 4, done.err
    rows = done.json["rows"]
    assert list(rows) == ["X01", "X02"]
    assert rows["X01"] == {"of": 2, "held": {"sqlite": 2, "postgres": 2}, "not_held": []}
    assert (rows["X02"]["of"], rows["X02"]["held"]) == (2, {"sqlite": 0, "postgres": 0})
    missing, waiting = rows["X02"]["not_held"]
    assert waiting == {"must": "按月发钱", "line": f"{town}/walks/X02.yaml:6", "waits": "payments"}
    assert set(missing["missed"]) == {"sqlite", "postgres"}
    assert missing["missed"]["postgres"]["expected"] == "看到“广场”"
    assert missing["missed"]["postgres"]["line"] == f"{town}/walks/X02.yaml:5"


def test_lines_that_all_wait_need_no_installation_and_are_not_held(town: Path) -> None:
    (town / "walks" / "X03.yaml").write_text("title: 甲\nlines:\n  - {must: 乙, waits: rolls}\n", encoding="utf-8")
    done = run("walks", "X03", "--pack", town)
    assert done.code == 4
    assert "✗ X03 乙" in done.out
    assert "等：台账和名册" in done.out


def test_a_faulty_walk_is_refused_before_anything_runs(town: Path) -> None:
    (town / "walks" / "X02.yaml").write_text("title: 甲\nlines:\n  - {must: 乙, wait: rolls}\n", encoding="utf-8")
    done = run("walks", "--pack", town)
    assert done.code == 2
    assert done.err == f"错误：{town}/walks/X02.yaml:3：没有“wait”这个词，是不是 waits？\n"


@pytest.mark.slow
def test_no_line_of_the_shipped_walks_fails() -> None:
    done = spawn("walks", "--json")
    assert done.code in (0, 4), done.err
    rows = done.json["rows"]
    failing = {row: line for row, said in rows.items() for line in said["not_held"] if "missed" in line}
    assert failing == {}
    assert {row: len(walk.lines) for row, walk in _shipped()} == {row: said["of"] for row, said in rows.items()}


def _shipped():
    return [(walk.row, walk) for walk in walks_of(load_pack(FOLDER / "nanjing"))]
