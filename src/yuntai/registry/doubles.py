"""Second identities of one person in a demonstration city, people who only look like one, and people of unusual ages.

They take the last places of the city, ``planted`` of each kind in :data:`PARTS`, and are made before anybody works, so that
those who are alive in the usual way get careers like everybody else's. The table ``doubles`` says whose second identity,
twin or namesake a person is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Any

import duckdb
import pyarrow as pa

from yuntai.registry.city import GIVEN, SURNAMES, full_year, retirement, window_start
from yuntai.registry.draw import Draw
from yuntai.registry.identity import check_digit
from yuntai.registry.makeup import Makeup
from yuntai.rules.language.meaning import add_months

PARTS = (
    "fictitious_person",
    "hardly_known",
    "too_old",
    "centenarian",
    "early_pensioner",
    "slip",
    "renamed",
    "second_household",
    "twin",
    "namesake",
    "sibling",
)
"""The kinds of people in the last places of a city, in order."""

SECOND_IDENTITIES = ("slip", "renamed", "second_household")
LOOK_ALIKES = ("twin", "namesake", "sibling")
_AGES = {
    "too_old": ((112, 119), (112, 119)),
    "centenarian": ((100, 108), (100, 108)),
    "early_pensioner": ((52, 57), (46, 48)),
}
"""The ages of men and of women in the last full year, in which benefits are planted."""

_SAME_FLAT = dict.fromkeys(SECOND_IDENTITIES, 0.9) | {"twin": 0.5, "namesake": 0.0, "sibling": 0.6}
"""How often a double is registered in the same district."""

_ROLES = ("worker", "pensioner")
_ROLE_OF = {"slip": "worker", "twin": "worker", "namesake": "worker"}
"""Whose double a person is: a pensioner's, where none stands here."""

SHARES_ACCOUNT = ("renamed", "second_household", "sibling")
"""Whose benefits go to the account of the person that they are the double of (every other one of the renamed)."""

_HOMOPHONES = {
    "伟": "玮", "芳": "方", "丽": "莉", "军": "君", "洋": "阳", "勇": "永", "艳": "燕", "杰": "洁", "娟": "鹃", "涛": "韬",
    "明": "铭", "平": "萍", "刚": "钢", "英": "瑛", "华": "桦", "文": "雯", "建": "健", "玉": "钰", "梅": "玫", "红": "洪",
    "志": "智", "宇": "雨", "欣": "新", "怡": "宜", "轩": "萱", "浩": "皓", "然": "燃", "思": "斯", "佳": "嘉", "琪": "其",
    "晨": "辰", "婷": "庭", "博": "勃", "俊": "骏", "峰": "锋", "强": "蔷", "磊": "蕾", "超": "朝", "兰": "岚", "桂": "贵",
}  # fmt: skip


def slot(persons: int, planted: int, part: str) -> tuple[int, int]:
    """The first and the last place in the city of the people of a kind."""
    first = persons - planted * (len(PARTS) - PARTS.index(part)) + 1
    return first, first + planted - 1


@dataclass(frozen=True)
class _Original:
    i: int
    resident_id: str
    name: str
    sex: str
    born_on: date
    district: str
    household: str
    post: str
    works_from: date
    flexible: bool


def make_doubles(
    connection: duckdb.DuckDBPyConnection, draw: Draw, makeup: Makeup, persons: int, planted: int, until: date
) -> None:
    """Replace the last people by those of :data:`PARTS`, and make the table ``doubles(i, original, part, shares)``."""
    before, _ = slot(persons, planted, PARTS[0])
    random = Random(f"{draw.seed} doubles")
    makers: dict[int, Callable[[], dict[str, Any]]] = {}
    for part in _AGES:
        for nth in range(planted):
            makers[slot(persons, planted, part)[0] + nth] = partial(_aged, random, makeup, part, until)
    originals = {role: _originals(connection, draw, role, before, 3 * planted, until) for role in _ROLES}
    doubles = []
    for part in (*SECOND_IDENTITIES, *LOOK_ALIKES):
        for nth in range(planted):
            original, i = next(originals[_ROLE_OF.get(part, "pensioner")]), slot(persons, planted, part)[0] + nth
            shares = part in SHARES_ACCOUNT and (part != "renamed" or nth % 2 == 0)
            makers[i] = partial(_second, random, makeup, part, original, shares=shares)
            doubles.append({"i": i, "original": original.i, "part": part, "shares": shares})
    with lent(connection, "made", _made(connection, makers)):
        connection.execute(
            "UPDATE people SET resident_id = made.resident_id, name = made.name, sex = made.sex, born_on = made.born_on, "
            "district = coalesce(made.district, people.district), post = made.post, hard_to_employ = false, "
            "household = coalesce(made.household, people.household), graduated_on = NULL, works_from = made.works_from, "
            f"retires_on = {retirement('made.born_on', 'made.sex', 'made.post')}, "
            "insured = made.insured, flexible = made.flexible, jobs = 1 "
            "FROM made WHERE people.i = made.i"
        )
    with lent(connection, "made", doubles):
        connection.execute("CREATE TABLE doubles AS SELECT i, original, part, shares FROM made")


