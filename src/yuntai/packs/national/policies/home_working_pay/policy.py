"""居家办公的工资 (pay for work at home of reduced effect), R27: advice; no percentage is in the source."""

from yuntai.rules import Choice, Policy, YesNo, when

CASE = "劳动争议典型案例（居家办公工资）"

policy = Policy(
    title="居家办公的工资",
    subject="enrolments",
    theme="rights",
    source=f"《劳动合同法》第三十条；{CASE}",
)

policy.fact(
    "needs_presence",
    YesNo(),
    ask="这份工作很依赖到现场吗？（例如现场教学、操作设备；文书、核算等在家也能做的，答“否”）",
)
policy.fact("work_done_in_full", YesNo(), ask="在家做的，与平时一样正常、足量吗？")
policy.fact("reduction_agreed", YesNo(), ask="单位与您协商一致、同意减少工资吗？")


@policy.result(
    "工资",
    Choice({"normal": "照常支付", "may_reduce": "可以适当减少，没有固定比例，看形式、强度和效果"}),
    source=CASE,
)
def pay(needs_presence, work_done_in_full):
    return when(needs_presence & ~work_done_in_full, "may_reduce", "normal")


@policy.aside("双方协商一致减少的，按协商", YesNo(), source="《劳动合同法》第三十五条")
def by_agreement(reduction_agreed):
    return reduction_agreed


policy.says("居家办公的工资{pay}[by_agreement?；双方协商一致减少的，按协商]。")
