"""The command ``yuntai``.

Exit codes: 0 done; 2 something given is wrong (one sentence on standard error says what); 3 an answer still needs facts
(they are listed); 4 a published case comes out otherwise, rows were rejected, something sealed was changed; 70 a fault of the
program itself; 130 interrupted.
"""

from __future__ import annotations

import codecs
import errno
import os
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module

import click

from yuntai.cli.chinese import Group, speak_chinese
from yuntai.errors import YuntaiError

WRONG, FAULT, INTERRUPTED = 2, 70, 130
_REASONS = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是文件夹，要的是文件",
    errno.EEXIST: "已经有这个名字的文件",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "这里只能读，不能写",
    errno.ENOSPC: "磁盘满了",
    errno.ENAMETOOLONG: "名字太长",
}


_COMMANDS = {
    "policies": "policies",
    "policy": "policies",
    "pack": "packs",
    "answer": "answers",
    "screen": "populations",
    "audit": "populations",
    "draw": "supervision",
    "reform": "populations",
    "registry": "registry",
    "cases": "cases",
    "exchange": "exchange",
    "figures": "figures",
    "rolls": "rolls",
    "law": "law",
    "demo": "demo",
    "serve": "platform",
    "web": "platform",
    "upgrade": "upgrade",
    "worker": "worker",
    "manage": "platform",
    "code": "platform",
    "walks": "walks",
}
"""The commands, with the modules where they are written: only that of the command given is imported."""


class _Commands(Mapping[str, click.Command]):
    """The commands by name, each imported when it is looked up."""

    def __getitem__(self, name: str) -> click.Command:
        command: click.Command = getattr(import_module(f"yuntai.cli.{_COMMANDS[name]}"), name)
        return command

    def __iter__(self) -> Iterator[str]:
        return iter(_COMMANDS)

    def __len__(self) -> int:
        return len(_COMMANDS)


@click.group(cls=Group, commands=_Commands(), help="云台：政策写一次，用来答问、追问、筛查、核查和测算。")
@click.version_option(package_name="yuntai", message="yuntai %(version)s", help="显示版本")
def yuntai() -> None:
    pass


def main() -> None:
    """Run the command line; no traceback reaches a user (set ``YUNTAI_DEBUG`` to see one)."""
    speak_chinese()
    for stream in (sys.stdout, sys.stderr):
        if stream:  # ASCII is what a terminal without a locale says; nobody means it
            said = codecs.lookup(stream.encoding).name
            stream.reconfigure(encoding="utf-8" if said == "ascii" else said, errors="backslashreplace")
    try:
        sys.exit(yuntai.main(prog_name="yuntai", standalone_mode=False) or 0)
    except YuntaiError as error:
        _stop(str(error), WRONG)
    except (click.Abort, KeyboardInterrupt):
        _stop("已中断", INTERRUPTED)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        sys.exit(WRONG)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "yuntai"
        _stop(f"{error.format_message().rstrip('. ')}。用法见 {command} --help", WRONG)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if isinstance(error, RuntimeError) and str(error) == "Query interrupted":  # DuckDB's word for Ctrl-C
            _stop("已中断", INTERRUPTED)
        if os.environ.get("YUNTAI_DEBUG"):
            raise
        if isinstance(error, OSError) and error.errno in _REASONS:
            _stop(f"{error.filename}：{_REASONS[error.errno]}", WRONG)
        lines = str(error).splitlines() or [""]
        _stop(f"程序出了错（{type(error).__name__}: {lines[0][:200]}），请把这一行告诉维护者", FAULT)


def _stop(sentence: str, code: int) -> None:
    click.echo(f"错误：{sentence}", err=True)
    sys.exit(code)
