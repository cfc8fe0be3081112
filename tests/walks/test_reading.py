"""A walk's file: what it says, and what is wrong with one that is faulty, with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack
from yuntai.site.demo import _OFFICERS
from yuntai.walks.walk import PEOPLE, WAITS, WORDS, read_walk, walks_of

GUIDE = Path(__file__).parents[2] / "docs" / "guides" / "write-a-walk.md"
STEP = "title: 甲\nlines:\n  - must: 乙\n    steps:\n      - "


def read(tmp_path: Path, text: str):
    path = tmp_path / "S19.yaml"
    path.write_text(text, encoding="utf-8")
    return read_walk(path)


def test_the_guides_example_is_a_walk(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    walk = read(tmp_path, example[1])
    assert (walk.row, walk.title) == ("S19", "限时办结的公开承诺")
    assert [(line.must, len(line.steps), line.waits) for line in walk.lines] == [
        ("申请人看得到承诺哪一天办结", 5, ""),
        ("按月发放", 0, "payments"),
    ]
    first = walk.lines[0].steps[0]
    assert (first.line, first.words["who"], first.words["presses"]) == (5, "freelancer", "开始填写")


def test_the_guide_has_every_word() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert [word for word in (*WORDS, *PEOPLE, *WAITS) if f"`{word}`" not in text] == []


def test_people_are_those_of_the_demonstration() -> None:
    assert list(PEOPLE)[7:] == [username for username, *_ in _OFFICERS]


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("title: 甲\n", 1, "要写 lines"),
        ("title: 甲\nlines: 乙\n", 2, "这里要写一串，每条前面加一个短横“- ”"),
        ("title: 甲\nlines:\n  - must: 乙\n", 3, "要么写 steps（怎样走），要么写 waits（等什么），两样只写一样"),
        ("title: 甲\nlines:\n  - must: 乙\n    waits: money\n", 4, "没有“money”可等，可以等：payments、rolls"),
        (STEP + "open: /\n", 5, "没有“open”这个词，是不是 opens？"),
        (STEP + "opens: /\n", 3, "这一条什么也没有核对，写错了也会通过"),
        (STEP + "{who: clark, sees: 丙}\n", 5, "没有“clark”这个人，可以写：visitor、terminal"),
        (STEP + "{fills: {丙: 丁}, sees: 丙}\n", 5, "fills 要和 presses 写在同一步里"),
        (STEP + "{fills: 丙, presses: 丁, sees: 丙}\n", 5, "fills 要写成“名字: 内容”"),
        (STEP + "{days: 三, sees: 丙}\n", 5, "days 要写过了几天"),
        (STEP + "{gets: {clark: 丙}}\n", 5, "没有“clark”这个人"),
        (STEP + "{command: {run: rm x, says: 丙}}\n", 5, "命令要从 yuntai 写起"),
        (STEP + "{answer: {policy: x}}\n", 5, "要写 says"),
        (STEP + "{lacks: 丙}\n", 5, "“丙”在这份走查里从来没有用 sees 看到过"),
        (STEP + "sees:\n", 5, "“sees”后面没有写内容"),
        ("title: [\n", 2, "YAML 写错了"),
    ],
)
def test_what_is_faulty_is_said_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    with pytest.raises(YuntaiError) as fault:
        read(tmp_path, text)
    assert f"S19.yaml:{line}：" in str(fault.value)
    assert said in str(fault.value)


def test_what_comes_in_another_line_may_be_lacked(tmp_path: Path) -> None:
    text = "title: 甲\nlines:\n  - must: 乙\n    steps:\n      - {lacks: 丙}\n  - must: 丁\n    steps:\n      - {sees: [一丙]}\n"
    assert len(read(tmp_path, text).lines) == 2


def test_the_shipped_walks_are_read() -> None:
    walks = walks_of(load_pack(FOLDER / "nanjing"))
    assert [walk.row for walk in walks] == [f"S{number:02}" for number in range(1, 122)]
    assert [walk.row for walk in walks if not walk.lines] == []


def test_a_row_that_is_not_there() -> None:
    with pytest.raises(YuntaiError, match="没有“s02”这一行的走查，是不是 S02？"):
        walks_of(load_pack(FOLDER / "nanjing"), ["s02"])
