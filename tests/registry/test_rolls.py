"""Declarations of rolls: what is read of one, and what is said of a faulty one."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.procedures.keeping import load_rolls
from yuntai.procedures.units import load_units
from yuntai.registry.columns import Employer, Keeper, Needs, Person, Session, Table
from yuntai.registry.kinds import Some
from yuntai.registry.rolls import read_rolls
from yuntai.rules.rule.packs import Pack, load_pack

GOOD = """
title: 学徒台账
of: person
key: [person, course]
kept_by: {function: employment, level: district, by: employer}
columns:
  - {name: full_name, title: 学徒姓名, kind: text, private: true, find: true}
  - {name: course, title: 班号, kind: {type: ref, of: courses}}
  - {name: employer, title: 企业, kind: employer}
  - {name: contract_until, title: 合同到期, kind: {type: date, none: 无固定期限, future: true}}
  - {name: begun_on, title: 入班日期, kind: date}
  - {name: topics, title: 内容, kind: {type: some, options: {tools: 工具, safety: 安全}}}
  - {name: result, title: 结果, kind: {type: choice, options: {passed: 合格, failed: 不合格}}, optional: true}
  - {name: passed_on, title: 考核日期, kind: date, optional: true}
  - {name: old_number, title: 旧编号, kind: text, optional: true, until: 2026-06-30}
once: [employer, old_number]
periods:
  - [begun_on, contract_until]
rules:
  - {when: {result: [passed, failed]}, needs: [passed_on], reason: 有结果的要写考核日期}
complete_since: 2026-01-01
sessions:
  seat: {title: 座位, for: person, waiting: true, sign_in: [code, paper]}
shown_to: [employment, person]
"""
COURSES = """
title: 培训班
key: [course]
kept_by: {function: employment, level: city}
columns:
  - {name: course, title: 班号, kind: text, public: true}
"""


def town(folder: Path, **rolls: str) -> Pack:
    """A town with these rolls and no others."""
    (folder / "town" / "rolls").mkdir(parents=True)
    (folder / "town" / "pack.yaml").write_text("id: town\ntitle: 试验镇\n", "utf-8")
    units = """
functions: {employment: 就业促进, inspection: 监察}
units:
  - {code: "999900", name: 镇人社所, level: city, functions: [employment]}
  - {code: 999900-east, demonstration: true, name: 东街站, level: district, district: 东街, parent: "999900"}
