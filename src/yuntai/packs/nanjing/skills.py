"""What the skill subsidies of 宁人社规〔2022〕9号 have in common."""

from yuntai.rules import Policy, on, when

NOTICE = "宁人社规〔2022〕9号"


def judge_by_day_of_issue(policy: Policy) -> None:
    """Give ``policy`` the day whose rules hold: of issue or of application, which the text leaves open (R32, R34)."""

    @policy.step(
        "按哪天的规定（发证日或申领日）",
        source=f"{NOTICE} 二、五",
        ours="按申领日还是发证日，通知没有写衔接；按发证日，见参数",
    )
    def rule_day(as_of, issued_on, judged_by_issue):
        return when(on(as_of, judged_by_issue), issued_on, as_of)


def limit_claims(policy: Policy) -> None:
    """Give ``policy`` the limits of part 2: no level again or below one already paid for, and so many times a year."""

    @policy.step("申领年度", source=f"{NOTICE} 二")
    def claim_year(as_of):
        return as_of.year()

    @policy.condition("没有领过同一职业（工种）同级或更高级的补贴", source=f"{NOTICE} 二")
    def not_repeated(payments, occupation, level):
        return ~payments.any(
            lambda paid: (paid.policy == policy.id) & (paid.occupation == occupation) & (paid.level <= level)
        )

    @policy.condition("当年还没有领过", source=f"{NOTICE} 二")
    def once_a_year(payments, claim_year, claims_per_year):
        claimed = payments.count(lambda paid: (paid.policy == policy.id) & (paid.claimed_on.year() == claim_year))
        return claimed < claims_per_year
