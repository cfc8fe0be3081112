"""Worked cases of a policy, as a policy officer writes them, and whether the rule gives what they expect."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language.documents import Entry, read_yaml
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.rule.rule import Rule

_KEYS = {"title", "source", "as_of", "known_on", "facts", "with", "expect"}
_WORDS = {"status", "because", "asks", "refused"}


@dataclass(frozen=True)
class Case:
    """Facts on a day and what is to come out; ``assumed`` are parameter values supposed for it."""

    title: str
    source: str
    as_of: date
    known_on: date
    facts: Mapping[str, Any]
    assumed: Mapping[str, Any]
    expect: Mapping[str, Any]
    place: Place

    def run(self, rule: Rule) -> Answer:
        """The answer of ``rule`` to this case, over the results that it expects."""
        wanted = [name for name in self.expect if name not in _WORDS]
        rule = rule.assuming(self.assumed) if self.assumed else rule
        return answer(rule, self.facts, self.as_of, known_on=self.known_on, wanted=wanted)

    def differences(self, rule: Rule) -> list[str]:
        """What came out otherwise than expected, a sentence each; empty where all is right."""
        try:
            got = self.run(rule)
        except YuntaiError as error:
            refused = str(error).startswith(f"{self.expect.get('refused')}：")
            return [] if refused else [str(error)]
        found: dict[str, Any] = {
            **got.results,
            "status": got.status,
            "because": got.because[0].name if got.because else None,
            "asks": sorted(question.name for question in got.questions),
            "refused": None,
        }
        expected = {name: _expected(rule, name, value) for name, value in self.expect.items()}
        return [
            f"{name} 应为 {value}，算得 {found.get(name)}"
            for name, value in expected.items()
            if found.get(name) != value
        ]


def _expected(rule: Rule, name: str, value: Any) -> Any:
    if name == "asks":
        return sorted(value)
    if name in _WORDS:
        return value
    kind = rule.nodes[name].kind
    if kind is None or value is None:
        return value
    return kind.parse(value) if isinstance(value, str) else kind.check(value)


def read_cases(path: Path) -> list[Case]:
    """The cases of a ``cases.yaml``. Raises ``YuntaiError`` with file and line where one is not written right."""
    cases = []
    for entry in read_yaml(path) or []:
        where = Place(path, getattr(entry, "line", None))
        if not isinstance(entry, Entry) or not {"title", "source", "as_of", "facts", "expect"} <= set(entry):
            raise YuntaiError(f"{where}：用例要写 title、source、as_of、facts、expect")
        if unknown := sorted(set(entry) - _KEYS):
            raise YuntaiError(f"{where}：用例里不认识“{unknown[0]}”")
        cases.append(
            Case(
                str(entry["title"]),
                str(entry["source"]),
                entry["as_of"],
                entry.get("known_on", date(9999, 12, 31)),
                entry["facts"] or {},
                entry.get("with") or {},
                entry["expect"],
                where,
            )
        )
    return cases
