"""用工检查：约一次面谈，公示，答复转来的部门。为测试编的。"""

from yuntai.procedures.flow import Book, Flow, Post, Send, Step, Wait, act, ends, workdays

flow = Flow(
    "用工检查",
    Step(
        "received",
        "待面谈",
        act("meet", "约面谈", "accept", "talking", duty="accept", sheet="meeting", does=(Book("mediation"),)),
    ),
    Step(
        "talking",
        "面谈",
        act("meet_again", "改面谈时间", "accept", sheet="meeting", reason=True, does=(Book("mediation"),)),
        act(
            "show",
            "公示",
            "review",
            "posted",
            duty="review",
            sheet="words",
            does=(Post("inspections"), Send("reply")),
        ),
    ),
    Wait("posted", "公示中", until=workdays(5), to="/open"),
    outcomes={"open": ends("已公开", counts="granted")},
)
