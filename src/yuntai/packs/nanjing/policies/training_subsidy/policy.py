"""职业培训补贴，单位申领 (vocational-training subsidy claimed by employers and training bodies), 宁人社规〔2022〕9号, R32–R38."""

from yuntai.packs.nanjing.skills import NOTICE, judge_by_day_of_issue, limit_claims
from yuntai.packs.national import facts
from yuntai.rules import Choice, Date, Money, Once, Policy, Text, Whole, YesNo, day_of, half_up, on, when

policy = Policy(
    title="职业培训补贴（单位申领）",
    subject="certificates",
    theme="skills",
    gives="employer",
    source=NOTICE,
    begins="2023-01-01",
    ends="2023-12-31",
    followed_by="2024年起单位申领的办法没有查到，职工本人可以看失业保险技能提升补贴",
    published="2022-12-12",
    judged_on="rule_day",
    paid="amount",
    once=Once(per=("person", "claim_year"), best="amount"),
)

policy.include(facts.payments)
policy.fact(
    "claimant",
    Choice(
        {
            "enterprise": "企业",
            "hr_agency": "人力资源公司",
            "dispatch": "劳务派遣公司",
            "training_body": "培训机构",
            "other": "其他单位",
        }
    ),
    ask="申领的是什么单位？",
)
policy.fact("training_body_listed", YesNo(), ask="培训机构在当年的目录内吗？")
policy.fact(
    "trainee",
    Choice({"own_staff": "本单位职工", "key_group": "重点群体", "other": "都不是"}),
    ask="培训的是谁？（重点群体：登记失业人员、农村转移就业劳动者等）",
)
policy.fact(
    "certificate_kind",
    Choice({"skill": "职业资格或技能等级证书", "ability": "专项职业能力证书", "training": "培训合格证书"}),
    ask="取得的是哪一种证书？",
    registry="certificates.kind",
)
policy.fact("occupation", Text(), ask="证书是什么职业（工种）？", registry="certificates.occupation")
policy.fact(
    "level",
    Whole(1, 5, unit="级"),
    ask="证书是几级？（5 初级工，4 中级工，3 高级工，2 技师，1 高级技师）",
    registry="certificates.level",
)
policy.fact("issued_on", Date(), ask="证书是哪天发的？", registry="certificates.issued_on")
policy.fact("listed", YesNo(), ask="证书在当年的目录清单里吗？", registry="certificates.listed")
policy.fact("assessed_in_nanjing", YesNo(), ask="是在南京评价取得的吗？", registry="certificates.assessed_in_nanjing")
policy.fact("found_in_jshrss", YesNo(), ask="在江苏人社网查得到吗？", registry="certificates.found_in_jshrss")
policy.fact("needs_filing", YesNo(), ask="这个培训要开班备案吗？")
policy.fact("filed_on", Date(), ask="哪天备案的？")
policy.fact("headcount", Whole(1, 100000, unit="人"), ask="这一批有几个人取得同样的证书？")


@policy.condition("申领单位是企业（人力资源、劳务派遣公司除外）或目录内的培训机构", source=f"{NOTICE} 四（一）")
def claimant_allowed(claimant, training_body_listed):
    return (claimant == "enterprise") | ((claimant == "training_body") & training_body_listed)


@policy.condition("培训对象是本单位职工或重点群体", source=f"{NOTICE} 四（一）")
def trainee_covered(trainee):
    return trainee.isin(["own_staff", "key_group"])


@policy.condition("证书在当年目录内", source=f"{NOTICE} 三")
def certificate_listed(listed):
    return listed


@policy.condition("在南京评价取得", source=f"{NOTICE} 三")
def assessed_here(assessed_in_nanjing):
    return assessed_in_nanjing


@policy.condition("证书在江苏人社网查得到", source=f"{NOTICE} 三")
def findable(found_in_jshrss):
    return found_in_jshrss


@policy.result("最晚哪天申领", Date(), source=f"{NOTICE} 二")
def claim_by(issued_on, first9_last_month, claim_first9_month, claim_first9_day, claim_last3_month, claim_last3_day):
    early = issued_on.month() <= first9_last_month
    month = when(early, claim_first9_month, claim_last3_month)
    day = when(early, claim_first9_day, claim_last3_day)
    return day_of(issued_on.year() + 1, month, day)


@policy.condition("在申领期限内", source=f"{NOTICE} 二")
def in_time(as_of, claim_by, deadline_day_counts):
    return when(deadline_day_counts, as_of <= claim_by, as_of < claim_by)


judge_by_day_of_issue(policy)
limit_claims(policy)


@policy.result("按哪天的标准（要备案的看备案日，不要的看申领日）", Date(), source=f"{NOTICE} 二")
def standard_day(needs_filing, filed_on, as_of):
    return when(needs_filing, filed_on, as_of)


@policy.step("这一天的标准", source=f"{NOTICE} 四（一）、附件1")
def standard(standard_day, trainee, certificate_kind, level, class_c_amount, own_staff_amount, key_group_amount):
    for_own_staff = when(certificate_kind == "skill", class_c_amount[level], own_staff_amount)
    return on(standard_day, when(trainee == "own_staff", for_own_staff, key_group_amount[certificate_kind, level]))


@policy.result("补贴金额", Money(), source=f"{NOTICE} 四（一）")
def amount(entitled, standard):
    return half_up(when(entitled, standard, 0))


@policy.aside("这一批人的补贴合计", Money(), source=f"{NOTICE} 四（一）")
def batch_total(amount, headcount):
    return amount * headcount


policy.says("^可以领职业培训补贴{amount}[，这一批一共{batch_total}]，最晚{claim_by}申领。")
