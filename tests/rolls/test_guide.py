"""The roll of the guide is one that can be loaded, in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.registry.test_rolls import load, town

GUIDES = Path(__file__).parents[2] / "docs" / "guides"


@pytest.mark.parametrize("name", ["write-a-roll.md", "zh-CN/write-a-roll.md"])
def test_the_roll_of_the_guide_loads(tmp_path: Path, name: str) -> None:
    (written,) = re.findall(r"```yaml\n(.*?)```", (GUIDES / name).read_text("utf-8"), re.DOTALL)
    pack = town(tmp_path, internships=written.replace("[skills, employer]", "[inspection, employer]"))
    (pack.folders[0] / "units.yaml").write_text(
        (pack.folders[0] / "units.yaml")
        .read_text("utf-8")
        .replace('parent: "999900"}', 'parent: "999900", functions: [employment]}'),
        "utf-8",
    )
    roll = load(pack)["internships"]
    assert len(roll.columns) == 15
    assert [column.name for column in roll.columns if column.private] == ["contact", "phone"]
