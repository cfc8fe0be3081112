"""Is everything that was sealed as it was sealed? Each problem is a Chinese sentence that names the row and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models

from yuntai.ledger import heads
from yuntai.ledger.chains import proof_of
from yuntai.ledger.checkpoints import CHECKPOINTS
from yuntai.ledger.entries import Entry
from yuntai.ledger.first_form import verify_first_form
from yuntai.ledger.models import Chain, Checkpoint
from yuntai.ledger.rows import read_rows, sealed_models, title_of, titles_of
from yuntai.ledger.versions import changed, is_sealed, overwritten

_BATCH = 2_000
Progress = Callable[[str, int], None]
"""Is told what is looked at, and how much of it has been."""


def problems(progress: Progress = lambda _what, _count: None) -> Iterator[str]:
    """What is wrong with logs, rows and checkpoints. Memory does not grow with their number."""
    yield from _checkpoints()
    yield from heads.differing(heads.files())
    before = logs_of_before()
    for model in apps.get_models():
        if issubclass(model, Entry):
            yield from verify_log(model, before.get(model._meta.db_table), progress)
    for model in sealed_models():
        yield from verify_rows(model, progress)


def name_of(model: type[models.Model], number: int) -> str:
    """What a row is called."""
    column = getattr(model, "called_by", "")
    known = model._base_manager.filter(pk=number).values_list(column, flat=True).first() if column else None
    return f"{title_of(model)} {known or number}"


def logs_of_before() -> dict[str, tuple[int, str]]:
    """Number and seal of the last entry of each log that was kept before there were chains, by its table."""
    first = Checkpoint.objects.filter(number=1).first()
    leaves = [line.split(" ") for line in first.leaves.splitlines()] if first else []
    return {leaf[0]: (int(leaf[2]), leaf[3]) for leaf in leaves if len(leaf) == 4 and leaf[2].isdecimal()}


def _checkpoints() -> Iterator[str]:
    """The checkpoints, bound to one another, and what they say of the chains."""
    number, seal = 0, ""
    for one in Checkpoint.objects.order_by("number").iterator(_BATCH):
        if one.number != number + 1:
            yield f"第 {number + 1} 到 {one.number - 1} 个封印点不见了"
        elif one.previous != seal:
            yield f"第 {one.number} 个封印点接不上前一个"
        if one.seal != one.compute_seal():
            yield f"第 {one.number} 个封印点被改过"
        number, seal = one.number, one.seal
    head = Chain.objects.filter(ledger=CHECKPOINTS, key=0).first()
    if head is None or not number:
        yield "封印的起点不见了"
    elif head.proof != proof_of(CHECKPOINTS, 0, head.length, head.tip, head.bound) or head.sealed:
        yield "封印点的末尾被改过"
    elif (head.length, head.tip) != (number, seal):
        yield f"封印点应有 {head.length} 个，最后一个是第 {number} 个"
    yield from _set_back()


_LEAVES = {
    "sqlite": """SELECT number, json_extract(value, '$[0]') AS ledger, json_extract(value, '$[1]') AS key,
        json_extract(value, '$[2]') AS length, json_extract(value, '$[3]') AS proof, json_extract(value, '$[4]') AS bound
        FROM ledger_checkpoint, json_each('[["' || replace(replace(leaves, char(10), '"],["'), ' ', '","') || '"]]')
        WHERE number > 1 AND leaves <> ''""",
    "postgresql": """SELECT number, split_part(leaf, ' ', 1) AS ledger, split_part(leaf, ' ', 2) AS key,
        split_part(leaf, ' ', 3) AS length, split_part(leaf, ' ', 4) AS proof, split_part(leaf, ' ', 5) AS bound
        FROM ledger_checkpoint, regexp_split_to_table(leaves, '\\n') AS leaf WHERE number > 1 AND leaves <> ''""",
}
_SET_BACK = """WITH leaf AS ({leaves}),
bound AS (
    SELECT number, ledger, CAST(key AS BIGINT) AS key, CAST(length AS BIGINT) AS length, proof, bound,
        LAG(proof, 1, '') OVER chain AS before, LEAD(number) OVER chain AS later
    FROM leaf WINDOW chain AS (PARTITION BY ledger, key ORDER BY number)
)
SELECT bound.ledger, bound.key, bound.length, chain.length, CASE WHEN bound.bound <> bound.before THEN bound.number END
FROM bound LEFT JOIN ledger_chain chain ON bound.later IS NULL AND chain.ledger = bound.ledger AND chain.key = bound.key
WHERE bound.bound <> bound.before
   OR bound.later IS NULL AND (chain.length IS NULL OR chain.length < bound.length OR chain.sealed <> bound.length
      OR chain.bound <> bound.proof)
UNION ALL
SELECT chain.ledger, chain.key, 0, chain.length, NULL FROM ledger_chain chain
WHERE (chain.sealed <> 0 OR chain.bound <> '') AND chain.ledger <> %s
  AND NOT EXISTS (SELECT 1 FROM bound WHERE bound.ledger = chain.ledger AND bound.key = chain.key)
