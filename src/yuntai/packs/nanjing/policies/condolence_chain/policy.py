"""慰问金发放流程 (the chain by which relief is granted and paid), R72."""

from yuntai.rules import FAR, Choice, Date, Money, Policy, YesNo, days_after, when

PRACTICE = "困难退休人员慰问救助流程（社区做法，没有文号）"
NOT_YET = "还没有"

policy = Policy(
    title="慰问金发放流程",
    subject="persons",
    theme="employment",
    source=PRACTICE,
    audience="staff",
)

policy.fact("registered_on", Date(none=NOT_YET), ask="社区哪天登记的？（还没有就答“还没有”）")
policy.fact("verified_on", Date(none=NOT_YET), ask="街道哪天核实的？（还没有就答“还没有”）")
policy.fact("publicised_on", Date(none=NOT_YET), ask="社区哪天公示的？（还没有就答“还没有”）")
policy.fact("decided_on", Date(none=NOT_YET), ask="区社保中心哪天审定的？（还没有就答“还没有”）")
policy.fact("paid_on", Date(none=NOT_YET), ask="哪天发放的？（还没有就答“还没有”）")
policy.fact("paid_by", Choice({"account": "打到银行账户", "cash": "现金送到本人"}), ask="怎样发放的？")
policy.fact("receipt_signed", YesNo(), ask="本人签收了吗？")


@policy.condition("登记以后才核实", source=PRACTICE)
def registered_first(registered_on, verified_on):
    return registered_on <= verified_on


@policy.condition("核实以后才公示", source=PRACTICE)
def verified_first(verified_on, publicised_on):
    return verified_on <= publicised_on


@policy.condition("公示以后才审定", source=PRACTICE)
def publicised_first(publicised_on, decided_on):
    return publicised_on <= decided_on


@policy.condition("审定以后才发放", source=PRACTICE)
def decided_first(decided_on, paid_on):
    return decided_on <= paid_on


@policy.result("流程合规", YesNo(), source=PRACTICE)
def record_valid(entitled):
    return entitled


@policy.result(
    "下一步",
    Choice(
        {
            "register": "社区登记",
            "verify": "街道核实",
            "publicise": "社区公示",
            "decide": "区社保中心审定",
            "pay": "发放",
            "none": "没有了，已经发放",
            "stop": "流程跳步，退回",
        }
    ),
    source=PRACTICE,
)
def next_step(entitled, registered_on, verified_on, publicised_on, decided_on, paid_on):
    after_decision = when(paid_on < FAR, "none", "pay")
    after_notice = when(decided_on < FAR, after_decision, "decide")
    after_check = when(publicised_on < FAR, after_notice, "publicise")
    after_entry = when(verified_on < FAR, after_check, "verify")
    return when(entitled, when(registered_on < FAR, after_entry, "register"), "stop")


@policy.aside("公示到哪天", Date(none=NOT_YET), source=PRACTICE)
def notice_until(publicised_on, notice_days):
    return when(publicised_on < FAR, days_after(publicised_on, notice_days), FAR)


@policy.aside("每户慰问金", Money(), source=PRACTICE)
def amount(entitled, relief_amount):
    return when(entitled, relief_amount, 0)


@policy.aside("现金要有签收", YesNo(), source=PRACTICE)
def receipt_missing(paid_by, receipt_signed):
    return when(paid_by == "cash", when(receipt_signed, False, True), False)


policy.says("下一步：{next_step}[，每户慰问金{amount}]。")
policy.says("流程跳步，退回，没有做到{because}。", status="not_entitled")
