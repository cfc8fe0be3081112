"""The list of reported figures: each of the 252 is answered by a figure or waits for something; a faulty list is refused."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from yuntai.cli.figures import figures
from yuntai.errors import YuntaiError
from yuntai.figures.reported import reported_by
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import Pack, load_pack


def test_each_is_answered_or_waits() -> None:
    listed = reported_by(load_pack(FOLDER / "nanjing"))
    assert [one.number for one in listed] == [f"F{number:03}" for number in range(1, 253)]
    assert all(bool(one.figure) != bool(one.waits) for one in listed)
    by_number = {one.number: one for one in listed}
    assert by_number["F174"].figure == "online_rate"
    assert (by_number["F105"].figure, dict(by_number["F105"].only)) == ("grants", {"procedure": "flexible_subsidy"})
    assert by_number["F219"].waits is not None
    assert by_number["F219"].waits.row == "S82"


def test_the_command_lists_them() -> None:
    done = CliRunner().invoke(figures, ["--json"], standalone_mode=False)
    said = json.loads(done.output)
    assert said["of"] == len(said["figures"]) == 252
    assert said["defined"] + said["waiting"] == 252
    assert Counter(one["figure"] is not None for one in said["figures"])[True] == said["defined"]
    missing = json.loads(CliRunner().invoke(figures, ["--missing", "--json"], standalone_mode=False).output)
    assert len(missing["figures"]) == said["waiting"]
    assert missing["figures"][0] == {
        "number": "F001",
        "title": "城镇新增就业",
        "unit": "万人",
        "figure": None,
        "only": {},
        "waits": {"row": "S60", "needs": "就业登记台账：新就业和自然减员"},
    }


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("{number: F1, title: 甲, unit: 件}", "reported.yaml:4：figure 和 waits 写一个，也只能写一个"),
        ("{number: F1, title: 甲, unit: 件, figure: recieved}", "figure 没有“recieved”，是不是“received”？"),
        ("{number: F1, title: 甲, unit: 件, waits: fair}", "waits 没有“fair”，是不是“fairs”？"),
        (
            "{number: F1, title: 甲, unit: 件, figure: received, only: {chanel: online}}",
            "不认识“chanel”，是不是“channel”？",
        ),
    ],
)
def test_a_faulty_list_is_refused_with_its_line(tmp_path: Path, line: str, sentence: str) -> None:
    folder = tmp_path / "here" / "figures"
    folder.mkdir(parents=True)
    text = f"waits:\n  fairs: {{row: S43, needs: 招聘会台账}}\nfigures:\n  - {line}\n"
    (folder / "reported.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(YuntaiError) as told:
        reported_by(Pack("here", "此地", (folder.parent, FOLDER / "national")))
    assert sentence in str(told.value)
    assert "reported.yaml:4" in str(told.value)
