"""A flow is a value in a pack: today's as it is written there, and what is refused when one is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from yuntai.cases.states import STANDARD, State, holder_of
from yuntai.errors import YuntaiError
from yuntai.procedures.flow import Known
from yuntai.procedures.flows import load_flow

KNOWN = Known(
    roles=("accept", "review", "confirm", "arbitrate"),
    forks={"payment": ("paid", "unpaid")},
    common=("transfer", "withdraw"),
)
GOOD = """from yuntai.procedures.flow import Flow, Step, act, fork

flow = Flow(
    "仲裁",
    Step("submitted", "待受理", act("accept", "受理", "accept", "hearing", duty="accept")),
    Step(
        "hearing",
        "开庭",
        act("note_down", "笔录", "arbitrate"),
        act("award", "裁决", "arbitrate review", fork("payment", paid="submitted", unpaid="/awarded"), duty="review"),
    ),
)
"""


def refused(folder: Path, old: str, new: str) -> str:
    """What is said of the flow with something else in it, after the path of its file."""
    assert old in GOOD
    path = folder / "one.py"
    path.write_text(GOOD.replace(old, new), encoding="utf-8")
    with pytest.raises(YuntaiError) as error:
        load_flow(path, KNOWN)
    assert str(error.value).startswith(str(path))
    return str(error.value).removeprefix(str(path))


def test_the_standard_flow_is_todays() -> None:
    assert STANDARD.title == "申请"
    assert {
        step.name: [(one.name, one.by, one.targets, one.duty, one.reason) for one in step.acts]
        for step in STANDARD.steps.values()
    } == {
        "submitted": [
            ("accept", ("accept",), ("handling",), "accept", False),
            ("reject", ("accept",), ("/rejected",), "accept", True),
        ],
        "handling": [
            ("establish", ("review",), (), "review", False),
            ("propose", ("review",), ("proposed", "paying", "/closed"), "review", False),
        ],
        "proposed": [
            ("send_back", ("confirm",), ("handling",), "confirm", True),
            ("confirm", ("confirm",), ("paying", "/closed"), "confirm", False),
        ],
        "paying": [
            ("hand_back", ("pay",), ("handling",), "pay", True),
            ("pay", ("pay",), ("/closed",), "pay", False),
        ],
    }


def test_its_steps_are_states_by_the_same_title_that_wait_for_the_role_of_their_first_act() -> None:
    steps = STANDARD.steps.values()
    assert [(step.title, step.acts[0].by[0]) for step in steps] == [
        ("待受理", "accept"),
        ("办理中", "review"),
        ("待复核", "confirm"),
        ("待发放", "pay"),
    ]
    assert [(State(step.name).label, holder_of(step.name)) for step in steps] == [
        (step.title, step.acts[0].by[0]) for step in steps
    ]


def test_a_sound_one_is_read(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text(GOOD, encoding="utf-8")
    flow = load_flow(path, KNOWN)
    assert list(flow.steps) == ["submitted", "hearing"]
    assert flow.steps["hearing"].targets == {"submitted", "/awarded"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"accept", "hearing"', '"acept", "hearing"', ":5：“accept”：没有“acept”这个岗位，是不是“accept”？"),
        ('"accept", "hearing"', '"", "hearing"', ":5：“accept”没有写由哪个岗位办"),
        (
            'duty="accept"',
            'duty="hear"',
            ":5：“accept”：没有“hear”这项职责，可写：accept、review、confirm、pay、supervise",
        ),
        (
            '"accept", "hearing"',
            '"accept", "hering"',
            ":5：“accept”：没有“hering”这一步，是不是“hearing”？（办结写成 /结果）",
        ),
        ('unpaid="/awarded"', 'unpaid="/"', ":10：“award”：没有“/”这一步，可写：submitted、hearing（办结写成 /结果）"),
        (', unpaid="/awarded"', "", ":10：“award”：没有写“payment”是“unpaid”时到哪一步"),
        (
            'unpaid="/awarded"',
            'unpaid="/awarded", half="hearing"',
            ":10：“award”：“payment”没有“half”这个结果，可写：paid、unpaid",
        ),
        ('fork("payment"', 'fork("weather"', ":10：“award”：不能按“weather”分，可写：payment"),
        ('"note_down"', '"transfer"', ":9：“transfer”是每个办件都有的，不用写在流程里"),
        ('"note_down"', '"accept"', ":5：“accept”写了两次，每项办理要有自己的名字"),
        ('"accept", "hearing"', '"accept", "/accepted"', ":7：步骤“hearing”从第一步走不到"),
        ('unpaid="/awarded"', 'unpaid="hearing"', ":5：从步骤“submitted”走不到办结"),
        ('"accept", "hearing", duty="accept"', '"accept"', ":5：步骤“submitted”里没有一项办理能离开这一步"),
        ('"hearing",\n', '"submitted",\n', ":3：流程读不进来（流程“仲裁”有两个步骤同名）"),
        ("flow = Flow", "other = Flow", "：没有写 flow = Flow(…)"),
        ('"仲裁",', '"仲裁"', ":4：Python 写错了（invalid syntax. Perhaps you forgot a comma?）"),
    ],
)
def test_a_faulty_one_is_refused_with_the_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert refused(tmp_path, old, new) == said
