"""The people and the employers of a demonstration city, with margins like those of its :class:`~yuntai.registry.makeup.Makeup`."""

from __future__ import annotations

import math
from datetime import date

import duckdb

from yuntai.registry.draw import Draw
from yuntai.registry.identity import sql_check_value, sql_uscc_check_digit
from yuntai.registry.makeup import Makeup
from yuntai.registry.sql import literal

WINDOW = 36
"""How many months of contributions and benefits a city has."""

SECTION_SHARES = {
    "A": 1,
    "B": 0.3,
    "C": 20,
    "D": 0.7,
    "E": 12,
    "F": 21,
    "G": 5,
    "H": 5,
    "I": 8,
    "J": 2,
    "K": 3,
    "L": 8,
    "M": 5,
    "N": 1,
    "O": 2.5,
    "P": 2.5,
    "Q": 2,
    "R": 1,
    "S": 1,
}
SECTION_WAGES = {"I": 1.5, "J": 1.6, "D": 1.3, "M": 1.25, "H": 0.68, "O": 0.72, "A": 0.7, "F": 0.9, "P": 1.1, "Q": 1.15}
"""Wages by section, as a multiple of the city's (1 where none stands here)."""

SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英文华建国玉梅春红志鹏宇欣怡子轩雨涵浩然思远佳琪晨曦雪婷博俊峰"


def pyramid(until: date) -> dict[str, float]:
    """Weights of the ages 0 to 95: the births of 1962–1972 and 1982–1990, few children, newcomers of working age."""
    weights = {}
    for age in range(96):
        year = until.year - age
        births = 1.5 if 1962 <= year <= 1972 else 1.4 if 1982 <= year <= 1990 else 0.7 if 1959 <= year <= 1961 else 1.0
        births *= 0.8 if year >= 1995 else 1.0
        births *= 0.7 if year >= 2018 else 1.0
        newcomers = 1.35 if 20 <= age <= 42 else 1.0
        survival = math.exp(-(((age - 58) / 19) ** 2)) if age > 58 else 1.0
        weights[str(age)] = births * newcomers * survival
    return weights


