"""企业新型学徒制的两份协议 (the two agreements of an apprenticeship and its register), R47."""

from yuntai.packs.national.apprenticeship import PLAN
from yuntai.rules import Policy, Whole, YesNo, when

policy = Policy(
    title="企业新型学徒制：培养协议和合作协议",
    subject="enrolments",
    theme="skills",
    source=f"{PLAN}四",
)

AGREED = "培养协议（企业和学徒）里写了"
JOINT = "合作协议（企业和院校）里写了"

policy.fact("says_goal", YesNo(), ask=f"{AGREED}培养目标吗？")
policy.fact("says_content_and_term", YesNo(), ask=f"{AGREED}培训内容与期限吗？")
policy.fact("says_manner", YesNo(), ask=f"{AGREED}培训方式吗？")
policy.fact("says_test", YesNo(), ask=f"{AGREED}质量考核标准吗？")
policy.fact("says_duties", YesNo(), ask=f"{AGREED}双方的权利义务吗？")
policy.fact("says_breach", YesNo(), ask=f"{AGREED}违约责任吗？")
policy.fact("joint_says_manner", YesNo(), ask=f"{JOINT}培训方式吗？")
policy.fact("joint_says_content_and_term", YesNo(), ask=f"{JOINT}培训内容和期限吗？")
policy.fact("joint_says_cost", YesNo(), ask=f"{JOINT}费用吗？")
policy.fact("joint_says_duties", YesNo(), ask=f"{JOINT}双方责任吗？")
policy.fact("registered_by_name", YesNo(), ask="学徒办理实名登记了吗？")
policy.fact("school_is_technical", YesNo(), ask="合作的是技工院校、职业院校吗？")
policy.fact("enrolled_at_school", YesNo(), ask="院校为学徒办理学籍（学员）注册了吗？")
policy.fact("ledger_kept", YesNo(), ask="建了培训台账、及时报告中途退出的人吗？")


@policy.condition("培养协议写明培养目标", source=f"{PLAN}四")
def goal(says_goal):
    return says_goal


@policy.condition("培养协议写明培训内容与期限", source=f"{PLAN}四")
def content_and_term(says_content_and_term):
    return says_content_and_term


@policy.condition("培养协议写明培训方式", source=f"{PLAN}四")
def manner(says_manner):
    return says_manner


@policy.condition("培养协议写明质量考核", source=f"{PLAN}四")
def test(says_test):
    return says_test


@policy.condition("培养协议写明双方权利义务", source=f"{PLAN}四")
def duties(says_duties):
    return says_duties


@policy.condition("培养协议写明违约责任", source=f"{PLAN}四")
def breach(says_breach):
    return says_breach


@policy.condition("合作协议写明培训方式", source=f"{PLAN}四")
def joint_manner(joint_says_manner):
    return joint_says_manner


@policy.condition("合作协议写明培训内容和期限", source=f"{PLAN}四")
def joint_content_and_term(joint_says_content_and_term):
    return joint_says_content_and_term


@policy.condition("合作协议写明费用", source=f"{PLAN}四")
def joint_cost(joint_says_cost):
    return joint_says_cost


@policy.condition("合作协议写明双方责任", source=f"{PLAN}四")
def joint_duties(joint_says_duties):
    return joint_says_duties


@policy.condition("学徒已经实名登记", source=f"{PLAN}四")
def named(registered_by_name):
    return registered_by_name


@policy.condition("技工院校、职业院校已经注册", source=f"{PLAN}四")
def enrolled(school_is_technical, enrolled_at_school):
    return when(school_is_technical, enrolled_at_school, True)


@policy.condition("有培训台账，退出及时报告", source=f"{PLAN}四")
def ledger(ledger_kept):
    return ledger_kept


@policy.result("还缺", Whole(unit="项"), source=f"{PLAN}四")
def gaps(
    goal,
    content_and_term,
    manner,
    test,
    duties,
    breach,
    joint_manner,
    joint_content_and_term,
    joint_cost,
    joint_duties,
    named,
    enrolled,
    ledger,
):
    clauses = (goal, content_and_term, manner, test, duties, breach)
    joint = (joint_manner, joint_content_and_term, joint_cost, joint_duties)
    return sum(when(there, 0, 1) for there in (*clauses, *joint, named, enrolled, ledger))


policy.says("[!gaps?两份协议该写的都写了，登记、学籍和台账也齐了]。")
policy.says("没有做到{because}[，一共缺{gaps}]。", status="not_entitled")
