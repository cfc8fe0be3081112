"""A town of three streets: its streets stand where a city has districts, in its own pack, and everything goes by them."""

from __future__ import annotations

import csv
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from pyarrow import parquet

from tests.cli.command import run
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.procedures.units import load_units
from yuntai.registry.check import check
from yuntai.registry.load import load
from yuntai.registry.makeup import load_makeup
from yuntai.registry.record import Records
from yuntai.registry.store import Registry
from yuntai.rules.language.kinds import Code
from yuntai.rules.many.population import Population
from yuntai.rules.many.screen import screen
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

FOLDER_OF_TOWN = Path(__file__).parents[1] / "town"
TOWN = load_pack(FOLDER_OF_TOWN, FOLDER)
DAY = date(2024, 1, 1)

PERSONS = """公民身份号码,姓名,性别,出生日期,区,户籍,岗位性质,就业困难人员,毕业日期
11010519491231002X,甲,女,1949-12-31,东街街道,南京,工人岗位,否,
11010519601231004X,乙,女,1960-12-31,桥头,南京,工人岗位,否,
110105193501010052,丙,男,1935-01-01,三街镇桥头街,南京,工人岗位,否,
110105199001010061,丁,女,1990-01-01,河边,南京,工人岗位,否,
110105199001010061,丁,女,1990-01-01,玄武,南京,工人岗位,否,
"""


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    (tmp_path / "exports").mkdir()
    (tmp_path / "exports" / "人员.csv").write_text(PERSONS, encoding="utf-8")
    return tmp_path / "exports"


def test_its_streets_are_read_and_others_refused(exports: Path, tmp_path: Path) -> None:
    table = check(exports, tmp_path / "rejects", words=TOWN.words(DAY)).tables["persons"]
    assert (table.accepted, table.rejected) == (3, 2)
    with (tmp_path / "rejects" / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [(row["区"], row["原因"]) for row in csv.DictReader(file)] == [
            ("河边", "区写的是“河边”：河边分属东街和西街，请写是哪一条街"),
            ("玄武", "区不在选项中，可选：东街、西街、桥头街"),
        ]


def test_one_and_all_are_answered(exports: Path, tmp_path: Path) -> None:
    """Over the bridge, 63 and 88 years old: 30 and 60 yuan; on the east street nothing."""
    load(exports, tmp_path / "registry", tmp_path / "rejects", tmp_path / "key", words=TOWN.words(DAY))
    rule = TOWN.rule("bridge_allowance")
    with Registry.open(tmp_path / "registry") as registry:
        screened = screen(Population(rule, registry), DAY).to_pyarrow().to_pylist()
        assert sorted((one["status"], one["amount"]) for one in screened) == [
            ("entitled", Decimal(30)),
            ("entitled", Decimal(60)),
            ("not_entitled", Decimal(0)),
        ]
        records = Records(registry)
        for one in screened:
            [known] = records.of(one["person"]).known(rule, DAY)
            said = answer(rule, known.facts, DAY)
            assert (said.status, said.results["amount"]) == (one["status"], one["amount"])


def test_by_command() -> None:
    listed = run("registry", "tables", "--pack", FOLDER_OF_TOWN, "--json").json
    columns = {column["name"]: column for column in listed["tables"][0]["columns"]}
    assert columns["district"]["options"] == {"东街": "东街", "西街": "西街", "桥头街": "桥头街"}
    facts = ("street=桥头街", "born_on=1950-01-01", "--as-of", "2024-01-01")
    said = run("answer", "bridge_allowance", *facts, "--pack", FOLDER_OF_TOWN, "--json").json
    assert (said["status"], said["sentence"]) == ("entitled", "您每月可以领过桥补贴 30.00 元。")


def test_its_units() -> None:
    units = load_units(TOWN)
    assert list(units.districts) == ["东街", "西街", "桥头街"]
    assert units.place_of("桥头") == "999900-bridge"
    assert units["999900-east"].place == "东街"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("{option: 南街}", "districts.yaml:5：每项要写 option 和 words（这个选项的各种写法）"),
        ("{option: 南街, words: 南街街道}", "districts.yaml:5：每项要写 option 和 words（这个选项的各种写法）"),
        (
            '{option: 南街, words: ["1"]}\n  - {option: 东街, words: ["1"]}',
            "districts.yaml:6：“1”已经是“南街”的写法，不能又是“东街”的",
        ),
    ],
)
def test_a_faulty_list_is_refused(tmp_path: Path, written: str, said: str) -> None:
    town = shutil.copytree(FOLDER_OF_TOWN, tmp_path / "town")
    head = "".join((town / "codes" / "districts.yaml").read_text(encoding="utf-8").splitlines(keepends=True)[:4])
    (town / "codes" / "districts.yaml").write_text(f"{head}  - {written}\n", encoding="utf-8")
    with pytest.raises(YuntaiError) as refused:
        load_pack(town, FOLDER).words(DAY)
    assert str(refused.value).endswith(said)


