"""The words of the trade, what says nothing, and what cannot be, as exports hold them."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import duckdb
import pytest

from tests.registry.test_check import GOOD, HEADINGS, persons, rejected
from tests.tables.books import book, rows
from yuntai.packs import FOLDER
from yuntai.registry.check import check
from yuntai.registry.identity import check_digit, check_resident_id, resident_id_warnings
from yuntai.registry.load import load
from yuntai.registry.names import name_key
from yuntai.registry.pseudonym import pseudonym
from yuntai.registry.schema import DISTRICTS, SECTIONS, SEX
from yuntai.rules.rule.packs import load_pack

NANJING = load_pack(FOLDER / "nanjing")
WORDS = NANJING.words(date(2026, 11, 30))
CHOICES = {name: WORDS.fit(kind) for name, kind in (("districts", DISTRICTS), ("sections", SECTIONS), ("sex", SEX))}
PERSON = "11010519491231002X"


@pytest.mark.parametrize(
    ("typed", "district"),
    [
        ("玄武", "玄武"),
        ("玄武区", "玄武"),
        ("南京市鼓楼区", "鼓楼"),
        ("江苏省南京市秦淮区", "秦淮"),
        ("320102", "玄武"),
        ("３２０１０２", "玄武"),
        ("白下区", "秦淮"),
        ("320103", "秦淮"),
        ("下关区", "鼓楼"),
        ("溧水县", "溧水"),
        ("南京市高淳县", "高淳"),
        ("江宁县", "江宁"),
        ("江浦县", "浦口"),
        ("大厂区", "六合"),
        ("六合县", "六合"),
        (" 玄 武 区 ", "玄武"),
    ],
)
def test_districts(tmp_path: Path, typed: str, district: str) -> None:
    assert CHOICES["districts"].parse(typed) == district
    table = check(persons(tmp_path, GOOD.replace("玄武", typed)), tmp_path / "rejects", words=WORDS).tables["persons"]
    assert table.accepted == 1


def test_a_district_of_a_time_before_its_end() -> None:
    """国函〔2013〕24号 was carried out on 2013-03-28: before, 白下区 is none of the options and has no successor."""
    assert NANJING.words(date(2013, 3, 28)).fit(DISTRICTS).parse("白下区") == "秦淮"
    with pytest.raises(ValueError, match="不在选项中"):
        NANJING.words(date(2013, 3, 27)).fit(DISTRICTS).parse("白下区")


def test_a_district_that_cannot_be_known(tmp_path: Path) -> None:
    table = check(persons(tmp_path, GOOD.replace("玄武", "江北新区")), tmp_path / "rejects", words=WORDS).tables[
        "persons"
    ]
    said = "它不是国家代码里的区，跨几个区，分不清是哪一个：请按所在街道填浦口、六合或栖霞"
    assert table.reasons == {f"区写的是“江北新区”：{said}": 1}
    with pytest.raises(ValueError, match=said):
        CHOICES["districts"].parse("江北新区")


@pytest.mark.parametrize(
    ("name", "typed", "code"),
    [
        ("sex", "1", "male"),
        ("sex", "女性", "female"),
        ("sex", "m", "male"),
        ("sections", "C13", "C"),
        ("sections", "13", "C"),
        ("sections", "1310", "C"),
        ("sections", "C1310", "C"),
        ("sections", "c131", "C"),
        ("sections", "0111", "A"),
        ("sections", "农林牧渔业", "A"),
        ("sections", "农副食品加工业", "C"),
        ("sections", "6513", "I"),
        ("sections", "T97", "T"),
    ],
)
def test_sex_and_industry(name: str, typed: str, code: str) -> None:
    assert CHOICES[name].parse(typed) == code


@pytest.mark.parametrize(
    ("name", "typed"), [("sections", "111"), ("sections", "A13"), ("sections", "98"), ("sex", "0")]
)
def test_codes_that_say_nothing_or_two_things(name: str, typed: str) -> None:
    """A number cell shows 0111 and 111 alike, so three digits may be 11 (mining) or 01 (farming)."""
    with pytest.raises(ValueError, match="不在选项中"):
        CHOICES[name].parse(typed)


def test_all_divisions_have_a_section() -> None:
    sections = CHOICES["sections"]
    assert [sections.parse(f"{n:02}") for n in (1, 5, 6, 12, 13, 43, 44, 97)] == list("AABBCCDT")
    assert all(sections.parse(f"{n:02}") for n in range(1, 98))


BENEFITS = "发放号,公民身份号码,待遇种类,待遇月份,金额,发放日期,发放地,收款账户"


def test_what_says_that_there_is_nothing(tmp_path: Path) -> None:
    lines = [
        f"{n},{PERSON},养老金,2023-05,0,2023-05-15,南京,{said}"
        for n, said in enumerate(("现金发放",) * 3 + ("-", "6217"), 1)
    ]
    path = tmp_path / "待遇发放.csv"
    path.write_text("\n".join((BENEFITS, *lines)), encoding="utf-8")
    table = check(path, tmp_path / "rejects", words=WORDS).tables["benefits"]
    assert (table.accepted, table.rejected) == (5, 0)
    assert table.notes[-2:] == ["收款账户：3 行写的是“现金发放”，当作没有", "收款账户：1 行写的是“-”，当作没有"]


def test_a_name_that_says_nothing_is_missing(tmp_path: Path) -> None:
    table = check(persons(tmp_path, GOOD.replace("张三", "不详")), tmp_path / "rejects", words=WORDS).tables["persons"]
    assert table.reasons == {"缺少姓名": 1}


DEATHS = "死亡登记号,公民身份号码,死亡日期,登记日期"


def test_deaths_that_cannot_be(tmp_path: Path) -> None:
    """Born 1949-12-31."""
    path = tmp_path / "死亡登记.csv"
    days = ("1940-01-01", "2199-01-01", "2020-05-01", "2024-06-01")
    path.write_text(
        "\n".join((DEATHS, *(f"D{n},{PERSON},{day},2024-06-02" for n, day in enumerate(days)))), encoding="utf-8"
    )
    table = check(path, tmp_path / "rejects").tables["deaths"]
    assert (table.accepted, table.rejected, table.warned) == (2, 2, 2)
    assert [row["原因"] for row in rejected(tmp_path / "rejects", "deaths.csv")] == [
        "死亡日期早于出生（公民身份号码里的出生日期）",
        "死亡日期还没有到",
    ]
    assert table.warnings == {"同一个人有几个不同的死亡日期，请登记单位核对": 2}


ENROLMENTS = "参保登记号,公民身份号码,统一社会信用代码,参保身份,参保地,参保日期,停保日期,停保原因,合同签订日期"


def test_enrolments_that_cannot_be_and_an_end_that_lies_ahead(tmp_path: Path) -> None:
    path = tmp_path / "参保登记.csv"
    days = (("1949-12-30", ""), ("2199-01-01", ""), ("2020-01-01", "2199-12-31"))
    lines = [f"{n},{PERSON},,灵活就业,南京,{began},{ended},," for n, (began, ended) in enumerate(days, 1)]
    path.write_text("\n".join((ENROLMENTS, *lines)), encoding="utf-8")
    table = check(path, tmp_path / "rejects").tables["enrolments"]
    assert table.accepted == 1
    assert table.reasons == {"参保日期早于出生（公民身份号码里的出生日期）": 1, "参保日期还没有到": 1}


@pytest.mark.parametrize("start", ["810000", "820000", "830000", "911840"])
def test_permits_and_permanent_residence_are_good_without_a_warning(start: str) -> None:
    body = start + "19850307" + "001"
    assert check_resident_id(body + check_digit(body)) == resident_id_warnings(body + check_digit(body)) == []
    assert check_resident_id(body + "X0"[check_digit(body) == "X"]) == ["公民身份号码校验位不对"]


CARD = "DEU320168031501"


def test_an_old_card_of_permanent_residence_is_a_person_like_others(tmp_path: Path) -> None:
    """Neither its birth nor its sex is compared with what stands beside it: the number tells of neither for sure."""
    line = GOOD.replace(PERSON, CARD).replace("1949-12-31", "1968-03-15")
    source = persons(tmp_path, line, line.replace(CARD, CARD.lower()), line.replace(CARD, "DEU320168023001"))
    death = f"{DEATHS}\nD1,{CARD},2025-01-02,2025-01-03"
    (source / "死亡登记.csv").write_text(death, encoding="utf-8")
    report = load(source, tmp_path / "registry", tmp_path / "rejects", tmp_path / "key")
    table = report.tables["persons"]
    assert (table.accepted, table.warned) == (1, 0)
    assert table.reasons == {"公民身份号码与前面的行重复": 1, "永久居留身份证号码里的出生日期不存在": 1}
    stored = [
        duckdb.sql(f"SELECT person FROM '{tmp_path / 'registry' / name}.parquet'").fetchall()
        for name in ("persons", "deaths")
    ]
    assert stored == [[(pseudonym(CARD, (tmp_path / "key").read_bytes()),)]] * 2


def test_births_that_cannot_be(tmp_path: Path) -> None:
    born = {"1850-01-01": "出生日期在 130 年以前，请核实", "2199-01-01": "出生日期还没有到"}
    source = persons(tmp_path, *(GOOD.replace("1949-12-31", day) for day in born))
    assert check(source, tmp_path / "rejects").tables["persons"].reasons == dict.fromkeys(born.values(), 1)


def test_what_cannot_be_is_not_loaded_and_two_deaths_are_told(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD)
    days = ("1940-01-01", "2199-01-01", "2020-05-01", "2024-06-01")
    lines = (
        DEATHS,
        *(
            f"D{n},{PERSON},{day},2199-01-02" if n == 1 else f"D{n},{PERSON},{day},2024-06-02"
            for n, day in enumerate(days)
        ),
    )
    (source / "死亡登记.csv").write_text("\n".join(lines), encoding="utf-8")
    table = load(source, tmp_path / "registry", tmp_path / "rejects", tmp_path / "key").tables["deaths"]
    assert table.warnings == {"同一个人有几个不同的死亡日期，请登记单位核对": 2}
    loaded = duckdb.sql(f"SELECT died_on FROM '{tmp_path / 'registry' / 'deaths.parquet'}' ORDER BY 1").fetchall()
    assert loaded == [(date(2020, 5, 1),), (date(2024, 6, 1),)]


PAID = "参保登记号,公民身份号码,缴费月份,应发工资,缴费基数,到账日期"
GIVEN = "发放号,公民身份号码,补贴项目,补贴对象编号,职业工种,等级,金额,申领日期,发放日期"


@pytest.mark.parametrize(
    ("name", "head", "line", "said"),
    [
        ("缴费记录", PAID, f"1,{PERSON},1949-11,1,1,", "缴费月份早于出生"),
        ("待遇发放", BENEFITS, f"1,{PERSON},养老金,2023-05,1,1949-12-30,南京,", "发放日期早于出生"),
        ("补贴发放", GIVEN, f"P1,{PERSON},skill,1,,,1,1949-12-30,2023-05-01", "申领日期早于出生"),
        ("参保登记", ENROLMENTS, f"1,{PERSON},,灵活就业,南京,2020-01-01,,,1900-01-01", "合同签订日期早于出生"),
    ],
)
def test_nothing_happens_to_anybody_before_birth(name: str, head: str, line: str, said: str, tmp_path: Path) -> None:
    """Born 1949-12-31."""
    path = tmp_path / f"{name}.csv"
    path.write_text(f"{head}\n{line}\n", encoding="utf-8")
    [table] = check(path, tmp_path / "rejects").tables.values()
    assert table.reasons == {f"{said}（公民身份号码里的出生日期）": 1}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("6.217E+15", "收款账户是科学计数法写的数字，后几位已经丢了：请把这一列设成文本，从原系统重新导出"),
        ("'6.21700001234568E+15", "收款账户是科学计数法写的数字，后几位已经丢了：请把这一列设成文本，从原系统重新导出"),
        ("#N/A", "收款账户是错误值：请在原表里改好"),
        ("#NAME?", "收款账户是错误值：请在原表里改好"),
        ("########", "收款账户是错误值：请在原表里改好"),
        ("6217000012345678", ""),
        ("E+15", ""),
        ("#12", ""),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_what_a_spreadsheet_showed_is_no_account(said: str, reason: str, encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "待遇发放.csv"
    line = f"1,{PERSON},养老金,2023-05,1,2023-05-15,南京,{said}"
    path.write_text(f"{BENEFITS}\n{line}\n", encoding=encoding)
    assert check(path, tmp_path / "rejects").tables["benefits"].reasons == ({reason: 1} if reason else {})


def test_an_id_that_a_spreadsheet_showed(tmp_path: Path) -> None:
    table = check(persons(tmp_path, GOOD.replace(PERSON, "1.10105E+17")), tmp_path / "rejects").tables["persons"]
    assert table.reasons == {
        "公民身份号码是科学计数法写的数字，后几位已经丢了：请把这一列设成文本，从原系统重新导出": 1
    }


@pytest.mark.parametrize("quoted", [False, True])
def test_several_marks_of_order_before_quoted_headings(quoted: bool, tmp_path: Path) -> None:
    head = ",".join(f'"{one}"' for one in HEADINGS.split(",")) if quoted else HEADINGS
    path = tmp_path / "人员.csv"
    path.write_text(f"\ufeff\ufeff{head}\n{GOOD}\n\ufeff{head}\n", encoding="utf-8")
    table = check(path, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.left_out) == (2, 1, 1)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("⾼测二", "高测二"),
        ("\uf92c测", "郎测"),
        ("王 测五", "王测五"),
        ("王　测五", "王测五"),
        ("买买提·测", "买买提•测"),
        ("买买提．测", "买买提·测"),
        ("\ue863测", "䶮测"),
        ("⻢测", "马测"),
        ("⺟测", "母测"),
        ("⻩测", "黄测"),
        ("郎\ufe00测", "郎测"),
    ],
)
def test_names_that_look_the_same_are_the_same(one: str, other: str) -> None:
    assert one != other
    assert name_key(one) == name_key(other)


def test_names_that_are_not_the_same() -> None:
    assert len({name_key(name) for name in ("张三", "章三", "测𠮷", "测吉", "王测五", "王测伍")}) == 6


def test_what_leaves_is_no_formula_and_reads_back(tmp_path: Path) -> None:
    names = ["=HYPERLINK(1)", "@SUM(A1)", "+1+1", "-张三"]
    source = persons(tmp_path, *(GOOD.replace("张三", name).replace("2X", "21") for name in names))
    check(source, tmp_path / "rejects")
    assert [row["姓名"] for row in rejected(tmp_path / "rejects")] == [f"'{name}" for name in names]
    (tmp_path / "again").mkdir()
    with (tmp_path / "rejects" / "persons.csv").open(encoding="utf-8-sig", newline="") as file:
        kept = [row[1:-1] for row in csv.reader(file)]
    with (tmp_path / "again" / "人员.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(kept)
    table = check(tmp_path / "again", tmp_path / "rejects2").tables["persons"]
    assert table.reasons == {"公民身份号码校验位不对": 4}


def test_rejects_of_several_sheets_say_which(tmp_path: Path) -> None:
    bad = GOOD.replace("2X", "21").split(",")
    head = HEADINGS.split(",")
    path = book(
        tmp_path / "人员.xlsx", ("一", rows(head, GOOD.split(","))), ("二", rows(["某局"], head, bad, ["合计", "1"]))
    )
    report = check(path, tmp_path / "rejects").tables["persons"]
    assert [(s.sheet, s.rows, s.accepted, s.rejected, s.left_out) for s in report.sheets] == [
        ("一", 1, 1, 0, 0),
        ("二", 3, 0, 1, 2),
    ]
    assert (report.rows, report.left_out) == (4, 2)
    [row] = rejected(tmp_path / "rejects")
    assert (row["工作表"], row["行号"]) == ("二", "3")


def test_rows_add_up_however_a_file_is_written(tmp_path: Path) -> None:
    """Counted by hand: lines that are not blank but for the headings."""
    files = {
        "plain.csv": ([HEADINGS, GOOD, GOOD.replace("2X", "21")], 2),
        "total.csv": ([HEADINGS, GOOD, "合计,1"], 2),
        "titled.csv": (["某市人员表", HEADINGS, GOOD, "", HEADINGS, GOOD, "制表人：某某"], 5),
        "quoted.csv": ([HEADINGS, GOOD.replace("张三", '"张\n三"'), 'a"b'], 2),
    }
    for name, (lines, count) in files.items():
        folder = tmp_path / name
        folder.mkdir()
        (folder / "人员.csv").write_text("\n".join(lines), encoding="utf-8")
        table = check(folder, tmp_path / f"{name}.rejects").tables["persons"]
        assert table.rows == table.accepted + table.rejected + table.left_out == count
        assert sum(sheet.rows for sheet in table.sheets) == count


def test_an_export_may_lack_what_not_every_system_keeps(tmp_path: Path) -> None:
    path = tmp_path / "参保登记.csv"
    path.write_text(f"{ENROLMENTS}\n1,{PERSON},,灵活就业,南京,2020-01-01,,,\n", encoding="utf-8")
    table = check(path, tmp_path / "rejects").tables["enrolments"]
    assert (table.accepted, table.notes[0]) == (1, "没有这些列，当作空白：灵活就业登记日期")
