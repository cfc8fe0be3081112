"""灵活就业人员养老保险缴费 (what a flexible worker pays for the pension): 国发〔2005〕38号 three, 国办发〔2019〕13号 three."""

from yuntai.packs.national import facts
from yuntai.rules import Money, Policy, half_up, when

DECISION = "国发〔2005〕38号 三"
PLAN = "国办发〔2019〕13号 三"

policy = Policy(
    title="灵活就业人员养老保险缴费",
    subject="persons",
    theme="insurance",
    source=f"{DECISION}；{PLAN}",
    begins="2019-05-01",
    published="2019-04-01",
)

policy.fact("base_chosen", facts.WAGE, ask="想选多少元作缴费基数？（在当地的下限和上限之间选）")
policy.use("contribution_limits", "lower", "upper")


@policy.condition("所选基数不低于下限", source=PLAN)
def not_below(base_chosen, lower):
    return base_chosen >= lower


@policy.condition("所选基数不高于上限", source=PLAN)
def not_above(base_chosen, upper):
    return base_chosen <= upper


@policy.result("每月缴费", Money(), source=DECISION)
def monthly_payment(entitled, base_chosen, flexible_rate):
    return half_up(when(entitled, base_chosen * flexible_rate, 0))


@policy.result("其中记入个人账户", Money(), source=DECISION)
def to_account(entitled, base_chosen, account_rate):
    return half_up(when(entitled, base_chosen * account_rate, 0))


@policy.result("一年缴费", Money(), source=DECISION)
def yearly_payment(monthly_payment):
    return half_up(monthly_payment * 12)


@policy.aside("选最低基数，每月缴", Money(), source=f"{DECISION}；{PLAN}")
def least_payment(lower, flexible_rate):
    return half_up(lower * flexible_rate)


@policy.aside("选最高基数，每月缴", Money(), source=f"{DECISION}；{PLAN}")
def most_payment(upper, flexible_rate):
    return half_up(upper * flexible_rate)


policy.says("选这个基数，每月^缴{monthly_payment}，其中记入个人账户{to_account}，一年^共缴{yearly_payment}。")
policy.says("不能选{base_chosen}作缴费基数，要在{lower}到{upper}之间选。", status="not_entitled")
