"""小微企业招用高校毕业生社会保险补贴 (insurance subsidy of a small firm that hires a graduate), S55."""

from yuntai.packs.national import facts
from yuntai.rules import Date, Money, Policy, Whole, YesNo, at_least, down, months_after, when

MEASURES = "《就业补助资金管理办法》（财社〔2023〕181号）第十条第（二）项"

policy = Policy(
    title="小微企业招用高校毕业生社会保险补贴",
    subject="enrolments",
    theme="employers",
    gives="employer",
    source=MEASURES,
    begins="2017-10-13",
    published={"unknown": "通知的全文没有找到，凭记忆是2017年10月13日印发"},
    paid="amount",
)

policy.fact("small_firm", YesNo(), ask="招用的是小微企业吗？（按国家中小企业划型标准）")
policy.include(facts.graduated_on)
policy.include(facts.hired_on)
policy.fact("unemployed_before", YesNo(), ask="招用以前，毕业生没有就业过吗？（当年毕业的答“是”）")
policy.fact("contract_months", Whole(0, 600, unit="个月"), ask="劳动合同签了多少个月？")
policy.fact("employer_paid", Money(), ask="这个月单位为这名毕业生实际缴了多少元社会保险费？（不含个人部分）")
policy.fact("months_subsidised", Whole(0, 600), ask="这名毕业生已经补贴了几个月？（没有就答 0）")


@policy.condition("是小微企业", source=MEASURES)
def is_small_firm(small_firm):
    return small_firm


@policy.step("毕业年度内招用", source=MEASURES)
def in_graduation_year(graduated_on, hired_on):
    return graduated_on.year() == hired_on.year()


@policy.step("离校不久、没有就业时招用", source=MEASURES)
def soon_after(graduated_on, hired_on, graduate_within, unemployed_before):
    in_time = (graduated_on <= hired_on) & (hired_on <= months_after(graduated_on, graduate_within))
    return in_time & unemployed_before


@policy.condition("招用的是毕业年度或者离校不久未就业的高校毕业生", source=MEASURES)
def graduate_covered(in_graduation_year, soon_after):
    return in_graduation_year | soon_after


@policy.condition("签了规定期限的劳动合同", source=MEASURES)
def contract_long_enough(contract_months, contract_min):
    return contract_months >= contract_min


@policy.condition("缴纳了社会保险费", source=MEASURES)
def premiums_paid(employer_paid):
    return employer_paid > 0


@policy.condition("补贴期限还没有用完", source=MEASURES)
def months_remain(months_subsidised, months_most):
    return months_subsidised < months_most


@policy.result("这个月补贴（不超过单位缴的部分）", Money(), source=MEASURES)
def amount(entitled, employer_paid, premium_share):
    return down(when(entitled, employer_paid * premium_share, 0))


@policy.result("还可以补", Whole(unit="个月"), source=MEASURES)
def months_left(entitled, months_most, months_subsidised):
    return when(entitled, at_least(months_most - months_subsidised, 0), 0)


@policy.aside("招用日最晚到（离校未就业的）", Date(none="没有"), source=MEASURES)
def hire_by(graduated_on, graduate_within):
    return months_after(graduated_on, graduate_within)


policy.says("这个月补贴{amount}，^还可以补{months_left}。")
