"""Published worked cases: a line of a file each, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.one.answer import Answer
from yuntai.rules.words.labels import WITHIN

RIGHT, WRONG, PUBLISHED_WRONG, DISPUTED, NOT_COVERED = "right", "wrong", "published_wrong", "disputed", "not_covered"
VERDICTS = {
    RIGHT: "正确",
    WRONG: "不符",
    PUBLISHED_WRONG: "公布的答案有误",
    DISPUTED: "法律有两种读法",
    NOT_COVERED: "未覆盖",
}


@dataclass(frozen=True)
class Published:
    """A case as it was published, a line of a file; ``grounds`` are its legal basis and where it was found."""

    id: str
    category: str
    inputs: Mapping[str, Any]
    expected: Mapping[str, Any]
    grounds: str


@dataclass(frozen=True)
class Figure:
    """An expected figure: what was published, what came out, and whether they agree."""

    key: str
    published: Any
    ours: str
    right: bool


@dataclass(frozen=True)
class Outcome:
    """What became of a case.

    ``reason`` says why it is not covered, why the published answer is wrong, or which two readings there are. ``assumed``
    is what was taken for granted in reading it, ``unread`` the words that were not understood and bear on no number.
    """

    case: Published
    verdict: str
    reason: str = ""
    figures: tuple[Figure, ...] = ()
    answer: Answer | None = None
    assumed: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


def read_published(path: Path) -> list[Published]:
    """The cases of a JSONL file. Raises ``YuntaiError`` with the line where one is not written right."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise YuntaiError(f"{path}：不是 UTF-8 文字") from None
    return [_published(line, Place(path, number)) for number, line in enumerate(lines, 1) if line.strip()]


def _published(line: str, where: Place) -> Published:
    try:
        row = json.loads(line, parse_float=Decimal)
    except ValueError as error:
        raise YuntaiError(f"{where}：不是 JSON（{error}）") from None
    texts = ("id", "category")
    if (
        not isinstance(row, dict)
        or not all(isinstance(row.get(key), str) for key in texts)
        or not all(isinstance(row.get(key), dict) and row[key] for key in ("input", "expected"))
    ):
        raise YuntaiError(f"{where}：要有 id、category（文字）和 input、expected（名称和值）")
    grounds = f"{row.get('basis', '')} {row.get('source', '')}"
    return Published(row["id"], row["category"], _flat(row["input"]), _flat(row["expected"]), grounds)


def _flat(values: Mapping[str, Any]) -> dict[str, Any]:
    """Labels within labels beside each other (加班·平时), words in a list as one sentence."""
    flat: dict[str, Any] = {}
    for key, value in values.items():
        if isinstance(value, Mapping):
            flat |= {f"{key}{WITHIN}{inner}": one for inner, one in _flat(value).items()}
        elif isinstance(value, list) and value and all(isinstance(one, str) for one in value):
            flat[key] = "，".join(value)
        else:
            flat[key] = value
    return flat
