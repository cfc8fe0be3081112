"""What is shown of personal data, and what is written of it."""

from __future__ import annotations

import pytest
from django.db import connection

from tests.people.make import person, resident_id
from yuntai.errors import YuntaiError
from yuntai.ledger import canaries
from yuntai.people.fields import blind_index, mask_email, mask_name, mask_numbers, mask_phone, mask_resident_id
from yuntai.people.models import Person
from yuntai.people.rotation import rotate_key


@pytest.mark.parametrize(
    ("mask", "text", "shown"),
    [
        (mask_resident_id, "320106199001010016", "320106********0016"),
        (mask_resident_id, "32011519790909004X", "320115********004X"),
        (mask_name, "", ""),
        (mask_name, "王", "王"),
        (mask_name, "王明", "王*"),
        (mask_name, "王小明", "王*明"),
        (mask_name, "欧阳小明", "欧**明"),
        (mask_name, "阿卜杜拉·买买提", "阿******提"),
        (mask_name, "𠮷\ue863𬭊", "𠮷*𬭊"),
        (mask_name, "王\ue863", "王*"),
        (mask_name, "王小\ue863", "王*䶮"),  # as GBK kept it, in the user area
        (mask_name, "王小葛\U000e0100", "王*葛"),  # with a variation selector
        (mask_phone, "", ""),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "025-83123456", "025****3456"),
        (mask_phone, "12333", "*****"),
        (mask_email, "wang@example.org", "w****@example.org"),
        (mask_email, "wang", "****"),
        (mask_numbers, "王某 11010519491231002X，电话13812345678。", "王某 110105********002X，电话138****5678。"),
        (mask_numbers, "卡 6222020200112233、6222020200112233445", "卡 622202******2233、622202*********3445"),
        (
            mask_numbers,
            "办件 260301123456789，单位 913201001234567890",
            "办件 260301123456789，单位 913201001234567890",
        ),
    ],
)
def test_masks(mask, text, shown):
    assert mask(text) == shown


@pytest.mark.django_db
def test_a_person_is_shown_masked():
    one = person(1)
    assert (str(one), one.masked_name, one.masked_phone) == ("王*明", "王*明", "138****5678")
    assert one.masked_id == f"320106********{resident_id(1)[-4:]}"


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_person")
        return repr(cursor.fetchall())


@pytest.mark.django_db
def test_the_database_holds_nothing_that_can_be_read():
    one = person(1)
    one.email = "wang@example.com"
    one.save()
    for text in ("王", "小明", resident_id(1), resident_id(1)[:6], "13812345678", "wang@example"):
        assert text not in stored()
    again = Person.objects.get(pk=one.pk)
    assert (again.name, again.resident_id, again.email) == ("王小明", resident_id(1), "wang@example.com")


@pytest.mark.django_db
def test_the_same_name_is_never_written_the_same():
    person(1), person(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM people_person")
        assert len({name for (name,) in cursor.fetchall()}) == 2


@pytest.mark.django_db
def test_a_person_is_found_by_her_resident_id_however_it_is_typed():
    one = person(1)
    wide = resident_id(1).translate({ord("0") + n: ord("０") + n for n in range(10)})
    for typed in (resident_id(1), f" {resident_id(1)[:6]} {resident_id(1)[6:]}", wide):
        assert Person.objects.with_resident_id(typed) == one
        assert Person.objects.register(typed, "王小明") == one
    assert Person.objects.with_resident_id(resident_id(2)) is None


@pytest.mark.django_db
def test_an_encrypted_field_cannot_be_searched():
    with pytest.raises(TypeError, match="blind_index"):
        Person.objects.filter(name="王小明").exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("", "缺少公民身份号码"),
        ("32010619900101001", "公民身份号码不是 18 位"),
        ("320106199001010017", "公民身份号码校验位不对"),
        ("320106199002300010", "公民身份号码里的出生日期不存在；公民身份号码校验位不对"),
    ],
)
def test_a_number_that_cannot_be_is_refused(number, sentence):
    with pytest.raises(YuntaiError) as refused:
        Person.objects.register(number, "王小明")
    assert str(refused.value) == sentence


@pytest.mark.django_db
def test_a_new_key_reads_all_and_the_old_one_nothing(keys):
    persons = [person(number) for number in range(3)]
    old, written, index = (keys / "identity").read_bytes(), stored(), blind_index("x")
    assert rotate_key() >= 3
    assert (keys / "identity").read_bytes() != old
    assert (keys / "identity.old").read_bytes() == old
    assert stored() != written
    assert [one.resident_id for one in Person.objects.order_by("pk")] == [one.resident_id for one in persons]
    assert blind_index("x") == index
    assert Person.objects.with_resident_id(resident_id(2)) == persons[2]
    (keys / "identity").write_bytes(old)
    with pytest.raises(YuntaiError, match="不是当时的密钥"):
        _ = Person.objects.get(pk=persons[0].pk).name


@pytest.mark.django_db
def test_a_value_that_was_put_into_another_row_or_column_cannot_be_read():
    one, other = person(1), person(2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT phone FROM people_person WHERE id = %s", [one.pk])
        (phone,) = cursor.fetchone()
        cursor.execute("UPDATE people_person SET phone = %s WHERE id = %s", [phone, other.pk])
        cursor.execute("UPDATE people_person SET email = %s WHERE id = %s", [phone, one.pk])
    with pytest.raises(YuntaiError, match="不是原来位置上的内容"):
        _ = Person.objects.get(pk=other.pk).phone
    with pytest.raises(YuntaiError, match="不是原来位置上的内容"):
        _ = Person.objects.get(pk=one.pk).email
    assert Person.objects.get(pk=one.pk).phone == "13812345678"


@pytest.mark.django_db
@pytest.mark.usefixtures("keys")
def test_whoever_has_begun_with_the_old_key_loses_nothing():
    """A value that was encrypted before the new key came, and is saved after it."""
    one = person(1)
    late = Person.objects.get(pk=one.pk)
    before = late.__dict__["name"]
    rotate_key()
    Person.objects.filter(pk=one.pk).update(name=before)
    assert Person.objects.get(pk=one.pk).name == "王小明"


@pytest.mark.django_db
def test_a_change_of_keys_that_was_interrupted_goes_on(keys, settings):
    first = person(1)
    (keys / "identity").rename(keys / "identity.old")
    canaries.announce("identity", settings.HOME.make_key("identity"))
    second = person(2)
    assert Person.objects.get(pk=first.pk).name == "王小明"
    coming = (keys / "identity").read_bytes()
    assert rotate_key() == 1
    assert (keys / "identity").read_bytes() == coming
    assert {one.name for one in Person.objects.filter(pk__in=[first.pk, second.pk])} == {"王小明"}
    canaries.check()


@pytest.mark.django_db
def test_after_a_change_only_the_new_key_opens_the_platform(keys):
    old = (keys / "identity").read_bytes()
    rotate_key()
    canaries.check()
    (keys / "identity").write_bytes(old)
    with pytest.raises(YuntaiError, match="keys/identity 不是这个数据库的密钥"):
        canaries.check()
