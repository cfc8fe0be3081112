"""Answer every row of a file at once: a whole firm, each row a person with the policy's facts as columns."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
from pyarrow import parquet

from yuntai.cli import files, show
from yuntai.cli.populations import print_missing
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.registry.marks import unsure
from yuntai.registry.read import read_rows
from yuntai.rules.language.kinds import Money
from yuntai.rules.many import screen as screening
from yuntai.rules.many.population import Population
from yuntai.rules.one.facts import doubts
from yuntai.rules.one.status import ENTITLED, conclusion
from yuntai.rules.rule.rule import Rule
from yuntai.tables.cells import harmless
from yuntai.tables.heads import heading

_SUBJECT = "rows"
_BATCH = 20_000


@dataclass
class _Reading:
    """What was read."""

    rows: int = 0
    rejected: int = 0
    wrong: Counter[str] = field(default_factory=Counter)
    """The rows in which a column is wrong, by column."""
    doubted: Counter[str] = field(default_factory=Counter)
    """The rows in which a column can be but hardly is so, by column."""
    notes: list[str] = field(default_factory=list)


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
    rule = _over_file(rule, wanted)
    rejects = out.with_name(f"{out.stem}.rejects.csv")
    if source.resolve() in (out.resolve(), rejects.resolve()):
        raise YuntaiError(f"{source} 会被结果盖掉，请换一个 --out")
    with show.working("正在读…") as say, tempfile.TemporaryDirectory(dir=out.absolute().parent) as folder:
        good = Path(folder) / "good.parquet"
        reading = _read(rule, source, known, max(day, today()), good, rejects)
        if reading.rows == reading.rejected:
            raise YuntaiError(
                f"文件 {source.name} 的 {reading.rows:,} 行都读不进来，原因见 {rejects}"
                if reading.rows
                else f"文件 {source.name} 没有数据行"
            )
        say("正在回答…")
        table = ibis.duckdb.connect().read_parquet(good)
        screened = screening.screen(Population(rule, _File(table)), day, known_on)
        with screened.mutate(row=screened["row"].cast("int64")).cache() as answered:
            summary = screening.summarise(rule, answered)
            sums = _sums(rule, answered)
            files.write_table(answered.order_by("row"), out)
    if as_json:
        told = {"groups": summary.groups, "because": summary.because, "settles": summary.settles, "sums": sums}
        counts = {"rows": reading.rows, "rejected": reading.rejected, "wrong": reading.wrong, "notes": reading.notes}
        counts |= {"doubts": reading.doubted}
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


def _read(rule: Rule, source: Path, known: Mapping[str, Any], latest: date, good: Path, rejects: Path) -> _Reading:
    """Read ``source``: good rows as typed facts to ``good``, bad ones as they stand to ``rejects``.

    ``latest`` is the day after which nothing can have happened yet that a row tells of.
    """
    if related := [name for name in known if name in rule.relations]:
        raise YuntaiError(f"{related[0]} 是若干条记录，用 --rows 时不能写")
    reading = _Reading()
    rejects.unlink(missing_ok=True)
    kinds = {name: fact.kind for name, fact in rule.facts.items()}
    schema = ibis.schema({"row": "int64", **{name: kind.dtype for name, kind in kinds.items()}}).to_pyarrow()
    with parquet.ParquetWriter(good, schema) as writer:
        headings, rows = read_rows(source, {heading(name) for name in rule.facts})
        columns, reading.notes = _columns(rule, source.name, headings, known)
        for batch in (rows[start : start + _BATCH] for start in range(0, len(rows), _BATCH)):
            kept, refused = [], []
            for row in batch:
                facts, reasons = dict(known), {"列数": row.flaw} if row.flaw else {}
                for place, name in () if row.flaw else columns.items():
                    text, kind = row.cells[place], kinds[name]
                    try:
                        if said := unsure(kind, text, row.marks[place]):
                            raise ValueError(f"“{text}”{said}")
                        facts[name] = kind.check_on(kind.parse(text), latest) if text.strip() else None
                    except ValueError as error:
                        reasons[name] = f"{name}：{error}"
                if reasons:
                    reading.wrong.update(reasons.keys())
                    refused.append([row.number, *row.cells, "；".join(reasons.values())])
                else:
                    kept.append({"row": row.number, **facts})
                    reading.doubted.update(doubts(rule, facts, latest).keys())
            writer.write_table(pa.Table.from_pylist(kept, schema=schema))
            if refused:
                _write_refused(rejects, headings, refused)
            reading.rows += len(batch)
            reading.rejected += len(refused)
    return reading


def _columns(
    rule: Rule, file: str, headings: Sequence[str], known: Mapping[str, Any]
) -> tuple[dict[int, str], list[str]]:
    """The fact of each column, by its place, and a note on the columns that are none."""
    facts = {heading(name): name for name in rule.facts}
    places = {place: facts[one] for place, one in enumerate(headings) if one in facts}
    others = [one for one in headings if one not in facts]
    for one in others:
        if near := get_close_matches(one, rule.facts, 1):
            raise YuntaiError(f"文件 {file} 的列“{one}”不是事实，是不是“{near[0]}”？")
    if not places:
        raise YuntaiError(f"文件 {file} 没有一列是事实；列名要写事实的名称：{'、'.join(rule.facts)}")
    for one, count in Counter([*places.values(), *known]).items():
        if count > 1:
            twice = "有这一列，命令里又写了它" if one in known else f"有 {count} 列都是它"
            raise YuntaiError(f"{one} 只能写一处：文件 {file} {twice}")
    return places, [f"多出的列没有读：{'、'.join(others)}"] if others else []


def _write_refused(rejects: Path, headings: Sequence[str], refused: list[list[Any]]) -> None:
    new = not rejects.exists()
    with rejects.open("a", encoding="utf-8-sig" if new else "utf-8", newline="") as file:
        writer = csv.writer(file)
        if new:
            writer.writerow(["行号", *headings, "原因"])
        writer.writerows([number, *map(harmless, cells)] for number, *cells in refused)


def _sums(rule: Rule, answered: ibis.Table) -> dict[str, Decimal]:
    """The money results, added up over the rows that are entitled (or, without conditions, worked out)."""
    entitled = answered.filter(answered["status"] == ENTITLED)
    money = [name for name in answered.columns if name in rule.nodes and isinstance(rule.nodes[name].kind, Money)]
    if not money:
        return {}
    [row] = entitled.aggregate(**{name: entitled[name].sum() for name in money}).to_pyarrow().to_pylist()
    return {name: total for name, total in row.items() if total is not None}


def _print(rule: Rule, day: date, reading: _Reading, summary: screening.Summary, sums: Mapping[str, Decimal]) -> None:
    said = [(conclusion(rule, status), count) for status, count in summary.groups.items()]
    show.print_table(
        f"{rule.policy.title}：按 {day} 回答 {reading.rows - reading.rejected:,} 行", ("结论", "行数"), said
    )
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
