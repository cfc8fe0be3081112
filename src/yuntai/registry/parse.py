"""From a cell's text to a typed value, in DuckDB SQL, kind by kind.

Every kind gives expressions over a VARCHAR: what the text says, of that the value (NULL where the text is blank or wrong),
and the Chinese reason why a text that is neither blank nor right is refused. They accept the texts that the kind's
``parse`` accepts. Well-formed texts take a short way, so that the common case costs one pattern and one cast; a choice is an
ENUM, whose values are written and compared as small numbers. What is slow stands in a CASE behind its condition, and what
is used there several times in :func:`once`: DuckDB works out beforehand what is repeated anywhere else, and in a CASE each time.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yuntai.registry import identity
from yuntai.registry.columns import Birth, Column, Employer, Month, Person
from yuntai.registry.marks import sql_unsure
from yuntai.registry.sql import among, identifier, literal, once
from yuntai.rules.language.kinds import FAR, Choice, Code, Date, Kind, Money, Text, Whole, YesNo
from yuntai.rules.language.texts import (
    AMOUNT,
    CURRENCY,
    DAY,
    LONG,
    MONTH,
    ONE_OR_TEN,
    ONE_OR_TEN_FORM,
    PROTECTED,
    THOUSANDS,
    TIME,
    TWO_DIGITS,
    UNGROUPED,
    UNGROUPED_SAID,
)
from yuntai.tables.cells import BLANK, TEXT

_HAN = "BETWEEN '一' AND '鿿'"
"""Whether a text begins with a Chinese character of the usual ones: to compare costs a tenth of a pattern."""

_SMOOTH = "[0-9A-Za-z一-鿿].*[0-9A-Za-z一-鿿]"
"""A text that needs no trimming, as nearly all are: one pattern costs less than looking at both ends."""

_UNSEEN = "".join(char for char in map(chr, range(0x10000)) if char.isspace() or unicodedata.category(char) == "Cf")
"""Spaces of all kinds and characters that are not seen, as :func:`yuntai.rules.language.texts.visible` takes them."""

_WIDE = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "￥"
_HALF = "".join(map(chr, range(0x21, 0x7F))) + "¥"

_PLAIN = "[0-9A-Za-z一-鿿+.-][!-~一-鿿]*"
"""A text that is as it is compared: nothing stands around or in it that is not seen, protects it or is of full width."""


@dataclass(frozen=True)
class Parsed:
    """A column over a cell's text, step by step, so that none is worked out twice.

    ``ready`` is what the text says, NULL where nobody can read it; ``value`` is what of it may stand in the column, over
    ``ready`` under the name ``<text>_ready``; ``reason`` is why the text is refused, NULL if it is not, over both and
    ``value`` under the column's own name.
    """

    ready: str
    value: str
    reason: str


def blank(text: str) -> str:
    """SQL: whether ``text`` is NULL or only white space."""
    return f"({trimmed(text)} IS NULL)"


def trimmed(text: str) -> str:
    """SQL: ``text`` without white space at its ends and without what protects it, NULL if nothing is left."""
    smooth = f"WHEN {text} {_HAN} AND {text}[-1] {_HAN} THEN {text}"
    rough = f"NOT regexp_full_match({text}, '{_SMOOTH}')"
    bare = f"regexp_replace({_stripped(text)}, {literal(f'^{PROTECTED}$')}, '\\1')"
    return f"CASE {smooth} WHEN {rough} THEN nullif({_stripped(bare)}, '') ELSE {text} END"


def _stripped(text: str) -> str:
    """SQL: ``text`` without what is not seen at its ends, which DuckDB's own trim makes a set of anew for each text."""
    return f"regexp_replace({text}, {literal(f'^[{_UNSEEN}]+|[{_UNSEEN}]+$')}, '', 'g')"


def placeholder(column: Column, text: str, absent: Collection[str]) -> str:
    """SQL: whether ``text`` is one of the words ``absent`` in a column where they say that there is nothing, over what
    :class:`Parsed` has ready."""
    holds = isinstance(column.kind, Text | Person | Employer) or (column.optional and isinstance(column.kind, Choice))
    if not holds or not absent:
        return "false"
    word = f"{text}_ready" if isinstance(column.kind, Text) else trimmed(text)
    return f"list_contains([{', '.join(map(literal, sorted(absent)))}], {word})"


def said_nothing(columns: Collection[Column], cells: Mapping[str, str], absent: Collection[str]) -> str:
    """SQL: in which ``columns`` a row says that there is nothing, and how; over their values and the texts ``cells`` by name."""
    found, said = [], []
    for column in columns:
        cell = cells[column.name]
        if (nothing := placeholder(column, cell, absent)) != "false":
            found.append(f"CASE WHEN {identifier(column.name)} IS NULL THEN {nothing} ELSE false END")
            said.append(f"CASE WHEN {found[-1]} THEN {literal(column.title)} || '：' || {trimmed(cell)} END")
    return f"CASE WHEN {' OR '.join(found)} THEN concat_ws('；', {', '.join(said)}) END" if said else "NULL::VARCHAR"


