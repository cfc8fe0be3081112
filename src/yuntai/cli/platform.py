"""``yuntai serve``, ``yuntai manage``, ``yuntai code``: the web platform."""

from __future__ import annotations

import errno
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import click

from yuntai.cli import show
from yuntai.cli.chinese import Command
from yuntai.cli.options import FILE
from yuntai.errors import YuntaiError

HOST = "127.0.0.1"
_PAUSE = 5
"""Seconds from one start of a worker to its next."""
PORT = click.IntRange(1, 65535)

home = click.option(
    "--home",
    type=FILE,
    default=None,
    metavar="DIR",
    help="平台的文件夹（不写是环境变量 YUNTAI_HOME，再不然是 yuntai-home）",
)


def begin(folder: Path | None) -> None:
    """Start Django over the platform's folder."""
    import django

    if folder is not None:
        os.environ["YUNTAI_HOME"] = str(folder)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yuntai.site.settings")
    django.setup()


@click.command(cls=Command, help="打开平台：网页服务，和发通知的后台进程。Ctrl-C 停止。")
@home
@click.option("--city", type=FILE, default=None, metavar="DIR", help="把这个示范城市放到平台后面，并建演示账户")
@click.option("--port", type=PORT, default=8000, show_default=True, metavar="N", help="端口")
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="地址")
@click.option("--threads", type=int, default=8, show_default=True, metavar="N", help="同时处理几个请求")
def serve(home: Path | None, city: Path | None, port: int, host: str, threads: int) -> None:
    check_port(host, port)
    if city is not None:
        home = home or city / "home"
    os.environ.setdefault("YUNTAI_HOSTS", f"127.0.0.1,localhost,{host}")
    begin(home)
    if city is not None:
        put_behind(city)
    prepare()
    if city is not None:
        print_accounts(city)
    run(host, port, threads)


def check_port(host: str, port: int) -> None:
    """Raise ``YuntaiError`` where nobody can be served at ``host`` and ``port``."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except socket.gaierror:
        raise YuntaiError(f"没有“{host}”这个地址，请用 --host 写这台机器自己的地址") from None
    except OSError as error:
        why = {
            errno.EADDRINUSE: f"端口 {port} 已经有程序在用",
            errno.EACCES: f"没有权限用端口 {port}",
            errno.EADDRNOTAVAIL: f"{host} 不是这台机器的地址",
        }.get(error.errno or 0, f"端口 {port} 打不开（{error.strerror}）")
        raise YuntaiError(f"{why}，请换一个：--host、--port，或者 make run PORT={port + 1}") from None


def put_behind(city: Path) -> None:
    """Put a demonstration city behind the platform."""
    from django.conf import settings

    from yuntai.site.demo import put_city

    if not (city / "registry").exists():
        raise YuntaiError(f"{city} 里没有示范城市，请先运行 yuntai demo")
    put_city(settings.HOME.path, city)


def print_accounts(city: Path) -> None:
    """Make the demonstration's accounts and announcements, and say how to sign in."""
    from yuntai.site.demo import announce, make_accounts

    accounts = make_accounts(city)
    announce()
    rows = [(one.username, one.password, one.role, one.about) for one in accounts]
    show.print_table("演示账户", ("用户名", "密码", "角色", "说明"), rows)
    show.say("工作人员的动态码：第一次登录用手机上的验证器扫描页面上的二维码，或者运行 yuntai code 用户名")


def prepare() -> None:
    """Make a new database, with the units of the pack and what its planner knows, and gather the static files.

    Raises ``YuntaiError`` over a database of an older Yuntai, other keys than wrote it, a registry that is not whole.
    """
    from django.core.management import call_command
    from django.db import connection

    from yuntai.cases.content import catalogue
    from yuntai.people.units import sync_units
    from yuntai.site.ready import require_registry
    from yuntai.site.upgrade import make_ready

    make_ready()
    require_registry()
    call_command("collectstatic", verbosity=0, interactive=False)
    sync_units(catalogue().units)
    if connection.vendor == "sqlite":  # PostgreSQL does it by itself
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def web_server(host: str, port: int, threads: int) -> list[str]:
    """The command that serves the pages."""
    command = [sys.executable, "-m", "gunicorn", "yuntai.site.wsgi", "--bind", f"{host}:{port}"]
    command += ["--worker-class", "gthread", "--threads", str(threads), "--log-level", "warning", "--keep-alive", "75"]
    return [*command, "--limit-request-line", "8190"]  # bytes, the most there is: a long address gets a page of ours


def worker() -> list[str]:
    """The command that does what pages leave for later."""
    return [sys.executable, "-c", "from yuntai.cli import main; main()", "worker"]


def run(host: str, port: int, threads: int) -> None:
    """Serve until interrupted. A worker that ends is started again; raises ``YuntaiError`` when the web server ends."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a service manager's stop is as good as Ctrl-C
    web, helper = (
        subprocess.Popen(part, start_new_session=True) for part in (web_server(host, port, threads), worker())
    )
    begun = time.monotonic()
    show.say(f"平台已打开：http://{host}:{port}　（Ctrl-C 停止）")
    try:
        while web.poll() is None:
            if helper.poll() is not None and time.monotonic() - begun >= _PAUSE:
                show.say(f"后台进程停了（{_ending(helper.returncode)}），已重新启动；网页照常用")
                helper, begun = subprocess.Popen(worker(), start_new_session=True), time.monotonic()
            with suppress(subprocess.TimeoutExpired):
                web.wait(timeout=1)
        raise YuntaiError(f"网页服务自己停了（{_ending(web.returncode)}），请看上面的信息，再重新打开平台")
    except KeyboardInterrupt:
        show.say("正在停止…")
    finally:
        for process in (web, helper):
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in (web, helper):
            process.wait(timeout=30)


def _ending(code: int) -> str:
    return f"信号 {-code}" if code < 0 else f"退出码 {code}"


@click.command(cls=Command, help="只打开网页服务；后台进程另外用 yuntai worker 开（docs/guides/run-a-bureau.md）。")
@home
@click.option("--port", type=PORT, default=8000, show_default=True, metavar="N", help="端口")
@click.option("--host", default=HOST, show_default=True, metavar="ADDRESS", help="地址")
@click.option("--threads", type=int, default=8, show_default=True, metavar="N", help="同时处理几个请求")
def web(home: Path | None, port: int, host: str, threads: int) -> None:
    check_port(host, port)
    os.environ.setdefault("YUNTAI_HOSTS", f"127.0.0.1,localhost,{host}")
    begin(home)
    prepare()
    command = web_server(host, port, threads)
    os.execv(command[0], command)


@click.command(
    cls=Command,
    help="Django 的管理命令（migrate、createcachetable、shell …）。",
    context_settings={"ignore_unknown_options": True},
)
@home
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(home: Path | None, arguments: tuple[str, ...]) -> None:
    from django.core.management import execute_from_command_line

    begin(home)
    from yuntai.site.ready import require_keys

    require_keys()
    execute_from_command_line(["yuntai manage", *arguments])


@click.command(cls=Command, help="工作人员现在的动态码（演示用；正式使用时绑定手机上的验证器）。")
@home
@click.argument("username", metavar="用户名")
def code(home: Path | None, username: str) -> None:
    begin(home)
    from yuntai.people.models import User
    from yuntai.people.second_factor import present_code
    from yuntai.site.ready import require_ready

    require_ready()
    user = User.objects.filter(username__iexact=username).first()
    if user is None:
        raise YuntaiError(f"没有“{username}”这个账户")
    click.echo(present_code(user))
