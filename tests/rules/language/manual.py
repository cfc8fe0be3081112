"""Writes ``docs/language.md`` from the tables of the words: ``make language``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from inspect import cleandoc
from pathlib import Path
from typing import Any

import yuntai.rules as words
from tests.rules.language.words import LOOKED_UP, PARAMETERS, WORDS, Still
from tests.rules.test_kinds import TAKEN
from yuntai.rules.language.language import Rows, Table
from yuntai.rules.one.ranges import NEVER

DOCUMENT = Path(__file__).parents[3] / "docs" / "language.md"
HEAD = """# The language

> Written from the tests (`tests/rules/language`) by `make language`: what stands here is tried out at each change, for one
> person and for many.

A step is an expression in these words. What is not given is *not known*; each word says when its value is known all the
same, and between which ends it lies as long as it is not. *At least*, *at most* hold whatever the unknowns turn out to be;
*anything* means that nothing is known of it, *never* that no answer can make it known.

In the examples `yes` and `also` are facts of the kind `YesNo`, `n` is `Whole`, `money` and `more` are `Money`, `share` is
`Number`, `day` and `other` are dates, `kind` is one of `a`, `b`, `c`; `HALF` is 0.5, `TENTH` 0.1, `FIFTH` 0.205. How a policy
is declared stands in [write a policy](guides/write-a-policy.md).
"""
OPERATORS = {
    "& | ~": "And, or, not. One side can decide although the other is not known.",
    "comparison": "`==` `!=` `<` `<=` `>` `>=`; not known where one side is not.",
    "isin": "Whether a value is one of some.",
    "between": "Whether a value lies between two others, both included.",
    "+ - *": "Sums, differences, products, exact.",
    "year() month() day()": "The parts of a day.",
    "a parameter": "A dated value, read on the day that the policy is judged by (here `other`).",
    "table[key]": "A parameter that is a table, under a key.",
}


def manual() -> str:
    """The text of the manual."""
    return "\n".join([HEAD, *_kinds(), *_words(WORDS), *_parameters(), *_words(LOOKED_UP)]).rstrip() + "\n"


def _kinds() -> Iterator[str]:
    yield "## What a value may be\n"
    for name in ("YesNo", "Whole", "Age", "Money", "Number", "Date", "Choice", "Text"):
        yield f"### {name}\n\n{_told(getattr(words, name))}\n"
        rows = [(typed, value) for kind, typed, value in TAKEN if type(kind).__name__ == name and typed.isprintable()]
        yield from _table(("typed", "value"), [(f"`{typed}`", _value(value)) for typed, value in rows])
    yield "## Words\n"


def _parameters() -> Iterator[str]:
    yield "## What is looked up\n\nThe parameters of the examples:\n"
    rows = [
        (f"`{name}`", str(record.effective), f"`{_value(record.value)}`")
        for name, parameter in PARAMETERS.items()
        for record in parameter.records
    ]
    yield from _table(("parameter", "from", "value"), rows)
    yield (
        "`lacking` has no value at all. `paid` are related rows; in the examples there are two, of 100 yuan (`a`, 2024-01-05)"
        " and 50 yuan (`b`, 2024-03-01), or none.\n"
    )


def _words(tables: Mapping[str, list[tuple[Any, ...]]]) -> Iterator[str]:
    for name, rows in tables.items():
        yield f"### {name if name in OPERATORS else f'`{name}`'}\n\n{_says(name)}\n"
        yield from _table(
            ("given", "expression", "value", ""),
            [(_facts(facts), f"`{text}`", _value(value), "".join(note)) for text, facts, value, *note in rows],
        )


def _says(name: str) -> str:
    if name in OPERATORS:
        return OPERATORS[name]
    owner, _, method = name.partition(".")
    return _told(getattr({"rows": Rows, "table": Table}[owner], method) if method else getattr(words, name))


def _told(word: Any) -> str:
    return cleandoc(word.__doc__).replace(":func:", "").replace("``", "`").replace(":data:`FAR`", "`FAR`")


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for cells in (heads, ["---"] * len(heads), *rows):
        yield "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    yield ""


def _facts(facts: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} = {_value(value)}" for name, value in facts.items())


def _value(value: Any) -> str:
    if value == NEVER:
        return "never"
    if isinstance(value, Still):
        return _still(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return f"{len(value)} rows"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_value(inner)}" for key, inner in value.items()) + "}"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _still(still: Still) -> str:
    low, high = still
    if low is None and high is None:
        return "*anything*"
    if (low, high) == (False, True) and isinstance(low, bool):
        return "*yes or no*"
    if low == high:
        return f"*not known, but* {_value(low)}"
    ends = [f"*{word}* {_value(end)}" for word, end in (("at least", low), ("at most", high)) if end is not None]
    return ", ".join(ends)


if __name__ == "__main__":
    DOCUMENT.write_text(manual(), encoding="utf-8")
