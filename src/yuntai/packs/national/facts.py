"""Facts and relations that policies of every place share: one wording, one place in the registry."""

from yuntai.rules.language.kinds import Choice, Date, Money, Text, Whole, YesNo
from yuntai.rules.language.language import at_most, divide, half_up, years_after
from yuntai.rules.language.policy import Fact, Relation

WAGE = Money(usual=(500, 200_000))
"""A month's wage or base. What lies outside is mostly a slip: yuan taken for ten thousands, a zero too many."""

HOURLY_WAGE = Money(usual=(5, 1_000))

born_on = Fact("born_on", Date(usual=(16, 100)), ask="出生日期是哪天？", registry="persons.born_on")

sex = Fact("sex", Choice({"male": "男", "female": "女"}), ask="性别？", registry="persons.sex")

post = Fact(
    "post",
    Choice({"worker": "工人岗位", "cadre": "管理技术岗位"}),
    ask="在什么岗位？（女职工的退休年龄要看岗位）",
    registry="persons.post",
)

enrolments = Relation(
    "enrolments",
    table="enrolments",
    by="person",
    columns={
        "kind": Choice({"employee": "单位职工", "flexible": "灵活就业"}),
        "began_on": Date(),
        "ended_on": Date(none="至今"),
    },
    title="参保登记",
    labels={"kind": "参保身份", "began_on": "参保日期", "ended_on": "停保日期"},
)

payments = Relation(
    "payments",
    table="payments",
    by="person",
    columns={"policy": Text(), "occupation": Text(), "level": Whole(1, 5, unit="级"), "amount": Money()},
    ask="以前领过哪些补贴？（职业工种、等级、申领日期；没有领过就答“无”）",
    key="payment",
    on="claimed_on",
    title="补贴发放",
    labels={
        "policy": "补贴项目",
        "occupation": "职业工种",
        "level": "等级",
        "amount": "金额",
        "claimed_on": "申领日期",
    },
)


def _insured_employee(enrolments, as_of):  # type: ignore[no-untyped-def]
    return enrolments.any(lambda e: (e.kind == "employee") & (e.began_on <= as_of) & (e.ended_on >= as_of))


insured_employee = Fact(
    "insured_employee", YesNo(), ask="现在是企业职工，并由单位缴纳社会保险吗？", registry=_insured_employee
)

enrolment_kind = Fact(
    "enrolment_kind", enrolments.columns["kind"], ask="是单位职工，还是灵活就业人员？", registry="enrolments.kind"
)

contributions = Relation(
    "contributions",
    table="contributions",
    by="enrolment",
    columns={"month": Date(), "wage": Money()},
    title="缴费记录",
    labels={"month": "缴费月份", "wage": "应发工资"},
)

benefits = Relation(
    "benefits",
    table="benefits",
    by="person",
    columns={
        "kind": Choice({"pension": "养老金", "unemployment": "失业保险金", "injury": "伤残津贴", "survivor": "抚恤金"}),
        "month": Date(),
        "amount": Money(),
    },
    title="待遇发放",
    labels={"kind": "待遇种类", "month": "待遇月份", "amount": "金额"},
)

paid_months = Fact("paid_months", Whole(0, 720, usual=(0, 540)), ask="养老保险已经缴了多少个月？（视同缴费的也算）")

hired_on = Fact(
    "hired_on", Date(usual=(0, 45)), ask="哪天到单位工作的？", registry="enrolments.began_on", after="born_on"
)

ended_on = Fact(
    "ended_on",
    Date(none="至今", future=True),
    ask="在单位工作到哪天？（还在职就答“至今”）",
    registry="enrolments.ended_on",
    after="hired_on",
)


def _mean_wage_of_last_year(contributions, ended_on, as_of):  # type: ignore[no-untyped-def]
    last = at_most(ended_on, as_of)

    def in_last_year(paid):  # type: ignore[no-untyped-def]
        return (paid.month > years_after(last, -1)) & (paid.month <= last)

    return half_up(divide(contributions.sum("wage", in_last_year), contributions.count(in_last_year)))


mean_wage = Fact(
    "mean_wage",
    WAGE,
    ask="离职前十二个月，平均每月应发工资多少？（含奖金、津贴和补贴；不满十二个月的，按实际工作的月数平均）",
    registry=_mean_wage_of_last_year,
)

hard_to_employ = Fact("hard_to_employ", YesNo(), ask="认定为就业困难人员了吗？", registry="persons.hard_to_employ")

graduated_on = Fact(
    "graduated_on",
    Date(none="没有"),
    ask="哪一天从高校毕业的？（没有就答“没有”）",
    registry="persons.graduated_on",
    after="born_on",
)
