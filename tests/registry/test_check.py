from __future__ import annotations

import csv
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import openpyxl
import pytest

from tests.cities import OPTIONS, City
from yuntai.errors import YuntaiError
from yuntai.registry import read
from yuntai.registry.check import check as check_exports
from yuntai.registry.city import resident_id

check = partial(check_exports, words=OPTIONS)

HEADINGS = "公民身份号码,姓名,性别,出生日期,区,户籍,岗位性质,就业困难人员,毕业日期"
GOOD = "11010519491231002X,张三,女,1949-12-31,玄武,南京,工人岗位,否,"
CODES = "resident_id,name,sex,born_on,district,household,post,hard_to_employ,graduated_on"


def rejected(folder: Path, name: str = "persons.csv") -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def persons(tmp_path: Path, *lines: str, name: str = "人员.csv", encoding: str = "utf-8") -> Path:
    path = tmp_path / "source" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join((HEADINGS, *lines)) + "\n", encoding=encoding)
    return path.parent


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    source = persons(tmp_path, GOOD, GOOD.replace("2X", "21"), encoding=encoding)
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected) == (2, 1, 1)
    assert table.reasons == {"公民身份号码校验位不对": 1}
    [row] = rejected(tmp_path / "rejects")
    assert (row["行号"], row["姓名"], row["公民身份号码"]) == ("3", "张三", "110105194912310021\t")
    assert row["原因"] == "公民身份号码校验位不对"


def test_gb18030_where_only_a_column_that_is_not_read_shows_it(tmp_path: Path) -> None:
    good = (
        GOOD.replace("张三", "Li").replace("女", "female").replace("玄武,南京,工人岗位,否", "Xuanwu,nanjing,worker,no")
    )
    lines = [f"{CODES},remark", *[f"{good},x"] * 5000, f"{good},备注"]
    path = tmp_path / "persons.csv"
    path.write_text("\n".join(lines), encoding="gb18030")
    table = check(path, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.rejected) == (5001, 5001)
    assert rejected(tmp_path / "rejects")[-1]["remark"] == "备注"


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_refused_rows_are_written_as_they_stand(tmp_path: Path, quoted: bool, end: str) -> None:
    bad = GOOD.replace("玄武", " 江北 ")
    lines = [GOOD.replace("张三", '"张, ""三"""') if quoted else GOOD, bad, GOOD, bad.replace("张三", "李四")]
    source = persons(tmp_path)
    (source / "人员.csv").write_text(end.join((HEADINGS, *lines, "")), encoding="utf-8", newline="")
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.rejected) == (4, 3)
    rows = [(row["行号"], row["姓名"], row["区"], row["毕业日期"]) for row in rejected(tmp_path / "rejects")]
    assert rows == [("3", "张三", " 江北 ", ""), ("4", "张三", "玄武", ""), ("5", "李四", " 江北 ", "")]


@pytest.mark.parametrize("name", ['"张\n三"', '"张\r三"'])
def test_a_cell_of_two_lines_is_one_row(tmp_path: Path, name: str) -> None:
    source = persons(tmp_path)
    lines = (HEADINGS, GOOD.replace("张三", name), GOOD.replace("玄武", "江北"))
    (source / "人员.csv").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted) == (2, 1)
    assert [(row["行号"], row["区"]) for row in rejected(tmp_path / "rejects")] == [("3", "江北")]


def test_headings_by_code_in_any_order_and_extra_columns(tmp_path: Path) -> None:
    source = persons(tmp_path)
    order = [8, 0, 2, 1, 3, 4, 5, 6, 7]
    row = [
        "110105194912310 02x".replace(" ", ""),
        "张三",
        "female",
        "1949年12月31日",
        "玄武",
        "nanjing",
        "worker",
        "no",
        "无",
    ]
    lines = [CODES.split(","), row]
    text = "\n".join(
        ",".join([*(line[i] for i in order), extra]) for line, extra in zip(lines, ("备注", "x"), strict=True)
    )
    (source / "人员.csv").write_text(text, encoding="utf-8")
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.accepted, table.rejected, table.warned) == (1, 0, 0)
    assert table.notes == ["多出的列没有读：备注"]
    assert not (tmp_path / "rejects" / "persons.csv").exists()


def test_all_reasons_of_a_row_are_joined(tmp_path: Path) -> None:
    source = persons(tmp_path, "11010519491231002X,,两性,1949-02-30,玄武,南京,工人岗位,也许,2000-01-01")
    check(source, tmp_path / "rejects")
    [row] = rejected(tmp_path / "rejects")
    assert row["原因"] == "缺少姓名；性别不在选项中，可选：男、女；出生日期这一天不存在；就业困难人员须填“是”或“否”"


