"""新就业形态人员职业伤害保障 (injuries of those who work to the orders of a platform), in pilot since 2022, nationwide in 2026."""

from yuntai.rules import Choice, Date, Money, Policy, Whole, YesNo, days_after, half_up, when

NOTICES = "人社部发〔2021〕110号；人社部发〔2025〕24号及其附件《新就业形态人员职业伤害保障办法（试行）》"

policy = Policy(
    title="平台劳动者职业伤害保障（外卖、网约车、同城货运）",
    subject="persons",
    theme="injury",
    gives="person",
    source=NOTICES,
    begins="2022-07-01",
    published={"unknown": "通知的印发日没有找到，凭记忆是2021年12月31日"},
    judged_on="injured_on",
)

policy.fact("injured_on", Date(usual=(0, 10)), ask="受伤是哪一天？")
policy.fact(
    "firm",
    Choice(
        {
            "caocao": "曹操出行",
            "meituan": "美团",
            "eleme": "饿了么",
            "dada": "达达",
            "shansong": "闪送",
            "huolala": "货拉拉",
            "kuaigou": "快狗打车",
            "didi": "滴滴出行",
            "shunfeng": "顺丰同城",
            "didi_freight": "滴滴货运",
            "manbang": "满帮省省",
            "same_trade": "别的网约车、即时配送（外卖）、同城货运平台",
            "other": "其他行业的平台",
        }
    ),
    ask="在哪个平台接的单？",
)
policy.fact("on_order", YesNo(), ask="是在执行平台订单的过程中受伤的吗？")
policy.fact("employed", YesNo(), ask="和平台或者站点有劳动关系（签了劳动合同、由单位缴工伤保险）吗？")
policy.fact("own_fault", YesNo(), ask="是故意犯罪、醉酒、吸毒、自残或者自杀造成的吗？")
policy.fact("grade", Whole(1, 10, unit="级"), ask="劳动能力鉴定是几级伤残？")


@policy.scope("没有劳动关系（有劳动关系的看工伤）", source=NOTICES)
def is_not_employed(employed):
    return ~employed


@policy.condition("受伤时当地已经实行", source=NOTICES)
def in_force_here(pilot_here):
    return pilot_here


@policy.condition("这个平台已经纳入", source=NOTICES)
def firm_covered(firm, covered_firms):
    return (firm != "other") & covered_firms[firm]


@policy.condition(
    "在执行平台订单的过程中受伤",
    source=NOTICES,
    checked=("2026-11-30", "中青报2025年7月报道（平台全额缴费、按单缴费、每单必保，执行订单期间的意外伤害）"),
)
def of_an_order(on_order):
    return on_order


@policy.condition("不是自己故意造成的", source=NOTICES, verify=True)
def not_own_fault(own_fault):
    return ~own_fault


@policy.result("平台最晚申请", Date(), source=NOTICES)
def platform_by(injured_on, platform_days):
    return days_after(injured_on, platform_days)


@policy.result("本人或者近亲属最晚申请", Date(), source=NOTICES)
def self_by(injured_on, own_days):
    return days_after(injured_on, own_days)


@policy.aside("一次性伤残补助金", Money(), source=NOTICES)
def disability_grant(entitled, grade, grant_by_grade):
    return half_up(when(entitled, grant_by_grade[grade], 0))


policy.says(
    "算职业伤害，医疗、伤残、死亡待遇由职业伤害保障付，平台缴费，您不用缴；平台最晚{platform_by}申请，平台没有申请的，"
    "您最晚{self_by}自己申请[，一次性伤残补助金{disability_grant}]。"
)
