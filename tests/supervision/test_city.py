"""The checks on a generated city: how good they are, and how their findings are kept from run to run."""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.registry.store import Registry
from yuntai.rules.rule.packs import load_pack
from yuntai.supervision.findings import find
from yuntai.supervision.measure import FUZZY, measure
from yuntai.supervision.runs import Runs

PACK = load_pack(FOLDER / "nanjing")


def test_precision_and_recall(city: Path) -> None:
    with Registry.open(city / "registry") as registry:
        measures = measure(registry, PACK, city / "truth", (city / "key").read_bytes())
    assert len(measures) == 13
    for one in measures:
        least = (0.95, 0.90) if one.check in FUZZY else (0.99, 0.99)
        assert (one.precision, one.recall) >= least, one
        assert one.precision >= least[0], one
        assert one.recall >= least[1], one
        assert one.planted >= 8
        assert one.misled <= one.look_alikes * 0.1


def test_as_many_look_alikes_as_faults(city: Path) -> None:
    def people(file: str) -> Counter[str]:
        rows = duckdb.sql(
            f"SELECT DISTINCT kind, resident_id FROM read_csv('{city / 'truth' / file}', all_varchar = true)"
        )
        return Counter(kind for kind, _ in rows.fetchall())

    faults, innocent = people("faults.csv"), people("lookalikes.csv")
    for kind, count in innocent.items():
        assert count >= faults[kind] >= 7, kind
    refused = {
        "bad_check_digit", "impossible_birth_date", "unknown_choice", "duplicate_key",
        "end_before_begin", "dangling_reference", "negative_amount",
    }  # fmt: skip
    assert set(faults) - set(innocent) == refused


def test_no_name_and_no_number_stays(city: Path) -> None:
    rows = duckdb.sql(f"DESCRIBE FROM '{city}/registry/resemblances.parquet'").fetchall()
    assert [(row[0], row[1]) for row in rows] == [
        ("person", "BIGINT"), ("other", "BIGINT"), ("probability", "DECIMAL(18,8)"), ("alike", "VARCHAR"),
    ]  # fmt: skip
    words = {row[0] for row in duckdb.sql(f"SELECT alike FROM '{city}/registry/resemblances.parquet'").fetchall()}
    assert {part for text in words for part in text.split("，")} <= {
        "姓名相同", "姓名同音", "姓和名中一字相同", "同姓", "号码的地区和出生日期相同", "号码只差一处", "出生日期相同",
        "出生月日相同，年份相近", "出生月日相同", "年份相近", "住在同一个区", "性别不同", "待遇发到同一个账户",
    }  # fmt: skip


def test_findings_keep_their_keys(city: Path, tmp_path: Path) -> None:
    runs = Runs(tmp_path / "runs")
    with Registry.open(city / "registry") as registry, find(registry, PACK) as found:
        first = runs.record(found, {}, datetime(2026, 1, 5, 8, 30))
        assert found.skipped == {}
        [dead] = [row for row in found.cases.to_pyarrow().to_pylist() if row["check"] == "benefit_after_death"][:1]
        assert dead["finding"] == hashlib.sha256(f"benefit_after_death\n{dead['person']}".encode()).hexdigest()[:16]
        assert dead["rows"] == 6
        assert dead["evidence"].count("benefits ") == 6
        with pytest.raises(YuntaiError, match="已经有了"):
            runs.record(found, {}, datetime(2026, 1, 5, 8, 30))

    # one death is taken back, and every row is loaded in another order
    changed = tmp_path / "registry"
    shutil.copytree(city / "registry", changed)
    for name in ("deaths", "benefits"):
        where = f"WHERE person <> {dead['person']}" if name == "deaths" else ""
        duckdb.sql(
            f"COPY (FROM '{city}/registry/{name}.parquet' {where} ORDER BY hash(person)) TO '{changed}/{name}.parquet'"
        )
    (changed / "resemblances.parquet").unlink()
    with Registry.open(changed) as registry, find(registry, PACK) as found:
        second = runs.record(found, {}, datetime(2026, 2, 5, 8, 30))
        assert list(found.skipped) == ["two_identities"]
    difference = runs.compare(first, second)
    assert difference.gone == {dead["finding"]}
    assert difference.new == set()
    seen = {row["finding"]: row for row in runs.findings(second).to_pylist()}
    assert difference.still == set(seen)
    assert {row["first_seen"] for row in seen.values()} == {datetime(2026, 1, 5, 8, 30)}
    assert {row["last_seen"] for row in seen.values()} == {datetime(2026, 2, 5, 8, 30)}
    assert runs.seen()[dead["finding"]] == (datetime(2026, 1, 5, 8, 30),) * 2

    with Registry.open(city / "registry") as registry, find(registry, PACK) as found:
        third = runs.record(found, {}, datetime(2026, 3, 5, 8, 30))
    [back] = [row for row in runs.findings(third).to_pylist() if row["finding"] == dead["finding"]]
    assert back["first_seen"] == datetime(2026, 1, 5, 8, 30)
    assert runs.compare(second, third).new == {dead["finding"]}
    with pytest.raises(YuntaiError, match="里没有 20250101T000000 这一次核查"):
        runs.compare("20250101T000000", third)
