"""一次性补偿收入的个人所得税 (income tax on a lump sum for leaving), 财税〔2018〕164号 art. 5.

Of the older notice (财税〔2001〕157号) only art. 1 was repealed; arts. 2 and 3 still deduct contributions and exempt bankruptcy.
"""

from yuntai.rules import Money, Policy, YesNo, at_least, half_up

NOTICE = "财税〔2018〕164号"
OLDER = "财税〔2001〕157号"
READ = ("2026-11-30", "国家税务总局政策法规库的全文（公开转录）")

policy = Policy(
    title="解除劳动关系一次性补偿的个人所得税",
    subject="persons",
    theme="rights",
    source=f"{NOTICE}第五条第一项",
    begins="2019-01-01",
    published="2018-12-27",
)

policy.fact("lump_sum", Money(), ask="一次性补偿一共多少？（经济补偿金、生活补助费和其他补助费）")

policy.fact(
    "contributions_paid",
    Money(),
    ask="领补偿的时候，按规定比例实际缴了多少住房公积金、医疗、养老、失业保险费？（没有就答 0）",
)
policy.fact("from_bankruptcy", YesNo(), ask="是企业依法宣告破产，给职工的一次性安置费吗？")


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


@policy.aside("扣除领补偿时实际缴纳的保险费和公积金，应缴个人所得税", Money(), source=f"{OLDER}第二条", checked=READ)
def tax_after_contributions(lump_sum, contributions_paid, exempt_amount, income_tax_rates):
    return half_up(income_tax_rates.marginal(at_least(lump_sum - contributions_paid - exempt_amount, 0)))


@policy.aside("扣除保险费和公积金，少缴多少", Money(), source=f"{OLDER}第二条")
def saved_by_contributions(tax, tax_after_contributions):
    return tax - tax_after_contributions


@policy.aside("破产企业的一次性安置费，全部免税", YesNo(), source=f"{OLDER}第三条", checked=READ)
def exempt_by_bankruptcy(from_bankruptcy):
    return from_bankruptcy


policy.says(
    "[tax?^应缴个人所得税{tax}][!tax?不用缴个人所得税]，税后^拿到{after_tax}，免税的数额^是{exempt_amount}"
    "[saved_by_contributions?；扣除您实际缴纳的保险费和公积金，应缴{tax_after_contributions}]"
    "[exempt_by_bankruptcy?；依法宣告破产的企业给的一次性安置费全部免税，不用缴]。"
)
