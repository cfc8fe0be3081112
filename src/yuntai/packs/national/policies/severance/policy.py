"""经济补偿和赔偿金 (severance, damages for unlawful dismissal, pay in lieu of notice), R78.

A year of service gives a month's wage, six months and more count as a year, less as half. What was served before
2008-01-01 goes by the older rule (劳部发〔1994〕481号); damages are counted from the first day of work in one piece.
"""

from yuntai.packs.national import facts
from yuntai.packs.national.age import SOURCE as AGE_SOURCE
from yuntai.packs.national.age import UNSETTLED, add_age
from yuntai.rules import (
    FAR,
    Choice,
    Money,
    Number,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    days_after,
    divide,
    half_up,
    months_between,
    when,
    whole,
    years_after,
    years_between,
)

LAW = "《劳动合同法》"
REGULATION = "《劳动合同法实施条例》"
OLD_RULE = "劳部发〔1994〕481号"
INSTITUTIONS = "国办发〔2002〕35号"
LOCAL_NOTICE = "地方劳动合同规定（江苏：《江苏省劳动合同条例》第三十二条）"

CONTRACTS = Choice(
    {
        "labour": "劳动合同（包括没签书面合同的）",
        "appointment": "事业单位聘用合同",
        "public_post": "政府安置的公益性岗位",
        "service": "劳务、承揽等，没有劳动关系",
    }
)
GROUNDS = Choice(
    {
        "agreed_by_employer": "单位提出，双方协商一致解除",
        "agreed_by_worker": "本人提出，双方协商一致解除",
        "resigned": "本人辞职",
        "unpaid": "单位拖欠工资、不提供劳动条件、强迫劳动等，本人因此解除",
        "uninsured": "单位不依法缴社会保险、规章制度违法等，本人因此解除",
        "worker_fault": "单位以本人有过错解除（不符合录用条件、严重违纪、严重失职等）",
        "ill": "患病或者非因工负伤，医疗期满后不能工作，单位解除",
        "unfit": "不能胜任工作，培训或者调岗后仍不能胜任，单位解除",
        "changed": "客观情况发生重大变化，合同无法履行，单位解除",
        "layoff": "单位经济性裁员",
        "expired": "合同期满，单位不续订或者降低条件续订",
        "expired_refused": "合同期满，单位维持或者提高条件，本人不续订",
        "task_done": "以完成一定工作任务为期限的合同，任务完成",
        "closed": "单位破产、被吊销营业执照、责令关闭或者提前解散",
        "unsigned": "工作超过一个月，本人不签书面合同，单位终止",
        "retired": "退休或者死亡",
        "unlawful": "单位违法解除或者终止",
    }
)

policy = Policy(
    title="经济补偿和赔偿金",
    subject="enrolments",
    theme="rights",
    gives="person",
    source=f"{LAW}第四十六条、第四十七条、第八十七条",
    begins="2008-01-01",
    published="2007-06-29",
    judged_on="leaves_on",
)

policy.include(facts.contributions)
policy.include(facts.hired_on)
policy.include(facts.ended_on)
policy.fact("contract_kind", CONTRACTS, ask="与单位是什么关系？（看实际用工，不看合同的名称）")
policy.fact(
    "part_time",
    YesNo(),
    ask="实际是非全日制用工吗？（平均每天不超过四小时、每周累计不超过二十四小时，工资最长十五天一结；"
    "名为非全日制、实际不是的，答“否”）",
)
policy.fact("end_ground", GROUNDS, ask="劳动关系是怎样结束的？")
policy.include(facts.mean_wage)
policy.fact("notice_given", YesNo(), ask="单位提前三十日书面通知了吗？")
policy.fact("last_month_wage", facts.WAGE, ask="离职前一个月的工资是多少？")
policy.fact(
    "last_month_normal",
    YesNo(),
    ask="离职前一个月的工资，与平常差不多吗？（请假、停工、刚发奖金等让它明显少了或者多了的，答“否”）",
)
policy.fact(
    "agreed_penalty_months",
    Number(most=600, usual=(0, 36)),
    ask="聘用合同约定单位违约要付几个月工资？（没有约定就答 0）",
)


@policy.step("离职的那天", source=AGE_SOURCE)
def last_worked(leaves_on):
    return leaves_on


add_age(policy)


