"""Somebody with the database's password changes, removes or puts in a row: whatever it is, it is found, or the database refuses.

One case goes from the draft to its rating, with papers, a letter, notices, a correction and an announcement beside it; then each
column of each table that is sealed is changed in a row of its own, and taken back.
"""

from __future__ import annotations

import hashlib
import random
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import DatabaseError, connection, models, transaction

from tests.city import People
from tests.ledger.make import rows, run, without_guard
from tests.rolls.make import contract, entered
from tests.turns import in_turns
from yuntai.bookings.models import Session
from yuntai.bookings.seats import book
from yuntai.cases.actions import act
from yuntai.cases.beside import Link, Sheet, Visitor
from yuntai.cases.content import catalogue
from yuntai.cases.drafts import begin_draft, known_of, prefill
from yuntai.cases.models import BundleCase, Case, Material
from yuntai.cases.plans.models import Begun, Run
from yuntai.cases.submission import submit
from yuntai.cases.verify import verify
from yuntai.clock import now, today
from yuntai.ledger.checkpoints import seal_pending
from yuntai.ledger.entries import Entry
from yuntai.ledger.models import Chain, Checkpoint
from yuntai.ledger.rows import sealed_columns, sealed_models, title_of, titles_of
from yuntai.notices.models import DailyRun
from yuntai.people.acting import Acting
from yuntai.people.logs import log_access
from yuntai.people.models import Employer, Mandate, Operator, Terminal
from yuntai.people.second_factor import give
from yuntai.proposals.models import Proposal
from yuntai.publishing.editing import Content, begin, hand_on, publish
from yuntai.publishing.lists import object_to
from yuntai.publishing.models import Attachment, Kind, Posting
from yuntai.site.demo import hold_sessions, post_list, take_orders

CHINESE = re.compile("[\u4e00-\u9fff]")
SAID_ELSEWHERE = {
    "people_user": {"last_login", "care_mode"},
    "otp_totp_totpdevice": {
        "drift",
        "last_t",
        "created_at",
        "last_used_at",
        "throttling_failure_timestamp",
        "throttling_failure_count",
    },
}
"""What says nothing of weight: when she signed in last, how she likes the pages, wrong codes."""


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
    paper.sha256 = hashlib.sha256(b"one").hexdigest()
    paper.file.save("one.pdf", ContentFile(b"one"))
    draft.materials.add(paper)
    case = submit(draft, mine)
    assert isinstance(case, Case)
    case.materials.add(paper)
    other = begin_draft(catalogue()["record_correction"], mine, {})
    other.materials.add(paper)
    DailyRun.objects.create(day=today(), job="one")
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
    Sheet.objects.create(
        case=case, place=1, step="submitted", name="opinion", user=people.clerk, answers={"opinion": "同意"}
    )
    Visitor.objects.create(case=case, phone="13812345678")
    Link.objects.create(source=case, case=case, kind="follow_up")
    content = Content("关于放假", "放假三天", "放假三天", today(), procedures=["skill_upgrading"])
    edition = hand_on(begin(people.manager, people.manager.roles()[0].unit, Kind.NOTICE, content), people.manager)
    publish(edition, people.supervisor, edition.handed_on_at)
    attachment = Attachment(edition=edition, name="附件.pdf", size=3, sha256=paper.sha256)
    attachment.file.save("two.pdf", ContentFile(b"one"))
    hold_sessions()
    take_orders()
    post_list()
    object_to(Posting.objects.get(), worker.person, worker, "人数不对")
    Run.once(plan="contract_ends", period=today(), seed="s", count=1, drawn=["k"])
    Begun.once(plan="contract_ends", period=today(), key="k", what="告知 1 人")
    book(Session.objects.earliest("pk"), worker.person, worker)
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
    entered("collective_contracts", contract(), user=people.clerk, unit=case.unit, case=case.number, reason="办结")
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
            found = seen() if changed else None
            transaction.set_rollback(True)
    except DatabaseError:
        return None
    return found


def seen() -> list[str]:
    """What is found besides that the database's own guard is away, as it is for the test."""
    return [one for one in verify() if "触发器" not in one]


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


def swapped(table: str, column: str, one: int, other: int) -> list[str]:
    """Two rows have each other's value."""
    ((first,), (second,)) = rows(f"SELECT {column} FROM {table} WHERE id IN (%s, %s) ORDER BY id", one, other)
    assert first != second, f"{table}.{column} is the same in both"
    return [
        f"UPDATE {table} SET {column} = '{second}' WHERE id = {min(one, other)}",
        f"UPDATE {table} SET {column} = '{first}' WHERE id = {max(one, other)}",
    ]


