"""虚假劳动争议的提示 (warning signs of sham claims), R31: for staff, not for the public."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Policy, Whole, YesNo, when

CASE = "劳动争议典型案例（虚假诉讼）；《企业破产法》第一百一十三条"

policy = Policy(
    title="虚假劳动争议的提示（只给工作人员）",
    subject="enrolments",
    theme="rights",
    source=CASE,
    audience="staff",
)

policy.fact("firm_abnormal", YesNo(), ask="单位经营异常，或者已经资不抵债、将要破产吗？")
policy.fact("employer_admits_all", YesNo(), ask="单位对请求全部承认、没有争辩吗？")
policy.fact("claimed_monthly_wage", facts.WAGE, ask="主张的月工资是多少？")
policy.fact("peer_monthly_wage", facts.WAGE, ask="同岗位、同行业一般月工资多少？")
policy.fact("sought_remedy", YesNo(), ask="欠薪以后，在合理的时间里要过吗？（催讨、投诉、申请仲裁）")
policy.fact("statements_conflict", YesNo(), ask="双方的说法、材料有矛盾吗？")
policy.fact("other_purpose", YesNo(), ask="劳动合同像是为了别的目的签的吗？（贷款、资质、分配财产等）")


@policy.step("工资远高于同类人员", source=CASE, ours="案例没有写几倍，见参数")
def pay_far_above(claimed_monthly_wage, peer_monthly_wage, far_above_times):
    return claimed_monthly_wage >= peer_monthly_wage * far_above_times


@policy.step("长期没有主张", source=CASE)
def no_remedy_sought(sought_remedy):
    return ~sought_remedy


@policy.result("有几项迹象", Whole(unit="项"), source=CASE)
def signs(firm_abnormal, employer_admits_all, pay_far_above, no_remedy_sought, statements_conflict, other_purpose):
    return (
        when(firm_abnormal, 1, 0)
        + when(employer_admits_all, 1, 0)
        + when(pay_far_above, 1, 0)
        + when(no_remedy_sought, 1, 0)
        + when(statements_conflict, 1, 0)
        + when(other_purpose, 1, 0)
    )


@policy.result(
    "给工作人员的提示",
    Choice(
        {
            "warn": "迹象较多，请核实劳动关系、工资标准和付款记录，必要时移送",
            "watch": "有迹象，请留意",
            "silent": "没有提示",
        }
    ),
    source=CASE,
    ours="案例没有写几项，见参数；由工作人员判断",
)
def warning(signs, warn_from, watch_from):
    return when(signs >= warn_from, "warn", when(signs >= watch_from, "watch", "silent"))


@policy.aside("单位将要破产的，工资优先受偿（造假的动机）", YesNo(), source="《企业破产法》第一百一十三条")
def wages_go_first(firm_abnormal):
    return firm_abnormal


policy.says("有{signs}迹象：{warning}。")
