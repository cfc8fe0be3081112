"""The insurance subsidies of a demonstration city's flexible workers, month by month, and what of them was paid wrongly."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

from yuntai.registry.city import full_year, window_start
from yuntai.registry.draw import Draw

POLICY = "flexible_subsidy"


@dataclass(frozen=True)
class _Part:
    """What happens to one flexible worker: paid from month to month of the last full year, ``wrong`` those that the truth names."""

    fault: str
    note: str
    paid: tuple[int, int]
    wrong: tuple[int, int]
    innocent: bool = False


_PARTS = (
    _Part("not_in_group", "不是就业困难人员，也不是离校不久的毕业生", (3, 5), (3, 5)),
    _Part("after_leaving", "停止灵活就业参保以后又发了一个月", (1, 7), (7, 7)),
    _Part("more_than_share", "应发实缴的三分之二，发了全额", (1, 9), (5, 5)),
    _Part("not_in_group", "不是就业困难人员，是离校不到两年的毕业生", (3, 5), (3, 5), innocent=True),
    _Part("after_leaving", "停止灵活就业参保以前的最后一个月", (1, 6), (6, 6), innocent=True),
    _Part("more_than_share", "正好是实缴的三分之二", (1, 9), (5, 5), innocent=True),
)
_GRADUATE = 3
"""The part of those who are in the group because they left school not long ago."""
_FULL = 2
"""The part of those who were paid all that they had paid themselves."""


def cast_flexible(connection: duckdb.DuckDBPyConnection, draw: Draw, each: int, until: date) -> None:
    """The table ``flexible_actors(i, part)``: ``each`` flexible workers a part; and their enrolments as the part has them.

    Those who leave do so on 8 July of the last full year, after what was paid for June.
    """
    last = f"DATE '{until}'"
    connection.execute(f"""
        CREATE TABLE flexible_actors AS
        SELECT i, (place - 1) // {each} AS part FROM (
            SELECT i, row_number() OVER (ORDER BY {draw.unit("i", "flexible cast")}, i) AS place FROM people
            WHERE died_on IS NULL AND NOT hard_to_employ AND retires_on > {last} + 400
                AND coalesce(graduated_on, DATE '1900-01-01') < {last} - 365 * 6
                AND i IN (SELECT i FROM jobs WHERE kind = 'flexible' AND ended_on IS NULL
                    AND began_on < DATE '{window_start(until)}')
                AND i NOT IN (SELECT unnest([i, original]) FROM doubles))
        WHERE place <= {each * len(_PARTS)}""")
    year = full_year(until)
    leavers = ", ".join(str(number) for number, part in enumerate(_PARTS) if part.fault == "after_leaving")
    connection.execute(f"""
        UPDATE people SET hard_to_employ = true FROM flexible_actors a
            WHERE people.i = a.i AND part NOT IN (0, {_GRADUATE});
        UPDATE people SET graduated_on = DATE '{year - 1}-06-30' FROM flexible_actors a
            WHERE people.i = a.i AND part = {_GRADUATE};
        UPDATE jobs SET registered_on = began_on FROM flexible_actors a WHERE jobs.i = a.i;
        UPDATE jobs SET ended_on = DATE '{year}-07-08', end_reason = 'quit' FROM flexible_actors a
            WHERE jobs.i = a.i AND part IN ({leavers})""")


def make_monthly_subsidies(connection: duckdb.DuckDBPyConnection, draw: Draw, until: date) -> None:
    """Add to ``subsidies`` what was paid of ``flexible_subsidy``: two thirds of what was paid oneself for a month.

    It is claimed on the 26th, when the month has been paid for, and paid before the next month is.
    """
    row = "enrolment * 1000 + month(month)"
    played = " ".join(
        f"WHEN {number} THEN month(month) BETWEEN {part.paid[0]} AND {part.paid[1]}"
        for number, part in enumerate(_PARTS)
    )
    connection.execute(f"""
        CREATE TABLE monthly AS
        SELECT 'F' || lpad(enrolment::VARCHAR, 8, '0') || strftime(month, '%Y%m') AS payment, i, part, month, enrolment,
            CASE WHEN part = {_FULL} AND month(month) = {_PARTS[_FULL].wrong[0]} THEN own_paid
                ELSE (((own_paid * 100)::BIGINT * 2 // 3) / 100)::DECIMAL(18, 2) END AS amount,
            month + 25 AS claimed_on, month + {draw.whole(row, "monthly paid", 29, 33)} AS paid_on
        FROM months JOIN jobs USING (enrolment, i) JOIN people USING (i) LEFT JOIN flexible_actors USING (i)
        WHERE kind = 'flexible' AND months.paid_on IS NOT NULL AND month + 33 <= DATE '{until}'
            AND CASE WHEN part IS NULL THEN hard_to_employ AND died_on IS NULL AND ended_on IS NULL
                    AND registered_on <= month AND month >= DATE '{until}' - 365
                    AND {draw.unit("i", "claims monthly")} < 0.6
                ELSE year(month) = {full_year(until)} AND CASE part {played} END END;
        INSERT INTO subsidies
        SELECT payment, i, '{POLICY}', enrolment::VARCHAR, NULL, NULL, amount, claimed_on, paid_on FROM monthly
        ORDER BY payment""")
    for number, part in enumerate(_PARTS):
        connection.execute(
            f"INSERT INTO truth SELECT ?, ?, 'payments', payment, i, NULL, ? FROM monthly "
            f"WHERE part = {number} AND month(month) BETWEEN {part.wrong[0]} AND {part.wrong[1]}",
            [part.fault, part.innocent, part.note],
        )
