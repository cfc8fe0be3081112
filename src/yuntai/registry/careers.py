"""What a demonstration city's people live through: jobs, contributions, unemployment, benefits, deaths."""

from __future__ import annotations

from datetime import date

import duckdb

from yuntai.registry.city import SECTION_WAGES, WINDOW, window_start
from yuntai.registry.draw import Draw

BASE_BOUNDS = {"2025-01-01": (4952, 24762), "2024-01-01": (4879, 24396), "": (4494, 24042)}
"""The floor and the ceiling of the contribution base, in yuan a month, by the first month that they hold for: Jiangsu's of
2023 (before it too), 2024 (苏人社发〔2024〕43号) and 2025 (苏人社发〔2025〕33号), the newest first."""

OWN_SHARES = ("0.20", "0.105")
"""What is paid of the base by oneself: by flexible workers (the pension's 20 %, 国发〔2005〕38号), by staff (8 % for the pension,
2 % medical, 0.5 % unemployment)."""

UNEMPLOYMENT_BENEFIT = "2052.00"
"""The monthly unemployment benefit of the demonstration, in yuan."""


def make_enrolments(connection: duckdb.DuckDBPyConnection, draw: Draw, firms: int, until: date) -> None:
    """The table ``jobs``: up to three enrolments of each insured person, apart by gaps of no or some months."""
    start = f"DATE '{window_start(until)}'"
    last = f"DATE '{until}'"
    end = "({} + to_months({} + 1))::DATE - 1"
    row = "i * 4 + j"
    reasons = {"expired": 30, "dismissed": 20, "redundancy": 10, "quit": 40}
    connection.execute(f"""
        CREATE TABLE jobs AS
        WITH breaks AS (
            SELECT *, {draw.whole("i", "break 1", 3, 14)} AS b1,
                floor(pow({draw.unit("i", "gap 1")}, 2) * 10)::INT AS g1,
                {draw.whole("i", "job 2", 4, 11)} AS d2,
                floor(pow({draw.unit("i", "gap 2")}, 2) * 6)::INT AS g2,
                CASE WHEN flexible THEN 1 ELSE jobs END AS n,
                least(retires_on - 1, died_on) AS cap
            FROM people WHERE insured
        ), spans AS (
            SELECT i, 1 AS j, flexible, works_from, retires_on, cap,
                works_from + greatest(0, floor({draw.unit("i", "began")}
                    * date_diff('day', works_from, least({start}, retires_on))))::INT AS began,
                CASE WHEN n > 1 THEN {end.format(start, "b1")}
                    WHEN {draw.chance("i", "left", 0.05)} THEN {end.format(start, draw.whole("i", "left on", 6, 33))}
                    END AS ended
            FROM breaks
            UNION ALL
            SELECT i, 2, flexible, works_from, retires_on, cap, ({start} + to_months(b1 + 1 + g1))::DATE,
                CASE WHEN n > 2 THEN {end.format(start, "b1 + 1 + g1 + d2")} END
            FROM breaks WHERE n > 1
            UNION ALL
            SELECT i, 3, flexible, works_from, retires_on, cap, ({start} + to_months(b1 + 2 + g1 + d2 + g2))::DATE, NULL
            FROM breaks WHERE n > 2
        ), cut AS (
            SELECT i, j, flexible, greatest(began, works_from) AS began_on, least(ended, cap) AS ended,
                coalesce(ended, {last}) >= retires_on AND retires_on - 1 = cap AS retired, cap
            FROM spans
        )
        SELECT row_number() OVER (ORDER BY i, j) AS enrolment, i,
            CASE WHEN flexible THEN NULL ELSE
                1 + floor({firms} * 0.96 * pow({draw.unit(row, "firm")}, 2.2))::BIGINT END AS e,
            CASE WHEN flexible THEN 'flexible' ELSE 'employee' END AS kind,
            {draw.weighted(row, "place", {"nanjing": 94, "jiangsu": 3, "elsewhere": 3})} AS place,
            began_on,
            CASE WHEN ended <= {last} THEN ended END AS ended_on,
            CASE WHEN ended > {last} OR ended IS NULL THEN NULL WHEN retired THEN 'retired'
                WHEN ended = cap THEN NULL ELSE {draw.weighted(row, "reason", reasons)} END AS end_reason,
            CASE WHEN NOT flexible AND {draw.chance(row, "signed", 0.97)}
                THEN least(began_on + {draw.whole(row, "signed on", 0, 25)}, {last}) END AS contract_signed_on,
            CASE WHEN flexible AND {draw.chance(row, "registered", 0.85)}
                THEN least(began_on + {draw.whole(row, "registered on", 0, 60)}, {last}) END AS registered_on
        FROM cut WHERE began_on <= least({last}, cap) AND began_on <= coalesce(ended, {last})
        ORDER BY i, j""")


