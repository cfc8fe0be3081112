"""公益性岗位补贴 (subsidy of a public-benefit post for a person who is hard to employ), S53 and S55."""

from yuntai.packs.national import facts
from yuntai.rules import Date, Money, Policy, Whole, YesNo, at_least, at_most, down, months_after, months_between, when

MEASURES = "《就业补助资金管理办法》（财社〔2023〕181号）第十一条"
READ = ("2026-11-30", "财社〔2023〕181号全文（公开代码库收录的文件转录）")

policy = Policy(
    title="公益性岗位补贴",
    subject="persons",
    theme="employment",
    gives="employer",
    source=MEASURES,
    begins="2017-10-13",
    published={"unknown": "通知的全文没有找到，凭记忆是2017年10月13日印发"},
    paid="amount",
)


def _months_received(payments):
    return payments.count(lambda paid: paid.policy == policy.id)


policy.include(facts.hard_to_employ, facts.payments)
policy.fact("public_post", YesNo(), ask="安排在经过认定的公益性岗位吗？")
policy.fact("placed_on", Date(), ask="第一次享受岗位补贴是哪天？（还没有享受就答今天）")
policy.fact("months_received", Whole(0, 720), ask="岗位补贴已经领过几个月？（没有就答 0）", registry=_months_received)
policy.fact("times_placed", Whole(0, 20, unit="次"), ask="一共安置过几次公益性岗位？（这一次也算）")
policy.fact("severe_hardship", YesNo(), ask="期满后仍难就业，并且是大龄、零就业家庭成员或者重度残疾人吗？")
policy.fact("wage_paid", facts.WAGE, ask="单位每月实际发多少元工资？")
policy.use("retirement_age", "retires_on")


@policy.step("第一次享受时距法定退休年龄不足规定期限", source=MEASURES)
def near_retiring(placed_on, retires_on, near_retirement):
    return placed_on > months_after(retires_on, -near_retirement)


@policy.step("到法定退休年龄还有几个月", source=MEASURES)
def months_to_retirement(as_of, retires_on):
    return at_least(months_between(as_of, retires_on), 0)


@policy.step("这一次安置还可以补几个月", source=MEASURES)
def months_open(near_retiring, months_to_retirement, months_most, months_received):
    by_term = at_least(months_most - months_received, 0)
    return when(near_retiring, months_to_retirement, at_most(by_term, months_to_retirement))


@policy.condition("是就业困难人员", source=MEASURES)
def in_group(hard_to_employ):
    return hard_to_employ


@policy.condition("安排在公益性岗位", source=MEASURES)
def in_public_post(public_post):
    return public_post


@policy.condition("安置次数没有超过（再次安置须仍难就业）", source=MEASURES, checked=READ)
def placed_not_too_often(times_placed, placed_most, severe_hardship):
    return when(times_placed <= 1, True, (times_placed <= placed_most) & severe_hardship)


@policy.condition("补贴期限还没有用完", source=MEASURES)
def months_remain(months_open):
    return months_open > 0


@policy.result("每月补贴（不超过实际工资）", Money(), source=MEASURES)
def amount(entitled, minimum_wage, wage_area, post_share, wage_paid):
    return down(when(entitled, at_most(minimum_wage[wage_area] * post_share, wage_paid), 0))


@policy.result("还可以补", Whole(unit="个月"), source=MEASURES)
def months_left(entitled, months_open):
    return when(entitled, months_open, 0)


policy.says("每月补贴{amount}，^还可以补{months_left}。")
