"""From a cell's text to a typed value, in DuckDB SQL, kind by kind.

Every kind gives two expressions over a VARCHAR: the value, NULL where the text is blank or wrong, and the Chinese
reason why a text that is neither blank nor right is refused. They accept the texts that the kind's ``parse`` accepts.
Well-formed texts take a short way, so that the common case costs one pattern and one cast; a choice is an ENUM, whose
values are written and compared as small numbers. What is slow stands in a CASE behind its condition: DuckDB works out
beforehand what is repeated anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from yuntai.registry import identity
from yuntai.registry.columns import Birth, Column, Employer, Month, Person
from yuntai.registry.marks import ONE_OR_TEN, ONE_OR_TEN_FORM, sql_unsure
from yuntai.registry.sql import literal
from yuntai.rules.language.kinds import FAR, Choice, Date, Kind, Money, Text, Whole, YesNo
from yuntai.rules.language.texts import AMOUNT, CURRENCY, DAY, LONG, MONTH, PROTECTED, TIME, TWO_DIGITS, UNSEEN

_SMOOTH = "[0-9A-Za-z一-鿿].*[0-9A-Za-z一-鿿]"
"""A text that needs no trimming, as nearly all are: one pattern costs less than looking at both ends."""

_WIDE = "".join(chr(code + 0xFEE0) for code in range(0x21, 0x7F)) + "￥"
_HALF = "".join(map(chr, range(0x21, 0x7F))) + "¥"


@dataclass(frozen=True)
class Parsed:
    """A column over a cell's text: its ``value``, and the ``reason`` why the text is refused (NULL if it is not)."""

    value: str
    reason: str


def blank(text: str) -> str:
    """SQL: whether ``text`` is NULL or only white space."""
    return f"({trimmed(text)} IS NULL)"


def trimmed(text: str) -> str:
    """SQL: ``text`` without white space at its ends and without what protects it, NULL if nothing is left."""
    spaces = literal(UNSEEN)
    rough = f"NOT regexp_full_match({text}, '{_SMOOTH}')"
    bare = f"regexp_replace(trim({text}, {spaces}), {literal(f'^{PROTECTED}$')}, '\\1')"
    return f"nullif(CASE WHEN {rough} THEN trim({bare}, {spaces}) ELSE {text} END, '')"


def placeholder(column: Column, text: str, absent: Collection[str]) -> str:
    """SQL: whether ``text`` is one of the words ``absent`` in a column where they say that there is nothing."""
    holds = isinstance(column.kind, Text | Person | Employer) or (column.optional and isinstance(column.kind, Choice))
    if not holds or not absent:
        return "false"
    return f"({' OR '.join(f'{trimmed(text)} = {literal(word)}' for word in sorted(absent))})"


def parse(column: Column, text: str, today: date, mark: str | None = None, absent: Collection[str] = ()) -> Parsed:
    """The expressions that read ``column`` from the SQL expression ``text`` of a cell with ``mark``, if that is known.

    The words ``absent`` say that there is nothing (see :func:`placeholder`).
    """
    reader = next(one for kinds, one in _READERS if isinstance(column.kind, kinds))
    value, wrong = reader(column.kind, column.title, text, today)
    nothing = placeholder(column, text, absent)
    if nothing != "false" and isinstance(column.kind, Text):
        value = f"CASE WHEN {nothing} THEN NULL ELSE {value} END"
    if isinstance(column.kind, Date) and not column.ahead:
        come, _ = reader(replace(column.kind, most=min(column.kind.most, today)), column.title, text, today)
        wrong = f"CASE WHEN {value} > DATE '{today}' THEN {literal(f'{column.title}还没有到')} ELSE {wrong} END"
        value = come
    open_ended = isinstance(column.kind, Date) and column.kind.none is not None
    if open_ended:
        value = f"CASE WHEN {blank(text)} THEN DATE '{FAR}' ELSE {value} END"
    if mark:
        unsure = sql_unsure(column, text, mark)
        value = f"CASE WHEN {unsure} IS NOT NULL THEN NULL ELSE {value} END"
        wrong = f"coalesce({unsure}, {wrong})"
    missing = "NULL" if column.optional or open_ended else literal(f"缺少{column.title}")
    reason = f"CASE WHEN {blank(text)} OR {nothing} THEN {missing} WHEN {value} IS NULL THEN {wrong} END"
    return Parsed(value, reason)


def prepared(column: Column, text: str) -> str | None:
    """SQL that :func:`parse` needs under the name ``<text>_ready`` beside ``text``, so that it is worked out once."""
    if isinstance(column.kind, Person):
        return f"{identity.sql_code(text)} AS {text}_ready"
    if isinstance(column.kind, Employer):
        return f"{identity.sql_uscc_normal(text)} AS {text}_ready"
    return None


