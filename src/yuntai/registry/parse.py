"""From a cell's text to a typed value, in DuckDB SQL, kind by kind.

Every kind gives two expressions over a VARCHAR: the value, NULL where the text is blank or wrong, and the Chinese
reason why a text that is neither blank nor right is refused. Well-formed texts take a short way, so that the common
case costs one pattern and one cast; a choice is an ENUM, whose values are written and compared as small numbers. What
is slow stands in a CASE behind its condition: DuckDB works out beforehand what is repeated anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yuntai.registry import identity
from yuntai.registry.schema import Column, Employer, Month, Person
from yuntai.rules.language.kinds import FAR, Choice, Date, Kind, Money, Text, Whole, YesNo
from yuntai.tables.cells import DAMAGED, ERROR, FORMULA, LONG, NUMBER, SERIAL, fault

_SPACES = " \t\r\n\u00a0\u1680\u202f\u205f\u2060\u2028\u2029\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x2010)))
_PROTECTED = r"""^=?['`"’‘＇]+(.*?)"?$"""
"""A text as those write it who keep a spreadsheet from making a number of it: an apostrophe before it, or ``="…"``."""
_WIDE = "０１２３４５６７８９．－／　"
_HALF = "0123456789.-/"


_PROTECTORS = "'`\"’‘＇="


@dataclass(frozen=True)
class Parsed:
    """A column over a cell's text: its ``value``, and the ``reason`` why the text is refused (NULL if it is not)."""

    value: str
    reason: str


def literal(text: str) -> str:
    """A SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def identifier(name: str) -> str:
    """A quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def blank(text: str) -> str:
    """SQL: whether ``text`` is NULL or only white space."""
    return f"({trimmed(text)} IS NULL)"


def trimmed(text: str) -> str:
    """SQL: ``text`` without white space at its ends and without what protects it, NULL if nothing is left."""
    spaces = literal(_SPACES)
    rough = f"contains({literal(_SPACES + _PROTECTORS)}, {text}[1]) OR contains({spaces}, {text}[-1])"
    bare = f"regexp_replace(trim({text}, {spaces}), {literal(_PROTECTED)}, '\\1')"
    return f"nullif(CASE WHEN {rough} THEN trim({bare}, {spaces}) ELSE {text} END, '')"


def harmless(text: str) -> str:
    """SQL: ``text`` as it may leave: before what a spreadsheet would take for a formula stands an apostrophe."""
    live = f"regexp_matches({text}, '^\\s*[=+@-]') AND NOT regexp_full_match({text}, '[+-]?[0-9][0-9,.]*')"
    return f"CASE WHEN {live} THEN chr(39) || {text} ELSE {text} END"


def parse(column: Column, text: str, today: date, mark: str | None = None) -> Parsed:
    """The expressions that read ``column`` from the SQL expression ``text`` of a cell with ``mark``, if that is known."""
    for kinds, reader in _READERS:
        if isinstance(column.kind, kinds):
            value, wrong = reader(column.kind, column.title, text, today)
            break
    else:  # pragma: no cover - a kind added to the schema needs a reader here
        raise NotImplementedError(type(column.kind).__name__)
    open_ended = isinstance(column.kind, Date) and column.kind.none is not None
    if open_ended:
        value = f"CASE WHEN {blank(text)} THEN DATE '{FAR}' ELSE {value} END"
    if mark:
        faults = _faults(column, text, mark)
        unsure = " OR ".join(f"({condition})" for condition, _ in faults)
        value = f"CASE WHEN {unsure} THEN NULL ELSE {value} END"
        wrong = (
            f"CASE {' '.join(f'WHEN {condition} THEN {literal(said)}' for condition, said in faults)} ELSE {wrong} END"
        )
    missing = "NULL" if column.optional or open_ended else literal(f"缺少{column.title}")
    reason = f"CASE WHEN {blank(text)} THEN {missing} WHEN {value} IS NULL THEN {wrong} END"
    return Parsed(value, reason)


def _faults(column: Column, text: str, mark: str) -> list[tuple[str, str]]:
    """SQL conditions under which nobody can be sure what the cell said, with the sentence for each."""
    sure = [FORMULA, ERROR, DAMAGED]
    if isinstance(column.kind, Person | Employer | Text | Whole):
        sure.append(LONG)
    if isinstance(column.kind, Date):
        tenths = f"{mark} = '{NUMBER}' AND regexp_full_match({text}, '[0-9]{{4}}[.][0-9]{{1,2}}')"
        serial = f"{mark} = '{NUMBER}' AND regexp_full_match({text}, '[0-9]{{5}}([.][0-9]+)?')"
        more = [
            (tenths, f"{column.title}是数字格，分不清 1 月还是 10 月：请把这一列设成文本，写成 2020-01 或 2020-10"),
            (serial, f"{column.title}是数字，像日期的序号：请把这一列设成日期格式再交"),
            (f"{mark} = '{SERIAL}' AND NOT regexp_full_match({text}, '[0-9]{{8}}')", f"{column.title}{fault(SERIAL)}"),
        ]
    else:
        more = []
    return [(f"{mark} = '{one}'", f"{column.title}{fault(one)}") for one in sure] + more


def prepared(column: Column, text: str) -> str | None:
    """SQL that :func:`parse` needs under the name ``<text>_ready`` beside ``text``, so that it is worked out once."""
    if isinstance(column.kind, Person):
        return f"{identity.sql_code(text)} AS {text}_ready"
    if isinstance(column.kind, Employer):
        return f"{identity.sql_uscc_normal(text)} AS {text}_ready"
    return None


def refused(column: Column, text: str, value: str) -> str:
    """SQL: whether the cell is refused, given its value's expression."""
    if column.optional:
        return f"({value} IS NULL AND NOT {blank(text)})"
    return f"({value} IS NULL)"


def _clean(text: str) -> str:
    return f"translate({text}, {literal(_WIDE + _SPACES)}, {literal(_HALF)})"


def _whole(kind: Whole, title: str, text: str, _today: date) -> tuple[str, str]:
    form = "'[+-]?[0-9]{1,19}'"
    cleaned = f"regexp_replace({_clean(text)}, '[.]0+$', '')"
    read = (
        f"CASE WHEN regexp_full_match({text}, {form}) THEN try_cast({text} AS BIGINT) "
        f"WHEN regexp_full_match({cleaned}, {form}) THEN try_cast({cleaned} AS BIGINT) END"
    )
    value = f"CASE WHEN {read} BETWEEN {kind.least} AND {kind.most} THEN {read} END"
    outside = f"{title}须在 {kind.least} 到 {kind.most} 之间"
    return value, f"CASE WHEN {read} IS NULL THEN {literal(f'{title}不是整数')} ELSE {literal(outside)} END"


def _money(kind: Money, title: str, text: str, _today: date) -> tuple[str, str]:
    plain = f"regexp_full_match({text}, '[0-9]{{1,16}}([.][0-9]{{1,2}})?')"
    bare = f"regexp_replace({_clean(text)}, '^(￥|¥|人民币|RMB)|[,，]', '', 'gi')"
    number = f"regexp_extract({bare}, '{_AMOUNT}', 1)"
    times = f"CASE regexp_extract({bare}, '{_AMOUNT}', 2) WHEN '千' THEN 1000 WHEN '万' THEN 10000 ELSE 1 END"
    exact = f"try_cast(try_cast({number} AS DECIMAL(20, 8)) * {times} AS DECIMAL(30, 8))"
    fen = f"try_cast({exact} AS DECIMAL(18, 2))"
    slow = f"CASE WHEN regexp_full_match({bare}, '{_AMOUNT}') AND {exact} = {fen} THEN {fen} END"
    read = f"CASE WHEN {plain} THEN try_cast({text} AS DECIMAL(18, 2)) ELSE {slow} END"
    value = f"CASE WHEN {read} >= {kind.least} THEN {read} END"
    wrong = (
        f"CASE WHEN {read} IS NOT NULL THEN {literal(f'{title}不能为负数')} "
        f"WHEN regexp_full_match({bare}, '{_AMOUNT}') THEN {literal(f'{title}最多两位小数')} "
        f"ELSE {literal(f'{title}不是金额')} END"
    )
    return value, wrong


_AMOUNT = "([+-]?[0-9]{1,16}(?:[.][0-9]{0,8})?)([千万]?)(?:元|元整|块|块钱)?"
_DAY = r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})[日号]?([ T]?[0-9]{1,2}:[0-9]{2}(:[0-9]{2}([.][0-9]+)?)?)?"
"""A day; a time of day that stands behind it does not change which day it is."""