def parse(column: Column, text: str, today: date, mark: str | None = None, absent: Collection[str] = ()) -> Parsed:
    """The expressions that read ``column`` from the SQL expression ``text`` of a cell with ``mark``, if that is known.

    The words ``absent`` say that there is nothing (see :func:`placeholder`).
    """
    reader = next(one for kinds, one in _READERS if isinstance(column.kind, kinds))
    ready, value, wrong = reader(column.kind, column, text, f"{text}_ready", today)
    nothing = placeholder(column, text, absent)
    if nothing != "false" and isinstance(column.kind, Text):
        value = f"CASE WHEN {nothing} THEN NULL ELSE {value} END"
    open_ended = isinstance(column.kind, Date) and column.kind.none is not None
    unsure = sql_unsure(column, text, mark)
    sure = [f"{text} {_HAN}"] if isinstance(column.kind, Text) else []  # of the other kinds no such text is one
    sure += [f"{mark} IN ('{BLANK}', '{TEXT}')"] if mark else []
    if sure:
        doubted = f"CASE WHEN {' AND '.join(sure)} THEN false ELSE {unsure} IS NOT NULL END"
        value = f"CASE WHEN {doubted} THEN NULL ELSE {value} END"
    wrong = f"coalesce({unsure}, {wrong})"
    missing = "NULL" if column.optional or open_ended else literal(f"缺少{column.title}")
    own = identifier(column.name)
    reason = f"CASE WHEN {own} IS NULL THEN CASE WHEN {blank(text)} OR {nothing} THEN {missing} ELSE {wrong} END END"
    return Parsed(ready, value, reason)


def refused(column: Column, text: str, absent: Collection[str] = ()) -> str:
    """SQL: whether the cell is refused, over its value under the column's name."""
    empty = f"CASE WHEN {blank(text)} OR {placeholder(column, text, absent)} THEN false ELSE true END"
    own = identifier(column.name)
    return f"CASE WHEN {own} IS NULL THEN {empty} ELSE false END" if column.optional else f"({own} IS NULL)"


def _clean(text: str) -> str:
    """SQL: ``text`` in characters of the usual width, without spaces and what protects it."""
    slow = f"translate({trimmed(text)}, {literal(_WIDE + _UNSEEN)}, {literal(_HALF)})"
    return f"CASE WHEN regexp_full_match({text}, '{_PLAIN}') THEN {text} ELSE {slow} END"


def _amount(text: str) -> str:
    """SQL: ``text`` as a number is written, maybe with its unit."""
    return once(
        f"regexp_replace({_clean(text)}, '{CURRENCY}', '\\1', 'i')",
        lambda plain: (
            f"CASE WHEN regexp_full_match({plain}, '{THOUSANDS}') THEN replace({plain}, ',', '') ELSE {plain} END"
        ),
    )


def _ungrouped(title: str, text: str) -> str:
    """SQL: WHEN the commas in a number group no thousands, THEN that."""
    return f"WHEN regexp_full_match({_amount(text)}, '{UNGROUPED}') THEN {literal(title + UNGROUPED_SAID)}"


def _whole(kind: Whole, column: Column, text: str, ready: str, _today: date) -> tuple[str, str, str]:
    title = column.title
    units = "|".join(sorted(unit for unit in set(kind.units) if unit))
    form = f"([+-]?[0-9]{{1,19}})(?:[.]0*)?(?:{units})?"
    slow = once(
        _amount(text),
        lambda amount: (
            f"CASE WHEN regexp_full_match({amount}, '{form}') THEN try_cast(regexp_extract({amount}, '{form}', 1) AS BIGINT) END"
        ),
    )
    read = f"CASE WHEN regexp_full_match({text}, '[+-]?[0-9]{{1,19}}') THEN try_cast({text} AS BIGINT) ELSE {slow} END"
    value = f"CASE WHEN {ready} BETWEEN {kind.least} AND {kind.most} THEN {ready} END"
    outside = f"{title}须在 {kind.least} 到 {kind.most} 之间"
    unread = f"{_ungrouped(title, text)} WHEN {ready} IS NULL THEN {literal(f'{title}不是整数')}"
    return read, value, f"CASE {unread} ELSE {literal(outside)} END"


