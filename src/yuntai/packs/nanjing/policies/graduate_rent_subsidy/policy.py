"""高校毕业生住房租赁补贴 (rent subsidy of graduates who work in Nanjing), S55."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Money, Policy, Whole, YesNo, at_least, at_most, half_up, months_after, when

CITY = "宁政发〔2018〕1号；《南京市高校毕业生住房租赁补贴操作办法》（文号待核实）"
READ = ("2026-11-30", "操作办法第一条（公开摘录 lwstw.com）")

DEGREES = {
    "doctor": "博士",
    "master": "硕士",
    "bachelor": "学士",
    "senior_worker": "高级工及以上（全日制技工院校）",
    "other": "都不是",
}

policy = Policy(
    title="高校毕业生住房租赁补贴",
    subject="persons",
    theme="talent",
    gives="person",
    source=CITY,
    begins="2017-10-01",
    published={"unknown": "通知没有见到，报道没有印出印发日"},
    paid="amount",
)


def _months_received(payments):
    return payments.count(lambda paid: paid.policy == policy.id)


policy.include(facts.graduated_on)
policy.fact("degree", Choice(DEGREES), ask="是什么学历、学位？")
policy.fact("full_time", YesNo(), ask="是全日制毕业的吗？")
policy.include(facts.enrolments, facts.payments, facts.insured_employee)
policy.fact("contract_months", Whole(0, 600, unit="个月"), ask="劳动合同签了多少个月？（自己创业的答 12）")
policy.fact("owns_home", YesNo(), ask="本人在南京有自己的房子吗？（和父母共有家庭唯一住房的，答“否”）")
policy.fact("rent", Money(usual=(100, 20_000)), ask="每月实际租金多少元？（没有租房就答 0）")
policy.fact("months_received", Whole(0, 600), ask="这项补贴已经领过几个月？（没有就答 0）", registry=_months_received)


@policy.step("按哪一档", source=CITY, kind=Choice(DEGREES))
def tier(degree):
    return when(degree == "senior_worker", "bachelor", degree)


@policy.condition("全日制毕业，学士以上或者高级工以上", source=CITY)
def degree_covered(full_time, degree):
    return full_time & (degree != "other")


@policy.condition(
    "毕业没有超过规定的时间",
    source=CITY,
    checked=("2026-11-30", "公开转载的申请条件（m.hubeilong.com）：毕业证书签发之日起2年内提出申请"),
)
def recent(as_of, graduated_on, apply_within):
    return (graduated_on <= as_of) & (as_of <= months_after(graduated_on, apply_within))


@policy.condition("在南京参加企业职工养老保险（灵活就业的除外）", source=CITY, checked=READ)
def insured_here(insured_employee):
    return insured_employee


@policy.condition("劳动合同期限够长", source=CITY, checked=READ)
def contract_long_enough(contract_months, contract_min):
    return contract_months >= contract_min


@policy.condition("自己没有房子，租房住", source=CITY, checked=READ)
def rents(owns_home, rent):
    return when(owns_home, False, rent > 0)


@policy.condition("补贴期限还没有用完", source=CITY)
def months_remain(months_received, months_most):
    return months_received < months_most


@policy.result("每月补贴", Money(), source=CITY)
def amount(entitled, rent, standard, tier):
    return half_up(when(entitled, at_most(rent, standard[tier]), 0))


@policy.result("还可以领", Whole(unit="个月"), source=CITY)
def months_left(entitled, months_most, months_received):
    return when(entitled, at_least(months_most - months_received, 0), 0)


policy.says("每月补贴{amount}，^还可以领{months_left}。")