def test_a_place_without_the_list() -> None:
    with pytest.raises(YuntaiError, match="资料包里没有“districts”这张代码表"):
        load_pack(FOLDER / "shanghai").words(DAY).fit(Code("districts"))


def test_a_town_is_generated(tmp_path: Path) -> None:
    given = ("--persons", 2000, "--until", "2023-12-31", "--truth", tmp_path / "truth", "--pack", FOLDER_OF_TOWN)
    assert run("registry", "generate", tmp_path / "exports", *given).code == 0
    table = check(tmp_path / "exports" / "persons.parquet", tmp_path / "rejects", words=TOWN.words(DAY)).tables[
        "persons"
    ]
    assert table.accepted > 1990
    assert [reason for reason in table.reasons if reason.startswith("区")] == ["区不在选项中，可选：东街、西街、桥头街"]

    def distinct(table: str, column: str) -> set[str]:
        return set(parquet.read_table(tmp_path / "exports" / f"{table}.parquet")[column].unique().to_pylist())

    assert distinct("persons", "district") > {"东街", "西街", "桥头街"}  # and what is planted to be refused
    assert distinct("certificates", "occupation") > {"木工", "船工"}  # and those of planted faults
    assert {name[:2] for name in distinct("employers", "name") if name} == {"三街"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("桥头街: 2", "河边: 2", "city.yaml:3：“河边”不在 codes/districts.yaml 里"),
        ("桥头街: 2", "桥头街: 0", "city.yaml:3：“桥头街”后面要写人数（大于 0）"),
        ('["320583"]', '["32058"]', "city.yaml:6：“jiangsu”（江苏其他地区）要列出六位的行政区划代码"),
        ("{listed: false, starred: false, shortage: false}", "{listed: false}",
         "city.yaml:10：“船工”要写 listed、starred、shortage，是 true 或 false"),
        ("districts: {东街: 5, 西街: 3, 桥头街: 2}", "",
         "city.yaml:1：要写 name，以及 districts、regions、occupations，每样一行一个"),
    ],
)  # fmt: skip
def test_a_faulty_makeup_is_refused(tmp_path: Path, old: str, new: str, said: str) -> None:
    town = shutil.copytree(FOLDER_OF_TOWN, tmp_path / "town")
    written = (town / "city.yaml").read_text(encoding="utf-8")
    (town / "city.yaml").write_text(written.replace(old, new), encoding="utf-8")
    with pytest.raises(YuntaiError) as refused:
        load_makeup([town], TOWN.words(DAY))
    assert str(refused.value).endswith(said)


def test_a_place_of_which_no_city_can_be_made() -> None:
    shanghai = load_pack(FOLDER / "shanghai")
    with pytest.raises(YuntaiError, match=r"里没有 city\.yaml，生成不了示范城市"):
        load_makeup(shanghai.folders, shanghai.words(DAY))
