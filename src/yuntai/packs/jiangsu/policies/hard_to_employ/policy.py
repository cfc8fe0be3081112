"""就业困难人员认定 (who is recognised as hard to employ), 江苏省就业困难人员认定管理办法, S53."""

from yuntai.packs.national import facts
from yuntai.rules import Choice, Date, Policy, YesNo, months_between, when, years_between

MEASURES = "《江苏省就业困难人员认定管理办法》"
ARTICLE_2 = f"{MEASURES}第二条"
LAW = "《就业促进法》第五十二条"

policy = Policy(
    title="就业困难人员认定",
    subject="persons",
    theme="employment",
    gives="person",
    source=f"{ARTICLE_2}；{LAW}",
)

policy.include(facts.born_on, facts.sex)
policy.fact("registered_unemployed", YesNo(), ask="办理失业登记了吗？")
policy.fact("unemployed_since", Date(none="没有失业"), ask="从哪天起一直没有工作？（有工作就答“没有失业”）")
policy.fact(
    "circumstance",
    Choice(
        {
            "minimum_living": "享受最低生活保障",
            "hardship_worker": "特困职工家庭",
            "disabled": "残疾人",
            "zero_employment": "城镇零就业家庭或者农村零转移家庭",
            "land_taken": "城市规划区内的被征地农民",
            "special_care": "优抚对象家庭",
            "veteran": "军队退役人员",
            "low_income_farmer": "建档立卡低收入农户",
            "city": "市政府确定的其他情形",
            "none": "都不是",
        }
    ),
    ask="属于下面哪一种？（几种都是的，选一种就可以）",
)
policy.fact("lives_here", YesNo(), ask="常住地和户籍地是同一个区吗？")


@policy.condition("是登记失业人员", source=ARTICLE_2)
def is_registered(registered_unemployed):
    return registered_unemployed


@policy.step("周岁", source=ARTICLE_2)
def age(born_on, as_of):
    return years_between(born_on, as_of)


@policy.step("大龄", source=f"{ARTICLE_2}第（二）项")
def of_age(age, sex, least_age):
    return age >= least_age[sex]


@policy.step("连续失业满规定时间", source=f"{ARTICLE_2}第（六）项")
def long_unemployed(unemployed_since, as_of, unemployed_months):
    return (unemployed_since <= as_of) & (months_between(unemployed_since, as_of) >= unemployed_months)


@policy.condition("符合规定的一种情形", source=ARTICLE_2)
def in_circumstance(of_age, long_unemployed, circumstance):
    return of_age | long_unemployed | (circumstance != "none")


@policy.result("可以申请认定", YesNo(), source=ARTICLE_2)
def may_apply(entitled):
    return entitled


@policy.result(
    "在哪里申请",
    Choice(
        {
            "residence": "常住地（户籍地也可以）",
            "household": "户籍地",
            "same": "当地（常住地就是户籍地）",
            "none": "不能申请",
        }
    ),
    source=f"{MEASURES}第三条",
)
def apply_at(entitled, lives_here, of_age, circumstance):
    eased = of_age | circumstance.isin(["disabled", "minimum_living", "low_income_farmer"])
    return when(entitled, when(lives_here, "same", when(eased, "residence", "household")), "none")


policy.says("[may_apply?可以申请认定为就业困难人员]，在{apply_at}申请。")
