"""One person's rows, by whichever engine and however many ask at once: what the files say."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pyarrow.compute as pc
import pytest
from pyarrow import parquet

from tests.engines.conftest import Place
from yuntai.registry.record import Records
from yuntai.registry.schema import TABLES
from yuntai.registry.store import Registry

PERSONS = 24


@pytest.fixture(scope="module")
def written(city: Path) -> dict[int, dict[str, list[dict[str, Any]]]]:
    """The rows of some persons by table, as the files hold them, in the order of the keys."""
    tables = {name: parquet.read_table(city / f"{name}.parquet") for name in TABLES if name != "employers"}
    persons = tables["contributions"]["person"].unique().to_pylist()[:PERSONS]
    return {
        person: {
            name: table.filter(pc.field("person") == person)
            .sort_by([(k, "ascending") for k in TABLES[name].key])
            .to_pylist()
            for name, table in tables.items()
        }
        for person in persons
    }


def test_a_folder(city: Path, written: dict[int, Any]) -> None:
    with Registry.open(city) as registry:
        records, person = Records(registry), next(iter(written))
        _agree(records, written)
        assert records.of(person).rows["persons"] is records.of(person).rows["persons"]  # kept: the files stay


def test_another_place(place: Place, written: dict[int, Any]) -> None:
    with place.open() as registry:
        _agree(Records(registry), written)


def _agree(records: Records, written: dict[int, Any]) -> None:
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(records.of, written))
    assert {one.person: dict(one.rows) for one in found} == written
    assert all(not rows for rows in records.of(0).rows.values())


def test_a_server_that_has_ended_the_connection(postgres: Place, written: dict[int, Any]) -> None:
    person = next(iter(written))
    with postgres.open() as registry:
        records = Records(registry)
        before = records.of(person)
        ours = "application_name = 'yuntai' AND pid <> pg_backend_pid() AND query LIKE '%$1%'"
        ended = postgres.connection.raw_sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {ours}")
        assert ended.fetchall() == [(True,)]
        again = records.of(person)
        assert again == before
        assert again.rows["persons"] is not before.rows["persons"]  # asked anew: a server's tables may change
