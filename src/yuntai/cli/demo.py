"""The walk through the loop: a city, an answer, a question, everyone entitled, what was paid, what a change would cost."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import click

from yuntai.cli import platform, show
from yuntai.cli.chinese import Command
from yuntai.cli.populations import print_audit, print_reform, print_screen
from yuntai.cli.registry import print_report
from yuntai.clock import last_month_end
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

_DAY = date(2023, 12, 31)
_CERTIFICATE = {
    "insured_employee": "是",
    "issued_on": "2023-06-20",
    "level": "3",
    "occupation": "电工",
    "listed": "否",
    "assessed_in_nanjing": "是",
    "found_in_osta": "是",
    "found_in_jshrss": "否",
    "payments": [],
}


@click.command(cls=Command, help="走一遍：生成城市、答问、追问、筛查、核查、测算。")
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"), metavar="[DIR]")
@click.option("--persons", type=int, default=100_000, show_default=True, metavar="N", help="人数")
@click.option("--seed", type=int, default=1, show_default=True, metavar="N", help="种子")
@click.option("--serve", "then_serve", is_flag=True, help="走完接着打开平台")
@click.option("--port", type=platform.PORT, default=8000, show_default=True, metavar="N", help="平台的端口")
@click.option("--host", default=platform.HOST, show_default=True, metavar="ADDRESS", help="平台的地址")
@click.pass_context
def demo(context: click.Context, folder: Path, persons: int, seed: int, then_serve: bool, port: int, host: str) -> None:
    if then_serve:
        platform.check_port(host, port)
    city = folder / f"city-{persons}-{seed}"
    walk(city, persons, seed)
    if then_serve:
        context.invoke(platform.serve, city=city, port=port, host=host)


def walk(city: Path, persons: int, seed: int) -> None:
    """Walk through the loop with the city in the folder ``city``, which is made where it is not there yet."""
    from yuntai import registry as registries
    from yuntai.cli import files
    from yuntai.rules.many import audit, reform, screen
    from yuntai.rules.many.population import Population

    rule = load_pack(FOLDER / "nanjing").rule("skill_upgrading")
    _say("一、答一个人：一张目录外的三级电工证书，能领多少，为什么")
    show.print_answer(answer(rule, _CERTIFICATE, _DAY))
    _say("二、资料不全就追问：只问还能改变结果的")
    known = {"level": "3", "insured_employee": "是", "issued_on": "2023-06-20", "payments": []}
    show.print_answer(answer(rule, known, _DAY))
    known = {"level": "2", "listed": "否", "issued_on": "2023-06-20"}
    _say("　　目录外的二级证书：别的都不必问")
    show.print_answer(answer(rule, known, _DAY))

    if not (city / "registry").exists():
        with show.working(f"正在生成 {persons:,} 人的示范城市…") as say:
            registries.generate(city / "exports", persons, seed, city / "truth", last_month_end(), progress=say)
        _say(f"三、检查并装载业务系统导出的表（{persons:,} 人的示范城市，里面埋了差错）")
        with show.working("正在装载…") as say:
            report = registries.load(city / "exports", city / "registry", city / "rejects", city / "key", progress=say)
        print_report(report)
    else:
        _say(f"三、示范城市已在 {city}")

    with registries.Registry.open(city / "registry") as registry:
        population = Population(rule, registry)
        _say("四、全城谁符合而没有领（免申即享）")
        with show.working("正在筛查…"), screen.screen(population, _DAY).cache() as screened:
            files.write_table(screened.order_by("row"), city / "screened.csv")
            summary = screen.summarise(rule, screened)
        print_screen(rule, _DAY, summary)
        _say("五、已经发的对不对")
        with show.working("正在核查…"), audit.audit(population).cache() as audited:
            files.write_table(audited.order_by("payment"), city / "audited.csv")
            findings = audit.summarise(audited)
        print_audit(rule, findings)
        _say("六、把目录外三级的标准提到 600 元，要多花多少")
        with (
            show.working("正在测算…"),
            reform.reform(population, {"offlist_amount": {3: 600}}, _DAY).cache() as compared,
        ):
            effect = reform.summarise(compared)
        print_reform(rule, ("offlist_amount.3=600",), effect)
    show.say(f"\n明细在 {city}（screened.csv、audited.csv、rejects/、truth/）。接着可以试：")
    for line in (
        "yuntai policies",
        "yuntai answer retirement_age sex=男 born_on=1965-12-01 --as-of 2025-06-01",
        f"yuntai screen skill_upgrading --registry {city / 'registry'} --as-of {_DAY} --out 名单.xlsx",
    ):
        show.say(f"  .venv/bin/{line}")


def _say(text: str) -> None:
    show.console.print(f"\n[bold blue]{text}[/]")
