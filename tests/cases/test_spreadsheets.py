"""What an employer brings as a table: read whatever wrote it, each cell that nobody can be sure of said, nothing lost unsaid."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.tables.books import book, number, rows, text
from yuntai.errors import YuntaiError
from yuntai.procedures import Field
from yuntai.procedures.cells import read_cell
from yuntai.procedures.kinds import ResidentId
from yuntai.rolls.spreadsheets import Filled, Line, read, write
from yuntai.rules.language.kinds import Date, Money, Text

COLUMNS = (
    Field("employee_id", "公民身份号码", ResidentId(), "公民身份号码"),
    Field("employee_name", "姓名", Text(40), "姓名"),
    Field("joined_on", "到岗日期", Date(), "到岗日期"),
    Field("gross_wage", "应发工资", Money(), "应发工资"),
    Field("reason", "变化原因", Text(), "变化原因", optional=True),
)
HEAD = [column.label for column in COLUMNS]
ID = "11010519491231002X"  # the example of GB 11643-1999
ROW = [ID, "某某", "2022-03-01", "85000"]


def uploaded(path: Path, name: str = "") -> SimpleUploadedFile:
    return SimpleUploadedFile(name or path.name, path.read_bytes())


def filled(folder: Path, *lines: list[str], formats: tuple[str | int, ...] = ()) -> Filled:
    return read(uploaded(book(folder / "表.xlsx", ("表", rows(*lines)), formats=formats)), COLUMNS)


def test_zeros_that_a_broken_disk_left_do_not_make_a_text_another_thing() -> None:
    content = ",".join(HEAD) + f"\n{','.join(ROW)},\n{ID},张\0三,2022-03-01,1,\n" + "\0" * 512
    first, second = read(SimpleUploadedFile("表.csv", content.encode()), COLUMNS).lines
    assert (first.number, first.cells["employee_name"]) == (2, "某某")
    said = "有坏字（保存时被截断或换过编码）：请在原系统里重新导出"
    assert read_cell(COLUMNS[1], second.cells["employee_name"])[1] == f"这一格显示“张\0三”，{said}"


def test_amounts_in_another_unit_than_yuan(tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="工作表“表”第 1 行的“单位:万元”说的不是元：请把金额都换算成元"):
        filled(tmp_path, ["单位：万元"], HEAD, ROW)


def cell(folder: Path, place: int, made: str, formats: tuple[str | int, ...] = ()) -> tuple[str, str]:
    """Of one cell in an else good row: what is kept, and what is wrong with it."""
    (line,) = filled(folder, HEAD, [*ROW[:place], made, *ROW[place + 1 :]], formats=formats).lines
    kept = line.cells[COLUMNS[place].name]
    return kept, read_cell(COLUMNS[place], kept)[1]


@pytest.mark.parametrize(
    ("place", "made", "formats", "kept", "said"),
    [
        (2, number("C2", "44652", 1), (31,), "2022-04-01", ""),  # 2022年4月1日 as Chinese Excel and WPS write it
        (2, number("C2", "20211201", 1), ("yyyy-mm-dd",), "20211201", ""),  # read as 2021-12-01
        (
            2,
            number("C2", "2021.1"),
            (),
            "2021.1（数字格）",
            "这一格显示“2021.1”，分不清 1 月还是 10 月（数字 2020.10 会存成 2020.1）：请把这一列设成文本，写成 2020-01 或 2020-10",
        ),
        (
            2,
            text("C2", "2021.1"),  # in a file of text nobody knows whether it was a number
            (),
            "2021.1",
            "这一格显示“2021.1”，分不清 1 月还是 10 月（数字 2020.10 会存成 2020.1）：请把这一列设成文本，写成 2020-01 或 2020-10",
        ),
        (
            2,
            number("C2", "2021"),
            (),
            "2021（数字格）",
            "这一格显示“2021”，是数字，像是只写了年：请写到月或者日，如 2021-03、2021-03-05",
        ),
        (
            2,
            number("C2", "0", 1),
            (14,),
            "0（日期格）",
            "这一格显示“0”，在日期格里，却不是日期",
        ),
        (
            2,
            number("C2", "44652"),
            (),
            "44652（数字格）",
            "这一格显示“44652”，是数字，像日期的序号：请把这一列设成日期格式再交",
        ),
        (2, '<c r="C2"><f>TODAY()</f></c>', (), "=TODAY()", "这一格是公式，请复制后“选择性粘贴”为数值再传"),
        (2, '<c r="C2" t="e"><v>#REF!</v></c>', (), "#REF!", "这一格显示“#REF!”，是错误值：请在原表里改好"),
        (3, number("D2", "4753.210000000001"), (), "4753.21", ""),
        (0, text("A2", f"'{ID}"), (), ID, ""),
        (0, text("A2", f"`{ID}"), (), ID, ""),
        (0, text("A2", f'="{ID}"'), (), ID, ""),
        (
            0,
            number("A2", "4.40981E+17"),
            (),
            "440981000000000000（数字格）",
            "号码被表格当成数字，后几位丢了，请把这一列设成“文本”格式后重填",
        ),
        (1, text("B2", "𠮷䶮㛃"), (), "𠮷䶮㛃", ""),
        (2, text("C2", "2021/12/1 0:00:00"), (), "2021/12/1 0:00:00", ""),
    ],
)
def test_cells(place: int, made: str, formats: tuple[str | int, ...], kept: str, said: str, tmp_path: Path) -> None:
    assert cell(tmp_path, place, made, formats) == (kept, said)


def test_a_day_typed_as_a_number_into_a_cell_of_days() -> None:
    assert str(read_cell(COLUMNS[2], "20211201")[2]) == "2021-12-01"


@pytest.mark.parametrize("strict", [False, True])
def test_titles_above_the_headings(strict: bool, tmp_path: Path) -> None:
    sheet = rows(["2026年花名册"], HEAD, ROW)
    made = read(uploaded(book(tmp_path / "表.xlsx", ("表", sheet), strict=strict)), COLUMNS)
    assert [(line.number, line.cells["employee_id"], line.cells["gross_wage"]) for line in made.lines] == [
        (3, ID, "85000")
    ]
    assert made.said == []


@pytest.mark.parametrize(
    "content",
    [
        "\t".join(HEAD) + "\n" + "\t".join(ROW),
        ",".join(HEAD) + "\n" + ",".join(ROW),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["名单.csv", "名单.txt", "名单.xlsx"])
def test_text_of_cells_whatever_it_is_called(content: str, encoding: str, name: str) -> None:
    (line,) = read(SimpleUploadedFile(name, content.encode(encoding)), COLUMNS).lines
    assert (line.number, line.cells["employee_name"], line.cells["joined_on"]) == (2, "某某", "2022-03-01")


def test_words_that_say_nothing_are_no_name_and_are_counted(tmp_path: Path) -> None:
    made = filled(tmp_path, HEAD, [*ROW, "无"], [ID, "暂无", "2022-03-01", "0"], ["-", "/", "—", "无"])
    assert [line.cells["employee_name"] for line in made.lines] == ["某某", "", ""]
    assert made.lines[1].cells["gross_wage"] == "0"  # yuan
    assert made.lines[2].cells == dict.fromkeys(made.lines[0].cells, "") | {"joined_on": "—", "gross_wage": "无"}
    assert read_cell(COLUMNS[1], "") == ("missing", "没有填姓名，请补上", None)
    assert made.said == ["有 4 格写的是“无”一类的字，当作没有填"]


def test_the_only_sheet_is_hidden(tmp_path: Path) -> None:
    made = read(uploaded(book(tmp_path / "表.xlsx", ("名单", rows(HEAD, ROW)), hidden=["名单"])), COLUMNS)
    assert (len(made.lines), made.said) == (1, ["读的是隐藏的工作表“名单”，文件里没有别的表"])


def test_a_cell_too_many_moves_no_other_unseen() -> None:
    lines = [",".join(HEAD), ",".join([*ROW, ""]), ",".join([*ROW, "轮岗", "多"])]
    with pytest.raises(YuntaiError) as refused:
        read(SimpleUploadedFile("表.csv", "\n".join(lines).encode()), COLUMNS)
    assert str(refused.value) == (
        "第 3 行：这一行有 6 列，标题有 5 列，多半是有一格里面写了逗号。请把它改掉，或者另存为 xlsx 再传"
    )


def test_a_second_sheet_is_said(tmp_path: Path) -> None:
    sheets = (("表", rows(HEAD, ROW)), ("Sheet2", rows(HEAD, ROW, ROW)), ("填表说明", rows(["一人一行"], ["不用公式"])))
    made = read(uploaded(book(tmp_path / "表.xlsx", *sheets)), COLUMNS)
    assert len(made.lines) == 1
    assert made.said == ["只读了第一张有这些列名的工作表；工作表“Sheet2”里的 2 行没有读，要报的请并到第一张表里再传"]


def test_sums_reach_whoever_checks_them(tmp_path: Path) -> None:
    made = filled(tmp_path, HEAD, ROW, ["合计", "", "", "85000"])
    assert [line.number for line in made.lines] == [2, 3]
    assert made.lines[1].cells["gross_wage"] == "85000"


def test_wrong_headings_below_a_title(tmp_path: Path) -> None:
    with pytest.raises(
        YuntaiError, match=r"^单元格 C2 是“入职”，应该是“到岗日期”。请下载模板，把内容复制到模板里再传$"
    ):
        filled(tmp_path, ["花名册"], [*HEAD[:2], "入职", *HEAD[3:]], ROW)


def test_a_table_under_a_password() -> None:
    with pytest.raises(YuntaiError, match="加了打开密码，这里打不开：请打开它，去掉密码"):
        read(SimpleUploadedFile("表.xlsx", bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512), COLUMNS)


def test_a_small_file_that_unpacks_to_a_million_cells(tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", ("表", rows(HEAD) + ("<row>" + "<c><v>1</v></c>" * 50 + "</row>") * 20_000))
    assert path.stat().st_size < 4 * 2**20
    start = time.monotonic()
    with pytest.raises(YuntaiError, match=r"^文件 表[.]xlsx 展开后超过 600,000 格，一次读不完：请只留要交的"):
        read(uploaded(path), COLUMNS)
    assert time.monotonic() - start < 20


def test_rows_that_are_only_formatted_are_no_limit(tmp_path: Path) -> None:
    blank = "".join(f'<row r="{n}"><c r="A{n}" s="0"/></row>' for n in range(3, 200_000))
    made = read(uploaded(book(tmp_path / "表.xlsx", ("表", rows(HEAD, ROW) + blank))), COLUMNS)
    assert len(made.lines) == 1


def test_what_leaves_comes_back() -> None:
    names = ["=1+1", "@某", "+86", "-某", "𠮷䶮㛃", "'某"]
    lines = [Line(n, {"employee_id": ID, "employee_name": name}, {}) for n, name in enumerate(names, 2)]
    again = read(SimpleUploadedFile("表.xlsx", write(COLUMNS, lines, [])), COLUMNS).lines
    assert [line.cells["employee_name"] for line in again] == ["=1+1", "@某", "+86", "-某", "𠮷䶮㛃", "某"]


def test_of_a_heading_without_end_the_beginning_is_shown(tmp_path: Path) -> None:
    path = book(tmp_path / "表.xlsx", ("表", rows(["某" * 100_000], ROW)))
    with pytest.raises(YuntaiError) as refused:
        read(uploaded(path), COLUMNS)
    said = f"单元格 A1 是“{'某' * 40}”，应该是“公民身份号码”。请下载模板，把内容复制到模板里再传"
    assert str(refused.value) == said
