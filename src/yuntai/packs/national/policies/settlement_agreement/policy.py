"""离职时的一揽子协议 (package settlement on leaving), R24."""

from yuntai.rules import Money, Policy, YesNo, at_least, when

RULE = "法释〔2020〕26号第三十五条"

policy = Policy(
    title="离职时的一揽子协议",
    subject="enrolments",
    theme="rights",
    source=RULE,
    begins="2021-01-01",
    published="2020-12-29",
)

policy.fact("law_broken", YesNo(), ask="协议违反法律、行政法规的强制性规定吗？")
policy.fact("deceived", YesNo(), ask="签协议时有欺诈、胁迫，或者乘人之危吗？")
policy.fact("clearly_unfair", YesNo(), ask="有重大误解，或者明显不公平吗？")
policy.fact("promised_compensation", Money(), ask="协议写的经济补偿、赔偿一共多少？（没有就答 0）")
policy.fact("promised_wage", Money(), ask="协议写的工资、加班费一共多少？（没有就答 0）")
policy.fact("promised_allowances", Money(), ask="协议写的公积金、车辆等补贴一共多少？（没有就答 0）")
policy.fact("promised_other", Money(), ask="协议写的其他款项一共多少？（没有就答 0）")
policy.fact("paid_already", Money(), ask="单位已经按协议付了多少？（没付就答 0）")


@policy.condition("不违反强制性规定", source=f"{RULE}第一款")
def lawful(law_broken):
    return ~law_broken


@policy.condition("没有欺诈、胁迫、乘人之危", source=f"{RULE}第一款")
def of_free_will(deceived):
    return ~deceived


@policy.result("协议约定的总额", Money(), source=RULE)
def promised(promised_compensation, promised_wage, promised_allowances, promised_other):
    return promised_compensation + promised_wage + promised_allowances + promised_other


@policy.result("协议有效时，单位还应付", Money(), source=f"{RULE}第一款")
def still_due(entitled, promised, paid_already):
    return when(entitled, at_least(promised - paid_already, 0), 0)


@policy.result("协议以外的请求（二倍工资、年休假工资等）还能再要", YesNo(), source=f"{RULE}第一款")
def other_claims_open(entitled):
    return ~entitled


@policy.aside("可以请求撤销", YesNo(), source=f"{RULE}第二款")
def may_be_revoked(clearly_unfair):
    return clearly_unfair


policy.says(
    "[still_due?单位^还应付{still_due}][!still_due?单位已经付清]，协议一共^约定{promised}"
    "[!other_claims_open?，协议以外不能再要]"
    "[may_be_revoked?；有重大误解或者明显不公平，可以请求撤销]。"
)
policy.says("协议不能算有效，因为{because}不成立[other_claims_open?，协议以外的请求还能再要]。", status="not_entitled")
