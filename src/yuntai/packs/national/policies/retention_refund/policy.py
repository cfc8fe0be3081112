"""失业保险稳岗返还 (refund of unemployment premiums to a firm that kept its staff), S55."""

from yuntai.rules import Choice, Money, Number, Policy, Whole, YesNo, divide, down, up, when

NOTICE = "失业保险稳岗返还（人社部发〔2024〕40号二；人社部发〔2025〕18号一等各年通知）"

policy = Policy(
    title="失业保险稳岗返还",
    subject="employers",
    theme="employers",
    gives="employer",
    source=NOTICE,
    begins="2021-05-20",
    published={"unknown": "转载没有印出印发日，凭记忆是2021年5月20日"},
)

policy.fact(
    "unit_kind",
    Choice(
        {
            "large": "大型企业",
            "smaller": "中小微企业",
            "association": "社会团体、基金会、社会服务机构、律师事务所、会计师事务所",
            "household": "以单位形式参保的个体工商户",
            "other": "其他（机关、事业单位等）",
        }
    ),
    ask="是什么单位？",
)
policy.fact("months_paid", Whole(0, 720, unit="个月"), ask="失业保险费足额缴了多少个月？")
policy.fact("mean_insured", Number(), ask="上年度平均每月有多少人参加失业保险？")
policy.fact("laid_off", Whole(0, 1000000, unit="人"), ask="上年度裁员多少人？（一般按新增领失业保险金的人数）")
policy.fact("premiums_last_year", Money(), ask="上年度单位和职工实际缴了多少元失业保险费？")
policy.fact("fund_lasts", Whole(0, 600, unit="个月"), ask="上年度末，当地失业保险基金的结余够付几个月？（工作人员填）")


@policy.condition("是可以返还的单位", source=NOTICE)
def unit_covered(unit_kind):
    return unit_kind != "other"


@policy.condition("足额缴费满规定的月数", source=NOTICE)
def paid_long_enough(months_paid, premium_months):
    return months_paid >= premium_months


@policy.step("裁员率的上限", source=NOTICE)
def layoff_limit(mean_insured, small_headcount, small_limit, layoff_target):
    return when(mean_insured <= small_headcount, small_limit, layoff_target)


@policy.condition("没有裁员，或者裁员率不超过上限", source=NOTICE)
def few_laid_off(laid_off, mean_insured, layoff_limit):
    return laid_off <= mean_insured * layoff_limit


@policy.result("裁员率（%）", Number(), source=NOTICE)
def layoff_rate(laid_off, mean_insured):
    return when(mean_insured > 0, up(divide(laid_off * 100, mean_insured)), 0)  # above the cap is not shown as at it


@policy.step("按哪一种企业的比例", source=NOTICE, kind=Choice({"large": "大型企业", "smaller": "中小微企业"}))
def size(unit_kind, treated_as):
    return when(unit_kind.isin(["large", "smaller"]), unit_kind, treated_as[unit_kind])


@policy.result("最多返还（国家规定的上限）", Money(), source=NOTICE)
def at_most_refunded(entitled, premiums_last_year, share_ceiling, size):
    return down(when(entitled, premiums_last_year * share_ceiling[size], 0))


@policy.aside("返还（当地比例）", Money(), source=NOTICE)
def refund(entitled, premiums_last_year, local_share, size):
    return down(when(entitled, premiums_last_year * local_share[size], 0))


@policy.aside("当地失业保险基金结余够用，可以实施", YesNo(), source=NOTICE)
def fund_suffices(fund_lasts, fund_months):
    return fund_lasts >= fund_months


policy.says("最多可以返还{at_most_refunded}[，按当地的比例返还{refund}]。")
