"""The commands of whoever runs the platform."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.people.make import PASSWORD, officer, units
from yuntai.people.management.commands import appoint
from yuntai.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def keyboard(monkeypatch):
    """What is typed as the password."""
    typed = [PASSWORD]
    monkeypatch.setattr(appoint, "getpass", lambda _prompt: typed[0])
    return typed


@pytest.mark.usefixtures("keyboard")
def test_the_first_manager(capsys):
    units()
    call_command("appoint", "Wu", "c", "manage", name="管理吴")
    user = User.objects.get()
    assert (user.username, user.display_name, user.check_password(PASSWORD)) == ("wu", "管理吴", True)
    assert [str(one) for one in user.roles()] == ["市人社局系统管理岗"]
    assert capsys.readouterr().out == "已任命 管理吴：市人社局系统管理岗。第一次登录时绑定动态码。\n"


def test_who_has_an_account_keeps_it(keyboard):
    user = officer("wu", units()["gulou"])
    keyboard[0] = "不会用到的密码"
    call_command("appoint", "wu", "g", "accept")
    assert user.check_password(PASSWORD)
    assert [str(one) for one in User.objects.get().roles()] == ["鼓楼区人社局受理岗"]


@pytest.mark.parametrize(
    ("unit", "password", "sentence"),
    [
        ("x", PASSWORD, "没有编号是“x”的单位；先运行一次 yuntai serve，它会读入 units.yaml"),
        ("c", "short-1", "密码太短，至少要 10 位"),
    ],
)
def test_what_cannot_be(keyboard, unit, password, sentence):
    units()
    keyboard[0] = password
    with pytest.raises(CommandError) as refused:
        call_command("appoint", "wu", unit, "manage")
    assert str(refused.value) == sentence
    assert User.objects.count() == 0
