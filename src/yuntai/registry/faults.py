"""Plant faults into a demonstration city, and keep their truth.

Workers and pensioners with an unremarkable record are cast first (``cast_actors``), one part each, so that no two
faults meet in one person. The table ``truth`` says which row of which table is at fault; a look-alike is innocent.
"""

from __future__ import annotations

from datetime import date

import duckdb

from yuntai.errors import YuntaiError
from yuntai.registry.careers import UNEMPLOYMENT_BENEFIT, account
from yuntai.registry.city import full_year, window_start
from yuntai.registry.doubles import LOOK_ALIKES, SECOND_IDENTITIES, slot
from yuntai.registry.draw import Draw
from yuntai.registry.scripts import FAMILY, GROUP, PENSIONERS, SCRIPTS, WORKERS
from yuntai.registry.skills import NOTICE_YEAR
from yuntai.registry.sql import literal

_PENSION = "4321.00"


def planted(persons: int) -> int:
    """How many of each kind of fault a city of so many persons has."""
    return max(3, persons // 5000)


def cast(connection: duckdb.DuckDBPyConnection, draw: Draw, persons: int, until: date) -> None:
    """The table ``cast_actors(i, role, part, nth)``: who plays which part. Raises :class:`YuntaiError` if too few can."""
    n = planted(persons)
    workers, pensioners = len(SCRIPTS) + 2 * len(WORKERS), 2 * len(PENSIONERS) + GROUP + FAMILY
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
                    AND i IN (SELECT i FROM jobs))
            WHERE i NOT IN (SELECT unnest([i, original]) FROM doubles))
        WHERE place <= {n} * CASE role WHEN 'worker' THEN {workers} ELSE {pensioners} END""")
    found = connection.execute("SELECT count(*) FROM cast_actors").fetchone()
    if not found or found[0] < n * (workers + pensioners):
        raise YuntaiError(f"{persons} 人的示范城市太小，放不下要埋的问题；请至少用 2000 人")


class Planter:
    """Plants conduct faults; each method stands where the tables that it adds to are made."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, draw: Draw, persons: int, until: date) -> None:
        self.connection = connection
        self.draw = draw
        self.persons = persons
        self.n = planted(persons)
        self.year = full_year(until)
        self.until = until

    def _actors(self, role: str, first: int, parts: int = 1) -> str:
        return (
            f"(SELECT i, nth FROM cast_actors WHERE role = '{role}' AND part BETWEEN {first} AND {first + parts - 1})"
        )

    def _worker(self, fault: str, *, innocent: bool = False) -> str:
        return self._actors("worker", len(SCRIPTS) + len(WORKERS) * innocent + WORKERS.index(fault))

    def _pensioner(self, fault: str, *, innocent: bool = False) -> str:
        return self._actors("pensioner", len(PENSIONERS) * innocent + PENSIONERS.index(fault))

    def _slot(self, part: str) -> str:
        first, last = slot(self.persons, self.n, part)
        return f"(SELECT i, i - {first} AS nth FROM people WHERE i BETWEEN {first} AND {last})"

    def _truth(self, fault: str, table: str, key: str, source: str, note: str, *, innocent: bool = False) -> None:
        self.connection.execute(
            f"INSERT INTO truth SELECT ?, ?, ?, ({key})::VARCHAR, i, NULL, ? FROM {source}",
            [fault, innocent, table, note],
        )

    def _told(
        self, fault: str, kind: str, actors: str, note: str, *, innocent: bool = False, where: str = "true"
    ) -> None:
        """Note every benefit of a kind that ``actors`` drew."""
        paid = f"(SELECT benefit, i FROM paid_out WHERE kind = '{kind}' AND i IN (SELECT i FROM {actors}) AND {where})"
        self._truth(fault, "benefits", "benefit", paid, note, innocent=innocent)

    def _day(self, month_and_day: str, back: int = 0) -> str:
        return f"DATE '{self.year - back}-{month_and_day}'"

    # Enrolments ------------------------------------------------------------------------------------------------------

    def enrolments(self) -> None:
        """Enrolments in two places at once, of pensioners, of children; and those that only look so."""
        two = self._worker("overlapping_enrolments")
        self._enrol(two, "jiangsu", self._day("02-01"), self._day("08-31"))
        self._truth_newest("overlapping_enrolments", two, "同一时间在两地参保")
        change = self._worker("overlapping_enrolments", innocent=True)
        self._end(change, self._day("04-30"), "quit")
        begins = f"{self._day('05-01')} - 10 * (nth % 2)::INT"
        self._enrol(change, "jiangsu", begins, "NULL")
        self._truth_newest("overlapping_enrolments", change, "换到外地工作，至多当月两边各缴一次", innocent=True)

        working = self._pensioner("pension_while_employed")
        self._enrol(working, "elsewhere", self._day("01-01"), "NULL")
        rehired = self._pensioner("pension_while_employed", innocent=True)
        self._enrol(rehired, "nanjing", self._day("01-01"), "NULL")

        for innocent, years, note in ((False, 13, "参保日期录错年份，当时 13 岁"), (True, 16, "满 16 周岁当天参保")):
            young = self._worker("underage_enrolment", innocent=innocent)
            self.connection.execute(
                f"UPDATE jobs SET began_on = (born_on + to_years({years}))::DATE FROM people "
                f"WHERE jobs.i = people.i AND jobs.i IN (SELECT i FROM {young})"
            )
            source = f"(SELECT enrolment, i FROM jobs WHERE i IN (SELECT i FROM {young}))"
            self._truth("underage_enrolment", "enrolments", "enrolment", source, note, innocent=innocent)

        self._end(self._worker("pension_too_young"), self._day("12-31", 1), "retired")
        self._end(self._worker("late_enrolment"), self._day("06-30"), "dismissed")
        self._end(self._worker("late_enrolment", innocent=True), self._day("06-30"), "dismissed")
        seasonal = f"(FROM {self._worker('unemployment_while_employed', innocent=True)} WHERE nth % 2 = 1)"
        self._end(seasonal, self._day("01-31"), "expired")
        self._enrol(seasonal, "nanjing", self._day("06-20"), "NULL")

        for part, kind, began, ended in (
            ("hardly_known", "flexible", "DATE '1998-03-01'", "DATE '1998-11-30'"),
            ("too_old", "flexible", "DATE '1985-01-01'", "DATE '1986-12-31'"),
            ("centenarian", "flexible", "DATE '1985-01-01'", "DATE '1986-12-31'"),
            ("early_pensioner", "employee", "DATE '2001-03-01'", self._day("12-31", 1)),
        ):
            self._enrol(self._slot(part), "nanjing", began, ended, kind=kind)

    def _enrol(self, actors: str, place: str, began: str, ended: str, *, kind: str = "employee") -> None:
        firm = "NULL" if kind == "flexible" else "1 + nth % 20"
        self.connection.execute(f"""
            INSERT INTO jobs SELECT (SELECT max(enrolment) FROM jobs) + row_number() OVER (ORDER BY nth) AS enrolment,
                i, {firm}, '{kind}', '{place}', {began}, {ended},
                CASE WHEN {ended} IS NULL THEN NULL ELSE 'quit' END,
                {"NULL" if kind == "flexible" else began}, NULL FROM {actors}""")

    def _end(self, actors: str, day: str, reason: str) -> None:
        self.connection.execute(
            f"UPDATE jobs SET ended_on = {day}, end_reason = '{reason}' WHERE i IN (SELECT i FROM {actors})"
        )

    def _truth_newest(self, fault: str, actors: str, note: str, *, innocent: bool = False) -> None:
        newest = f"(SELECT max(enrolment) AS enrolment, i FROM jobs WHERE i IN (SELECT i FROM {actors}) GROUP BY i)"
        self._truth(fault, "enrolments", "enrolment", newest, note, innocent=innocent)

    def contributions(self) -> None:
        """Paid after the fact shortly before a benefit, long before one, or for a few months; and not paid at all."""
        for innocent, note in ((False, "补缴后一个多月领失业金"), (True, "补缴在领待遇半年多以前，或只补缴两三个月")):
            actors = self._worker("late_enrolment", innocent=innocent)
            months = f"month BETWEEN {self._day('07-01', 1)} AND {self._day('03-01')}"
            paid_on = f"{self._day('07-05')} - (nth % 2)::INT"
            if innocent:
                months = (
                    f"month BETWEEN {self._day('02-01', 1)} AND {self._day('09-01', 1)} AND nth % 2 = 0 "
                    f"OR month BETWEEN {self._day('01-01')} AND {self._day('03-01')} AND nth % 2 = 1"
                )
                paid_on = f"CASE WHEN nth % 2 = 0 THEN {self._day('12-20', 1)} ELSE {self._day('07-05')} END"
            self.connection.execute(
                f"UPDATE months SET paid_on = {paid_on} FROM {actors} a WHERE months.i = a.i AND ({months})"
            )
            late = f"(SELECT enrolment, month, m.i FROM months m JOIN {actors} a ON m.i = a.i WHERE {months})"
            self._truth("late_enrolment", "contributions", "enrolment || ' ' || month", late, note, innocent=innocent)
        open_still = f"(FROM {self._worker('unemployment_while_employed', innocent=True)} WHERE nth % 2 = 0)"
        self.connection.execute(
            f"DELETE FROM months WHERE i IN (SELECT i FROM {open_still}) AND month >= {self._day('02-01')}"
        )
        rehired = self._pensioner("pension_while_employed", innocent=True)
        self.connection.execute(
            f"DELETE FROM months WHERE i IN (SELECT i FROM {rehired}) AND month >= {self._day('01-01')}"
        )

    # Deaths and benefits ---------------------------------------------------------------------------------------------

    def deaths(self) -> None:
        """Pensioners who die in June: on the 5th, and benefits go on; or they stop with that of the month of death."""
        self.connection.execute("CREATE TABLE late_deaths (i BIGINT, died_on DATE)")
        early = f"(FROM {self._pensioner('benefit_after_death', innocent=True)} WHERE nth % 2 = 1)"
        for actors in (self._pensioner("benefit_after_death"), early):
            self.connection.execute(f"INSERT INTO late_deaths SELECT i, {self._day('06-05')} FROM {actors}")
        timely = f"(FROM {self._pensioner('benefit_after_death', innocent=True)} WHERE nth % 2 = 0)"
        self.connection.execute(f"UPDATE people SET died_on = {self._day('06-25')} WHERE i IN (SELECT i FROM {timely})")

    def benefits(self) -> None:
        """What was paid to the dead, the employed, the too young and too old, twice, to one account, and to nobody."""
        self._after_death()
        self._unemployed()
        self._ages()
        self._twice()
        working = self._pensioner("pension_while_employed")
        self._told(
            "pension_while_employed", "pension", working, "领养老金的同时在外地参保",
            where="EXISTS (FROM months WHERE months.i = paid_out.i AND months.month = paid_out.month)",
        )  # fmt: skip
        rehired = self._pensioner("pension_while_employed", innocent=True)
        this_year = f"month >= {self._day('01-01')}"
        self._told(
            "pension_while_employed", "pension", rehired, "退休返聘，登记而不缴费", innocent=True, where=this_year
        )
        for part, note, innocent in (
            ("fictitious_person", "除养老金外没有任何记录", False),
            ("hardly_known", "只有一段很早的参保", True),
        ):
            people = self._slot(part)
            self._pay("pension", people, _PENSION, (1, 12))
            self._told("fictitious_person", "pension", people, note, innocent=innocent)
            self._truth("fictitious_person", "persons", "i", people, note, innocent=innocent)
        self._accounts()
        for parts, note, innocent in (
            (SECOND_IDENTITIES, "一个人有两个身份", False),
            (LOOK_ALIKES, "双胞胎、同名同生日、兄弟姐妹", True),
        ):
            both = f"(SELECT unnest([i, original]) AS i FROM doubles WHERE part IN {parts})"
            self._truth("two_identities", "persons", "i", both, note, innocent=innocent)

    def _after_death(self) -> None:
        innocent = self._pensioner("benefit_after_death", innocent=True)
        self.connection.execute(
            f"DELETE FROM paid_out WHERE i IN (SELECT i FROM {innocent}) AND month > {self._day('06-01')}"
        )
        late = self._pensioner("benefit_after_death")
        self._told("benefit_after_death", "pension", late, "死亡后仍发养老金", where=f"month > {self._day('06-05')}")
        june = f"month = {self._day('06-01')}"
        self._told("benefit_after_death", "pension", innocent, "死亡当月的养老金", innocent=True, where=june)

    def _unemployed(self) -> None:
        employed = self._worker("unemployment_while_employed")
        between = self._worker("unemployment_while_employed", innocent=True)
        self._lose_work(employed, self._day("02-01"), "NULL")
        self._lose_work(between, self._day("02-01"), f"CASE WHEN nth % 2 = 1 THEN {self._day('06-20')} END")
        self._pay("unemployment", employed, UNEMPLOYMENT_BENEFIT, (3, 5))
        self._pay("unemployment", between, UNEMPLOYMENT_BENEFIT, (3, 6))
        fault = "unemployment_while_employed"
        self._told(fault, "unemployment", employed, "领失业金的月份单位仍在缴费")
        self._told(fault, "unemployment", between, "季节工在两季之间，或单位没有及时停保", innocent=True)
        for innocent in (False, True):
            late = self._worker("late_enrolment", innocent=innocent)
            self._lose_work(late, self._day("07-01"), "NULL")
            self._pay("unemployment", late, UNEMPLOYMENT_BENEFIT, (8, 10))

    def _lose_work(self, actors: str, day: str, again: str) -> None:
        self.connection.execute(f"""
            INSERT INTO idle SELECT (SELECT max(spell) FROM idle) + row_number() OVER (ORDER BY i), enrolment, i,
                {day}, {day} + 9, 'dismissed', true, {again}, 60
            FROM (SELECT min(enrolment) AS enrolment, i FROM jobs GROUP BY i) JOIN {actors} USING (i)""")

    def _ages(self) -> None:
        young = self._worker("pension_too_young")
        self._pay("pension", young, _PENSION, (2, 7))
        least = (
            "(SELECT (born_on + to_years(CASE sex WHEN 'male' THEN 50 ELSE 45 END))::DATE FROM people p "
            "WHERE p.i = paid_out.i)"
        )
        self._told("pension_too_young", "pension", young, "未到任何退休年龄", where=f"month < {least}")
        for fault, part, note, innocent in (
            ("pension_too_young", "early_pensioner", "特殊工种提前退休", True),
            ("pension_too_old", "too_old", "年过 110 岁仍领养老金", False),
            ("pension_too_old", "centenarian", "百岁老人", True),
        ):
            people = self._slot(part)
            self._pay("pension", people, _PENSION, (1, 12))
            self._told(fault, "pension", people, note, innocent=innocent)

    def _twice(self) -> None:
        fault, (first, last) = "benefit_in_two_places", (3, 8)
        twice, months = self._pensioner(fault), f"month BETWEEN {self._day('03-01')} AND {self._day('08-01')}"
        self._pay("pension", twice, "2987.60", (first, last), place="jiangsu")
        self._told(fault, "pension", twice, "同一月份在两地领养老金", where=months)
        once = self._pensioner(fault, innocent=True)
        moved, corrected = (f"(FROM {once} WHERE nth % 2 = {part})" for part in (0, 1))
        self.connection.execute(
            f"UPDATE paid_out SET place = 'jiangsu' WHERE i IN (SELECT i FROM {moved}) AND month < {self._day('05-01')}"
        )
        self._pay("pension", corrected, "186.40", (7, 7))
        self._told(
            fault,
            "pension",
            once,
            "待遇关系转移前后，或补发差额",
            innocent=True,
            where=f"month >= {self._day('04-01')}",
        )

    def _accounts(self) -> None:
        """Many who have nothing to do with each other and one account; families and couples who share one."""
        first = 2 * len(PENSIONERS)
        self._share(self._actors("pensioner", first, GROUP), "nth", 9, f"{GROUP} 人的待遇发到同一个账户")
        family = self._actors("pensioner", first + GROUP, FAMILY)
        self._share(family, "nth", 8, f"一家 {FAMILY} 位老人共用一个账户", innocent=True)
        couples = f"""(SELECT i, nth FROM (
            SELECT i, row_number() OVER (ORDER BY i) - 1 AS nth FROM people WHERE insured AND died_on IS NULL
                AND retires_on < DATE '{window_start(self.until)}' AND i NOT IN (SELECT i FROM cast_actors)
                AND i NOT IN (SELECT unnest([i, original]) FROM doubles))
            WHERE nth < {2 * self.n})"""
        self._share(couples, "nth // 2", 7, "夫妻两人共用一个账户", innocent=True)
        self.connection.execute(
            f"UPDATE paid_out SET account = {account(self.draw, 'original')} FROM doubles d "
            "WHERE paid_out.i = d.i AND shares"
        )

    def _share(self, actors: str, number: str, digit: int, note: str, *, innocent: bool = False) -> None:
        self.connection.execute(
            f"UPDATE paid_out SET account = '6217****' || lpad(({digit}000000000 + {number})::VARCHAR, 10, '0') "
            f"FROM {actors} a WHERE paid_out.i = a.i"
        )
        drawn = f"(SELECT DISTINCT account, i FROM paid_out SEMI JOIN {actors} USING (i))"
        self._truth("shared_account", "benefits", "account", drawn, note, innocent=innocent)

    def _pay(self, kind: str, actors: str, amount: str, months: tuple[int, int], *, place: str = "nanjing") -> None:
        first, last = months
        self.connection.execute(f"""
            INSERT INTO paid_out SELECT (SELECT max(benefit) FROM paid_out) + row_number() OVER (ORDER BY i, m), i,
                '{kind}', make_date({self.year}, m::INT, 1), {amount}, make_date({self.year}, m::INT, 15),
                '{place}', {account(self.draw, "i")}
            FROM {actors} CROSS JOIN range({first}, {last + 1}) t(m)""")

    # Subsidies -------------------------------------------------------------------------------------------------------

    def subsidies(self) -> None:
        """The scripts of workers with certificates."""
        for part, script in enumerate(SCRIPTS):
            actors = self._actors("worker", part)
            for place, paper in enumerate(script.papers):
                issued = f"DATE '{min(self.year, NOTICE_YEAR) - paper.back}-{paper.day}'"
                certificate = f"'C8{part:02}{place}' || lpad(nth::VARCHAR, 5, '0')"
                self.connection.execute(f"""
                    INSERT INTO papers SELECT {certificate}, i, {literal(paper.occupation)}, {paper.level}, 'skill', {issued},
                        true, {paper.listed}, false, {paper.osta}, {paper.jshrss}, {paper.shortage} FROM {actors}""")
                if paper.paid is not None:
                    self.connection.execute(f"""
                        INSERT INTO subsidies SELECT 'P' || substr({certificate}, 2), i, 'skill_upgrading', {certificate},
                            {literal(paper.occupation)},
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
