"""Everybody at once: who is entitled and has not claimed, what was paid wrongly, what a change would cost.

Each function returns an Ibis table that nothing has been computed of yet, so that it runs where the data lives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from typing import Any, Protocol

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops

from yuntai.errors import YuntaiError
from yuntai.rules import operations as own
from yuntai.rules.answer import ENTITLED, NOT_APPLICABLE, NOT_ENTITLED, UNKNOWN
from yuntai.rules.kinds import FAR, YesNo
from yuntai.rules.openings import leaves, openings
from yuntai.rules.rule import Node, Rule
from yuntai.rules.sql import Composer, constants
from yuntai.rules.workdays import workdays


class Source(Protocol):
    """Where the rows are: tables by name, each with a key column."""

    def table(self, name: str) -> ibis.Table: ...

    def key(self, name: str) -> str: ...

    def __contains__(self, name: str) -> bool: ...


@dataclass(frozen=True)
class Population:
    """The rows that a rule judges, from a registry, with the facts that it holds of them."""

    rule: Rule
    source: Source

    def rows(self, more: Sequence[str] = ()) -> ibis.Table:
        """One row a subject: ``row`` (its key), the facts that are columns, the keys of relations, and ``more``."""
        rule, source = self.rule, self.source
        name = rule.policy.subject
        if name not in source:
            raise YuntaiError(f"登记库里没有“{name}”表，政策 {rule.id} 要逐行判断它")
        subject = source.table(name)
        joined: dict[str, ibis.Table] = {}
        columns: dict[str, Any] = {"row": subject[source.key(name)].cast("string")}
        keys = {relation.by for relation in rule.relations.values()} | {"person", *more}
        columns |= {key: subject[key] for key in sorted(keys) if key in subject.columns}
        result: Any = subject
        for fact in rule.facts.values():
            if fact.name in rule.registry_facts:
                continue
            table, _, column = str(fact.registry or "").partition(".")
            dtype = dt.dtype(fact.kind.dtype)
            held = subject if table == name else joined.get(table)
            if held is None and table in source and source.key(table) in subject.columns:
                held = joined[table] = source.table(table).view()
                key = source.key(table)
                result = result.left_join(held, subject[key] == held[key])
            if held is None or column not in held.columns:
                columns[fact.name] = ibis.null(dtype)
            else:
                columns[fact.name] = held[column].cast(dtype) if held[column].type() != dtype else held[column]
        return result.select(**columns)

    def relations(self) -> dict[str, tuple[str, ibis.Table]]:
        """The tables of related rows that the source holds, each with the column that finds them."""
        found = {}
        for name, relation in self.rule.relations.items():
            if relation.table in self.source:
                rows = self.source.table(relation.table)
                for column, text in relation.where.items():
                    rows = rows.filter(rows[column] == text)
                wanted = {relation.by, relation.on, relation.key, *relation.columns} - {None}
                missing = sorted(str(column) for column in wanted if column not in rows.columns)
                if missing:
                    raise YuntaiError(
                        f"登记库的“{relation.table}”表缺少 {'、'.join(missing)} 列，政策 {self.rule.id} 要用"
                    )
                found[name] = (relation.by, rows.select(*sorted(map(str, wanted))))
        return found

    def judged(
        self, rows: ibis.Table, fixed: Mapping[str, Any], nodes: Mapping[str, Node], wanted: Sequence[str]
    ) -> ibis.Table:
        """``rows`` with the columns ``wanted`` of the rule's nodes and of ``nodes``."""
        rule = self.rule
        calendar = workdays(rule.arrangements, fixed.get("known_on", FAR))
        composer = Composer(rows, fixed, rule.parameters, self.relations(), calendar)
        return composer.add({**rule.registry_facts, **rule.nodes, **nodes}, wanted)

    def screen(self, as_of: date, known_on: date = FAR) -> ibis.Table:
        """Every row judged on ``as_of``.

        Columns: ``row``, ``person``, ``status``, ``because`` (the step that decides against), the results; ``paid``
        (yuan already paid for the row) and, where a person may have only one of several, ``chosen`` and
        ``instead_of`` (the row that is chosen).
        """
        fixed = constants(as_of, known_on, self.rule.relations)
        nodes = verdict(self.rule)
        results = [name for name in self.rule.results if name != "entitled"]
        per = self.rule.policy.once.per if self.rule.policy.once else ()
        judged = self.judged(self.rows(), fixed, nodes, ["status", "because", *results, *per])
        judged = self._with_paid(judged)
        if once := self.rule.policy.once:
            judged = _choose(judged, once.per, once.best)
            results += ["chosen", "instead_of"]
        return judged.select(
            *(c for c in ("row", "person", "status", "because", *results, "paid") if c in judged.columns)
        )

    def _with_paid(self, judged: ibis.Table) -> ibis.Table:
        payments = self.payments()
        if payments is None or not self.rule.policy.paid:
            return judged
        paid = payments.group_by("paid_for").aggregate(paid=payments["paid"].sum().cast(own.MONEY))
        return judged.left_join(paid, judged["row"] == paid["paid_for"]).drop("paid_for")

    def payments(self) -> ibis.Table | None:
        """What was paid under the policy: ``payment``, ``paid_for`` (the row), ``paid`` (yuan), ``paid_on``."""
        where = self.rule.policy.payments
        if where.table not in self.source:
            return None
        table = self.source.table(where.table)
        table = table.filter(table[where.policy] == self.rule.id)
        return table.select(
            payment=table[where.key].cast("string"),
            paid_for=table[where.subject].cast("string"),
            paid=table[where.amount].cast(own.MONEY),
            paid_on=table[where.on],
        )

    def open_facts(self, as_of: date, known_on: date = FAR) -> ibis.Table:
        """For the rows that are not known: ``fact`` and how many rows it is ``open`` in, and ``alone`` would settle."""
        rule = self.rule
        nodes = openings(rule, rule.results)
        names = leaves(rule, nodes)
        fixed = constants(as_of, known_on, rule.relations)
        judged = self.judged(
            self.rows(), fixed, {**verdict(rule), **nodes}, ["status", *(f"open:{name}" for name in names)]
        )
        unknown = judged.filter(judged["status"] == UNKNOWN)
        count = reduce(lambda a, b: a + b, (unknown[f"open:{name}"].cast("int64") for name in names), ibis.literal(0))
        counted = unknown.mutate(together=count)
        sums = {}
        for name in names:
            is_open = counted[f"open:{name}"]
            sums[f"{name}/open"] = is_open.sum()
            sums[f"{name}/alone"] = (is_open & (counted["together"] == 1)).sum()
        return counted.aggregate(**sums)

    def audit(self) -> ibis.Table:
        """Every payment under the policy beside what was due on the day of its claim.

        Columns: ``payment``, ``row``, ``person``, ``paid_on``, ``paid``, ``due``, ``status``, ``because``, and
        ``finding``: ``none``, ``not_entitled``, ``amount`` (another amount), ``unknown`` (cannot be judged),
        ``no_record`` (nothing in the registry that it was paid for), ``later_law`` (right by what had been published on
        the day, wrong by what was published since).
        """
        rule = self.rule
        payments = self.payments()
        if payments is None or rule.policy.paid is None:
            raise YuntaiError(f"政策 {rule.id} 没有可核查的发放记录（登记库没有发放表，或政策不按行发放）")
        rows = self.rows()
        due = rule.policy.paid
        wanted = ["status", "because", due]
        claimed = payments.inner_join(rows, payments["paid_for"] == rows["row"])
        claimed = claimed.drop("row").rename(row="payment").mutate(as_of=lambda t: t["paid_on"])
        claimed = claimed.mutate(**{f"audited:{name}": claimed["row"] for name in rule.relations})
        now = self.judged(claimed, {"known_on": FAR}, verdict(rule), wanted)
        then = self.judged(claimed.mutate(known_on=claimed["paid_on"]), {}, verdict(rule), wanted).view()
        judged = now.left_join(then, now["row"] == then["row"]).select(
            payment=now["row"],
            person=now["person"] if "person" in now.columns else ibis.null("int64"),
            status=now["status"],
            because=now["because"],
            due=now[due],
            right_then=(then["status"] == ENTITLED) & (then[due] == now["paid"]),
        )
        audited = payments.left_join(judged, payments["payment"] == judged["payment"])
        finding = ibis.cases(
            (audited["status"].isnull(), "no_record"),
            ((audited["status"] == ENTITLED) & (audited["due"] == audited["paid"]), "none"),
            (audited["right_then"].fill_null(False), "later_law"),
            (audited["status"] == UNKNOWN, "unknown"),
            (audited["status"] == ENTITLED, "amount"),
            else_="not_entitled",
        )
        return audited.select(
            payment=audited["payment"],
            row=audited["paid_for"],
            person=audited["person"],
            paid_on=audited["paid_on"],
            paid=audited["paid"],
            due=(audited["status"].isin([NOT_ENTITLED, NOT_APPLICABLE])).ifelse(
                ibis.literal(0, type=own.MONEY), audited["due"]
            ),
            status=audited["status"],
            because=audited["because"],
            finding=finding,
        )

    def reform(self, changed: Mapping[str, Any], as_of: date) -> ibis.Table:
        """Every row by today's parameters and by ``changed`` ones: ``before``, ``after`` (yuan) and ``status`` of both.

        Rows whose result is not known on either side have NULL there.
        """
        rule = self.rule
        if rule.policy.paid is None:
            raise YuntaiError(f"政策 {rule.id} 没有按行发放的金额，不能测算改革")
        before = self.screen(as_of)
        after = Population(rule.assuming(changed), self.source).screen(as_of).view()
        paid = rule.policy.paid
        joined = before.inner_join(after, before["row"] == after["row"])
        return joined.select(
            row=before["row"],
            status_before=before["status"],
            status_after=after["status"],
            before=_counted(before, paid),
            after=_counted(after, paid),
        )