@contextmanager
def lent(connection: duckdb.DuckDBPyConnection, name: str, rows: list[dict[str, Any]]) -> Iterator[None]:
    """Let SQL read ``rows`` as the table ``name``."""
    connection.register(name, pa.Table.from_pylist(rows))
    try:
        yield
    finally:
        connection.unregister(name)


def _made(
    connection: duckdb.DuckDBPyConnection, makers: dict[int, Callable[[], dict[str, Any]]]
) -> list[dict[str, Any]]:
    """The people that ``makers`` make, each tried again until its number is nobody else's."""
    done: dict[str, dict[str, Any]] = {}
    while makers:
        tried: dict[str, dict[str, Any]] = {}
        for i, make in makers.items():
            row = make()
            if row["resident_id"] not in done and row["resident_id"] not in tried:
                tried[row["resident_id"]] = {"i": i, **row}
        with lent(connection, "tried", list(tried.values())):
            used = connection.execute("SELECT resident_id FROM people SEMI JOIN tried USING (resident_id)").fetchall()
        for (number,) in used:
            del tried[number]
        done |= tried
        made = {row["i"] for row in tried.values()}
        makers = {i: make for i, make in makers.items() if i not in made}
    return list(done.values())


def _originals(
    connection: duckdb.DuckDBPyConnection, draw: Draw, role: str, before: int, count: int, until: date
) -> Iterator[_Original]:
    start = f"DATE '{window_start(until)}'"
    fits = {
        "worker": f"retires_on > DATE '{until}' + 366 AND works_from < {start} - 2000",
        "pensioner": f"retires_on < {start} - 1200 AND born_on > DATE '1940-01-01'",
    }
    found = connection.execute(
        "SELECT i, resident_id, name, sex, born_on, district, household, post, works_from, flexible "
        f"FROM people WHERE i < {before} AND insured AND died_on IS NULL AND {fits[role]} "
        f"ORDER BY {draw.unit('i', 'original')}, i LIMIT {count}"
    ).fetchall()
    return iter([_Original(*row) for row in found])


def _numbered(body: str) -> tuple[str, date] | None:
    """The number of a body of 17 digits and its day of birth, or None where there is no such day."""
    try:
        born = date(int(body[6:10]), int(body[10:12]), int(body[12:14]))
    except ValueError:
        return None
    return (body + check_digit(body), born) if born.year >= 1900 else None


def _aged(random: Random, makeup: Makeup, part: str, until: date) -> dict[str, Any]:
    """Somebody of an unusual age: past all ages, past a hundred, or with a pension before the usual age."""
    woman = random.random() < 0.6
    least, most = _AGES[part][woman]
    born = date(full_year(until) - random.randint(least, most), random.randint(1, 12), random.randint(1, 28))
    body = f"{random.choice(makeup.regions['nanjing'])}{born:%Y%m%d}{2 * random.randint(300, 490) + (not woman):03}"
    return {
        "resident_id": body + check_digit(body),
        "name": random.choice(SURNAMES) + "".join(random.choices(GIVEN, k=2)),
        "sex": "female" if woman else "male",
        "born_on": born,
        "district": None,
        "household": "nanjing",
        "post": "worker",
        "works_from": date(born.year + 18, 7, 1),
        "flexible": False,
        "insured": False,
    }


