"""A bureau with one kind of administrator comes to have three."""

from __future__ import annotations

from importlib import import_module

import pytest

from tests.people.make import officer, units
from yuntai.people.models import Access, Role, User
from yuntai.people.officers import administrators, wanting

pytestmark = pytest.mark.django_db
upgrade = import_module("yuntai.cli.upgrade")


@pytest.fixture
def asked(monkeypatch):
    """What is answered to whom, at a keyboard."""
    answers = {}
    monkeypatch.setattr(upgrade.sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr(
        upgrade.click, "prompt", lambda question, default, **_: answers.get(question.split("（")[0], default)
    )
    return answers


@pytest.fixture
def managers():
    there = units()
    for name in ("wu", "zheng", "wang"):
        officer(name, there["city"], Role.MANAGE)
    officer("district", there["gulou"], Role.MANAGE)
    return there


@pytest.mark.usefixtures("managers")
def test_who_managed_is_asked_which_of_the_three_she_is(asked, capsys):
    asked |= {"zheng": "security", "wang": "audit"}
    upgrade._see_to_administrators(ask=True)
    assert [[one.username for one in administrators(role)] for role in ("manage", "security", "audit")] == [
        ["wu"],
        ["zheng"],
        ["wang"],
    ]
    assert wanting() == []
    assert "还要办" not in capsys.readouterr().out
    assert [str(one) for one in User.objects.get(username="district").roles()] == ["鼓楼区人社局系统管理岗"]
    assert {one.what for one in Access.objects.all()} == {
        "在服务器上任命zheng（zheng）：市人社局安全管理岗",
        "在服务器上任命wang（wang）：市人社局审计管理岗",
    }


@pytest.mark.usefixtures("managers")
def test_two_are_not_the_same(asked, capsys):
    asked |= {"zheng": "security", "wang": "security"}
    upgrade._see_to_administrators(ask=True)
    said = capsys.readouterr().out
    assert "没有改：已经有安全管理岗了" in said
    assert "还要办：全局还没有审计管理岗" in said
    assert [str(one) for one in User.objects.get(username="wang").roles()] == ["市人社局系统管理岗"]


def test_who_also_handles_cases_administers_nothing_and_it_is_said(managers, capsys):
    officer("both", managers["city"], Role.MANAGE, Role.ACCEPT, display_name="两样")
    upgrade._see_to_administrators(ask=False)
    said = capsys.readouterr().out.replace("\n", "")
    assert "还要办：两样（both）的市人社局系统管理岗不算数，因为同时有别的岗位" in said
    assert [one.username for one in administrators(Role.MANAGE)] == ["wu", "zheng", "wang"]