def _day(text: str) -> str:
    """SQL: the date in ``text``, NULL if there is none."""
    wide = f"translate({text}, {literal(_WIDE)}, {literal(_HALF + ' ')})"
    x = f"regexp_replace({trimmed(wide)}, ' *([-/.年月]) *', '\\1', 'g')"
    return f"""CASE
        WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}') THEN try_cast({text} AS DATE)
        WHEN regexp_full_match({x}, '{_DAY}') THEN try_cast(regexp_replace({x}, '{_DAY}', '\\1-\\2-\\3') AS DATE)
        WHEN regexp_full_match({x}, '[0-9]{{8}}')
            THEN try_cast(left({x}, 4) || '-' || substr({x}, 5, 2) || '-' || right({x}, 2) AS DATE)
        END"""


def _date(kind: Date, title: str, text: str, _today: date) -> tuple[str, str]:
    within = f"BETWEEN DATE '{kind.least}' AND DATE '{kind.most}'"
    read = _day(text)
    value = f"CASE WHEN {read} {within} THEN {read} END"
    if kind.none is not None:
        words = f"{trimmed(text)} IN ({literal(kind.none)}, '无', '没有', '9999-12-31')"
        value = f"CASE WHEN {read} {within} THEN {read} WHEN {words} THEN DATE '{FAR}' END"
    wrong = (
        f"CASE WHEN {read} IS NOT NULL THEN {literal(f'{title}须在 {kind.least} 到 {kind.most} 之间')} "
        f"WHEN regexp_full_match({_clean(text)}, '[0-9]{{8}}|{_DAY}') THEN {literal(f'{title}这一天不存在')} "
        f"ELSE {literal(f'{title}不是日期，请写成 2023-01-05 的样子')} END"
    )
    return value, wrong