@pytest.mark.parametrize("blank", [",,,,,,,,", ' ,"", , ,,,,,'])
@pytest.mark.parametrize("place", [0, 1])
def test_a_row_of_nothing_but_commas_is_left_out_and_said(tmp_path: Path, blank: str, place: int) -> None:
    lines = [GOOD]
    lines.insert(place, blank)
    table = check(persons(tmp_path, *lines), tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected, table.left_out) == (2, 1, 0, 1)
    assert table.notes == ["1 行没有读，是空行"]


def test_rows_below_the_headings_that_name_or_number_the_columns(tmp_path: Path) -> None:
    codes = "resident_id,name,sex,born_on,district,household,post,hard_to_employ,graduated_on"
    for line, reason in ((codes, "重复的表头"), ("1,2,3,4,5,6,7,8,9", "列号"), ("甲,乙,1,2,3,4,5,6,7", "列号")):
        table = check(persons(tmp_path, line, GOOD), tmp_path / "rejects").tables["persons"]
        assert (table.accepted, table.rejected, table.notes) == (1, 0, [f"1 行没有读，是{reason}"])


def test_a_character_that_another_program_broke_is_refused(tmp_path: Path) -> None:
    """It is sound UTF-8 by now, and was so in the rejects of a file in which it was none."""
    table = check(persons(tmp_path, GOOD.replace("张三", "张\ufffd")), tmp_path / "rejects").tables["persons"]
    again = check(tmp_path / "rejects" / "persons.csv", tmp_path / "again").tables["persons"]
    said = {"姓名有坏字（保存时被截断或换过编码）：请在原系统里重新导出": 1}
    assert [(one.accepted, one.reasons) for one in (table, again)] == [(0, said)] * 2


def test_a_moment_of_a_time_zone_is_a_day_of_ours(tmp_path: Path) -> None:
    """Spark writes all its moments so; 1949-12-30 16:00 UTC is the midnight in which 1949-12-31 begins here."""
    cells = ", ".join(
        f"'{cell}' AS \"{head}\"" for head, cell in zip(HEADINGS.split(","), GOOD.split(","), strict=True)
    )
    moment = "TIMESTAMPTZ '1949-12-30 16:00:00+00' AS 出生日期"
    duckdb.sql(f"COPY (SELECT * REPLACE ({moment}) FROM (SELECT {cells})) TO '{tmp_path}/人员.parquet'")
    table = check(tmp_path / "人员.parquet", tmp_path / "rejects").tables["persons"]
    assert (table.accepted, table.warned, table.reasons) == (1, 0, {})


def test_headings_that_are_no_column_are_said_beside_what_lacks(tmp_path: Path) -> None:
    source = tmp_path / "人员.csv"
    source.write_text(f"序号,{HEADINGS.replace('岗位性质', '岗位')}\n1,{GOOD}\n", encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"^文件 人员\.csv 缺少这些列：岗位性质；没有认出的列：序号、岗位$"):
        check(source, tmp_path / "rejects")


def test_titles_and_totals_are_not_among_the_rows_that_were_refused(tmp_path: Path) -> None:
    source = tmp_path / "人员.csv"
    source.write_text(f"参保人员名册\n{HEADINGS}\n{GOOD.replace('玄武', '别处')}\n", encoding="utf-8")
    report = check(source, tmp_path / "rejects")
    assert report.tables["persons"].left_out == 1
    assert report.all_refused().startswith("人员（人员.csv）的 1 行全部拒收，最多的原因是“区不在选项中")


def test_a_file_put_behind_another(tmp_path: Path) -> None:
    table = check(persons(tmp_path, "\ufeff" + HEADINGS, GOOD), tmp_path / "rejects").tables["persons"]
    assert (table.accepted, table.rejected, table.notes) == (1, 0, ["1 行没有读，是重复的表头"])


ZEROS = ["110105195012313000", "110105195112314000"]  # check digits worked out by GB 11643; born 1950-12-31, 1951-12-31
SAID = "公民身份号码末三位都是 0，像是被表格当成数字存过、丢了后几位，请对照原系统核对"


