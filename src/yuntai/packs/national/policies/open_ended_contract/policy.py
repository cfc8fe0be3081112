"""无固定期限劳动合同 (contracts without a term): 《劳动合同法》 arts. 14 and 82(2), 法释〔2025〕12号 arts. 9–11."""

from yuntai.packs.national import facts
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.packs.national.second_wage import INTERPRETATION, LAW, add_difference, whole_months
from yuntai.rules import (
    FAR,
    Choice,
    Date,
    Number,
    Policy,
    Whole,
    YesNo,
    at_most,
    days_after,
    months_after,
    when,
    years_after,
    years_between,
)

ARTICLE = f"{LAW}第十四条第二款"
REGULATION = "《劳动合同法实施条例》"
READ = ("2026-11-30", "国家法律法规数据库、最高人民法院公报网站的全文（公开转录）")
NONE = "没有"

policy = Policy(
    title="无固定期限劳动合同",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第十四条、第八十二条第二款",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.include(facts.enrolment_kind)
policy.include(facts.hired_on)
policy.include(facts.ended_on)
policy.fact("year_unsigned", YesNo(), ask="上班满一年的时候，还没有签书面劳动合同吗？")
policy.fact(
    "fixed_terms",
    Whole(0, 40, unit="次"),
    ask="2008年以后，和单位连续签过几次固定期限合同？（约定期满自动续延、续延期也满了的算一次；"
    "岗位没变、单位换了名义再签的，或者为了规避再签的，也算一次）",
)
policy.fact(
    "extended_months", Number(most=600), ask="协商延长过合同期限的，延长期满了的一共延长了几个月？（没有就答 0）"
)
policy.fact(
    "at_fault",
    YesNo(),
    ask="有下面哪一种情形吗？试用期不符合录用条件，严重违纪，严重失职，另有劳动关系影响工作，欺诈胁迫订合同，"
    "被追究刑事责任；患病医疗期满干不了原来和另外安排的工作；不能胜任，培训或者调岗后还是不能胜任",
)
policy.fact("system_new", YesNo(), ask="是单位第一次实行劳动合同制度，或者国有企业改制，重新签合同吗？")
policy.fact("asked_fixed", YesNo(), ask="是您自己提出签固定期限合同的吗？")
policy.fact(
    "refused_from",
    Date(none=NONE),
    ask="应当签无固定期限合同、单位没有签的，从哪天起？（没有这种情况就答“没有”）",
    after="hired_on",
)
policy.fact("signed_on", Date(none="还没有签"), ask="后来哪天签了无固定期限合同？", after="hired_on")
policy.fact("monthly_wage", facts.WAGE, ask="每月应发工资多少？")
policy.fact(
    "term_over_on",
    Date(none=NONE),
    ask="合同期满后还在上班、没有续签的，合同哪天满的？（依法延长的，写延长到的那天；没有这种情况就答“没有”）",
    after="hired_on",
)
policy.fact("objected", YesNo(), ask="期满后，单位表示过不再留用吗？")
policy.use("retirement_age", "retires_on")


add_age(policy)


@policy.scope("与单位有劳动关系", source=f"{LAW}第二条")
def employee(enrolment_kind):
    return enrolment_kind == "employee"


@policy.step("工作到哪天", source=f"{ARTICLE}第一项")
def worked_until(ended_on, as_of):
    return at_most(ended_on, as_of)


@policy.step("连续工作满规定的年数", source=f"{ARTICLE}第一项；{REGULATION}第九条", checked=READ)
def long_service(hired_on, worked_until, service_years):
    return years_between(hired_on, worked_until) >= service_years


@policy.step("协商延长的期限够算一次", source=f"{INTERPRETATION}第十条第（一）项；地方劳动合同规定", checked=READ)
def extension_counts(extended_months, extension_months, extension_exceeds):
    enough = when(extension_exceeds, extended_months > extension_months, extended_months >= extension_months)
    return when(extended_months == 0, False, enough)


@policy.step("连续订立固定期限合同的次数", source=f"{ARTICLE}第三项；{INTERPRETATION}第十条", checked=READ)
def terms(fixed_terms, extension_counts):
    return fixed_terms + when(extension_counts, 1, 0)


@policy.step(
    "连续订立了规定的次数，又没有法定的例外情形", source=f"{ARTICLE}第三项；{INTERPRETATION}第十条", checked=READ
)
def enough_terms(terms, least_terms, at_fault):
    return (terms >= least_terms) & ~at_fault


@policy.step("初次实行劳动合同制度或者改制，工作够久又快退休", source=f"{ARTICLE}第二项", checked=READ)
def old_hand(system_new, long_service, worked_until, retires_on, near_retirement):
    return system_new & long_service & (worked_until > years_after(retires_on, -near_retirement))


@policy.step("用工满一年没有签书面合同，视为已经订立", source=f"{LAW}第十四条第三款", checked=READ)
def deemed_at_first(year_unsigned, hired_on, worked_until, deemed_after):
    return year_unsigned & (worked_until >= years_after(hired_on, deemed_after))


@policy.step("合同期满后继续工作满一年没有续签，视为已经订立", source="地方劳动合同规定（江苏：第十六条第二款）")
def deemed_by_staying(deemed_after_renewal, term_over_on, worked_until, deemed_after):
    year_over = when(term_over_on < FAR, worked_until > years_after(term_over_on, deemed_after), False)
    return deemed_after_renewal & year_over


@policy.step("视为已经订立", source=f"{LAW}第十四条第三款；地方劳动合同规定")
def deemed(deemed_at_first, deemed_by_staying):
    return deemed_at_first | deemed_by_staying


@policy.condition("有应当订立无固定期限合同的情形", source=f"{LAW}第十四条第二款、第三款", checked=READ)
def has_ground(deemed, long_service, enough_terms, old_hand):
    return deemed | long_service | enough_terms | old_hand


@policy.condition("不是劳动者自己提出订立固定期限合同", source=ARTICLE, checked=READ)
def not_asked_fixed(deemed, asked_fixed):
    return deemed | ~asked_fixed


@policy.result(
    "凭哪一条",
    Choice(
        {
            "deemed": "用工满一年没有签书面合同，视为已经订立",
            "stayed": "合同期满后继续工作满一年没有续签，视为已经订立",
            "service": "连续工作满十年",
            "terms": "连续订立了两次固定期限合同",
            "old_hand": "初次实行劳动合同制度或者改制，连续工作满十年且距退休不足十年",
            "none": "没有",
        }
    ),
    source=f"{LAW}第十四条第二款、第三款",
    checked=READ,
)
def ground(entitled, deemed_at_first, deemed_by_staying, long_service, enough_terms):
    found = when(long_service, "service", when(enough_terms, "terms", "old_hand"))
    return when(entitled, when(deemed_at_first, "deemed", when(deemed_by_staying, "stayed", found)), "none")


@policy.step("二倍工资算到哪天", source=f"{LAW}第八十二条第二款", checked=READ)
def owed_until(signed_on, ended_on, as_of):
    return at_most(days_after(signed_on, -1), ended_on, days_after(as_of, -1))


@policy.step("单位不订立无固定期限合同", source=f"{LAW}第八十二条第二款；{INTERPRETATION}第九条", checked=READ)
def owed(entitled, deemed, refused_from, owed_until):
    return entitled & ~deemed & (refused_from <= owed_until)


@policy.step("应当订立无固定期限合同的那天", source=f"{LAW}第八十二条第二款", checked=READ)
def counted_from(refused_from, owed_until):
    return at_most(refused_from, owed_until)


@policy.step("整月数", source=f"{LAW}第八十二条第二款")
def months(owed, counted_from, months_to_sign, owed_until):
    return when(owed, whole_months(counted_from, months_to_sign, owed_until), 0)


add_difference(policy, policy.aside)


@policy.aside(
    "合同期满超过一个月单位没有异议，可以要求按原条件续订", YesNo(), source=f"{INTERPRETATION}第十一条", checked=READ
)
def may_renew(term_over_on, worked_until, objected, unobjected_months):
    stayed = when(term_over_on < FAR, worked_until > months_after(term_over_on, unobjected_months), False)
    return stayed & ~objected


policy.says(
    "您{ground}，[deemed?可以要求补签书面合同，视为已经订立的期间没有二倍工资]"
    "[!deemed?您提出或者同意订立的，单位应当订立无固定期限劳动合同]"
    "[difference?；单位没有订立的，^还应付二倍工资差额{difference}]"
    "[beyond_limitation?，其中{beyond_limitation}已经超过时效，单位提出时效的就要不到]"
    "[；时效也有从提出之日倒算一年的，那样时效内是{within_counted_back}]"
    "[；不满一个月的部分也有按21.75天折算的，那样是{difference_by_paid_days}]"
    "[may_renew?；合同期满后单位一个多月没有异议，可以要求按原条件订立]"
    f"{UNSETTLED}。"
)
policy.says(
    "现在还不能要求订立无固定期限劳动合同，没有满足{because}；合同期满后单位一个多月没有异议，可以要求按原条件续订。",
    when="may_renew",
    status="not_entitled",
)
policy.says("现在还不能要求订立无固定期限劳动合同，没有满足{because}。", status="not_entitled")
