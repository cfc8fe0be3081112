"""``yuntai cases``: the counts, a wrong case with its trace, what is not covered, exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from tests.cli.command import run

BIRTH = {"出生年月": "1965-12", "人员类别": "男职工"}


def rows(folder: Path, *cases: dict[str, Any]) -> Path:
    path = folder / "cases.jsonl"
    lines = ({"id": f"c{n}", "category": "retirement_age", "basis": "附件1", **case} for n, case in enumerate(cases, 1))
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in lines), encoding="utf-8")
    return path


def test_all_right(tmp_path: Path) -> None:
    done = run("cases", rows(tmp_path, {"input": BIRTH, "expected": {"延迟月数": 3, "改革后退休时间": "2026-03"}}))
    assert (done.code, done.err) == (0, "")
    assert "1 例" in done.out
    assert "怎么算出来的" not in done.out


def test_a_wrong_one_is_shown_with_its_trace(tmp_path: Path) -> None:
    done = run(
        "cases", rows(tmp_path, {"input": BIRTH, "expected": {"改革后法定退休年龄": "60岁2个月", "延迟月数": 3}})
    )
    assert done.code == 4
    assert "不符：c1" in done.out
    assert "已知：出生年月 1965-12；人员类别 男职工" in done.out
    assert "改革后法定退休年龄：公布 60岁2个月，算得 60岁3个月　← 不同" in done.out
    assert "延迟月数：公布 3，算得 3 个月\n" in done.out
    assert "怎么算出来的" in done.out


def test_what_is_not_covered_is_no_failure(tmp_path: Path) -> None:
    odd = [
        {"input": BIRTH | {"工种": "特殊"}, "expected": {"延迟月数": 3}},
        {"input": BIRTH | {"人员类别": "公务员"}, "expected": {"延迟月数": 3}},
        {"category": "weather", "input": {"天": 1}, "expected": {"雨": True}},
    ]
    done = run("cases", rows(tmp_path, *odd))
    assert done.code == 0
    for reason in ("工种：不认识这一项", "人员类别：不认识“公务员”", "没有“weather”这一类"):
        assert reason in done.out


def test_json(tmp_path: Path) -> None:
    path = rows(tmp_path, *({"input": BIRTH, "expected": {"延迟月数": months}} for months in (3, 4)))
    done = run("cases", path, "--json")
    assert done.code == 4
    assert done.json["counts"] == {"right": 1, "wrong": 1, "published_wrong": 0, "disputed": 0, "not_covered": 0}
    wrong = done.json["cases"][1]
    assert wrong["figures"] == [{"key": "延迟月数", "published": 4, "ours": "3 个月", "right": False}]
    assert wrong["answer"]["policy"] == "retirement_age"
    assert done.json["cases"][0]["answer"] is None


def test_a_file_that_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    done = run("cases", path)
    assert (done.code, done.out) == (2, "")
    assert "cases.jsonl:1：要有 id、category" in done.err
    assert run("cases", tmp_path / "none.jsonl").code == 2
