"""Files and folders that are not what they should be: one sentence, exit code 2, and nothing of the user's is lost."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import duckdb
import pytest

from tests.cli.command import run
from tests.cli.test_bad_words import refused

SCREEN = ("screen", "skill_upgrading", "--as-of", "2023-12-31", "--registry")
HEADINGS = "公民身份号码,姓名,性别,出生日期,区,户籍,岗位性质,就业困难人员,毕业日期\n"
GOOD = "11010519491231002X,张三,女,1949-12-31,玄武,南京,工人岗位,否,\n"
BAD = "110105194912310021,李四,女,1949-12-31,玄武,南京,工人岗位,否,\n"


def persons(folder: Path, *lines: str) -> Path:
    folder.mkdir()
    (folder / "人员.csv").write_text(HEADINGS + "".join(lines), encoding="utf-8")
    return folder


def test_no_registry(tmp_path: Path, city: Path) -> None:
    for place in (tmp_path / "nowhere", city / "key", city / "exports", tmp_path):
        refused(run(*SCREEN, place), "不是登记库，请先用 yuntai registry load 装载")


def damaged(city: Path, folder: Path) -> Path:
    shutil.copytree(city / "registry", folder)
    return folder / "certificates.parquet"


def test_half_a_registry(city: Path, tmp_path: Path) -> None:
    damaged(city, tmp_path / "half").unlink()
    refused(run(*SCREEN, tmp_path / "half"), "登记库里没有“certificates”表")


def test_cut_table(city: Path, tmp_path: Path) -> None:
    table = damaged(city, tmp_path / "cut")
    table.write_bytes(table.read_bytes()[:300])
    refused(run(*SCREEN, tmp_path / "cut"), "技能证书（certificates.parquet）已损坏，请重新装载")


def test_table_with_rotten_pages(city: Path, tmp_path: Path) -> None:
    table = damaged(city, tmp_path / "rotten")
    whole = bytearray(table.read_bytes())
    whole[200:1200] = b"\xff" * 1000
    table.write_bytes(whole)
    refused(run(*SCREEN, tmp_path / "rotten"), "技能证书（certificates.parquet）已损坏，请重新装载")


def test_table_of_something_else(city: Path, tmp_path: Path) -> None:
    table = damaged(city, tmp_path / "other")
    duckdb.sql("SELECT 1 AS a").write_parquet(str(table))
    refused(run(*SCREEN, tmp_path / "other"), "已损坏，请重新装载")


OUTS = [
    ("名单.txt", "文件名要以 .csv、.xlsx 或 .parquet 结尾"),
    ("名单", "文件名要以 .csv、.xlsx 或 .parquet 结尾"),
    ("nowhere/名单.csv", "没有文件夹"),
    ("folder.csv", "这是文件夹，要的是文件名"),
]


@pytest.mark.parametrize(("out", "sentence"), OUTS)
@pytest.mark.parametrize(
    "command",
    ["screen skill_upgrading", "audit skill_upgrading", "reform skill_upgrading --set offlist_amount.3=600"],
)
def test_outs(out: str, sentence: str, command: str, tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    refused(run(*command.split(), "--registry", tmp_path / "not opened", "--out", tmp_path / out), sentence)


def test_places_that_cannot_be(tmp_path: Path) -> None:
    key, exports = tmp_path / "key", persons(tmp_path / "exports", GOOD)
    key.touch()
    (empty := tmp_path / "empty").mkdir()
    refused(run("registry", "check", exports, "--rejects", key), "key：已经有这个名字的文件")
    refused(run("registry", "check", exports, "--rejects", key / "in"), "路径中有一段不是文件夹")
    refused(run("registry", "check", tmp_path / "nowhere", "--rejects", tmp_path / "r"), "找不到")
    refused(run("registry", "check", empty, "--rejects", tmp_path / "r"), "里没有登记库的表")
    load = ("registry", "load", exports)
    refused(run(*load, key / "in", "--rejects", tmp_path / "r", "--key", key), "路径中有一段不是文件夹")
    refused(run(*load, exports, "--rejects", tmp_path / "r", "--key", tmp_path / "k"), "要装载的表")
    refused(run(*load, tmp_path / "x", "--rejects", tmp_path / "r", "--key", exports), "这是文件夹，要的是文件")
    refused(run(*load, tmp_path / "x", "--rejects", tmp_path / "r", "--key", tmp_path / "no" / "k"), "写不进去")
    refused(run("registry", "generate", key / "in", "--truth", tmp_path / "t", "--persons", 2000), "不是文件夹")
    refused(run("registry", "generate", exports, "--truth", tmp_path / "t", "--persons", 2000), "不是空文件夹")


def test_rejects_never_cover_the_source(tmp_path: Path) -> None:
    source = persons(tmp_path / "source", BAD)
    before = (source / "人员.csv").read_bytes()
    for given in (source, source / "人员.csv"):
        refused(run("registry", "check", given, "--rejects", source), "会盖掉原来的表，请换一个文件夹")
    assert [(path.name, path.read_bytes()) for path in source.iterdir()] == [("人员.csv", before)]


def test_nothing_of_the_users_lies_in_the_registry(tmp_path: Path) -> None:
    source, place = persons(tmp_path / "source", GOOD), tmp_path / "registry"
    load = ("registry", "load", source, place)
    refused(run(*load, "--rejects", place, "--key", tmp_path / "key"), "不能放在登记库文件夹里")
    refused(run(*load, "--rejects", tmp_path / "r", "--key", place / "key"), "不能放在登记库文件夹里")
    assert run(*load, "--rejects", tmp_path / "r", "--key", tmp_path / "key").code == 0
    inside = persons(place / "source", GOOD)
    again = ("registry", "load", inside, place, "--rejects", tmp_path / "r", "--key", tmp_path / "key")
    refused(run(*again), "不能放在登记库文件夹里")
    assert (inside / "人员.csv").exists()


def test_every_row_bad(tmp_path: Path) -> None:
    source, registry = persons(tmp_path / "source", GOOD), tmp_path / "registry"
    load = ("registry", "load", source, registry, "--rejects", tmp_path / "r", "--key", tmp_path / "key")
    assert run(*load).code == 0
    (source / "人员.csv").write_text(HEADINGS + BAD * 20_000, encoding="utf-8")
    sentence = "人员（人员.csv）的 20,000 行全部拒收，最多的原因是“公民身份号码校验位不对”"
    done = run("registry", "check", source, "--rejects", tmp_path / "rejects", "--json")
    assert (done.code, done.err) == (4, f"错误：{sentence}\n")
    assert done.json["tables"]["persons"]["rejected"] == 20_000
    with (tmp_path / "rejects" / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [int(row["行号"]) for row in csv.DictReader(file)] == list(range(2, 20_002))
    before = {path.name: path.read_bytes() for path in registry.iterdir()}
    refused(run(*load), f"{sentence}，没有装载；拒收的行在 {tmp_path / 'r'}")
    assert {path.name: path.read_bytes() for path in registry.iterdir()} == before


def test_some_rows_bad(tmp_path: Path) -> None:
    source = persons(tmp_path / "source", GOOD, BAD)
    done = run("registry", "check", source, "--rejects", tmp_path / "rejects")
    assert (done.code, done.err) == (4, "")
    assert f"拒收和提醒的行连同原因在 {tmp_path / 'rejects'}" in done.out


FILES = [
    ("人员.csv", b"", "文件 人员.csv 是空的"),
    ("人员.xlsx", b"PK\x03\x04", "文件 人员.xlsx 已损坏（只传了一半，或没有保存完）"),
    ("人员.parquet", b"PAR1", "文件 人员.parquet 已损坏或不是 Parquet 文件"),
    ("人员.csv", bytes(range(256)), "文件 人员.csv 不是文本文件"),
    ("人员.csv", HEADINGS.replace(",姓名", "").encode(), "文件 人员.csv 缺少这些列：姓名"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FILES)
def test_exports(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    refused(run("registry", "check", tmp_path, "--rejects", tmp_path / "rejects"), sentence)
