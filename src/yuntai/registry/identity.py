"""Resident ids (GB 11643-1999) and unified social credit codes (GB 32100-2015).

Each check exists twice: for one text in Python, and as a DuckDB SQL expression for millions of rows. In SQL a resident
id travels as a BIGINT: its first 17 digits times 11 plus the value of its check character (X is 10), which is one to
one with the 18 characters and joins faster than text; the number of an old card of permanent residence lies below zero.
"""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

from stdnum.cn import uscc as _uscc

from yuntai import clock
from yuntai.registry.sql import literal, once
from yuntai.rules.language.texts import visible

# fmt: off
PROVINCES = frozenset(map(str, (
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43,
    44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83,
    *range(90, 99),
)))
# fmt: on
"""The first two digits of an id: the province; 81, 82, 83 for residents of Hong Kong, Macao and Taiwan (居住证); for a
foreigner with permanent residence (永久居留身份证, new style from 2023-12-01) 9 and the first digit of the number of the
country (GB/T 2659), of which none begins with 9."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"

_AROUND = " \t\r\n\u00a0\u1680\u202f\u205f\u2060\u2028\u2029\u3000\ufeff" + "".join(map(chr, range(0x2000, 0x2010)))
_AROUND += "'`\"’‘＇“”„′´″=-－" + "".join(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Spaces of all kinds, hyphens between the parts, and what keeps a spreadsheet from making a number of a code."""

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_WIDE_LETTERS = "".join(chr(ord(letter) + 0xFEE0) for letter in _LETTERS + _LETTERS.lower())
_FROM = "０１２３４５６７８９Хх" + _LETTERS.lower() + _WIDE_LETTERS + _AROUND
_TO = "0123456789XX" + _LETTERS * 3
_TABLE = str.maketrans(_FROM[: len(_TO)], _TO, _FROM[len(_TO) :])

_BORN = 11_000
"""How many times the day of birth stands in a citizen's number, above the three digits behind it."""

_DIGITS = 10**12
"""How many numbers the digits of an old card make."""

_HAN = "[\u3400-\U0003ffff]"
_DOTS = re.compile(rf"\s*[·•‧∙⋅・･]\s*|(?<={_HAN})\s*[.．]\s*(?={_HAN})")

_ID_FORM = re.compile(r"[0-9]{17}[0-9X]")
_OLD_FORM = re.compile(r"[0-9]{15}")
_CARD_FORM = re.compile(r"[A-Z]{3}[0-9]{4}([0-9]{6})[0-9]{2}")
"""The number of a foreigner with permanent residence on cards until 2023-11-30, good until they expire: the country, the
place, the day of birth without its century, two digits of which no check is published (新版外国人永久居留身份证机读信息规则
（2023 版）: 15 characters, three letters and twelve digits)."""

_PERMIT_FORM = re.compile(r"[HM][0-9]{8}(?:[0-9]{2})?")
"""港澳居民来往内地通行证: H or M, eight digits that stay, on older cards two more that count the cards."""
_TAIWAN_FORM = re.compile(r"[0-9]{8}")
"""台湾居民来往大陆通行证: eight digits without a check, as any day has, so that nobody is found by them."""

OLDEST = 130
"""Years that nobody has lived."""

MISSING = "缺少公民身份号码"
OLD = "是 15 位旧号码，请换成 18 位公民身份号码"
LENGTH = "公民身份号码不是 18 位"
PERMIT = "是港澳居民来往内地通行证号码，请换成港澳居民居住证上的 18 位号码"
TAIWAN = f"{LENGTH}；如果是台湾居民来往大陆通行证号码，请换成台湾居民居住证上的 18 位号码"
CHARACTERS = "公民身份号码无效：前 17 位只能是数字，末位只能是数字或 X"
BIRTH_DATE = "公民身份号码里的出生日期不存在"
UNBORN = "公民身份号码里的出生日期还没有到"
TOO_OLD = f"公民身份号码里的出生日期在 {OLDEST} 年以前，请核实"
CARD_BIRTH_DATE = "永久居留身份证号码里的出生日期不存在"
UNKNOWN_PROVINCE = "公民身份号码前两位不是现行省级代码，请核实"
CHECK_DIGIT = "公民身份号码校验位不对"


def normalise_resident_id(text: str) -> str:
    """Half-width, without spaces, with a capital X."""
    return text.translate(_TABLE)


