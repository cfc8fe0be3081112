"""学徒培训教材 (which textbooks an apprentice's course may use), R48."""

from yuntai.packs.national.apprenticeship import PLAN
from yuntai.rules import Choice, Policy, YesNo, when

policy = Policy(
    title="企业新型学徒制：课程和教材",
    subject="employers",
    theme="skills",
    source=f"{PLAN}五",
)

policy.fact(
    "course_part",
    Choice(
        {
            "general_compulsory": "通用素质课（必修）",
            "general_elective": "通用素质课（选修）",
            "basis": "专业基础课",
            "skill": "专业技能课",
        }
    ),
    ask="教材用在哪一部分课程？",
)
policy.fact("in_national_list", YesNo(), ask="教材在国家规划教材目录里吗？")
policy.fact("in_provincial_list", YesNo(), ask="教材在省里的目录里吗？")
policy.fact("in_info_base", YesNo(), ask="教材在教材信息库里吗？")
policy.fact("pirated", YesNo(), ask="是盗版教材吗？")


@policy.condition("不是盗版", source=f"{PLAN}五")
def not_pirated(pirated):
    return ~pirated


@policy.step("只能用国家目录里的教材", source=f"{PLAN}五")
def national_only(course_part):
    return course_part == "general_compulsory"


@policy.condition("必修的通用素质教材在国家目录里", source=f"{PLAN}五")
def national_where_compulsory(national_only, in_national_list):
    return when(national_only, in_national_list, True)


@policy.condition("教材在目录或者信息库里", source=f"{PLAN}五")
def known_book(in_national_list, in_provincial_list, in_info_base):
    return in_national_list | in_provincial_list | in_info_base


@policy.result(
    "可以用吗", Choice({"usable": "可以用", "noted": "可以用，要注明选自哪里", "refused": "不能用"}), source=f"{PLAN}五"
)
def verdict(entitled, in_national_list):
    return when(entitled, when(in_national_list, "usable", "noted"), "refused")


policy.says("这本教材{verdict}。")
policy.says("这本教材{verdict}，因为没有做到{because}。", status="not_entitled")
