"""``yuntai pack check``: whether the content of a pack is sound, and what it would do to the open cases of an installation."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from yuntai.cli import show
from yuntai.cli.chinese import Group
from yuntai.cli.options import read_pack
from yuntai.cli.platform import begin
from yuntai.procedures import Catalogue, load_procedures
from yuntai.rules.rule.packs import Pack

STRANDED = 4
"""The exit code where open cases could not be gone on with."""


@click.group(cls=Group, short_help="资料包：检查内容。", help="yuntai pack check 检查资料包的内容。")
def pack() -> None:
    pass


@pack.command(
    "check",
    short_help="检查一个资料包的内容；写了 --home，还看它对没办完的办件有什么影响。",
    help="检查资料包的政策、事项、流程、台账、检查、指标、计划、通知和走查，不用装平台；写错了以 2 退出，说出文件和行。"
    "写了 --home，还看改成这样以后哪些没办完的办件会办不下去，有的话以 4 退出。",
)
@click.argument("place", default="nanjing", metavar="[PACK]", callback=read_pack)
@click.option(
    "--home", type=click.Path(path_type=Path), default=None, metavar="DIR", help="平台的文件夹：对它的办件看影响"
)
def check(place: Pack, home: Path | None) -> int:
    os.environ["YUNTAI_PACK"] = str(place.folders[0])
    with TemporaryDirectory() as nowhere:
        begin(home or Path(nowhere))
        catalogue = _read(place)
        return _stranded(catalogue) if home else 0


def _read(place: Pack) -> Catalogue:
    """Read everything in a pack, and say how much of each sort there is."""
    from yuntai.cases.plans.running import plans_of
    from yuntai.figures.targets import figures_of
    from yuntai.notices.templates import load_templates
    from yuntai.selections.checks import Check
    from yuntai.selections.loading import load
    from yuntai.walks.walk import walks_of

    for policy in place.policy_ids:
        place.rule(policy)
    catalogue = load_procedures(place)
    templates = load_templates(place)
    counted = (
        ("政策", place.policy_ids),
        ("事项", catalogue),
        ("流程", catalogue.flows),
        ("台账", catalogue.rolls),
        ("通知", templates),
        ("检查", load(place, "checks", Check).selections),
        ("指标", figures_of(place).figures),
        ("计划", plans_of(place).selections),
        ("走查", walks_of(place)),
    )
    show.say(f"{place.title}：" + "，".join(f"{title} {len(some)}" for title, some in counted) + "，没有写错的")
    return catalogue


def _stranded(catalogue: Catalogue) -> int:
    """Say which open cases of the installation could not be gone on with; the exit code."""
    from yuntai.cases.stranded import stranded
    from yuntai.site.ready import require_ready

    require_ready()
    said = list(stranded(catalogue))
    for line in said:
        show.say(f"✗ {line}")
    if not said:
        show.say("没办完的办件都能接着办")
    return STRANDED if said else 0
