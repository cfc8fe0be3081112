"""业务指标的算法 (how the rates in reports are computed), R74."""

from yuntai.rules import JIAO, Choice, Number, Policy, Whole, divide, half_up, when

REPORTS = "各区人社工作总结（没有文号）"

policy = Policy(
    title="业务指标：比率怎样算",
    subject="employers",
    theme="employment",
    source=REPORTS,
    audience="staff",
)

policy.fact(
    "indicator",
    Choice(
        {
            "online": "网上办理率",
            "high_frequency": "高频事项网办率",
            "closing": "办结率",
            "reply": "答复率",
            "satisfaction": "满意率",
            "mediation": "调解成功率",
            "pre_case": "案前调解占比",
            "employment": "跟踪人员就业率",
            "participation": "跟踪人员参保率",
        }
    ),
    ask="要算哪一个指标？",
)
policy.fact("part", Whole(), ask="分子是多少？（办成的、满意的……）")
policy.fact("total", Whole(1), ask="分母是多少？（全部的）")


@policy.condition("分子不大于分母", source=REPORTS)
def part_within_total(part, total):
    return part <= total


@policy.result("比率（%，一位小数）", Number(), source=REPORTS)
def percent(part, total):
    return half_up(divide(part * 100, total), to=JIAO)


@policy.result(
    "分子是",
    Choice(
        {
            "online_items": "网上能办（办了）的事项",
            "closed": "办结的",
            "replied": "答复的",
            "satisfied": "满意的",
            "succeeded": "调解成功的",
            "pre_case": "案前调解的",
            "employed": "就业的",
            "insured": "参保的",
        }
    ),
    source=REPORTS,
)
def numerator(indicator):
    return _of(
        indicator,
        ("closing", "closed"),
        ("reply", "replied"),
        ("satisfaction", "satisfied"),
        ("mediation", "succeeded"),
        ("pre_case", "pre_case"),
        ("employment", "employed"),
        ("participation", "insured"),
        otherwise="online_items",
    )


@policy.result(
    "分母是",
    Choice(
        {
            "all_items": "全部事项",
            "frequent_items": "全部高频事项",
            "accepted": "受理的",
            "received": "收到的",
            "rated": "参加评价的",
            "mediated": "调解的",
            "all_cases": "全部争议案件",
            "tracked": "跟踪的人员",
        }
    ),
    source=REPORTS,
    ours="总结没有写分母；按指标的名称",
)
def denominator(indicator):
    return _of(
        indicator,
        ("high_frequency", "frequent_items"),
        ("closing", "accepted"),
        ("reply", "received"),
        ("satisfaction", "rated"),
        ("mediation", "mediated"),
        ("pre_case", "all_cases"),
        ("employment", "tracked"),
        ("participation", "tracked"),
        otherwise="all_items",
    )


def _of(indicator, *pairs, otherwise):
    name = otherwise
    for code, answer in reversed(pairs):
        name = when(indicator == code, answer, name)
    return name


policy.says("比率是{percent}%，分子是{numerator}，分母是{denominator}。")
