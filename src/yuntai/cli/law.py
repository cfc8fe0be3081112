"""``yuntai law``: a page for each policy that a legal reader can check, and what changed, from the packs themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import click

from yuntai.cli import show
from yuntai.cli.changes import changes, changes_page, keys_in_words, table
from yuntai.cli.chinese import Command
from yuntai.cli.days import Day, period
from yuntai.cli.options import options
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.rules.language.grounds import ALWAYS
from yuntai.rules.language.kinds import FAR
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.policy import AUDIENCES
from yuntai.rules.language.sentences import LIMIT_HERE, Group, Slot
from yuntai.rules.one.status import STATUS
from yuntai.rules.published.cases import Case, read_cases
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Node, Rule
from yuntai.rules.rule.wording import Wording, question_as_name

_ROLES = {"scope": "适用范围", "condition": "条件", "step": "步骤", "result": "结果", "aside": "另告"}
_UNVERIFIED = "（待核实）"
_SAID = {"entitled": "回答", "not_entitled": "不符合时", "unknown": "还不知道时", "not_applicable": "不适用时"}


@click.command(
    cls=Command, help="把每项政策写成一页法律人能核对的说明（--out），或者列出两天之间规定有什么变化（--changes）。"
)
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="说明写到哪个文件夹")
@click.option("--changes", "since", type=Day(), help="列出从这一天起公布或者施行的规定和标准，连同原来的")
@click.option("--until", type=Day(), default=today, help="到哪一天为止（不写是今天）")
@options("pack", "json")
def law(out: Path | None, since: date | None, until: date, pack: Pack, as_json: bool) -> None:
    if (out is None) == (since is None):
        raise YuntaiError("要写 --out DIR 或者 --changes 日期，写其中一个")
    if since is not None:
        list_changes(pack, since, until, as_json)
    elif out is not None:
        write_pages(pack, out)


def list_changes(pack: Pack, since: date, until: date, as_json: bool) -> None:
    """Print what changed from ``since`` to ``until``, both included. Raises ``YuntaiError`` where they are the wrong way round."""
    if until < since:
        raise YuntaiError(f"--until {until} 早于 --changes {since}")
    found = list(changes(pack, since, until))
    if as_json:
        show.print_json([change.to_dict() for change in found])
        return
    title = f"{pack.title}：{since} 至 {until} 公布或者施行的"
    show.print_table(title, ("施行", "公布", "什么", "现在", "原来", "影响"), (change.row for change in found))


def write_pages(pack: Pack, out: Path) -> None:
    """Write the pages into the folder ``out``. Raises ``YuntaiError`` where it is no folder."""
    if out.exists() and not out.is_dir():
        raise YuntaiError(f"{out} 不是文件夹")
    out.mkdir(parents=True, exist_ok=True)
    for old in out.glob("*.md"):
        old.unlink()
    for name in pack.policy_ids:
        (out / f"{name}.md").write_text(page(pack, name), encoding="utf-8")
    (out / "README.md").write_text(index(pack), encoding="utf-8")
    (out / "changes.md").write_text(changes_page(pack), encoding="utf-8")
    show.console.print(f"{len(pack.policy_ids)} 项政策的说明已写到 {out}")


def index(pack: Pack) -> str:
    """The list of pages."""
    rows = []
    for name in pack.policy_ids:
        rule = pack.rule(name)
        todo = len(_open_points(rule))
        rows.append(
            (f"[{rule.policy.title}]({name}.md)", pack.home(name), period(rule.policy), rule.policy.source, todo)
        )
    lines = [f"# {pack.title}：政策与依据", "", "由政策本身生成，请勿手改。[近年的变化](changes.md)。", ""]
    return "\n".join([*lines, *table(("政策", "资料包", "有效期", "依据", "待核实或未取得"), rows), ""])


def page(pack: Pack, name: str) -> str:
    """The page of one policy."""
    rule = pack.rule(name)
    policy, wording = rule.policy, Wording(rule)
    lines = [
        f"# {policy.title}",
        "",
        f"`{name}` · 资料包 {pack.home(name)} · {period(policy)}",
        "",
        f"依据：{policy.source}",
        "",
    ]
    if policy.published != ALWAYS:
        published = policy.published
        lines += [f"{'' if published.sought else '公布：'}{published}（{policy.source}）", ""]
    if rule.afterwards:
        lines += [f"{policy.ends} 以后：{rule.afterwards}。", ""]
    lines += ["## 怎样回答", "", f"对谁说：{AUDIENCES[policy.audience]}。", "", *_sentences(rule), ""]
    lines += ["## 要知道的事实", "", *table(("名称", "问题", "类型", "登记库"), _facts(rule)), ""]
    lines += ["## 怎样判断和计算", ""]
    for node in rule.nodes.values():
        if node.role in _ROLES and node.name != "in_force":
            lines += _step(node, wording)
    lines += ["## 参数", "", *table(("参数", "值", "起", "止", "公布", "依据", "核对"), _parameters(rule)), ""]
    lines += ["## 未定之处", "", *(_open_points(rule) or ["没有。"]), ""]
    lines += ["## 例子", ""]
    for case in read_cases(pack.folder(name) / "cases.yaml"):
        lines += _case(case, rule)
    return "\n".join(lines)


def _sentences(rule: Rule) -> Iterator[str]:
    """What is said for each status, with the names of the values in their places."""
    if any(isinstance(piece, Group) for one in rule.policy.sentences for clause in one.clauses for piece in clause):
        yield "［］里的话，里面的数不是零、日子不是“没有”才说。"
        yield ""
    for one in rule.policy.sentences:
        case = _SAID[one.status] + (f"，并且{_named(rule, one.when)}" if one.when else "")
        yield f"- {case}：{''.join(_piece(rule, piece) for clause in one.clauses for piece in clause)}"


def _piece(rule: Rule, piece: str | Slot | Group) -> str:
    if isinstance(piece, str):
        return piece.replace(LIMIT_HERE, "")
    if isinstance(piece, Slot):
        return f"〔{_named(rule, piece.name)}〕"
    text = "".join(_piece(rule, inner) for inner in piece.pieces)
    condition = f"{'没有' if piece.absent else ''}“{_named(rule, piece.only)}”时：" if piece.only else ""
    return f"［{condition}{text}］"


def _named(rule: Rule, name: str) -> str:
    """A value of a sentence by what it is called."""
    if name in rule.facts:
        return question_as_name(rule.facts[name].ask)
    name = ".".join(rule.policy.used.get(name, (name,)))
    return rule.nodes[name].label if name in rule.nodes else {"because": "没有满足的条件", "as_of": "办理当天"}[name]


def _facts(rule: Rule) -> Iterator[tuple[Any, ...]]:
    for name, fact in rule.facts.items():
        held = fact.registry if isinstance(fact.registry, str) else "由登记数据算出" if fact.registry else ""
        yield f"`{name}`", fact.ask or "（只由登记数据用）", fact.kind.title, held
    for name, relation in rule.relations.items():
        yield f"`{name}`", relation.ask or relation.title or relation.table, "若干条记录", relation.table


def _step(node: Node, wording: Wording) -> list[str]:
    mark = _UNVERIFIED if node.verify else ""
    return [
        f"**{_ROLES[node.role]}：{node.label}**{mark}　`{node.name}`",
        "",
        wording.step(node),
        "",
        f"依据：{node.source}",
        "",
        *([f"核对：{node.checked}", ""] if node.checked else []),
        *([f"平台的读法：{node.ours}", ""] if node.ours else []),
    ]


def _parameters(rule: Rule) -> Iterator[tuple[Any, ...]]:
    for name, parameter in rule.parameters.items():
        title = f"{parameter.title}（{parameter.unit}）"
        if not parameter.records:
            yield title, "未取得", "", "", "", "", ""
        for record, keys, value in parameter.rows():
            shown = "：".join(filter(None, (keys_in_words(rule, name, keys), parameter.show(value))))
            until = "" if record.until == FAR else record.until
            read = str(record.checked or ("待核实" if record.verify else ""))
            checked = "；".join(filter(None, (read, f"平台的读法：{record.ours}" if record.ours else "")))
            yield title, shown, record.effective, until, record.published, record.source, checked


def _open_points(rule: Rule) -> list[str]:
    sought = rule.policy.published.sought
    points = [f"- 这项政策的公布日期未查到：{sought}"] if sought else []
    points += [f"- 步骤“{node.label}”待核实：{node.source}" for node in rule.nodes.values() if node.verify]
    points += [f"- 步骤“{node.label}”是平台的读法：{node.ours}" for node in rule.nodes.values() if node.ours]
    for parameter in rule.parameters.values():
        if not parameter.records:
            points.append(f"- 参数“{parameter.title}”未取得。")
        for record in parameter.records:
            if record.verify:
                note = f"（{record.note}）" if record.note else ""
                points.append(f"- 参数“{parameter.title}”{record.effective} 起的值待核实：{record.source}{note}")
            if record.ours:
                points.append(f"- 参数“{parameter.title}”{record.effective} 起的值是平台的读法：{record.ours}")
        points += _undated(parameter)
    return points


def _undated(parameter: Parameter) -> Iterator[str]:
    """Of which values the day of publication was not found, those for which the same was looked for in one line."""
    days: dict[str, list[str]] = {}
    for record in parameter.records:
        if record.published.sought:
            days.setdefault(record.published.sought, []).append(str(record.effective))
    for sought, begins in days.items():
        yield f"- 参数“{parameter.title}”{'、'.join(begins)} 起的值公布日期未查到：{sought}"


def _case(case: Case, rule: Rule) -> list[str]:
    facts = "；".join(_given(rule, name, value) for name, value in case.facts.items())
    lines = [f"**{case.title}**（{case.as_of}）", "", f"已知：{facts or '什么都不知道'}"]
    if case.assumed:
        lines += [
            "",
            f"假设：{'；'.join(f'{rule.parameters[n].title} = {_plain(v)}' for n, v in case.assumed.items())}",
        ]
    expected = "；".join(_expected(rule, name, value) for name, value in case.expect.items())
    return [*lines, "", f"应得：{expected}", "", f"依据：{case.source}", ""]


def _given(rule: Rule, name: str, value: Any) -> str:
    if name in rule.relations:
        relation = rule.relations[name]
        rows = "，".join(" ".join(str(cell) for cell in row.values()) for row in value) if value else "无"
        return f"{question_as_name(relation.ask) if relation.ask else relation.title}：{rows}"
    fact = rule.facts.get(name)
    return f"{question_as_name(fact.ask) if fact else name}：{_shown(fact.kind if fact else None, value)}"


def _expected(rule: Rule, name: str, value: Any) -> str:
    if name == "status":
        return STATUS[value]
    if name == "because":
        return f"因为不满足“{rule.nodes[value].label}”"
    if name == "asks":
        return f"还要问：{'、'.join(_asked(rule, fact) for fact in value) or '没有'}"
    if name == "refused":
        return f"“{_asked(rule, value)}”这样写不行"
    return f"{rule.nodes[name].label}：{_shown(rule.nodes[name].kind, value)}"


def _asked(rule: Rule, name: str) -> str:
    item = rule.facts.get(name) or rule.relations[name]
    return question_as_name(item.ask)


def _shown(kind: Any, value: Any) -> str:
    if kind is None or value is None:
        return "不知道" if value is None else _plain(value)
    try:
        return str(kind.show(kind.parse(value) if isinstance(value, str) else kind.check(value)))
    except ValueError:
        return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return "，".join(f"{key}：{_plain(inner)}" for key, inner in value.items())
    return "是" if value is True else "否" if value is False else str(value)