def refused(column: Column, text: str, value: str, absent: Collection[str] = ()) -> str:
    """SQL: whether the cell is refused, given its value's expression."""
    if column.optional:
        return f"({value} IS NULL AND NOT ({blank(text)} OR {placeholder(column, text, absent)}))"
    return f"({value} IS NULL)"


def _clean(text: str) -> str:
    """SQL: ``text`` in characters of the usual width, without spaces and what protects it."""
    return f"translate({trimmed(text)}, {literal(_WIDE + UNSEEN)}, {literal(_HALF)})"


def _amount(text: str) -> str:
    """SQL: ``text`` as a number is written, maybe with its unit."""
    return f"regexp_replace({_clean(text)}, '{CURRENCY}', '\\1', 'gi')"


def _whole(kind: Whole, title: str, text: str, _today: date) -> tuple[str, str]:
    units = "|".join(sorted(unit for unit in set(kind.units) if unit))
    form = f"([+-]?[0-9]{{1,19}})(?:[.]0*)?(?:{units})?"
    amount = _amount(text)
    read = (
        f"CASE WHEN regexp_full_match({text}, '[+-]?[0-9]{{1,19}}') THEN try_cast({text} AS BIGINT) "
        f"WHEN regexp_full_match({amount}, '{form}') THEN try_cast(regexp_extract({amount}, '{form}', 1) AS BIGINT) END"
    )
    value = f"CASE WHEN {read} BETWEEN {kind.least} AND {kind.most} THEN {read} END"
    outside = f"{title}须在 {kind.least} 到 {kind.most} 之间"
    return value, f"CASE WHEN {read} IS NULL THEN {literal(f'{title}不是整数')} ELSE {literal(outside)} END"


def _money(kind: Money, title: str, text: str, _today: date) -> tuple[str, str]:
    plain = f"regexp_full_match({text}, '[0-9]{{1,16}}([.][0-9]{{1,2}})?')"
    amount, units = _amount(text), kind.units
    form = f"({AMOUNT})({'|'.join(sorted(units, key=len, reverse=True))})?"
    digits, unit = (f"regexp_extract({amount}, '{form}', {group})" for group in (1, 2))
    number = f"CASE WHEN regexp_full_match({digits}, '{LONG}') THEN printf('%.15g', {digits}::DOUBLE) ELSE {digits} END"
    times = f"CASE {unit} {' '.join(f'WHEN {literal(word)} THEN {n}' for word, n in units.items())} ELSE 1 END"
    exact = f"try_cast({number} AS DECIMAL(26, 12)) * ({times})"
    fen = f"try_cast({exact} AS DECIMAL(18, 2))"
    slow = f"CASE WHEN regexp_full_match({amount}, '{form}') AND {exact} = {fen} THEN {fen} END"
    read = f"CASE WHEN {plain} THEN try_cast({text} AS DECIMAL(18, 2)) ELSE {slow} END"
    value = f"CASE WHEN {read} BETWEEN {kind.least} AND {kind.most} THEN {read} END"
    wrong = (
        f"CASE WHEN {read} < {kind.least} THEN {literal(f'{title}不能为负数')} "
        f"WHEN {read} IS NOT NULL THEN {literal(f'{title}太大')} "
        f"WHEN regexp_full_match({amount}, '{form}') THEN {literal(f'{title}最多两位小数')} "
        f"ELSE {literal(f'{title}不是金额')} END"
    )
    return value, wrong


def _timed(text: str) -> str:
    """SQL: ``text`` as :func:`yuntai.rules.language.texts.day_in` compares it with its patterns."""
    return _clean(f"regexp_replace({text}, '{TIME}', '\\1T\\2')")


_AS_DAY, _AS_MONTH = r"\1-\2\4-\3\5", r"\1-\2\3-1"


def _iso(x: str, form: str, made: str) -> str:
    return f"WHEN regexp_full_match({x}, '{form}') THEN try_cast(regexp_replace({x}, '{form}', '{made}') AS DATE)"


def _day(text: str) -> str:
    """SQL: the date in ``text``, NULL if there is none."""
    return f"""CASE
        WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN try_cast({text} AS DATE)
        {_iso(_timed(text), DAY, _AS_DAY)} END"""


