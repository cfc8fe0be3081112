"""The demonstration: a generated city behind the platform, and an account for each role."""

from __future__ import annotations

import json
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
from django.conf import settings
from django.db import transaction

from yuntai.bookings.models import Room, Session
from yuntai.bookings.planning import When, add_room, plan
from yuntai.cases.content import catalogue
from yuntai.cases.routing import place_of
from yuntai.clock import SHANGHAI, today
from yuntai.errors import YuntaiError
from yuntai.exchange.models import Message
from yuntai.exchange.standin import samples
from yuntai.exchange.taking import answer, take
from yuntai.people import second_factor
from yuntai.people.models import Appointment, Employer, Mandate, Operator, Person, Role, Unit, User
from yuntai.people.units import add_units
from yuntai.publishing.editing import Content, begin, hand_on, publish
from yuntai.publishing.lists import post
from yuntai.publishing.models import Announcement, Kind, Posting
from yuntai.rolls.content import calendar, roll_of
from yuntai.rolls.dated import rows
from yuntai.rolls.writing import By, enter
from yuntai.rules.language.workdays import workday_after

_OFFICERS = (
    ("clerk", "窗口李", Role.ACCEPT, True),
    ("reviewer", "审核张", Role.REVIEW, True),
    ("confirmer", "复核陈", Role.CONFIRM, True),
    ("payer", "发放周", Role.PAY, True),
    ("supervisor", "监督孙", Role.SUPERVISE, False),
    ("manager", "系统吴", Role.MANAGE, False),
    ("security", "安全郑", Role.SECURITY, False),
    ("auditor", "审计王", Role.AUDIT, False),
)


@dataclass(frozen=True)
class Account:
    """An account of the demonstration, as it is printed."""

    username: str
    password: str
    role: str
    about: str


def put_city(home: Path, city: Path) -> None:
    """Put a loaded city behind the platform: ``registry`` and ``key`` of its folder."""
    for source, target in ((city / "registry", home / "registry"), (city / "key", home / "keys" / "person")):
        if not target.exists():
            target.parent.mkdir(exist_ok=True, mode=0o700)
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)


