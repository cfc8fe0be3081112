"""欠薪线索分类处置 (sorting of wage-arrears cases), R66: the practice of Qinhuai and Jiangning."""

from yuntai.rules import Choice, Money, Policy, Whole, YesNo, when

QINHUAI = "秦淮区欠薪分类处置做法（没有文号）"
JIANGNING = "江宁区欠薪联动处置做法（没有文号）"
CRIME = "《刑法》第二百七十六条之一；法释〔2013〕3号第三条；江苏省高级人民法院关于数额标准的意见"
READ = ("2026-11-30", "法释〔2013〕3号第三条全文（公开法规汇编）；江苏的意见全文（公开转载 gqlawyer88.com）")

policy = Policy(
    title="欠薪线索分类处置",
    subject="employers",
    theme="rights",
    source=QINHUAI,
    audience="staff",
)

policy.fact("workers", Whole(1, 100000, unit="人"), ask="被欠薪的有几个人？")
policy.fact("amount_owed", Money(), ask="一共欠多少元？")
policy.fact("hard_case", YesNo(), ask="案情疑难、复杂吗？")
policy.fact("social_effect", YesNo(), ask="有一定社会影响吗？（群体上访、媒体关注等）")
policy.fact("one_worker_amount", Money(), ask="欠得最多的一个人，被欠多少元？")
policy.fact("one_worker_months", Whole(0, 600, unit="个月"), ask="这个人被欠了几个月？")
policy.fact("order_disobeyed", YesNo(), ask="政府部门责令支付，单位仍然不付吗？")


@policy.step("人多", source=QINHUAI, ours="没有写几个人，由办理的单位定")
def many(workers, many_workers):
    return workers >= many_workers


@policy.step("钱多", source=QINHUAI, ours="没有写多少元，由办理的单位定")
def large(amount_owed, large_amount):
    return amount_owed >= large_amount


@policy.result("到现场联合办公", YesNo(), source=JIANGNING)
def joint_office(many, large, social_effect):
    return many & large & social_effect


@policy.result(
    "怎样处置",
    Choice({"quick": "一般线索，按政策快速解决", "filed": "人多或者钱多，立案查处", "listed": "疑难复杂，挂牌督办"}),
    source=f"{QINHUAI}；{JIANGNING}",
)
def handling(hard_case, joint_office, many, large):
    return when(hard_case | joint_office, "listed", when(many | large, "filed", "quick"))


@policy.aside("达到涉嫌拒不支付劳动报酬罪的数额起点，要移送公安审查", YesNo(), source=CRIME, checked=READ)
def may_be_crime(
    order_disobeyed,
    one_worker_amount,
    one_worker_months,
    workers,
    amount_owed,
    crime_months,
    crime_one_worker,
    crime_workers,
    crime_total,
):
    by_one = (one_worker_months >= crime_months) & (one_worker_amount >= crime_one_worker)
    by_many = (workers >= crime_workers) & (amount_owed >= crime_total)
    return order_disobeyed & (by_one | by_many)


policy.says(
    "{handling}[joint_office?，到现场联合办公][may_be_crime?；达到涉嫌拒不支付劳动报酬罪的数额起点，要移送公安审查]。"
)