def window_start(until: date) -> date:
    """The first day of the months that a city's records cover."""
    months = until.year * 12 + until.month - WINDOW
    return date(months // 12, months % 12 + 1, 1)


def full_year(until: date) -> int:
    """The last year that records up to ``until`` cover whole."""
    return until.year if (until.month, until.day) == (12, 31) else until.year - 1


def retirement(born_on: str, sex: str, post: str) -> str:
    """SQL: the day of retirement by the Decision of 2024-09-13.

    It is a month later for every four months after 2025-01-01 (two for women in workers' posts) at which it would have
    been before, three (five) years at most.
    """
    before = f"({born_on} + to_years(CASE WHEN {sex} = 'male' THEN 60 WHEN {post} = 'cadre' THEN 55 ELSE 50 END))::DATE"
    months = f"date_diff('month', DATE '2025-01-01', {before})"
    delay = (
        f"CASE WHEN {before} < DATE '2025-01-01' THEN 0 WHEN {sex} = 'female' AND {post} = 'worker' "
        f"THEN least(60, {months} // 2 + 1) ELSE least(36, {months} // 4 + 1) END"
    )
    return f"({before} + to_months(({delay})::INT))::DATE"


def make_people(
    connection: duckdb.DuckDBPyConnection, draw: Draw, makeup: Makeup, persons: int, ghosts: int, until: date
) -> None:
    """The table ``people``: one row per person, numbered ``i`` from 1; the last ``ghosts`` of them are old and do nothing."""
    last = f"DATE '{until}'"
    regions = "CASE household " + " ".join(
        f"WHEN {literal(household)} THEN {draw.one_of('i', 'region', codes)}"
        for household, codes in makeup.regions.items()
    )
    male = "CASE WHEN age < 25 THEN 0.525 WHEN age < 60 THEN 0.505 WHEN age < 75 THEN 0.48 ELSE 0.42 END"
    mortality = "CASE WHEN age < 40 THEN 0.001 WHEN age < 60 THEN 0.005 WHEN age < 75 THEN 0.03 ELSE 0.15 END"
    start = window_start(until)
    flexible = draw.chance("i", "flexible", 0.14)
    connection.execute(f"""
        CREATE TABLE people AS
        WITH aged AS (
            SELECT i::BIGINT AS i, i > {persons - ghosts} AS ghost,
                CASE WHEN ghost THEN 64 + i % 12 ELSE {draw.weighted("i", "age", pyramid(until))}::INT END AS age
            FROM range(1, {persons} + 1) t(i)
        ), born AS (
            SELECT *,
                CASE WHEN {draw.unit("i", "sex")} < {male} THEN 'male' ELSE 'female' END AS sex,
                ({last} - to_years(age::INT) - to_days({draw.whole("i", "birthday", 0, 364)}))::DATE AS born_on,
                {draw.weighted("i", "district", makeup.districts)} AS district,
                {draw.weighted("i", "household", {"nanjing": 70, "jiangsu": 12, "elsewhere": 18})} AS household,
                {draw.weighted("i", "post", {"worker": 55, "cadre": 45})} AS post,
                CASE WHEN {draw.unit("i", "death")} < {mortality} THEN
                    (DATE '{start}' + {draw.whole("i", "death day", 0, (until - start).days)})::DATE END AS died
            FROM aged
        ), placed AS (
            SELECT *, {regions} END AS region,
                CASE WHEN died > born_on AND NOT ghost THEN died END AS died_on,
                {draw.unit("i", "degree")} < (CASE WHEN year(born_on) >= 1980 THEN 0.5 ELSE 0.15 END)
                    AND make_date(year(born_on) + 23, 6, 30) <= {last} AS graduate
            FROM born
        ), numbered AS (
            SELECT *, row_number() OVER (PARTITION BY region, born_on, sex ORDER BY i) AS nth,
                CASE WHEN graduate THEN make_date(year(born_on) + 23, 6, 30) END AS graduated_on
            FROM placed
        ), identified AS (
            SELECT *, region::BIGINT * 100000000000 + strftime(born_on, '%Y%m%d')::BIGINT * 1000
                + 2 * (1 + ({draw.bits("region::BIGINT * 100000000 + strftime(born_on, '%Y%m%d')::BIGINT", "order")} % 400
                    + nth * 7)::BIGINT % 490) + (sex = 'male')::INT AS body,
                CASE WHEN graduate THEN graduated_on + {draw.whole("i", "first job", 1, 300)}
                    ELSE (born_on + to_years(16))::DATE + {draw.whole("i", "first job", 60, 2400)} END AS works_from,
                {retirement("born_on", "sex", "post")} AS retires_on
            FROM numbered
        )
        SELECT i, {resident_id("body")} AS resident_id,
            {draw.one_of("i", "surname", SURNAMES)} || {draw.one_of("i", "given", GIVEN)}
                || CASE WHEN {draw.chance("i", "two", 0.75)} THEN {draw.one_of("i", "given 2", GIVEN)} ELSE '' END
                AS name,
            sex, born_on, district, household, post,
            works_from <= {last} AND retires_on > {last}
                AND {draw.unit("i", "hard")} < CASE WHEN {flexible} THEN 0.15 ELSE 0.04 END AS hard_to_employ,
            graduated_on, works_from, retires_on, died_on,
            works_from <= {last} AND works_from < coalesce(died_on, {last}) AND {draw.chance("i", "insured", 0.85)}
                AND NOT ghost AS insured,
            {flexible} AS flexible,
            {draw.weighted("i", "jobs", {"1": 72, "2": 20, "3": 8})}::INT AS jobs
        FROM identified ORDER BY i""")


def resident_id(body: str) -> str:
    """SQL: the resident id of a body of 17 digits."""
    return f"({body}::VARCHAR || '10X98765432'[(12 - {sql_check_value(body)}) % 11 + 1])"


def make_employers(connection: duckdb.DuckDBPyConnection, draw: Draw, makeup: Makeup, persons: int, until: date) -> int:
    """The table ``firms``, the greatest first, numbered ``e`` from 1; its tail has closed. Returns how many there are."""
    count = max(30, persons // 20)
    words = ["华", "宁", "金", "苏", "江", "东", "新", "盛", "泰", "安", "恒", "瑞", "科", "信", "达", "丰", "源", "联"]
    kinds = {"enterprise": 91, "hr_agency": 2, "dispatch": 2, "training_body": 2, "institution": 3}
    code = f"'91' || {draw.one_of('e', 'seat', makeup.regions['nanjing'])} || 'MA' || lpad(e::VARCHAR, 7, '0')"
    connection.execute(f"""
        CREATE TABLE firms AS
        SELECT e, code || {sql_uscc_check_digit("code")} AS employer,
            {literal(makeup.name)} || {draw.one_of("e", "word", words)}
                || {draw.one_of("e", "word 2", words)} || e || '有限公司' AS name,
            section, kind, district, insured_in_province, opened_on,
            CASE WHEN e > {count} * 0.96 THEN DATE '{until}' - {draw.whole("e", "closed", 30, 900)} END AS closed_on,
            {draw.whole("e", "owner", 1, persons)} AS owner
        FROM (SELECT e::BIGINT AS e, {code} AS code,
                {draw.weighted("e", "section", SECTION_SHARES)} AS section,
                {draw.weighted("e", "kind", kinds)} AS kind,
                {draw.weighted("e", "district", makeup.districts)} AS district,
                {draw.chance("e", "insured", 0.98)} AS insured_in_province,
                DATE '1985-01-01' + {draw.whole("e", "opened", 0, 9000)} AS opened_on
            FROM range(1, {count} + 1) t(e))
        ORDER BY e""")
    return count
