"""``yuntai serve``, ``yuntai manage``, ``yuntai code``: the web platform."""

from __future__ import annotations

import errno
import os
import socket
from contextlib import ExitStack
from pathlib import Path

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.options import FILE
from yuntai.cli.processes import Site
from yuntai.errors import YuntaiError
from yuntai.registry.sources.base import first_line

HOST = "127.0.0.1"
PORT = click.IntRange(1, 65535)

home = click.option(
    "--home",
    type=FILE,
    default=None,
    metavar="DIR",
    help="平台的文件夹（不写是环境变量 YUNTAI_HOME，再不然是 yuntai-home）",
)
workers = click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="几个网页进程，不多于处理器",
)
threads = click.option(
    "--threads", type=click.IntRange(1, 64), default=8, show_default=True, metavar="N", help="每个进程同时处理几个请求"
)


def begin(folder: Path | None) -> None:
    """Start Django over the platform's folder. Raises ``YuntaiError`` where the server of its database does not answer."""
    import django

    if folder is not None:
        os.environ["YUNTAI_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuntai.site.settings")
    django.setup()
    from django.db import OperationalError, connection

    if connection.vendor == "postgresql":
        try:
            connection.ensure_connection()
        except OperationalError as error:
            raise YuntaiError(f"数据库连不上，请看 YUNTAI_DATABASE 和数据库服务：{first_line(error)}") from None


@click.command(cls=Command, help="打开平台：网页服务，和发通知的后台进程。Ctrl-C 停止。")
@home
@click.option("--city", type=FILE, default=None, metavar="DIR", help="把这个示范城市放到平台后面，并建演示账户")
@click.option("--port", type=PORT, default=8000, show_default=True, metavar="N", help="端口")
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="地址")
@workers
@threads
def serve(home: Path | None, city: Path | None, port: int, host: str, workers: int, threads: int) -> None:
    listening = open_port(host, port)
    if city is not None:
        home = home or city / "home"
    os.environ.setdefault("YUNTAI_HOSTS", f"127.0.0.1,localhost,{host}")
    begin(home)
    if city is not None:
        put_behind(city)
    prepare()
    if city is not None:
        print_accounts(city)
    say_wanting()
    Site(listening, threads, workers, whole=True).run()


def say_wanting() -> None:
    """Say which administrators the bureau lacks, and what to do."""
    from yuntai.people.officers import wanting

    for sentence in wanting():
        show.say(f"还要办：{sentence}")


def open_port(host: str, port: int) -> socket.socket:
    """A socket at ``host`` and ``port``, at which nobody listens yet. Raises ``YuntaiError`` where it cannot be."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        opened = socket.socket(family, kind, protocol)
        with ExitStack() as unless_bound:
            unless_bound.callback(opened.close)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            opened.bind(address)
            unless_bound.pop_all()
    except socket.gaierror:
        raise YuntaiError(f"没有“{host}”这个地址，请用 --host 写这台机器自己的地址") from None
    except OSError as error:
        why = {
            errno.EADDRINUSE: f"端口 {port} 已经有程序在用",
            errno.EACCES: f"没有权限用端口 {port}",
            errno.EADDRNOTAVAIL: f"{host} 不是这台机器的地址",
        }.get(error.errno or 0, f"端口 {port} 打不开（{error.strerror}）")
        raise YuntaiError(f"{why}，请换一个：--host、--port，或者 make run PORT={port + 1}") from None
    return opened


def put_behind(city: Path) -> None:
    """Put a demonstration city behind the platform."""
    from django.conf import settings

    from yuntai.site.demo import put_city

    if not (city / "registry").exists():
        raise YuntaiError(f"{city} 里没有示范城市，请先运行 yuntai demo")
    put_city(settings.HOME.path, city)


def print_accounts(city: Path) -> None:
    """Make the demonstration's accounts, announcements, sessions, messages and a list, and say how to sign in."""
    from yuntai.site.demo import announce, hold_sessions, make_accounts, post_list, take_orders

    accounts = make_accounts(city)
    announce()
    hold_sessions()
    take_orders()
    post_list()
    rows = [(one.username, one.password, one.role, one.about) for one in accounts]
    show.print_table("演示账户", ("用户名", "密码", "角色", "说明"), rows)
    show.say("工作人员的动态码：第一次登录用手机上的验证器扫描页面上的二维码，或者运行 yuntai code 用户名")


def prepare() -> None:
    """Make a new database, with the units of the pack and what its planner knows, and gather the static files.

    Raises ``YuntaiError`` over a database of an older Yuntai, other keys than wrote it, a registry that is not whole.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from yuntai.cases.content import catalogue
    from yuntai.people.units import add_units, differing
    from yuntai.site.ready import require_registry
    from yuntai.site.upgrade import make_ready

    make_ready()
    require_registry()
    settings.HOME.make_key("session")  # here, not by several processes at once; without it everybody signs in again
    call_command("collectstatic", verbosity=0, interactive=False)
    add_units(catalogue().units)
    if places := differing(catalogue().units):
        show.say(
            f"资料包里有 {len(places)} 个单位和平台里的不同，还没有改：请系统管理岗在“人员和岗位”提出，由安全管理岗确认"
        )
    if connection.vendor == "sqlite":  # PostgreSQL does it by itself
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


@click.command(
    cls=Command,
    short_help="只打开网页服务；后台进程另外用 yuntai worker 开。",
    help="只打开网页服务；后台进程另外用 yuntai worker 开（docs/guides/zh-CN/run-a-bureau.md）。",
)
@home
@click.option("--port", type=PORT, default=8000, show_default=True, metavar="N", help="端口")
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="地址")
@workers
@threads
def web(home: Path | None, port: int, host: str, workers: int, threads: int) -> None:
    listening = open_port(host, port)
    os.environ.setdefault("YUNTAI_HOSTS", f"127.0.0.1,localhost,{host}")
    begin(home)
    prepare()
    say_wanting()
    Site(listening, threads, workers, whole=False).run()


class _Manage(Command):
    """``yuntai manage COMMAND --help`` is Django's to answer."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and "--help" in args:
            args = ["--", *args]
        return super().parse_args(ctx, args)


@click.command(
    cls=_Manage,
    help="在服务器上办的事，和 Django 自己的管理命令。每个怎么用：yuntai manage 命令 --help。\n\n\b\n"
    "appoint                任命第一位系统管理、安全管理、审计管理\n"
    "replace_administrator  唯一的一位走了，任命接替的人\n"
    "rotate_key             更换个人信息的密钥\n"
    "axes_reset             登录都解锁\n"
    "check --deploy         看看配置还缺什么",
    short_help="在服务器上办的事：任命第一位管理人员、更换密钥……，和 Django 的管理命令。",
    context_settings={"ignore_unknown_options": True},
)
@home
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED, metavar="命令 …")
def manage(home: Path | None, arguments: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    begin(home)
    from yuntai.site.ready import require_keys

    require_keys()
    execute_from_command_line(["yuntai manage", *arguments])


@click.command(cls=Command, help="演示账户现在的动态码（正式使用时各人绑定手机上的验证器）。")
@home
@click.argument("username", metavar="用户名")
def code(home: Path | None, username: str) -> None:
    begin(home)
    from yuntai.people.models import User
    from yuntai.people.second_factor import present_code
    from yuntai.site.demo import accounts
    from yuntai.site.ready import require_ready

    require_ready()
    user = User.objects.filter(username__iexact=username).first()
    if user is None or user.username not in {one.username for one in accounts()}:
        raise YuntaiError(f"没有“{username}”这个演示账户；别的账户的动态码只在本人的验证器里")
    click.echo(present_code(user))
