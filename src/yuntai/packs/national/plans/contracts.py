"""集体合同。"""

from yuntai.selections import daily, months_after, plan, rows


@plan(
    "集体合同期满前提醒",
    every=daily(),
    tells="contract_ends",
    source="《集体合同规定》第三十八条、第四十二条（条文待核对）",
)
def contract_ends(collective_contracts, today):
    """Within three months before the end; what one day missed the next one makes up for."""
    soon = collective_contracts.filter(
        (months_after(collective_contracts.ends_on, -3) <= today) & (collective_contracts.ends_on >= today)
    )
    return rows(soon, key=soon.contract, employer=soon.employer, contract=soon.contract, ends_on=soon.ends_on)
