"""学徒结业发什么证 (what an apprentice gets at the end), R52."""

from yuntai.packs.national.apprenticeship import PLAN
from yuntai.rules import Choice, Policy, YesNo, when

policy = Policy(
    title="企业新型学徒制：结业和评价",
    subject="enrolments",
    theme="skills",
    source=f"{PLAN}七",
)

policy.fact("finished", YesNo(), ask="学完全部课程了吗？")
policy.fact("passed", YesNo(), ask="结业考核合格了吗？")
policy.fact(
    "evaluation",
    Choice({"level": "有职业技能等级评价", "qualification": "是国家职业资格", "none": "都没有"}),
    ask="这个职业（工种）怎样评价技能？",
)
policy.fact("schooling", YesNo(), ask="是技工院校、职业院校的在册学生，并且达到毕业要求吗？")


@policy.condition("学完课程", source=f"{PLAN}七")
def all_learnt(finished):
    return finished


@policy.condition("结业考核合格", source=f"{PLAN}七")
def test_passed(passed):
    return passed


@policy.result(
    "接下来",
    Choice(
        {
            "level": "直接参加技能等级评价，合格发职业技能等级证书",
            "qualification": "参加职业资格考试，合格发职业资格证书",
            "training": "发培训合格证书",
            "none": "还不能发证",
        }
    ),
    source=f"{PLAN}七",
)
def certificate(entitled, evaluation):
    evaluated = when(evaluation == "level", "level", when(evaluation == "qualification", "qualification", "training"))
    return when(entitled, evaluated, "none")


@policy.result("另外可以领院校毕业证书", YesNo(), source=f"{PLAN}七")
def diploma(entitled, schooling):
    return entitled & schooling


policy.says("{certificate}[diploma?，另外可以领院校毕业证书]。")
