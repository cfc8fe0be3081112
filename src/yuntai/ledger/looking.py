"""What is wrong with a stretch of a table: of entries, rows or checkpoints, held against their seals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connection, models

from yuntai.ledger import heads
from yuntai.ledger.chains import proof_of
from yuntai.ledger.checkpoints import CHECKPOINTS
from yuntai.ledger.entries import Entry, sealer, stream
from yuntai.ledger.first_form import verify_first_form
from yuntai.ledger.models import Chain, Checkpoint
from yuntai.ledger.rows import read_rows, title_of, titles_of
from yuntai.ledger.stretches import Stretch, tables
from yuntai.ledger.versions import changed, is_sealed, overwritten

_BATCH = 2_000
_FEW = 5
"""Checkpoints that are read at once: the leaves of one may have megabytes."""
Link = tuple[int, int, str, str, str]
"""Key, length, tip and proof of a chain, and the proof that it had when it was last bound."""


class Follower(Protocol):
    """Is told the entries of each chain of a stretch, in the order of their keys, and says what does not follow from them."""

    def told(self, key: int, entries: list[Any]) -> Iterator[str]: ...

    def rest(self) -> Iterator[str]:
        """What was to be told and was not."""


def look(stretch: Stretch, followers: Mapping[Any, Callable[[Stretch], Follower]] = {}) -> list[str]:
    """What is wrong with a stretch. Memory grows with neither rows nor entries, but with the longest chain that is followed."""
    with at_one_moment():
        found = list(_found(stretch, followers))
    if stretch.table == Checkpoint._meta.db_table and stretch.upto is None:
        found += heads.differing(heads.files())  # as they are now: they may name checkpoints that came meanwhile
    return found


@contextmanager
def at_one_moment() -> Iterator[None]:
    """What is read within is as it was when that began, whoever writes meanwhile. A transaction that is open already stays."""
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN" if connection.vendor == "sqlite" else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _found(stretch: Stretch, followers: Mapping[Any, Callable[[Stretch], Follower]]) -> Iterator[str]:
    model: Any = tables()[stretch.table]
    if model is Checkpoint:
        return _checkpoints(stretch)
    if model is Chain:
        return _set_back()
    if issubclass(model, Entry):
        made = followers.get(model)
        return _log(model, stretch, made(stretch) if made else None)
    return _rows(model, stretch)


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


def _checkpoints(stretch: Stretch) -> Iterator[str]:
    """The checkpoints, bound to one another."""
    before = Checkpoint.objects.filter(number=stretch.after).values_list("number", "seal").first()
    number, seal = before or (stretch.after or 0, "")
    for one in Checkpoint.objects.filter(stretch.condition("number")).order_by("number").iterator(_FEW):
        if one.number != number + 1:
            yield f"第 {number + 1} 到 {one.number - 1} 个封印点不见了"
        elif one.previous != seal:
            yield f"第 {one.number} 个封印点接不上前一个"
        if one.seal != one.compute_seal():
            yield f"第 {one.number} 个封印点被改过"
        number, seal = one.number, one.seal
    if stretch.upto is not None:
        return
    head = Chain.objects.filter(ledger=CHECKPOINTS, key=0).first()
    if head is None or not number:
        yield "封印的起点不见了"
    elif head.proof != proof_of(CHECKPOINTS, 0, head.length, head.tip, head.bound) or head.sealed:
        yield "封印点的末尾被改过"
    elif (head.length, head.tip) != (number, seal):
        yield f"封印点应有 {head.length} 个，最后一个是第 {number} 个"


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
    by_table = tables()
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


def _log(model: type[Entry], stretch: Stretch, follower: Follower | None) -> Iterator[str]:
    """The chains of a log in a stretch: their entries, and that each ends where it is said to."""
    before = logs_of_before().get(stretch.table)
    if before and stretch.after is None:
        yield from verify_first_form(model, *before)
    border, by, seal_of = before[0] if before else 0, model.chained_by, sealer(model)
    ends, key, length, tip = Merged(_links(stretch)), None, 0, ""
    entries: list[Any] = []
    for entry in stream(model, stretch.within(by), by, "place"):
        if (here := getattr(entry, by)) != key:
            if key is not None:
                yield from _end(model, ends, key, length, tip, follower, entries)
            key, length, tip, entries = here, 0, "", []
        if entry.place != length + 1:
            yield f"{_name(model, stretch.table, here)}第 {length + 1} 到 {entry.place - 1} 条不见了"
        elif entry.previous != tip and entry.number > border:
            yield f"{title_of(model)}第 {entry.number} 条接不上前一条"
        if entry.seal != seal_of(entry) and entry.number > border:
            yield f"{title_of(model)}第 {entry.number} 条被改过"
        length, tip = entry.place, entry.seal
        if follower is not None:
            entries.append(entry)
    if key is not None:
        yield from _end(model, ends, key, length, tip, follower, entries)
    for left, wanted, *_ in ends.rest():
        yield f"{_name(model, stretch.table, left)}应有 {wanted} 条，一条也没有"
    if follower is not None:
        yield from follower.rest()


def _end(
    model: type[Entry],
    ends: Merged,
    key: int,
    length: int,
    tip: str,
    follower: Follower | None,
    entries: list[Any],
) -> Iterator[str]:
    table = model._meta.db_table
    for missed, wanted, *_ in ends.before(key):
        yield f"{_name(model, table, missed)}应有 {wanted} 条，一条也没有"
    if (chain := ends.at(key)) is None:
        yield f"{_name(model, table, key)}没有封印"
    elif not _is_whole(table, chain):
        yield f"{_name(model, table, key)}的封印被改过"
    elif chain[1] != length:
        yield f"{_name(model, table, key)}应有 {chain[1]} 条，最后一条是第 {length} 条"
    elif chain[2] != tip:
        yield f"{_name(model, table, key)}的最后一条被改过"
    if follower is not None:
        yield from follower.told(key, entries)


def _rows(model: type[models.Model], stretch: Stretch) -> Iterator[str]:
    """The rows of a table in a stretch, and those that should be there."""
    ends, table = Merged(_links(stretch)), stretch.table
    for number, digests in read_rows(model, model._base_manager.filter(stretch.condition("pk")).order_by("pk")):
        for missed in ends.before(number):
            yield from _gone(model, table, missed)
        chain = ends.at(number)
        if chain is None or not is_sealed(chain[2]):
            yield f"{name_of(model, number)} 没有封印：不是由平台写入的"
        elif not _is_whole(table, chain):
            yield f"{name_of(model, number)} 的封印被改过"
        elif chain[2] != digests:
            yield from _written_past(model, number, chain[2], digests)
    for missed in ends.rest():
        yield from _gone(model, table, missed)


def _gone(model: type[models.Model], table: str, chain: Link) -> Iterator[str]:
    number, _, tip, *_ = chain
    if not _is_whole(table, chain):
        yield f"{name_of(model, number)} 的封印被改过"
    elif is_sealed(tip):
        yield f"{name_of(model, number)} 不见了"
    elif tip:
        what = _columns(model, [name for name in overwritten(tip) if name])
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


def _is_whole(table: str, chain: Link) -> bool:
    key, length, tip, proof, bound = chain
    return proof == proof_of(table, key, length, tip, bound)


def _links(stretch: Stretch) -> Iterator[Link]:
    chains = Chain.objects.filter(stretch.condition("key"), ledger=stretch.table).order_by("key")
    return chains.values_list("key", "length", "tip", "proof", "bound").iterator(_BATCH)


class Merged:
    """Tuples in the order of the keys that they begin with, taken beside others in the same order."""

    def __init__(self, sorted_by_key: Iterable[Any]) -> None:
        self._left, self._next = iter(sorted_by_key), None
        self._advance()

    def _advance(self) -> None:
        self._next = next(self._left, None)

    def before(self, key: int) -> Iterator[Any]:
        """Those that come before ``key``: nothing belongs to them."""
        while self._next is not None and self._next[0] < key:
            one = self._next
            self._advance()
            yield one

    def at(self, key: int) -> Any:
        """That of ``key``, or ``None``."""
        if self._next is None or self._next[0] != key:
            return None
        one = self._next
        self._advance()
        return one

    def rest(self) -> Iterator[Any]:
        while self._next is not None:
            one = self._next
            self._advance()
            yield one
