"""失业保险技能提升补贴 (skill subsidy out of unemployment insurance), the notices of 2024 to 2026."""

from yuntai.packs.national import facts
from yuntai.rules import Date, Money, Policy, Text, Whole, YesNo, down, months_after, when

NOTICES = "失业保险技能提升补贴（人社部发〔2024〕40号三；人社部发〔2025〕18号；人社部发〔2026〕39号）"
SAME = ("skill_subsidy", "skill_upgrading")
"""What a registry may call it that was paid: a city's own notice of it counts as the same."""

policy = Policy(
    title="失业保险技能提升补贴",
    subject="certificates",
    theme="skills",
    gives="person",
    source=NOTICES,
    begins="2024-01-01",
    published="2024-04-26",
)

policy.include(facts.enrolments, facts.insured_employee, facts.payments)
policy.fact("issued_on", Date(), ask="证书是哪天发的？", registry="certificates.issued_on")
policy.fact("occupation", Text(), ask="证书是什么职业（工种）？", registry="certificates.occupation")
policy.fact(
    "level",
    Whole(1, 5, unit="级"),
    ask="证书是几级？（5 初级工，4 中级工，3 高级工，2 技师，1 高级技师）",
    registry="certificates.level",
)
policy.fact("drawing", YesNo(), ask="发证的那个月正在领失业保险金吗？")
policy.fact("months_insured", Whole(0, 720, unit="个月"), ask="失业保险一共缴了多少个月？")
policy.fact("urgent", YesNo(), ask="属于当地的急需紧缺职业（工种）目录吗？", registry="certificates.shortage")
policy.fact("fits", YesNo(), ask="证书的职业和所在企业的行业对得上，或者是数字职业、绿色职业吗？")
policy.fact("training_paid", YesNo(), ask="为这个证书领过职业培训补贴吗？")


@policy.condition("是企业参保职工，或者正在领失业保险金", source=NOTICES)
def standing(insured_employee, drawing):
    return insured_employee | drawing


@policy.condition("失业保险缴满了规定的月数", source=NOTICES)
def insured_long_enough(months_insured, months_needed):
    return months_insured >= months_needed


@policy.condition("证书是五级、四级或者三级", source=NOTICES)
def level_covered(level):
    return level >= 3


@policy.condition("发证以后在期限内申请", source="人社部发〔2017〕40号；南京市2025年12月的申领提醒")
def in_time(as_of, issued_on, claim_months):
    return as_of <= months_after(issued_on, claim_months)


@policy.condition("证书的职业对得上（2026年起）", source="人社部发〔2026〕39号")
def matches(must_fit, urgent, fits):
    return ~must_fit | urgent | fits


@policy.condition("没有领过同一职业（工种）同级或者更高级的", source=NOTICES)
def not_repeated(payments, occupation, level):
    return ~payments.any(lambda paid: paid.policy.isin(SAME) & (paid.occupation == occupation) & (paid.level <= level))


@policy.condition("没有领过职业培训补贴", source=NOTICES)
def not_twice(training_paid):
    return ~training_paid


@policy.condition("当年领的次数还没有满", source=NOTICES)
def within_year(as_of, payments, urgent, most_a_year, most_if_urgent):
    claimed = payments.count(lambda paid: paid.policy.isin(SAME) & (paid.claimed_on.year() == as_of.year()))
    return claimed < when(urgent, most_if_urgent, most_a_year)


@policy.step("急需紧缺职业提高的比例", source="当地通知")
def uplift(urgent, urgent_uplift):
    return when(urgent, urgent_uplift, 0)


@policy.result("最多领", Money(), source=NOTICES)
def at_most_paid(entitled, level, ceiling, uplift):
    return down(when(entitled, ceiling[level] * (1 + uplift), 0))


@policy.aside("最晚申请", Date(), source="人社部发〔2017〕40号；南京市2025年12月的申领提醒")
def claim_by(issued_on, claim_months):
    return months_after(issued_on, claim_months)


policy.says("您可以领技能提升补贴，按上限算{at_most_paid}，最晚{claim_by}申请。")
