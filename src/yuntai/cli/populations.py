"""Commands that run a policy over a registry: screen, audit, try a reform."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.days import check_period
from yuntai.cli.options import FILE, options
from yuntai.cli.supervision import audit_everything
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.registry.sources import ENGINES
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.one.status import conclusion
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule

engine = click.option(
    "--engine", type=click.Choice(tuple(ENGINES)), default=None, help="用哪个引擎算（不写由登记库所在决定）"
)


@click.command(cls=Command, help="在登记库里找出全部符合条件的人：分成符合、不符合、还不能确定三组。")
@click.argument("policy_id", metavar="ID")
@options("registry")
@engine
@options("pack", "as_of", "known_on", "out", "json")
def screen(
    policy_id: str,
    address: str,
    engine: str | None,
    pack: Pack,
    as_of: date | None,
    known_on: date,
    out: Path | None,
    as_json: bool,
) -> None:
    from yuntai.cli import files
    from yuntai.registry.store import Registry
    from yuntai.rules.many import screen as screening
    from yuntai.rules.many.population import Population

    rule, day = pack.rule(policy_id), as_of or today()
    check_period(rule.policy, day, known_on)
    with (
        Registry.open(address, engine) as registry,
        show.working("正在筛查…"),
        screening.screen(Population(rule, registry), day, known_on).cache() as screened,
    ):
        summary = screening.summarise(rule, screened)
        if out:
            files.write_table(screened.order_by("row"), out)
    if as_json:
        show.print_json({"policy": rule.id, "as_of": day, **asdict(summary)})
    else:
        print_screen(rule, day, summary)
        _say_written(out)


def print_screen(rule: Rule, day: date, summary: Any) -> None:
    """The figures of a screening."""
    show.print_table(
        f"{rule.policy.title}：{day} 筛查",
        ("结论", "行数"),
        ((conclusion(rule, status), count) for status, count in summary.groups.items()),
    )
    if summary.due is not None:
        paid = f"，另有 {summary.paid_rows:,} 行已经发过" if summary.paid_rows else ""
        others = f"，{summary.others:,} 行因只能享受一次让给更优惠的一项" if summary.others else ""
        show.console.print(
            f"符合而未发：[bold]{summary.due_rows:,}[/] 行，共 [bold]{summary.due:,.2f}[/] 元{others}{paid}"
        )
    if summary.because:
        labels = [(rule.nodes[name].label, rule.nodes[name].source, count) for name, count in summary.because]
        show.print_table("为什么不符合或不适用", ("决定的一步", "依据", "行数"), labels)
    if summary.settles:
        print_missing(rule, summary)


def print_missing(rule: Rule, summary: Any) -> None:
    """What is still open, and how many rows each would settle."""
    rows = [(_missing(rule, name), alone, together) for name, alone, together in summary.settles]
    show.print_table("还缺什么（补上哪一项能定下最多的行）", ("缺的事实", "只缺这一项", "缺到这一项"), rows)


def _missing(rule: Rule, name: str) -> str:
    if name in rule.facts:
        return f"{name}　{rule.facts[name].ask}"
    if name in rule.relations:
        return f"{name}　{rule.relations[name].table}"
    if name.startswith("parameter:"):
        return f"参数“{rule.parameters[name.removeprefix('parameter:')].title}”没有值"
    return "节假日安排"


@click.command(
    cls=Command,
    short_help="核查已经发的；不写 ID 就做全部核查。",
    help="核查一项政策已经发的：不应发而发、金额不符，以及由哪一步决定。不写 ID，就做全部核查：死亡冒领、重复领取、“假人”、违规参保，"
    "以及每一项发钱的政策。",
)
@click.argument("policy_id", metavar="[ID]", required=False)
@options("registry")
@engine
@options("pack")
@click.option("--runs", type=FILE, metavar="DIR", help="全部核查的历次结果放在哪里，用来看新出现和已消失的疑点")
@options("out", "json")
def audit(
    policy_id: str | None,
    address: str,
    engine: str | None,
    pack: Pack,
    runs: Path | None,
    out: Path | None,
    as_json: bool,
) -> None:
    if policy_id is None:
        audit_everything(address, engine, pack, runs, out, as_json)
    elif runs:
        raise YuntaiError("--runs 记的是全部核查的结果，不能与一项政策同写")
    else:
        _audit_policy(policy_id, address, engine, pack, out, as_json)


def _audit_policy(
    policy_id: str, address: str, engine: str | None, pack: Pack, out: Path | None, as_json: bool
) -> None:
    from yuntai.cli import files
    from yuntai.registry.store import Registry
    from yuntai.rules.many import audit as auditing
    from yuntai.rules.many.population import Population

    rule = pack.rule(policy_id)
    with (
        Registry.open(address, engine) as registry,
        show.working("正在核查…"),
        auditing.audit(Population(rule, registry)).cache() as audited,
    ):
        findings = auditing.summarise(audited)
        if out:
            files.write_table(audited.order_by("payment"), out)
    if as_json:
        show.print_json({"policy": rule.id, "findings": [asdict(finding) for finding in findings]})
    else:
        print_audit(rule, findings)
        _say_written(out)


def print_audit(rule: Rule, findings: Any) -> None:
    """The figures of an audit."""
    from yuntai.rules.many.audit import FINDINGS

    rows = (
        (FINDINGS[f.finding], rule.nodes[f.because].label if f.because else "", f.payments, f.paid, f.due)
        for f in findings
    )
    show.print_table(f"{rule.policy.title}：核查", ("疑点", "决定的一步", "笔数", "已发（元）", "应发（元）"), rows)


@click.command(cls=Command, help="测算改革：参数改了要多花多少、影响到谁。")
@click.argument("policy_id", metavar="ID")
@click.option("--set", "changes", multiple=True, required=True, metavar="参数=值", help="表里的一格写成 参数.键=值")
@options("registry")
@engine
@options("pack", "as_of", "out", "json")
def reform(
    policy_id: str,
    changes: tuple[str, ...],
    address: str,
    engine: str | None,
    pack: Pack,
    as_of: date | None,
    out: Path | None,
    as_json: bool,
) -> None:
    from yuntai.cli import files
    from yuntai.registry.store import Registry
    from yuntai.rules.many import reform as reforming
    from yuntai.rules.many.population import Population

    rule, day = pack.rule(policy_id), as_of or today()
    check_period(rule.policy, day)
    changed = _changes(rule, changes)
    with (
        Registry.open(address, engine) as registry,
        show.working("正在测算…"),
        reforming.reform(Population(rule, registry), changed, day).cache() as compared,
    ):
        effect = reforming.summarise(compared)
        if out:
            files.write_table(compared.order_by("row"), out)
    if as_json:
        show.print_json({"policy": rule.id, "as_of": day, "set": changed, **asdict(effect)})
    else:
        print_reform(rule, changes, effect)
        _say_written(out)


def print_reform(rule: Rule, changes: tuple[str, ...], effect: Any) -> None:
    """The figures of a reform."""
    show.print_table(
        f"{rule.policy.title}：若 {'，'.join(changes)}",
        ("", "现行", "改后", "差额"),
        [("支出（元）", effect.before, effect.after, effect.after - effect.before)],
    )
    show.console.print(
        f"多得 {effect.more:,} 行，少得 {effect.less:,} 行，不变 {effect.same:,} 行，不能确定 {effect.unknown:,} 行"
    )


def _changes(rule: Rule, changes: tuple[str, ...]) -> dict[str, Any]:
    """What ``--set`` says: values by parameter, of a table by its keys."""
    changed: dict[str, Any] = {}
    for text in changes:
        path, _, value = (part.strip() for part in text.partition("="))
        if not path or not value:
            raise YuntaiError(f"“{text}”要写成“参数=值”，例如 {next(iter(rule.parameters), 'rate')}=…")
        name, keys = _cell(rule, path)
        target = changed
        for part in (name, *keys[:-1])[: len(keys)]:
            target = target.setdefault(part, {})
        last = keys[-1] if keys else name
        if last in target:
            raise YuntaiError(f"{path} 写了两次")
        target[last] = value
    rule.assuming(changed)
    return changed


def _cell(rule: Rule, path: str) -> tuple[str, list[Any]]:
    """The parameter and the keys that ``path`` names; the name of a used policy's parameter has a dot itself."""
    fits = [name for name in rule.parameters if path == name or path.startswith(f"{name}.")]
    if not fits:
        rule.assuming({path.split(".")[0]: None})
    name = max(fits, key=len)
    parameter, texts = rule.parameters[name], path.removeprefix(name).split(".")[1:]
    if len(texts) != len(parameter.by):
        form = ".".join([name, *(f"〈{by}〉" for by in parameter.by)])
        raise YuntaiError(f"参数 {name}（{parameter.title}）要写成 {form}=值，现在写的是 {path}")
    return name, [_key(rule, parameter, level, text) for level, text in enumerate(texts)]


def _key(rule: Rule, parameter: Parameter, level: int, text: str) -> Any:
    known = {str(keys[level]): keys[level] for _, keys, _ in parameter.rows()}
    if text in known:
        return known[text]
    by = parameter.by[level]
    try:
        return rule.facts[by].kind.parse(text)
    except (KeyError, ValueError):
        have = f"，有：{'、'.join(known)}" if known else ""
        raise YuntaiError(f"参数 {parameter.name}（{parameter.title}）没有“{text}”这一格{have}") from None


def _say_written(out: Path | None) -> None:
    if out:
        show.say(f"明细已写到 {out}")