def normalise_name(text: str) -> str:
    """A person's name without invisible marks and with one dot between its parts, whichever of the many was typed."""
    return _DOTS.sub("·", visible(text))


def check_resident_id(text: str, today: date | None = None) -> list[str]:
    """What is wrong with a resident id, as Chinese sentences; an empty list if nothing is.

    ``today`` is the last possible day of birth. A region code is never a reason to refuse: many valid old codes are in
    no list (see :func:`resident_id_warnings`).
    """
    number = normalise_resident_id(text)
    if not number:
        return [MISSING]
    if _OLD_FORM.fullmatch(number) and not _birth_problem("19" + number[6:12], today):
        return [OLD]
    if card := _CARD_FORM.fullmatch(number):
        return [CARD_BIRTH_DATE] if all(_birth_problem(century + card[1], today) for century in ("19", "20")) else []
    if _PERMIT_FORM.fullmatch(number):
        return [PERMIT]
    if _TAIWAN_FORM.fullmatch(number):
        return [TAIWAN]
    if len(number) != 18:
        return [LENGTH]
    if not _ID_FORM.fullmatch(number):
        return [CHARACTERS]
    problems = []
    if problem := _birth_problem(number[6:14], today):
        problems.append(problem)
    if number[17] != check_digit(number[:17]):
        problems.append(CHECK_DIGIT)
    return problems


def resident_id_warnings(text: str) -> list[str]:
    """What to look at again in a resident id that may be good all the same."""
    number = normalise_resident_id(text)
    if number[:2] in PROVINCES or _CARD_FORM.fullmatch(number):
        return []
    return [UNKNOWN_PROVINCE]


def check_digit(body: str) -> str:
    """The check character of 17 digits."""
    return _CHECK[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def earliest_birth(day: date) -> date:
    """The first day of birth of somebody who may live on ``day``."""
    year = day.year - OLDEST
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) else day.replace(year=year)


def _birth_problem(digits: str, today: date | None) -> str:
    """What is wrong with a day of birth, written as 19850307; empty if nothing is."""
    day = today or clock.today()
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return BIRTH_DATE
    return UNBORN if born > day else TOO_OLD if born < earliest_birth(day) else ""


def sql_normal(text: str) -> str:
    """SQL: ``text`` as :func:`normalise_resident_id` gives it."""
    plain = f"regexp_full_match({text}, '[0-9A-Z]*')"
    return f"CASE WHEN {plain} THEN {text} ELSE translate({text}, {literal(_FROM)}, {literal(_TO)}) END"


def sql_code(text: str) -> str:
    """SQL: the BIGINT of a resident id however it is written, NULL unless it is 17 digits and a check character.

    Each way costs more than the one before: 18 digits are the number that reads the same, the next needs a pattern, and
    only what is left is normalised.
    """
    number = f"try_cast({text} AS BIGINT)"
    return f"""CASE
        WHEN {number} BETWEEN {10**17} AND {10**18 - 1} AND {number}::VARCHAR = {text} THEN {number} + {number} // 10
        {_sql_code_branch(text)}
        ELSE {once(sql_normal(text), _sql_code_of_normal)}
    END"""


def _sql_code_of_normal(normal: str) -> str:
    card = f"WHEN regexp_full_match({normal}, '{_CARD_FORM.pattern}') THEN {_sql_card_code(normal)}"
    return f"CASE {_sql_code_branch(normal)} {card} END"


def _sql_card_code(normal: str) -> str:
    """SQL: the letters as a number and the twelve digits behind it, below zero, so that none is a citizen's."""
    first, second, third = (f"(ascii({normal}[{place}]) - 65)" for place in (1, 2, 3))
    return f"-1 - ({first} * 676 + {second} * 26 + {third}) * {_DIGITS}::BIGINT - right({normal}, 12)::BIGINT"


def _sql_code_branch(normal: str) -> str:
    return (
        f"WHEN regexp_full_match({normal}, '[0-9]{{17}}[0-9X]') "
        f"THEN left({normal}, 17)::BIGINT * 11 + coalesce(try_cast({normal}[18] AS BIGINT), 10)"
    )


