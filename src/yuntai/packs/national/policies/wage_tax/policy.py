"""工资薪金个人所得税的累计预扣 (withholding of tax on wages by the cumulative method), 国家税务总局公告2018年第61号 art. 6."""

from yuntai.packs.national import facts
from yuntai.rules import Money, Policy, Whole, at_least, half_up

LAW = "《个人所得税法》"
NOTICE = "国家税务总局公告2018年第61号"

policy = Policy(
    title="工资的个人所得税（累计预扣）",
    subject="persons",
    theme="rights",
    source=f"{NOTICE}第六条",
    begins="2019-01-01",
    published="2018-12-21",
)

policy.fact("monthly_income", facts.WAGE, ask="每月应发工资多少？（每月不一样的，填到本月为止的平均数）")
policy.fact("monthly_contributions", Money(), ask="每月个人缴的社会保险费和住房公积金一共多少？")
policy.fact("monthly_additional", Money(), ask="每月专项附加扣除多少？（子女教育、赡养老人、住房等；没有就答 0）")
policy.fact("months", Whole(1, 12, unit="个月"), ask="今年在这个单位领工资，到本月是第几个月？")


@policy.step("每月减除以后的余额", source=f"{LAW}第六条第一款第一项；{NOTICE}第六条")
def monthly_taxable(monthly_income, basic_deduction, monthly_contributions, monthly_additional):
    return at_least(monthly_income - basic_deduction - monthly_contributions - monthly_additional, 0)


def _tax(rates, amount):
    return half_up(rates.marginal(amount))


@policy.result("累计应纳税所得额", Money(), source=f"{NOTICE}第六条")
def taxable(monthly_taxable, months):
    return monthly_taxable * months


@policy.result("到本月累计应预扣", Money(), source=f"{NOTICE}第六条、附件2预扣率表一")
def tax_to_date(income_tax_rates, taxable):
    return _tax(income_tax_rates, taxable)


@policy.result("以前各月已预扣", Money(), source=f"{NOTICE}第六条、附件2预扣率表一")
def tax_before(income_tax_rates, monthly_taxable, months):
    return _tax(income_tax_rates, monthly_taxable * (months - 1))


@policy.result("本月应预扣", Money(), source=f"{NOTICE}第六条")
def tax_now(tax_to_date, tax_before):
    # 余额为负值时，暂不退税
    return at_least(tax_to_date - tax_before, 0)


@policy.result("本月到手", Money(), source=f"{NOTICE}第六条")
def take_home(monthly_income, monthly_contributions, tax_now):
    return at_least(monthly_income - monthly_contributions - tax_now, 0)


policy.says("[tax_now?本月^应预扣个人所得税{tax_now}][!tax_now?本月不用缴个人所得税]，^到手{take_home}。")
