"""What was changed past the platform stays said, whatever the platform writes to the same row afterwards."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from tests.at_once import THREADS, at_once, needs_postgres
from tests.ledger.make import rows, run
from tests.people.make import person, units
from yuntai.cases.models import Case, Material
from yuntai.cases.versions import Version
from yuntai.clock import today
from yuntai.ledger.checkpoints import seal_pending
from yuntai.ledger.models import Chain
from yuntai.ledger.verify import problems
from yuntai.people.models import Employer, Mandate, Person, User
from yuntai.people.rotation import rotate_key
from yuntai.people.second_factor import device_of, give, present_code, verify

pytestmark = pytest.mark.django_db
CODE = "91320106MA1TE5T01F"
CHANGED = f"用人单位 {CODE} 的“所在区”被改过"


@pytest.fixture
def firm() -> Employer:
    """An employer whose district is changed past the platform once this has been read."""
    made = Employer.objects.create(
        uscc=CODE, name="南京示例机械有限公司", district="320106", legal_representative="钱某"
    )
    assert run("UPDATE people_employer SET district = '320102' WHERE id = %s", made.pk) == 1
    return made


def _save(firm: Employer) -> None:
    read = Employer.objects.get(pk=firm.pk)
    read.name = "改名有限公司"
    read.save()


def _save_named(firm: Employer) -> None:
    firm.name = "改名有限公司"
    firm.save(update_fields=["name"])


def _bulk_update(firm: Employer) -> None:
    firm.name = "改名有限公司"
    Employer.objects.bulk_update([firm], ["name"])


WRITES: dict[str, Callable[[Employer], object]] = {
    "save": _save,
    "save(update_fields)": _save_named,
    "update": lambda _: Employer.objects.update(name="改名有限公司"),
    "bulk_update": _bulk_update,
    "update_or_create": lambda _: Employer.objects.update_or_create(uscc=CODE, defaults={"registered_on": today()}),
    "saved as it stands": lambda firm: Employer.objects.get(pk=firm.pk).save(),
    "bulk_create beside it": lambda _: Employer.objects.bulk_create([Employer(uscc="another", name="另一家")]),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_no_writing_of_other_columns_covers_a_change(firm, write):
    write(firm)
    seal_pending()
    assert list(problems()) == [CHANGED]
    run("UPDATE people_employer SET district = '320106' WHERE id = %s", firm.pk)  # as it was: nothing is left of it
    assert list(problems()) == []


@pytest.mark.usefixtures("firm", "keys")
def test_nor_does_a_new_key():
    rotate_key()
    assert list(problems()) == [CHANGED]


@pytest.mark.usefixtures("keys")
def test_an_encrypted_value_that_is_set_back_is_told_after_a_new_key_too():
    """The text of then can be read in its row; only the seal knows that it is not today's."""
    somebody = person(1)
    ((then,),) = rows("SELECT phone FROM people_person")
    somebody.phone = "13900000000"
    somebody.save()
    run("UPDATE people_person SET phone = %s", then)
    assert list(problems()) == [f"个人 {somebody.pk} 的“手机号码”被改过"]
    rotate_key()
    assert list(problems()) == [f"个人 {somebody.pk} 的“手机号码”被改过，后来平台写了别的内容"]


@pytest.mark.parametrize("district", ["320104", "320106"], ids=["another value", "what it had been"])
def test_that_the_platform_wrote_over_it_is_said(firm, district):
    firm.district = district
    firm.save()
    firm.name = "改名有限公司"
    firm.save()
    assert list(problems()) == [f"{CHANGED}，后来平台写了别的内容"]
    run("UPDATE people_employer SET district = '320102' WHERE id = %s", firm.pk)
    assert list(problems()) == [CHANGED]


def test_that_a_row_was_changed_before_it_was_deleted_is_said(firm):
    number = firm.pk
    firm.delete()
    assert list(problems()) == [f"用人单位 {number} 的“所在区”被改过，后来由平台删除"]


def test_a_row_that_was_put_in_stays_unsealed():
    columns = "uscc, name, district, legal_representative"
    run(f"INSERT INTO people_employer ({columns}) VALUES ('put-in', '冒名', '', '')")
    found = Employer.objects.get(uscc="put-in")
    said = ["用人单位 put-in 没有封印：不是由平台写入的"]
    assert list(problems()) == said
    found.name = "更名"
    found.save()
    Employer.objects.update(district="320106")
    assert list(problems()) == said
    number = found.pk
    found.delete()
    assert list(problems()) == [f"用人单位 {number} 不是由平台写入的，后来由平台删除"]


def test_a_deleted_row_that_was_put_back_stays_unsealed():
    firm = Employer.objects.create(uscc=CODE, name="南京示例机械有限公司")
    number = firm.pk
    firm.delete()
    columns = "id, uscc, name, district, legal_representative"
    run(f"INSERT INTO people_employer ({columns}) VALUES (%s, 'put-in', '冒名', '', '')", number)
    Employer.objects.get(pk=number).save()
    assert list(problems()) == ["用人单位 put-in 没有封印：不是由平台写入的"]


