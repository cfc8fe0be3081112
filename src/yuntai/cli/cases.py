"""``yuntai cases``: published worked cases run through the policies and compared; the platform's cases held against their log."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from yuntai.cli import show
from yuntai.cli.chinese import Group
from yuntai.cli.options import FILE, options
from yuntai.cli.platform import begin, home
from yuntai.errors import YuntaiError
from yuntai.rules.published import asked
from yuntai.rules.published.published import (
    DISPUTED,
    NOT_COVERED,
    PUBLISHED_WRONG,
    RIGHT,
    VERDICTS,
    WRONG,
    Outcome,
    read_published,
)
from yuntai.rules.published.runner import Check, Runner
from yuntai.rules.rule.packs import Pack
from yuntai.rules.words import lexicon

SOME_WRONG = 4
"""The exit code where a case comes out otherwise than published, and the published answer is not known to be wrong; where
something sealed is not as it was."""


def _resident_id(facts: Mapping[str, Any]) -> dict[str, Any]:
    from yuntai.registry.identity import check_resident_id

    return {"valid": not check_resident_id(facts["number"])}


def _uscc(facts: Mapping[str, Any]) -> dict[str, Any]:
    from yuntai.registry.identity import check_uscc

    return {"valid": not check_uscc(facts["number"])}


CHECKS: Mapping[str, Check] = {"resident_id": _resident_id, "uscc": _uscc}


class _Cases(Group):
    """``yuntai cases FILE`` is ``yuntai cases run FILE``."""

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        return super().resolve_command(ctx, args if args[0] in self.commands else ["run", *args])


@click.group(
    cls=_Cases,
    short_help="核对公布的算例，或平台的办件日志。",
    help="yuntai cases FILE 核对公布的算例，yuntai cases verify 核对平台的办件日志。",
)
def cases() -> None:
    pass


@cases.command(
    help="核对平台封印过的一切：办件和日志、岗位、通知、公告……少了、多了、改过的都说出是哪一行。有不对的以 4 退出。"
)
@home
@click.option("--head", type=FILE, default=None, metavar="FILE", help="另存在别处的日志头（heads 文件夹里每天一个）")
@click.option("--resume", is_flag=True, help="上次没有核对完就断了的（一天以内），接着核对")
@options("json")
def verify(home: Path | None, head: Path | None, resume: bool, as_json: bool) -> int:
    begin(home)
    from django.conf import settings

    from yuntai.cases.models import Case, Event
    from yuntai.cases.verify import verify
    from yuntai.ledger import heads
    from yuntai.ledger.models import Checkpoint
    from yuntai.ledger.proved import Proved
    from yuntai.site.health import LAST_VERIFIED
    from yuntai.site.ready import require_ready

    require_ready()
    if head:
        heads.read(head)
    path = settings.HOME.path / "verified.json"
    proved = Proved.resumed(path) if resume else Proved(path)
    with show.working("正在核对…") as say:
        problems = verify(lambda what, count: say(f"已核对{what} {count:,} 条"), len(os.sched_getaffinity(0)), proved)
        problems += heads.differing([head] if head else ())
    proved.done()
    if not problems:
        (settings.HOME.path / LAST_VERIFIED).touch()
    last = heads.head(Checkpoint.objects.order_by("number").last())
    if as_json:
        show.print_json(
            {"cases": Case.objects.count(), "events": Event.objects.count(), "head": last, "problems": problems}
        )
    else:
        for problem in problems:
            show.say(f"✗ {problem}")
        found = f"有 {len(problems)} 处不对" if problems else "完整，没有改动"
        show.say(f"{Case.objects.count():,} 个办件、{Event.objects.count():,} 条日志：{found}")
        show.say(f"日志头：第 {last['number']} 个封印点 {last['seal']}" if last else "没有日志头")
    return SOME_WRONG if problems else 0


@cases.command(
    short_help="核对公布的算例；run 可以不写。",
    help="把公布的算例（JSONL，每行一例）按各地的规定算一遍，报告正确、不符、法律有两种读法的和未覆盖的，"
    "不符的附上怎样算出来的。有不符的以 4 退出。",
)
@click.argument("file", type=FILE, metavar="FILE")
@options("pack", "json")
def run(file: Path, pack: Pack, as_json: bool) -> int:
    runner = Runner(
        asked.read_asked(_data(pack, asked.FILE)), lexicon.read_lexicon(_data(pack, lexicon.FILE)), pack, CHECKS
    )
    outcomes = [runner.run(case) for case in read_published(file)]
    if as_json:
        show.print_json(_report(outcomes))
    else:
        _print(outcomes)
    return SOME_WRONG if any(outcome.verdict == WRONG for outcome in outcomes) else 0


def _data(pack: Pack, name: str) -> Path:
    """The file of words or of categories that holds in ``pack``. Raises ``YuntaiError`` where there is none."""
    found = next((folder / name for folder in pack.folders if (folder / name).is_file()), None)
    if found is None:
        raise YuntaiError(f"{pack.title}的资料包里没有 {name}")
    return found


def _report(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    counts = Counter(outcome.verdict for outcome in outcomes)
    return {
        "counts": {verdict: counts[verdict] for verdict in VERDICTS},
        "cases": [
            {
                "id": outcome.case.id,
                "category": outcome.case.category,
                "verdict": outcome.verdict,
                "reason": outcome.reason,
                "assumed": outcome.assumed,
                "unread": outcome.unread,
                "figures": [
                    {"key": figure.key, "published": figure.published, "ours": figure.ours, "right": figure.right}
                    for figure in outcome.figures
                ],
                "answer": outcome.answer.to_dict() if outcome.answer and outcome.verdict != RIGHT else None,
            }
            for outcome in outcomes
        ],
    }


def _print(outcomes: Sequence[Outcome]) -> None:
    for outcome in outcomes:
        if outcome.verdict in (WRONG, PUBLISHED_WRONG, DISPUTED):
            _print_difference(outcome)
    reasons = Counter((o.case.category, o.reason) for o in outcomes if o.verdict == NOT_COVERED)
    if reasons:
        rows = [(category, reason, count) for (category, reason), count in reasons.most_common()]
        show.print_table("未覆盖的原因", ("类别", "原因", "例数"), rows)
    counts = Counter((outcome.case.category, outcome.verdict) for outcome in outcomes)
    categories = sorted({outcome.case.category for outcome in outcomes})
    totals = Counter(outcome.verdict for outcome in outcomes)
    table = [(category, *(counts[category, verdict] for verdict in VERDICTS)) for category in categories]
    show.print_table(
        f"{len(outcomes):,} 例",
        ("类别", *VERDICTS.values()),
        [*table, ("合计", *(totals[verdict] for verdict in VERDICTS))],
    )


def _print_difference(outcome: Outcome) -> None:
    case = outcome.case
    show.say(f"\n{VERDICTS[outcome.verdict]}：{case.id}")
    show.say(f"  已知：{_listed(case.inputs)}")
    for figure in outcome.figures:
        show.say(f"  {figure.key}：公布 {figure.published}，算得 {figure.ours}{'' if figure.right else '　← 不同'}")
    for line in (outcome.reason, *outcome.assumed, *(f"没有读懂：{words}" for words in outcome.unread)):
        if line:
            show.say(f"  {line}")
    if outcome.answer:
        show.print_answer(outcome.answer)


def _listed(values: Mapping[str, Any]) -> str:
    return "；".join(f"{key} {show.shown(value)}" for key, value in values.items())
