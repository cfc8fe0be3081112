"""社会保险缴费基数上下限 (limits of the contribution base): the published ones, and how they follow from the average wage."""

from yuntai.packs.national import facts
from yuntai.rules import JIAO, YUAN, Money, Policy, clip, divide, half_up, when

LAW = "《社会保险法》第十二条"
PLAN = "国办发〔2019〕13号 三"
NOTICES = "各省、市年度缴费工资基数上下限通知"

policy = Policy(
    title="社会保险缴费基数上下限",
    subject="persons",
    theme="insurance",
    source=PLAN,
    begins="2019-05-01",
    published="2019-04-01",
)

policy.fact("monthly_wage_last_year", facts.WAGE, ask="上一年每月平均工资是多少？（应发工资，含奖金、津贴、加班费）")


@policy.result("缴费基数下限（当地公布）", Money(), source=NOTICES)
def lower(base_lower):
    return base_lower


@policy.result("缴费基数上限（当地公布）", Money(), source=NOTICES)
def upper(base_upper):
    return base_upper


@policy.aside("您的月缴费基数", Money(), source=f"{LAW}；{PLAN}")
def base(monthly_wage_last_year, lower, upper):
    return clip(monthly_wage_last_year, lower, upper)


@policy.step("月平均工资", source=PLAN)
def monthly_average(average_wage, average_rounded):
    exact = divide(average_wage, 12)
    return when(average_rounded, half_up(exact, to=YUAN), exact)


@policy.aside("按平均工资推算的下限（60%）", Money(), source=PLAN)
def lower_by_average(monthly_average, lower_share, limit_rounding):
    share = monthly_average * lower_share
    return when(limit_rounding == "jiao", half_up(share, to=JIAO), half_up(share, to=YUAN))


@policy.aside("按平均工资推算的上限（300%）", Money(), source=PLAN)
def upper_by_average(monthly_average, upper_share, limit_rounding):
    share = monthly_average * upper_share
    return when(limit_rounding == "jiao", half_up(share, to=JIAO), half_up(share, to=YUAN))


policy.says("缴费基数最低{lower}，最高{upper}[，您每月的缴费基数是{base}]。")
