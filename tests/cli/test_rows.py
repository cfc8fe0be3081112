"""A whole firm at once: ``yuntai answer ID --rows FILE --out FILE``."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
from pyarrow import parquet

from tests.cli.command import Done, run
from tests.cli.test_bad_words import refused
from tests.tables.books import book, number, rows

HEADINGS = (
    "姓名,enrolment_kind,employer_insured,joined_on,left_on,employed_in_december,gross_wage,months,draws_allowance"
)
FIRM = [
    "张三,单位职工,是,2018-03-01,至今,是,96000.00,12,否",
    "李四,单位职工,是,2018-03-01,至今,是,24000,12,否",
    "王五,单位职工,是,2018-03-01,至今,是,许多,13,否",
    "赵六,单位职工,是,2018-03-01,2022-11-30,否,55000,11,否",
    "钱七,灵活就业,是,2018-03-01,至今,是,50000,10,否",
    "孙八,单位职工,是,2018-03-01,至今,是,,12,否",
]
ANSWERS = [
    ["row", "status", "because", "base", "asks"],
    ["2", "entitled", "", "8000.00", ""],  # 96,000 ÷ 12
    ["3", "entitled", "", "4494.00", ""],  # 24,000 ÷ 12 is below the floor of 4,494 in 2023
    ["5", "not_entitled", "in_service", "5000.00", ""],
    ["6", "not_applicable", "employee", "", ""],
    ["7", "unknown", "", "", "gross_wage"],
]


def firm(path: Path, rows: list[str] = FIRM, headings: str = HEADINGS) -> Path:
    path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
    return path


def answer(rows: Path, out: Path, *more: str) -> Done:
    return run("answer", "contribution_base", "--rows", rows, "--out", out, "--as-of", "2023-03-01", *more)


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_number_with_many_places_is_written_with_all_of_them(tmp_path: Path) -> None:
    source = tmp_path / "left.csv"
    source.write_text(
        "contract_kind,hired_on,ended_on,part_time,end_ground,mean_wage,notice_given\n"
        'labour,2020-01-01,2024-05-31,否,"单位提出，双方协商一致解除",6000,是\n',
        encoding="utf-8",
    )
    out = tmp_path / "answers.csv"
    more = ("--result", "months", "--result", "months_without_last_day")
    assert run("answer", "severance", "--pack", "nanjing", "--rows", source, "--out", out, *more).code == 0
    heads, found = cells(out)
    # four years and five months are four and a half; what the other reading gives is nothing, not 0E-8
    assert dict(zip(heads, found, strict=True))["months"] == "4.50000000"
    assert dict(zip(heads, found, strict=True))["months_without_last_day"] == "0.00000000"


def test_a_firm(tmp_path: Path) -> None:
    done = answer(firm(tmp_path / "firm.csv"), tmp_path / "answers.csv", "--result", "base", "--json")
    assert (done.code, done.err) == (0, "")
    assert cells(tmp_path / "answers.csv") == ANSWERS
    assert cells(tmp_path / "answers.rejects.csv") == [
        ["行号", *HEADINGS.split(","), "原因"],
        ["4", *FIRM[2].split(","), "G 列 gross_wage：“许多”不是金额，请只写数字；H 列 months：13 须在 1 到 12 之间"],
    ]
    said = done.json
    assert (said["rows"], said["answered"], said["rejected"], said["left_out"]) == (6, 5, 1, 0)
    assert said["wrong"] == {"gross_wage": 1, "months": 1}
    assert said["groups"] == {"entitled": 2, "not_entitled": 1, "unknown": 1, "not_applicable": 1}
    assert said["sums"] == {"base": "12494.00"}
    assert said["settles"] == [["gross_wage", 1, 1]]
    assert said["notes"] == ["多出的列没有读：姓名"]
    assert said["rejects"] == str(tmp_path / "answers.rejects.csv")


def test_amounts_in_another_unit_than_yuan(tmp_path: Path) -> None:
    done = answer(firm(tmp_path / "a.csv", headings=f"单位：万元\n{HEADINGS}"), tmp_path / "out.csv")
    said = "错误：表里第 1 行的“单位:万元”说的不是元：请把金额都换算成元，把这个单位改掉再交\n"
    assert (done.code, done.err) == (2, said)


def test_in_words(tmp_path: Path) -> None:
    done = answer(firm(tmp_path / "firm.csv"), tmp_path / "answers.csv")
    assert (done.code, done.err) == (0, "")
    assert "按 2023-03-01 回答 5 行" in done.out
    assert "│ 月缴费基数                     │ 12,494.00  │" in done.out
    assert f"拒收的行连同原因在 {tmp_path / 'answers.rejects.csv'}\n" in done.out
    assert done.out.endswith(f"答案已写到 {tmp_path / 'answers.csv'}\n")


@pytest.mark.parametrize("word", ["male", "男", "男性", "1", "１", "M"])
def test_words_of_code_lists(word: str, tmp_path: Path) -> None:
    """A man of March 1970: 62 months after January 1965 make 15 whole fours and one begun, so 60 years and 16 months."""
    table = firm(tmp_path / "t.csv", [f"{word},1970-03-07"], "sex,born_on")
    many = run("answer", "retirement_age", "--rows", table, "--out", tmp_path / "o.csv", "--result", "age_months")
    assert (many.code, many.err) == (0, "")
    assert "736" in cells(tmp_path / "o.csv")[1]
    one = run("answer", "retirement_age", f"sex={word}", "born_on=1970-03-07", "--result", "age_months", "--json")
    assert one.json["results"]["age_months"] == 736


def test_what_is_unlikely_is_computed_and_counted(tmp_path: Path) -> None:
    rows = ["张三,单位职工,是,2018-03-01,至今,是,6,12,否", "李四,单位职工,是,2018-03-01,至今,是,60000,12,否"]
    done = answer(firm(tmp_path / "firm.csv", rows), tmp_path / "answers.csv", "--json")
    assert (done.json["rows"], done.json["rejected"], done.json["doubts"]) == (2, 0, {"gross_wage": 1})
    said = answer(tmp_path / "firm.csv", tmp_path / "answers.csv").out
    assert "不像的值（照算了，请核对）" in said


def test_an_event_of_a_row_has_happened(tmp_path: Path) -> None:
    rows = ["张三,单位职工,是,2199-03-01,至今,是,96000,12,否", *FIRM[:1]]
    done = answer(firm(tmp_path / "firm.csv", rows), tmp_path / "answers.csv", "--json")
    assert done.json["wrong"] == {"joined_on": 1}


def test_each_row_as_one_person(tmp_path: Path) -> None:
    answer(firm(tmp_path / "firm.csv"), tmp_path / "answers.csv", "--result", "base")
    names = HEADINGS.split(",")[1:]
    for row, status, _because, base, asks in cells(tmp_path / "answers.csv")[1:]:
        facts = [f"{n}={v}" for n, v in zip(names, FIRM[int(row) - 2].split(",")[1:], strict=True) if v]
        alone = run("answer", "contribution_base", *facts, "--as-of", "2023-03-01", "--result", "base", "--json").json
        assert (alone["status"], alone["results"].get("base") or "") == (status, base)
        assert "、".join(question["fact"] for question in alone["questions"]) == asks


def test_the_same_from_excel_and_parquet(tmp_path: Path) -> None:
    plain = [dict(zip(HEADINGS.split(","), line.split(","), strict=True)) for line in FIRM]
    book = openpyxl.Workbook()
    for line in [HEADINGS.split(","), *([_typed(cell) for cell in row.values()] for row in plain)]:
        book.active.append(line)
    book.save(tmp_path / "firm.xlsx")
    parquet.write_table(pa.Table.from_pylist(plain), tmp_path / "firm.parquet")
    for ending, shift in (("xlsx", 0), ("parquet", -1)):  # a Parquet file has no line of headings
        assert answer(tmp_path / f"firm.{ending}", tmp_path / "answers.csv", "--result", "base").code == 0
        expected = [[str(int(row) + shift), *rest] for row, *rest in ANSWERS[1:]]
        assert cells(tmp_path / "answers.csv")[1:] == expected


def _typed(text: str) -> Any:
    return float(text) if text.replace(".", "").isdigit() else text


def test_dates_and_numbers_as_a_database_writes_them(tmp_path: Path) -> None:
    day = pa.array([0], pa.timestamp("us"))
    columns = {"joined_on": day, "gross_wage": [96000.0], "months": [12.0], "employed_in_december": [True]}
    parquet.write_table(pa.table(columns), tmp_path / "firm.parquet")
    facts = ("enrolment_kind=employee", "employer_insured=是", "left_on=至今", "draws_allowance=否", "--result", "base")
    assert answer(tmp_path / "firm.parquet", tmp_path / "answers.csv", *facts).code == 0
    assert cells(tmp_path / "answers.csv")[1] == ["1", "entitled", "", "8000.00", ""]


def test_facts_that_hold_for_every_row(tmp_path: Path) -> None:
    headings = HEADINGS.replace("employer_insured,", "")
    rows = [line.replace(",是,2018", ",2018") for line in FIRM]
    done = answer(
        firm(tmp_path / "firm.csv", rows, headings), tmp_path / "a.csv", "employer_insured=是", "--result", "base"
    )
    assert done.code == 0
    assert cells(tmp_path / "a.csv") == ANSWERS
    twice = answer(firm(tmp_path / "firm.csv"), tmp_path / "a.csv", "employer_insured=是")
    refused(twice, "employer_insured 只能写一处：文件 firm.csv 有这一列，命令里又写了它")
    refused(
        answer(tmp_path / "firm.csv", tmp_path / "a.csv", "wage_items=无"),
        "wage_items 是若干条记录，用 --rows 时不能写",
    )


def test_old_rejects_are_removed(tmp_path: Path) -> None:
    answer(firm(tmp_path / "firm.csv"), tmp_path / "answers.csv")
    assert (tmp_path / "answers.rejects.csv").exists()
    answer(firm(tmp_path / "firm.csv", FIRM[:2]), tmp_path / "answers.csv")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["answers.csv", "firm.csv"]


FILES = [
    ("firm.csv", b"", "文件 firm.csv 是空的"),
    ("firm.csv", b"gross_wage,months\n", "文件 firm.csv 没有数据行"),
    ("firm.csv", "姓名,工号\n甲,1\n".encode(), "没有一列是事实；列名要写事实的名称或问题：enrolment_kind、"),
    ("firm.csv", b"gross_wages,months\n1,2\n", "列“gross_wages”不是事实，是不是“gross_wage”？"),
    ("firm.csv", b"months,months\n1,2\n", "months 只能写一处：文件 firm.csv 有 2 列都是它"),
    ("firm.xlsx", b"PK\x03\x04", "文件 firm.xlsx 已损坏（只传了一半，或没有保存完），请重新导出"),
    ("firm.parquet", b"PAR1PAR1", "已损坏或不是 Parquet 文件"),
    ("firm.xls", b"old", "文件 firm.xls 没有一列是事实"),
    ("firm.csv", b"%PDF-1.7", "文件 firm.csv 是PDF，不是表格：请交 Excel、WPS 表格或 CSV"),
]


@pytest.mark.parametrize(("name", "content", "sentence"), FILES)
def test_bad_files(name: str, content: bytes, sentence: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    refused(answer(tmp_path / name, tmp_path / "answers.csv"), sentence)
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_no_file(tmp_path: Path) -> None:
    refused(answer(tmp_path / "nowhere.csv", tmp_path / "a.csv"), "nowhere.csv：没有这个文件或文件夹")
    refused(answer(tmp_path, tmp_path / "a.csv"), "这是文件夹，要的是文件")


def test_the_source_is_never_covered(tmp_path: Path) -> None:
    path = firm(tmp_path / "firm.csv")
    refused(answer(path, path), "会被结果盖掉，请换一个 --out")
    path = path.rename(tmp_path / "answers.rejects.csv")
    refused(answer(path, tmp_path / "answers.csv"), "会被结果盖掉，请换一个 --out")
    assert cells(path)[0] == HEADINGS.split(",")


def test_every_row_bad(tmp_path: Path) -> None:
    path = firm(tmp_path / "firm.csv", [f"x{i},13" for i in range(30_000)], "gross_wage,months")
    rejects = tmp_path / "answers.rejects.csv"
    refused(answer(path, tmp_path / "answers.csv"), f"文件 firm.csv 的 30,000 行都读不进来，原因见 {rejects}")
    assert not (tmp_path / "answers.csv").exists()
    written = cells(rejects)[1:]
    assert [row[0] for row in written] == [str(number) for number in range(2, 30_002)]
    assert written[7] == [
        "9",
        "x7",
        "13",
        "A 列 gross_wage：“x7”不是金额，请只写数字；B 列 months：13 须在 1 到 12 之间",
    ]


def test_ragged_lines(tmp_path: Path) -> None:
    path = firm(tmp_path / "firm.csv", ["1000,12", "1000", "", "1000,12,3", '"1,000",12'], "gross_wage,months")
    assert answer(path, tmp_path / "a.csv").code == 0
    assert [row[0] for row in cells(tmp_path / "a.csv")[1:]] == ["2", "6"]
    assert [(row[0], row[-1]) for row in cells(tmp_path / "a.rejects.csv")[1:]] == [
        ("3", "这一行有 1 列，标题有 2 列"),
        ("5", "这一行有 3 列，标题有 2 列"),
    ]


def test_outside_the_period(tmp_path: Path) -> None:
    path = firm(tmp_path / "firm.csv")
    done = run("answer", "contribution_base", "--rows", path, "--out", tmp_path / "a.csv", "--as-of", "2022-12-31")
    refused(done, "有效期是 2023-01-01 至 2023-12-31")


SEVERANCE = [
    *("contract_kind", "hired_on", "ended_on", "part_time", "end_ground", "mean_wage", "notice_given"),
    "age_standing",
]
GONE = ["labour", "2020-01-01", "2024-05-31", "否", "单位提出，双方协商一致解除", "6000", "是", "under"]


def severance(path: Path, out: Path) -> Done:
    return run("answer", "severance", "--rows", path, "--out", out, "--json")


def changed(place: int, made: str) -> list[str]:
    return [*GONE[:place], made, *GONE[place + 1 :]]


UNSURE = [
    (
        1,
        number("B3", "2020.1"),
        "B 列 hired_on：显示“2020.1”，分不清 1 月还是 10 月（数字 2020.10 会存成 2020.1）：请把这一列设成文本，写成 2020-01 或 2020-10",
    ),
    (
        2,
        '<c r="C3"><f>TODAY()</f></c>',
        "C 列 ended_on：显示“=TODAY()”，是公式，文件里没有算出来的值：请用 Excel 或 WPS 打开、保存一次再交",
    ),
    (4, '<c r="E3" t="e"><v>#N/A</v></c>', "E 列 end_ground：显示“#N/A”，是错误值：请在原表里改好"),
]


@pytest.mark.parametrize(("place", "made", "said"), UNSURE)
def test_a_cell_that_nobody_can_be_sure_of(place: int, made: str, said: str, tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", rows(SEVERANCE, GONE, changed(place, made))))
    done = severance(path, tmp_path / "out.csv")
    assert (done.json["rows"], done.json["answered"], done.json["rejected"]) == (2, 1, 1)
    (_, refused_row) = cells(tmp_path / "out.rejects.csv")
    assert (refused_row[0], refused_row[-1]) == ("3", said)


def test_wages_that_a_sheet_worked_out(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", ("表", rows(SEVERANCE, changed(5, number("F2", "4753.210000000001")))))
    assert severance(path, tmp_path / "out.csv").json["sums"]["compensation"] == "21389.45"  # 4.5 months of 4,753.21


def test_every_row_of_every_sheet_is_accounted_for(tmp_path: Path) -> None:
    total = ["合计", "", "", "", "", "12000", ""]
    first = rows(["2026年6月解除名单"], SEVERANCE, GONE, total)
    sheets = (("一", first), ("二", rows(SEVERANCE, GONE)), ("说明", rows(["一人一行"])), ("旧", rows(SEVERANCE, GONE)))
    done = severance(book(tmp_path / "a.xlsx", *sheets, hidden=["旧"]), tmp_path / "out.csv").json
    assert (done["rows"], done["answered"], done["rejected"], done["left_out"]) == (7, 2, 0, 5)
    assert done["left_out_reasons"] == {
        "表头上面的标题": 1,
        "合计行": 1,
        "没有事实的列名的工作表": 1,
        "隐藏的工作表": 2,
    }
    assert done["notes"] == [
        "工作表“一”有 1 行是表头上面的标题，没有当作数据",
        "工作表“一”有 1 行是合计行，没有当作数据",
        "工作表“说明”没有读（1 行）：是没有事实的列名的工作表",
        "工作表“旧”没有读（2 行）：是隐藏的工作表",
    ]
    assert [row[:2] for row in cells(tmp_path / "out.csv")] == [["sheet", "row"], ["一", "3"], ["二", "2"]]


def test_the_only_sheet_is_hidden(tmp_path: Path) -> None:
    table = book(tmp_path / "t.xlsx", ("名单", rows(["sex", "born_on"], ["男", "1970-03-07"])), hidden=["名单"])
    done = run("answer", "retirement_age", "--rows", table, "--out", tmp_path / "o.csv", "--json")
    assert (done.json["answered"], done.json["notes"]) == (1, ["工作表“名单”是隐藏的，文件里没有别的表，就读了它"])


def test_columns_by_their_questions(tmp_path: Path) -> None:
    asked = ["与单位是什么关系", "哪天到单位工作的？", *SEVERANCE[2:4], "劳动关系是怎样结束的？", *SEVERANCE[5:]]
    path = firm(tmp_path / "a.tsv", ["\t".join(GONE)], "\t".join(asked))
    done = severance(path, tmp_path / "out.csv")
    assert (done.json["answered"], done.json["sums"]["compensation"]) == (1, "27000.00")  # 4.5 months of 6,000


def test_what_is_refused_holds_no_formula_and_whole_ids(tmp_path: Path) -> None:
    path = firm(
        tmp_path / "a.csv",
        ['张三,"=HYPERLINK(""http://127.0.0.1/"")",11010519491231002X,x', "𠮷䶮㛃,@SUM(1),261130738427310,x"],
        "姓名,备注,号码,gross_wage",
    )
    refused(answer(path, tmp_path / "out.csv"), "文件 a.csv 的 2 行都读不进来")
    assert [row[1:4] for row in cells(tmp_path / "out.rejects.csv")[1:]] == [
        ["张三", '\'=HYPERLINK("http://127.0.0.1/")', "11010519491231002X"],
        ["𠮷䶮㛃", "'@SUM(1)", "261130738427310\t"],
    ]
