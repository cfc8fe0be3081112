"""富民创业担保贷款贴息 (interest subsidy of the people-enriching start-up loan), R73."""

from yuntai.rules import Money, Number, Policy, Whole, YesNo, divide, half_up, when

PRACTICE = "溧水区富民创业担保贷款案例（没有文号）"

policy = Policy(
    title="富民创业担保贷款贴息",
    subject="persons",
    theme="startup",
    gives="person",
    source=PRACTICE,
)

policy.fact("has_loan", YesNo(), ask="有富民创业担保贷款吗？")
policy.fact("interest", Money(), ask="这一期应付利息多少元？")
policy.fact("loan", Money(), ask="贷款多少元？")
policy.fact("yearly_rate", Number(), ask="年利率百分之几？（3.65%答3.65）")
policy.fact("months", Whole(0, 120, unit="个月"), ask="这一期几个月？")


@policy.condition("是富民创业担保贷款", source=PRACTICE)
def eligible_loan(has_loan):
    return has_loan


@policy.result("贴息", Money(), source=PRACTICE)
def subsidy(entitled, interest, subsidy_share):
    return half_up(when(entitled, interest * subsidy_share, 0))


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
