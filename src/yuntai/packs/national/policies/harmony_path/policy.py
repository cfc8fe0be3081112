"""和谐劳动关系创建的评价步骤 (the path from self-assessment to a name), R57."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Choice, Policy, YesNo, when

policy = Policy(
    title="和谐劳动关系创建：评价步骤",
    subject="employers",
    theme="employers",
    source=f"{OPINION}六（一）",
    begins=BEGINS,
    published=BEGINS,
)

policy.fact("self_assessed", YesNo(), ask="单位自评达到标准了吗？")
policy.fact("bureau_agrees", YesNo(), ask="当地人社部门评估认为达标吗？")
policy.fact("union_agrees", YesNo(), ask="当地工会评估认为达标吗？")
policy.fact("employers_agree", YesNo(), ask="当地企业代表组织（企联、工商联）评估认为达标吗？")
policy.fact("reviewed_by_tripartite", YesNo(), ask="示范评审由三方评过并且通过了吗？")
policy.fact(
    "third_party",
    Choice({"reached": "认为达标", "not_reached": "认为没有达标", "none": "没有请第三方"}),
    ask="第三方评估怎么说？",
)
policy.fact("public_list", YesNo(), ask="名单已经公开了吗？")


@policy.condition("单位自评达标", source=f"{OPINION}六（一）")
def assessed_itself(self_assessed):
    return self_assessed


@policy.condition("当地三方都认为达标", source=f"{OPINION}六（一）", verify=True)
def local_three_agree(bureau_agrees, union_agrees, employers_agree):
    return bureau_agrees & union_agrees & employers_agree


@policy.condition("三方示范评审通过（第三方只作补充）", source=f"{OPINION}六（一）")
def review_passed(reviewed_by_tripartite):
    return reviewed_by_tripartite


@policy.result("可以命名、授牌", YesNo(), source=f"{OPINION}六（一）")
def may_be_named(entitled):
    return entitled


@policy.result(
    "下一步",
    Choice(
        {
            "assess": "单位自评",
            "local": "当地三方评估是否达标",
            "review": "示范评审（三方为主）",
            "name": "命名、授牌、公开名单",
        }
    ),
    source=f"{OPINION}六（一）",
)
def next_step(assessed_itself, local_three_agree, review_passed):
    after_local = when(review_passed, "name", "review")
    return when(assessed_itself, when(local_three_agree, after_local, "local"), "assess")


@policy.aside("第三方和三方看法不同，要说明", YesNo(), source=f"{OPINION}六（一）")
def views_differ(third_party, local_three_agree):
    return when(local_three_agree, third_party == "not_reached", third_party == "reached")


@policy.aside("命名完成", YesNo(), source=f"{OPINION}六（一）")
def named(entitled, public_list):
    return entitled & public_list


policy.says("[may_be_named?评价步骤都走完了]，下一步：{next_step}。")
policy.says("还不能命名，下一步：{next_step}。", status="not_entitled")
