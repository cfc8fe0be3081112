"""The guides for the bureau's people say the same in Chinese and in English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

_DOCS = Path(__file__).parents[1] / "docs"
_ROOT = _DOCS.parent
_GUIDES = _DOCS / "guides"
_PAIRS = {
    "README.md": (_ROOT / "README.md", _ROOT / "README.zh-CN.md"),
    **{path.name: (_GUIDES / path.name, path) for path in sorted((_GUIDES / "zh-CN").glob("*.md"))},
}
_BLOCK = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _blocks(text: str) -> list[str]:
    """The fenced blocks of a page without their comments, which are in the page's own language."""
    return [re.sub(r" +# .*$| *#$", "", block, flags=re.MULTILINE) for block in _BLOCK.findall(text)]


def _prose(text: str) -> str:
    return _BLOCK.sub("", text)


def _headings(text: str) -> list[str]:
    return re.findall(r"^#+(?= )", _prose(text), re.MULTILINE)


def _rows(text: str) -> int:
    return len(re.findall(r"^\|", _prose(text), re.MULTILINE))


def _code(text: str) -> set[str]:
    return set(re.findall(r"`([^`\n]+)`", _prose(text)))


def _both(name: str) -> tuple[str, str]:
    english, chinese = _PAIRS[name]
    return _text(english), _text(chinese)


def test_the_guides_for_the_bureau_are_in_chinese() -> None:
    assert set(_PAIRS) == {
        "README.md",
        "run-a-bureau.md",
        "sessions-and-messages.md",
        "write-a-figure.md",
        "write-a-flow.md",
        "write-a-notice.md",
        "write-a-policy.md",
        "write-a-procedure.md",
        "write-a-roll.md",
    }


@pytest.mark.parametrize("name", _PAIRS)
def test_both_languages_say_the_same(name: str) -> None:
    english, chinese = _both(name)
    assert _headings(english) == _headings(chinese)
    assert _rows(english) == _rows(chinese)
    if name != "README.md":  # its commands have arguments in words
        assert _blocks(english) == _blocks(chinese)
        assert _code(english) == _code(chinese)


def test_the_readmes_show_the_same_two_small_pictures() -> None:
    shown = [re.findall(r'<img src="([^"]+)"', text) for text in _both("README.md")]
    assert shown[0] == shown[1] == ["docs/pictures/entitled.webp", "docs/pictures/workbench.webp"]
    assert [picture for picture in shown[0] if (_ROOT / picture).stat().st_size >= 150_000] == []


@pytest.mark.parametrize("path", [path for pair in _PAIRS.values() for path in pair], ids=str)
def test_every_link_leads_somewhere(path: Path) -> None:
    links = re.findall(r"(?:\]\(|src=\")([^)#:\"]+)", _prose(_text(path)))
    assert links
    assert [link for link in links if not (path.parent / link).exists()] == []
