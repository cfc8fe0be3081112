"""What the skill subsidies of 宁人社规〔2022〕9号 have in common."""

from yuntai.rules import Policy

NOTICE = "宁人社规〔2022〕9号"


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
