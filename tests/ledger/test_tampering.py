"""Somebody with the database's password changes, removes or puts in a row: whatever it is, it is found, or the database refuses.

One case goes from the draft to its rating, with papers, a letter, notices, a correction and an announcement beside it; then each
column of each table that is sealed is changed in a row of its own, and taken back.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, models, transaction

from tests.city import People
from tests.ledger.make import rows, run, without_guard
from yuntai.cases.actions import act
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, known_of, prefill
from yuntai.cases.models import BundleCase, Case, Material
from yuntai.cases.submission import submit
from yuntai.cases.verify import verify
from yuntai.clock import now, today
from yuntai.ledger.checkpoints import seal_pending
from yuntai.ledger.entries import Entry
from yuntai.ledger.models import Chain, Checkpoint
from yuntai.ledger.rows import sealed_columns, sealed_models, title_of, titles_of
from yuntai.people.acting import Acting
from yuntai.people.logs import log_access
from yuntai.people.models import Employer, Mandate, Operator, Terminal
from yuntai.people.second_factor import give
from yuntai.proposals.models import Proposal
from yuntai.publishing.editing import Content, begin, hand_on, publish
from yuntai.publishing.models import Attachment, Kind

CHINESE = re.compile("[\u4e00-\u9fff]")
SAID_ELSEWHERE = {
    "people_user": {"last_login", "care_mode", "muted"},
    "notices_notice": {"attempts", "due_at", "claimed_by"},
    "otp_totp_totpdevice": {
        "drift",
        "last_t",
        "created_at",
        "last_used_at",
        "throttling_failure_timestamp",
        "throttling_failure_count",
    },
}
"""What says nothing of weight: when she signed in last, how she likes the pages, when a message is tried again, wrong codes."""


@pytest.fixture
def lived(people: People) -> People:
    """A bureau in which something of everything has happened."""
    worker = people.worker
    mine = Acting(worker, worker.person, "self")
    procedure = catalogue()["skill_upgrading"]
    (known,) = known_of(procedure, worker.person)
    answers = {**prefill(procedure, known), "certificate_number": known.row, "held_by_registry": ["certificates"]}
    draft = begin_draft(procedure, mine, answers | {"bank": "某银行", "bank_account": "6200000000000000000"})
    paper = Material(
        person=worker.person, kind="certificate", title="证书", name="证书.pdf", size=3, uploaded_by=worker
    )
    paper.sha256, paper.file = "0" * 64, "papers/one.pdf"
    paper.save()
    draft.materials.add(paper)
    case = submit(draft, mine)
    assert isinstance(case, Case)
    case.materials.add(paper)
    act(case, "accept", people.clerk)
    act(case, "request_correction", people.reviewer, data={"fields": {"bank_account": "账号少一位"}})
    act(case, "supply", worker, acting=mine, data={"answers": {"bank_account": "6222021234567890128"}})
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    act(case, "pay", people.payer)
    log_access(people.clerk, worker.person, "办件里填写的内容", f"办件 {case.number}")
    firm = Employer.objects.create(uscc="91320106MA1TE5T01F", name="南京示例机械有限公司", legal_representative="钱某")
    Operator.objects.create(user=worker, employer=firm, role="approver", legal_representative="钱某")
    Mandate.objects.create(person=worker.person, agent=people.clerk, basis="委托书", ends=today())
    Terminal.objects.create(name="大厅一号", unit=case.unit, registered_by=people.clerk)
    give(people.clerk)
    BundleCase.objects.create(
        number="1", submission=uuid4(), bundle="job_loss", version=case.version, person=worker.person
    )
    content = Content("关于放假", "放假三天", "放假三天", today(), procedures=["skill_upgrading"])
    edition = hand_on(begin(people.manager, people.manager.roles()[0].unit, Kind.NOTICE, content), people.manager)
    publish(edition, people.supervisor, edition.handed_on_at)
    Attachment.objects.create(edition=edition, file="papers/two.pdf", name="附件.pdf", size=2, sha256="1" * 64)
    Proposal.objects.create(
        kind="reset_password",
        subject=f"user-{worker.pk}",
        unit=case.unit,
        person=worker.person,
        content={"why": "忘了"},
        title="重设密码",
        why="本人来窗口",
        proposed_by=people.clerk,
        proposed_at=now(),
        last_day=today(),
    )
    assert seal_pending() > 0
    assert verify() == []
    return people


def tables() -> Iterator[type[models.Model]]:
    """The tables whose every row is sealed, and those that seal."""
    yield from (model for model in apps.get_models() if issubclass(model, Entry))
    yield from sealed_models()
    yield from (Chain, Checkpoint)


TABLES = {model._meta.db_table: model for model in tables()}


def other_than(field: models.Field[Any, Any], value: Any) -> Any:
    """Another value of a column."""
    if value is None:
        kind = field.get_internal_type()
        return {"DateField": "2020-02-02", "DateTimeField": "2020-02-02 02:02:02", "DecimalField": 5}.get(kind, 1)
    match value:
        case bool():
            return not value
        case int() if field.get_internal_type() == "BooleanField":
            return not value
        case int() | Decimal():
            return value + 1
        case datetime() | date():
            return value + timedelta(days=1)
        case str() if field.get_internal_type() in ("DateField", "DateTimeField"):
            return f"1{value[1:]}" if value[0] == "2" else f"2{value[1:]}"
        case str() if field.get_internal_type() == "UUIDField":
            return f"{'1' if value[0] == '0' else '0'}{value[1:]}"
        case str() if field.get_internal_type() == "JSONField":
            return '{"other": 1}'
        case str():
            return f"{value[:-1]}{'y' if value.endswith('x') else 'x'}" if value else "x"
        case dict() | list():
            return '{"other": 1}'
    return str(value)[:-1] + ("1" if str(value).endswith("0") else "0")


def tampered(statement: str, *values: Any) -> list[str] | None:
    """What is found after a change that is taken back; none where the database refuses it, or nothing was changed."""
    try:
        with transaction.atomic():
            without_guard()
            changed = run(statement, *values)
            found = verify() if changed else None
            transaction.set_rollback(True)
    except DatabaseError:
        return None
    return found


def quoted(column: str) -> str:
    return connection.ops.quote_name(column)


def where(model: type[models.Model]) -> tuple[str, list[str]]:
    keys = [quoted(field.column) for field in model._meta.pk_fields]
    return " AND ".join(f"{key} = %s" for key in keys), keys


APPS = sorted({model._meta.app_label for model in TABLES.values()})


@pytest.mark.parametrize("app", APPS)
@pytest.mark.usefixtures("lived")
def test_no_change_of_a_column_passes(app):
    for table, model in TABLES.items():
        if model._meta.app_label != app:
            continue
        condition, keys = where(model)
        found = rows(f"SELECT {', '.join(keys)} FROM {table} ORDER BY {', '.join(keys)}")
        assert found, f"nothing of {table} has happened"
        for field in model._meta.concrete_fields:
            if field.name in SAID_ELSEWHERE.get(table, ()):
                continue
            key = random.Random(f"{today()} {table} {field.name}").choice(found)
            ((value,),) = rows(f"SELECT {quoted(field.column)} FROM {table} WHERE {condition}", *key)
            said = tampered(
                f"UPDATE {table} SET {quoted(field.column)} = %s WHERE {condition}", other_than(field, value), *key
            )
            assert said != [], f"{table}.{field.column} of {key}: {value!r} was changed and nobody saw it"
        assert tampered(f"UPDATE {table} SET {keys[-1]} = {keys[-1]} + 100000 WHERE {condition}", *found[-1]) != []
    assert verify() == []


@pytest.mark.parametrize("app", APPS)
@pytest.mark.usefixtures("lived")
def test_no_row_can_be_taken_away(app):
    for table, model in TABLES.items():
        if model._meta.app_label == app:
            condition, keys = where(model)
            found = rows(f"SELECT {', '.join(keys)} FROM {table} ORDER BY {', '.join(keys)}")
            for key in random.Random(f"{today()} {table}").sample(found, min(3, len(found))):
                said = tampered(f"DELETE FROM {table} WHERE {condition}", *key)
                assert said != [], f"{table} {key} is gone and nobody saw it"


@pytest.mark.parametrize("table", ["cases_case_materials", "people_appointment", "people_mandate", "notices_notice"])
@pytest.mark.usefixtures("lived")
def test_no_row_can_be_put_in(table):
    columns = [one.name for one in connection.introspection.get_table_description(connection.cursor(), table)]
    values = {"id": "id + 1000", "provider_key": "'00000000000000000000000000000001'", "key": "'another'"}
    values |= {"material_id": "material_id + 1"}
    chosen, names = ", ".join(values.get(one, quoted(one)) for one in columns), ", ".join(map(quoted, columns))
    ((key,),) = rows(f"SELECT max(id) FROM {table}")
    said = tampered(f"INSERT INTO {table} ({names}) SELECT {chosen} FROM {table} WHERE id = %s", key)
    assert said != []


@pytest.mark.usefixtures("lived")
def test_it_is_said_which_row_and_what():
    case = Case.objects.get()
    assert tampered("UPDATE cases_case SET channel = 'counter' WHERE id = %s", case.pk) == [
        f"办件 {case.number} 的“渠道”被改过"
    ]
    ((role,),) = rows("SELECT max(id) FROM people_appointment WHERE role = 'accept'")
    assert tampered("UPDATE people_appointment SET role = 'manage' WHERE id = %s", role) == [
        f"岗位 {role} 的“岗位”被改过"
    ]
    first, *_ = Mandate.objects.order_by("pk")
    assert tampered("DELETE FROM people_mandate WHERE id = %s", first.pk) == [f"代办 {first.pk} 不见了"]


def test_every_sealed_column_has_a_chinese_name():
    unnamed = [
        f"{model.__name__}.{name}"
        for model in sealed_models()
        for name in (*sealed_columns(model), *getattr(model, "sealed_sets", ()))
        if not CHINESE.search(titles_of(model)[name]) or not CHINESE.search(title_of(model))
    ]
    assert unnamed == []
