from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.cities import LISTS, MAKEUP, City
from yuntai import clock
from yuntai.errors import YuntaiError
from yuntai.registry.city import retirement
from yuntai.registry.doubles import _BODY, _Original, _second
from yuntai.registry.generate import generate
from yuntai.registry.identity import check_resident_id, check_uscc
from yuntai.registry.schema import TABLES


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def one(query: str) -> object:
    return duckdb.sql(query).fetchall()[0][0]


def contents(folder: Path) -> dict[str, int]:
    return {
        name: one(f"SELECT hash(list(t)) FROM (FROM '{folder / name}.parquet') t")
        for name in TABLES  # type: ignore[misc]
    }


def test_a_seed_gives_one_city(city: City, tmp_path: Path) -> None:
    generate(tmp_path / "again", 3000, 11, tmp_path / "truth", date(2023, 12, 31), MAKEUP)
    assert contents(tmp_path / "again") == contents(city.exports)
    assert (tmp_path / "truth" / "faults.csv").read_bytes() == (city.truth / "faults.csv").read_bytes()
    generate(tmp_path / "other", 3000, 12, tmp_path / "other truth", date(2023, 12, 31), MAKEUP)
    assert contents(tmp_path / "other")["persons"] != contents(city.exports)["persons"]


def test_csv_exports_hold_the_same(city: City, tmp_path: Path) -> None:
    generate(tmp_path / "csv", 3000, 11, tmp_path / "truth", date(2023, 12, 31), MAKEUP, csv=True)
    for name in TABLES:
        lines = one(f"SELECT count(*) FROM read_csv('{tmp_path}/csv/{name}.csv', all_varchar = true)")
        assert lines == city.report.tables[name].rows


@pytest.mark.parametrize(
    ("born_on", "sex", "post", "day"),
    [
        ("1964-12-31", "male", "worker", date(2024, 12, 31)),  # before the delay began
        ("1965-12-01", "male", "worker", date(2026, 3, 1)),  # annex 1: 60 years and 3 months
        ("1976-09-01", "male", "cadre", date(2039, 9, 1)),  # annex 1: 63 years
        ("1970-05-10", "female", "cadre", date(2025, 7, 10)),  # annex 2: 55 years and 2 months
        ("1975-06-15", "female", "worker", date(2025, 9, 15)),  # annex 3: 50 years and 3 months
        ("1984-11-01", "female", "worker", date(2039, 11, 1)),  # annex 3: 55 years
    ],
)
def test_people_retire_by_the_law(born_on: str, sex: str, post: str, day: date) -> None:
    columns = f"SELECT DATE '{born_on}' AS born_on, '{sex}' AS sex, '{post}' AS post"
    assert one(f"SELECT {retirement('born_on', 'sex', 'post')} FROM ({columns})") == day


def test_last_month(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2024, 3, 31, 9))
    assert clock.last_month_end() == date(2024, 2, 29)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 1, 1, 0))
    assert clock.last_month_end() == date(2025, 12, 31)


def test_margins(city: City) -> None:
    def table(name: str) -> str:
        return f"'{city.registry}/{name}.parquet'"

    districts = {row[0] for row in duckdb.sql(f"SELECT DISTINCT district FROM {table('persons')}").fetchall()}
    assert districts == set(LISTS["districts"].titles)
    assert 0.47 < one(f"SELECT avg((sex = 'male')::INT) FROM {table('persons')}") < 0.53  # type: ignore[operator]
    jobs = f"{table('enrolments')} JOIN {table('persons')} p USING (person)"
    planted = [row for file in ("faults", "lookalikes") for row in read(city.truth / f"{file}.csv")]
    told = Counter(row["kind"] for row in planted if row["table"] == "enrolments")
    young = f"SELECT count(*) FROM {jobs} WHERE began_on < born_on + to_years(16)"
    assert one(young) == 3 < told["underage_enrolment"] == 6
    assert 8_000 < one(f"SELECT avg(wage) FROM {table('contributions')} WHERE wage <> base") < 11_000  # type: ignore[operator]
    share = one(f"SELECT count(DISTINCT person) / 3000 FROM {table('enrolments')}")
    assert 0.6 < share < 0.85  # type: ignore[operator]
    pairs = f"{table('enrolments')} a JOIN {table('enrolments')} b USING (person)"
    overlaps = "a.enrolment < b.enrolment AND a.began_on <= b.ended_on AND b.began_on <= a.ended_on"
    # the three planted ones, and of the three innocent changes of place the one that takes some days
    assert one(f"SELECT count(*) FROM {pairs} WHERE {overlaps}") == 3 + 1


def test_draws_of_a_row_are_independent(city: City) -> None:
    persons = f"'{city.registry}/persons.parquet'"
    by_sex = duckdb.sql(
        f"SELECT corr((sex = 'male')::INT, year(born_on)), corr((district = '江宁')::INT, (post = 'worker')::INT) "
        f"FROM {persons} WHERE year(born_on) > 1960"
    ).fetchall()[0]
    assert all(abs(value) < 0.08 for value in by_sex)


