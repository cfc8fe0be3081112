"""The options that several commands share, each written once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from yuntai.cli.days import Day
from yuntai.errors import YuntaiError
from yuntai.packs import FOLDER
from yuntai.rules.language.kinds import FAR
from yuntai.rules.rule.packs import Pack, load_pack

Command = Callable[..., Any]

FILE = click.Path(path_type=Path)
ENDINGS = (".csv", ".xlsx", ".parquet")


def read_pack(_ctx: click.Context, _param: click.Parameter, name: str) -> Pack:
    """The pack of that name, or of that folder."""
    folder = Path(name).resolve() if "/" in name else FOLDER / name
    if not name or not (folder / "pack.yaml").is_file():
        known = "、".join(sorted(path.parent.name for path in FOLDER.glob("*/pack.yaml")))
        raise YuntaiError(f"没有“{name}”这个资料包，现有：{known}")
    return load_pack(folder, FOLDER)


def _out(_ctx: click.Context, _param: click.Parameter, out: Path | None) -> Path | None:
    """Refuse before the work what could not be written after it."""
    if out is None:
        return None
    if out.suffix.lower() not in ENDINGS:
        raise YuntaiError(f"{out}：文件名要以 .csv、.xlsx 或 .parquet 结尾")
    if not out.absolute().parent.is_dir():
        raise YuntaiError(f"{out}：没有文件夹 {out.parent}")
    if out.is_dir():
        raise YuntaiError(f"{out}：这是文件夹，要的是文件名")
    return out


_OPTIONS = {
    "pack": click.option(
        "--pack",
        default="nanjing",
        show_default=True,
        callback=read_pack,
        metavar="PACK",
        help="资料包（地区），或它的文件夹",
    ),
    "as_of": click.option("--as-of", type=Day(), default=None, help="按哪一天判断（不写是今天）"),
    "known_on": click.option("--known-on", type=Day(), default=FAR, help="只按到这一天为止已公布的规定"),
    "json": click.option("--json", "as_json", is_flag=True, help="输出 JSON"),
    "registry": click.option(
        "--registry", "address", required=True, metavar="DIR", help="登记库：文件夹，或 postgres://…、spark:…"
    ),
    "out": click.option("--out", type=FILE, callback=_out, metavar="FILE", help="写出明细：.csv、.xlsx 或 .parquet"),
    "rejects": click.option("--rejects", type=FILE, required=True, metavar="DIR", help="拒收的行写到哪里"),
}


def options(*wanted: str) -> Callable[[Command], Command]:
    """Add the options named ``wanted`` to a command, in this order."""

    def add(command: Command) -> Command:
        for name in reversed(wanted):
            command = _OPTIONS[name](command)
        return command

    return add