def test_ids_that_all_end_in_zeros_are_of_nobody(tmp_path: Path) -> None:
    """Of a file of which a spreadsheet made numbers one id in eleven passes its check digit."""
    zeros = [GOOD.replace("11010519491231002X", one) for one in ZEROS]
    table = check(persons(tmp_path, GOOD, *zeros), tmp_path / "rejects").tables["persons"]
    assert (table.accepted, table.rejected, table.reasons) == (1, 2, {SAID: 2})
    alone = check(persons(tmp_path, GOOD, zeros[0]), tmp_path / "rejects").tables["persons"]
    assert (alone.accepted, alone.rejected, alone.warnings[SAID]) == (2, 0, 1)


UNITS = [
    (["2026年缴费记录", "（单位：万元）"], "应发工资", "表里第 1 行的“单位:万元”"),
    ([], "应发工资（万元）", "表里第 1 行的“应发工资(万元)”"),
]


@pytest.mark.parametrize(("title", "wage", "where"), UNITS)
def test_amounts_in_another_unit_than_yuan_are_said(tmp_path: Path, title: list[str], wage: str, where: str) -> None:
    lines = [",".join(title), f"参保登记号,公民身份号码,缴费月份,{wage},缴费基数,到账日期"]
    path = tmp_path / "缴费记录.csv"
    path.write_text("\n".join([*filter(None, lines), "1,11010519491231002X,2023-05,0.5,0.5,"]), encoding="utf-8")
    with pytest.raises(YuntaiError) as error:
        check(path, tmp_path / "rejects")
    assert str(error.value) == f"{where}说的不是元：请把金额都换算成元，把这个单位改掉再交"


def test_the_first_of_two_rows_of_a_person_stays(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD, GOOD.replace("2X", "2x").replace("张三", "李四"))
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert table.reasons == {"公民身份号码与前面的行重复": 1}
    assert rejected(tmp_path / "rejects")[0]["姓名"] == "李四"


def test_a_bad_row_does_not_take_the_key_from_a_good_one(tmp_path: Path) -> None:
    table = check(persons(tmp_path, GOOD.replace("玄武", "江北"), GOOD), tmp_path / "rejects").tables["persons"]
    assert (table.accepted, table.rejected) == (1, 1)
    assert rejected(tmp_path / "rejects")[0]["行号"] == "2"


def test_soft_warnings_leave_the_row_in(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD.replace("女", "男").replace("1949-12-31", "1949-12-30"))
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.accepted, table.rejected, table.warned) == (1, 0, 1)
    [row] = rejected(tmp_path / "rejects", "persons.warnings.csv")
    assert row["原因"] == "出生日期与公民身份号码不一致；性别与公民身份号码不一致"


def test_ragged_lines_are_refused_with_their_number(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD, "只有,两列", "", GOOD + ",多,出")
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected) == (3, 1, 2)
    rows = rejected(tmp_path / "rejects")
    assert [row["行号"] for row in rows] == ["3", "5"]
    assert rows[0]["原因"].startswith("这一行有 2 列，标题有 9 列；")
    assert rows[1]["原因"].startswith("这一行有 11 列，标题有 9 列")


def test_missing_column(tmp_path: Path) -> None:
    path = tmp_path / "人员.csv"
    path.write_text("公民身份号码,姓名,性别,出生日期,区,户籍,就业困难人员\n", encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"^文件 人员\.csv 缺少这些列：岗位性质、毕业日期$"):
        check(path, tmp_path / "rejects")


