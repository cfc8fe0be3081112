"""学徒制培训班备案：开班以前备案，审开班材料。以后的学时、导师、检查、结业记在台账里。"""

from datetime import timedelta

from yuntai.clock import day_of, today
from yuntai.procedures.flow import Enter, Flow, Step, act, ends, fork
from yuntai.rules import Date, YesNo

AGREED = {
    "says_goal": "培养目标",
    "says_content_and_term": "培训内容与期限",
    "says_manner": "培训方式",
    "says_test": "质量考核标准",
    "says_duties": "双方权利义务",
    "says_breach": "违约责任",
    "joint_says_manner": "合作协议的培训方式",
    "joint_says_content_and_term": "合作协议的培训内容和期限",
    "joint_says_cost": "合作协议的费用",
    "joint_says_duties": "合作协议的双方责任",
}
"""What both agreements say (工作方案四)."""


def before_start(case):
    """开班以前报来备案（工作方案九），办得慢不怪企业；开班当天算不算，看参数。"""
    starts_on = Date(future=True).parse(case.facts["starts_on"])
    last = starts_on if case.parameter("opening_day_counts") else starts_on - timedelta(days=1)
    return "" if day_of(case.case.submitted_at) <= last else "已经开班，不能再备案，请不予备案"


def clauses(case):
    """两份协议该写的都写了。"""
    lacking = [title for name, title in AGREED.items() if not YesNo().parse(case.facts[name])]
    return f"协议里没有写{'、'.join(lacking)}，请要求补正或者不予备案" if lacking else ""


def filed(case):
    """What the row has that the form calls otherwise or does not ask."""
    return {"filed_on": day_of(case.submitted_at), "level": case.facts["target_level"]}


flow = Flow(
    "学徒制培训班备案",
    Step(
        "filing",
        "待备案",
        act(
            "file",
            "备案",
            "accept",
            "opening",
            duty="accept",
            needs=(before_start, clauses),
            does=(Enter("apprenticeships", filed),),
        ),
        act("turn_down", "不予备案", "accept", "/not_filed", duty="accept", reason=True),
    ),
    Step(
        "opening",
        "待开班审核",
        act(
            "look",
            "开班审核",
            "review",
            fork("reviewed", passed="/opened", failed="/not_opened"),
            duty="review",
            sheet="opening",
            does=(Enter("apprenticeships", lambda _: {"reviewed_on": today()}),),
        ),
    ),
    outcomes={
        "not_filed": ends("不予备案", counts="refused"),
        "opened": ends("开班审核通过", counts="granted"),
        "not_opened": ends("开班审核没有通过", counts="refused"),
    },
)
