"""The command that answers: one person, with questions on a terminal, or every row of a file."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.days import check_period, not_in_force
from yuntai.cli.options import FILE, options
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.rules.one.answer import Answer
from yuntai.rules.one.answer import answer as answer_one
from yuntai.rules.one.facts import check_facts, contradiction, doubts
from yuntai.rules.one.status import UNKNOWN
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule

NEEDS_FACTS = 3
"""The exit code where facts are still missing."""

_NONE = ("无", "没有", "none", "[]")


@click.command(
    cls=Command,
    short_help="回答一个人，还缺的就问；或一张表里的每一行。",
    help="回答一个人。事实写成“名称=值”；还缺的会问，不在终端上则列出并以 3 退出。"
    "用 --rows 一次回答一张表里的每一行（一家单位的全部职工）。",
)
@click.argument("policy_id", metavar="ID")
@click.argument("facts", nargs=-1, metavar="[事实=值]…")
@click.option("--result", "wanted", multiple=True, metavar="NAME", help="只要这个结果（可以写几次）")
@click.option(
    "--rows", type=FILE, metavar="FILE", help="一张表（CSV、Excel、Parquet），列名是事实的名称；要同时写 --out"
)
@options("out", "pack", "as_of", "known_on", "json")
def answer(
    policy_id: str,
    facts: tuple[str, ...],
    wanted: tuple[str, ...],
    rows: Path | None,
    out: Path | None,
    pack: Pack,
    as_of: date | None,
    known_on: date,
    as_json: bool,
) -> int:
    rule, day = pack.rule(policy_id), as_of or today()
    latest = max(day, today())
    known = _facts(rule, facts, latest)
    if (rows is None) != (out is None):
        raise YuntaiError("--rows（读哪张表）和 --out（写到哪里）要一起写")
    if rows and out:
        from yuntai.cli.rows import answer_rows

        check_period(rule.policy, day, known_on)
        answer_rows(rule, rows, out, known, day, known_on, wanted, as_json)
        return 0
    return _answer_one(rule, known, latest, day, known_on, wanted, as_json)


def _answer_one(
    rule: Rule, known: dict[str, Any], latest: date, day: date, known_on: date, wanted: tuple[str, ...], as_json: bool
) -> int:
    def ask() -> Answer:
        return answer_one(rule, known, day, known_on=known_on, wanted=wanted)

    got = ask()
    while got.questions and not as_json and sys.stdin and sys.stdin.isatty():
        question = got.questions[0]
        codes = "　".join(f"{code}={label}" for code, label in question.options.items())
        known[question.name] = _prompt(rule, question.name, f"{question.ask} {codes}".strip(), latest, known)
        got = ask()
    if as_json:
        show.print_json(got.to_dict())
    else:
        show.print_answer(got)
    if any(step.name == "in_force" for step in got.because):
        raise not_in_force(rule.policy, known_on)
    return NEEDS_FACTS if got.status == UNKNOWN else 0


def _facts(rule: Rule, texts: tuple[str, ...], latest: date) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for text in texts:
        name, sign, value = text.partition("=")
        name = name.strip()
        if not sign or not name:
            raise YuntaiError(f"“{text}”要写成“事实=值”，例如 {next(iter(rule.facts), 'level')}=…")
        if name in facts:
            raise YuntaiError(f"{name} 写了两次")
        facts[name] = _value(rule, name, value, latest, facts)
    return facts


def _value(rule: Rule, name: str, text: str, latest: date, known: dict[str, Any]) -> Any:
    """What was typed for a fact or a relation beside what is ``known``.

    Raises ``YuntaiError`` where it cannot be, or cannot have been by ``latest``.
    """
    value = check_facts(rule, {name: _related(name, text) if name in rule.relations else text}, latest)[name]
    if wrong := contradiction(rule, {**known, name: value}, name):
        raise YuntaiError(wrong)
    return value


def _related(name: str, text: str) -> list[Any]:
    if text.strip() in _NONE:
        return []
    try:
        related = yaml.load(text, Loader=yaml.BaseLoader)  # every cell as it was typed
    except yaml.YAMLError:
        related = None
    if not isinstance(related, list) or not all(isinstance(row, dict) for row in related):
        raise YuntaiError(f"{name}：写“无”，或写成 [{{列: 值, …}}, …]")
    return [{key: None if cell in ("", "null", "~") else cell for key, cell in row.items()} for row in related]


def _prompt(rule: Rule, name: str, question: str, latest: date, known: dict[str, Any]) -> Any:
    """The answer that is typed. One that cannot be is asked for again, one that hardly is so too, until it is repeated."""
    doubted = ""
    while True:
        typed = click.prompt(question, prompt_suffix=" ", err=True)
        try:
            value = _value(rule, name, typed, latest, known)
        except YuntaiError as error:
            click.echo(f"  {error}，请再答一次", err=True)
            continue
        doubt = doubts(rule, {name: value}, latest).get(name)
        if not doubt or typed == doubted:
            return value
        doubted = typed
        click.echo(f"  {doubt}没有写错，就再答一次", err=True)
