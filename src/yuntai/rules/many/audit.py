"""Auditing what was paid: each payment beside what was due on the day of its claim."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import ibis

from yuntai.errors import YuntaiError
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.types import MONEY
from yuntai.rules.many.population import Population, verdict
from yuntai.rules.one.status import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN

FINDINGS = {
    "none": "相符",
    "not_entitled": "不应发而发",
    "not_applicable": "不适用本规定，须按别的规定核查",
    "amount": "金额不符",
    "later_law": "按当时已公布的规定是对的，按后来公布的规定不同",
    "unknown": "缺资料，不能判断",
    "no_record": "登记库里没有对应的记录",
}


def audit(population: Population) -> ibis.Table:
    """Every payment under the policy.

    Columns: ``payment``, ``row`` (what it was paid for), ``person``, ``paid_on``, ``paid`` and ``due`` (yuan),
    ``status``, ``because`` (the step that decides), ``finding`` (a key of :data:`FINDINGS`). A payment is judged on the day
    of its claim by the payments before it. ``later_law`` tells a decision that was right by what had been published then
    from a wrong one. Raises ``YuntaiError`` where the policy pays nothing, or the source holds no payments.
    """
    rule = population.rule
    payments, due = population.payments(), rule.policy.paid
    if payments is None or due is None:
        raise YuntaiError(f"政策 {rule.id} 没有可核查的发放记录（登记库没有发放表，或政策不按行发放）")
    rows = population.rows()
    claimed = payments.inner_join(rows, payments["paid_for"] == rows["row"])
    claimed = claimed.drop("row").rename(row="payment").mutate(as_of=claimed["paid_on"])
    claimed = claimed.mutate(**{f"audited:{name}": claimed["row"] for name in rule.relations})
    nodes, wanted = {**rule.nodes, **verdict(rule)}, ["status", "because", due]
    now = population.judged(claimed, {"known_on": FAR}, nodes, wanted)
    then = population.judged(claimed.mutate(known_on=claimed["paid_on"]), {}, nodes, wanted).view()
    judged = now.left_join(then, now["row"] == then["row"]).select(
        payment=now["row"],
        person=now["person"],
        status=now["status"],
        because=now["because"],
        due=(now["status"] == NOT_ENTITLED).ifelse(ibis.literal(0, type=MONEY), now[due]),
        right_then=((then["status"] == ENTITLED) & (then[due] == now["paid"])).fill_null(False),
    )
    audited = payments.left_join(judged, payments["payment"] == judged["payment"])
    entitled = audited["status"] == ENTITLED
    finding = ibis.cases(
        (audited["status"].isnull(), "no_record"),
        (entitled & (audited["due"] == audited["paid"]), "none"),
        (audited["right_then"], "later_law"),
        (audited["status"] == UNKNOWN, "unknown"),
        (entitled, "amount"),
        (audited["status"] == NOT_APPLICABLE, "not_applicable"),
        else_="not_entitled",
    )
    return audited.select(
        "payment", "person", "paid_on", "paid", "due", "status", "because", row=audited["paid_for"], finding=finding
    )


@dataclass(frozen=True)
class Finding:
    """Payments with the same finding and the same deciding step; money in yuan."""

    finding: str
    because: str
    payments: int
    paid: Decimal
    due: Decimal


def summarise(audited: ibis.Table) -> list[Finding]:
    """The figures of an :func:`audit`, those that are right last."""
    stepped = audited.mutate(step=(audited["finding"] == "not_entitled").ifelse(audited["because"], ""))
    counted = stepped.group_by(["finding", "step"]).aggregate(
        payments=stepped.count(), paid=stepped["paid"].sum(), due=stepped["due"].sum()
    )
    found = [
        Finding(row["finding"], row["step"], row["payments"], row["paid"], row["due"] or Decimal(0))
        for row in counted.to_pyarrow().to_pylist()
    ]
    return sorted(found, key=lambda f: (list(FINDINGS).index(f.finding) or len(FINDINGS), -f.payments, f.because))
