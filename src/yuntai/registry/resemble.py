"""Find persons who may be one, while their names and numbers are still there: second identities.

Splink weighs pairs by Fellegi and Sunter: what agrees counts by how much oftener it agrees in one person's two identities
(``m``) than in two people's (``u``). The ``m`` are assumptions, printed below; the ``u`` are counted in the data, names by
their own frequency. No training, so the same exports give the same pairs. Only pseudonyms, a probability and words like
“姓名同音” reach the registry (see docs/decisions/0005).
"""

from __future__ import annotations

import logging
from typing import Any

import duckdb

from yuntai.errors import YuntaiError
from yuntai.registry.names import letter_key
from yuntai.registry.report import Report

ONE_IN = 2000
"""Of how many persons one is taken to have a second identity."""

LEAST = 0.5
"""Pairs that are less likely one person are not kept."""

_FLOOR = 1e-6
"""The least ``u``: what is counted in few people is not rarer than this."""

# Agreement, m, words: the first that fits counts, the last is all else.
_NAME = (
    ("name_l = name_r", 0.80, "姓名相同"),
    ("sound_l = sound_r", 0.08, "姓名同音"),
    ("surname_l = surname_r AND length(name_l) > 2 AND length(name_r) > 2 "
     "AND (name_l[2] = name_r[2] OR last_l = last_r)", 0.005, "姓和名中一字相同"),
    ("surname_l = surname_r", 0.095, "同姓"),
    ("ELSE", 0.02, ""),
)  # fmt: skip
_NUMBER = (
    ("region_l = region_r AND born_l = born_r", 0.30, "号码的地区和出生日期相同"),
    ("damerau_levenshtein(number_l, number_r) = 1", 0.43, "号码只差一处"),
    ("born_l = born_r", 0.02, "出生日期相同"),
    ("day_l = day_r AND abs(year_l - year_r) <= 5", 0.15, "出生月日相同，年份相近"),
    ("ELSE", 0.10, ""),
)
_DISTRICT = (("district_l = district_r", 0.85, "住在同一个区"), ("ELSE", 0.15, ""))
_SEX = (("sex_l = sex_r", 0.97, ""), ("ELSE", 0.03, "性别不同"))
_ACCOUNT = (("account_l = account_r", 0.60, "待遇发到同一个账户"), ("ELSE", 0.40, ""))

_SILENT = {column: f"{column}_l IS NULL OR {column}_r IS NULL" for column in ("name", "number", "district", "account")}
_SILENT["sex"] = (
    "damerau_levenshtein(number_l, number_r) = 1"  # the number holds the sex, so a slip in it says nothing more by changing that too
)
"""When a comparison counts neither for nor against."""

_COMPARISONS = {"name": _NAME, "number": _NUMBER, "district": _DISTRICT, "sex": _SEX, "account": _ACCOUNT}


def make_resemblances(connection: duckdb.DuckDBPyConnection, report: Report) -> None:
    """Make the table ``resemblances(code, other, probability, alike)`` of the accepted persons.

    Raises :class:`YuntaiError` where the exports hold no persons, or the extra ``fuzzy`` is not installed.
    """
    if "persons" not in report.tables:
        raise YuntaiError("没有人员表，不能比对双重身份")
    try:
        from pypinyin import lazy_pinyin
        from splink import DuckDBAPI, Linker, SettingsCreator, block_on
        from splink.comparison_library import CustomComparison
    except ImportError:
        raise YuntaiError("比对双重身份要另装 Splink：pip install 'yuntai[fuzzy]'") from None
    _describe(connection, lazy_pinyin, accounts="benefits" in report.tables)
    us = _frequencies(connection)

    def comparison(column: str, levels: Any) -> CustomComparison:
        parts: list[dict[str, Any]] = [
            {"sql_condition": _SILENT[column], "is_null_level": True, "label_for_charts": "不明"}
        ]
        for (condition, m, words), u in zip(levels, us[column], strict=True):
            part = {
                "sql_condition": condition,
                "m_probability": m,
                "u_probability": u,
                "label_for_charts": words or condition,
            }
            if condition == "name_l = name_r":
                part |= {"tf_adjustment_column": "name", "tf_adjustment_weight": 1.0}
            parts.append(part)
        return CustomComparison(parts, output_column_name=column)

    persons = connection.execute("SELECT count(*) FROM compared").fetchall()[0][0]
    blocks = [("sound", "year"), ("sound", "day"), ("surname", "region", "born"), ("surname", "account")]
    settings = SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="code",
        probability_two_random_records_match=2 / ONE_IN / max(1, persons - 1),
        comparisons=[comparison(column, levels) for column, levels in _COMPARISONS.items()],
        blocking_rules_to_generate_predictions=[block_on(*columns) for columns in blocks],
    )
    linker = Linker(DuckDBAPI(connection).register("compared"), settings, log_level=logging.ERROR)
    pairs = linker.inference.predict(threshold_match_probability=LEAST).physical_name
    said = ", ".join(
        "CASE gamma_{} {} END".format(
            column,
            " ".join(
                f"WHEN {len(levels) - 1 - at} THEN nullif('{words}', '')" for at, (_, _, words) in enumerate(levels)
            ),
        )
        for column, levels in _COMPARISONS.items()
    )
    connection.execute(
        "CREATE TABLE resemblances AS SELECT least(code_l, code_r) AS code, greatest(code_l, code_r) AS other, "
        f"match_probability AS probability, concat_ws('，', {said}) AS alike FROM {pairs}"
    )


