"""Run every check, and the audit of every policy that pays; gather the evidence into findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import ibis
import pyarrow as pa

from yuntai.errors import YuntaiError
from yuntai.registry.store import Registry
from yuntai.rules.many.audit import FINDINGS, audit
from yuntai.rules.many.population import Population
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule
from yuntai.selections.checks import COLUMNS, Check, load_checks

SUBSIDY = "subsidy"
"""The kind of a finding of a policy's audit, and the beginning of its check's id."""

_WRONG = ("not_entitled", "amount", "no_record")
_ABOUT = ("check", "title", "kind", "severity", "owner", "source", "verify")
_VERIFY = "按政策页的条件逐项核对申领材料；应退的，按规定追回。"


@dataclass
class Findings:
    """What a run found. Both tables lie in memory; let go of them with ``close`` or by ``with``.

    ``evidence`` has one row a row at fault: ``finding`` and the columns :data:`yuntai.selections.checks.COLUMNS`.
    ``cases`` has one row a finding: ``finding`` (its key: the beginning of SHA-256 of the check's id, a line feed and the
    case's key), what the check says of itself, ``persons``, ``person`` (where there is one), ``rows``, ``amount`` (yuan),
    ``first_on`` and ``last_on``, ``detail``, ``evidence``. ``ran`` are the checks that ran, as they say of themselves;
    ``skipped`` says why a check did not.
    """

    cases: ibis.Table
    evidence: ibis.Table
    ran: list[dict[str, str]]
    skipped: dict[str, str]

    def close(self) -> None:
        """Let go of the tables."""
        for table in (self.cases, self.evidence):
            table.release()

    def __enter__(self) -> Findings:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def find(registry: Registry, pack: Pack, progress: Callable[[str], None] | None = None) -> Findings:
    """Run all checks of ``pack`` over ``registry``. A check whose table the registry lacks is left out, and said."""
    say = progress or (lambda _message: None)
    found, ran, skipped = [], [], {}
    for about, evidence in _sources(registry, pack):
        say(about["title"])
        try:
            rows = evidence()
        except YuntaiError as error:
            skipped[about["check"]] = str(error)
        else:
            ran.append(about)
            found.append(rows.mutate(**{name: ibis.literal(about[name]) for name in _ABOUT}).to_pyarrow())
    if not found:
        raise YuntaiError("一项核查也做不了：" + "；".join(dict.fromkeys(skipped.values())))
    whole = ibis.duckdb.connect().create_table("found", pa.concat_tables(found))
    named = whole.mutate(finding=(whole["check"] + "\n" + whole["key"]).hexdigest("sha256")[:16])
    place = ["finding", *_ABOUT, "key", "person", "table", "row"]
    once = named.group_by(place).aggregate(
        on=named["on"].min(), amount=named["amount"].max(), detail=named["detail"].min()
    )
    evidence_rows = once.select("finding", "check", *COLUMNS).order_by(["check", "finding", "table", "row"])
    return Findings(_cases(once).cache(), evidence_rows.cache(), ran, skipped)


def _sources(registry: Registry, pack: Pack) -> Iterator[tuple[dict[str, str], Callable[[], ibis.Table]]]:
    checks = load_checks(pack)
    for check in checks.checks.values():
        yield _about(check, checks.owners), lambda check=check: check.evidence(registry, checks.thresholds)
    if "payments" not in registry:
        return
    payments = registry.table("payments")
    paid = payments.select("policy").distinct().order_by("policy").to_pyarrow()["policy"].to_pylist()
    for policy_id in paid:
        yield from _subsidy(registry, pack, policy_id, checks.owners)


def _about(check: Check, owners: Mapping[str, str]) -> dict[str, str]:
    return {
        "check": check.id,
        "title": check.title,
        "kind": check.kind,
        "severity": check.severity,
        "owner": owners.get(check.table, ""),
        "source": check.source,
        "verify": check.verify,
    }


def _subsidy(
    registry: Registry, pack: Pack, policy_id: str, owners: Mapping[str, str]
) -> Iterator[tuple[dict[str, str], Callable[[], ibis.Table]]]:
    about = {"check": f"{SUBSIDY}:{policy_id}", "kind": SUBSIDY, "severity": "high", "verify": _VERIFY}
    try:
        rule = pack.rule(policy_id)
    except YuntaiError as error:
        yield {**about, "title": policy_id, "source": "", "owner": ""}, _raise(error)
        return
    owner = owners.get(rule.policy.payments.table, "")
    about |= {"title": f"{rule.policy.title}：不应发或发错", "source": rule.policy.source, "owner": owner}
    yield about, lambda: audited_evidence(rule, registry)


def _raise(error: YuntaiError) -> Callable[[], ibis.Table]:
    def fail() -> ibis.Table:
        raise error

    return fail


def audited_evidence(rule: Rule, registry: Registry) -> ibis.Table:
    """The payments that the audit of a policy finds wrong, as the evidence of a check."""
    audited = audit(Population(rule, registry))
    wrong = audited.filter(audited["finding"].isin(_WRONG))
    steps = {name: node.label for name, node in rule.nodes.items()}
    step = wrong["because"].cases(*steps.items(), else_="")
    said = wrong["finding"].cases(*((name, FINDINGS[name]) for name in _WRONG), else_="")
    columns: dict[str, Any] = {
        "key": wrong["payment"],
        "person": wrong["person"],
        "table": ibis.literal(rule.policy.payments.table),
        "row": wrong["payment"],
        "on": wrong["paid_on"],
        "amount": wrong["paid"] - wrong["due"].fill_null(0),
        "detail": ibis.literal("：").join([said, step]),
    }
    return wrong.select(**{name: columns[name].cast(dtype) for name, dtype in COLUMNS.items()})


def _cases(evidence: ibis.Table) -> ibis.Table:
    rows = evidence.mutate(place=ibis.literal(" ").join([evidence["table"], evidence["row"]]))
    cases = rows.group_by(["finding", *_ABOUT, "key"]).aggregate(
        persons=rows["person"].nunique(),
        person=rows["person"].min(),
        rows=rows["place"].nunique(),
        amount=rows["amount"].sum(),
        first_on=rows["on"].min(),
        last_on=rows["on"].max(),
        detail=rows["detail"].min(),
        evidence=rows["place"].collect(distinct=True).sort().join("；"),
    )
    cases = cases.mutate(person=(cases["persons"] == 1).ifelse(cases["person"], ibis.null("int64")))
    return cases.order_by(["check", "finding"])