def test_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [HEADINGS.split(","), GOOD.split(","), [None] * 9, ["x", "李四"]]:
        book.active.append(row)
    book.active.cell(2, 4).value = datetime(1949, 12, 31)
    book.save(tmp_path / "人员.xlsx")
    table = check(tmp_path / "人员.xlsx", tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected) == (2, 1, 1)
    assert rejected(tmp_path / "rejects")[0]["行号"] == "4"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("人员.csv", b"", "是空的"),
        ("人员.xlsx", b"", "是空的"),
        ("人员.xlsx", b"PK\x03\x04 no workbook", "已损坏（只传了一半，或没有保存完），请重新导出"),
        ("人员.parquet", b"PAR1 not really PAR1", "已损坏或不是 Parquet 文件"),
        ("人员.csv", bytes(range(256)) * 50, "不是文本文件"),
        ("人员.csv", b"\xff\xff\xff\xff\n\xff\xff", "缺少这些列：公民身份号码"),
        ("人员.csv", b"\n\n\n", "里没有内容，请重新导出"),
        ("文件.csv", b"a", "里没有登记库的表"),
        ("人员.xls", b"a", "缺少这些列：公民身份号码"),
        ("人员.docx", b"a", "里没有登记库的表"),
    ],
)
def test_damaged_files_are_named_in_a_sentence(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    source = tmp_path / "source"
    source.mkdir()
    (source / name).write_bytes(content)
    with pytest.raises(YuntaiError, match=message):
        check(source, tmp_path / "rejects")


def test_a_quotation_mark_that_is_never_closed_is_a_character(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD, '"' + "x" * 200_000, GOOD)
    table = check(source, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected) == (3, 1, 2)
    assert [row["行号"] for row in rejected(tmp_path / "rejects")] == ["3", "4"]


def test_cut_parquet(tmp_path: Path, city: City) -> None:
    whole = (city.exports / "contributions.parquet").read_bytes()
    (tmp_path / "contributions.parquet").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(YuntaiError, match=r"contributions\.parquet 已损坏"):
        check(tmp_path / "contributions.parquet", tmp_path / "rejects")


def test_two_files_of_one_table(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD)
    persons(tmp_path, GOOD, name="persons.csv")
    with pytest.raises(YuntaiError, match="是同一张表（人员），请只留一个"):
        check(source, tmp_path / "rejects")


def test_only_headings(tmp_path: Path) -> None:
    table = check(persons(tmp_path), tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.notes) == (0, ["没有数据行"])


def test_old_rejects_are_removed(tmp_path: Path) -> None:
    check(persons(tmp_path, GOOD.replace("玄武", "江北")), tmp_path / "rejects")
    assert (tmp_path / "rejects" / "persons.csv").exists()
    check(persons(tmp_path, GOOD), tmp_path / "rejects")
    assert [path.name for path in (tmp_path / "rejects").iterdir()] == []


def test_references_and_periods(tmp_path: Path) -> None:
    source = persons(tmp_path, GOOD)
    (source / "enrolments.csv").write_text(
        "enrolment,resident_id,uscc,kind,place,began_on,ended_on,end_reason,contract_signed_on,registered_on\n"
        "1,11010519491231002X,,flexible,nanjing,2020-01-01,,,,2020-01-09\n"
        "2,11010519491231002X,,flexible,nanjing,2020-01-02,2020-01-01,quit,,\n"
        "3,320102197506150124,,employee,nanjing,2020-01-01,,,,\n",
        encoding="utf-8",
    )
    (source / "contributions.csv").write_text(
        "enrolment,resident_id,month,wage,base,own_paid,paid_on\n"
        '1,11010519491231002X,2023-01,"5,000.00",4494,898.80,2023-01-12\n'
        "1,11010519491231002X,2023年2月,5000.5元,-4494,,\n"
        "2,11010519491231002X,2023-01-01,5000,4494,,\n"
        "1,11010519491231002X,2023-03-02,5000.123,4494,,2023-13-01\n"
        "1.5,11010519491231002X,2023-03,1e3,4494,,\n",
        encoding="utf-8",
    )
    report = check(source, tmp_path / "rejects")
    enrolments = [(row["行号"], row["原因"]) for row in rejected(tmp_path / "rejects", "enrolments.csv")]
    assert enrolments == [
        ("3", "停保日期早于参保日期"),
        ("4", "单位职工缺少统一社会信用代码；公民身份号码在人员表里没有（或那一行已拒收）"),
    ]
    assert report.tables["enrolments"].accepted == 1
    contributions = [(row["行号"], row["原因"]) for row in rejected(tmp_path / "rejects", "contributions.csv")]
    assert contributions == [
        ("3", "缴费基数不能为负数"),
        ("4", "参保登记号在参保登记表里没有（或那一行已拒收）"),
        ("5", "缴费月份须写到月，如 2023-05 或 2023-05-01；应发工资最多两位小数；到账日期这一天不存在"),
        ("6", "参保登记号不是整数；应发工资不是金额"),
    ]


def test_many_bad_rows(tmp_path: Path) -> None:
    """200,000 rows, all bad: every one is written, in order, with its own number."""
    path = tmp_path / "deaths.csv"
    duckdb.sql(
        "SELECT i AS death, '1101051949123100' || i % 100 AS resident_id, '2023-01-01' AS died_on, "
        "'2022-01-01' AS reported_on FROM range(200000) t(i)"
    ).write_csv(str(path))
    table = check(path, tmp_path / "rejects").tables["deaths"]
    assert (table.rows, table.accepted, table.rejected) == (200_000, 0, 200_000)
    assert table.reasons["登记日期早于死亡日期"] == 200_000
    rows = rejected(tmp_path / "rejects", "deaths.csv")
    assert all(int(row["行号"]) == int(row["death"]) + 2 for row in rows)


def test_rows_keep_their_number_in_a_file_that_is_read_in_parts(tmp_path: Path) -> None:
    """50 MB, which DuckDB reads on two cores at once: every thousandth row is bad, and bears its number as a name."""
    body = "11010500000000000 + strftime(day, '%Y%m%d')::BIGINT * 1000 + i % 400 * 2"
    duckdb.sql(
        f"SELECT {resident_id(f'({body})')} AS resident_id, if(i % 1000 = 0, i::VARCHAR, repeat('三', 20)) AS name, "
        "'female' AS sex, day AS born_on, if(i % 1000 = 0, '江北', '玄武') AS district, 'nanjing' AS household, "
        "'worker' AS post, 'no' AS hard_to_employ, NULL AS graduated_on "
        "FROM (SELECT i, (DATE '1950-01-01' + (i // 400)::INT)::DATE AS day FROM range(2, 400002) t(i))"
    ).write_csv(str(tmp_path / "persons.csv"))
    table = check(tmp_path / "persons.csv", tmp_path / "rejects").tables["persons"]
    assert (table.rejected, table.warned) == (400, 0)
    rows = rejected(tmp_path / "rejects")
    assert [row["行号"] for row in rows] == [row["name"] for row in rows] == [str(1000 * n) for n in range(1, 401)]


def test_counts_add_up(city: City) -> None:
    for name, table in city.report.tables.items():
        in_file = duckdb.sql(f"SELECT count(*) FROM '{city.exports / name}.parquet'").fetchall()[0][0]
        assert table.rows == in_file == table.accepted + table.rejected
        written = len(rejected(city.rejects, f"{name}.csv")) if table.rejected else 0
        assert written == table.rejected


def test_headings_once_more_are_left_out(tmp_path: Path) -> None:
    """Files of several months that somebody put one behind another."""
    path = tmp_path / "人员.csv"
    path.write_text(
        "\n".join((HEADINGS, GOOD, HEADINGS, "320102198503070019,李四,男,1985-03-07,玄武,南京,工人岗位,否,")),
        encoding="utf-8",
    )
    table = check(path, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected, table.left_out) == (3, 2, 0, 1)
    assert table.sheets[0].left_out_reasons == {"重复的表头": 1}


def test_a_cell_that_was_merged_with_one_above_is_no_blank(tmp_path: Path) -> None:
    """A day in three merged cells is no sign that two of the three have none."""
    book = openpyxl.Workbook()
    for line in (HEADINGS, GOOD, "320102198503070019,李四,男,1985-03-07,玄武,南京,工人岗位,否,"):
        book.active.append(line.split(","))
    book.active["I2"] = "2010-07-01"
    book.active.merge_cells("I2:I3")
    book.save(tmp_path / "人员.xlsx")
    table = check(tmp_path / "人员.xlsx", tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected) == (2, 1, 1)
    assert table.reasons == {"毕业日期是和上面合并的格，自己没有值：请取消合并，每一行都填上": 1}
    assert rejected(tmp_path / "rejects")[0]["毕业日期"] == "2010-07-01"


@pytest.mark.parametrize(
    ("lines", "encoding"),
    [
        ([GOOD, GOOD.replace("2X", "21")], "utf-8"),
        ([GOOD, GOOD + "2024-02-30"], "utf-8"),
        ([GOOD, GOOD.replace("玄武", "")], "utf-8-sig"),
        ([GOOD.replace("张三", '"张, ""三"""'), '"",,,,,,,,x'], "utf-8"),
        ([GOOD.replace("张三", " 张三　"), GOOD.replace("张三", "暂无")], "utf-8"),
    ],
    ids=["plain", "days", "marked", "quoted", "words"],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_sound_csv_is_scanned_in_place(
    lines: list[str], encoding: str, end: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Row by row it takes ten times as long and says the same, which nobody would see."""
    monkeypatch.setattr(read, "open_sheets", lambda path: pytest.fail(f"{path} is read row by row"))
    path = persons(tmp_path, *lines, encoding=encoding) / "人员.csv"
    path.write_bytes(path.read_bytes().replace(b"\n", end.encode()))
    table = check(path, tmp_path / "rejects").tables["persons"]
    assert (table.rows, table.accepted, table.rejected) == (2, 1, 1)
    assert [row["行号"] for row in rejected(tmp_path / "rejects")] == ["3"]
