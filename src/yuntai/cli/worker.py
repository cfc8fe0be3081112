"""``yuntai worker``: the process that sends notices and runs what pages leave for later."""

from __future__ import annotations

from pathlib import Path

import click

from yuntai.cli.chinese import Command
from yuntai.cli.platform import begin, home
from yuntai.errors import YuntaiError


@click.command(cls=Command, help="后台进程：发通知，做网页留下的任务。Ctrl-C 或 SIGTERM 做完手上的一件就停。")
@home
@click.option("--once", is_flag=True, help="只做现在该做的，做完就停")
def worker(home: Path | None, once: bool) -> None:
    begin(home)
    from django.core.checks import run_checks

    from yuntai.notices.worker import Worker
    from yuntai.site.ready import require_ready

    require_ready()
    if faults := [str(fault.msg) for fault in run_checks(tags=["notices"])]:
        raise YuntaiError("；".join(faults))
    if once:
        Worker().run_once()
    else:
        process = Worker()
        process.configure_signals()
        process.run()
