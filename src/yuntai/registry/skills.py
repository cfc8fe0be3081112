"""Skill certificates of a demonstration city's workers, and the subsidies rightly paid for them."""

from __future__ import annotations

from datetime import date

import duckdb

from yuntai.registry.city import window_start
from yuntai.registry.draw import Draw
from yuntai.registry.makeup import Makeup
from yuntai.registry.sql import literal

OFF_LIST_STANDARD = {5: "150.00", 4: "280.00", 3: "500.00"}
"""Yuan paid for a certificate outside the catalogue, by level."""

POST_STANDARD, POST_SHORTAGE = "2600.00", "3120.00"
"""Yuan paid for a level-two certificate of the catalogue, and for one in shortage."""


NOTICE_YEAR = 2023
"""The year in which 宁人社规〔2022〕9号 paid: the subsidies of a later city lie back in it."""


def notice_year(until: date) -> tuple[date, date]:
    """The first and the last day of the year whose subsidies a city has: of the notice, or before it the city's last."""
    year = min(until.year, NOTICE_YEAR)
    return date(year, 1, 1), min(until, date(year, 12, 31))


def make_certificates(connection: duckdb.DuckDBPyConnection, draw: Draw, makeup: Makeup, until: date) -> None:
    """The table ``papers``: certificates of one in eight workers; a second one is of the next occupation in the list."""
    first, last = notice_year(until)
    start = min(window_start(until), first)
    levels = {"5": 45, "4": 31, "3": 20, "2": 3, "1": 1}
    kinds = {"skill": 86, "ability": 7, "training": 7}
    occupations = ", ".join(
        f"{{name: {literal(name)}, listed: {listed}, starred: {starred}, shortage: {shortage}}}"
        for name, (listed, starred, shortage) in makeup.occupations.items()
    )
    row = "i * 2 + k"
    connection.execute(f"""
        CREATE TABLE papers AS
        SELECT 'C' || lpad((row_number() OVER (ORDER BY i, k))::VARCHAR, 9, '0') AS certificate, i, o.name AS occupation,
            {draw.weighted(row, "level", levels)}::INT AS level, {draw.weighted(row, "kind", kinds)} AS kind, issued_on,
            {draw.chance(row, "here", 0.96)} AS assessed_in_nanjing, o.listed AS listed, o.starred AS starred,
            {draw.chance(row, "osta", 0.97)} AS found_in_osta, {draw.chance(row, "jshrss", 0.93)} AS found_in_jshrss,
            o.shortage AS shortage
        FROM (
            SELECT i, k, [{occupations}][1 + ({draw.whole("i", "occupation", 0, len(makeup.occupations) - 1)} + k)
                    % {len(makeup.occupations)}] AS o,
                CASE WHEN {draw.chance(row, "this year", 0.5)}
                    THEN DATE '{first}' + {draw.whole(row, "issued", 0, (last - first).days)}
                    ELSE DATE '{start}' + {draw.whole(row, "issued", 0, (until - start).days)} END AS issued_on
            FROM people JOIN (VALUES (0), (1)) t(k) ON k = 0 OR {draw.chance("i", "second", 0.2)}
            WHERE insured AND died_on IS NULL AND retires_on > DATE '{until}' AND {draw.chance("i", "skilled", 0.125)}
                AND works_from < DATE '{start}' AND i NOT IN (SELECT i FROM cast_actors)
        )""")


def make_subsidies(connection: duckdb.DuckDBPyConnection, draw: Draw, until: date) -> None:
    """The table ``subsidies``: ``skill_upgrading`` paid in its year for off-list certificates, one a person."""
    last = notice_year(until)[1]
    amounts = " ".join(f"WHEN {level} THEN {amount}" for level, amount in OFF_LIST_STANDARD.items())
    connection.execute(f"""
        CREATE TABLE subsidies AS
        SELECT 'P' || substr(certificate, 2) AS payment, i, 'skill_upgrading' AS policy, certificate AS subject, occupation, level,
            (CASE level {amounts} END)::DECIMAL(18, 2) AS amount, claimed_on,
            claimed_on + {draw.whole("i", "paid", 15, 45)} AS paid_on
        FROM (
            SELECT *, issued_on + {draw.whole("i", "claimed", 5, 150)} AS claimed_on,
                row_number() OVER (PARTITION BY i ORDER BY issued_on, certificate) AS nth
            FROM papers
            WHERE NOT listed AND level BETWEEN 3 AND 5 AND kind = 'skill' AND assessed_in_nanjing
                AND (found_in_osta OR found_in_jshrss) AND year(issued_on) = {last.year}
                AND EXISTS (FROM jobs WHERE jobs.i = papers.i AND jobs.kind = 'employee' AND place = 'nanjing'
                    AND began_on <= issued_on - 400 AND ended_on IS NULL)
        )
        WHERE nth = 1 AND claimed_on <= DATE '{last}' - 46 AND {draw.chance("i", "claims", 0.75)}
        ORDER BY subject""")
