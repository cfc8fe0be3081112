"""Whose account it is that a city's identity service names."""

from __future__ import annotations

import pytest

from tests.people.make import PASSWORD, person, resident, resident_id
from yuntai.errors import YuntaiError
from yuntai.people.identity import account_of
from yuntai.people.models import User

pytestmark = pytest.mark.django_db
ISSUER = "https://id.example"


def test_the_first_time_an_account_is_made_and_then_kept():
    user = account_of(ISSUER, "s-1", resident_id(1), "王小明", "13812345678")
    assert (user.person.name, user.person.phone) == ("王小明", "13812345678")
    assert not user.has_usable_password()
    assert account_of(ISSUER, "s-1") == user
    assert User.objects.count() == 1


def test_the_subject_is_not_kept_as_it_is():
    """Some services use the resident id as the subject."""
    user = account_of(ISSUER, resident_id(1), resident_id(1), "王小明")
    assert resident_id(1) not in user.identity_subject


def test_the_same_subject_of_another_service_is_another():
    account_of(ISSUER, "s-1", resident_id(1), "王小明")
    with pytest.raises(YuntaiError, match="已经和身份服务的另一个账号连在一起"):
        account_of("https://other.example", "s-1", resident_id(1), "王小明")


def test_an_account_that_was_made_without_proof_loses_its_password():
    mine = resident("wang", 1)
    assert mine.check_password(PASSWORD)
    assert account_of(ISSUER, "s-1", resident_id(1), "王小明") == mine
    mine.refresh_from_db()
    assert not mine.has_usable_password()


def test_the_verified_name_counts():
    person(1, "王小名")
    assert account_of(ISSUER, "s-1", resident_id(1), "王小明").person.name == "王小明"


@pytest.mark.parametrize(
    ("number", "name", "sentence"),
    [
        ("", "王小明", "身份服务没有告诉我们您的姓名和公民身份号码，不能登录；请打 12333"),
        (resident_id(1), "", "身份服务没有告诉我们您的姓名和公民身份号码，不能登录；请打 12333"),
        ("320106199001010017", "王小明", "公民身份号码校验位不对"),
    ],
)
def test_who_is_not_named_is_not_let_in(number, name, sentence):
    with pytest.raises(YuntaiError) as refused:
        account_of(ISSUER, "s-1", number, name)
    assert str(refused.value) == sentence
    assert User.objects.count() == 0


def test_a_closed_account_stays_closed():
    user = account_of(ISSUER, "s-1", resident_id(1), "王小明")
    user.is_active = False
    user.save()
    with pytest.raises(YuntaiError, match="已停用"):
        account_of(ISSUER, "s-1")
