"""``yuntai pack check``: a pack is looked at without an installation."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.cli.command import run

TOWN = Path(__file__).parents[1] / "town"


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the command writes into it ends with the test."""
    for name in ("YUNTAI_PACK", "YUNTAI_HOME"):
        monkeypatch.setenv(name, "")


def test_a_sound_pack_is_counted() -> None:
    result = run("pack", "check", str(TOWN))
    assert result.code == 0
    assert "三街镇：" in result.out
    assert "流程 2" in result.out


def test_a_faulty_flow_is_refused_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(TOWN, tmp_path / "town")
    path = tmp_path / "town" / "flows" / "clue.py"
    lines = path.read_text(encoding="utf-8").splitlines()
    number = next(number for number, line in enumerate(lines, 1) if '"explain", "说明情况"' in line)
    path.write_text("\n".join(lines).replace('"explanation"', '"explanations"'), encoding="utf-8")
    result = run("pack", "check", str(tmp_path / "town"))
    assert result.code == 2
    assert f"clue.py:{number}：“explain”：事项没有“explanations”这张表单，是不是“explanation”？" in result.err
