"""Answer every row of a file at once: a whole firm, each row a person with the policy's facts as columns."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import ibis

from yuntai.cli import files, show
from yuntai.cli.populations import print_missing
from yuntai.cli.row_file import Reading, read_rows
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.rules.language.kinds import Money
from yuntai.rules.many import screen as screening
from yuntai.rules.many.population import Population
from yuntai.rules.one.status import ENTITLED, conclusion
from yuntai.rules.rule.rule import Rule

_SUBJECT = "rows"


@dataclass(frozen=True)
class _File:
    """The good rows, as the source of a population run."""

    rows: ibis.Table

    def table(self, name: str) -> ibis.Table:
        return self.rows

    def key(self, name: str) -> tuple[str, ...]:
        return ("row",)

    def __contains__(self, name: object) -> bool:
        return name == _SUBJECT


def answer_rows(
    rule: Rule,
    source: Path,
    out: Path,
    known: Mapping[str, Any],
    day: date,
    known_on: date,
    wanted: Sequence[str],
    as_json: bool,
) -> None:
    """Answer each row of ``source`` and write the answers to ``out``; ``known`` holds for every row.

    Rows that cannot be read go to ``<out>.rejects.csv`` with their numbers and reasons. Raises ``YuntaiError`` where the
    file cannot be read as a table, or no row of it can.
    """
    if related := [name for name in known if name in rule.relations]:
        raise YuntaiError(f"{related[0]} 是若干条记录，用 --rows 时不能写")
    rule = _over_file(rule, wanted)
    rejects = out.with_name(f"{out.stem}.rejects.csv")
    if source.resolve() in (out.resolve(), rejects.resolve()):
        raise YuntaiError(f"{source} 会被结果盖掉，请换一个 --out")
    with show.working("正在读…") as say, tempfile.TemporaryDirectory(dir=out.absolute().parent) as folder:
        good = Path(folder) / "good.parquet"
        reading = read_rows(rule, source, known, max(day, today()), good, rejects)
        if not reading.answered:
            raise YuntaiError(
                f"文件 {source.name} 的 {reading.rejected:,} 行都读不进来，原因见 {rejects}"
                if reading.rejected
                else f"文件 {source.name} 没有数据行"
            )
        say("正在回答…")
        table = ibis.duckdb.connect().read_parquet(good)
        screened = screening.screen(Population(rule, _File(table)), day, known_on)
        with reading.row(screened).cache() as answered:
            summary = screening.summarise(rule, answered)
            sums = _sums(rule, answered)
            ordered = answered.order_by("order").drop("order") if reading.sheets else answered.order_by("row")
            files.write_table(ordered, out)
    if as_json:
        told = {"groups": summary.groups, "because": summary.because, "settles": summary.settles, "sums": sums}
        counts = {"rows": reading.rows, "answered": reading.answered, "rejected": reading.rejected}
        counts |= {"left_out": reading.left_out.total(), "left_out_reasons": reading.left_out}
        counts |= {"wrong": reading.wrong, "doubts": reading.doubted, "notes": reading.notes}
        places = {"out": out, "rejects": rejects if reading.rejected else None}
        show.print_json({"policy": rule.id, "as_of": day, **counts, **told, **places})
    else:
        _print(rule, day, reading, summary, sums)
        if reading.rejected:
            show.say(f"拒收的行连同原因在 {rejects}")
        show.say(f"答案已写到 {out}")


def _over_file(rule: Rule, wanted: Sequence[str]) -> Rule:
    """The rule over a file: every fact is a column of it, nothing comes from a registry; only the ``wanted`` results."""
    outcomes = (*rule.results, *rule.asides)
    if unknown := [name for name in wanted if name not in outcomes]:
        raise YuntaiError(f"政策 {rule.id} 没有结果“{unknown[0]}”，有：{'、'.join(outcomes)}")
    policy = copy(rule.policy)
    policy.subject, policy.once = _SUBJECT, None
    left_out = {name for name in outcomes if wanted and name not in wanted}
    policy.steps = {name: step for name, step in policy.steps.items() if name not in left_out}
    columns = {name: replace(fact, registry=f"{_SUBJECT}.{name}") for name, fact in rule.facts.items()}
    return replace(rule, policy=policy, facts=columns, registry_facts={})


def _sums(rule: Rule, answered: ibis.Table) -> dict[str, Decimal]:
    """The money results, added up over the rows that are entitled (or, without conditions, worked out)."""
    entitled = answered.filter(answered["status"] == ENTITLED)
    money = [name for name in answered.columns if name in rule.nodes and isinstance(rule.nodes[name].kind, Money)]
    if not money:
        return {}
    [row] = entitled.aggregate(**{name: entitled[name].sum() for name in money}).to_pyarrow().to_pylist()
    return {name: total for name, total in row.items() if total is not None}


def _print(rule: Rule, day: date, reading: Reading, summary: screening.Summary, sums: Mapping[str, Decimal]) -> None:
    said = [(conclusion(rule, status), count) for status, count in summary.groups.items()]
    show.print_table(f"{rule.policy.title}：按 {day} 回答 {reading.answered:,} 行", ("结论", "行数"), said)
    if sums:
        totals = [(rule.nodes[name].label, total) for name, total in sums.items()]
        show.print_table("合计（只算符合条件的行）", ("结果", "元"), totals)
    if summary.settles:
        print_missing(rule, summary)
    if reading.rejected:
        show.print_table(f"拒收 {reading.rejected:,} 行", ("不对的列", "行数"), reading.wrong.most_common())
    if reading.doubted:
        show.print_table("不像的值（照算了，请核对）", ("列", "行数"), reading.doubted.most_common())
    for note in reading.notes:
        show.say(note)
