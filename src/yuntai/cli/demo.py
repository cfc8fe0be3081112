"""The walk through the loop: a city, an answer, a question, everyone entitled, what was paid, what a change would cost."""

from __future__ import annotations

from pathlib import Path

import click

from yuntai.cli import platform, show
from yuntai.cli.chinese import Command
from yuntai.cli.populations import print_audit, print_reform, print_screen
from yuntai.cli.registry import print_report
from yuntai.clock import last_month_end, today
from yuntai.packs import FOLDER
from yuntai.rules.one.answer import answer
from yuntai.rules.rule.packs import load_pack

_FREELANCER = {
    "flexible": "是",
    "registered_flexible": "是",
    "hard_to_employ": "是",
    "graduated_on": "没有",
    "born_on": "1985-03-07",
    "sex": "女",
    "post": "工人岗位",
    "months_received": "0",
    "paid_amount": "990.40",
}
_MORE = {"share_over": 3, "share_under": 4}


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
        platform.open_port(host, port).close()
    city = folder / f"city-{persons}-{seed}"
    walk(city, persons, seed)
    if then_serve:
        context.invoke(platform.serve, city=city, port=port, host=host)


def walk(city: Path, persons: int, seed: int) -> None:
    """Walk through the loop with the city in the folder ``city``, which is made where it is not there yet."""
    from yuntai.cli import files
    from yuntai.registry.generate import generate
    from yuntai.registry.load import load
    from yuntai.registry.makeup import load_makeup
    from yuntai.registry.store import Registry
    from yuntai.rules.many import audit, reform, screen
    from yuntai.rules.many.population import Population

    pack, day = load_pack(FOLDER / "nanjing"), today()
    rule, past = pack.rule("flexible_subsidy"), pack.rule("skill_upgrading")
    _say("一、答一个人：就业困难人员灵活就业，这个月自己缴了 990.40 元，能补多少，为什么")
    show.print_answer(answer(rule, _FREELANCER, day))
    _say("二、资料不全就追问：只问还能改变结果的")
    show.print_answer(answer(rule, {"flexible": "是", "registered_flexible": "是", "hard_to_employ": "是"}, day))
    _say("　　在单位上班的：别的都不必问")
    show.print_answer(answer(rule, {"flexible": "否"}, day))

    if not (city / "registry").exists():
        with show.working(f"正在生成 {persons:,} 人的示范城市…") as say:
            makeup = load_makeup(pack.folders, pack.words(day))
            generate(city / "exports", persons, seed, city / "truth", last_month_end(), makeup, progress=say)
        _say(f"三、检查并装载业务系统导出的表（{persons:,} 人的示范城市，里面埋了差错）")
        with show.working("正在装载…") as say:
            places = (city / name for name in ("exports", "registry", "rejects", "key"))
            report = load(*places, progress=say, words=pack.words(day))
        print_report(report)
    else:
        _say(f"三、示范城市已在 {city}")

    with Registry.open(city / "registry") as registry:
        population = Population(rule, registry)
        _say("四、全城谁符合而没有领（免申即享）")
        with show.working("正在筛查…"), screen.screen(population, day).cache() as screened:
            files.write_table(screened.order_by("row"), city / "screened.csv")
            summary = screen.summarise(rule, screened)
        print_screen(rule, day, summary)
        for title, of, name in (
            ("五、已经发的对不对", rule, "audited.csv"),
            ("　　到期的政策也还能核查：2023 年的技能提升补贴", past, "audited-2023.csv"),
        ):
            _say(title)
            with show.working("正在核查…"), audit.audit(Population(of, registry)).cache() as audited:
                files.write_table(audited.order_by("payment"), city / name)
                findings = audit.summarise(audited)
            print_audit(of, findings)
        _say("六、从实缴的三分之二提到四分之三，一个月要多花多少")
        with show.working("正在测算…"), reform.reform(population, _MORE, day).cache() as compared:
            effect = reform.summarise(compared)
        print_reform(rule, tuple(f"{name}={value}" for name, value in _MORE.items()), effect)
    show.say(f"\n明细在 {city}（screened.csv、audited.csv、audited-2023.csv、rejects/、truth/）。接着可以试：")
    for line in (
        "yuntai policies",
        "yuntai answer retirement_age sex=男 born_on=1965-12-01 --as-of 2025-06-01",
        f"yuntai screen flexible_subsidy --registry {city / 'registry'} --out 名单.xlsx",
    ):
        show.say(f"  .venv/bin/{line}")


def _say(text: str) -> None:
    show.console.print(f"\n[bold blue]{text}[/]")