@policy.step("离职的日子（还在职的，按今天离职算）", source=f"{LAW}第四十七条")
def leaves_on(ended_on, as_of):
    return when(ended_on < FAR, ended_on, as_of)


@policy.scope("与单位有劳动关系或者聘用关系", source=f"{LAW}第二条、第九十六条")
def employed(contract_kind):
    return contract_kind != "service"


@policy.scope("离职的日子不早于入职的日子", source=f"{LAW}第七条")
def dates_in_order(leaves_on, hired_on):
    return leaves_on >= hired_on


@policy.condition("不是非全日制用工", source=f"{LAW}第七十一条")
def full_time(part_time):
    return ~part_time


@policy.step("单位违法解除或者终止", source=f"{LAW}第四十八条")
def unlawful(end_ground):
    return end_ground == "unlawful"


@policy.condition(
    "这样结束的，单位应当支付", source=f"{LAW}第三十六条至第四十八条；{REGULATION}第五条、第六条、第十二条、第二十二条"
)
def ground_pays(unlawful, severance_due, contract_kind, end_ground):
    return unlawful | severance_due[contract_kind, end_ground]


@policy.step("从哪天起按《劳动合同法》算年限", source=f"{LAW}第九十七条第三款；{REGULATION}第二十五条")
def counted_from(unlawful, hired_on, law_begins):
    return when(unlawful, hired_on, at_least(hired_on, law_begins))


@policy.step("工作的月数（最后一天计入）", source=f"{LAW}第四十七条第一款")
def months_served(counted_from, leaves_on):
    return months_between(counted_from, days_after(leaves_on, 1))


@policy.step("满整年的年数", source=f"{LAW}第四十七条第一款")
def full_years(months_served):
    return whole(divide(months_served, 12))


def _part_year_begun(counted_from, leaves_on, full_years, last_counts):
    served_until = when(last_counts, days_after(leaves_on, 1), leaves_on)
    return (full_years == 0) | (served_until > years_after(counted_from, full_years))


@policy.step(
    "整年之后还有零头", source=f"{LAW}第四十七条第一款", ours="起止日怎样计算，条文没有写；最后一天计入，见参数"
)
def part_year_begun(counted_from, leaves_on, full_years, anniversary_counts):
    return _part_year_begun(counted_from, leaves_on, full_years, anniversary_counts)


@policy.step("不满一年的零头折合几年", source=f"{LAW}第四十七条第一款")
def part_year(months_served, full_years, part_year_begun, year_from_months, short_part):
    return when(months_served - full_years * 12 >= year_from_months, 1, when(part_year_begun, short_part, 0))


@policy.step(
    "明显不到平均工资的三倍",
    source=f"{LAW}第四十七条第二款；《最低工资规定》附件",
    ours="平均工资没有查到时的推断：最低工资不超过平均工资的六成，由最低工资推得一定不到三倍",
)
def clearly_uncapped(mean_wage, minimum_wage_share, minimum_wage, wage_area, cap_times):
    return mean_wage * minimum_wage_share <= minimum_wage[wage_area] * cap_times


@policy.step("月工资高于当地上年度职工月平均工资的三倍", source=f"{LAW}第四十七条第二款；{REGULATION}第十四条")
def capped(clearly_uncapped, mean_wage, employee_average_wage, cap_times):
    return when(clearly_uncapped, False, mean_wage * 12 > employee_average_wage * cap_times)


@policy.step("本人月工资（低于最低工资的，按最低工资）", source=f"{LAW}第四十七条第三款；{REGULATION}第二十七条")
def own_wage(mean_wage, minimum_wage, wage_area):
    return at_least(mean_wage, minimum_wage[wage_area])


@policy.step("每个月按多少支付", source=f"{LAW}第四十七条；{REGULATION}第二十七条")
def monthly_standard(capped, employee_average_wage, cap_times, own_wage):
    return when(capped, divide(employee_average_wage * cap_times, 12), own_wage)


@policy.step("2008年以前工作的年数（不满一年的，按一年）", source=f"{OLD_RULE}第五条")
def years_before(hired_on, law_begins, begun_year_counts):
    years = years_between(hired_on, law_begins)
    return years + when(begun_year_counts & (years_after(hired_on, years) < law_begins), 1, 0)


@policy.aside("其中2008年以前的月数", Whole(unit="个月"), source=f"{LAW}第九十七条第三款；{OLD_RULE}第五条至第九条")
def months_before(hired_on, law_begins, before_due, before_limited, before_max, end_ground, years_before):
    limited = when(before_limited[end_ground], at_most(years_before, before_max), years_before)
    return when((hired_on < law_begins) & before_due[end_ground], limited, 0)


