from __future__ import annotations

import stat
from pathlib import Path

import duckdb
import pytest
import yaml

from tests.cities import City
from yuntai.errors import YuntaiError
from yuntai.registry.load import load
from yuntai.registry.pseudonym import make_key, make_pseudonyms, pseudonym
from yuntai.registry.store import Registry

PERSONS = (
    "resident_id,name,sex,born_on,district,household,post,hard_to_employ,graduated_on\n"
    "11010519491231002X,张三,女,1949-12-31,玄武,南京,工人岗位,否,\n"
)


def test_pseudonym_is_hmac_sha256() -> None:
    # RFC 4231 case 2 uses the key "Jefe"; here its key with the example of GB 11643, by the openssl command line:
    # printf 11010519491231002X | openssl dgst -sha256 -hmac Jefe
    for key in (b"Jefe", b"k" * 32, b"long" * 40):
        connection = duckdb.connect()
        code = 11010519491231002 * 11 + 10
        make_pseudonyms(connection, f"SELECT {code} AS code UNION ALL SELECT {code}", key)
        expected = pseudonym("11010519491231002x", key)
        assert connection.execute("FROM pseudonyms").fetchall() == [(code, expected)]
        connection.close()


def loaded(tmp_path: Path, key: Path) -> int:
    source = tmp_path / "persons.csv"
    source.write_text(PERSONS, encoding="utf-8")
    load(source, tmp_path / "registry", tmp_path / "rejects", key)
    with Registry.open(tmp_path / "registry") as registry:
        frame = registry.table("persons").to_pyarrow().to_pylist()
    assert len(frame) == 1
    assert frame[0]["graduated_on"].isoformat() == "9999-12-31"
    assert (frame[0]["sex"], frame[0]["hard_to_employ"]) == ("female", False)
    return frame[0]["person"]


def test_pseudonyms_are_stable_under_a_key_and_differ_under_another(tmp_path: Path) -> None:
    first = loaded(tmp_path, tmp_path / "key")
    assert loaded(tmp_path, tmp_path / "key") == first
    assert first == pseudonym("11010519491231002X", (tmp_path / "key").read_bytes())
    assert loaded(tmp_path, tmp_path / "other key") != first


def test_key_file(tmp_path: Path) -> None:
    key = make_key(tmp_path / "key")
    assert len(key) == 32
    assert make_key(tmp_path / "key") == key
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    (tmp_path / "short").write_bytes(b"123")
    with pytest.raises(YuntaiError, match="不足 16 字节"):
        make_key(tmp_path / "short")


def test_key_must_lie_outside(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text(PERSONS, encoding="utf-8")
    with pytest.raises(YuntaiError, match="不能放在登记库文件夹里"):
        load(tmp_path / "persons.csv", tmp_path / "registry", tmp_path / "rejects", tmp_path / "registry" / "key")


def test_a_folder_of_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "persons.csv").write_text(PERSONS, encoding="utf-8")
    (tmp_path / "registry").mkdir()
    (tmp_path / "registry" / "letter.txt").write_text("x")
    with pytest.raises(YuntaiError, match="不是登记库"):
        load(tmp_path / "persons.csv", tmp_path / "registry", tmp_path / "rejects", tmp_path / "key")
    assert (tmp_path / "registry" / "letter.txt").exists()


def test_no_name_and_no_number_is_loaded(city: City) -> None:
    sample = duckdb.sql(f"SELECT resident_id FROM '{city.exports}/persons.parquet'").fetchall()
    numbers = {row[0] for row in sample}
    for path in city.registry.glob("*.parquet"):
        columns = [row[0] for row in duckdb.sql(f"DESCRIBE FROM '{path}'").fetchall()]
        assert "resident_id" not in columns
        assert "name" not in columns or path.stem == "employers"
        for column in columns:
            values = {str(row[0]) for row in duckdb.sql(f"SELECT DISTINCT \"{column}\" FROM '{path}'").fetchall()}
            assert not values & numbers


def test_manifest(city: City) -> None:
    manifest = yaml.safe_load((city.registry / "registry.yaml").read_text(encoding="utf-8"))
    assert manifest["format"] == 1
    assert str(manifest["loaded_at"]).endswith("+08:00")
    assert manifest["rows"]["persons"] == 3000
    assert set(manifest) == {"format", "loaded_at", "key", "rows"}


def test_store(city: City) -> None:
    with Registry.open(city.registry) as registry:
        assert "persons" in registry
        assert "elsewhere" not in registry
        persons = registry.table("persons")
        assert str(persons.schema()["person"]) in ("int64", "!int64")
        assert str(registry.table("contributions").schema()["wage"]).lstrip("!") == "decimal(18, 2)"
        assert persons.count().to_pyarrow().as_py() == 3000
        assert registry.key("contributions") == ("enrolment", "month")
        joined = persons.join(registry.table("enrolments"), "person").person.nunique().to_pyarrow().as_py()
        assert 0 < joined < 3000
        with pytest.raises(YuntaiError, match="没有“citizens”这张表"):
            registry.table("citizens")


def test_absent_table_and_no_registry(tmp_path: Path) -> None:
    loaded(tmp_path, tmp_path / "key")
    with Registry.open(tmp_path / "registry") as registry:
        assert list(registry) == ["persons"]
        with pytest.raises(YuntaiError, match="里没有死亡登记（deaths），请先装载这张表"):
            registry.table("deaths")
    with pytest.raises(YuntaiError, match="不是登记库"):
        Registry.open(tmp_path)
