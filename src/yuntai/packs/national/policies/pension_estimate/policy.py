"""基本养老金估算 (estimate of the monthly pension): 国发〔2005〕38号 six, 《社会保险法》 art. 15."""

from decimal import Decimal

from yuntai.rules import Money, Number, Policy, at_most, divide, half_up, when

DECISION = "国发〔2005〕38号 六"
LAW = "《社会保险法》第十五条"

INDEX = Number(most=3, usual=(Decimal("0.4"), 3))
"""The base paid over the average wage, which is at most 300 % of it (国办发〔2019〕13号 三)."""

policy = Policy(
    title="企业职工基本养老金估算",
    subject="persons",
    theme="retirement",
    gives="person",
    drawn="pension",
    source=f"{LAW}；{DECISION}",
    begins="2006-01-01",
    published="2005-12-03",
)

policy.fact(
    "contribution_years",
    Number(most=60),
    ask="养老保险一共缴了多少年？（视同缴费的也算；可写小数，27年4个月写 27.33）",
)
policy.fact("mean_index", INDEX, ask="平均缴费指数是多少？（在社保记录里查，例如 0.8566）")
policy.fact("account_balance", Money(), ask="个人账户里一共有多少钱？（储存额）")
policy.fact(
    "years_before_account",
    Number(most=60),
    ask="建立个人账户以前有多少年工龄？（江苏指1995年底以前，视同缴费的也算；没有就答 0）",
)
policy.use("pension_months", "account_months")


@policy.step("计算用的平均缴费指数（缴费基数最高300%，指数不超过3）", source=f"{DECISION}；国办发〔2019〕13号 三")
def index(mean_index, index_max):
    return at_most(mean_index, index_max)


@policy.step("计发基数与本人指数化工资的平均", source=DECISION)
def assessed_wage(pension_base, index):
    return divide(pension_base * (1 + index), 2)


@policy.result("基础养老金", Money(), source=DECISION)
def basic_pension(assessed_wage, contribution_years, share_per_year):
    return half_up(assessed_wage * contribution_years * share_per_year)


@policy.result("个人账户养老金", Money(), source=f"{DECISION}、附件")
def account_pension(account_balance, account_months):
    return half_up(divide(account_balance, account_months))


@policy.result("过渡性养老金", Money(), source=f"{DECISION}；各省办法")
def transitional_pension(years_before_account, pension_base, index, transitional_rate):
    by_rate = pension_base * index * years_before_account * transitional_rate
    return half_up(when(years_before_account == 0, 0, by_rate))


@policy.result("每月合计", Money(), source=f"{LAW}；{DECISION}")
def monthly_pension(basic_pension, account_pension, transitional_pension):
    return half_up(basic_pension + account_pension + transitional_pension)


@policy.aside("缴费每多一年，基础养老金每月多", Money(), source=DECISION)
def one_year_more(assessed_wage, share_per_year):
    return half_up(assessed_wage * share_per_year)


policy.says(
    "养老金每月{monthly_pension}，其中基础养老金{basic_pension}[account_pension?，个人账户养老金{account_pension}]"
    "[，过渡性养老金{transitional_pension}]。"
)
