"""What a new version of a procedure changes, in words; what the registry has; what an old case still reads."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.procedures.places import PROCEDURE, procedure_files, write_place
from yuntai.procedures import Procedure, changes, load_procedures


def read(root: Path, text: str = PROCEDURE) -> Procedure:
    return load_procedures(write_place(root, procedure_files(text)))["first"]


MATERIAL = PROCEDURE[PROCEDURE.index("materials:") : PROCEDURE.index("days:")]


@pytest.mark.parametrize(
    ("old", "new", "counts", "sentences"),
    [
        ("summary: 试验。", "summary: 换个说法。", (0, 0, 0), ()),
        ("promised: 10", "promised: 7", (0, -3, 0), ("承诺办结 −3 个工作日（10 → 7）",)),
        ("promised: 10", "promised: 12", (0, 2, 0), ("承诺办结 +2 个工作日（10 → 12）",)),
        (MATERIAL, "", (-1, 0, 0), ("材料 −1：不再要“工资单”",)),
        ("  - id: slip", "  - {id: card, title: 身份证, source: 办法}\n  - id: slip", (1, 0, 0), ("材料 +1：增加“身份证”",)),
        ("id: slip\n    title: 工资单", "id: flow\n    title: 流水", (0, 0, 0), ("材料 −1：不再要“工资单”", "材料 +1：增加“流水”")),
        ("      - {name: contact, ask: 电话是多少？, kind: phone}\n", "", (0, 0, -1), ("问题 −1：不再要“电话是多少？”",)),
        ("id: slip\n", "id: slip\n    formats: [pdf]\n", (0, 0, 0), ("材料“工资单”的文件收 pdf（原来收 pdf、jpg、png）",)),
        ("是多少？, kind: phone", "是多少？, kind: text", (0, 0, 0), ("“电话是多少？”怎样填、怎样核对有变化",)),
        ("[online, counter]", "[counter, outlet]", (0, 0, 0), ("渠道 −1：不再要“网上”", "渠道 +1：增加“街道社区网点”")),
    ],
)  # fmt: skip
def test_changes(tmp_path: Path, old: str, new: str, counts: tuple[int, int, int], sentences: tuple[str, ...]) -> None:
    assert PROCEDURE.count(old) == 1
    before, after = read(tmp_path / "before"), read(tmp_path / "after", PROCEDURE.replace(old, new))
    found = changes(before, after)
    assert (found.materials, found.days, found.questions) == counts
    assert found.sentences == sentences
    assert before.digest != after.digest


def test_the_same_text_has_the_same_digest(tmp_path: Path) -> None:
    first, second = read(tmp_path / "one"), read(tmp_path / "two", PROCEDURE + "# 一句备注\n")
    assert first.digest == second.digest
    assert replace(first, version=2).digest != first.digest


def test_an_old_version_stays_readable(tmp_path: Path) -> None:
    procedure = read(tmp_path)
    kept = procedure.to_dict()
    del kept["risks"]  # written before there were risks
    kept["given_up"] = 1  # and when there was something since given up
    assert Procedure.from_dict(kept) == replace(procedure, risks=())


def test_for_whom_is_a_word_or_several(tmp_path: Path) -> None:
    both = PROCEDURE.replace("audience: person", "audience: [person, employer]")
    assert read(tmp_path / "one").audience == {"person"}
    assert read(tmp_path / "both", both).audience == {"person", "employer"}


def test_a_definition_kept_while_there_could_be_one_audience_only(tmp_path: Path) -> None:
    procedure = read(tmp_path)
    assert Procedure.from_dict(procedure.to_dict() | {"audience": "person"}) == procedure


def test_what_the_registry_has_is_named(tmp_path: Path) -> None:
    text = PROCEDURE.replace(
        "{name: contact, ask: 电话是多少？, kind: phone}", "{name: sex, ask: 男还是女？, kind: text}"
    )
    text = text.replace("title: 工资单", "title: 缴费记录单")
    warnings = load_procedures(write_place(tmp_path, procedure_files(text))).warnings
    assert [warning.rpartition("procedure.yaml:")[2] for warning in warnings] == [
        "12：“每月工资是多少？”登记库里有 contributions.wage（应发工资），可以不问，请写 registry",
        "14：“男还是女？”登记库里有 persons.sex（性别），可以不问，请写 registry",
        "16：材料“缴费记录单”登记库里有 contributions（缴费记录），可以不交，请写 replaced_by",
    ]


def test_a_fact_with_a_registry_need_not_be_asked(tmp_path: Path) -> None:
    assert [field.name for field in read(tmp_path).fields] == ["wage", "urban", "contact"]  # born_on is looked up


def test_the_interview_asks_what_the_form_does_not(tmp_path: Path) -> None:
    procedure = read(tmp_path, PROCEDURE.replace("      - wage\n", "").replace("form:", "interview: true\nform:"))
    assert procedure.interview
    assert [field.name for field in procedure.fields] == ["urban", "contact"]


def test_a_place_changes_days_and_channels_only(tmp_path: Path) -> None:
    town = load_procedures(write_place(tmp_path, procedure_files()))["first"]
    local = "days: {promised: 4, promise: 区政府公告}\nchannels: [online]\n"
    pack = write_place(tmp_path, {"procedures/first/local.yaml": local}, name="quarter", parent="town")
    expected = replace(town, promised_days=4, promise="区政府公告", channels=frozenset({"online"}))
    assert load_procedures(pack)["first"] == expected
