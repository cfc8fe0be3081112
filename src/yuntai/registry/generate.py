"""Make the exports of a demonstration city: plausible people, employers, insurance, payments, and planted faults."""

from __future__ import annotations

import shutil
import tempfile
from datetime import date
from pathlib import Path

import duckdb

from yuntai.errors import YuntaiError
from yuntai.registry.careers import make_benefits, make_contributions, make_enrolments, make_spells
from yuntai.registry.check import MEMORY, Progress
from yuntai.registry.city import make_employers, make_people
from yuntai.registry.doubles import PARTS, make_doubles
from yuntai.registry.draw import Draw
from yuntai.registry.faults import Planter, cast, planted
from yuntai.registry.flexible import cast_flexible, make_monthly_subsidies
from yuntai.registry.makeup import Makeup
from yuntai.registry.schema import TABLES
from yuntai.registry.skills import make_certificates, make_subsidies
from yuntai.registry.spoil import spoil
from yuntai.registry.sql import identifier, literal

LEAST_PERSONS, MOST_PERSONS = 2_000, 20_000_000


def generate(
    out: Path,
    persons: int,
    seed: int,
    truth: Path,
    until: date,
    makeup: Makeup,
    *,
    csv: bool = False,
    progress: Progress | None = None,
) -> None:
    """Write a city of ``persons`` people to the folder ``out``, one file per table, as a bureau exports it.

    The 36 months up to ``until`` are recorded. The same ``seed`` and ``makeup`` give the same city. Planted faults are listed in
    ``truth/faults.csv``, innocent look-alikes in ``truth/lookalikes.csv``. Raises :class:`YuntaiError` if the city is
    too small or too large, or a folder is not empty; a city that was not finished is taken away again.
    """
    if not LEAST_PERSONS <= persons <= MOST_PERSONS:
        raise YuntaiError(f"示范城市要有 {LEAST_PERSONS:,} 到 {MOST_PERSONS:,} 人，给的是 {persons:,} 人")
    out, truth = Path(out), Path(truth)
    for folder in (out, truth):
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise YuntaiError(f"{folder} 不是空文件夹，请换一个")
    for folder in (out, truth):
        folder.mkdir(parents=True, exist_ok=True)
    say = progress or (lambda _message: None)
    working = Path(tempfile.mkdtemp(prefix=".making-", dir=out.parent))
    try:
        with duckdb.connect(
            str(working / "city.duckdb"), config={"memory_limit": MEMORY, "temp_directory": str(working / "spill")}
        ) as connection:
            connection.execute("SET enable_progress_bar = false")
            _make(connection, persons, Draw(seed), until, makeup, say)
            for name in TABLES:
                say(f"写出{TABLES[name].title}")
                _export(connection, name, out, csv=csv)
            for file, innocent in (("faults.csv", False), ("lookalikes.csv", True)):
                connection.execute(
                    f"COPY (SELECT fault AS kind, tbl AS table, key, resident_id, note FROM truth_told "
                    f"WHERE innocent = {innocent} ORDER BY ALL) TO {literal(str(truth / file))} (HEADER)"
                )
    except BaseException:
        for folder in (out, truth):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _make(
    connection: duckdb.DuckDBPyConnection, persons: int, draw: Draw, until: date, makeup: Makeup, say: Progress
) -> None:
    say("生成人员和单位")
    each = planted(persons)
    apart = each * len(PARTS)
    make_people(connection, draw, makeup, persons, apart, until)
    make_doubles(connection, draw, makeup, persons, each, until)
    firms = make_employers(connection, draw, makeup, persons - apart, until)
    say("生成参保登记")
    make_enrolments(connection, draw, firms, until)
    cast(connection, draw, persons, until)
    planter = Planter(connection, draw, persons, until)
    planter.enrolments()
    cast_flexible(connection, draw, each, until)
    planter.deaths()
    say("生成缴费记录")
    make_contributions(connection, draw, until)
    planter.contributions()
    say("生成失业登记和待遇")
    make_spells(connection, draw, until)
    make_benefits(connection, draw, until)
    planter.benefits()
    say("生成证书和补贴")
    make_certificates(connection, draw, makeup, until)
    make_subsidies(connection, draw, until)
    planter.subsidies()
    make_monthly_subsidies(connection, draw, until)
    last = f"DATE '{until}'"
    for name, query in _EXPORTS.items():
        connection.execute(f"CREATE VIEW export_{name} AS {query.format(last=last)}")
    spoil(connection, each)
    connection.execute(
        "CREATE VIEW truth_told AS SELECT fault, innocent, tbl, "
        "CASE WHEN tbl = 'persons' AND i IS NOT NULL THEN p.resident_id ELSE key END AS key, "
        "coalesce(t.resident_id, p.resident_id) AS resident_id, note FROM truth t LEFT JOIN people p USING (i)"
    )


