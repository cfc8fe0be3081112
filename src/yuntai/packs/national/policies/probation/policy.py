"""试用期 (probation): how long, how much pay, what an unlawful one costs; 《劳动合同法》 arts. 19, 20, 83."""

from yuntai.packs.national import facts
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import Choice, Money, Number, Policy, Whole, YesNo, at_least, half_up, when

LAW = "《劳动合同法》"
REGULATION = "《劳动合同法实施条例》"

TERMS = Choice(
    {
        "fixed": "固定期限合同",
        "open": "无固定期限合同",
        "task": "以完成一定工作任务为期限的合同",
        "trial_only": "合同只约定了试用期",
        "part_time": "非全日制用工",
    }
)

policy = Policy(
    title="试用期",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第十九条、第二十条、第八十三条",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact("contract_term", TERMS, ask="签的是哪种劳动合同？")
policy.fact("term_months", Whole(0, 600, unit="个月"), ask="固定期限合同一共几个月？（三年填 36）")
policy.fact("probation_before", YesNo(), ask="以前在这个单位已经约定过试用期吗？（延长试用期、续签又约定，都算）")
policy.fact("agreed_months", Number(most=600, usual=(0, 12)), ask="约定的试用期是几个月？（没有约定就答 0）")
policy.fact("served_months", Number(most=600, usual=(0, 12)), ask="试用期已经工作了几个月？")
policy.fact("regular_wage", facts.WAGE, ask="试用期满以后（转正）的月工资是多少？")
policy.fact("probation_wage", facts.WAGE, ask="试用期的月工资是多少？")


add_age(policy)


@policy.result("这份合同的试用期最长", Whole(unit="个月"), source=f"{LAW}第十九条第一款、第三款、第四款、第七十条")
def max_months(contract_term, term_months, longest_by_term, longest_open):
    return when(
        contract_term == "fixed", longest_by_term.at(term_months), when(contract_term == "open", longest_open, 0)
    )


@policy.result("您可以约定的试用期最长", Whole(unit="个月"), source=f"{LAW}第十九条第二款")
def allowed_months(max_months, probation_before):
    return when(probation_before, 0, max_months)


@policy.result("约定得不超过", YesNo(), source=f"{LAW}第十九条")
def term_lawful(agreed_months, allowed_months):
    return agreed_months <= allowed_months


@policy.result("已经履行的超过法定的月数", Number(), source=f"{LAW}第八十三条")
def excess_months(served_months, allowed_months):
    return at_least(served_months - allowed_months, 0)


@policy.result("违法约定试用期的赔偿金", Money(), source=f"{LAW}第八十三条")
def compensation(excess_months, regular_wage):
    return half_up(when(excess_months == 0, 0, excess_months * regular_wage))


@policy.aside(
    "试用期工资最低",
    Money(),
    source=f"{LAW}第二十条；{REGULATION}第十五条",
    ours="相同岗位最低档工资或者约定工资的80%，两个按哪个没有写；按约定工资",
)
def lowest_wage(regular_wage, wage_share, minimum_wage, wage_area):
    return half_up(at_least(regular_wage * wage_share, minimum_wage[wage_area]))


@policy.aside(
    "试用期工资每月少付",
    Money(),
    source=f"{LAW}第二十条；{REGULATION}第十五条",
    ours="相同岗位最低档工资或者约定工资的80%，两个按哪个没有写；按约定工资",
)
def short_paid(lowest_wage, probation_wage):
    return at_least(lowest_wage - probation_wage, 0)


policy.says(
    "[试用期最长可以约定{allowed_months}][!allowed_months?不能约定试用期]"
    "[!term_lawful?，约定的超过了法定期限][，单位应付赔偿金{compensation}]"
    f"{UNSETTLED}。"
)
