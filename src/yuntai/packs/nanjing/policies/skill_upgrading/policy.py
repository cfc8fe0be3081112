"""参保职工技能提升补贴 (skill-upgrading subsidy of insured staff), 宁人社规〔2022〕9号, R32–R37 and R39–R42."""

from yuntai.packs.nanjing.skills import NOTICE, judge_by_day_of_issue, limit_claims
from yuntai.packs.national import facts
from yuntai.rules import Date, Money, Once, Policy, Text, Whole, YesNo, half_up, when

policy = Policy(
    title="参保职工技能提升补贴",
    subject="certificates",
    theme="skills",
    gives="person",
    source=NOTICE,
    begins="2023-01-01",
    ends="2023-12-31",
    followed_by="skill_subsidy",
    published="2022-12-12",
    judged_on="rule_day",
    paid="amount",
    once=Once(per=("person", "claim_year"), best="amount"),
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
policy.fact("listed", YesNo(), ask="这个职业（工种）和等级在当年的目录清单里吗？", registry="certificates.listed")
policy.fact("starred", YesNo(), ask="这个职业（工种）在目录里标有 * 号吗？", registry="certificates.starred")
policy.fact("shortage", YesNo(), ask="属于当年的紧缺型高技能人才补贴范围吗？", registry="certificates.shortage")
policy.fact("assessed_in_nanjing", YesNo(), ask="是在南京评价取得的吗？", registry="certificates.assessed_in_nanjing")
policy.fact(
    "found_in_osta", YesNo(), ask="在全国技能人才网（osta.org.cn）查得到吗？", registry="certificates.found_in_osta"
)
policy.fact("found_in_jshrss", YesNo(), ask="在江苏人社网查得到吗？", registry="certificates.found_in_jshrss")


@policy.step("技师或高级技师", source=f"{NOTICE} 四（二）2")
def senior(level):
    return level <= 2


@policy.condition("是参保的企业职工", source=f"{NOTICE} 四（二）")
def insured(insured_employee):
    return insured_employee


@policy.condition("等级在补贴范围内（技师、高级技师须在目录内）", source=f"{NOTICE} 四（二）1、2")
def level_covered(senior, listed):
    return ~senior | listed


@policy.condition("证书在规定的网站查得到", source=f"{NOTICE} 四（二）1、2")
def findable(senior, found_in_osta, found_in_jshrss):
    return found_in_jshrss | (~senior & found_in_osta)


@policy.condition("在南京评价取得（目录外的另有规定）", source=f"{NOTICE} 四（二）1、2")
def assessed_here(listed, assessed_in_nanjing, offlist_assessed_here):
    return assessed_in_nanjing | (~listed & ~offlist_assessed_here)


judge_by_day_of_issue(policy)
limit_claims(policy)


@policy.step("对应等级的标准", source=f"{NOTICE} 四（二）1、2")
def standard(senior, listed, level, post_amount, listed_amount, offlist_amount):
    return when(senior, post_amount[level], when(listed, listed_amount[level], offlist_amount[level]))


@policy.step("标星职业（工种）的发放比例", source=f"{NOTICE} 四（二）1")
def star_share(listed, starred, level, star_rate):
    return when(listed & starred & (level >= 4), star_rate, 1)


@policy.step("紧缺型上浮比例", source=f"{NOTICE} 四（三）")
def uplift(listed, shortage, level, shortage_uplift, uplift_offlist):
    return when(shortage & (level <= 3) & (listed | uplift_offlist), shortage_uplift, 0)


@policy.result("补贴金额", Money(), source=f"{NOTICE} 四（二）、（三）")
def amount(entitled, standard, star_share, uplift):
    return half_up(when(entitled, standard * star_share * (1 + uplift), 0))


policy.says("您^可以领技能提升补贴{amount}。")
