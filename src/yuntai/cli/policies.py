"""Commands that list the policies and show one."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from yuntai.cli import show
from yuntai.cli.changes import standards
from yuntai.cli.chinese import Command
from yuntai.cli.days import standing
from yuntai.cli.options import options
from yuntai.clock import today
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.policy import AUDIENCES, Fact, Relation
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule


@click.command(cls=Command, help="列出全部政策；--stale 列出按惯例该有新标准而还没有的。")
@click.option("--stale", is_flag=True, help="列出标准：按惯例该有新的了，还是旧的")
@options("as_of", "pack", "json")
def policies(stale: bool, as_of: date | None, pack: Pack, as_json: bool) -> None:
    if stale:
        list_stale(pack, as_of or today(), as_json)
        return
    listed = [pack.policy(name) for name in pack.policy_ids]
    if as_json:
        show.print_json([_policy_line(pack, policy) for policy in listed])
        return
    rows = (
        (policy.id, policy.title, pack.home(policy.id), AUDIENCES[policy.audience], standing(policy), policy.source)
        for policy in listed
    )
    show.print_table(f"{pack.title}的政策", ("名称", "标题", "资料包", "对谁说", "有效期", "依据"), rows)


def list_stale(pack: Pack, day: date, as_json: bool) -> None:
    """Print the parameters that by their rhythm should have a newer value on ``day``."""
    stale = [(one.parameter, due) for one in standards(pack) if (due := one.parameter.due(day))]
    if as_json:
        show.print_json([_stale_line(one, due) for one, due in stale])
        return
    if not stale:
        show.console.print(f"{pack.title}：{day} 看，没有按惯例该有新的而没有的标准")
        return
    rows = (
        (one.title, one.pack, one.records[0].effective, one.rhythm, due, one.records[0].source)
        for one, due in sorted(stale, key=lambda row: row[1])
    )
    show.print_table(
        f"{pack.title}：{day} 看该有新标准的", ("标准", "资料包", "现有的从", "惯例", "该有新的从", "现有的依据"), rows
    )


def _stale_line(one: Parameter, due: date) -> dict[str, Any]:
    newest = one.records[0]
    line = {"parameter": one.name, "title": one.title, "pack": one.pack, "rhythm": str(one.rhythm)}
    return {**line, "effective": newest.effective.isoformat(), "due": due.isoformat(), "source": newest.source}


def _policy_line(pack: Pack, policy: Any) -> dict[str, Any]:
    period = {"begins": _iso(policy.begins, date.min), "ends": _iso(policy.ends, FAR)}
    line = {"id": policy.id, "title": policy.title, "audience": policy.audience, "pack": pack.home(policy.id)}
    published = policy.published.day
    return {**line, **period, "published": published.isoformat() if published else None, "source": policy.source}


def _iso(day: date, open_end: date) -> str | None:
    return None if day == open_end else day.isoformat()


@click.command(cls=Command, help="看一项政策：要问的事实、条件和步骤、参数及依据、办事指南。")
@click.argument("policy_id", metavar="ID")
@options("pack", "json")
def policy(policy_id: str, pack: Pack, as_json: bool) -> None:
    rule = pack.rule(policy_id)
    if as_json:
        show.print_json(_policy_line(pack, rule.policy) | _contents(rule))
        return
    show.console.print(f"[bold]{rule.policy.title}[/]　{rule.id}　{standing(rule.policy)}")
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
            note = "　[待核实]" if record.verify else "　[平台的读法]" if record.ours else ""
            shown = (key + parameter.show(value), str(record.effective), str(record.published), record.source + note)
            rows.append((name, parameter.title, *shown))
    return rows


def _contents(rule: Rule) -> dict[str, Any]:
    return {
        "facts": [{"name": n, "ask": f.ask, "kind": f.kind.title, "registry": _held(f)} for n, f in rule.facts.items()],
        "relations": [{"name": n, "ask": r.ask, "columns": list(r.columns)} for n, r in rule.relations.items()],
        "steps": [
            {"name": n.name, "role": n.role, "label": n.label, "source": n.source, "verify": n.verify, "ours": n.ours}
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
                "published": record.published.day,
                "source": record.source,
                "verify": record.verify,
                "ours": record.ours,
            }
            for name, parameter in rule.parameters.items()
            for record, keys, value in parameter.rows()
        ],
    }