def _date(kind: Date, title: str, text: str, _today: date) -> tuple[str, str]:
    within = f"BETWEEN DATE '{kind.least}' AND DATE '{kind.most}'"
    read = _day(text)
    value = f"CASE WHEN {read} {within} THEN {read} END"
    if kind.none is not None:
        words = [kind.none, *kind.NONE, FAR.isoformat()]
        said = " OR ".join(f"{_clean(text)} = {literal(word)}" for word in words)
        value = f"CASE WHEN {read} {within} THEN {read} WHEN {said} THEN DATE '{FAR}' END"
    x = _timed(text)
    wrong = (
        f"CASE WHEN {read} IS NOT NULL THEN {literal(f'{title}须在 {kind.least} 到 {kind.most} 之间')} "
        f"WHEN regexp_full_match({x}, '{DAY}') THEN {literal(f'{title}这一天不存在')} "
        f"WHEN regexp_full_match({x}, '{MONTH}') THEN {literal(f'{title}只写到月，请写到日，如 2023-01-05')} "
        f"WHEN regexp_full_match({x}, '{TWO_DIGITS}') "
        f"THEN {literal(f'{title}的年份只有两位，分不清是哪一年，请写成 1985-03-07 的样子')} "
        f"ELSE {literal(f'{title}不是日期，请写成 2023-01-05 的样子')} END"
    )
    return value, wrong


def _birth(kind: Birth, title: str, text: str, today: date) -> tuple[str, str]:
    read, wrong = _date(kind, title, text, today)
    least = f"DATE '{identity.earliest_birth(today)}'"
    said = literal(f"{title}在 {identity.OLDEST} 年以前，请核实")
    return f"CASE WHEN {read} >= {least} THEN {read} END", f"CASE WHEN {read} < {least} THEN {said} ELSE {wrong} END"


def _month(kind: Month, title: str, text: str, _today: date) -> tuple[str, str]:
    doubted = f"regexp_full_match({text}, {literal(ONE_OR_TEN_FORM)})"
    read = f"""CASE
        WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-01') THEN try_cast({text} AS DATE)
        WHEN {doubted} THEN NULL
        {_iso(_clean(text), MONTH, _AS_MONTH)} ELSE {_day(text)} END"""
    value = f"CASE WHEN {read} BETWEEN DATE '{kind.least}' AND DATE '{kind.most}' AND day({read}) = 1 THEN {read} END"
    said = literal(f"{title}须写到月，如 2023-05 或 2023-05-01")
    return value, f"CASE WHEN {doubted} THEN {literal(title + ONE_OR_TEN)} ELSE {said} END"


def _cases(text: str, words: dict[str, str]) -> str:
    return f"CASE {text} {' '.join(f'WHEN {literal(word)} THEN {value}' for word, value in words.items())}"


_CUT = r"\1\2"


def _choice(kind: Choice, title: str, text: str, _today: date) -> tuple[str, str]:
    options = ", ".join(map(literal, kind.options))
    codes = {code: f"CAST({literal(code)} AS ENUM({options}))" for code in kind.options}
    usual = {label: codes[code] for code, label in kind.options.items()} | codes
    words = {word: codes[code] for word, code in kind.words.items()}
    word = f"upper({_clean(text)})"
    cut = f"regexp_replace({word}, {literal(kind.cut)}, {literal(_CUT)})"
    rest = f"ELSE {_cases(cut, words)} END" if kind.cut else ""
    value = f"{_cases(text, usual)} ELSE {_cases(word, words)} {rest} END END"
    wrong = literal(f"{title}不在选项中，可选：{'、'.join(kind.options.values())}")
    if kind.unclear:
        said = {one: literal(f"{title}写的是“{one}”：{sentence}") for one, sentence in kind.unclear.items()}
        wrong = f"{_cases(word, said)} ELSE {wrong} END"
    return value, wrong


def _yes_no(kind: YesNo, title: str, text: str, _today: date) -> tuple[str, str]:
    words = {word: str(said).lower() for word, said in kind.WORDS.items()}
    value = f"{_cases(text, words)} ELSE {_cases(f'lower({_clean(text)})', words)} END END"
    return value, literal(f"{title}须填“是”或“否”")


def _text(_kind: Text, _title: str, text: str, _today: date) -> tuple[str, str]:
    return trimmed(text), "NULL"


def _person(_kind: Person, _title: str, text: str, today: date) -> tuple[str, str]:
    code = f"{text}_ready"
    value = f"CASE WHEN {identity.sql_good(code, today)} THEN {code} END"
    return value, identity.sql_resident_id_problem(text, today)


def _employer(_kind: Employer, _title: str, text: str, _today: date) -> tuple[str, str]:
    normal = f"{text}_ready"
    return f"CASE WHEN {identity.sql_uscc_good(normal)} THEN {normal} END", identity.sql_uscc_problem(text)


_Reader = Callable[[Any, str, str, date], tuple[str, str]]
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
)
"""The reader of each kind; a kind stands before the kind that it extends."""
