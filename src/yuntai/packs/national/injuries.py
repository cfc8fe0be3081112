"""What the work-injury policies share: the injured worker's own wage, held within limits."""

from yuntai.packs.national import facts
from yuntai.rules import Fact, Policy, Whole, YesNo, clip

LAW = "《社会保险法》"
REGULATIONS = "《工伤保险条例》"

recognised = Fact("recognised", YesNo(), ask="已经认定为工伤了吗？")

disability_grade = Fact(
    "disability_grade", Whole(1, 10, unit="级"), ask="劳动能力鉴定的伤残等级是几级？（一级最重，十级最轻，答 1 到 10）"
)

insured_wage = Fact("insured_wage", facts.WAGE, ask="受伤前12个月，平均每月的缴费工资是多少元？")


def add_own_wage(policy: Policy) -> None:
    """Give ``policy`` the step ``own_wage`` (本人工资)."""
    policy.include(insured_wage)

    @policy.step("本人工资（不低于平均工资的60%，不高于300%）", source=f"{REGULATIONS}第六十四条第二款")
    def own_wage(insured_wage, area_average_wage, own_wage_floor, own_wage_cap):  # type: ignore[no-untyped-def]
        return clip(insured_wage, area_average_wage * own_wage_floor, area_average_wage * own_wage_cap)
