"""个人账户养老金计发月数 (by how many months the account is divided), by the age at retirement."""

from yuntai.rules import JIAO, Age, Number, Policy, divide, half_up, when, whole

TABLE = "国发〔2005〕38号 附件"
MONTHLY = "按月折算口径（2025年起，文号待核实）"

policy = Policy(
    title="个人账户养老金计发月数",
    subject="persons",
    theme="retirement",
    source=TABLE,
    begins="2006-01-01",
    published="2005-12-03",
)

policy.fact("age_at_retirement", Age(480, 840), ask="退休时多少岁零几个月？（例如：60岁3个月）")


@policy.step("满几岁", source=TABLE)
def full_years(age_at_retirement):
    return whole(divide(age_at_retirement, 12))


@policy.step("满岁以后又过了几个月", source=MONTHLY)
def odd_months(age_at_retirement, full_years):
    return age_at_retirement - full_years * 12


@policy.step("这一岁每多一个月少几个月（乘以12）", source=TABLE)
def fall_in_year(account_months_table, full_years):
    return account_months_table.at(full_years) - account_months_table.at(full_years + 1)


@policy.result("计发月数", Number(), source=f"{TABLE}；{MONTHLY}")
def account_months(account_months_table, full_years, odd_months, fall_in_year, by_month):
    reduced = when(by_month, divide(fall_in_year * odd_months, 12), 0)
    return half_up(account_months_table.at(full_years) - reduced, to=JIAO)


policy.says("个人账户养老金按{account_months}个月计发。")
