"""工伤职工离开单位的一次性补助金 (lump sums on leaving after a work injury), Jiangsu: 《江苏省实施〈工伤保险条例〉办法》."""

from yuntai.packs.national.injuries import REGULATIONS, disability_grade, recognised
from yuntai.rules import Choice, Date, Money, Policy, YesNo, divide, half_up, months_between, when, whole

PROVINCE = "《江苏省实施〈工伤保险条例〉办法》"
READ = ("2026-11-30", "江苏省人民政府令第103号第二十七条、第二十八条条文（公开转录 64365.com、78911.com.cn）")

policy = Policy(
    title="工伤职工离开单位的一次性补助金",
    subject="persons",
    theme="injury",
    gives="person",
    source=f"{REGULATIONS}第三十六条、第三十七条；{PROVINCE}第二十七条、第二十八条",
    begins="2015-06-01",
    published={"unknown": "只见2015年4月1日省政府常务会议通过，发布日没有印出"},
    judged_on="leaves_on",
)

policy.include(recognised, disability_grade)
policy.fact("leaves_on", Date(future=True), ask="哪一天解除或者终止劳动关系？")
policy.fact(
    "leaving",
    Choice(
        {
            "own": "本人提出解除",
            "forced": "单位有过错，本人依《劳动合同法》第三十八条解除",
            "expired": "合同期满终止",
            "other": "其他",
        }
    ),
    ask="怎样离开单位的？",
)
policy.fact("occupational_disease", YesNo(), ask="是职业病吗？")
policy.use("retirement_age", "retires_on")


@policy.condition("已认定为工伤", source=f"{REGULATIONS}第三十六条、第三十七条")
def is_recognised(recognised):
    return recognised


@policy.condition("五级、六级本人提出，七级至十级本人提出或者合同期满", source=f"{REGULATIONS}第三十六条、第三十七条")
def right_to_sums(disability_grade, leaving):
    by_worker = leaving.isin(["own", "forced"])
    return ((disability_grade >= 5) & by_worker) | ((disability_grade >= 7) & (leaving == "expired"))


@policy.condition("还没有到法定退休年龄", source=f"{PROVINCE}第二十八条", checked=READ)
def below_retirement(leaves_on, retires_on):
    return leaves_on < retires_on


@policy.step("距法定退休年龄还有几个整年", source=f"{PROVINCE}第二十八条")
def years_left(leaves_on, retires_on):
    return whole(divide(months_between(leaves_on, retires_on), 12))


@policy.step("按全额的多少支付（本人提出且距退休不足五年的减少）", source=f"{PROVINCE}第二十八条")
def paid_share(leaving, share_by_years_left, years_left):
    return when(leaving == "own", share_by_years_left.at(years_left), 1)


@policy.step("职业病增发", source=f"{PROVINCE}第二十七条", checked=READ)
def uplift(occupational_disease, disease_uplift):
    return when(occupational_disease, disease_uplift, 0)


@policy.result("一次性工伤医疗补助金（基金支付）", Money(), source=f"{PROVINCE}第二十七条、第二十八条")
def medical_sum(entitled, medical_by_grade, disability_grade, uplift, paid_share):
    return half_up(when(entitled, medical_by_grade[disability_grade] * (1 + uplift) * paid_share, 0))


@policy.result("一次性伤残就业补助金（单位支付）", Money(), source=f"{PROVINCE}第二十七条、第二十八条", checked=READ)
def employment_sum(entitled, employment_by_grade, disability_grade, paid_share):
    return half_up(when(entitled, employment_by_grade[disability_grade] * paid_share, 0))


policy.says("工伤保险基金^支付一次性工伤医疗补助金{medical_sum}，单位^支付一次性伤残就业补助金{employment_sum}。")
