"""The command ``yuntai``.

Exit codes: 0 done; 2 something given is wrong (one sentence on standard error says what); 3 an answer still needs facts
(they are listed); 70 a fault of the program itself.
"""

from __future__ import annotations

import os
import sys

import click

from yuntai.cli.demo import demo
from yuntai.cli.policies import answer, audit, policies, policy, reform, screen
from yuntai.cli.registry import registry
from yuntai.errors import YuntaiError

WRONG, NEEDS_FACTS, FAULT = 2, 3, 70


@click.group(help="云台：政策写一次，用来答问、追问、筛查、核查和测算。")
@click.version_option(package_name="yuntai", message="yuntai %(version)s")
def yuntai() -> None:
    pass


for command in (policies, policy, answer, screen, audit, reform, registry, demo):
    yuntai.add_command(command)


def main() -> None:
    """Run the command line; no traceback reaches a user (set ``YUNTAI_DEBUG`` to see one)."""
    try:
        sys.exit(yuntai.main(prog_name="yuntai", standalone_mode=False) or 0)
    except YuntaiError as error:
        _stop(str(error), WRONG)
    except click.Abort:
        _stop("已中断", 130)
    except click.UsageError as error:
        command = error.ctx.command_path if error.ctx else "yuntai"
        _stop(f"{_in_chinese(error)}。用法见 {command} --help", WRONG)
    except click.ClickException as error:
        _stop(error.format_message(), WRONG)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except Exception as error:
        if os.environ.get("YUNTAI_DEBUG"):
            raise
        lines = str(error).splitlines() or [""]
        _stop(f"程序出了错（{type(error).__name__}: {lines[0][:200]}），请把这一行告诉维护者", FAULT)


def _stop(sentence: str, code: int) -> None:
    click.echo(f"错误：{sentence}", err=True)
    sys.exit(code)


def _in_chinese(error: click.UsageError) -> str:
    match error:
        case click.NoSuchOption():
            near = f"，是不是 {'、'.join(error.possibilities)}？" if error.possibilities else ""
            return f"没有选项 {error.option_name}{near}"
        case click.MissingParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"缺少 {name}"
        case click.BadParameter():
            name = error.param.human_readable_name if error.param else ""
            return f"{name} 的值不对：{error.message}"
        case click.BadOptionUsage():
            return f"选项 {error.option_name} 要带一个值"
    if error.message.startswith("No such command"):
        return f"没有命令 {error.message.split(chr(39))[1]}"
    return error.message.rstrip(".")