def sql_text(code: str) -> str:
    """SQL: the resident id of a BIGINT of :func:`sql_code`."""
    card = f"(-1 - {code})"
    letters = (f"chr((65 + {card} // {_DIGITS} // {times} % 26)::INT)" for times in (676, 26, 1))
    digits = f"lpad(({card} % {_DIGITS})::VARCHAR, 12, '0')"
    return f"""CASE WHEN {code} >= 0 THEN lpad(({code} // 11)::VARCHAR, 17, '0') || '0123456789X'[({code} % 11 + 1)::BIGINT]
        ELSE {" || ".join(letters)} || {digits} END"""


def sql_birth_date_good(code: str, today: date) -> str:
    """SQL: whether the date of birth in a BIGINT can be that of somebody who lives ``today``."""
    return _sql_date_good(code, today, _BORN)


def _sql_card_good(code: str, today: date) -> str:
    """SQL: whether the date of birth in the BIGINT of an old card can be, in either century."""
    born = f"((-1 - {code}) // 100 % 1000000)"
    return " OR ".join(_sql_date_good(f"({century} + {born})", today) for century in (19000000, 20000000))


def _sql_date_good(number: str, today: date, times: int = 1) -> str:
    ymd = f"{number} // {times} % 100000000"
    return f"({ymd} BETWEEN {earliest_birth(today):%Y%m%d} AND {today:%Y%m%d} AND {_sql_date_is(number, times)})"


def _sql_date_is(number: str, times: int = 1) -> str:
    """SQL: whether the eight digits that stand in a BIGINT so many times are a date."""
    year, month, day = (f"({number} // {times * low} % {size})" for low, size in ((10000, 10000), (100, 100), (1, 100)))
    leap = f"({year} % 4 = 0 AND ({year} % 100 <> 0 OR {year} % 400 = 0))"
    last = f"CASE WHEN {month} = 2 THEN 28 + {leap}::INT WHEN {month} IN (4, 6, 9, 11) THEN 30 ELSE 31 END"
    right = f"{year} > 0 AND {month} BETWEEN 1 AND 12"
    return f"CASE WHEN {day} BETWEEN 1 AND 28 THEN {right} ELSE {right} AND {day} BETWEEN 1 AND {last} END"


def sql_check_value(number: str, times: int = 1) -> str:
    """SQL: the value (0 to 10) of the check character of the 17 digits that stand in a BIGINT so many times.

    With ``body // 10**k`` as ``q(k)``, the digit of ``10**k`` is ``q(k) - 10 * q(k + 1)``, which modulo 11 is
    ``q(k) + q(k + 1)``; so each quotient counts with the weights of its own digit and of the next lower one. Each is one
    division by ``times`` and the power: DuckDB would divide for each anew.
    """
    weights = WEIGHTS[::-1]
    counts = (weights[0], *(high + low for low, high in pairwise(weights)))
    quotients = (f"{number} // {times * 10**place} * {count % 11}" for place, count in enumerate(counts))
    return f"((12 - ({' + '.join(quotients)}) % 11) % 11)"


def sql_good(code: str, today: date) -> str:
    """SQL: whether a BIGINT of :func:`sql_code` is a valid resident id."""
    citizen = f"{code} % 11 = {sql_check_value(code, 11)} AND {sql_birth_date_good(code, today)}"
    return f"({citizen} OR CASE WHEN {code} < 0 THEN {_sql_card_good(code, today)} ELSE false END)"


def sql_resident_id_problem(text: str, code: str, today: date) -> str:
    """SQL: what :func:`check_resident_id` says of ``text``, whose ``code`` is known, its sentences joined by ；, or NULL."""

    def form(n: str) -> str:
        good_old = _sql_date_good(f"(19000000 + substr({n}, 7, 6)::BIGINT)", today)
        return f"""CASE
            WHEN {n} = '' THEN '{MISSING}'
            WHEN length({n}) = 15 AND regexp_full_match({n}, '[0-9]{{15}}')
                THEN CASE WHEN {good_old} THEN '{OLD}' ELSE '{LENGTH}' END
            WHEN regexp_full_match({n}, '{_PERMIT_FORM.pattern}') THEN '{PERMIT}'
            WHEN regexp_full_match({n}, '{_TAIWAN_FORM.pattern}') THEN '{TAIWAN}'
            WHEN length({n}) <> 18 THEN '{LENGTH}'
            ELSE '{CHARACTERS}'
        END"""

    born = f"{code} // {_BORN} % 100000000"
    return f"""CASE WHEN {code} IS NULL THEN {once(f"coalesce({sql_normal(text)}, '')", form)}
        WHEN {code} < 0 THEN CASE WHEN NOT ({_sql_card_good(code, today)}) THEN '{CARD_BIRTH_DATE}' END
        ELSE nullif(concat_ws('；',
            CASE WHEN NOT {_sql_date_is(code, _BORN)} THEN '{BIRTH_DATE}'
                WHEN {born} > {today:%Y%m%d} THEN '{UNBORN}'
                WHEN {born} < {earliest_birth(today):%Y%m%d} THEN '{TOO_OLD}' END,
            CASE WHEN {code} % 11 <> {sql_check_value(code, 11)} THEN '{CHECK_DIGIT}' END), '')
    END"""


