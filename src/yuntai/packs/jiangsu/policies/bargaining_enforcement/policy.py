"""拒绝集体协商怎样处理 (what follows where an employer refuses to bargain), R65."""

from yuntai.rules import Choice, Money, Policy, YesNo, when

LAW = "《江苏省集体协商条例》（监督和法律责任条，条号待核实）"

policy = Policy(
    title="集体协商：拒绝协商的处理",
    subject="employers",
    theme="employers",
    source=LAW,
    begins="2023-05-01",
    published="2023-01-12",
)

policy.fact("refused", YesNo(), ask="单位无正当理由拒绝协商、不签合同或者不履行合同吗？")
policy.fact("corrected", YesNo(), ask="要求改正以后，改正了吗？")
policy.fact("officials_failed", YesNo(), ask="有关部门的工作人员失职了吗？")


@policy.result(
    "怎样处理",
    Choice({"nothing": "不用处理", "closed": "已经改正", "record": "记入劳动保障守法诚信档案，依法处罚"}),
    source=LAW,
)
def outcome(refused, corrected):
    return when(refused, when(corrected, "closed", "record"), "nothing")


@policy.result("记入守法诚信档案", YesNo(), source=LAW)
def in_integrity_file(outcome):
    return outcome == "record"


@policy.aside("罚款", Money(), source=LAW)
def fine(in_integrity_file, fine_amount):
    return when(in_integrity_file, fine_amount, 0)


@policy.aside("工作人员要依法追究", YesNo(), source=LAW)
def officials_liable(officials_failed):
    return officials_failed


policy.says("{outcome}[，罚款{fine}]。")
