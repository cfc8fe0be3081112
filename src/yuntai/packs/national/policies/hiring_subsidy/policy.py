"""一次性扩岗补助 (a single sum for each graduate or unemployed youth that a firm hires), the notices of 2022 to 2026."""

from yuntai.rules import Choice, Date, Money, Policy, Whole, YesNo, down, when

NOTICES = "一次性扩岗补助（各年的通知，最近是人社部发〔2026〕39号）"

policy = Policy(
    title="一次性扩岗补助",
    subject="employers",
    theme="employers",
    gives="employer",
    source=NOTICES,
    begins="2022-01-01",
    published={"unknown": "通知没有找到，国家发展改革委2022年5月31日的发布会讲了", "by": "2022-05-31"},
    judged_on="hired_on",
)

policy.fact("hired_on", Date(usual=(0, 5)), ask="新招的人是哪一天招用的？（分几天招的，一批一批算）")
policy.fact(
    "unit_kind",
    Choice({"firm": "企业", "social": "社会组织（社会团体、基金会、社会服务机构）", "other": "其他"}),
    ask="是什么单位？",
)
policy.fact(
    "hired",
    Choice(
        {
            "this_year": "当年毕业的高校毕业生",
            "two_years": "离校两年内没有就业的高校毕业生",
            "youth": "16到24岁的登记失业青年",
            "other": "其他人",
        }
    ),
    ask="招的是哪一种人？",
)
policy.fact("contract", YesNo(), ask="签劳动合同了吗？")
policy.fact(
    "months_insured", Whole(0, 120, unit="个月"), ask="给他们足额缴了几个月的失业、工伤和养老保险费？（缴得最少的那个）"
)
policy.fact("other_subsidy", YesNo(), ask="为这些人领过一次性吸纳就业补贴，或者别的单位领过扩岗补助吗？")
policy.fact("headcount", Whole(1, 100000, unit="人"), ask="这样的人招了几个？")


@policy.condition("是可以补助的单位", source=NOTICES)
def unit_covered(unit_kind, covered_units):
    return (unit_kind != "other") & covered_units[unit_kind]


@policy.condition("招的是可以补助的人", source=NOTICES)
def group_covered(hired, covered_groups):
    return (hired != "other") & covered_groups[hired]


@policy.condition("签了劳动合同", source=NOTICES)
def has_contract(contract):
    return contract


@policy.condition("保险费缴满了规定的月数", source=NOTICES)
def insured_long_enough(months_insured, months_needed):
    return months_insured >= months_needed


@policy.condition("没有领过一次性吸纳就业补贴，也没有别的单位领过", source=NOTICES)
def not_twice(other_subsidy):
    return ~other_subsidy


@policy.result("最多补助（国家规定的上限）", Money(), source=NOTICES)
def at_most_paid(entitled, headcount, ceiling):
    return down(when(entitled, headcount * ceiling, 0))


policy.says("最多可以领一次性扩岗补助{at_most_paid}。")
