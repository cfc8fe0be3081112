"""The guide to flows shows a flow and sheets that are sound together."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from yuntai.packs import FOLDER
from yuntai.procedures import load_procedures
from yuntai.rules.rule.packs import load_pack

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
TOWN = Path(__file__).parents[1] / "town"


@pytest.mark.parametrize("name", ["write-a-flow.md", "zh-CN/write-a-flow.md"])
def test_what_the_guide_shows_is_read(name: str, tmp_path: Path) -> None:
    text = (GUIDES / name).read_text(encoding="utf-8")
    blocks = dict(re.findall(r"^```(python|yaml)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL))
    shutil.copytree(TOWN, tmp_path / "town")
    (tmp_path / "town" / "flows" / "clue.py").write_text(blocks["python"], encoding="utf-8")
    path = tmp_path / "town" / "procedures" / "wage_clue" / "procedure.yaml"
    written = path.read_text(encoding="utf-8")
    start, end = written.index("flow: clue"), written.index("form:")
    sheets, days = written.index("sheets:"), written.index("days:")
    path.write_text(written[:start] + written[end:sheets] + blocks["yaml"] + written[days:], encoding="utf-8")
    catalogue = load_procedures(load_pack(tmp_path / "town", FOLDER))
    flow = catalogue.flows["clue"]
    assert list(flow.steps) == ["received", "solving", "explaining", "sitting", "waiting_period"]
    assert {name: one.title for name, one in flow.outcomes.items()} == {
        "settled": "已解决",
        "passed_on": "已转出",
        "given_up": "已了结",
    }
