"""The database of an installation: made when there is none, refused while it is an older Yuntai's, brought up to date.

What was kept before rows were sealed and encrypted values bound to their row is encrypted anew and sealed as it is; the first
checkpoint names the last entry of each log of then, whose entries keep their seals and are verified by them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from yuntai.cases import holders
from yuntai.cases.counts.keeping import take_up_all
from yuntai.cases.verify import verify_kept
from yuntai.errors import YuntaiError
from yuntai.ledger import canaries, heads
from yuntai.ledger.chains import End, put
from yuntai.ledger.checkpoints import LOST, begin, begin_after
from yuntai.ledger.entries import Entry
from yuntai.ledger.first_form import proves, verify_first_form
from yuntai.ledger.models import Canary, Checkpoint, Head
from yuntai.ledger.rows import BATCH, seal_rows, sealed_models
from yuntai.notices.models import Shift
from yuntai.notices.shifts import leased_since
from yuntai.people.ciphers import reading_first_form
from yuntai.people.rotation import encrypted_models, write_anew
from yuntai.rolls import making
from yuntai.site.additive import needing_a_stop
from yuntai.site.keys import adopt

_STOP = "请先停下平台、做好备份，再运行 yuntai upgrade"
_BEING_MADE = (
    "数据库的表还没有建完：yuntai serve 或者 yuntai web 第一次打开时建，请等它说“平台已打开”再试；"
    "它中途断了的，运行 yuntai upgrade 接着建"
)
_GO_ON = "请先做好备份，再运行 yuntai upgrade，原来版本的平台可以一直开着"


@dataclass(frozen=True)
class Plan:
    """What an upgrade has to do: the migrations by name, and those among them over which the code of before would fail; whether
    what is there has still to be sealed, its keys to be known, who holds the steps of its cases to be written down; whether nothing
    is there yet, the tables are still being made."""

    migrations: tuple[str, ...]
    stops: tuple[str, ...]
    sealing: bool
    keys: bool
    holders: bool
    unmade: bool

    @property
    def needs_a_stop(self) -> bool:
        """Whether nobody may be at work meanwhile."""
        return bool(self.stops or self.sealing)

    def __bool__(self) -> bool:
        return bool(self.migrations or self.sealing or self.keys or self.holders)


def plan() -> Plan:
    """What an upgrade of this database would do."""
    executor = MigrationExecutor(connection)
    steps = executor.migration_plan(executor.loader.graph.leaf_nodes())
    migrations = tuple(f"{one.app_label} {one.name}" for one, _ in steps)
    applied = [key for key in executor.loader.applied_migrations if key in executor.loader.graph.nodes]
    stops = tuple(needing_a_stop((one for one, _ in steps), executor.loader.project_state(applied)) if steps else ())
    tables = set(connection.introspection.table_names())
    begun = Checkpoint._meta.db_table in tables and Checkpoint.objects.exists()
    kept = Head._meta.db_table in tables and Head.objects.exists()
    known = Canary._meta.db_table in tables and canaries.are_all_there()
    kept_any = begun or kept
    return Plan(
        migrations,
        stops,
        sealing=not begun and kept,
        keys=kept_any and not known,
        holders=not steps and holders.are_unsaid(),
        unmade=bool(steps) and not kept_any,
    )


def make_ready() -> None:
    """Make the tables and keys of a new installation.

    Raises ``YuntaiError`` over a database that has to be upgraded first, or that other keys wrote.
    """
    if connection.introspection.table_names():
        require_present()
    else:
        call_command("migrate", verbosity=0, interactive=False)
    making.make()
    begin()
    canaries.check()
    take_up_all()


def require_present() -> None:
    """Raise ``YuntaiError`` over a database that has to be upgraded first."""
    if todo := plan():
        if todo.unmade:
            raise YuntaiError(_BEING_MADE)
        raise YuntaiError(f"数据库是较早版本的云台建的。{_STOP if todo.needs_a_stop else _GO_ON}")


def upgrade(say: Callable[[str], None]) -> list[str]:
    """Bring the database up to date; what was wrong with the logs of before, a sentence each.

    Interrupted, it goes on when it is called again. Raises ``YuntaiError`` where the keys are not those that wrote it, or where
    somebody is at work who must not be.
    """
    todo = plan()
    if todo.needs_a_stop and Shift._meta.db_table in connection.introspection.table_names() and leased_since():
        raise YuntaiError(f"后台进程还在运行，这一次升级不能开着平台做。{_STOP}")
    if todo.migrations:
        say(f"正在改数据库结构（{len(todo.migrations)} 步）…")
        call_command("migrate", verbosity=0, interactive=False)
    making.make()
    holders.say_all(lambda done: say(f"正在写明办件等谁办，已写 {done:,} 件…"))
    take_up_all(lambda left: say(f"正在数办件，还剩 {left:,} 件…"))
    if not canaries.are_all_there():
        adopt()
    if Checkpoint.objects.exists():
        return []
    if heads.files():  # who takes the checkpoints away has nothing sealed anew as it stands
        raise YuntaiError(LOST)
    before = {head.ledger: head for head in Head.objects.order_by("ledger")}
    problems = list(_verify_before(before))
    with reading_first_form():
        problems += verify_kept()
        for model in encrypted_models():
            say(f"正在重新加密：{model._meta.verbose_name}…")
            write_anew(model)
    sealed = set(sealed_models())
    for model in apps.get_models():
        say(f"正在封印：{model._meta.verbose_name}…")
        if issubclass(model, Entry):
            _chain(model)
        elif model in sealed:
            seal_rows(model, list(model._base_manager.order_by("pk").values_list("pk", flat=True)))
    begin_after((head.ledger, head.number, head.seal) for head in before.values())
    return problems


def _verify_before(before: dict[str, Head]) -> Iterator[str]:
    for model in apps.get_models():
        if issubclass(model, Entry) and (head := before.get(model._meta.db_table)):
            if not proves(head.ledger, head.number, head.seal, head.proof):
                yield f"{model._meta.verbose_name}：日志头被改过"
            yield from verify_first_form(model, head.number, head.seal)


def _chain(model: type[Any]) -> None:
    """Write down the ends of the chains that the entries of before make."""
    ends: dict[int, tuple[int, str]] = {}
    for key, place, seal in (
        model.objects.order_by("number").values_list(model.chained_by, "place", "seal").iterator(BATCH)
    ):
        ends[key] = (place, seal)
    table = model._meta.db_table
    put(table, ((key, End().grown(table, key, place, seal)) for key, (place, seal) in ends.items()))
