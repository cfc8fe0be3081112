"""What changed in law between two days: policies that begin or end, values that are published or take effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.parameters import Parameter, Record
from yuntai.rules.language.policy import Policy
from yuntai.rules.rule.packs import Pack

PAGE_SINCE = date(2025, 1, 1)
"""From which day on the page of changes tells."""


@dataclass(frozen=True)
class Text:
    """One state of the law: what it says, and where that stands."""

    value: str
    source: str

    def __str__(self) -> str:
        return f"{self.value}（{self.source}）" if self.source else self.value


NOTHING = Text("没有", "")


@dataclass(frozen=True)
class Change:
    """That ``what`` is otherwise from ``effective``, published on ``published``; ``policies`` are the titles it touches."""

    effective: date
    published: date
    what: str
    now: Text
    before: Text
    policies: tuple[str, ...]

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of a table's row."""
        days = (str(self.effective), "" if self.published == date.min else str(self.published))
        return *days, self.what, str(self.now), str(self.before), "、".join(self.policies)

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data for JSON."""
        return {
            "effective": self.effective.isoformat(),
            "published": None if self.published == date.min else self.published.isoformat(),
            "what": self.what,
            "now": {"value": self.now.value, "source": self.now.source},
            "before": {"value": self.before.value, "source": self.before.source},
            "policies": list(self.policies),
        }


def changes(pack: Pack, since: date, until: date = FAR) -> Iterator[Change]:
    """What was published or took effect from ``since`` to ``until``, both included; what takes effect first comes first."""
    found = [change for name in pack.policy_ids for change in _of_policy(pack.policy(name), since, until)]
    for parameter, titles in standards(pack):
        found += _of_parameter(parameter, titles, since, until)
    yield from sorted(found, key=lambda change: (change.effective, change.what))


def standards(pack: Pack) -> Iterator[tuple[Parameter, tuple[str, ...]]]:
    """Each parameter that a policy of the place reads, once, with the titles of all that do."""
    read: dict[int, tuple[Parameter, list[str]]] = {}
    for name in pack.policy_ids:
        rule = pack.rule(name)
        for parameter in rule.parameters.values():
            titles = read.setdefault(id(parameter), (parameter, []))[1]
            titles += [] if rule.policy.title in titles else [rule.policy.title]
    for parameter, titles in read.values():
        yield parameter, tuple(titles)


def _of_policy(policy: Policy, since: date, until: date) -> Iterator[Change]:
    said, none = Text("施行", policy.source), NOTHING
    if policy.begins > date.min and _within((policy.begins, policy.published), since, until):
        yield Change(policy.begins, policy.published, policy.title, said, none, (policy.title,))
    over = policy.ends if policy.ends == FAR else policy.ends + timedelta(1)
    if since <= over <= until and over < FAR:
        yield Change(over, policy.published, policy.title, Text("不再施行", policy.source), said, (policy.title,))


def _of_parameter(parameter: Parameter, policies: tuple[str, ...], since: date, until: date) -> Iterator[Change]:
    for number, record in enumerate(parameter.records):
        older = parameter.records[number + 1] if number + 1 < len(parameter.records) else None
        if _within((record.effective, record.published), since, until):
            before = _text(parameter, older) if older else NOTHING
            yield Change(
                record.effective, record.published, parameter.title, _text(parameter, record), before, policies
            )
        over = record.until if record.until == FAR else record.until + timedelta(1)
        newer = parameter.records[number - 1].effective if number else FAR
        if since <= over <= until and over < newer:
            now = Text("没有新的", record.source)
            yield Change(over, record.published, parameter.title, now, _text(parameter, record), policies)


def _within(days: Iterable[date], since: date, until: date) -> bool:
    return any(since <= day <= until for day in days)


def _text(parameter: Parameter, record: Record) -> Text:
    shown = (
        "：".join([*(("、".join(map(str, keys)),) if keys else ()), parameter.show(value)])
        for keys, value in record.leaves()
    )
    return Text(
        "；".join(shown), record.source + ("，待核实" if record.verify else "，平台的读法" if record.ours else "")
    )


def changes_page(pack: Pack) -> str:
    """The page of what changed since :data:`PAGE_SINCE`, the newest first."""
    lines = [
        f"# {pack.title}：{PAGE_SINCE} 以来公布或者施行的",
        "",
        "由政策本身生成，请勿手改。`yuntai law --changes 日期` 列出从任何一天起的。",
        "",
    ]
    rows = (change.row for change in reversed(list(changes(pack, PAGE_SINCE))))
    return "\n".join([*lines, *table(("施行", "公布", "什么", "现在", "原来", "影响"), rows), ""])


def table(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[str]:
    """A table in Markdown, line by line."""

    def line(cells: Sequence[Any]) -> str:
        return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return [line(headings), line(["---"] * len(headings)), *(line(row) for row in rows)]