@policy.aside("其中2008年以后的月数", Number(), source=f"{LAW}第四十七条、第九十七条第三款")
def months_since(full_years, part_year, capped, cap_years):
    years = full_years + part_year
    return when(capped, at_most(years, cap_years), years)


@policy.result(
    "按工作年限计算的月数（N）", Number(), source=f"{LAW}第四十七条、第九十七条第三款；{REGULATION}第二十五条"
)
def months(months_before, months_since):
    return months_before + months_since


@policy.aside("另一种算法：最后一天正好是入职日的对应日，不另算半个月", Number(), source=f"{LAW}第四十七条第一款")
def months_without_last_day(counted_from, leaves_on, full_years, part_year, part_year_begun, short_part, months):
    begun = _part_year_begun(counted_from, leaves_on, full_years, False)
    return when(part_year_begun & ~begun & (part_year == short_part), months - short_part, 0)


@policy.result("经济补偿", Money(), source=f"{LAW}第四十六条、第四十七条、第九十七条第三款")
def compensation(entitled, unlawful, own_wage, months_before, monthly_standard, months_since):
    return half_up(when(entitled & ~unlawful, own_wage * months_before + monthly_standard * months_since, 0))


@policy.step("单位没有提前三十日书面通知", source=f"{LAW}第四十条")
def without_notice(notice_given):
    return ~notice_given


@policy.result("代通知金（月数）", Whole(unit="个月"), source=f"{LAW}第四十条；{REGULATION}第二十条")
def notice_months(entitled, contract_kind, notice_due, end_ground, without_notice, notice_pay_months):
    owed = entitled & (contract_kind == "labour") & notice_due[end_ground] & without_notice
    return when(owed, notice_pay_months, 0)


@policy.step("上个月的工资不能反映正常水平", source=LOCAL_NOTICE)
def last_month_odd(notice_by_mean, last_month_wage, mean_wage, minimum_wage, wage_area, last_month_normal):
    odd = (last_month_wage < minimum_wage[wage_area]) | ~last_month_normal
    return notice_by_mean & (last_month_wage != mean_wage) & odd


@policy.step("代通知金按哪个工资", source=f"{REGULATION}第二十条；{LOCAL_NOTICE}")
def notice_wage(last_month_odd, own_wage, last_month_wage):
    return when(last_month_odd, own_wage, last_month_wage)


@policy.result("代通知金", Money(), source=f"{LAW}第四十条；{REGULATION}第二十条；{LOCAL_NOTICE}")
def notice_pay(notice_months, notice_wage):
    return half_up(when(notice_months > 0, notice_wage * notice_months, 0))


@policy.result("赔偿金（2N）", Money(), source=f"{LAW}第四十八条、第八十七条；{REGULATION}第二十五条")
def damages(entitled, unlawful, damages_due, contract_kind, monthly_standard, months_since, damages_times):
    owed = entitled & unlawful & damages_due[contract_kind]
    return half_up(when(owed, monthly_standard * months_since * damages_times, 0))


@policy.result("聘用合同约定的违约金", Money(), source=f"{LAW}第九十六条；《事业单位人事管理条例》；{INSTITUTIONS}")
def penalty(contract_kind, unlawful, mean_wage, agreed_penalty_months):
    return half_up(when((contract_kind == "appointment") & unlawful, mean_wage * agreed_penalty_months, 0))


@policy.result("合计", Money(), source=f"{LAW}第四十条、第四十六条、第八十七条")
def total(compensation, notice_pay, damages, penalty):
    return compensation + notice_pay + damages + penalty


policy.says(
    "单位违法解除[total?，^应付{total}][!total?，聘用合同没有约定违约金]"
    "[，其中赔偿金{damages}][，其中聘用合同约定的违约金{penalty}]"
    f"{UNSETTLED}。",
    when="unlawful",
)
policy.says(
    "经济补偿{months}个月工资，^共{compensation}[，另有代通知金{notice_pay}，合计{total}]"
    "[damages?；违法解除的，赔偿金{damages}][；最后一天不另算的，是{months_without_last_day}个月]"
    f"{UNSETTLED}。"
)
policy.says("没有经济补偿，因为{because}不成立。", status="not_entitled")
