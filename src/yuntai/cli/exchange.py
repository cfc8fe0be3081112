"""``yuntai exchange``: messages from and to other offices' systems; a stand-in for one."""

from __future__ import annotations

import csv
from pathlib import Path

import click

from yuntai.cli import show
from yuntai.cli.chinese import Group
from yuntai.cli.options import FILE
from yuntai.cli.platform import PORT, begin, home
from yuntai.errors import YuntaiError


@click.group(cls=Group, help="和别的部门的系统来往：收工单，送答复。")
def exchange() -> None:
    pass


def _party(_ctx: click.Context, _param: click.Parameter, party: str) -> str:
    from yuntai.exchange.systems import PARTIES

    if party not in PARTIES:
        raise YuntaiError(f"没有“{party}”这个对方，有：{'、'.join(PARTIES)}")
    return party


party = click.argument("party", metavar="对方", callback=_party)


@exchange.command(help="马上问一遍、送一遍；平时由后台进程每分钟做。")
@home
def run(home: Path | None) -> None:
    begin(home)
    from yuntai.exchange import rounds
    from yuntai.exchange.models import Line, Message, State
    from yuntai.exchange.systems import systems
    from yuntai.notices import lease
    from yuntai.site.ready import require_ready

    require_ready()
    if not systems():
        raise YuntaiError(
            "没有连着的系统：请在环境变量里写对方的地址，例如 YUNTAI_12345=https://…；没有接口的用文件来往"
        )
    before = Message.objects.incoming().count()
    Line.objects.all().delete()  # asked now, whenever that was last
    with lease.hold():
        rounds.go_round(lambda: True)
    left = Message.objects.outgoing().filter(state=State.WAITING).count()
    show.say(f"收到 {Message.objects.incoming().count() - before} 件新的，还有 {left} 件没有送到")
    for line in Line.objects.exclude(problem=""):
        show.say(f"{line.party}：{line.problem}")


@exchange.command("list", help="列出收到的和送出去的。")
@home
def list_(home: Path | None) -> None:
    begin(home)
    from yuntai.exchange.models import Message

    rows = [
        (one.party, one.number, one.get_direction_display(), one.get_state_display(), str(one.due_on or ""), one.title)
        for one in Message.objects.order_by("pk")
    ]
    show.print_table("来往消息", ("对方", "编号", "收发", "状态", "期限", "标题"), rows)


@exchange.command("import", help="收一份工单表（Excel、CSV）；以前收过的编号不重收。")
@party
@click.argument("file", type=FILE, metavar="文件")
@home
def import_(party: str, file: Path, home: Path | None) -> int:
    begin(home)
    from yuntai.exchange.files import take_file

    taken = take_file(party, file)
    show.say(f"收到 {taken.new} 件新的，{taken.known} 件以前收过")
    for fault in taken.faults:
        show.say(fault)
    return 4 if taken.faults else 0


@exchange.command(help="把还没送出去的答复写成一份 CSV，并记下已经送出。")
@party
@click.option("--out", type=FILE, required=True, metavar="FILE.csv", help="写到哪个文件，不能已经有")
@home
def answered(party: str, out: Path, home: Path | None) -> None:
    begin(home)
    from yuntai.exchange import files
    from yuntai.tables.leaving import whole

    found = files.waiting(party)
    with open(out, "x", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(files.ANSWERED)
        writer.writerows([whole(cell) for cell in row] for row in files.rows(found))
    files.mark_sent(found)
    show.say(f"{out}：{len(found)} 件答复")


@exchange.command(
    "stand-in", help="一个假的 12345，试用和测试时用：给几件编出来的工单，收答复。只在本机听。Ctrl-C 停止。"
)
@click.option("--port", type=PORT, default=8345, show_default=True, metavar="N", help="端口")
@click.option("--key", type=FILE, required=True, metavar="FILE", help="密钥文件，和平台的 keys/exchange-12345 一样")
@click.option(
    "--refuse", type=click.IntRange(0), default=0, show_default=True, metavar="N", help="头几次答复说忙，不收"
)
def stand_in(port: int, key: Path, refuse: int) -> None:
    from yuntai.exchange.standin import StandIn, samples, serve
    from yuntai.exchange.systems import secret_of

    server = serve(StandIn(secret_of(key), samples(), refuse), port)
    show.say(f"假的 12345 在 http://127.0.0.1:{server.server_port}")
    server.serve_forever()
