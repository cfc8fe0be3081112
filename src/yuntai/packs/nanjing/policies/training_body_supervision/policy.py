"""培训、评价机构的监督 (supervision of training and evaluation bodies), R44."""

from yuntai.packs.nanjing.skills import NOTICE
from yuntai.rules import Choice, Policy, YesNo, when

CREDIT = "苏人社规〔2022〕5号"

policy = Policy(
    title="培训机构、评价机构的监督",
    subject="employers",
    theme="skills",
    source=f"{NOTICE} 五（二）",
    begins="2023-01-01",
    ends="2023-12-31",
    followed_by="2024年起的监督办法没有查到",
    published="2022-12-12",
    audience="staff",
)

policy.fact("admitted", YesNo(), ask="机构在当年的培训机构或评价机构目录内吗？")
policy.fact("rules_kept", YesNo(), ask="按规范办学、评价吗？")
policy.fact(
    "inspection",
    Choice({"good": "好", "passed": "合格", "failed": "不合格", "none": "没有抽到"}),
    ask="“双随机”质量督导的结果怎样？",
)
policy.fact("false_training", YesNo(), ask="查实有虚假培训、虚假评价吗？")
policy.fact("fraud", YesNo(), ask="查实有骗取、套取资金吗？")


@policy.condition("在目录内（准入管理）", source=f"{NOTICE} 五（二）")
def in_catalogue(admitted):
    return admitted


@policy.condition("规范办学", source=f"{NOTICE} 五（二）")
def well_run(rules_kept):
    return rules_kept


@policy.condition("没有虚假培训", source=f"{NOTICE} 五（二）")
def genuine(false_training):
    return ~false_training


@policy.condition("没有骗取资金", source=f"{NOTICE} 五（二）")
def honest(fraud):
    return ~fraud


@policy.condition("质量督导没有不合格", source=f"{NOTICE} 五（二）")
def quality_held(inspection):
    return inspection != "failed"


@policy.result("可以继续承担补贴性培训、评价", YesNo(), source=f"{NOTICE} 五（二）")
def may_go_on(entitled):
    return entitled


@policy.result(
    "怎样处理",
    Choice(
        {
            "by_law": "依法查处，追回资金",
            "restrain": "失信约束（督导不合格或不规范）",
            "reward": "守信激励",
            "keep": "照常",
            "outside": "不在目录内，不能承担",
        }
    ),
    source=f"{NOTICE} 五（二）；{CREDIT}",
)
def handling(in_catalogue, well_run, genuine, honest, quality_held, inspection):
    sound = when(inspection == "good", "reward", "keep")
    checked = when(well_run & quality_held, sound, "restrain")
    return when(genuine & honest, when(in_catalogue, checked, "outside"), "by_law")


policy.says("{handling}[may_go_on?，可以继续承担补贴性培训、评价]。")
policy.says("{handling}，因为没有做到{because}。", status="not_entitled")
