"""What changed in law between two days: policies that begin or end, values that are published or take effect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yuntai.rules.language.grounds import Publication
from yuntai.rules.language.kinds import FAR, Choice
from yuntai.rules.language.parameters import Parameter, Record
from yuntai.rules.language.policy import Policy
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule

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
    """That ``what`` is otherwise from ``effective``, and when that was ``published``; ``policies`` are the titles it touches."""

    effective: date
    published: Publication
    what: str
    now: Text
    before: Text
    policies: tuple[str, ...]

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of a table's row."""
        return (
            str(self.effective),
            str(self.published),
            self.what,
            str(self.now),
            str(self.before),
            "、".join(self.policies),
        )

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data for JSON."""
        return {
            "effective": self.effective.isoformat(),
            "published": self.published.day.isoformat() if self.published.day else None,
            "what": self.what,
            "now": {"value": self.now.value, "source": self.now.source},
            "before": {"value": self.before.value, "source": self.before.source},
            "policies": list(self.policies),
        }


@dataclass(frozen=True)
class Standard:
    """A parameter that a place reads, with the titles of the ``policies`` that do; ``rule`` is the first of them."""

    parameter: Parameter
    name: str
    rule: Rule
    policies: list[str]


def changes(pack: Pack, since: date, until: date = FAR) -> Iterator[Change]:
    """What was published or took effect from ``since`` to ``until``, both included; what takes effect first comes first."""
    found = [change for name in pack.policy_ids for change in _of_policy(pack.policy(name), since, until)]
    for standard in standards(pack):
        found += _of_standard(standard, since, until)
    yield from sorted(found, key=lambda change: (change.effective, change.what))


def standards(pack: Pack) -> Iterable[Standard]:
    """Each parameter that a policy of the place reads, once, however many policies read it."""
    read: dict[tuple[str, ...], Standard] = {}
    for policy in pack.policy_ids:
        rule = pack.rule(policy)
        for name, parameter in rule.parameters.items():
            same = (parameter.title, *(f"{one.effective} {one.value} {one.source}" for one in parameter.records))
            titles = read.setdefault(same, Standard(parameter, name, rule, [])).policies
            titles += [] if rule.policy.title in titles else [rule.policy.title]
    return read.values()


def keys_in_words(rule: Rule, name: str, keys: tuple[Any, ...]) -> str:
    """The ``keys`` of a line of the table ``name``: an option by its title, anything else as it is written."""
    prefix = name.rpartition(".")[0]
    shown = []
    for by, key in zip(rule.parameters[name].by, keys, strict=False):
        place = f"{prefix}.{by}" if prefix else by
        kind = rule.parameters[place].kind if place in rule.parameters else rule.kinds.get(place)
        shown.append(kind.options.get(key, str(key)) if isinstance(kind, Choice) else str(key))
    return "、".join(shown)


def _of_policy(policy: Policy, since: date, until: date) -> Iterator[Change]:
    said, none = Text("施行", policy.source), NOTHING
    if policy.begins > date.min and _within((policy.begins, policy.published.known), since, until):
        yield Change(policy.begins, policy.published, policy.title, said, none, (policy.title,))
    over = policy.ends if policy.ends == FAR else policy.ends + timedelta(1)
    if since <= over <= until and over < FAR:
        yield Change(over, policy.published, policy.title, Text("不再施行", policy.source), said, (policy.title,))


def _of_standard(standard: Standard, since: date, until: date) -> Iterator[Change]:
    parameter, policies = standard.parameter, tuple(standard.policies)
    for number, record in enumerate(parameter.records):
        older = parameter.records[number + 1] if number + 1 < len(parameter.records) else None
        if _within((record.effective, record.published.known), since, until):
            now, before = _text(standard, record, older), _text(standard, older, record) if older else NOTHING
            yield Change(record.effective, record.published, parameter.title, now, before, policies)
        over = record.until if record.until == FAR else record.until + timedelta(1)
        newer = parameter.records[number - 1].effective if number else FAR
        if since <= over <= until and over < newer:
            now = Text("没有新的", record.source)
            yield Change(over, record.published, parameter.title, now, _text(standard, record, None), policies)


def _within(days: Iterable[date], since: date, until: date) -> bool:
    return any(since <= day <= until for day in days)


def _text(standard: Standard, record: Record, other: Record | None) -> Text:
    """What ``record`` says, of a table the lines that ``other`` has not got or has otherwise."""
    lines, others = dict(record.leaves()), dict(other.leaves()) if other else {}
    source = record.source + ("，待核实" if record.verify else "，平台的读法" if record.ours else "")
    if len(lines) > 1 and lines == others:
        return Text("没有变", source)
    if len(lines) > 1:
        lines = {keys: value for keys, value in lines.items() if others.get(keys) != value}
    shown = (
        "：".join(filter(None, (keys_in_words(standard.rule, standard.name, keys), standard.parameter.show(value))))
        for keys, value in lines.items()
    )
    return Text("；".join(shown) or "没有这几项", source)


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