def _month(kind: Month, title: str, text: str, _today: date) -> tuple[str, str]:
    month = r"([0-9]{4})[-/.年]([0-9]{1,2})月?"
    read = f"""CASE
        WHEN regexp_full_match({text}, '[0-9]{{4}}-[0-9]{{2}}-01') THEN try_cast({text} AS DATE)
        WHEN regexp_full_match({_clean(text)}, '{month}')
            THEN try_cast(regexp_replace({_clean(text)}, '{month}', '\\1-\\2-1') AS DATE)
        WHEN regexp_full_match({_clean(text)}, '[0-9]{{6}}')
            THEN try_cast(left({_clean(text)}, 4) || '-' || right({_clean(text)}, 2) || '-01' AS DATE)
        ELSE {_day(text)} END"""
    value = f"CASE WHEN {read} BETWEEN DATE '{kind.least}' AND DATE '{kind.most}' AND day({read}) = 1 THEN {read} END"
    return value, literal(f"{title}须写到月，如 2023-05 或 2023-05-01")


def _cases(text: str, cleaned: str, words: dict[str, str]) -> str:
    whens = " ".join(f"WHEN {literal(word)} THEN {value}" for word, value in words.items())
    return f"CASE {text} {whens} ELSE CASE {cleaned} {whens} END END"


def _choice(kind: Choice, title: str, text: str, _today: date) -> tuple[str, str]:
    options = ", ".join(map(literal, kind.options))
    codes = {code: f"CAST({literal(code)} AS ENUM({options}))" for code in kind.options}
    words = {label: codes[code] for code, label in kind.options.items()} | codes
    wrong = f"{title}不在选项中，可选：{'、'.join(kind.options.values())}"
    return _cases(text, trimmed(text), words), literal(wrong)


_YES = ("是", "有", "对", "yes", "y", "true", "t", "1")
_NO = ("否", "不是", "没有", "无", "no", "n", "false", "f", "0")


def _yes_no(_kind: YesNo, title: str, text: str, _today: date) -> tuple[str, str]:
    words = dict.fromkeys(_YES, "true") | dict.fromkeys(_NO, "false")
    return _cases(text, f"lower({trimmed(text)})", words), literal(f"{title}须填“是”或“否”")


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
    (Month, _month),
    (Date, _date),
    (Money, _money),
    (Whole, _whole),
    (Choice, _choice),
    (YesNo, _yes_no),
    (Text, _text),
)
"""The reader of each kind; a kind stands before the kind that it extends."""