def two(table: str, condition: str = "1 = 1") -> tuple[int, int]:
    """The keys of the last two rows of a table."""
    (one,), (other,), *_ = rows(f"SELECT id FROM {table} WHERE {condition} ORDER BY id DESC")
    return other, one


def copied(table: str, key: int, **values: str) -> str:
    """A row is put in like the one with this key, but for some columns."""
    columns = [one.name for one in connection.introspection.get_table_description(connection.cursor(), table)]
    chosen = ", ".join(values.get(one, quoted(one)) for one in columns)
    return f"INSERT INTO {table} ({', '.join(map(quoted, columns))}) SELECT {chosen} FROM {table} WHERE id = {key}"


def attacks() -> Iterator[tuple[list[str], str]]:
    """What somebody with the database's password and time to think does, and what of it is said."""
    case = Case.objects.get()
    persons, users = two("people_person", "phone <> ''"), two("people_user", "display_name <> ''")
    roles, notices = two("people_appointment", "role <> 'manage'"), two("notices_notice", "address <> ''")
    ((role,),) = rows("SELECT max(id) FROM people_appointment WHERE role = 'review'")
    ((worker,),) = rows("SELECT id FROM people_user WHERE username = 'worker'")
    ((clerk,),) = rows("SELECT id FROM people_user WHERE username = 'clerk'")
    ((other,),) = rows("SELECT max(id) FROM people_person WHERE id <> %s", case.person_id)
    ((last, length),) = rows(
        f"SELECT number, place FROM cases_event WHERE case_id = {case.pk} ORDER BY number DESC LIMIT 1"
    )
    ((before,),) = rows(f"SELECT seal FROM cases_event WHERE case_id = {case.pk} AND place = {length - 1}")
    of_case = f"WHERE ledger = 'cases_event' AND key = {case.pk}"
    unit = f"(SELECT min(id) FROM people_unit WHERE id <> {case.unit_id})"
    fixed = "DROP TRIGGER publishing_edition_fixed" + (" ON publishing_edition" * (connection.vendor == "postgresql"))

    # values between rows and columns
    yield swapped("people_person", "phone", *persons), "的“手机号码”被改过"
    yield swapped("people_person", "name", *persons), "的“姓名”被改过"
    yield [f"UPDATE people_person SET email = phone WHERE id = {persons[0]}"], "的“电子邮箱”被改过"
    yield [f"UPDATE people_person SET name = resident_id WHERE id = {persons[0]}"], "的“姓名”被改过"
    yield swapped("people_user", "password", *users), "的“密码”被改过"
    yield swapped("people_user", "display_name", *users), "的“称呼”被改过"
    yield swapped("people_appointment", "role", *roles), "的“岗位”被改过"
    yield swapped("notices_notice", "address", *notices), "的“号码或地址”被改过"
    yield swapped("notices_notice", "text", *notices), "的“内容”被改过"
    yield ["UPDATE cases_case SET facts = decision"], "的“填写的内容”被改过"
    yield ["UPDATE cases_case SET facts = (SELECT max(before) FROM cases_change)"], "的“填写的内容”被改过"
    yield ["UPDATE cases_change SET after = before"], "的“改动后”被改过"
    yield ["UPDATE cases_draft SET answers = (SELECT facts FROM cases_case)"], "的“填写的内容”被改过"

    # whose a case is, and by which rules
    yield [f"UPDATE cases_case SET person_id = {other}"], "的“申请人”被改过"
    yield ["UPDATE cases_version SET definition = '{\"members\": []}'"], "的“事项内容”被改过"
    yield ["UPDATE cases_version SET digest = replace(digest, 'a', 'b')"], "的“事项内容的摘要”被改过"
    yield ["UPDATE cases_version SET policy_digest = 'x'"], "的“政策的摘要”被改过"
    yield ["UPDATE cases_case SET amount = amount + 1000"], "的“金额”与日志不符"
    yield [f"UPDATE cases_case SET unit_id = {unit}"], "的“办理单位”与日志不符"
    yield [f"UPDATE cases_bundlecase SET person_id = {other}"], "的“个人”被改过"
    yield ["UPDATE cases_material SET file = 'two.pdf'"], "的“文件”被改过"
    yield ["UPDATE cases_material SET reusable_until = '2099-01-01'"], "的“可复用到”被改过"
    yield ["DELETE FROM cases_case_materials"], "的“材料”被改过"
    yield ["DELETE FROM cases_draft_materials"], "的“材料”被改过"
    yield (
        [f"INSERT INTO cases_case_consulted (case_id, unit_id) VALUES ({case.pk}, {case.unit_id})"],
        "的“征求意见的单位”",
    )

    # what is written in logs
    yield [f"UPDATE cases_event SET user_id = {clerk} WHERE number = {last}"], f"办件日志第 {last} 条被改过"
    yield [f"UPDATE cases_event SET seal = '{before}' WHERE number = {last}"], f"办件日志第 {last} 条被改过"
    cut = f"DELETE FROM cases_event WHERE number = {last}"
    yield [cut], f"应有 {length} 条，最后一条是第 {length - 1} 条"
    shorter = f"UPDATE ledger_chain SET length = {length - 1}, sealed = {length - 1}, tip = '{before}' {of_case}"
    yield [cut, shorter], "的办件日志的封印被改过"
    yield [cut, f"DELETE FROM ledger_chain {of_case}"], "的办件日志没有封印"
    yield (
        ["DELETE FROM people_access", "DELETE FROM ledger_chain WHERE ledger = 'people_access'"],
        "被退回过或者封印被改过",
    )
    yield ["UPDATE people_access SET person_id = NULL"], "查看记录第"
    yield [f"UPDATE people_access SET user_id = {worker}"], "查看记录第"

    # what seals
    yield [f"UPDATE ledger_chain SET proof = (SELECT max(proof) FROM ledger_chain) {of_case}"], "的封印被改过"
    yield ["UPDATE ledger_chain SET tip = '' WHERE ledger = 'people_mandate'"], "没有封印：不是由平台写入的"
    yield ["UPDATE ledger_chain SET sealed = length + 1 WHERE ledger = 'people_mandate'"], "封印过 1 次变动"
    yield ["UPDATE ledger_chain SET bound = '' WHERE ledger = 'people_mandate'"], "的封印被改过"
    yield ["UPDATE ledger_checkpoint SET seal = previous WHERE number = 2"], "第 2 个封印点被改过"
    yield ["DELETE FROM ledger_checkpoint WHERE number > 1"], "封印点应有 2 个，最后一个是第 1 个"
    emptied = ["DELETE FROM people_mandate", "DELETE FROM ledger_chain WHERE ledger = 'people_mandate'"]
    yield emptied, "被退回过或者封印被改过"
    yield [*emptied, "DELETE FROM ledger_checkpoint WHERE number > 1"], "封印点应有 2 个"
    first = "(SELECT seal FROM ledger_checkpoint WHERE number = 1)"
    yield (
        [
            *emptied,
            f"UPDATE ledger_chain SET length = 1, tip = {first} WHERE ledger = 'ledger_checkpoint'",
            "DELETE FROM ledger_checkpoint WHERE number > 1",
        ],
        "封印点的末尾被改过",
    )

    # who may do what
    put_in = copied("people_appointment", role, id="id + 1000", user_id=str(clerk))
    yield [put_in], "没有封印：不是由平台写入的"
    with_chain = (
        "INSERT INTO ledger_chain (ledger, key, length, tip, proof, sealed, bound) SELECT ledger, key + 1000, length, tip, "
        f"proof, sealed, bound FROM ledger_chain WHERE ledger = 'people_appointment' AND key = {role}"
    )
    yield [put_in, with_chain], f"岗位 {role + 1000} 的封印被改过"
    yield [f"UPDATE people_appointment SET user_id = {clerk} WHERE id = {role}"], "的“账户”被改过"
    yield [f"UPDATE people_appointment SET begins = '2020-01-01' WHERE id = {role}"], "的“开始日期”被改过"
    yield [f"UPDATE people_appointment SET revoked_at = '2020-01-01' WHERE id = {role}"], "的“收回时间”被改过"
    yield [f"UPDATE people_user SET person_id = NULL WHERE id = {worker}"], "的“个人”被改过"
    yield [f"UPDATE people_user SET is_active = FALSE WHERE id = {clerk}"], "的“启用”被改过"
    yield [f"UPDATE people_user SET identity_subject = 'mine' WHERE id = {worker}"], "的“身份服务的编号”被改过"
    yield [f"UPDATE people_user SET muted = '[\"sms:progress\"]' WHERE id = {worker}"], "的“不接收的通知”被改过"
    yield ["UPDATE people_unit SET path = 'x/' WHERE parent_id IS NOT NULL"], "的“位置”被改过"
    yield ["UPDATE people_operator SET waiting = TRUE"], "的“待核验”被改过"
    yield ["UPDATE people_mandate SET ends = '2099-01-01'"], "的“结束日期”被改过"
    yield ["UPDATE people_terminal SET ends = '2099-01-01'"], "的“结束日期”被改过"
    yield ["UPDATE otp_totp_totpdevice SET key = 'aa'"], "的“密钥”被改过"
    yield ["UPDATE otp_totp_totpdevice SET tolerance = 3000"], "的“容差”被改过"
    yield [f"UPDATE otp_totp_totpdevice SET user_id = {worker}"], "的“账户”被改过"
    yield ["DELETE FROM otp_totp_totpdevice"], "不见了"
    yield [f"UPDATE proposals_proposal SET state = 'confirmed', decided_by_id = {worker}"], "的“状态”、“决定人”被改过"

    # what people are told, and when
    yield [f"UPDATE notices_notice SET due_at = '2999-01-01' WHERE id = {notices[0]}"], "的“何时发送”被改过"
    yield [f"UPDATE notices_notice SET attempts = 9 WHERE id = {notices[0]}"], "的“尝试次数”被改过"
    yield ["DELETE FROM notices_notice", "DELETE FROM ledger_chain WHERE ledger = 'notices_notice'"], "被退回过"
    yield ["UPDATE notices_letter SET html = ''"], "的“内容”被改过"
    yield ["UPDATE notices_letter SET code = 'x'"], "的“核验码”被改过"
    yield ["INSERT INTO notices_dailyrun (day, job) VALUES ('2999-01-01', 'keep_head')"], "没有封印：不是由平台写入的"
    yield [fixed, "UPDATE publishing_edition SET body = '放假四天'"], "的“正文”被改过"
    yield ["UPDATE publishing_edition SET withdrawn_at = published_at, withdrawal = '错了'"], "的“撤回时间”、“撤回原因”"
    yield ["UPDATE publishing_explained SET procedure = 'job_loss'"], "的“事项”被改过"
    yield ["UPDATE publishing_attachment SET name = '别的.pdf'"], "的“文件名”被改过"