"""
    (folder / "town" / "units.yaml").write_text(units, "utf-8")
    for name, text in rolls.items():
        (folder / "town" / "rolls" / f"{name}.yaml").write_text(text.lstrip(), "utf-8")
    return load_pack(folder / "town")


def load(pack: Pack) -> dict[str, Table]:
    return dict(load_rolls(pack, load_units(pack)))


def test_a_roll_is_a_table_as_the_imported_are(tmp_path: Path) -> None:
    rolls = load(town(tmp_path, apprentices=GOOD, courses=COURSES))
    roll = rolls["apprentices"]
    assert (roll.title, roll.key) == ("学徒台账", ("person", "course"))
    assert isinstance(roll["person"].kind, Person)
    assert isinstance(roll["employer"].kind, Employer)
    assert [column.name for column in roll.loaded] == [
        *("person", "course", "employer", "contract_until", "begun_on"),
        *("topics", "result", "passed_on", "old_number"),
    ]
    assert roll["course"].references == "courses"
    assert (roll["full_name"].private, roll["full_name"].find) == (True, True)
    assert roll["contract_until"].ahead
    assert roll["old_number"].until == date(2026, 6, 30)
    assert roll.periods == (("begun_on", "contract_until"),)
    assert roll.kept is not None
    assert roll.kept.keeper == Keeper("employment", "district", "employer")
    assert roll.kept.once == ("employer", "old_number")
    assert roll.kept.needs == (Needs("result", ("passed", "failed"), ("passed_on",), "有结果的要写考核日期"),)
    assert roll.kept.complete_since == date(2026, 1, 1)
    assert roll.kept.sessions == {"seat": Session("座位", "person", True, ("code", "paper"))}
    assert roll.kept.shown_to == ("employment", "person")


def test_a_roll_of_persons_has_one_row_a_person_where_it_says_no_key(tmp_path: Path) -> None:
    roll = "title: 名册\nof: person\nkept_by: {function: employment, level: city}\n"
    assert load(town(tmp_path, names=roll))["names"].key == ("person",)


def test_several_of_a_choice_stand_in_its_order() -> None:
    kind = Some({"tools": "工具", "safety": "安全"})
    assert kind.parse("安全、工具") == "tools,safety"
    assert kind.show("tools,safety") == "工具、安全"
    with pytest.raises(ValueError, match="至少要选一项"):
        kind.parse("")
    with pytest.raises(ValueError, match="“画画”不在选项中"):
        kind.parse("工具，画画")


HEAD = """title: 名册
key: [a]
kept_by: {function: employment, level: city}
columns:
  - {name: a, title: 编号, kind: text}"""


def columns(*lines: str) -> str:
    """A roll with these columns beside its key."""
    return "\n".join([HEAD, *(f"  - {line}" for line in lines)])


FAULTS = {
    "an unknown word": (columns() + "\ncolour: red", ":6：台账不认识“colour”"),
    "no key": (columns().replace("key: [a]\n", ""), "没有写 key"),
    "a key that is no column": (columns().replace("[a]", "[b]"), ":2：台账的 key 没有“b”"),
    "a key that may be empty": (columns().replace("kind: text", "kind: text, optional: true"), ":2：“编号”是 key"),
    "a column twice": (columns("{name: a, title: 又一个, kind: text}"), ":6：列“a”写了两次"),
    "a title twice": (columns("{name: b, title: 编号, kind: text}"), ":6：标题“编号”写了两次"),
    "a column of its own": (columns("{name: since, title: 起, kind: date}"), ":6：列名不能是“since”"),
    "a Python word": (columns("{name: class, title: 分类, kind: text}"), ":6：列名不能是“class”"),
    "no kind": (columns("{name: b, title: 乙}"), ":6：列没有写 kind"),
    "an unknown kind": (columns("{name: b, title: 乙, kind: colour}"), ":6：没有“colour”这种 kind"),
    "a reference to nowhere": (columns("{name: b, title: 乙, kind: {type: ref, of: nowhere}}"), ":6：“乙”说的是“nowhere”"),
    "a reference without a table": (columns("{name: b, title: 乙, kind: ref}"), ":6：ref 要写是哪一张表"),
    "a list that is not there": (columns("{name: b, title: 乙, kind: {type: code, of: causes}}"), "codes/causes.yaml 没有写"),
    "a name in clear": (columns("{name: b, title: 负责人姓名, kind: text}"), ":6：“负责人姓名”说得出是谁，要写 private: true"),
    "a telephone in clear": (columns("{name: b, title: 联络, kind: phone}"), ":6：“联络”说得出是谁"),
    "private and public": (columns("{name: b, title: 乙, kind: text, private: true, public: true}"), "不能再写 public"),
    "a person in public": (columns("{name: b, title: 乙, kind: person, public: true}"), ":6：“乙”是个人，不能公开"),
    "a private employer": (columns("{name: b, title: 乙, kind: employer, private: true}"), "删掉 private"),
    "optional and open": (columns("{name: b, title: 乙, kind: {type: date, none: 至今}, optional: true}"), "不要再写 optional"),
    "a day found by words": (columns("{name: b, title: 乙, kind: date, find: true}"), "删掉 find"),
    "a period of no days": (columns() + "\nperiods:\n  - [a, a]", ":7：periods 每项写两个日期列"),
    "an office that is none": (columns().replace("employment", "fishing"), "的 kept_by 没有“fishing”这项职能"),
    "a level that is none": (columns().replace("level: city", "level: village"), "没有“village”这一级"),
    "nobody's rows": (columns().replace("level: city", "level: district"), "没有写 by"),
    "shown to nobody": (columns() + "\nshown_to: [fishers]", "shown_to 没有“fishers”"),
    "a rule on a text": (columns() + "\nrules:\n  - {when: {a: x}, needs: [a], reason: 无}", "when 要写是或否、选项的列"),
    "too many columns": (columns(*(f"{{name: b{n}, title: 第{n}列, kind: text}}" for n in range(30))), "有 31 列，最多 30 列"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), FAULTS.values(), ids=FAULTS.keys())
def test_a_faulty_roll_is_refused_with_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(YuntaiError) as error:
        load(town(tmp_path, names=text))
    assert "names.yaml:" in str(error.value)
    assert said in str(error.value)


def test_an_office_in_each_district_is_asked_for(tmp_path: Path) -> None:
    text = columns("{name: firm, title: 企业, kind: employer}")
    text = text.replace("{function: employment, level: city}", "{function: inspection, level: district, by: firm}")
    with pytest.raises(YuntaiError, match="东街没有管监察的单位"):
        load(town(tmp_path, names=text))


def test_a_roll_of_thirty_columns_is_read(tmp_path: Path) -> None:
    text = columns(*(f"{{name: b{n}, title: 第{n}列, kind: text}}" for n in range(29)))
    assert len(load(town(tmp_path, names=text))["names"].columns) == 30


def test_what_an_imported_table_is_called_no_roll_is(tmp_path: Path) -> None:
    with pytest.raises(YuntaiError, match="“persons”是登记库的人员，台账要另取一个文件名"):
        read_rolls(town(tmp_path, persons=columns()))
    with pytest.raises(YuntaiError, match="“参保登记”已经是 enrolments 的标题"):
        read_rolls(town(tmp_path / "b", names=columns().replace("名册", "参保登记")))


def test_the_rolls_that_come_with_yuntai_are_kept_in_every_place() -> None:
    for place in ("nanjing",):
        pack = load_pack(FOLDER / place)
        assert "collective_contracts" in load_rolls(pack, load_units(pack))
