"""退休以后再工作，是什么关系 (what binds somebody past the retirement age to a unit), and what follows from it.

Until 2025-08-31 who drew a pension was bound by a contract for services (法释〔2020〕26号 art. 32 I, repealed by 法释〔2025〕12号
art. 21); since 2026-07-01 人社部等五部门令第56号 protects pay, rest, safety and injury of both alike.
"""

from yuntai.rules import Choice, Date, Policy, YesNo, when

CONTRACT = "《劳动合同法》第四十四条第（二）项"
REGULATION = "《劳动合同法实施条例》第二十一条"
FIRST = "法释〔2020〕26号第三十二条"
SECOND = "法释〔2025〕12号第二十一条"
RULE = "《超龄劳动者基本权益保障暂行规定》"
READ = ("2026-11-30", "人社部网站、最高人民法院公报网站的全文（公开转录）")

RELATION = Choice(
    {
        "labour": "劳动关系",
        "service": "劳务关系",
        "over_age": "超龄用工（签用工协议，不是劳动合同）",
        "open": "没有写明（要看用工管理的事实，各地裁判不同）",
    }
)

policy = Policy(
    title="退休以后再工作，是什么关系",
    subject="persons",
    theme="rights",
    source=f"{CONTRACT}；{REGULATION}；{FIRST}；{RULE}",
    begins="2021-01-01",
    published="2020-12-29",
    judged_on="worked_on",
)

policy.fact("worked_on", Date(), ask="争议的工作是哪一天的？（还在做的，填今天；已经不做的，填最后一天）")
policy.fact("delaying", YesNo(), ask="是办了弹性延迟退休、还在延迟期间吗？")
policy.fact("pension_drawn", YesNo(), ask="那时候已经开始领基本养老金（或者退休金）了吗？")
policy.fact("managed", YesNo(), ask="受单位管理，做单位安排的有报酬的工作吗？")
policy.use("retirement_age", "retires_on")


@policy.condition("受单位管理、做单位安排的有报酬的工作", source=f"{RULE}第二条第一款；劳社部发〔2005〕12号第一条")
def works_for_unit(managed):
    return managed


@policy.step("已经过了法定退休年龄", source=REGULATION)
def past_age(retires_on, worked_on):
    return worked_on >= retires_on


@policy.step("已经超龄（到了法定退休年龄，或者提前退休后再工作）", source=f"{RULE}第二条", checked=READ)
def over_age(past_age, pension_drawn):
    return pension_drawn | past_age


@policy.result("是什么关系", RELATION, source=f"{FIRST}；{SECOND}；{RULE}第二条、第二十三条", checked=READ)
def relation(entitled, delaying, over_age, pension_drawn, over_age_rule, drawing_is_service):
    past = when(over_age_rule, "over_age", when(pension_drawn & drawing_is_service, "service", "open"))
    return when(entitled & ~delaying & over_age, past, "labour")


@policy.result("适用劳动合同法（二倍工资、经济补偿等）", YesNo(), source=f"{CONTRACT}；{RULE}第六条、第八条")
def contract_law(relation):
    return relation == "labour"


@policy.result(
    "全国规定单位必须为他缴工伤保险", YesNo(), source=f"{RULE}第十五条；《工伤保险条例》第二条", checked=READ
)
def injury_insured(relation):
    return relation.isin(["labour", "over_age"])


@policy.result(
    "报酬、休息、安全、工伤的争议先到哪里",
    Choice(
        {"arbitration": "劳动人事争议仲裁委员会", "court": "人民法院", "either": "先申请仲裁，不受理的再到人民法院"}
    ),
    source=f"{RULE}第十九条；《劳动争议调解仲裁法》第二条",
    checked=READ,
)
def forum(relation):
    before = when(relation == "service", "court", "either")
    return when(relation.isin(["labour", "over_age"]), "arbitration", before)


@policy.aside("其他事项的争议到人民法院", YesNo(), source=f"{RULE}第十九条第二款", checked=READ)
def rest_to_court(relation):
    return relation == "over_age"


@policy.aside("法律没有写明是什么关系", YesNo(), source=SECOND)
def unsettled(relation):
    return relation == "open"


policy.says(
    "法律没有写明是劳动关系还是劳务关系，要看用工管理的事实，各地裁判不同；有争议的，{forum}。", when="unsettled"
)
policy.says(
    "是{relation}[contract_law?，适用劳动合同法][!contract_law?，不适用二倍工资、经济补偿等规定]"
    "[injury_insured?；单位必须缴工伤保险]"
    "[rest_to_court?；报酬、休息、安全、工伤的争议，先到{forum}，其他的到人民法院][!rest_to_court?；有争议的，到{forum}]。"
)
