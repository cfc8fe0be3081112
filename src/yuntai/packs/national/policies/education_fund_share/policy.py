"""职工教育经费用于一线职工的比例 (share of the staff education fund for front-line staff), R54."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Money, Number, Policy, YesNo, divide, down, when

policy = Policy(
    title="职工教育经费用于一线职工的比例",
    subject="employers",
    theme="skills",
    source=f"{OPINION}五（一）5",
    begins=BEGINS,
    published=BEGINS,
)

policy.fact("fund_in_full", YesNo(), ask="职工教育经费足额提取了吗？")
policy.fact("fund", Money(), ask="职工教育经费一共多少元？")
policy.fact("spent_on_frontline", Money(), ask="其中用于一线职工教育培训的多少元？")


@policy.condition("足额提取职工教育经费", source=f"{OPINION}五（一）5")
def set_aside_in_full(fund_in_full):
    return fund_in_full


@policy.condition("用于一线职工的达到规定比例", source=f"{OPINION}五（一）5")
def enough_for_frontline(fund, spent_on_frontline, frontline_share):
    return (fund > 0) & (spent_on_frontline >= fund * frontline_share)


@policy.result("用于一线职工的比例（%）", Number(), source=f"{OPINION}五（一）5")
def percent(fund, spent_on_frontline):
    return when(fund > 0, down(divide(spent_on_frontline * 100, fund)), 0)  # 59.99 is not shown as 60


@policy.step("足额提取，用于一线职工的也够", source=f"{OPINION}五（一）5")
def fund_well_used(set_aside_in_full, enough_for_frontline):
    return set_aside_in_full & enough_for_frontline


@policy.result("达到标准", YesNo(), source=f"{OPINION}五（一）5")
def reached(fund_well_used):
    return fund_well_used


policy.says("职工教育经费用于一线职工的占{percent}%[reached?，达到标准]。")
policy.says("没有达到标准：没有做到{because}，用于一线职工的占{percent}%。", status="not_entitled")
