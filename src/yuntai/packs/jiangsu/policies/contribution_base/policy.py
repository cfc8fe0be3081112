"""年度社会保险缴费工资基数申报 (yearly declaration of wages as the contribution base), Jiangsu 2023, R01–R07."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Date, Money, Policy, Relation, Whole, YesNo, clip, day_of, divide, half_up, when

NOTICE = "《关于开展2023年度社会保险缴费工资基数申报工作的通知》"
WAGES = "国家统计局令〔1990〕1号《关于工资总额组成的规定》"

policy = Policy(
    title="年度社会保险缴费工资基数申报",
    subject="enrolments",
    theme="employers",
    source=NOTICE,
    begins="2023-01-01",
    ends="2023-12-31",
    followed_by="2024年以后的申报通知没有查到，申报的办法和期限看当年的通知",
    published="2023-01-13",
)


def _last_december(as_of):
    return day_of(as_of.year() - 1, 12, 1)


def _paid_last_year(as_of):
    return lambda paid: paid.month.year() == as_of.year() - 1


def _allowance_of_december(as_of):
    return lambda paid: (paid.kind == "injury") & (paid.month == _last_december(as_of))


def _employed_in_december(joined_on, left_on, as_of):
    return (joined_on < day_of(as_of.year(), 1, 1)) & (left_on >= _last_december(as_of))


def _gross_wage(contributions, as_of):
    return contributions.sum("wage", _paid_last_year(as_of))


def _months(contributions, as_of):
    return contributions.count(_paid_last_year(as_of))


def _draws_allowance(benefits, as_of):
    return benefits.any(_allowance_of_december(as_of))


def _allowance(benefits, as_of):
    return benefits.sum("amount", _allowance_of_december(as_of))


policy.include(facts.enrolment_kind, facts.contributions, facts.benefits)
policy.fact("employer_insured", YesNo(), ask="单位在江苏参加社会保险吗？", registry="employers.insured_in_province")
policy.fact("joined_on", Date(), ask="哪天到这个单位工作的？", registry="enrolments.began_on")
policy.fact(
    "left_on",
    Date(none="至今"),
    ask="哪天离开这个单位的？（还在职就答“至今”）",
    registry="enrolments.ended_on",
    after="joined_on",
)
policy.fact("employed_in_december", YesNo(), ask="上一年12月在职吗？", registry=_employed_in_december)
policy.fact(
    "gross_wage",
    Money(usual=(500, 2_400_000)),
    ask="上一年在本单位参保的月份，应发工资一共多少？",
    registry=_gross_wage,
)
policy.fact("months", Whole(1, 12), ask="上一年在本单位参保几个月？", registry=_months)
policy.fact("draws_allowance", YesNo(), ask="按月领取工伤伤残津贴吗？", registry=_draws_allowance)
policy.fact("allowance", Money(), ask="伤残津贴每月多少？", registry=_allowance)
policy.fact("disability_grade", Whole(0, 10), ask="工伤伤残等级是几级？（没有就答 0）")
policy.fact("registered_online", YesNo(), ask="单位开通网上申报了吗？")
policy.fact("online_impossible", YesNo(), ask="是不是确实不能网上办理？")
policy.include(
    Relation(
        "wage_items",
        table="wage_items",
        by="enrolment",
        columns={
            "kind": Choice(
                {
                    "time": "计时工资",
                    "piece": "计件工资",
                    "bonus": "奖金",
                    "allowance": "津贴和补贴",
                    "overtime": "加班加点工资",
                    "special": "特殊情况下支付的工资",
                    "welfare": "劳动保险和职工福利费用",
                    "award": "发明创造奖等奖金",
                    "retirement": "离退休人员待遇",
                    "other": "其他",
                }
            ),
            "amount": Money(),
        },
        ask="上一年发的钱由哪些项目组成？（项目、金额；不需要核对就答“无”）",
    )
)


@policy.scope("单位职工", source=f"{NOTICE} 申报对象")
def employee(enrolment_kind):
    return enrolment_kind == "employee"


@policy.condition("单位在江苏参保", source=f"{NOTICE} 申报对象")
def insured_here(employer_insured):
    return employer_insured


@policy.condition("上一年12月在职", source=f"{NOTICE} 申报对象")
def in_service(employed_in_december):
    return employed_in_december


@policy.condition("不是规定日期以后入职的", source=f"{NOTICE} 申报对象")
def not_joined_since(joined_on, joined_after):
    return joined_on <= joined_after


@policy.condition("不是规定日期以前离职的", source=f"{NOTICE} 申报对象")
def not_left_before(left_on, left_before):
    return left_on >= left_before


@policy.result("应当申报", YesNo(), source=f"{NOTICE} 申报对象")
def declare(entitled):
    return entitled


@policy.aside("现在可以申报", YesNo(), source=f"{NOTICE} 申报时间")
def window_open(as_of, window_start, window_end):
    return as_of.between(window_start, window_end)


@policy.result("年缴费工资（应发工资÷月数×12）", Money(), source=f"{NOTICE} 申报工资")
def annual_wage(gross_wage, months):
    return half_up(divide(gross_wage * 12, months))


@policy.step("以伤残津贴为申报工资", source=f"{NOTICE} 一至四级伤残职工")
def by_allowance(draws_allowance, disability_grade, allowance_as_wage):
    return draws_allowance & allowance_as_wage[disability_grade]


@policy.step("月申报工资（应发工资÷月数，或伤残津贴）", source=f"{NOTICE} 申报工资")
def monthly_wage(by_allowance, allowance, gross_wage, months):
    return half_up(when(by_allowance, allowance, divide(gross_wage, months)))


@policy.result("月缴费基数", Money(), source=f"{NOTICE} 上下限")
def base(monthly_wage, base_lower, base_upper):
    return clip(monthly_wage, base_lower, base_upper)


@policy.aside("计入缴费工资的项目合计", Money(), source=f"{WAGES}第四条")
def counted_wage(wage_items, wage_counted):
    return wage_items.sum("amount", lambda item: wage_counted[item.kind])


@policy.aside("不计入、单独列出的项目合计", Money(), source=f"{WAGES}第十一条")
def left_out_wage(wage_items, wage_counted):
    return wage_items.sum("amount", lambda item: ~wage_counted[item.kind])


@policy.aside(
    "办理方式",
    Choice({"online": "网上申报", "register": "先登记，再网上申报", "counter": "到所属经办机构窗口"}),
    source=f"{NOTICE} 申报方式",
)
def channel(online_impossible, registered_online):
    return when(online_impossible, "counter", when(registered_online, "online", "register"))


policy.says("应当申报，年缴费工资{annual_wage}，月缴费基数{base}。")
policy.says("不用申报，因为没有满足{because}。", status="not_entitled")
