"""社会保险疑点数据 (kinds of suspicious records of the social-insurance fund), R70.

One person's record, with the reasons; the checks that run over a registry are audit checks.
"""

from yuntai.rules import FAR, Choice, Date, Policy, Whole, YesNo, when, years_after

PRACTICE = "秦淮区社会保险基金管理“回头看”（没有文号）"

policy = Policy(
    title="社会保险疑点数据",
    subject="persons",
    theme="insurance",
    source=PRACTICE,
    audience="staff",
)

policy.fact("drawn_on", Date(none="没有领过"), ask="这笔待遇是哪天发放的？（没有领过待遇就答“没有领过”）")
policy.fact("died_on", Date(none="在世"), ask="哪天去世的？（在世就答“在世”）")
policy.fact("second_benefit", YesNo(), ask="同一个月还领了别的养老金，或者失业保险金吗？")
policy.fact("two_schemes", YesNo(), ask="同一个月在两种保险（或者两个地方）参保缴费吗？")
policy.fact("id_valid", YesNo(), ask="身份号码校验对得上，民政、公安也有这个人吗？")
policy.fact("born_on", Date(), ask="出生日期是哪天？", registry="persons.born_on")
policy.fact("first_enrolled_on", Date(none="没有参保过"), ask="第一次参保是哪天？（没有就答“没有参保过”）")


@policy.step("死亡以后还在领", source=PRACTICE)
def drawn_after_death(drawn_on, died_on):
    return (drawn_on < FAR) & (drawn_on > died_on)


@policy.step("重复领取待遇", source=PRACTICE)
def drawn_twice(drawn_on, second_benefit):
    return (drawn_on < FAR) & second_benefit


@policy.step("参保时没有到就业年龄", source=PRACTICE, ours="没有写违规参保包不包括不到就业年龄的；按包括")
def enrolled_too_young(first_enrolled_on, born_on, least_age):
    return first_enrolled_on < years_after(born_on, least_age)


@policy.step("违规参保", source=PRACTICE)
def irregular_enrolment(two_schemes, enrolled_too_young):
    return two_schemes | enrolled_too_young


@policy.step("身份可疑", source=PRACTICE)
def fictitious(id_valid):
    return ~id_valid


@policy.result("疑点有几类", Whole(0, 4, unit="类"), source=PRACTICE)
def kinds(drawn_after_death, drawn_twice, irregular_enrolment, fictitious):
    found = (drawn_after_death, drawn_twice, irregular_enrolment, fictitious)
    return sum(when(there, 1, 0) for there in found)


@policy.result(
    "首先核查",
    Choice(
        {
            "dead": "死亡冒领",
            "fictitious": "“假人”骗领",
            "twice": "重复领待",
            "irregular": "违规参保",
            "none": "没有疑点",
        }
    ),
    source=PRACTICE,
)
def first_to_check(drawn_after_death, fictitious, drawn_twice, irregular_enrolment):
    rest = when(drawn_twice, "twice", when(irregular_enrolment, "irregular", "none"))
    return when(drawn_after_death, "dead", when(fictitious, "fictitious", rest))


@policy.aside("在这次筛查的时间范围内", YesNo(), source=PRACTICE, ours="写2008年至2021年，又写13年；两头都算，见参数")
def within_span(drawn_on, span_from, span_to):
    return drawn_on.between(span_from, span_to)


policy.says("[疑点有{kinds}，首先核查{first_to_check}][!kinds?没有疑点]。")