ORDER BY 1, 2, 5"""


def _set_back() -> Iterator[str]:
    """The chains that are not what they were at a checkpoint, or that did not go on from there until the next."""
    by_table = {model._meta.db_table: model for model in apps.get_models()}
    with connection.cursor() as cursor:
        cursor.execute(_SET_BACK.format(leaves=_LEAVES[connection.vendor]), (CHECKPOINTS,))
        for ledger, key, sealed, length, checkpoint in cursor.fetchall():
            what = _name(by_table.get(ledger), ledger, key)
            if checkpoint:
                yield f"{what}：在第 {checkpoint} 个封印点之前被退回过，后来又写了"
            else:
                yield f"{what}：封印过 {sealed} 次变动，现在是 {length or 0} 次的样子，被退回过或者封印被改过"


def _name(model: Any, ledger: str, key: int) -> str:
    if model is None:
        return f"{ledger} {key}"
    if issubclass(model, Entry):
        field = model._meta.get_field(model.chained_by.removesuffix("_id"))
        return f"{name_of(field.related_model, key)} 的{title_of(model)}"
    return name_of(model, key)


def verify_log(model: type[Entry], before: tuple[int, str] | None, progress: Progress) -> Iterator[str]:
    """Every chain of a log: its entries, and that it ends where it is said to."""
    if before:
        yield from verify_first_form(model, *before)
    border, ledger, by = before[0] if before else 0, model._meta.db_table, model.chained_by
    ends = _Merged(_chains(ledger))
    key, length, tip = None, 0, ""
    for count, entry in enumerate(model.objects.order_by(by, "place").iterator(_BATCH), 1):
        if count % _BATCH == 0:
            progress(title_of(model), count)
        if (here := getattr(entry, by)) != key:
            if key is not None:
                yield from _end(model, ends, key, length, tip)
            key, length, tip = here, 0, ""
        if entry.place != length + 1:
            yield f"{_name(model, ledger, key)}第 {length + 1} 到 {entry.place - 1} 条不见了"
        elif entry.number > border and entry.previous != tip:
            yield f"{title_of(model)}第 {entry.number} 条接不上前一条"
        if entry.number > border and entry.seal != entry.compute_seal():
            yield f"{title_of(model)}第 {entry.number} 条被改过"
        length, tip = entry.place, entry.seal
    if key is not None:
        yield from _end(model, ends, key, length, tip)
    for left, chain in ends.rest():
        yield f"{_name(model, ledger, left)}应有 {chain.length} 条，一条也没有"


def _end(model: type[Entry], ends: _Merged, key: int, length: int, tip: str) -> Iterator[str]:
    what = _name(model, model._meta.db_table, key)
    for missed, chain in ends.before(key):
        yield f"{_name(model, model._meta.db_table, missed)}应有 {chain.length} 条，一条也没有"
    chain = ends.at(key)
    if chain is None:
        yield f"{what}没有封印"
    elif chain.proof != proof_of(chain.ledger, chain.key, chain.length, chain.tip, chain.bound):
        yield f"{what}的封印被改过"
    elif chain.length != length:
        yield f"{what}应有 {chain.length} 条，最后一条是第 {length} 条"
    elif chain.tip != tip:
        yield f"{what}的最后一条被改过"


def verify_rows(model: type[models.Model], progress: Progress) -> Iterator[str]:
    """Every row of a table, and the rows that it should have."""
    ends, ledger = _Merged(_chains(model._meta.db_table)), model._meta.db_table
    for count, (number, digests) in enumerate(read_rows(model, model._base_manager.order_by("pk")), 1):
        if count % _BATCH == 0:
            progress(title_of(model), count)
        for missed, chain in ends.before(number):
            yield from _gone(model, missed, chain)
        chain = ends.at(number)
        if chain is None or not is_sealed(chain.tip):
            yield f"{name_of(model, number)} 没有封印：不是由平台写入的"
        elif chain.proof != proof_of(ledger, number, chain.length, chain.tip, chain.bound):
            yield f"{name_of(model, number)} 的封印被改过"
        else:
            yield from _written_past(model, number, chain.tip, digests)
    for missed, chain in ends.rest():
        yield from _gone(model, missed, chain)


def _gone(model: type[models.Model], number: int, chain: Chain) -> Iterator[str]:
    if chain.proof != proof_of(chain.ledger, chain.key, chain.length, chain.tip, chain.bound):
        yield f"{name_of(model, number)} 的封印被改过"
    elif is_sealed(chain.tip):
        yield f"{name_of(model, number)} 不见了"
    elif chain.tip:
        what = _columns(model, [name for name in overwritten(chain.tip) if name])
        yield f"{name_of(model, number)} {f'的{what}被改过' if what else '不是由平台写入的'}，后来由平台删除"


def _written_past(model: type[models.Model], number: int, tip: str, stands: str) -> Iterator[str]:
    """What was changed past the platform, be it that the platform has written over it since."""
    now = changed(tip, stands)
    if now:
        yield f"{name_of(model, number)} 的{_columns(model, now)}被改过"
    if before := [name for name in overwritten(tip) if name not in now]:
        yield f"{name_of(model, number)} 的{_columns(model, before)}被改过，后来平台写了别的内容"


def _columns(model: type[models.Model], names: Iterable[str]) -> str:
    titles = titles_of(model)
    return "、".join(f"“{titles[name]}”" for name in names)


def _chains(ledger: str) -> Iterator[Chain]:
    return Chain.objects.filter(ledger=ledger).order_by("key").iterator(_BATCH)


class _Merged:
    """Chains in the order of their keys, taken beside rows in the same order."""

    def __init__(self, chains: Iterable[Chain]) -> None:
        self._chains, self._next = iter(chains), None
        self._advance()

    def _advance(self) -> None:
        self._next = next(self._chains, None)

    def before(self, key: int) -> Iterator[tuple[int, Chain]]:
        """Those that come before ``key``: nothing belongs to them."""
        while self._next is not None and self._next.key < key:
            one = self._next
            self._advance()
            yield one.key, one

    def at(self, key: int) -> Chain | None:
        """That of ``key``."""
        if self._next is None or self._next.key != key:
            return None
        one = self._next
        self._advance()
        return one

    def rest(self) -> Iterator[tuple[int, Chain]]:
        while self._next is not None:
            one = self._next
            self._advance()
            yield one.key, one
