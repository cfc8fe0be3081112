"""病假期间为别的单位工作 (dismissal for working elsewhere on sick leave), R28."""

from yuntai.rules import Choice, Policy, YesNo, when

LAW = "《劳动合同法》"
CASE = "劳动争议典型案例（休病假接私活）"

policy = Policy(
    title="病假期间为别的单位工作，单位能否解除",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第三十九条；{CASE}",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact("on_sick_leave", YesNo(), ask="单位批准了病假吗？")
policy.fact("worked_elsewhere", YesNo(), ask="病假期间，为别的单位做事了吗？")
policy.fact("rule_there", YesNo(), ask="规章制度或者劳动合同写明，擅自兼职或者弄虚作假属于严重违纪、可以解除吗？")
policy.fact("rule_known", YesNo(), ask="这条规定告诉过劳动者吗？（公示、签收、培训）")
policy.fact("proven", YesNo(), ask="事实有证据证明吗？")
policy.fact("rule_adopted_rightly", YesNo(), ask="规章制度经过职工代表大会或者全体职工讨论、与工会或者职工代表协商吗？")
policy.fact("union_told", YesNo(), ask="解除前，把理由通知工会了吗？（没有工会的，按当地规定）")


@policy.condition("病假得到批准", source=CASE)
def leave_granted(on_sick_leave):
    return on_sick_leave


@policy.condition("病假期间为别的单位做事", source=CASE)
def moonlighted(worked_elsewhere):
    return worked_elsewhere


@policy.condition("规章制度或者合同写明属于严重违纪", source=f"{LAW}第三十九条第二项；{CASE}")
def rule_exists(rule_there):
    return rule_there


@policy.condition("规定告诉过劳动者", source=f"{LAW}第四条第四款；{CASE}")
def rule_announced(rule_known):
    return rule_known


@policy.condition("事实已经证明", source=CASE)
def fact_proven(proven):
    return proven


@policy.result(
    "结论",
    Choice(
        {
            "lawful": "可以解除，不付经济补偿、赔偿金",
            "not_enough": "条件不够，不能据此解除；请工作人员判断",
        }
    ),
    source=f"{LAW}第三十九条第二项；{CASE}",
)
def outcome(entitled):
    return when(entitled, "lawful", "not_enough")


@policy.aside("程序还缺：规章制度要经民主程序", YesNo(), source=f"{LAW}第四条第二款")
def adoption_missing(rule_adopted_rightly):
    return ~rule_adopted_rightly


@policy.aside("程序还缺：解除前要通知工会", YesNo(), source=f"{LAW}第四十三条")
def notice_missing(union_told):
    return ~union_told


policy.says(
    "单位{outcome}[adoption_missing?；程序还缺：规章制度要经民主程序][notice_missing?；程序还缺：解除前要通知工会]。"
)
policy.says("单位不能据此解除，因为{because}不成立。", status="not_entitled")