def make_contributions(connection: duckdb.DuckDBPyConnection, draw: Draw, until: date) -> None:
    """The table ``months``: one contribution per enrolment and month, a few unpaid, a few missing."""
    start = f"DATE '{window_start(until)}'"
    row = f"(enrolment * {WINDOW} + m)"
    factors = " ".join(f"WHEN '{section}' THEN {factor}" for section, factor in SECTION_WAGES.items())
    floor, ceiling = (
        "CASE "
        + " ".join(f"WHEN month >= '{since}' THEN {bounds[side]}" for since, bounds in BASE_BOUNDS.items() if since)
        + f" ELSE {BASE_BOUNDS[''][side]} END"
        for side in (0, 1)
    )
    connection.execute(f"""
        CREATE TABLE months AS
        WITH paid AS (
            SELECT enrolment, i, level,
                unnest(range(greatest(0, date_diff('month', {start}, began_on)),
                    date_diff('month', {start}, coalesce(ended_on, DATE '{until}')) + 1)) AS m
            FROM (
                SELECT jobs.*, CASE WHEN jobs.kind = 'flexible' THEN {BASE_BOUNDS[""][0]} ELSE
                    7200 * (CASE section {factors} ELSE 1 END)
                    * exp(0.45 * {draw.normal("enrolment", "wage")}
                        + 0.011 * least(25, greatest(0, date_diff('year', born_on, DATE '{until}') - 22))) END AS level
                FROM jobs JOIN people USING (i) LEFT JOIN firms USING (e))
        ), drawn AS (
            SELECT enrolment, i, ({start} + to_months(m::INT))::DATE AS month, {row} AS row,
                greatest(2490, round(level * (0.97 + 0.06 * {draw.unit(row, "month")}), 2))::DECIMAL(18, 2) AS wage,
                least({ceiling}, greatest({floor}, round(level)))::DECIMAL(18, 2) AS base
            FROM paid WHERE NOT {draw.chance(row, "missing", 0.005)}
        )
        SELECT enrolment, i, month, wage, base, CASE WHEN paid_on IS NOT NULL
            THEN (base * CASE kind WHEN 'flexible' THEN {OWN_SHARES[0]} ELSE {OWN_SHARES[1]} END)::DECIMAL(18, 2) END
            AS own_paid, paid_on
        FROM (SELECT *, CASE WHEN NOT {draw.chance("row", "unpaid", 0.007)}
                AND month + 9 + {draw.whole("row", "paid", 0, 15)} <= DATE '{until}'
                THEN month + 9 + {draw.whole("row", "paid", 0, 15)} END AS paid_on FROM drawn)
            JOIN (SELECT enrolment, kind FROM jobs) USING (enrolment)""")