# Unified social credit codes. stdnum wants eight leading digits, but a registering body may also be a letter (N
# agriculture, Y others), so the form is our own and the check character is stdnum's.

_USCC_FORM = re.compile(r"[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}")
_USCC_SQL_FORM = _USCC_FORM.pattern
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_WIDE = "".join(chr(code + 0xFEE0) for code in range(0x30, 0x7B) if chr(code).isalnum())
_USCC_FROM = _WIDE + _AROUND
_USCC_TO = "".join(chr(ord(c) - 0xFEE0) for c in _WIDE)
_USCC_TABLE = str.maketrans(_USCC_FROM[: len(_USCC_TO)], _USCC_TO, _USCC_FROM[len(_USCC_TO) :])

USCC_MISSING = "缺少统一社会信用代码"
USCC_LENGTH = "统一社会信用代码不是 18 位"
USCC_CHARACTERS = "统一社会信用代码无效：只能用数字和大写字母（不含 I、O、Z、S、V），第 3 至 8 位是数字"
USCC_CHECK_DIGIT = "统一社会信用代码校验位不对"


def normalise_uscc(text: str) -> str:
    """Half-width, without spaces or hyphens, in capitals."""
    return "".join(c.upper() if c.isascii() else c for c in text.translate(_USCC_TABLE))


def check_uscc(text: str) -> list[str]:
    """What is wrong with a unified social credit code, as Chinese sentences; an empty list if nothing is."""
    number = normalise_uscc(text)
    if not number:
        return [USCC_MISSING]
    if len(number) != 18:
        return [USCC_LENGTH]
    if not _USCC_FORM.fullmatch(number):
        return [USCC_CHARACTERS]
    if number[17] != _uscc.calc_check_digit(number[:17]):
        return [USCC_CHECK_DIGIT]
    return []


def sql_uscc_normal(text: str) -> str:
    """SQL: ``text`` as :func:`normalise_uscc` gives it."""
    cleaned = f"translate({text}, {literal(_USCC_FROM)}, {literal(_USCC_TO)})"
    letters = "abcdefghijklmnopqrstuvwxyz"
    cleaned = f"translate({cleaned}, '{letters}', '{letters.upper()}')"
    return f"CASE WHEN regexp_full_match({text}, '[0-9A-Z]*') THEN {text} ELSE {cleaned} END"


def sql_uscc_check_digit(text: str) -> str:
    """SQL: the check character of the first 17 characters of ``text``."""
    values = (
        f"(instr('{_USCC_ALPHABET}', {text}[{place}]) - 1) * {weight}" for place, weight in enumerate(_USCC_WEIGHTS, 1)
    )
    return f"'{_USCC_ALPHABET}'[((31 - ({' + '.join(values)}) % 31) % 31 + 1)::BIGINT]"


def sql_uscc_good(normal: str) -> str:
    """SQL: whether a normalised code is valid."""
    return (
        f"(CASE WHEN regexp_full_match({normal}, '{_USCC_SQL_FORM}') "
        f"THEN {normal}[18] = {sql_uscc_check_digit(normal)} ELSE false END)"
    )


def sql_uscc_problem(text: str) -> str:
    """SQL: what :func:`check_uscc` says of ``text``, or NULL."""

    def problem(n: str) -> str:
        return f"""CASE
            WHEN {n} = '' THEN '{USCC_MISSING}'
            WHEN length({n}) <> 18 THEN '{USCC_LENGTH}'
            WHEN NOT regexp_full_match({n}, '{_USCC_SQL_FORM}') THEN '{USCC_CHARACTERS}'
            WHEN {n}[18] <> {sql_uscc_check_digit(n)} THEN '{USCC_CHECK_DIGIT}'
        END"""

    return once(f"coalesce({sql_uscc_normal(text)}, '')", problem)
