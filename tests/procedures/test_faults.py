"""Whatever is wrong in a procedure, a bundle, the units or the letters is refused at load, with file, line and advice."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.procedures.places import BUNDLE, LETTERS, PROCEDURE, UNITS, procedure_files, write_place
from yuntai.errors import YuntaiError
from yuntai.procedures import load_procedures

# What is written in PROCEDURE, what stands there instead, the line that is named, the sentence.
PROCEDURES = [
    ("an unknown key", "summary: 试验。", "sumary: 试验。", 6, "事项不认识“sumary”，是不是“summary”？"),
    ("no title", "title: 试验补贴申领\n", "", 1, "事项没有写 title，请补上"),
    ("a title that is a number", "title: 试验补贴申领", "title: 2024", 1, "title 要写成文字，现在是“2024”"),
    ("a title twice", "title: 试验补贴申领", "title: 甲\ntitle: 乙", 2, "“title”写了两次"),
    ("an unknown audience", "audience: person", "audience: persn", 2, "没有“persn”，是不是“person”？"),
    ("one of several audiences unknown", "audience: person", "audience: [person, firm]", 2, "audience 没有“firm”"),
    ("no audience", "audience: person", "audience: []", 2, "audience 要写成一列"),
    ("an unknown kind", "kind: grant", "kind: grants", 3, "没有“grants”，是不是“grant”？"),
    ("a version that is text", "version: 1", "version: 一", 5, "version 要写 1 到 9999 的整数，现在是“一”"),
    ("an unknown policy", "policy: trial", "policy: trail", 8, "没有“trail”，是不是“trial”？"),
    (
        "a form that is no list",
        "form:\n  - title: 本人\n    fields:",
        "form:\n    title:",
        9,
        "form 要写成一列（每项前面加“- ”）",
    ),
    ("an unknown fact", "      - wage", "      - wages", 12, "政策 trial 没有“wages”这项事实，是不是“wage”？"),
    ("a question twice", "      - urban", "      - wage", 13, "问题“wage”写了两次，删掉一个"),
    ("a fact left out", "      - wage\n", "", 9, "政策 trial 要问“wage”，表单没有：加进 form，或者写 interview: true"),
    ("a fact written as a field", "name: contact", "name: wage2, fact: wage", 14, "问题不认识“name”"),
    ("a field named as a fact", "name: contact", "name: born_on", 14, "政策 trial 已经有“born_on”，直接写这个名称"),
    ("a field without a question", "ask: 电话是多少？, ", "", 14, "问题没有写 ask，请补上"),
    ("a field without a kind", ", kind: phone", "", 14, "问题没有写 kind，请补上"),
    ("an unknown kind of field", "kind: phone", "kind: phones", 14, "没有“phones”这种 kind，是不是“phone”？"),
    ("a kind with a strange key", "kind: phone", "kind: {type: whole, lest: 1}", 14, "整数没有“lest”这一项"),
    ("a choice without options", "kind: phone", "kind: {type: choice}", 14, "选项要写 options: {代号: 说明}"),
    ("a field's name in Chinese signs", "name: contact", "name: 电-话", 14, "要写成英文标识名，现在是“电-话”"),
    ("a registry table unknown", "kind: phone", "kind: phone, registry: person.phone", 14, "是不是“persons”？"),
    ("a registry column unknown", "kind: phone", "kind: text, registry: persons.sexx", 14, "是不是“sex”？"),
    (
        "a material's when of no field",
        "when: {urban: true}",
        "when: {urbn: true}",
        18,
        "不是表单的问题，是不是“urban”？",
    ),
    ("a when of an amount", "when: {urban: true}", "when: {wage: 1}", 18, "只能用是或否、选项的问题，“wage”是金额"),
    ("a when of a wrong value", "when: {urban: true}", "when: {urban: 城镇}", 18, "“城镇”不是“是”或“否”"),
    ("a material without a source", "    source: 试验办法 第三条\n", "", 16, "材料没有写 source，请补上"),
    (
        "a material replaced by nothing",
        "when: {urban: true}",
        "replaced_by: contribution",
        18,
        "是不是“contributions”？",
    ),
    (
        "a material in a strange format",
        "when: {urban: true}",
        "formats: [doc]",
        18,
        "材料的 formats 没有“doc”，可写：pdf",
    ),
    ("when and optional", "when: {urban: true}", "when: {urban: true}\n    optional: true", 19, "留一个"),
    ("days without a source", "  source: 试验办法 第四条\n", "", 21, "期限没有写 source，请补上"),
    ("a promise above the law", "promised: 10", "promised: 21", 23, "承诺 21 个工作日，比法定的 20 个工作日长，请改短"),
    (
        "a promise above calendar days",
        "legal: 20",
        "legal: 13\n  legal_in: days",
        24,
        "承诺 10 个工作日，比法定的 13 日长",
    ),
    ("days without a promise", "  promised: 10\n", "", 21, "期限没有写 promised，请补上"),
    (
        "an unknown function",
        "function: skills",
        "function: skill",
        26,
        "办理单位的 function 没有“skill”，是不是“skills”？",
    ),
    ("an unknown level", "level: district", "level: distric", 26, "是不是“district”？"),
    ("an unknown channel", "[online, counter]", "[online, conter]", 27, "没有“conter”，是不是“counter”？"),
    ("a channel twice", "[online, counter]", "[online, online]", 27, "“online”写了两次，删掉一个"),
    ("a second officer over nothing", "over: 5000", "over: 五千", 28, "over 要写 1 到 1000000000 的整数"),
    (
        "an unknown letter",
        "granted: granted",
        "granted: grant",
        29,
        "文书“grant”没有写在 letters.yaml 里，是不是“granted”？",
    ),
    ("a letter for no outcome", "granted: granted", "grantd: granted", 29, "文书不认识“grantd”，是不是“granted”？"),
    ("a risk without a control", "    control: second_officer\n", "", 31, "风险点没有写 control，请补上"),
    (
        "a place that is not asked",
        "by: residence",
        "by: place",
        26,
        "按地点分办，表单里要有一个 kind: place 的问题",
    ),
    ("a field that says no employer", "by: residence", "by: employer, field: contact", 26, "没有“contact”"),
    ("a field where none is looked at", "by: residence", "by: residence, field: contact", 26, "不看答案，删掉 field"),
    ("a control that is not listed", "control: second_officer", "control: 比对", 32, "control 没有“比对”"),
    ("a control that this one lacks", "control: second_officer", "control: by_place", 32, "不能写 by_place"),
    ("no YAML", "title: 试验补贴申领", "title: [", 3, "YAML 写错了"),
]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"), [row[1:] for row in PROCEDURES], ids=[r[0] for r in PROCEDURES]
)
def test_a_faulty_procedure(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert PROCEDURE.count(old) == 1
    pack = write_place(tmp_path, procedure_files(PROCEDURE.replace(old, new)))
    with pytest.raises(YuntaiError) as error:
        load_procedures(pack)
    assert f"procedures/first/procedure.yaml:{line}：" in str(error.value)
    assert said in str(error.value)


BUNDLES = [
    ("a member that is not there", "- procedure: first", "- procedure: frist", 10, "没有“frist”，是不是“first”？"),
    ("a member twice", "- procedure: second", "- procedure: first", 11, "成员“first”写了两次，删掉一个"),
    ("a condition without its reason", "    otherwise: 您不要办第二件。\n", "", 11, "成员没有写 otherwise，请补上"),
    ("a condition of no question", "{wants_more: true}", "{want_more: true}", 12, "是不是“wants_more”？"),
    ("after one that is not there", "after: [first]", "after: [third]", 14, "没有“third”"),
    ("another audience", "audience: person", "audience: employer", 10, "不是单位事项，不能放进来"),
    ("an unknown key", "event: 试验了", "evnt: 试验了", 2, "一件事不认识“evnt”，是不是“event”？"),
]


@pytest.mark.parametrize(("old", "new", "line", "said"), [row[1:] for row in BUNDLES], ids=[r[0] for r in BUNDLES])
def test_a_faulty_bundle(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    assert BUNDLE.count(old) == 1
    files = {**procedure_files(), **procedure_files(name="second")}
    files |= {"procedures/both/bundle.yaml": BUNDLE.replace(old, new), "procedures/both/guide.md": "怎样办。"}
    with pytest.raises(YuntaiError) as error:
        load_procedures(write_place(tmp_path, files))
    assert f"procedures/both/bundle.yaml:{line}：" in str(error.value)
    assert said in str(error.value)


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        (
            "ask: 电话是多少？",
            "ask: 手机号码？",
            11,
            "“contact”在两个成员里不是同一个问题（电话是多少？ / 手机号码？）",
        ),
        ("title: 工资单", "title: 银行流水", 11, "材料“slip”在两个成员里不是同一份（工资单 / 银行流水），请改 id"),
    ],
)
def test_members_that_mean_two_things_by_one_name(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    files = {**procedure_files(), **procedure_files(PROCEDURE.replace(old, new), "second")}
    files |= {"procedures/both/bundle.yaml": BUNDLE, "procedures/both/guide.md": "怎样办。"}
    with pytest.raises(YuntaiError) as error:
        load_procedures(write_place(tmp_path, files))
    assert f"bundle.yaml:{line}：{said}" in str(error.value)


CITY_BELOW = '  - {code: "320103", name: 乙, level: city, parent: "320102"}\n'
NO_SKILLS = '  - {code: "320104", name: 乙区局, level: district, district: 乙, parent: "320100", functions: [window]}\n'
OTHERS = [
    ("a letter's placeholder", "procedures/letters.yaml", LETTERS.replace("{materials}", "{material}"), 5, "是不是“materials”？"),
    ("a letter's brace", "procedures/letters.yaml", LETTERS.replace("{materials}", "{materials"), 5, "没有成对"),
    ("a unit of no function", "units.yaml", UNITS.replace("[window]}", "[windw]}"), 3, "是不是“window”？"),
    ("a unit twice", "units.yaml", UNITS.replace('"320102"', '"320100"', 1), 4, "单位代码“320100”写了两次"),
    ("a unit under none", "units.yaml", UNITS.replace('parent: "320100"', 'parent: "320199"'), 4, "没有“320199”"),
    ("a made-up code", "units.yaml", UNITS.replace('"320102"', "jia"), 4, "不是 GB/T 2260 的六位代码"),
    ("a city in a district", "units.yaml", UNITS + CITY_BELOW, 5, "不能属于区级"),
    ("a district without the unit", "units.yaml", UNITS + NO_SKILLS, None, "乙没有办职业能力建设的单位"),
    ("a guide that is not there", "procedures/first/guide.md", "", 1, "没有办事指南，请写谁可以办"),
    ("local days above the law", "procedures/first/local.yaml", "", None, "要有一个，也只能有一个"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "line", "said"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS])
def test_faults_elsewhere(tmp_path: Path, path: str, text: str, line: int | None, said: str) -> None:
    with pytest.raises(YuntaiError) as error:
        load_procedures(write_place(tmp_path, {**procedure_files(), path: text}))
    assert said in str(error.value)
    assert (f"{path}:{line}：" if line else str(Path(path).parent)) in str(error.value)


@pytest.mark.parametrize(
    ("name", "text", "line", "said"),
    [
        ("first", "days: {promised: 21}", 1, "承诺 21 个工作日，比法定的 20 个工作日长，请改短"),
        ("first", "days: {legal: 30}", 1, "期限没有写 source，请补上"),
        ("first", "title: 换个名称", 1, "事项不认识“title”，可写：days、routing、channels"),
        ("frist", "days: {promised: 5}", None, "上级没有“frist”这个事项，是不是“first”？"),
    ],
)
def test_a_place_changes_its_parents_procedure_wrongly(
    tmp_path: Path, name: str, text: str, line: int | None, said: str
) -> None:
    write_place(tmp_path, procedure_files())
    local = write_place(tmp_path, {f"procedures/{name}/local.yaml": text}, name="quarter", parent="town")
    with pytest.raises(YuntaiError) as error:
        load_procedures(local)
    assert f"procedures/{name}/local.yaml" + (f":{line}：" if line else "：") in str(error.value)
    assert said in str(error.value)