def make_spells(connection: duckdb.DuckDBPyConnection, draw: Draw, until: date) -> None:
    """The table ``idle``: a registration of unemployment after most jobs that ended against the person's will."""
    last = f"DATE '{until}'"
    connection.execute(f"""
        CREATE TABLE idle AS
        SELECT row_number() OVER (ORDER BY enrolment) AS spell, * FROM (
            SELECT enrolment, i, ended_on + 1 AS lost_on,
                ended_on + {draw.whole("enrolment", "registered", 4, 25)} AS registered_on, end_reason AS reason,
                {draw.chance("enrolment", "seeks", 0.96)} AS seeks_work, next_on AS reemployed_on,
                least(720, date_diff('month', first_on, ended_on) + 1) AS insured_months
            FROM (SELECT *, lead(began_on) OVER (PARTITION BY i ORDER BY enrolment) AS next_on,
                    min(began_on) OVER (PARTITION BY i) AS first_on FROM jobs WHERE kind = 'employee')
            JOIN people USING (i)
            WHERE ended_on IS NOT NULL AND end_reason NOT IN ('retired') AND died_on IS NULL
                AND i NOT IN (SELECT i FROM cast_actors)
                AND coalesce(next_on, {last}) > ended_on + 40 AND ended_on + 26 < {last}
                AND {draw.unit("enrolment", "registers")} < CASE WHEN end_reason = 'quit' THEN 0.1 ELSE 0.7 END)""")


def make_benefits(connection: duckdb.DuckDBPyConnection, draw: Draw, until: date) -> None:
    """The table ``paid_out``: pensions, unemployment benefit, injury allowances, survivors' benefits by month.

    A benefit is paid on the 15th of its month, so a person who dies later in the month has been paid rightly.
    """
    start = f"DATE '{window_start(until)}'"
    connection.execute(f"""
        CREATE TABLE paid_out AS
        WITH entitled AS (
            SELECT i, 'pension' AS kind, greatest({start}, (date_trunc('month', retires_on) + to_months(1))::DATE) AS first,
                died_on, round(3100 * exp(0.35 * {draw.normal("i", "pension")}), 2) AS amount
            FROM people WHERE insured AND retires_on <= DATE '{until}'
            UNION ALL
            SELECT i, 'unemployment', (date_trunc('month', registered_on) + to_months(1))::DATE,
                least(reemployed_on - 1, (date_trunc('month', registered_on) + to_months(
                    CASE WHEN insured_months < 60 THEN 12 WHEN insured_months < 120 THEN 18 ELSE 24 END))::DATE + 20,
                    (retires_on - 1)),
                {UNEMPLOYMENT_BENEFIT}
            FROM idle JOIN people USING (i) WHERE reason <> 'quit' AND insured_months >= 12 AND seeks_work
            UNION ALL
            SELECT i, 'injury', {start}, least(died_on, retires_on), round(2600 + 900 * {draw.unit("i", "injury pay")}, 2)
            FROM people WHERE insured AND {draw.chance("i", "injury", 0.002)}
                AND works_from < {start} AND retires_on > {start}
            UNION ALL
            SELECT i, 'survivor', greatest({start}, (date_trunc('month', born_on) + to_months(1))::DATE), died_on, 1180.00
            FROM people WHERE works_from > DATE '{until}' AND {draw.chance("i", "survivor", 0.01)}
        ), spread AS (
            SELECT *, unnest(range(0, date_diff('month', first, DATE '{until}') + 1)) AS m FROM entitled
            WHERE first <= DATE '{until}'
        )
        SELECT row_number() OVER (ORDER BY i, kind, month) AS benefit, i, kind, month, amount, month + 14 AS paid_on,
            'nanjing' AS place, account
        FROM (SELECT i, kind, (first + to_months(m::INT))::DATE AS month, died_on,
                (amount * CASE WHEN kind = 'pension' THEN 1.04 ** (year(first + to_months(m::INT)) - year({start}))
                    ELSE 1 END)::DECIMAL(18, 2) AS amount, {account(draw, "i")} AS account FROM spread)
        WHERE month + 14 <= coalesce(died_on, DATE '{until}') AND month + 14 <= DATE '{until}'""")


def account(draw: Draw, row: str) -> str:
    """SQL: the masked bank account of a person."""
    return f"('6217****' || lpad(({draw.bits(row, 'account')} % 8000000000)::VARCHAR, 10, '0'))"
