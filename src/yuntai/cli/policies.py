"""Commands on policies: list and read them, answer one person, screen, audit, try a reform."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import click
import yaml

from yuntai.cli import show
from yuntai.cli.days import Day, today
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.answer import STATUS, UNKNOWN, Answer
from yuntai.rules.answer import answer as answer_one
from yuntai.rules.kinds import FAR
from yuntai.rules.packs import Pack, load_pack
from yuntai.rules.policy import Fact, Relation
from yuntai.rules.rule import Rule


def _pack(_ctx: click.Context, _param: click.Parameter, name: str) -> Pack:
    folder = Path(name) if "/" in name else FOLDER / name
    if not (folder / "pack.yaml").exists():
        known = "、".join(sorted(path.parent.name for path in FOLDER.glob("*/pack.yaml")))
        raise YuntaiError(f"没有“{name}”这个资料包，现有：{known}")
    return load_pack(folder)


Command = Callable[..., Any]


def options(*wanted: str) -> Callable[[Command], Command]:
    """The options that several commands share, each written once."""
    every = {
        "pack": click.option(
            "--pack",
            default="nanjing",
            show_default=True,
            callback=_pack,
            metavar="PACK",
            help="资料包（地区），或它的文件夹",
        ),
        "as_of": click.option("--as-of", type=Day(), default=None, help="按哪一天判断（不写是今天）"),
        "known_on": click.option("--known-on", type=Day(), default=FAR, help="只按到这一天为止已公布的规定"),
        "json": click.option("--json", "as_json", is_flag=True, help="输出 JSON"),
        "registry": click.option(
            "--registry", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR", help="登记库文件夹"
        ),
        "out": click.option(
            "--out", type=click.Path(path_type=Path), metavar="FILE", help="写出明细：.csv、.xlsx 或 .parquet"
        ),
    }

    def add(command: Command) -> Command:
        for name in reversed(wanted):
            command = every[name](command)
        return command

    return add


@click.command(help="列出全部政策。")
@options("pack", "json")
def policies(pack: Pack, as_json: bool) -> None:
    listed = [pack.policy(name) for name in pack.policy_ids]
    if as_json:
        show.print_json([_policy_line(pack, policy) for policy in listed])
        return
    rows = (
        (policy.id, policy.title, pack.home(policy.id), _period(policy.begins, policy.ends), policy.source)
        for policy in listed
    )
    show.print_table(f"{pack.title}的政策", ("名称", "标题", "资料包", "有效期", "依据"), rows)


def _policy_line(pack: Pack, policy: Any) -> dict[str, Any]:
    period = {"begins": _iso(policy.begins, date.min), "ends": _iso(policy.ends, FAR)}
    return {"id": policy.id, "title": policy.title, "pack": pack.home(policy.id), **period, "source": policy.source}


def _iso(day: date, open_end: date) -> str | None:
    return None if day == open_end else day.isoformat()


def _period(begins: date, ends: date) -> str:
    if begins == date.min and ends == FAR:
        return "长期"
    first = "" if begins == date.min else begins.isoformat()
    return f"{first} 起" if ends == FAR else f"{first} 至 {ends.isoformat()}"


@click.command(help="看一项政策：要问的事实、条件和步骤、参数及依据、办事指南。")
@click.argument("policy_id", metavar="ID")
@options("pack", "json")
def policy(policy_id: str, pack: Pack, as_json: bool) -> None:
    rule = pack.rule(policy_id)
    if as_json:
        show.print_json(_policy_line(pack, rule.policy) | _contents(rule))
        return
    show.console.print(f"[bold]{rule.policy.title}[/]　{rule.id}　{_period(rule.policy.begins, rule.policy.ends)}")
    show.console.print(f"依据：{rule.policy.source}\n")
    held = {name: _held(item) for name, item in [*rule.facts.items(), *rule.relations.items()]}
    facts = [(name, fact.ask, fact.kind.title, held[name]) for name, fact in rule.facts.items()]
    facts += [(name, rel.ask, "若干条记录", held[name]) for name, rel in rule.relations.items()]
    show.print_table("事实", ("名称", "问题", "类型", "登记库里的位置"), facts)
    roles = {"scope": "适用范围", "condition": "条件", "step": "步骤", "result": "结果"}
    steps = [(roles[n.role], n.name, n.label, n.source) for n in rule.nodes.values() if n.role in roles and n.label]
    show.print_table("条件、步骤和结果", ("", "名称", "说明", "依据"), steps)
    show.print_table("参数", ("名称", "标题", "值", "起", "公布", "依据"), _parameter_rows(rule))
    guide = pack.folder(policy_id) / "guide.md"
    if guide.exists():
        show.console.print(guide.read_text(encoding="utf-8"), markup=False)


def _held(item: Fact | Relation) -> str:
    if isinstance(item, Relation):
        return item.table
    return item.registry if isinstance(item.registry, str) else "由登记数据算出" if item.registry else ""


def _parameter_rows(rule: Rule) -> list[tuple[str, ...]]:
    rows = []
    for name, parameter in rule.parameters.items():
        if not parameter.records:
            rows.append((name, parameter.title, "未取得", "", "", ""))
        for record, keys, value in parameter.rows():
            key = f"{'、'.join(map(str, keys))}：" if keys else ""
            note = "　[待核实]" if record.verify else ""
            shown = (key + parameter.show(value), str(record.effective), str(record.published), record.source + note)
            rows.append((name, parameter.title, *shown))
    return rows


def _contents(rule: Rule) -> dict[str, Any]:
    return {
        "facts": [{"name": n, "ask": f.ask, "kind": f.kind.title, "registry": _held(f)} for n, f in rule.facts.items()],
        "relations": [{"name": n, "ask": r.ask, "columns": list(r.columns)} for n, r in rule.relations.items()],
        "steps": [
            {"name": n.name, "role": n.role, "label": n.label, "source": n.source, "verify": n.verify}
            for n in rule.nodes.values()
        ],
        "parameters": [
            {
                "name": name,
                "title": parameter.title,
                "unit": parameter.unit,
                "keys": list(keys),
                "value": value,
                "effective": record.effective,
                "published": record.published,
                "source": record.source,
                "verify": record.verify,
            }
            for name, parameter in rule.parameters.items()
            for record, keys, value in parameter.rows()
        ],
    }


@click.command(help="回答一个人。事实写成“名称=值”；还缺的会问，不在终端上则列出并以 3 退出。")
@click.argument("policy_id", metavar="ID")
@click.argument("facts", nargs=-1, metavar="[事实=值]…")
@click.option("--result", "wanted", multiple=True, metavar="NAME", help="只要这个结果（可以写几次）")
@options("pack", "as_of", "known_on", "json")
def answer(
    policy_id: str,
    facts: tuple[str, ...],
    wanted: tuple[str, ...],
    pack: Pack,
    as_of: date | None,
    known_on: date,
    as_json: bool,
) -> int:
    rule = pack.rule(policy_id)
    known = dict(_fact(rule, text) for text in facts)
    day = as_of or today()

    def ask() -> Answer:
        return answer_one(rule, known, day, known_on=known_on, wanted=wanted)

    got = ask()
    while got.questions and not as_json and sys.stdin.isatty():
        question = got.questions[0]
        options = "　".join(f"{code}={label}" for code, label in question.options.items())
        known[question.name] = _prompt(rule, question.name, f"{question.ask} {options}".strip())
        got = ask()
    if as_json:
        show.print_json(got.to_dict())
    else:
        show.print_answer(got)
    period = [step for step in got.because if step.name == "in_force"]
    if period:
        raise YuntaiError(
            f"{rule.policy.title}的有效期是 {_period(rule.policy.begins, rule.policy.ends)}，所问的日子不在其中"
        )
    return 3 if got.status == UNKNOWN else 0


def _fact(rule: Rule, text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise YuntaiError(f"“{text}”要写成“事实=值”，例如 {next(iter(rule.facts), 'level')}=…")
    name = name.strip()
    return name, _rows(name, value) if name in rule.relations else value


def _rows(name: str, text: str) -> list[dict[str, Any]]:
    if text.strip() in ("无", "没有", "none", "[]"):
        return []
    try:
        rows = yaml.safe_load(text)
    except yaml.YAMLError:
        rows = None
    if not isinstance(rows, list):
        raise YuntaiError(f"{name}：写“无”，或写成 [{{列: 值, …}}, …]")
    return [{key: value if value is None else str(value) for key, value in row.items()} for row in rows]


def _prompt(rule: Rule, name: str, text: str) -> Any:
    while True:
        typed = click.prompt(text, prompt_suffix=" ")
        try:
            if name in rule.relations:
                return _rows(name, typed)
            return rule.facts[name].kind.parse(typed)
        except (ValueError, YuntaiError) as error:
            click.echo(f"  {error}，请再答一次", err=True)


@click.command(help="在登记库里找出全部符合条件的人：分成符合、不符合、还不能确定三组。")
@click.argument("policy_id", metavar="ID")
@options("registry", "pack", "as_of", "known_on", "out", "json")
def screen(
    policy_id: str, folder: Path, pack: Pack, as_of: date | None, known_on: date, out: Path | None, as_json: bool
) -> None:
    from yuntai.cli import files
    from yuntai.registry import Registry
    from yuntai.rules import screen as screening
    from yuntai.rules.population import Population

    rule, day = pack.rule(policy_id), as_of or today()
    if out:
        files.check_out(out)
    if out:
        files.check_out(out)
    if out:
        files.check_out(out)
    with (
        Registry.open(folder) as registry,
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
        f"{rule.policy.title}：{day} 筛查", ("结论", "行数"), ((STATUS[k], v) for k, v in summary.groups.items())
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
        rows = [(_missing(rule, name), alone, together) for name, alone, together in summary.settles]
        show.print_table("还缺什么（补上哪一项能定下最多的人）", ("缺的事实", "只缺这一项", "缺到这一项"), rows)


def _missing(rule: Rule, name: str) -> str:
    if name in rule.facts:
        return f"{name}　{rule.facts[name].ask}"
    if name in rule.relations:
        return f"{name}　{rule.relations[name].table}"
    if name.startswith("parameter:"):
        return f"参数“{rule.parameters[name.removeprefix('parameter:')].title}”没有值"
    return "节假日安排"


@click.command(help="核查已经发的：不应发而发、金额不符，以及由哪一步决定。")
@click.argument("policy_id", metavar="ID")
@options("registry", "pack", "out", "json")
def audit(policy_id: str, folder: Path, pack: Pack, out: Path | None, as_json: bool) -> None:
    from yuntai.cli import files
    from yuntai.registry import Registry
    from yuntai.rules import audit as auditing
    from yuntai.rules.population import Population

    rule = pack.rule(policy_id)
    with (
        Registry.open(folder) as registry,
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
    from yuntai.rules.audit import FINDINGS

    rows = (
        (FINDINGS[f.finding], rule.nodes[f.because].label if f.because else "", f.payments, f.paid, f.due)
        for f in findings
    )
    show.print_table(f"{rule.policy.title}：核查", ("疑点", "决定的一步", "笔数", "已发（元）", "应发（元）"), rows)


@click.command(help="测算改革：参数改了要多花多少、影响到谁。")
@click.argument("policy_id", metavar="ID")
@click.option("--set", "changes", multiple=True, required=True, metavar="参数=值", help="表里的一格写成 参数.键=值")
@options("registry", "pack", "as_of", "out", "json")
def reform(
    policy_id: str,
    changes: tuple[str, ...],
    folder: Path,
    pack: Pack,
    as_of: date | None,
    out: Path | None,
    as_json: bool,
) -> None:
    from yuntai.cli import files
    from yuntai.registry import Registry
    from yuntai.rules import reform as reforming
    from yuntai.rules.population import Population

    rule, day = pack.rule(policy_id), as_of or today()
    changed = _changes(rule, changes)
    with (
        Registry.open(folder) as registry,
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
    changed: dict[str, Any] = {}
    for text in changes:
        path, sign, value = text.partition("=")
        name, *keys = path.strip().split(".")
        if not sign or not value.strip():
            raise YuntaiError(f"“{text}”要写成“参数=值”，例如 {next(iter(rule.parameters), 'rate')}=…")
        target = changed
        parts = [name, *(int(key) if key.isdigit() else key for key in keys)]
        for part in parts[:-1]:
            target = target.setdefault(part, {})
            if not isinstance(target, dict):
                raise YuntaiError(f"“{text}”与前面的写法冲突")
        target[parts[-1]] = value.strip()
    rule.assuming(changed)
    return changed


def _say_written(out: Path | None) -> None:
    if out:
        show.console.print(f"明细已写到 {out}")