_EXPORTS = {
    "persons": "SELECT resident_id, name, sex, born_on, district, household, post, hard_to_employ, graduated_on "
    "FROM people",
    "employers": "SELECT employer AS uscc, name, section, kind, district, insured_in_province, opened_on, closed_on "
    "FROM firms",
    "businesses": "SELECT 'B' || lpad(e::VARCHAR, 8, '0') AS business, employer AS uscc, resident_id, "
    "opened_on AS registered_on, closed_on AS cancelled_on FROM firms JOIN people ON owner = i "
    "WHERE born_on < opened_on - 365 * 18",
    "enrolments": "SELECT enrolment, resident_id, employer AS uscc, j.kind, place, began_on, ended_on, end_reason, "
    "contract_signed_on, registered_on FROM jobs j JOIN people USING (i) LEFT JOIN firms USING (e)",
    "contributions": "SELECT enrolment, resident_id, month, wage, base, own_paid, paid_on FROM months JOIN people USING (i)",
    "spells": "SELECT 'S' || lpad(spell::VARCHAR, 8, '0') AS spell, resident_id, lost_on, registered_on, reason, "
    "seeks_work, reemployed_on, insured_months FROM idle JOIN people USING (i)",
    "benefits": "SELECT benefit, resident_id, kind, month, amount, paid_on, place, account "
    "FROM paid_out JOIN people USING (i)",
    "certificates": "SELECT certificate, resident_id, occupation, level, kind, issued_on, assessed_in_nanjing, listed, "
    "starred, found_in_osta, found_in_jshrss, shortage FROM papers JOIN people USING (i)",
    "deaths": "SELECT 'D' || lpad(i::VARCHAR, 8, '0') AS death, resident_id, d.died_on, "
    "least(d.died_on + (3 + i % 17)::INT, {last}) AS reported_on FROM (SELECT i, died_on FROM people WHERE died_on IS NOT NULL "
    "UNION ALL FROM late_deaths) d JOIN people USING (i)",
    "payments": "SELECT payment, resident_id, policy, subject, occupation, level, amount, claimed_on, paid_on "
    "FROM subsidies JOIN people USING (i)",
}


def _export(connection: duckdb.DuckDBPyConnection, name: str, out: Path, *, csv: bool) -> None:
    """Write a table in the order of its key, the spoilt rows after the sound ones."""
    keys = ", ".join(identifier(TABLES[name][key].export_name) for key in TABLES[name].key)
    target = out / f"{name}.{'csv' if csv else 'parquet'}"
    form = "HEADER" if csv else "FORMAT parquet, COMPRESSION zstd"
    connection.execute(
        f"COPY (SELECT * EXCLUDE (spoilt) FROM (SELECT *, 0 AS spoilt FROM export_{name} "
        f"UNION ALL SELECT *, 1 FROM spoilt_{name}) ORDER BY spoilt, {keys}) TO {literal(str(target))} ({form})"
    )