def _money(kind: Money, column: Column, text: str, ready: str, _today: date) -> tuple[str, str, str]:
    title = column.title
    plain = f"regexp_full_match({text}, '[0-9]{{1,16}}([.][0-9]{{1,2}})?')"
    form = f"({AMOUNT})({'|'.join(sorted(kind.units, key=len, reverse=True))})?"

    def fen(amount: str) -> str:
        digits, unit = (f"regexp_extract({amount}, '{form}', {group})" for group in (1, 2))
        shown = f"round(try_cast({digits} AS DECIMAL(38, 18)), 8)::VARCHAR"
        long = f"CASE WHEN regexp_full_match({digits}, '{LONG}') THEN {shown} ELSE {digits} END"
        times = f"CASE {unit} {' '.join(f'WHEN {literal(word)} THEN {n}' for word, n in kind.units.items())} ELSE 1 END"
        whole = once(
            f"try_cast({long} AS DECIMAL(26, 12)) * ({times})",
            lambda exact: (
                f"CASE WHEN {exact} = try_cast({exact} AS DECIMAL(18, 2)) THEN try_cast({exact} AS DECIMAL(18, 2)) END"
            ),
        )
        return f"CASE WHEN regexp_full_match({amount}, '{form}') THEN {whole} END"

    read = f"CASE WHEN {plain} THEN try_cast({text} AS DECIMAL(18, 2)) ELSE {once(_amount(text), fen)} END"
    value = f"CASE WHEN {ready} BETWEEN {kind.least} AND {kind.most} THEN {ready} END"
    wrong = (
        f"CASE WHEN {ready} < {kind.least} THEN {literal(f'{title}不能为负数')} "
        f"WHEN {ready} IS NOT NULL THEN {literal(f'{title}太大')} "
        f"WHEN regexp_full_match({_amount(text)}, '{form}') THEN {literal(f'{title}最多两位小数')} "
        f"{_ungrouped(title, text)} ELSE {literal(f'{title}不是金额')} END"
    )
    return read, value, wrong


def _timed(text: str) -> str:
    """SQL: ``text`` as :func:`yuntai.rules.language.texts.day_in` compares it with its patterns."""
    return once(f"regexp_replace({text}, '{TIME}', '\\1T\\2')", _clean)


_AS_DAY, _AS_MONTH = r"\1-\2\4-\3\5", r"\1-\2\3-1"


def _iso(form: str, made: str) -> Callable[[str], str]:
    return lambda x: (
        f"CASE WHEN regexp_full_match({x}, '{form}') THEN try_cast(regexp_replace({x}, '{form}', '{made}') AS DATE) END"
    )


def _day(text: str) -> str:
    """SQL: the date in ``text``, NULL if there is none. Of ten bytes of this shape DuckDB reads what is a day, at a third of
    a pattern's cost."""
    shaped = f"strlen({text}) = 10 AND {text} BETWEEN '1' AND '3' AND {text} LIKE '____-__-__'"
    return f"""coalesce(
        CASE WHEN {shaped} THEN try_cast({text} AS DATE) END,
        CASE WHEN {text} IS NULL THEN NULL ELSE {once(_timed(text), _iso(DAY, _AS_DAY))} END)"""


def _not_come(column: Column, ready: str, today: date) -> str:
    """SQL: WHEN a day has not come though it must have, THEN that."""
    return "" if column.ahead else f"WHEN {ready} > DATE '{today}' THEN {literal(f'{column.title}还没有到')}"


def _last(column: Column, kind: Date, today: date) -> date:
    return kind.most if column.ahead else min(kind.most, today)


def _date(kind: Date, column: Column, text: str, ready: str, today: date) -> tuple[str, str, str]:
    title = column.title
    value = f"CASE WHEN {ready} BETWEEN DATE '{kind.least}' AND DATE '{_last(column, kind, today)}' THEN {ready}"
    if kind.none is not None:
        words = ", ".join(map(literal, [kind.none, *kind.NONE, FAR.isoformat()]))
        none = f"CASE WHEN {text} IS NULL THEN true ELSE {blank(text)} OR list_contains([{words}], {_clean(text)}) END"
        value += f" WHEN {none} THEN DATE '{FAR}'"
    unread = once(
        _timed(text),
        lambda x: (
            f"CASE WHEN regexp_full_match({x}, '{DAY}') THEN {literal(f'{title}这一天不存在')} "
            f"WHEN regexp_full_match({x}, '{MONTH}') THEN {literal(f'{title}只写到月，请写到日，如 2023-01-05')} "
            f"WHEN regexp_full_match({x}, '{TWO_DIGITS}') "
            f"THEN {literal(f'{title}的年份只有两位，分不清是哪一年，请写成 1985-03-07 的样子')} "
            f"ELSE {literal(f'{title}不是日期，请写成 2023-01-05 的样子')} END"
        ),
    )
    outside = literal(f"{title}须在 {kind.least} 到 {kind.most} 之间")
    wrong = f"CASE WHEN {ready} NOT BETWEEN DATE '{kind.least}' AND DATE '{kind.most}' THEN {outside} "
    wrong += f"{_not_come(column, ready, today)} ELSE {unread} END"
    return _day(text), f"{value} END", wrong