@transaction.atomic
def make_accounts(city: Path) -> list[Account]:
    """An account for each role over people of the city; those that were made before, if there are any."""
    if made := accounts():
        return made
    add_units(catalogue().units)
    password = secrets.token_urlsafe(9)
    made = [_worker(city, password)]
    worker = Person.objects.get(user__username="worker")
    district = worker.district
    made.insert(0, _freelancer(city, district, password))
    freelancer = Person.objects.get(user__username="freelancer")
    districts = _where_handled(
        (worker, "skill_upgrading"), (worker, "unemployment_benefit"), (freelancer, "flexible_subsidy")
    )
    made += [_pensioner(city, district, password), *_operators(city, district, password)]
    for username, name, role, in_district in _OFFICERS:
        user = _user(username, password, display_name=name)
        for code in districts if in_district else [catalogue().units.root.code]:
            Appointment.objects.create(user=user, unit=Unit.objects.get(code=code), role=role)
        second_factor.give(user)
        where = "、".join(str(one.unit) for one in user.roles())
        made.append(Account(username, password, role.label, f"{where}；登录后还要动态码：yuntai code {username}"))
    handle = os.open(_kept(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump([asdict(account) for account in made], file, ensure_ascii=False, indent=1)
    return made


def accounts() -> list[Account]:
    """The accounts of the demonstration that were made here; none where this is none."""
    kept = _kept()
    return [Account(**one) for one in json.loads(kept.read_text(encoding="utf-8"))] if kept.exists() else []


def _kept() -> Path:
    path: Path = settings.HOME.path / "demo-accounts.json"
    return path


def _where_handled(*applied: tuple[Person, str]) -> list[str]:
    """The codes of the bureaus that have what these persons apply for: where they work, where they live."""
    units = catalogue().units
    places = (place_of(catalogue()[procedure], person, {}) for person, procedure in applied)
    return list(dict.fromkeys(units.districts[place].code for place in places if place))


_READING = """这是演示用的文字，不是哪个单位发布的公告。

## 怎么办

1. 在事项页面点“先算一算”，看看符合不符合条件。
2. 点“开始办理”，核对带出来的信息，提交。
3. 在“查进度”里看办到哪一步。

条件、标准和期限以事项页面写的依据为准。"""
_LIST = """这是演示用的名单，机构都是虚构的。

| 机构 | 职业 |
|--|--|
| 示例培训学校甲 | 电工 |
| 示例培训学校乙 | 焊工 |"""


@transaction.atomic
def announce() -> None:
    """Two announcements that say that they are examples, by the manager and the supervisor; once."""
    if Announcement.objects.exists():
        return
    reading = Content(
        "演示：灵活就业社会保险补贴怎么申领",
        "演示用：就业困难人员灵活就业、自己缴社会保险费的，可以先算一算能补多少，再在网上申领。",
        _READING,
        today(),
        procedures=["flexible_subsidy"],
    )
    names = Content("演示：培训机构目录", "演示用：目录里的机构都是虚构的，只用来看名单怎么显示。", _LIST, today())
    writer, reviewer = (User.objects.get(username=name) for name in ("manager", "supervisor"))
    for kind, content in ((Kind.READING, reading), (Kind.LIST, names)):
        edition = hand_on(begin(writer, writer.appointments.get().unit, kind, content), writer)
        publish(edition, reviewer, edition.handed_on_at)


@transaction.atomic
def hold_sessions() -> None:
    """A lecture that everybody may book and a hearing, by the clerk, on the next workdays; once."""
    if Session.objects.exists():
        return
    clerk = User.objects.get(username="clerk")
    unit = clerk.appointments.select_related("unit").earliest("pk").unit
    hall, court = (
        add_room(clerk, unit, Room(name=name, seats=seats, opens=time(9), closes=time(17)))
        for name, seats in (("演示：三楼会议室", 40), ("演示：一号仲裁庭", 12))
    )
    for kind, title, room, hour, after in (
        ("lecture", "演示：灵活就业政策讲座", hall, 10, 2),
        ("hearing", "演示：仲裁庭审", court, 14, 3),
    ):
        begins = datetime.combine(workday_after(today(), after, calendar()), time(hour), SHANGHAI)
        when = When(begins, begins + timedelta(hours=2), room)
        plan(clerk, unit, kind, title, when, room.seats, open_to_all=kind == "lecture")


@transaction.atomic
def take_orders() -> None:
    """Work orders of 12345 that say that they are examples, one of them answered; once."""
    if Message.objects.exists():
        return
    clerk = User.objects.get(username="clerk")
    unit = clerk.appointments.select_related("unit").earliest("pk").unit
    for one in samples():
        take("12345", one)
    Message.objects.incoming().update(unit=unit)
    answer(Message.objects.incoming()[0], clerk, "演示：已经转到，请在社保卡里查。")


@transaction.atomic
def post_list() -> None:
    """A collective contract that says that it is an example, in its roll and posted; once."""
    if Posting.objects.exists():
        return
    firm = User.objects.get(username="handler").operations.get().employer
    row = {
        "contract": "演示-1",
        "employer": firm.uscc,
        "firm": firm.name,
        "scope": "general",
        "level": "firm",
        "staff": 50,
        "submitted_on": today(),
        "begins_on": today(),
        "ends_on": today() + timedelta(364),
        "objection": False,
        "staff_signer": "演示代表",
        "firm_signer": "演示代表",
    }
    enter("collective_contracts", [row], By(reason="演示"))
    made = rows("collective_contracts").get(contract=row["contract"])
    unit = Unit.objects.get(code=made.unit)
    said, ends = ("演示：集体合同备案公示", "演示用，不是真的公示"), workday_after(today(), 5, calendar())
    post([made], roll_of("collective_contracts"), *said, unit, None, ends=ends, stays=True)


def _user(username: str, password: str, **fields: Any) -> User:
    return User.objects.create_user(username, password, **fields)


def _person(row: tuple[str, str, str]) -> Person:
    resident_id, name, district = row
    return Person.objects.register(resident_id, name, phone="13800000000", district=district)


def _freelancer(city: Path, district: str, password: str) -> Account:
    """Somebody hard to employ who works flexibly, pays her own premiums and has had no subsidy."""
    row = _first(
        city,
        f"""SELECT p.resident_id, p.name, p.district FROM persons p
        JOIN enrolments e ON e.resident_id = p.resident_id AND e.kind = 'flexible' AND e.ended_on IS NULL
        WHERE p.hard_to_employ AND e.registered_on IS NOT NULL AND length(p.resident_id) = 18
        AND e.place = 'nanjing'
        AND EXISTS (FROM contributions c WHERE c.enrolment = e.enrolment AND c.paid_on IS NOT NULL)
        AND NOT EXISTS (FROM payments y WHERE y.resident_id = p.resident_id)
        AND NOT EXISTS (FROM deaths d WHERE d.resident_id = p.resident_id)
        ORDER BY p.district <> '{district}', p.born_on < DATE '{today()}' - to_years(50), p.resident_id""",
    )
    _user("freelancer", password, person=_person(row))
    return Account("freelancer", password, "居民", "就业困难人员，灵活就业，自己缴社会保险费，没有领过补贴")


def _worker(city: Path, password: str) -> Account:
    """An insured worker with an off-list certificate of level 3 of 2023 for which nothing has been paid."""
    row = _first(
        city,
        """SELECT p.resident_id, p.name, p.district FROM certificates c JOIN persons p USING (resident_id)
        JOIN enrolments e ON e.resident_id = p.resident_id AND e.kind = 'employee' AND e.ended_on IS NULL
        WHERE c.level = 3 AND NOT c.listed AND c.found_in_osta AND c.assessed_in_nanjing AND c.kind = 'skill'
        AND c.issued_on BETWEEN '2023-01-01' AND '2023-12-31' AND length(p.resident_id) = 18
        AND NOT EXISTS (FROM payments y WHERE y.resident_id = p.resident_id)
        AND (SELECT count(*) FROM certificates o WHERE o.resident_id = p.resident_id) = 1
        AND NOT EXISTS (FROM deaths d WHERE d.resident_id = p.resident_id)
        ORDER BY p.district <> '鼓楼', p.resident_id""",
    )
    _user("worker", password, person=_person(row))
    return Account("worker", password, "居民", "2023年取得目录外三级证书，没有领过补贴")


def _pensioner(city: Path, district: str, password: str) -> Account:
    """A man who turns sixty within months and draws nothing yet, for whom ``worker`` may act."""
    row = _first(
        city,
        f"""SELECT p.resident_id, p.name, p.district FROM persons p
        JOIN enrolments e ON e.resident_id = p.resident_id AND e.kind = 'employee' AND e.ended_on IS NULL
        WHERE p.born_on BETWEEN DATE '{today()}' - to_years(60) AND DATE '{today()}' - to_years(59)
        AND p.sex = 'male' AND length(p.resident_id) = 18
        AND NOT EXISTS (FROM deaths d WHERE d.resident_id = p.resident_id)
        AND NOT EXISTS (FROM benefits b WHERE b.resident_id = p.resident_id)
        ORDER BY p.district <> '{district}', p.born_on""",
    )
    person = _person(row)
    _user("elder", password, person=person)
    Mandate.objects.create(
        person=person,
        agent=User.objects.get(username="worker"),
        basis="家人代办（委托书）",
        ends=today() + timedelta(365),
    )
    return Account("elder", password, "居民", "快退休了，委托 worker 代办")


def _operators(city: Path, district: str, password: str) -> Iterable[Account]:
    """A firm of some size with a handler and an approver."""
    uscc, name, place = _first(
        city,
        f"""SELECT uscc, f.name, f.district FROM employers f JOIN enrolments e USING (uscc)
        WHERE f.kind = 'enterprise' AND f.closed_on IS NULL AND e.ended_on IS NULL
        GROUP BY uscc, f.name, f.district HAVING count(*) BETWEEN 20 AND 200
        ORDER BY f.district <> '{district}', count(*) DESC, uscc""",
    )
    employer = Employer.objects.create(uscc=uscc, name=name, district=place, registered_on=today())
    for username, role in (("handler", Operator.Role.HANDLER), ("approver", Operator.Role.APPROVER)):
        Operator.objects.create(
            user=_user(username, password, display_name=f"{role.label}"), employer=employer, role=role
        )
        yield Account(username, password, f"单位{role.label}", name)


def _first(city: Path, query: str) -> Any:
    """The first row of a query over the exports of the city."""
    with duckdb.connect() as connection:
        for file in sorted((city / "exports").glob("*.parquet")):
            connection.execute(f"CREATE VIEW {file.stem} AS FROM read_parquet('{file}')")
        row = connection.execute(query).fetchone()
    if row is None:
        raise YuntaiError("示范城市里没有合适的人，请换一个种子或者把人数加大")
    return row
