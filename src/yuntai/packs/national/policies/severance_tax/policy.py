"""一次性补偿收入的个人所得税 (income tax on a lump sum for leaving), 财税〔2018〕164号 art. 5."""

from yuntai.rules import Money, Policy, at_least, half_up

NOTICE = "财税〔2018〕164号"

policy = Policy(
    title="解除劳动关系一次性补偿的个人所得税",
    subject="persons",
    theme="rights",
    source=f"{NOTICE}第五条第一项",
    begins="2019-01-01",
    published="2018-12-27",
)

policy.fact("lump_sum", Money(), ask="一次性补偿一共多少？（经济补偿金、生活补助费和其他补助费）")


@policy.result("免税的数额（当地上年职工平均工资的三倍）", Money(), source=f"{NOTICE}第五条第一项")
def exempt_amount(employee_average_wage, exempt_times):
    return half_up(employee_average_wage * exempt_times)


@policy.result("超过免税数额的部分", Money(), source=f"{NOTICE}第五条第一项")
def taxed_part(lump_sum, exempt_amount):
    return at_least(lump_sum - exempt_amount, 0)


@policy.result("应缴个人所得税", Money(), source=f"{NOTICE}第五条第一项；《个人所得税法》税率表一")
def tax(taxed_part, income_tax_rates):
    return half_up(income_tax_rates.marginal(taxed_part))


@policy.result("税后拿到", Money(), source=f"{NOTICE}第五条第一项")
def after_tax(lump_sum, tax):
    return lump_sum - tax


policy.says("[tax?^应缴个人所得税{tax}][!tax?不用缴个人所得税]，税后^拿到{after_tax}，免税的数额^是{exempt_amount}。")