def _second(random: Random, makeup: Makeup, part: str, of: _Original, *, shares: bool) -> dict[str, Any]:
    numbered = None
    while numbered is None or numbered[0] == of.resident_id:
        numbered = _numbered(_body(random, makeup, part, of))
    number, born = numbered
    same_flat = random.random() < _SAME_FLAT[part]
    return {
        "resident_id": number,
        "name": _name(random, part, of, shares=shares),
        "sex": "male" if int(number[16]) % 2 else "female",
        "born_on": born,
        "district": of.district if same_flat else random.choice(list(makeup.districts)),
        "household": of.household if number[:6] == of.resident_id[:6] else None,
        "post": of.post,
        "works_from": of.works_from + (born - of.born_on),
        "flexible": of.flexible,
        "insured": True,
    }


def _slip(random: Random, of: _Original) -> str:
    """The number as mistyped when it still had 15 digits, which held no check digit, and later made up to 18."""
    body = of.resident_id[:17]
    old = body[:6] + body[8:]
    place = random.randrange(4, 15)
    if random.random() < 0.3 and place < 14:
        slipped = old[:place] + old[place + 1] + old[place] + old[place + 2 :]
    else:
        slipped = old[:place] + str((int(old[place]) + random.randint(1, 9)) % 10) + old[place + 1 :]
    number = slipped[:6] + body[6:8] + slipped[6:]
    return number if abs(int(number[6:10]) - of.born_on.year) <= 10 else body


def _reissued(random: Random, of: _Original) -> str:
    """The same place and day, another order number (of the same sex)."""
    return f"{of.resident_id[:14]}{2 * random.randint(40, 290) + (of.sex == 'male'):03}"


def _elsewhere(random: Random, makeup: Makeup, of: _Original) -> str:
    """Entered a second time in another place, some years older."""
    older = add_months(of.born_on, -12 * random.randint(1, 3))  # nobody is born on 29 February of such a year
    region = random.choice(makeup.regions[random.choice(["jiangsu", "elsewhere"])])
    return f"{region}{older:%Y%m%d}{2 * random.randint(5, 290) + (of.sex == 'male'):03}"


def _next(random: Random, of: _Original) -> str:
    """The number after: of a twin, a boy or a girl."""
    return f"{of.resident_id[:14]}{(int(of.resident_id[14:17]) + random.choice([1, 2, 3])) % 1000:03}"


def _same_day(random: Random, makeup: Makeup, of: _Original) -> str:
    """Another place, the same day."""
    region = random.choice([code for codes in makeup.regions.values() for code in codes if code != of.resident_id[:6]])
    return f"{region}{of.resident_id[6:14]}{2 * random.randint(5, 290) + (of.sex == 'male'):03}"


def _later(random: Random, of: _Original) -> str:
    """The same place, one to three years away and another day: of a brother or a sister."""
    born = of.born_on + timedelta(days=random.choice([-1, 1]) * random.randint(400, 1100))
    return f"{of.resident_id[:6]}{born:%Y%m%d}{random.randint(10, 590):03}"


_BODY: dict[str, Callable[[Random, _Original], str]] = {
    "slip": _slip,
    "renamed": _reissued,
    "twin": _next,
    "sibling": _later,
}
_BODY_OF_ANOTHER_PLACE: dict[str, Callable[[Random, Makeup, _Original], str]] = {
    "second_household": _elsewhere,
    "namesake": _same_day,
}


def _body(random: Random, makeup: Makeup, part: str, of: _Original) -> str:
    """The first 17 digits of the second number."""
    if part in _BODY_OF_ANOTHER_PLACE:
        return _BODY_OF_ANOTHER_PLACE[part](random, makeup, of)
    return _BODY[part](random, of)


def _name(random: Random, part: str, of: _Original, *, shares: bool) -> str:
    surname, given = of.name[0], of.name[1:]
    if part in ("twin", "sibling"):  # of one generation: the first given character is the same
        return surname + given[0] + random.choice([c for c in GIVEN if c != given[-1]])
    if part == "renamed" and shares:
        return surname + "".join(random.choices([c for c in GIVEN if c not in given], k=2))
    if part == "renamed" or (part == "slip" and random.random() < 0.2):
        sounding = [place for place, c in enumerate(given) if c in _HOMOPHONES]
        if sounding:
            place = random.choice(sounding)
            return surname + given[:place] + _HOMOPHONES[given[place]] + given[place + 1 :]
    return of.name
