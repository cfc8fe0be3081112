"""The flow of an application: taken in, decided, confirmed by a second officer where need be, paid where money is granted."""

from yuntai.procedures.flow import Flow, Step, act, fork

flow = Flow(
    "申请",
    Step(
        "submitted",
        "待受理",
        act("accept", "受理", "accept", "handling", duty="accept"),
        act("reject", "不予受理", "accept", "/rejected", duty="accept", reason=True),
    ),
    Step(
        "handling",
        "办理中",
        act("establish", "核定事实", "review", duty="review"),
        act(
            "propose",
            "拟定决定",
            "review",
            fork("decision", second="proposed", paid="paying", unpaid="/closed"),
            duty="review",
        ),
    ),
    Step(
        "proposed",
        "待复核",
        act("send_back", "退回重办", "confirm", "handling", duty="confirm", reason=True),
        act("confirm", "复核通过", "confirm", fork("payment", paid="paying", unpaid="/closed"), duty="confirm"),
    ),
    Step(
        "paying",
        "待发放",
        act("hand_back", "退回审核", "pay", "handling", duty="pay", reason=True),
        act("pay", "发放", "pay", "/closed", duty="pay"),
    ),
)
