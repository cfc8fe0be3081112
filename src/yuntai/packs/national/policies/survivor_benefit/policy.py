"""遗属待遇 (what the relatives get when somebody insured for the old-age pension dies, not of work): 人社部发〔2021〕18号."""

from yuntai.rules import (
    Choice,
    Date,
    Money,
    Number,
    Policy,
    Whole,
    YesNo,
    at_least,
    at_most,
    divide,
    half_up,
    when,
)

MEASURES = "《企业职工基本养老保险遗属待遇暂行办法》（人社部发〔2021〕18号）"
SHORT_READ = (
    "2026-11-30",
    "办法的转述（fangzou.cn、law.chuangxiangniao.com：累计缴费年限不足5年的，不得超过其个人缴费之和）",
)
MONTHS_READ = ("2026-11-30", "成都遗属待遇办法的公开转载（月数、缴费和领取都计算到月）")

policy = Policy(
    title="企业职工养老保险遗属待遇（丧葬补助金和抚恤金）",
    subject="persons",
    theme="retirement",
    gives="person",
    source=MEASURES,
    begins="2021-09-01",
    published={"unknown": "暂行办法的印发日没有查到，只见各地的转载"},
    judged_on="died_on",
)

policy.fact("died_on", Date(usual=(0, 10)), ask="去世的人是哪一天去世的？")
policy.fact(
    "cause",
    Choice({"illness": "因病或者非因工", "work": "因工（工亡）"}),
    ask="因为什么去世？",
)
policy.fact(
    "insured",
    YesNo(),
    ask="去世的人参加的是企业职工基本养老保险吗？（灵活就业人员参加的也算，机关事业单位、城乡居民养老保险的不算）",
)
policy.fact("drawing", YesNo(), ask="去世以前已经在领养老金（退休、退职）了吗？")
policy.fact(
    "contribution_months",
    Whole(0, 720, usual=(0, 540), unit="个月"),
    ask="去世的人养老保险一共缴了多少个月？（视同缴费的也算；已经退休的，算到退休时）",
)
policy.fact("drawn_months", Whole(0, 720, unit="个月"), ask="领了多少个月养老金？")
policy.fact("own_paid", Money(), ask="个人一共缴了多少元养老保险费？（灵活就业人员只算记入个人账户的）")


@policy.scope("参加企业职工基本养老保险", source=f"{MEASURES}第二条")
def is_insured(insured):
    return insured


@policy.condition("因病或者非因工去世", source=f"《社会保险法》第十七条；{MEASURES}第二条")
def not_of_work(cause):
    return cause == "illness"


@policy.step("在职去世的抚恤金月数（乘以12）", source=f"{MEASURES}第五条", checked=MONTHS_READ)
def worker_twelfths(contribution_months, grant_months_table, plain_months, full_months):
    beyond = at_least(at_most(contribution_months, full_months) - plain_months, 0)
    return grant_months_table.at(contribution_months) * 12 + beyond


@policy.step("退休去世的抚恤金月数（乘以12）", source=f"{MEASURES}第五条", checked=MONTHS_READ)
def pensioner_twelfths(worker_twelfths, drawn_months, least_months):
    return at_least(worker_twelfths - drawn_months, least_months * 12)


@policy.step("抚恤金月数（乘以12）", source=f"{MEASURES}第五条", checked=MONTHS_READ)
def twelfths(drawing, pensioner_twelfths, worker_twelfths):
    return when(drawing, pensioner_twelfths, worker_twelfths)


@policy.result("抚恤金的月数", Number(), source=f"{MEASURES}第五条", checked=MONTHS_READ)
def grant_months(entitled, twelfths):
    return half_up(when(entitled, divide(twelfths, 12), 0))


@policy.result("丧葬补助金", Money(), source=f"{MEASURES}第四条")
def funeral(entitled, urban_income, funeral_months):
    return half_up(when(entitled, divide(urban_income * funeral_months, 12), 0))


@policy.result("抚恤金", Money(), source=f"{MEASURES}第五条")
def grant(entitled, urban_income, twelfths):
    return half_up(when(entitled, divide(urban_income * twelfths, 12 * 12), 0))


@policy.step("在职去世，累计缴费不满五年", source=MEASURES, checked=SHORT_READ)
def is_short(drawing, contribution_months):
    return ~drawing & (contribution_months < 60)


@policy.step("两项合计超过个人缴费之和", source=MEASURES, checked=SHORT_READ)
def capped(is_short, funeral, grant, own_paid):
    return is_short & (funeral + grant > own_paid)


@policy.result("两项一共", Money(), source=MEASURES)
def total(capped, own_paid, funeral, grant):
    return half_up(when(capped, own_paid, funeral + grant))


policy.says("遗属^可以领{total}，缴费不满五年的，丧葬补助金和抚恤金合计不超过个人缴费之和。", when="capped")
policy.says("遗属^可以领丧葬补助金{funeral}，抚恤金{grant}，抚恤金按{grant_months}个月算，一共{total}。")
policy.says("没有遗属待遇，因为没有满足{because}；因工去世的，看“工亡待遇”。", status="not_entitled")
