"""富民创业担保贷款贴息 (interest subsidy of the people-enriching start-up loan), R73."""

from yuntai.rules import Choice, Date, Money, Number, Policy, Whole, YesNo, divide, half_up, on, when

PRACTICE = "溧水区富民创业担保贷款案例（没有文号）"
PROVINCE = "苏财金〔2018〕124号；苏财金〔2024〕20号"

policy = Policy(
    title="富民创业担保贷款贴息",
    subject="persons",
    theme="startup",
    gives="person",
    source=PRACTICE,
)

policy.fact("has_loan", YesNo(), ask="有富民创业担保贷款吗？")
policy.fact("lent_on", Date(), ask="贷款是哪天发放的？")
policy.fact(
    "borrower",
    Choice({"key": "重点群体（失业人员、毕业生、退役军人、返乡农民工等）或者小微企业", "other": "其他城乡创业者"}),
    ask="借款的是哪一种人？",
)
policy.fact("interest", Money(), ask="这一期应付利息多少元？")
policy.fact("loan", Money(), ask="贷款多少元？")
policy.fact("yearly_rate", Number(), ask="年利率百分之几？（3.65%答3.65）")
policy.fact("months", Whole(0, 120, unit="个月"), ask="这一期几个月？")


@policy.condition("是富民创业担保贷款", source=PRACTICE)
def eligible_loan(has_loan):
    return has_loan


@policy.step("放款那天的贴息比例", source=PROVINCE, kind=Number())
def share(lent_on, borrower, subsidy_share):
    return on(lent_on, subsidy_share[borrower])


@policy.result("贴息", Money(), source=PROVINCE)
def subsidy(entitled, interest, share):
    return half_up(when(entitled, interest * share, 0))


@policy.result("自己付的利息", Money(), source=PRACTICE)
def own_interest(interest, subsidy):
    return interest - subsidy


@policy.aside("按贷款、利率、月数算的利息（核对用）", Money(), source=PRACTICE)
def interest_by_rate(loan, yearly_rate, months):
    return half_up(divide(loan * yearly_rate * months, 1200))


@policy.aside("在贷款额度以内", YesNo(), source=PRACTICE)
def within_ceiling(loan, loan_ceiling):
    return loan <= loan_ceiling


policy.says("[subsidy?贴息{subsidy}][!subsidy?没有贴息][own_interest?，自己^还要付利息{own_interest}]。")
