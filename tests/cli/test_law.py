"""The pages for a legal reader: every number on them has its source, and they are what the packs say now."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yuntai.cli.changes import changes_page
from yuntai.cli.law import index, page
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack

PACK = load_pack(FOLDER / "nanjing")
PAGES = Path(__file__).parents[2] / "docs" / "law"


def sections(text: str) -> dict[str, str]:
    parts = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


@pytest.mark.parametrize("policy", PACK.policy_ids)
def test_every_number_has_its_source(policy: str) -> None:
    text = page(PACK, policy)
    assert re.search(r"^依据：\S", text, re.MULTILINE)
    parts = sections(text)
    for row in parts["参数"].strip().splitlines()[2:]:
        title, value, effective, _, published, source, _ = (cell.strip() for cell in row.split("|")[1:-1])
        assert value == "未取得" or (effective and published and source), title
    for part in ("怎样判断和计算", "例子"):
        for block in re.split(r"^\*\*", parts[part], flags=re.MULTILINE)[1:]:
            assert re.search(r"^依据：\S", block, re.MULTILINE), block


def test_a_step_is_said_in_plain_words() -> None:
    steps = sections(page(PACK, "skill_upgrading"))["怎样判断和计算"]
    assert "〈截至办理当天的补贴发放〉里符合（那条记录的补贴项目是skill_upgrading" in steps
    assert "否则是〔目录外证书补贴标准〕（按「证书是几级」查）" in steps


def test_what_is_not_settled_is_listed() -> None:
    points = sections(page(PACK, "skill_upgrading"))["未定之处"]
    assert "参数“目录内证书补贴标准（五、四、三级）”未取得。" in points
    assert "参数“目录外证书是否也须在南京评价”2023-01-01 起的值是平台的读法：" in points


def test_the_pages_are_current() -> None:
    """``make law`` writes them anew."""
    written = {path.name: path.read_text(encoding="utf-8") for path in PAGES.glob("*.md")}
    kept = {"README.md": index(PACK), "changes.md": changes_page(PACK)}
    assert written == {**kept, **{f"{name}.md": page(PACK, name) for name in PACK.policy_ids}}
