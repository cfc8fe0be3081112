"""A registry that goes away, comes back, is loaded anew, is only half there: who reads it goes on, or is told."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import yaml

from tests.cities import Cities
from yuntai.errors import Unavailable, YuntaiError
from yuntai.registry import watched
from yuntai.registry.store import Registry
from yuntai.registry.watched import Watched


@pytest.fixture
def folder(tmp_path: Path, cities: Cities, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(watched, "_PAUSE", 0)
    return shutil.copytree(cities(3000, 11).folder / "registry", tmp_path / "registry")


def persons(one: Watched) -> int:
    with one.tables() as registry:
        return int(registry.table("persons").count().to_pyarrow().as_py())


def somebody(folder: Path) -> int:
    with Watched(str(folder), lambda: False, Registry.require_whole).tables() as registry:
        return int(registry.table("persons").limit(1).to_pyarrow().to_pylist()[0]["person"])


def test_where_there_never_was_one(tmp_path):
    none = Watched(str(tmp_path / "none"), lambda: False, Registry.require_whole)
    assert none.registry() is None
    assert none.records() is None
    assert none.fault() == ""
    with pytest.raises(YuntaiError, match="登记库没有接上"), none.tables():
        pass
    with pytest.raises(Unavailable, match="登记库现在读不到"):
        Watched(str(tmp_path / "none"), lambda: True, Registry.require_whole).records()


def test_away_and_back(folder):
    one = Watched(str(folder), lambda: False, Registry.require_whole)
    assert persons(one) == 3000
    folder.rename(folder.with_name("aside"))
    for ask in (one.registry, one.records, lambda: persons(one)):
        with pytest.raises(Unavailable, match="登记库现在读不到"):
            ask()
    assert one.fault().startswith("登记库现在读不到")
    folder.with_name("aside").rename(folder)
    assert persons(one) == 3000
    assert one.fault() == ""


def test_what_lies_in_the_folder_may_go_or_be_changed_while_it_is_read(folder):
    person, one = somebody(folder), Watched(str(folder), lambda: False, Registry.require_whole)
    before = one.records().of(person)
    for file in folder.glob("*.parquet"):
        other = file.with_suffix(".new")
        other.write_bytes(b"not all of it")
        other.replace(file)
    assert one.records().of(person) == before
    assert persons(one) == 3000


def test_a_new_one_is_taken_up_when_it_is_whole(folder, cities: Cities):
    one = Watched(str(folder), lambda: False, Registry.require_whole)
    old = one.registry()
    fresh = shutil.copytree(cities(3000, 11).folder / "registry", folder.with_name("fresh"))
    whole = (fresh / "persons.parquet").read_bytes()
    (fresh / "persons.parquet").write_bytes(whole[:-100])
    shutil.rmtree(folder)
    fresh.rename(folder)
    assert one.registry() is old
    assert one.fault().startswith("新装载的登记库没有用上，还在用原来的：登记库")
    assert "（persons.parquet）已损坏，请重新装载" in one.fault()
    (folder / "persons.parquet").unlink()
    assert one.registry() is old
    assert "（persons），请先装载这张表" in one.fault()
    (folder / "persons.parquet").write_bytes(whole)
    assert one.registry() is not old
    assert one.fault() == ""
    assert persons(one) == 3000


def test_one_whose_rows_are_not_those_that_were_loaded_is_refused(folder):
    told = yaml.safe_load((folder / "registry.yaml").read_text())
    told["rows"]["persons"] += 1
    (folder / "registry.yaml").write_text(yaml.safe_dump(told))
    one = Watched(str(folder), lambda: False, Registry.require_whole)
    with pytest.raises(Unavailable):
        one.registry()
    assert "（persons）有 3000 行，装载时是 3001 行：没有装完，请重新装载" in one.fault()


def test_one_that_is_spoilt_in_place_is_away(folder, caplog):
    person, one = somebody(folder), Watched(str(folder), lambda: False, Registry.require_whole)
    assert one.records() is not None
    for file in folder.glob("*.parquet"):
        os.truncate(file, 10)
    with pytest.raises(Unavailable, match="登记库现在读不出来"):
        one.records().of(person)
    assert "The registry could not be asked" in caplog.text