def test_every_number_is_good_save_the_planted(city: City) -> None:
    faults = read(city.truth / "faults.csv")
    bad = {row["resident_id"] for row in faults if row["kind"] in ("bad_check_digit", "impossible_birth_date")}
    assert len(bad) == 6
    for (number,) in duckdb.sql(f"SELECT resident_id FROM '{city.exports}/persons.parquet'").fetchall():
        assert bool(check_resident_id(number)) == (number in bad)
    for (code,) in duckdb.sql(f"SELECT uscc FROM '{city.exports}/employers.parquet'").fetchall():
        assert check_uscc(code) == []


REASONS = {
    ("bad_check_digit", "persons"): "公民身份号码校验位不对",
    ("impossible_birth_date", "persons"): "公民身份号码里的出生日期不存在",
    ("unknown_choice", "persons"): "区不在选项中，可选：" + "、".join(LISTS["districts"].titles),
    ("duplicate_key", "persons"): "公民身份号码与前面的行重复",
    ("end_before_begin", "enrolments"): "停保日期早于参保日期",
    ("dangling_reference", "contributions"): "参保登记号在参保登记表里没有（或那一行已拒收）",
    ("duplicate_key", "contributions"): "参保登记号、缴费月份与前面的行重复",
    ("negative_amount", "benefits"): "金额不能为负数",
}


def test_planted_rows_are_refused_and_no_others(city: City) -> None:
    faults = [row for row in read(city.truth / "faults.csv") if (row["kind"], row["table"]) in REASONS]
    expected = {(row["table"], row["key"], REASONS[row["kind"], row["table"]]) for row in faults}
    assert len(expected) == len(faults) == 24
    found = set()
    for name, table in city.report.tables.items():
        if not table.rejected:
            continue
        keys = {"contributions": ("enrolment", "month"), "persons": ("resident_id",)}.get(name, TABLES[name].key)
        for row in read(city.rejects / f"{name}.csv"):
            found.add((name, " ".join(row[key].strip() for key in keys), row["原因"]))
    assert found == expected


def test_nothing_is_dated_after_the_last_day(city: City) -> None:
    """A death of the last days, a contract of who has just begun, else come to be refused as not yet past."""
    assert one(f"SELECT max(reported_on) FROM '{city.exports}/deaths.parquet'") <= date(2023, 12, 31)
    assert one(f"SELECT max(contract_signed_on) FROM '{city.exports}/enrolments.parquet'") <= date(2023, 12, 31)


def test_conduct_faults_are_as_told(city: City) -> None:
    faults = read(city.truth / "faults.csv")
    look_alikes = read(city.truth / "lookalikes.csv")
    kinds = {row["kind"] for row in faults} - {kind for kind, _ in REASONS}
    assert kinds == {
        "paid_twice",
        "lower_after_higher",
        "level_not_covered",
        "wrong_amount",
        "not_in_register",
        "second_in_year",
        "not_in_group",
        "after_leaving",
        "more_than_share",
        "benefit_after_death",
        "benefit_in_two_places",
        "unemployment_while_employed",
        "pension_while_employed",
        "pension_too_young",
        "pension_too_old",
        "overlapping_enrolments",
        "late_enrolment",
        "underage_enrolment",
        "fictitious_person",
        "two_identities",
        "shared_account",
    }
    assert kinds == {row["kind"] for row in look_alikes}
    exports = city.exports
    after = duckdb.sql(
        f"SELECT benefit FROM '{exports}/benefits.parquet' JOIN '{exports}/deaths.parquet' USING (resident_id) "
        "WHERE month > died_on"  # the benefit of the month of death is due
    ).fetchall()
    told = {row["key"] for row in faults if row["kind"] == "benefit_after_death"}
    assert {str(row[0]) for row in after} == told
    assert not told & {row["key"] for row in look_alikes}
    payments = {
        row[0]: (row[1], str(row[2]))
        for row in duckdb.sql(
            f"SELECT payment, level, amount FROM '{exports}/payments.parquet' WHERE policy = 'skill_upgrading'"
        ).fetchall()
    }
    wrong = {row["key"] for row in faults if row["kind"] == "wrong_amount"}
    assert {payments[key] for key in wrong} == {(4, "500.00")}
    others = {key for key in payments if key not in {row["key"] for row in faults}}
    standards = {(5, "150.00"), (4, "280.00"), (3, "500.00"), (2, "2600.00"), (2, "3120.00")}
    assert {payments[key] for key in others} <= standards


def test_a_small_city_or_a_full_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="示范城市要有 2,000 到 20,000,000 人，给的是 10 人"):
        generate(tmp_path / "out", 10, 1, tmp_path / "truth", date(2023, 12, 31), MAKEUP)
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "x").write_text("x")
    with pytest.raises(YuntaiError, match="不是空文件夹"):
        generate(tmp_path / "out", 2000, 1, tmp_path / "truth", date(2023, 12, 31), MAKEUP)


@pytest.mark.parametrize("part", sorted(_BODY))
def test_somebody_born_on_29_february_has_doubles_too(part: str) -> None:
    number = "320102194402290016"
    original = _Original(
        1, number, "王芳", "male", date(1944, 2, 29), "玄武", "nanjing", "worker", date(1962, 7, 1), False
    )
    for seed in range(20):
        made = _second(Random(seed), MAKEUP, part, original, shares=True)
        assert made["resident_id"] != number
        assert made["resident_id"][6:14] == f"{made['born_on']:%Y%m%d}"
