"""和谐劳动关系创建的激励 (what a firm gains from reaching the standard), R59."""

from yuntai.packs.national.harmony import BEGINS, OPINION
from yuntai.rules import Choice, Number, Policy, YesNo, when

policy = Policy(
    title="和谐劳动关系创建：激励措施",
    subject="employers",
    theme="employers",
    gives="employer",
    source=f"{OPINION}七（二）至（四）",
    begins=BEGINS,
    published=BEGINS,
)

policy.fact("standard_reached", YesNo(), ask="达到和谐劳动关系创建标准了吗？")
policy.fact("grade_fits", YesNo(), ask="劳动保障守法诚信等级符合要求吗？")


@policy.condition("达到创建标准", source=f"{OPINION}七（二）")
def reached(standard_reached):
    return standard_reached


@policy.condition("守法诚信等级符合要求", source=f"{OPINION}七（二）")
def trustworthy(grade_fits):
    return grade_fits


@policy.result(
    "日常检查", Choice({"fewer": "减少检查次数（抽查权重调低）", "normal": "照常"}), source=f"{OPINION}七（二）"
)
def inspections(entitled):
    return when(entitled, "fewer", "normal")


@policy.result("社会保险稽核", Choice({"fewer": "减少次数", "normal": "照常"}), source=f"{OPINION}七（二）")
def audits(entitled):
    return when(entitled, "fewer", "normal")


@policy.result("一对一用工诊断、薪酬数据、快速办理等服务", YesNo(), source=f"{OPINION}七（三）", verify=True)
def services(standard_reached):
    return standard_reached


@policy.result("评先评优时作为重要参考", YesNo(), source=f"{OPINION}七（四）", verify=True)
def weight_in_awards(standard_reached):
    return standard_reached


@policy.aside("抽查权重（1 为照常）", Number(), source=f"{OPINION}七（二）")
def sampling_weight(entitled, reduced_weight):
    return when(entitled, reduced_weight, 1)


policy.says("日常检查：{inspections}；社会保险稽核：{audits}[services?；有一对一用工诊断等服务]。")
