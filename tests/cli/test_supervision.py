"""``yuntai audit`` over everything, and ``yuntai draw``."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.cli.command import run


def test_everything_is_audited(city: Path, tmp_path: Path) -> None:
    runs, out = tmp_path / "核查", tmp_path / "疑点.csv"
    said = run("audit", "--registry", city / "registry", "--runs", runs, "--json").json
    assert list(said) == ["findings", "checks", "skipped", "run"]
    assert said["findings"] == sum(check["findings"] for check in said["checks"]) > 30
    assert list(said["checks"][0]) == ["check", "title", "kind", "severity", "owner", "findings", "rows", "amount"]
    assert {check["check"] for check in said["checks"]} >= {"benefit_after_death", "subsidy:skill_upgrading"}
    assert {check["check"]: check["owner"] for check in said["checks"]}["contradicting_deaths"] == (
        "社会保险经办机构，由登记死亡的来源部门改正"
    )
    assert list(said["skipped"]) == ["two_identities"]
    assert "--compare-identities" in said["skipped"]["two_identities"]
    assert (runs / said["run"] / "findings.parquet").is_file()
    assert (runs / said["run"] / "evidence.parquet").is_file()
    done = run("audit", "--registry", city / "registry", "--out", out)
    assert (done.code, done.err) == (0, "")
    assert "死亡后仍发待遇" in done.out
    assert done.out.endswith(f"明细已写到 {out}\n")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == said["findings"]
    kept = parquet.read_table(runs / said["run"] / "findings.parquet")
    assert {row["finding"] for row in rows} == set(kept["finding"].to_pylist())


def test_a_second_run_is_compared(city: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from datetime import datetime

    from yuntai.supervision import runs as module

    said = []
    for day in (1, 2):
        monkeypatch.setattr(module, "now", lambda day=day: datetime(2026, 1, day))
        said.append(run("audit", "--registry", city / "registry", "--runs", tmp_path, "--json").json)
    assert said[1]["compared_with"] == said[0]["run"] == "20260101T000000"
    assert said[1]["changes"] == {"new": 0, "still": said[0]["findings"], "gone": 0}


def test_one_policy_has_no_runs(city: Path, tmp_path: Path) -> None:
    done = run("audit", "skill_upgrading", "--registry", city / "registry", "--runs", tmp_path)
    assert (done.code, done.err) == (2, "错误：--runs 记的是全部核查的结果，不能与一项政策同写\n")


FIRMS = "单位,区,风险,经办人\n甲厂,玄武,3,张三\n乙店,玄武,1,李四\n丙所,秦淮,1,张三\n丁行,秦淮,2,王五\n"


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "单位.csv").write_text(FIRMS, encoding="utf-8")
    (tmp_path / "人员.csv").write_text(
        "姓名,经办人,单位\n张三,张三,丁行、乙店\n李四,李四,\n王五,王五,\n", encoding="utf-8"
    )
    return tmp_path / "单位.csv", tmp_path / "人员.csv"


def test_draw(files: tuple[Path, Path], tmp_path: Path) -> None:
    firms, staff = files
    where = ("draw", firms, "--seed", "八八", "--count", 2, "--by", "区", "--weight", "风险")
    said = run(*where, "--inspectors", staff, "--per-object", 1, "--json").json
    assert said["seed"] == "八八"
    assert said["file_sha256"] == hashlib.sha256(firms.read_bytes()).hexdigest()
    assert said["drawable"] == 4
    assert {one["stratum"] for one in said["drawn"]} == {"玄武", "秦淮"}
    handled = dict(line.split(",")[::3] for line in FIRMS.splitlines())
    for one in said["drawn"]:
        assert one["sha256"] == hashlib.sha256(f"八八|{one['key']}".encode()).hexdigest()
        assert one["inspectors"] != handled[one["key"]]
        assert not (one["inspectors"] == "张三" and one["key"] in ("丁行", "乙店"))
    out = tmp_path / "抽中.csv"
    done = run(*where, "--out", out)
    assert (done.code, done.err) == (0, "")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == 3


def test_findings_are_drawn_by_their_severity(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "疑点.parquet"
    assert run("audit", "--registry", city / "registry", "--out", out).code == 0
    said = run("draw", out, "--seed", "1", "--count", 10, "--by", "kind", "--weight", "severity", "--json").json
    assert len(said["drawn"]) == 10


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        (("--by", "街道"), "文件 单位.csv 没有“街道”这一列，有：单位、区、风险、经办人"),
        (("--key", "区"), "文件 单位.csv 第 3 行的“区”与前面的行重复"),
        (("--weight", "区"), "甲厂 的权重“玄武”不是 0 或正数"),
        (("--count", "5"), "能抽的有 4 个，要抽 5 个"),
        (("--inspectors", "没有.csv"), "找不到文件 没有.csv"),
    ],
)
def test_bad_draws(files: tuple[Path, Path], more: tuple[str, ...], sentence: str) -> None:
    done = run("draw", files[0], "--seed", "x", "--count", 1, *more)
    assert (done.code, done.out, done.err) == (2, "", f"错误：{sentence}\n")