PARTS = 8


@pytest.mark.parametrize("part", in_turns(PARTS, range(PARTS)))
@pytest.mark.usefixtures("lived")
def test_no_attack_passes(part):
    missed = [f"{done}: {found}" for done, said, found in _attacked(part) if not any(said in one for one in found)]
    assert missed == []


def _attacked(part: int) -> Iterator[tuple[list[str], str, list[str]]]:
    for statements, said in [*attacks()][part::PARTS]:
        with transaction.atomic():
            without_guard()
            changed = [run(statement.replace("%", "%%")) for statement in statements]
            assert 0 not in changed, statements
            yield statements, said, seen()
            transaction.set_rollback(True)
    assert seen() == []


@pytest.mark.usefixtures("lived")
def test_a_file_that_is_another_or_gone_is_said():
    paper, attachment = Material.objects.get(), Attachment.objects.get()
    assert verify() == []
    Path(paper.file.path).chmod(0o600)
    Path(paper.file.path).write_bytes(b"two")
    Path(attachment.file.path).unlink()
    assert verify() == [f"材料 {paper.pk} 的“文件”不是交来时的内容", f"公告附件 {attachment.pk} 的“文件”不见了"]


@pytest.mark.usefixtures("lived")
def test_a_guard_that_is_away_and_one_of_another_hand_are_said():
    without_guard()
    assert len(verify()) == (8 if connection.vendor == "sqlite" else 5)
    assert all("不见了，或者被停用了" in one for one in verify())
    if connection.vendor == "postgresql":
        run(
            "CREATE FUNCTION evil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.ends = NULL; RETURN NEW; END $$; "
            "CREATE TRIGGER evil BEFORE INSERT ON people_mandate FOR EACH ROW EXECUTE FUNCTION evil()"
        )
    else:
        run("CREATE TRIGGER evil AFTER INSERT ON people_mandate BEGIN UPDATE people_mandate SET ends = NULL; END")
    assert [one for one in verify() if "不是平台建的" in one] == [
        "数据库里有不是平台建的触发器或规则 evil：平台写数据的时候，它可以改数据"
    ]
