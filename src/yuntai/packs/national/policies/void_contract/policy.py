"""劳动合同无效 (void contracts) and who compensates, R20."""

from yuntai.rules import Choice, Money, Policy, Whole, YesNo, divide, half_up, when

LAW = "《劳动合同法》"

policy = Policy(
    title="劳动合同无效",
    subject="enrolments",
    theme="rights",
    source=f"{LAW}第二十六条",
    begins="2008-01-01",
    published="2007-06-29",
)

policy.fact("deceived", YesNo(), ask="有欺诈、胁迫，或者乘人之危，使一方违背真实意思签合同、改合同吗？")
policy.fact(
    "duties_excluded", YesNo(), ask="合同里单位免除自己的法定责任，或者排除劳动者的权利吗？（例如写明不缴社会保险）"
)
policy.fact("law_broken", YesNo(), ask="合同违反法律、行政法规的强制性规定吗？")
policy.fact("damage", Money(), ask="造成了多少损失？（没有损失就答 0）")
policy.fact(
    "at_fault",
    Choice({"employer": "单位", "worker": "劳动者", "both": "双方", "nobody": "都没有"}),
    ask="谁有过错？",
)
policy.fact("employer_percent", Whole(0, 100, unit="%"), ask="双方都有过错的，单位占百分之几？")
policy.fact("labour_given", YesNo(), ask="劳动者已经付出劳动了吗？")


@policy.condition("有法律规定的无效情形", source=f"{LAW}第二十六条第一款")
def ground_there(deceived, duties_excluded, law_broken):
    return deceived | duties_excluded | law_broken


@policy.result(
    "无效的理由",
    Choice(
        {
            "deceit": "欺诈、胁迫或者乘人之危（第一项）",
            "duties": "单位免除法定责任、排除劳动者权利（第二项）",
            "law": "违反强制性规定（第三项）",
            "none": "没有",
        }
    ),
    source=f"{LAW}第二十六条第一款",
)
def ground(deceived, duties_excluded, law_broken):
    return when(deceived, "deceit", when(duties_excluded, "duties", when(law_broken, "law", "none")))


@policy.step("要赔偿：合同无效，有损失，也有过错", source=f"{LAW}第八十六条")
def owed(entitled, damage, at_fault):
    return entitled & (damage > 0) & (at_fault != "nobody")


@policy.result(
    "谁赔偿",
    Choice({"employer": "单位赔偿", "worker": "劳动者赔偿", "both": "双方按过错分担", "nobody": "不用赔偿"}),
    source=f"{LAW}第八十六条",
)
def payer(owed, at_fault):
    return when(owed, at_fault, "nobody")


@policy.result("有过错的一方承担多少损失（双方都有过错的，是单位承担的部分）", Money(), source=f"{LAW}第八十六条")
def compensation(owed, at_fault, damage, employer_percent):
    shared = half_up(divide(damage * employer_percent, 100))
    return when(owed, when(at_fault == "both", shared, damage), 0)


@policy.aside("已经付出劳动的，单位要付劳动报酬", YesNo(), source=f"{LAW}第二十八条")
def wage_due(labour_given):
    return labour_given


@policy.aside("不影响其他部分的，其他部分仍然有效", YesNo(), source=f"{LAW}第二十七条")
def rest_stands(ground_there):
    return ground_there


policy.says("劳动合同无效：{ground}；{payer}[，承担{compensation}]。")
policy.says("没有法律规定的无效情形，这份劳动合同不因此无效。", status="not_entitled")
