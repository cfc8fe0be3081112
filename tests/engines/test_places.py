"""Where a registry lies: copied, opened, refused; the command says the same wherever it is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cli.command import run, spawn
from tests.cli.test_bad_words import refused
from tests.engines.conftest import LEFT_OPEN, Place
from yuntai.errors import YuntaiError
from yuntai.registry.copy import copy
from yuntai.registry.store import Registry

SCREEN = ("screen", "skill_upgrading", "--as-of", "2023-12-31", "--json")
COMMANDS = [
    SCREEN,
    ("audit", "skill_upgrading", "--json"),
    ("audit", "--json"),
    ("reform", "skill_upgrading", "--as-of", "2023-12-31", "--set", "offlist_amount.3=200", "--json"),
]
SECRET = "Winter-2026"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_the_command_says_the_same(command: tuple[str, ...], place: Place, city: Path, tmp_path: Path) -> None:
    here, there = tmp_path / "here.csv", tmp_path / "there.csv"
    found = run(*command, "--registry", city, "--out", here)
    said = run(*command, "--registry", place.address, "--engine", place.engine, "--out", there)
    assert (said.code, said.out, said.err) == (0, found.out, "")
    assert sorted(there.read_text().splitlines()) == sorted(here.read_text().splitlines())


def test_a_copy_is_said_to_be_what_it_is(postgres: Place, city: Path) -> None:
    with Registry.open(city) as here, postgres.open() as there:
        assert there.manifest == here.manifest
        assert list(there) == list(here)
        assert {n: there.table(n).schema().names for n in there} == {n: here.table(n).schema().names for n in here}


def test_a_copy_replaces_the_copy_before(server: str, city: Path, tmp_path: Path) -> None:
    address = f"{server}&schema=twice"
    copy(city, address)
    smaller = tmp_path / "smaller"
    shutil.copytree(city, smaller)
    (smaller / "deaths.parquet").unlink()
    done = run("registry", "copy", smaller, address)
    assert done.out.startswith("10 张表、")
    with Registry.open(address) as registry:
        assert "deaths" not in registry
        assert "persons" in registry


def test_others_tables_are_left_alone(postgres: Place, server: str, city: Path) -> None:
    postgres.connection.raw_sql("CREATE SCHEMA theirs; CREATE TABLE theirs.persons (name text)")
    address = f"{server}&schema=theirs"
    with pytest.raises(YuntaiError, match="模式 theirs 里已有别的表，不是 yuntai 装载的"):
        copy(city, address)
    with Registry.open(address) as registry, pytest.raises(YuntaiError, match="人员（persons）缺少 person"):
        registry.table("persons")


def test_views_of_the_declared_form_will_do(postgres: Place, server: str, city: Path) -> None:
    """A bureau need not copy: a schema of views on its own tables, other types and all."""
    postgres.connection.raw_sql(
        "CREATE SCHEMA views; "
        "CREATE VIEW views.persons AS SELECT person, sex::varchar(6), born_on::timestamp, district, household, post, "
        "hard_to_employ, graduated_on FROM yuntai.persons"
    )
    with Registry.open(city) as here, Registry.open(f"{server}&schema=views") as there:
        assert there.manifest == {}
        assert list(there) == ["persons"]
        found, said = (
            registry.table("persons").order_by("person").to_pyarrow().to_pylist() for registry in (here, there)
        )
    assert said == found


def test_tables_of_another_version(postgres: Place, server: str) -> None:
    postgres.connection.raw_sql(
        "CREATE SCHEMA old; CREATE TABLE old.persons (person bigint); "
        "COMMENT ON SCHEMA old IS E'yuntai registry\\nformat: 0\\n'"
    )
    with pytest.raises(YuntaiError, match="是第 0 版格式，本程序只认第 1 版"):
        Registry.open(f"{server}&schema=old")


def test_who_may_not_read_is_told_so(postgres: Place, server: str) -> None:
    postgres.connection.raw_sql("CREATE ROLE guest LOGIN; GRANT USAGE ON SCHEMA yuntai TO guest")
    address = server.replace("postgres@", "guest@")
    said = "没有权限：postgresql://guest@/postgres"
    refused(run(*SCREEN, "--registry", address), said)


def test_a_query_that_was_stopped(server: str) -> None:
    hurried = f"{server}&options=-c%20statement_timeout%3D1"
    refused(run(*SCREEN, "--registry", hurried), "没有算完：canceling statement due to statement timeout")


@pytest.mark.parametrize(
    "address",
    [
        f"postgres://clerk:{SECRET}@127.0.0.1:1/city",
        f"postgres://clerk@127.0.0.1:1/city?password={SECRET}",
        f"postgres://clerk@127.0.0.1:1/city?schema=a&sslpassword={SECRET}",
        f"postgres://clerk:a/b?{SECRET}@127.0.0.1:1/city",
        f"mysql://clerk:{SECRET}@127.0.0.1/city",
    ],
)
@pytest.mark.parametrize("engine", ["duckdb", "postgres", "spark"])
def test_a_password_is_refused_and_never_printed(address: str, engine: str, city: Path) -> None:
    for done in (run(*SCREEN, "--registry", address, "--engine", engine), run("registry", "copy", city, address)):
        refused(done, "口令不要写在地址里，请放在环境变量 PGPASSWORD 或文件 ~/.pgpass 里")
        assert SECRET not in done.err + done.out


def test_a_password_of_the_environment_is_never_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", SECRET)
    done = run(*SCREEN, "--registry", "postgres://clerk@127.0.0.1:1/city")
    refused(done, "连不上 postgres://clerk@127.0.0.1:1/city")
    assert SECRET not in done.err + done.out


@pytest.mark.parametrize(
    ("where", "engine", "sentence"),
    [
        ("folder", "postgres", "PostgreSQL 不能就地读登记库"),
        ("folder", "oracle", "“oracle”不是其中之一"),
        ("server", "duckdb", "DuckDB 不能就地读登记库"),
        ("server", "spark", "Spark 不能就地读登记库"),
        ("empty", "postgres", "的模式 nothing 里没有登记库的表，请先用 yuntai registry copy 装进去"),
    ],
)
def test_what_does_not_go_together(where: str, engine: str, sentence: str, city: Path, server: str) -> None:
    address = {"folder": city, "server": server, "empty": f"{server}&schema=nothing"}[where]
    refused(run(*SCREEN, "--registry", address, "--engine", engine), sentence)


def test_a_copy_needs_an_address(city: Path, tmp_path: Path) -> None:
    refused(run("registry", "copy", city, tmp_path), "要写成 postgres://[用户@]主机/数据库?schema=模式")


@pytest.mark.spark
@LEFT_OPEN
def test_a_database_of_the_catalog(spark: Place, city: Path, tmp_path: Path) -> None:
    session = spark.connection._session
    session.sql(f"CREATE DATABASE city LOCATION '{tmp_path}'")
    with spark.open() as folder:
        for name in folder:
            session.sql(f"CREATE VIEW city.{name} AS SELECT * FROM parquet.`{city / name}.parquet`")
    said = run(*SCREEN, "--registry", "spark:city")
    assert (said.code, said.out) == (0, run(*SCREEN, "--registry", city).out)
    refused(run(*SCREEN, "--registry", "spark:town"), "没有数据库“town”")


@pytest.mark.parametrize(
    ("missing", "address", "sentence"),
    [
        ("psycopg", "postgres:///city", "要用 PostgreSQL，请先安装：pip install 'yuntai[postgres]'"),
        ("pyspark", "spark:city", "要用 Spark，请先安装：pip install 'yuntai[spark]'"),
    ],
)
def test_what_is_not_installed(missing: str, address: str, sentence: str, tmp_path: Path) -> None:
    (tmp_path / f"{missing}.py").write_text("raise ImportError")
    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    refused(spawn(*SCREEN, "--registry", address, env={"PYTHONPATH": path}), sentence)


@pytest.mark.spark
@LEFT_OPEN
@pytest.mark.usefixtures("spark")
def test_spark_here_needs_java(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    refused(run(*SCREEN, "--registry", city, "--engine", "spark"), "要有 Java 17 或更高版本，没有找到")


@pytest.mark.spark
@LEFT_OPEN
@pytest.mark.usefixtures("spark")
def test_a_cluster_that_does_not_answer(city: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPARK_REMOTE", f"sc://127.0.0.1:1/;token={SECRET}")
    done = run(*SCREEN, "--registry", city, "--engine", "spark")
    refused(done, "连不上 SPARK_REMOTE 所指的 127.0.0.1")
    assert SECRET not in done.err