def _counted(screened: ibis.Table, paid: str) -> Any:
    """The amount that counts: nothing for a row that is not entitled, or for which another is chosen."""
    had = screened["status"].isin([NOT_ENTITLED, NOT_APPLICABLE])
    if "chosen" in screened.columns:
        had = had | ~screened["chosen"].fill_null(True)
    return had.ifelse(ibis.literal(0, type=own.MONEY), screened[paid])


def _choose(judged: ibis.Table, per: tuple[str, ...], best: str) -> ibis.Table:
    """Among the entitled rows with the same ``per``, the one with the largest ``best``; ties by key."""
    mine = [judged[name] for name in per]
    entitled = judged["status"] == ENTITLED
    window = ibis.window(group_by=[*mine, entitled], order_by=[judged[best].desc(), judged["row"]])
    ranked = judged.mutate(
        chosen=entitled.ifelse(ibis.row_number().over(window) == 0, ibis.null("boolean")),
        first=judged["row"].first().over(window),
    )
    return ranked.mutate(instead_of=(~ranked["chosen"]).ifelse(ranked["first"], ibis.null("string"))).drop("first")


def verdict(rule: Rule) -> dict[str, Node]:
    """The nodes ``status`` and ``because`` of a population run."""
    applicable, entitled = (own.Reference(name, dt.boolean) for name in ("applicable", "entitled"))
    others = [own.Reference(name, rule.nodes[name].op.dtype) for name in rule.results if name != "entitled"]
    incomplete = reduce(ops.Or, [ops.IsNull(entitled), *(ops.IsNull(other) for other in others)])
    status = _choice(
        (ops.IsNull(applicable), UNKNOWN),
        (ops.Not(applicable), NOT_APPLICABLE),
        (_is_false(entitled), NOT_ENTITLED),
        (incomplete, UNKNOWN),
        otherwise=ENTITLED,
    )
    because = _choice(
        (ops.IsNull(applicable), ""),
        *_false_first(rule.named("scope")),
        *_false_first(rule.named("condition")),
        otherwise="",
    )
    return {
        "status": Node("status", "结论", rule.policy.source, status, "verdict"),
        "because": Node("because", "决定的一步", rule.policy.source, because, "verdict", YesNo()),
    }


def _false_first(nodes: Sequence[Node]) -> list[tuple[Any, str]]:
    return [(_is_false(own.Reference(node.name, dt.boolean)), node.name) for node in nodes]


def _is_false(op: Any) -> Any:
    return ops.Not(ops.Or(ops.IsNull(op), op))


def _choice(*cases: tuple[Any, str], otherwise: str) -> Any:
    result: Any = ops.Literal(otherwise, dt.string)
    for condition, text in reversed(cases):
        result = own.When(condition, ops.Literal(text, dt.string), result)
    return result
