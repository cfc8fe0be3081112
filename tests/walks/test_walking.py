"""Steps over the tests' own installation: what holds, and what is said of what does not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.city import People
from yuntai.walks.browser import Missed, squeezed
from yuntai.walks.walk import Walk, read_walk
from yuntai.walks.walking import Walking


def walk_of(tmp_path: Path, *steps: str) -> Walk:
    path = tmp_path / "X01.yaml"
    told = "".join(f"      - {step}\n" for step in steps)
    path.write_text(f"title: 甲\nlines:\n  - must: 乙\n    steps:\n{told}", encoding="utf-8")
    return read_walk(path)


def take(walk: Walk) -> Walking:
    walking = Walking()
    for step in walk.lines[0].steps:
        walking.take(step)
    return walking


def test_from_the_form_to_the_letter(people: People, tmp_path: Path) -> None:  # noqa: ARG001
    walking = take(
        walk_of(
            tmp_path,
            "{who: worker, opens: /begin/skill_upgrading/, presses: 开始填写}",
            '{answers: {哪家银行: 中国银行, 银行账号: "6217000010000000003"}, sees: 请核对}',
            "{presses: 提交申请, sees: 已提交, keeps: {号: 编号}}",
            '{who: clerk, opens: "/work/cases/{号}/", presses: 受理, sees: 办理中}',
            "{gets: {worker: 已受理}}",
            '{who: payer, opens: "/work/cases/{号}/", sees: "{号}"}',
            "{who: worker, opens: /boards/, refused: 您不能看这一页}",
        )
    )
    assert len(walking.kept["号"]) == 15


@pytest.mark.parametrize(
    ("step", "expected", "stood"),
    [
        ("{opens: /law/, sees: 没有这句话}", "看到“没有这句话”", "/law/"),
        ("{opens: /law/, follows: 没有这个链接, sees: 甲}", "有“没有这个链接”这个链接", "/law/ 上有："),
        ("{opens: /, presses: 没有这个按钮, sees: 甲}", "有“没有这个按钮”这个按钮", "/ 上有："),
        (
            "{opens: /search/, fills: {没有: 甲}, presses: 查找, sees: 甲}",
            "表里有“没有”这一项",
            "有：请说出您的问题或要办的事",
        ),
        ("{opens: /nowhere/, sees: 甲}", "看到“甲”", "/nowhere/"),
        ("{who: visitor, opens: /law/, refused: 甲}", "不让看、不让做", "/law/ 打开了"),
        ("{opens: /law/, keeps: {号: 没有}, sees: 政策}", "“没有”后面有一个编号", "/law/"),
        ("{gets: {worker: 没有这样的通知}}", "worker 收到“没有这样的通知”", "/notices/"),
        (
            "{answer: {policy: working_days, facts: {from_day: 2026-06-01}, says: 甲}}",
            "working_days 答得出来",
            "from_day",
        ),
    ],
)
def test_what_does_not_come_is_said(people: People, tmp_path: Path, step: str, expected: str, stood: str) -> None:  # noqa: ARG001
    with pytest.raises(Missed) as missed:
        take(walk_of(tmp_path, step))
    assert missed.value.expected == expected
    assert squeezed(stood) in squeezed(missed.value.stood)


def test_a_page_that_does_not_open_does_not_lack_anything(people: People, tmp_path: Path) -> None:  # noqa: ARG001
    with pytest.raises(Missed, match="打得开这一页"):
        take(walk_of(tmp_path, "{opens: /law/, sees: 政策依据}", "{opens: /nowhere/, lacks: 政策依据}"))
