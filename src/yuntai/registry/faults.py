"""Plant faults into a demonstration city, and keep their truth.

Workers and pensioners with an unremarkable record are cast first (``cast_actors``), one part each, so that no two
faults meet in one person. The table ``truth`` says which row of which table is at fault; a look-alike is innocent.
"""

from __future__ import annotations

from datetime import date

import duckdb

from yuntai.errors import YuntaiError
from yuntai.registry.careers import UNEMPLOYMENT_BENEFIT, account
from yuntai.registry.city import window_start
from yuntai.registry.draw import Draw
from yuntai.registry.parse import literal
from yuntai.registry.scripts import (
    GROUP,
    PENSIONER_FAULTS,
    PENSIONER_LOOK_ALIKES,
    SCRIPTS,
    WORKER_FAULTS,
    WORKER_LOOK_ALIKES,
)


def planted(persons: int) -> int:
    """How many of each kind of fault a city of so many persons has."""
    return max(3, persons // 5000)


def cast(connection: duckdb.DuckDBPyConnection, draw: Draw, persons: int, until: date) -> None:
    """The table ``cast_actors(i, role, part, nth)``: who plays which part. Raises :class:`YuntaiError` if too few can."""
    n = planted(persons)
    workers = len(SCRIPTS) + len(WORKER_FAULTS) + len(WORKER_LOOK_ALIKES)
    pensioners = len(PENSIONER_FAULTS) + len(PENSIONER_LOOK_ALIKES)
    start, last = f"DATE '{window_start(until)}'", f"DATE '{until}'"
    connection.execute(
        "CREATE TABLE truth (fault VARCHAR, innocent BOOLEAN, tbl VARCHAR, key VARCHAR, i BIGINT, "
        "resident_id VARCHAR, note VARCHAR)"
    )
    connection.execute(f"""
        CREATE TABLE cast_actors AS
        SELECT i, role, (place - 1) // {n} AS part, (place - 1) % {n} AS nth FROM (
            SELECT i, role, row_number() OVER (PARTITION BY role ORDER BY {draw.unit("i", "cast")}, i) AS place FROM (
                SELECT i, 'worker' AS role FROM people WHERE died_on IS NULL AND NOT hard_to_employ
                    AND born_on BETWEEN {last} - 365 * 48 AND {last} - 365 * 24 AND retires_on > {last}
                    AND i IN (SELECT i FROM jobs GROUP BY i HAVING count(*) = 1 AND max(kind) = 'employee'
                        AND max(place) = 'nanjing' AND max(began_on) < {start} - 400 AND count(ended_on) = 0)
                    AND NOT {draw.chance("i", "injury", 0.002)}
                UNION ALL
                SELECT i, 'pensioner' FROM people WHERE died_on IS NULL AND insured AND retires_on < {start} - 31
                    AND i IN (SELECT i FROM jobs)))
        WHERE place <= {n} * CASE role WHEN 'worker' THEN {workers} ELSE {pensioners + GROUP} END""")
    found = connection.execute("SELECT count(*) FROM cast_actors").fetchone()
    if not found or found[0] < n * (workers + pensioners + GROUP):
        raise YuntaiError(f"{persons} 人的示范城市太小，放不下要埋的问题；请至少用 2000 人")


class Planter:
    """Plants conduct faults; each method stands where the tables that it adds to are made."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, draw: Draw, persons: int, until: date) -> None:
        self.connection = connection
        self.draw = draw
        self.n = planted(persons)
        self.real = persons - self.n
        full = until.year if (until.month, until.day) == (12, 31) else until.year - 1
        self.year = full
        self.until = until

    def _actors(self, role: str, part: int) -> str:
        return f"(SELECT i, nth FROM cast_actors WHERE role = '{role}' AND part = {part})"

    def _worker(self, fault: str, *, innocent: bool = False) -> str:
        faults = WORKER_LOOK_ALIKES if innocent else WORKER_FAULTS
        return self._actors("worker", len(SCRIPTS) + len(WORKER_FAULTS) * innocent + faults.index(fault))

    def _pensioner(self, fault: str, *, innocent: bool = False) -> str:
        faults = PENSIONER_LOOK_ALIKES if innocent else PENSIONER_FAULTS
        return self._actors("pensioner", len(PENSIONER_FAULTS) * innocent + faults.index(fault))

    def _truth(self, fault: str, table: str, key: str, source: str, note: str, *, innocent: bool = False) -> None:
        self.connection.execute(
            f"INSERT INTO truth SELECT ?, ?, ?, ({key})::VARCHAR, i, NULL, ? FROM {source}",
            [fault, innocent, table, note],
        )

    def enrolments(self) -> None:
        """Second enrolments: of workers in another place at once, of pensioners as employees elsewhere; and of workers
        who changed jobs from one day to the next."""
        year = self.year
        change = self._worker("overlapping_enrolments", innocent=True)
        self.connection.execute(
            f"UPDATE jobs SET ended_on = DATE '{year}-04-30', end_reason = 'quit' WHERE i IN (SELECT i FROM {change})"
        )
        plans = (
            (
                "overlapping_enrolments",
                self._worker("overlapping_enrolments"),
                "jiangsu",
                f"DATE '{year}-02-01'",
                f"DATE '{year}-08-31'",
                "同一时间在两地参保",
                False,
            ),
            ("overlapping_enrolments", change, "nanjing", f"DATE '{year}-05-01'", "NULL", "前一份停保次日参保", True),
            (
                "pension_while_employed",
                self._pensioner("pension_while_employed"),
                "elsewhere",
                f"DATE '{year}-01-01'",
                "NULL",
                "领养老金的同时在外地参保",
                False,
            ),
        )
        for fault, actors, place, began, ended, note, innocent in plans:
            self.connection.execute(f"""
                INSERT INTO jobs SELECT (SELECT max(enrolment) FROM jobs) + row_number() OVER (ORDER BY nth) AS enrolment,
                    i, 1 + nth % 20, 'employee', '{place}', {began}, {ended},
                    CASE WHEN {ended} IS NULL THEN NULL ELSE 'quit' END, {began} FROM {actors}""")
            newest = f"(SELECT max(enrolment) AS enrolment, i FROM jobs WHERE i IN (SELECT i FROM {actors}) GROUP BY i)"
            self._truth(fault, "enrolments", "enrolment", newest, note, innocent=innocent)

    def deaths(self) -> None:
        """Pensioners who die in June: on the 5th, though benefits go on, and on the 25th, when June's has been paid."""
        self.connection.execute("CREATE TABLE late_deaths (i BIGINT, died_on DATE)")
        self.connection.execute(
            f"INSERT INTO late_deaths SELECT i, DATE '{self.year}-06-05' FROM {self._pensioner('benefit_after_death')}"
        )
        timely = self._pensioner("benefit_after_death", innocent=True)
        self.connection.execute(
            f"UPDATE people SET died_on = DATE '{self.year}-06-25' WHERE i IN (SELECT i FROM {timely})"
        )

    def benefits(self) -> None:
        """What was paid after death, to the employed, to nobody's account, and to persons who do not exist."""
        year, connection = self.year, self.connection
        after = "SELECT benefit, i FROM paid_out JOIN late_deaths USING (i) WHERE month + 14 > died_on"
        self._truth("benefit_after_death", "benefits", "benefit", f"({after})", "死亡后仍发养老金")
        timely = self._pensioner("benefit_after_death", innocent=True)
        june = f"(SELECT benefit, i FROM paid_out WHERE month = DATE '{year}-06-01' AND i IN (SELECT i FROM {timely}))"
        self._truth("benefit_after_death", "benefits", "benefit", june, "死亡当月，发放在前死亡在后", innocent=True)

        employed = self._worker("unemployment_while_employed")
        connection.execute(f"""
            INSERT INTO idle SELECT (SELECT max(spell) FROM idle) + row_number() OVER (ORDER BY i), enrolment, i,
                DATE '{year}-02-01', DATE '{year}-02-10', 'dismissed', true, NULL, 60
            FROM jobs WHERE i IN (SELECT i FROM {employed})""")
        self._pay("unemployment", employed, UNEMPLOYMENT_BENEFIT, (3, 5))
        paid = f"(SELECT benefit, i FROM paid_out WHERE kind = 'unemployment' AND i IN (SELECT i FROM {employed}))"
        self._truth("unemployment_while_employed", "benefits", "benefit", paid, "领失业金的月份单位仍在缴费")

        employed = self._pensioner("pension_while_employed")
        drawn = (
            f"(SELECT benefit, i FROM paid_out WHERE kind = 'pension' AND month >= DATE '{year}-01-01' "
            f"AND i IN (SELECT i FROM {employed}))"
        )
        self._truth("pension_while_employed", "benefits", "benefit", drawn, "领养老金的同时在外地参保")

        self._fictitious()
        rest = len(PENSIONER_FAULTS) + len(PENSIONER_LOOK_ALIKES)
        groups = f"(SELECT i, nth FROM cast_actors WHERE role = 'pensioner' AND part >= {rest})"
        connection.execute(
            f"UPDATE paid_out SET account = '6217****' || lpad((9000000000 + nth)::VARCHAR, 10, '0') "
            f"FROM {groups} g WHERE paid_out.i = g.i"
        )
        self._truth(
            "shared_account",
            "benefits",
            "account",
            f"(SELECT DISTINCT account, i FROM paid_out SEMI JOIN {groups} USING (i))",
            f"{GROUP} 人的待遇发到同一个账户",
        )
        self._couples()

    def _couples(self) -> None:
        """Innocent: two pensioners of one household share an account."""
        couples = f"""(SELECT i, nth // 2 AS pair FROM (
            SELECT i, row_number() OVER (ORDER BY i) - 1 AS nth FROM people WHERE insured AND died_on IS NULL
                AND retires_on < DATE '{window_start(self.until)}' AND i NOT IN (SELECT i FROM cast_actors))
            WHERE nth < {2 * self.n})"""
        self.connection.execute(
            f"UPDATE paid_out SET account = '6217****' || lpad((8000000000 + pair)::VARCHAR, 10, '0') "
            f"FROM {couples} c WHERE paid_out.i = c.i"
        )
        self._truth(
            "shared_account",
            "benefits",
            "account",
            f"(SELECT DISTINCT account, i FROM paid_out SEMI JOIN {couples} USING (i))",
            "夫妻两人共用一个账户",
            innocent=True,
        )

    def _fictitious(self) -> None:
        """Persons with a good number and a pension, and no trace in any other table."""
        ghosts = f"(SELECT i + {self.real} AS i, nth FROM (SELECT i, i - 1 AS nth FROM people WHERE i <= {self.n}))"
        self._pay("pension", ghosts, "4321.00", (1, 12))
        paid = f"(SELECT benefit, i FROM paid_out WHERE i > {self.real})"
        self._truth("fictitious_person", "benefits", "benefit", paid, "除养老金外没有任何记录")
        self._truth("fictitious_person", "persons", "i", f"(SELECT i FROM {ghosts})", "除养老金外没有任何记录")

    def _pay(self, kind: str, actors: str, amount: str, months: tuple[int, int]) -> None:
        first, last = months
        self.connection.execute(f"""
            INSERT INTO paid_out SELECT (SELECT max(benefit) FROM paid_out) + row_number() OVER (ORDER BY i, m), i,
                '{kind}', make_date({self.year}, m::INT, 1), {amount}, make_date({self.year}, m::INT, 15),
                {account(self.draw, "i")}
            FROM {actors} CROSS JOIN range({first}, {last + 1}) t(m)""")

    def subsidies(self) -> None:
        """The scripts of workers with certificates."""
        for part, script in enumerate(SCRIPTS):
            actors = self._actors("worker", part)
            for place, paper in enumerate(script.papers):
                issued = f"DATE '{self.year - paper.back}-{paper.day}'"
                certificate = f"'C8{part:02}{place}' || lpad(nth::VARCHAR, 5, '0')"
                self.connection.execute(f"""
                    INSERT INTO papers SELECT {certificate}, i, {literal(paper.occupation)}, {paper.level}, 'skill', {issued},
                        true, false, false, {paper.osta}, {paper.jshrss}, false FROM {actors}""")
                if paper.paid is not None:
                    self.connection.execute(f"""
                        INSERT INTO subsidies SELECT i, 'skill_upgrading', {certificate}, {literal(paper.occupation)},
                            {paper.level}, {paper.paid}, {issued} + 20, {issued} + 40 FROM {actors}""")
            at = range(len(script.papers))[script.at]
            while script.papers[at].paid is None:
                at -= 1
            self._truth(
                script.fault,
                "payments",
                f"'P8{part:02}{at}' || lpad(nth::VARCHAR, 5, '0')",
                actors,
                script.note,
                innocent=script.innocent,
            )
