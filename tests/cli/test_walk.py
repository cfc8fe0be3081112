"""The loop by the command line: make a city, check, load, screen, audit, try a reform; tables and JSON."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pyarrow import parquet

from tests.cli.command import run

TABLES = ["persons", "employers", "businesses", "enrolments", "contributions"]
TABLES += ["spells", "benefits", "certificates", "deaths", "payments"]
COMMANDS = {
    "screen": ("screen", "skill_upgrading", "--as-of", "2023-12-31"),
    "audit": ("audit", "skill_upgrading"),
    "reform": ("reform", "skill_upgrading", "--as-of", "2023-12-31", "--set", "offlist_amount.3=600"),
}


def test_generate(tmp_path: Path) -> None:
    given = ("--persons", 2000, "--until", "2024-02-29", "--truth", tmp_path / "t")
    done = run("registry", "generate", tmp_path / "a", *given, "--csv", "--json")
    assert (done.code, done.err) == (0, "")
    assert done.json == {
        "persons": 2000,
        "seed": 1,
        "until": "2024-02-29",
        "out": str(tmp_path / "a"),
        "truth": str(tmp_path / "t"),
    }
    assert sorted(path.name for path in (tmp_path / "a").iterdir()) == sorted(f"{name}.csv" for name in TABLES)
    assert sorted(path.name for path in (tmp_path / "t").iterdir()) == ["faults.csv", "lookalikes.csv"]


def test_check_and_load(city: Path, tmp_path: Path) -> None:
    checked = run("registry", "check", city / "exports", "--rejects", tmp_path / "rejects", "--json")
    assert (checked.code, checked.err) == (4, "")  # the city has planted rows that must be refused
    assert list(checked.json["tables"]) == TABLES
    for name, table in checked.json["tables"].items():
        assert table["rows"] == table["accepted"] + table["rejected"] + table["left_out"]
        assert (tmp_path / "rejects" / f"{name}.csv").exists() == (table["rejected"] > 0)
    places = ("--rejects", tmp_path / "rejects", "--key", tmp_path / "key")
    loaded = run("registry", "load", city / "exports", tmp_path / "registry", *places, "--json")
    assert (loaded.code, loaded.err) == (0, "")
    assert loaded.json == checked.json
    assert sorted(path.stem for path in (tmp_path / "registry").glob("*.parquet")) == sorted(TABLES)


def test_tables() -> None:
    listed = run("registry", "tables", "--json")
    assert (listed.code, listed.err) == (0, "")
    assert [table["name"] for table in listed.json["tables"]] == TABLES
    persons = listed.json["tables"][0]
    assert (persons["title"], persons["key"]) == ("人员", ["resident_id"])
    columns = {column["name"]: column for column in persons["columns"]}
    assert [name for name, column in columns.items() if column["private"]] == ["name"]
    assert columns["household"] == {
        "name": "household", "title": "户籍", "kind": "choice", "kind_title": "选项",
        "options": {"nanjing": "南京", "jiangsu": "江苏其他地区", "elsewhere": "外省"},
        "key": False, "private": False, "empty": None, "lacking": False, "references": None,
    }  # fmt: skip
    assert columns["graduated_on"]["empty"] == "没有高校学历"
    [line] = [line for line in run("registry", "tables").out.splitlines() if "own_paid" in line]
    assert [cell.strip() for cell in line.strip("│").split("│")] == [
        "own_paid", "个人实缴金额", "金额", "空着表示没有，可以没有这一列",
    ]  # fmt: skip


def test_a_file_that_is_nearly_named_as_a_table(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "person.csv").write_text("姓名\n张三\n", encoding="utf-8")
    done = run("registry", "check", tmp_path / "a")
    assert done.code == 2
    assert "文件 person.csv 不是登记库的表，没有读，是不是“persons”？请改文件名" in done.err


def test_screen_in_figures(city: Path) -> None:
    said = run(*COMMANDS["screen"], "--registry", city / "registry", "--json").json
    assert list(said) == [
        "policy", "as_of", "groups", "due_rows", "due", "others", "paid_rows", "because", "settles",
    ]  # fmt: skip
    assert (said["policy"], said["as_of"]) == ("skill_upgrading", "2023-12-31")
    assert list(said["groups"]) == ["entitled", "not_entitled", "unknown", "not_applicable"]
    certificates = parquet.read_metadata(city / "registry" / "certificates.parquet").num_rows
    assert sum(said["groups"].values()) == certificates > 0
    assert said["due_rows"] + said["others"] + said["paid_rows"] == said["groups"]["entitled"]
    assert Decimal(said["due"]).as_tuple().exponent == -2


def test_audit_in_figures(city: Path) -> None:
    said = run(*COMMANDS["audit"], "--registry", city / "registry", "--json").json
    assert list(said) == ["policy", "findings"]
    assert list(said["findings"][0]) == ["finding", "because", "payments", "paid", "due"]
    assert {finding["finding"] for finding in said["findings"]} >= {"none", "not_entitled"}


def test_reform_in_figures(city: Path) -> None:
    said = run(*COMMANDS["reform"], "--registry", city / "registry", "--json").json
    assert list(said) == ["policy", "as_of", "set", "before", "after", "more", "less", "same", "unknown"]
    assert said["set"] == {"offlist_amount": {"3": "600"}}
    # a level-three certificate outside the catalogue pays 500 yuan, and by this reform 600
    assert Decimal(said["after"]) - Decimal(said["before"]) == 100 * said["more"] > 0
    assert said["less"] == 0


@pytest.mark.parametrize("command", COMMANDS)
def test_the_same_rows_in_every_form(command: str, city: Path, tmp_path: Path) -> None:
    for ending in ("csv", "xlsx", "parquet", "CSV"):
        out = tmp_path / f"名单 '\"[1].{ending}"
        done = run(*COMMANDS[command], "--registry", city / "registry", "--out", out)
        assert (done.code, done.err) == (0, "")
        assert done.out.endswith(f"明细已写到 {out}\n")
    assert len(list(tmp_path.iterdir())) == 4
    written = (tmp_path / "名单 '\"[1].csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert written == (tmp_path / "名单 '\"[1].CSV").read_bytes()
    with (tmp_path / "名单 '\"[1].csv").open(encoding="utf-8-sig", newline="") as file:
        from_csv = [[_text(cell) for cell in row] for row in csv.reader(file)]
    sheet = openpyxl.load_workbook(tmp_path / "名单 '\"[1].xlsx").active
    from_excel = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    table = parquet.read_table(tmp_path / "名单 '\"[1].parquet")
    from_parquet = [table.column_names] + [[_text(cell) for cell in row.values()] for row in table.to_pylist()]
    assert len(from_csv) > 10
    assert from_csv == from_excel == from_parquet


def _text(cell: Any) -> str:
    """A cell as text that is the same in every form."""
    if cell is None:
        return ""
    text = str(cell).removesuffix(" 00:00:00")
    if text in ("True", "False"):
        return text.lower()
    try:
        return f"{Decimal(text):.2f}"
    except ArithmeticError:
        return text


def test_what_stood_there_stays_until_all_is_written(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "名单.csv"
    out.write_text("old")
    broken = run(*COMMANDS["screen"], "--registry", tmp_path, "--out", out)
    assert (broken.code, out.read_text()) == (2, "old")
    assert run(*COMMANDS["screen"], "--registry", city / "registry", "--out", out).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["名单.csv"]
    assert out.read_text(encoding="utf-8-sig").startswith('"row","person","status","because",')


def test_policies_in_figures() -> None:
    listed = run("policies", "--json").json
    assert {"id", "title", "audience", "pack", "begins", "ends", "published", "source"} == set(listed[0])
    [skill] = [policy for policy in listed if policy["id"] == "skill_upgrading"]
    assert (skill["begins"], skill["ends"], skill["pack"]) == ("2023-01-01", "2023-12-31", "nanjing")
    speaks_to = {policy["id"]: policy["audience"] for policy in listed}
    assert (speaks_to["skill_upgrading"], speaks_to["sham_claim_signs"]) == ("public", "staff")
    shown = run("policy", "skill_upgrading", "--json").json
    assert {name: shown[name] for name in skill} == skill
    assert set(shown) - set(skill) == {"facts", "relations", "steps", "parameters"}
    [cell] = [p for p in shown["parameters"] if p["name"] == "offlist_amount" and p["keys"] == [3]]
    assert (cell["value"], cell["effective"], cell["unit"]) == ("500.00", "2023-01-01", "元/人")