def test_a_number_that_is_given_again_does_not_cover_that_its_row_was_removed():
    firm = Employer.objects.create(uscc=CODE, name="南京示例机械有限公司")
    run("DELETE FROM people_employer WHERE id = %s", firm.pk)
    Employer.objects.create(pk=firm.pk, uscc="another", name="另一家", district="320106")
    (said,) = problems()
    assert said.startswith("用人单位 another 的“统一社会信用代码”、“名称”、“所在区”")
    assert said.endswith("被改过，后来平台写了别的内容")


def test_a_row_that_was_set_back_with_its_chain_is_told_though_the_platform_went_on():
    firm = Employer.objects.create(uscc=CODE, name="南京示例机械有限公司")
    seal_pending()
    where = "WHERE ledger = 'people_employer' AND key = %s"
    (then,) = rows(f"SELECT length, tip, proof, sealed, bound FROM ledger_chain {where}", firm.pk)
    firm.name = "改名有限公司"
    firm.save()
    seal_pending()
    run("UPDATE people_employer SET name = '南京示例机械有限公司' WHERE id = %s", firm.pk)
    run(f"UPDATE ledger_chain SET length = %s, tip = %s, proof = %s, sealed = %s, bound = %s {where}", *then, firm.pk)
    for district in ("320102", "320106"):
        Employer.objects.update(district=district)
    seal_pending()
    assert list(problems()) == [f"用人单位 {CODE}：在第 4 个封印点之前被退回过，后来又写了"]


def test_a_seal_that_lost_a_column_is_not_mended(firm):
    """As if the column were newer than the seal: the next saving would have sealed what it holds by then."""
    where = "WHERE ledger = 'people_employer'"
    ((tip,),) = rows(f"SELECT tip FROM ledger_chain {where}")
    run(f"UPDATE ledger_chain SET tip = %s {where}", " ".join(one for one in tip.split() if "district" not in one))
    firm.refresh_from_db()
    firm.name = "改名有限公司"
    firm.save()
    assert list(problems()) == [f"用人单位 {CODE} 的封印被改过"]


def test_members_of_a_set_stay_as_they_were_sealed_and_cover_nothing():
    somebody, worker = person(1), User.objects.create_user("worker")
    version = Version.objects.create(procedure="one", digest="0" * 64, definition={})
    case = Case.objects.create(
        number="1", submission=uuid4(), procedure="one", version=version, person=somebody, unit=units()["city"]
    )
    paper = Material.objects.create(person=somebody, kind="k", title="t", name="n", size=1, uploaded_by=worker)
    run("UPDATE cases_case SET district = '320102'")
    case.materials.add(paper)
    said = list(problems())
    assert len(said) == 1
    assert said[0].startswith("办件 1 的")
    run("DELETE FROM cases_case_materials")
    Case.objects.update(channel="counter")
    (one,) = problems()
    assert one.count("“") == 2  # the district and the papers
    case.materials.add(paper)  # as it had been
    assert len(list(problems())) == 2
    case.materials.clear()
    now, before = problems()
    assert (now, before.endswith("后来平台写了别的内容")) == (said[0], True)


def test_deleting_with_what_belongs_to_it_tells_of_both():
    somebody, other = person(1), person(2)
    agent = User.objects.create_user("agent")
    mandate = Mandate.objects.create(person=somebody, agent=agent, basis="委托书", ends=date(2030, 1, 1))
    Mandate.objects.create(person=other, agent=agent, basis="委托书", ends=date(2030, 1, 1))
    run("UPDATE people_mandate SET basis = '监护' WHERE id = %s", mandate.pk)
    Person.objects.filter(pk=somebody.pk).delete()
    assert list(problems()) == [f"代办 {mandate.pk} 的“依据”被改过，后来由平台删除"]


def test_an_authenticator_that_is_used_stays_as_it_was_sealed():
    officer = User.objects.create_user("officer")
    give(officer)
    device = device_of(officer)
    assert verify(device, present_code(officer))
    assert list(problems()) == []
    run("UPDATE otp_totp_totpdevice SET tolerance = 2")
    assert verify(device_of(officer), present_code(officer))
    (said,) = problems()
    assert "被改过" in said


def test_what_is_written_as_it_was_makes_no_link():
    Employer.objects.bulk_create([Employer(uscc=str(number), name="一样") for number in range(3)])
    Employer.objects.filter(uscc__in=["0", "1"]).update(name="一样")
    assert set(Chain.objects.filter(ledger="people_employer").values_list("length", flat=True)) == {1}
    Employer.objects.filter(uscc="0").update(name="另一")
    assert set(Chain.objects.filter(ledger="people_employer").values_list("length", flat=True)) == {1, 2}
    assert list(problems()) == []


@needs_postgres
@pytest.mark.django_db(transaction=True)
def test_those_who_write_to_one_row_at_once_are_not_taken_for_a_stranger():
    Employer.objects.create(uscc=CODE, name="0")

    def write() -> None:
        for turn in range(8):
            one = Employer.objects.get(uscc=CODE)
            one.name = f"{one.name[:3]}{turn}"
            one.save(update_fields=["name"])
            Employer.objects.update(district=str(turn))
            Employer.objects.create(uscc=uuid4().hex[:18], name="另一家")

    at_once(write)
    assert list(problems()) == []
    assert Employer.objects.count() == 1 + 8 * THREADS