def _birth(kind: Birth, column: Column, text: str, ready: str, today: date) -> tuple[str, str, str]:
    read, value, wrong = _date(kind, column, text, ready, today)
    least = f"DATE '{identity.earliest_birth(today)}'"
    said = literal(f"{column.title}在 {identity.OLDEST} 年以前，请核实")
    too_old = f"{ready} >= DATE '{kind.least}' AND {ready} < {least}"
    return read, f"CASE WHEN {ready} >= {least} THEN {value} END", f"CASE WHEN {too_old} THEN {said} ELSE {wrong} END"


def _month(kind: Month, column: Column, text: str, ready: str, today: date) -> tuple[str, str, str]:
    title = column.title
    doubted = f"WHEN regexp_full_match({text}, {literal(ONE_OR_TEN_FORM)}) THEN"
    read = f"""CASE
        WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-01') THEN try_cast({text} AS DATE)
        {doubted} NULL
        ELSE coalesce({once(_clean(text), _iso(MONTH, _AS_MONTH))}, {_day(text)}) END"""
    within = f"{ready} BETWEEN DATE '{kind.least}' AND DATE '{_last(column, kind, today)}'"
    value = f"CASE WHEN {within} AND day({ready}) = 1 THEN {ready} END"
    form = literal(f"{title}须写到月，如 2023-05 或 2023-05-01")
    outside = f"WHEN {ready} > DATE '{kind.most}' OR day({ready}) <> 1 THEN {form}"
    wrong = f"{doubted} {literal(title + ONE_OR_TEN)} {outside} {_not_come(column, ready, today)} ELSE {form}"
    return read, value, f"CASE {wrong} END"


def _cases(text: str, words: Mapping[str, str]) -> str:
    return f"CASE {text} {' '.join(f'WHEN {literal(word)} THEN {value}' for word, value in words.items())}"


_CUT = r"\1\2"


def _choice(kind: Choice, column: Column, text: str, ready: str, _today: date) -> tuple[str, str, str]:
    title = column.title
    enum = f"ENUM({', '.join(map(literal, kind.options))})"
    codes = {code: f"CAST({literal(code)} AS {enum})" for code in kind.options}
    usual = {label: codes[code] for code, label in kind.options.items()} | codes

    word = f"upper({_clean(text)})"
    listed = among(kind.words, word)
    if kind.cut:
        cut = among(kind.words, f"regexp_replace({word}, {literal(kind.cut)}, {literal(_CUT)})")
        listed = f"coalesce({listed}, {cut})"
    wrong = literal(f"{title}不在选项中，可选：{'、'.join(kind.options.values())}")
    if kind.unclear:
        said = {one: f"{title}写的是“{one}”：{sentence}" for one, sentence in kind.unclear.items()}
        wrong = f"coalesce({among(said, word)}, {wrong})"
    return f"{_cases(text, usual)} ELSE CAST({listed} AS {enum}) END", ready, wrong


def _yes_no(kind: YesNo, column: Column, text: str, ready: str, _today: date) -> tuple[str, str, str]:
    words = {word: str(said).lower() for word, said in kind.WORDS.items()}
    slow = f"CAST({among(words, f'lower({_clean(text)})')} AS BOOLEAN)"
    return f"{_cases(text, words)} ELSE {slow} END", ready, literal(f"{column.title}须填“是”或“否”")


def _text(_kind: Text | Code, _column: Column, text: str, ready: str, _today: date) -> tuple[str, str, str]:
    return trimmed(text), ready, "NULL"


def _person(_kind: Person, _column: Column, text: str, ready: str, today: date) -> tuple[str, str, str]:
    value = f"CASE WHEN {identity.sql_good(ready, today)} THEN {ready} END"
    return identity.sql_code(text), value, identity.sql_resident_id_problem(text, ready, today)


def _employer(_kind: Employer, _column: Column, text: str, ready: str, _today: date) -> tuple[str, str, str]:
    value = f"CASE WHEN {identity.sql_uscc_good(ready)} THEN {ready} END"
    return identity.sql_uscc_normal(text), value, identity.sql_uscc_problem(text)


_Reader = Callable[[Any, Column, str, str, date], tuple[str, str, str]]
_READERS: tuple[tuple[type[Kind], _Reader], ...] = (
    (Person, _person),
    (Employer, _employer),
    (Birth, _birth),
    (Month, _month),
    (Date, _date),
    (Money, _money),
    (Whole, _whole),
    (Choice, _choice),
    (YesNo, _yes_no),
    (Text, _text),
    (Code, _text),
)
"""The reader of each kind; a kind stands before the kind that it extends."""