def _describe(connection: duckdb.DuckDBPyConnection, lazy_pinyin: Any, *, accounts: bool) -> None:
    """The table ``compared``: what is compared of each person, the name by what is meant (:mod:`yuntai.registry.names`)."""
    letters = connection.execute(
        "SELECT DISTINCT unnest(string_split(name, '')) FROM (SELECT DISTINCT name FROM accepting_persons)"
    ).fetchall()
    meant = [(letter, key, lazy_pinyin(key)[0]) for (letter,) in letters if (key := letter_key(letter))]
    connection.execute("CREATE TABLE meant (letter VARCHAR, key VARCHAR, sound VARCHAR)")
    if meant:
        connection.executemany("INSERT INTO meant VALUES (?, ?, ?)", meant)
    account = "SELECT person, arg_max(account, month) AS account FROM accepted_benefits GROUP BY person"
    connection.execute(f"""
        CREATE TABLE compared AS
        WITH named AS (
            SELECT name, string_agg(key, '' ORDER BY place) AS key, string_agg(sound, ' ' ORDER BY place) AS sound FROM (
                SELECT name, unnest(string_split(name, '')) AS letter, unnest(range(length(name))) AS place
                FROM (SELECT DISTINCT name FROM accepting_persons)) JOIN meant USING (letter)
            GROUP BY name
        )
        SELECT person AS code, key AS name, sound, key[1] AS surname, key[-1] AS last, number, left(number, 6) AS region,
            number[7:14] AS born, number[7:10]::INT AS year, number[11:14] AS day, district, sex, account
        FROM (SELECT person, name, district, sex, lpad((person // 11)::VARCHAR, 17, '0') AS number
            FROM accepting_persons WHERE person > 0)  -- an old card's number tells too little
        JOIN named USING (name)
        LEFT JOIN ({account if accounts else "SELECT NULL::BIGINT AS person, NULL::VARCHAR AS account"}) USING (person)
    """)


def _frequencies(connection: duckdb.DuckDBPyConnection) -> dict[str, list[float]]:
    """How often two different people agree, for each level of each comparison."""

    def share(columns: str, where: str = "true") -> float:
        row = connection.execute(
            f"SELECT coalesce(sum(n * (n - 1)) / greatest(sum(n) * (sum(n) - 1), 1), 0)::DOUBLE FROM "
            f"(SELECT count(*)::HUGEINT AS n FROM compared WHERE {where} GROUP BY {columns})"
        ).fetchall()[0]
        return float(row[0])

    near = connection.execute(
        "WITH days AS (SELECT day, year, count(*)::HUGEINT AS n FROM compared GROUP BY day, year) "
        "SELECT coalesce(sum(a.n * b.n)::DOUBLE / greatest((SELECT count(*)::HUGEINT ** 2 FROM compared), 1), 0) "
        "FROM days a JOIN days b ON a.day = b.day AND a.year <> b.year AND abs(a.year - b.year) <= 5"
    ).fetchall()[0][0]
    name, sound, surname = share("name"), share("sound"), share("surname")
    part = share("surname, name[2]", "length(name) > 2") + share("surname, last", "length(name) > 2") - 2 * name
    slipped = sum(share(f"number[1:{place - 1}], number[{place + 1}:17]") for place in range(1, 15))
    same_day, same_place = share("born"), share("region, born")
    return {
        "name": _levels(name, sound - name, part, surname - sound - part),
        "number": _levels(same_place, slipped, same_day - same_place, float(near)),
        "district": _levels(share("district")),
        "sex": _levels(share("sex")),
        "account": _levels(share("account", "account IS NOT NULL")),
    }


def _levels(*shares: float) -> list[float]:
    """Shares of the levels above the last, none nought, and the last as what is left."""
    kept = [max(share, _FLOOR) for share in shares]
    return [*kept, max(1 - sum(kept), _FLOOR)]
