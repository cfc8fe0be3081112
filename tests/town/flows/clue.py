"""欠薪线索：分类，快速解决或者立案，几个人分头审议，等执行，办结。为测试编的。"""

from yuntai.procedures.flow import Flow, Letter, Open, Panel, Step, Tell, Wait, act, ends, fork, workdays


def paid_or_reason(case):
    """没有追回工资的，要写明为什么办结。"""
    return "" if case.sheet.get("paid") or case.reason else "没有记录追回的工资，要写明为什么办结"


settle = act(
    "settle",
    "办结",
    "review",
    "/settled",
    sheet="settlement",
    needs=(paid_or_reason,),
    does=(Letter("clue_handled"), Tell("case_closed")),
)

flow = Flow(
    "欠薪线索",
    Step(
        "received",
        "待分类",
        act("sort", "分类", "accept", fork("class", quick="solving", filed="sitting"), duty="accept", sheet="sorting"),
        act("pass_on", "不归我们管，转出", "accept", "/passed_on", reason=True),
        within=workdays(2),
    ),
    Step(
        "solving",
        "快速解决",
        settle,
        act("ask", "请反映人说明", "review", "explaining", reason=True),
        act("file", "转立案", "review", "sitting", reason=True, does=(Open("wage_clue"),)),
        within=workdays(5),
    ),
    Step(
        "explaining",
        "等反映人说明",
        act("explain", "说明情况", "applicant", "solving", sheet="explanation"),
        within=workdays(3),
        late="/given_up",
        theirs=True,
    ),
    Panel("sitting", "审议", seats="review review", sheet="opinion", blind=True, to="enforcing"),
    Wait(
        "enforcing",
        "等移送的办件",
        act("stop", "不再等", "review", "deciding", reason=True),
        until="cases",
        to="deciding",
    ),
    Step("deciding", "待决定", act("order", "责令支付", "confirm", "/ordered", duty="confirm", reason=True)),
    starts="applicant visitor plan case",
    outcomes={
        "settled": ends("已解决", counts="granted"),
        "ordered": ends("已责令支付", counts="granted"),
        "passed_on": ends("已转出"),
        "given_up": ends("反映人没有说明，已了结"),
    },
)
