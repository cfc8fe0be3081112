"""隐性违反竞业限制 (hidden breach of a non-compete duty), R22: signs and advice, never a finding by itself."""

from yuntai.rules import Choice, Policy, Whole, YesNo, when

LAW = "《劳动合同法》第二十三条、第二十四条"
CASE = "苏州市中级人民法院劳动争议典型案例七"
LATER_CASE = "法释〔2025〕12号第十五条"

policy = Policy(
    title="竞业限制：隐性违约的迹象",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}；{CASE}",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact("duty_in_force", YesNo(), ask="竞业限制还在有效期限内吗？（最长两年，约定有效）")
policy.fact("insured_elsewhere", YesNo(), ask="社会保险是由没有竞争关系的单位缴的吗？")
policy.fact("works_for_competitor", YesNo(), ask="有迹象表明，实际在为有竞争关系的单位做事吗？")
policy.fact("owner_related", YesNo(), ask="那家单位是本人的亲属或者朋友开的吗？")
policy.fact("business_overlaps", YesNo(), ask="那家单位的经营范围与原单位重合吗？")
policy.fact("same_customers", YesNo(), ask="那家单位在向原单位的客户销售吗？")


@policy.scope("竞业限制仍有效", source=LAW)
def duty_in_force_now(duty_in_force):
    return duty_in_force


@policy.result("迹象有几项", Whole(unit="项"), source=CASE)
def signs(insured_elsewhere, works_for_competitor, owner_related, business_overlaps, same_customers):
    return (
        when(insured_elsewhere, 1, 0)
        + when(works_for_competitor, 1, 0)
        + when(owner_related, 1, 0)
        + when(business_overlaps, 1, 0)
        + when(same_customers, 1, 0)
    )


@policy.result(
    "提示",
    Choice(
        {
            "strong": "迹象明显：按实际做事的地方判断，不看社保在哪里缴；请收集证据",
            "some": "有一些迹象，还不够；请先收集证据",
            "none": "没有看到迹象",
        }
    ),
    source=CASE,
    ours="案例没有写几项，见参数；由工作人员判断",
)
def advice(signs, works_for_competitor, business_overlaps, same_customers, strong_from):
    competing = works_for_competitor & (business_overlaps | same_customers)
    return when(competing & (signs >= strong_from), "strong", when(signs > 0, "some", "none"))


@policy.aside("证据要补：实际在哪里做事（工位、名片、快递、聊天、通话记录）", YesNo(), source=CASE)
def seek_work_proof(works_for_competitor):
    return ~works_for_competitor


@policy.aside("证据要补：两家单位做的是不是同类业务（登记的经营范围、实际产品）", YesNo(), source=CASE)
def seek_business_proof(business_overlaps):
    return ~business_overlaps


@policy.aside("证据要补：客户是不是同一批（合同、送货单、付款记录）", YesNo(), source=CASE)
def seek_customer_proof(same_customers):
    return ~same_customers


@policy.aside("查实以后：按约定付违约金，并继续履行", YesNo(), source=f"法释〔2020〕26号第四十条；{LATER_CASE}")
def penalty_and_duty(advice):
    return advice == "strong"


policy.says("{advice}[（有{signs}迹象）]。")
