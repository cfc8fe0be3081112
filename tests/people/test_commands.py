"""The commands of whoever runs the platform: the first administrators, and one instead of one who has gone."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from tests.people.make import PASSWORD, officer, units
from yuntai.ledger.verify import problems
from yuntai.notices.models import Notice
from yuntai.people import second_factor
from yuntai.people.models import Access, Role, User
from yuntai.people.officers import lacking, wanting
from yuntai.proposals.management import keyboard

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    """What is typed at the keyboard, one after the other; a password of a new account at last."""
    answers = []
    monkeypatch.setattr(keyboard, "getpass", lambda _prompt: answers.pop(0) if answers else PASSWORD)
    return answers


@pytest.mark.usefixtures("typed")
def test_the_first_three(capsys):
    units()
    assert lacking() == [Role.MANAGE, Role.SECURITY, Role.AUDIT]
    for username, role in (("Wu", "manage"), ("zheng", "security"), ("wang", "audit")):
        call_command("appoint", username, "c", role, name=f"{role}的人")
    user = User.objects.get(username="wu")
    assert (user.display_name, user.check_password(PASSWORD)) == ("manage的人", True)
    assert [str(one) for one in user.roles()] == ["市人社局系统管理岗"]
    assert capsys.readouterr().out.startswith("已任命 manage的人：市人社局系统管理岗。第一次登录时绑定动态码。\n")
    assert wanting() == []
    assert [(one.user.username, one.what) for one in Access.objects.order_by("number")] == [
        ("wu", "在服务器上任命manage的人（wu）：市人社局系统管理岗"),
        ("zheng", "在服务器上任命security的人（zheng）：市人社局安全管理岗"),
        ("wang", "在服务器上任命audit的人（wang）：市人社局审计管理岗"),
    ]
    told = Notice.objects.filter(template="administrators_changed").order_by("pk")
    assert [one.user.username for one in told] == ["wu", "wu", "zheng"]
    assert list(problems()) == []


def test_what_the_bureau_lacks_is_said_with_what_to_do():
    there = units()
    officer("wu", there["city"], Role.MANAGE)
    officer("district", there["gulou"], Role.SECURITY)
    assert wanting() == [
        "全局还没有安全管理岗、审计管理岗：任命、结束任命和重设要一位提出、另一位确认，缺人就办不了。"
        "请在服务器上运行 yuntai manage appoint 用户名 c security；yuntai manage appoint 用户名 c audit"
    ]


def test_who_has_an_account_keeps_it(typed):
    user = officer("wu", units()["gulou"])
    typed.append("不会用到的密码")
    call_command("appoint", "wu", "c", "audit")
    assert user.check_password(PASSWORD)
    assert [str(one) for one in User.objects.get().roles()] == ["市人社局审计管理岗"]


@pytest.mark.parametrize(
    ("username", "unit", "role", "password", "sentence"),
    [
        ("new", "x", "security", PASSWORD, "没有编号是“x”的单位；先运行一次 yuntai serve，它会读入 units.yaml"),
        ("new", "g", "security", PASSWORD, "鼓楼区人社局不是全局的单位；那里的管理人员在网页“人员和岗位”任命"),
        ("new", "c", "security", "short-1", "密码太短，至少要 10 位"),
        (
            *("new", "c", "manage", PASSWORD),
            "已经有系统管理岗了；再任命请在网页“人员和岗位”提出，由安全管理岗确认",
        ),
        (
            *("wu", "c", "security", PASSWORD),
            "wu已经有市人社局系统管理岗：系统管理、安全管理、审计管理由不同的人担任，也都不办件；要换岗请先结束原来的任命",
        ),
    ],
)
def test_what_cannot_be(typed, username, unit, role, password, sentence):
    officer("wu", units()["city"], Role.MANAGE)
    typed.append(password)
    with pytest.raises(CommandError) as refused:
        call_command("appoint", username, unit, role)
    assert str(refused.value) == sentence
    assert User.objects.count() == 1


def test_a_password_that_was_mistyped_makes_no_account(typed):
    units()
    typed += [PASSWORD, PASSWORD + "x"]
    with pytest.raises(CommandError, match=r"^两遍输入的密码不一样，请重新运行这条命令$"):
        call_command("appoint", "wu", "c", "manage")
    assert not User.objects.exists()


def test_no_case_is_handled_by_command():
    units()
    with pytest.raises(CommandError):
        call_command("appoint", "new", "c", "accept")


@pytest.fixture
def bureau():
    there = units()
    made = {
        "wu": officer("wu", there["city"], Role.MANAGE),
        "zheng": officer("zheng", there["city"], Role.SECURITY),
        "wang": officer("wang", there["city"], Role.AUDIT),
        "clerk": officer("clerk", there["gulou"], Role.ACCEPT),
        "second": officer("second", there["gulou"], Role.REVIEW),
    }
    for user in made.values():
        second_factor.give(user)
    return made


def replace(typed, *witnesses, gone=("zheng",), why="郑某调离", role="security"):
    for one in witnesses:
        user = User.objects.filter(username=one).first()
        typed += [PASSWORD, second_factor.present_code(user) if user else "000000"]
    call_command("replace_administrator", "chen", role, gone=list(gone), witness=list(witnesses), why=why)


@pytest.mark.usefixtures("bureau")
def test_one_instead_of_one_who_has_gone(typed, capsys):
    replace(typed, "wu", "wang")
    chen = User.objects.get(username="chen")
    assert [str(one) for one in chen.roles()] == ["市人社局安全管理岗"]
    assert User.objects.get(username="zheng").roles() == []
    assert capsys.readouterr().out == "已任命 chen：市人社局安全管理岗。所有管理人员都会收到通知。\n"
    done = "在服务器上任命chen（chen）：市人社局安全管理岗，换下zheng"
    assert [(one.user.username, one.what, one.why) for one in Access.objects.order_by("number")] == [
        ("wu", f"见证{done}", "郑某调离"),
        ("wang", f"见证{done}", "郑某调离"),
        ("chen", done, "郑某调离"),
    ]
    told = {(one.user.username, one.template) for one in Notice.objects.all()}
    assert told == {
        ("chen", "account_changed"),
        ("zheng", "account_changed"),
        ("wu", "administrators_changed"),
        ("wang", "administrators_changed"),
    }
    assert list(problems()) == []


@pytest.mark.usefixtures("bureau")
@pytest.mark.parametrize(
    ("witnesses", "more", "sentence"),
    [
        (("wu", "wu"), {}, "wu 的密码或者动态码不对，或者没有这位工作人员"),  # a code is good once
        (("wu", "zheng"), {}, "两位见证人要是不同的人，也不能是新任命的或者被换下的人"),
        (("wu", "nobody"), {}, "nobody 的密码或者动态码不对，或者没有这位工作人员"),
        (("clerk", "second"), {}, "见证人里至少要有一位现在的全局管理人员：wang、wu"),
        (("wu", "wang"), {"gone": ()}, "还有zheng是全局的安全管理岗，请在网页“人员和岗位”办"),
        (("wu", "wang"), {"gone": ("clerk",)}, "要换下的人不是全局的安全管理岗"),
        (("wu", "wang"), {"gone": ("nobody",)}, "没有“nobody”这个账户"),
        (("wu", "wang"), {"why": " "}, "请写明为什么：谁走了，什么时候"),
    ],
)
def test_nobody_is_replaced(typed, witnesses, more, sentence):
    with pytest.raises(CommandError) as refused:
        replace(typed, *witnesses, **more)
    assert str(refused.value) == sentence
    assert not User.objects.filter(username="chen").exists()
    assert [str(one) for one in User.objects.get(username="zheng").roles()] == ["市人社局安全管理岗"]
    assert not Access.objects.exists()


def test_a_wrong_code_is_no_witness(bureau, typed):
    typed += [PASSWORD, second_factor.present_code(bureau["wu"]), PASSWORD, "000000"]
    with pytest.raises(CommandError, match="wang 的密码或者动态码不对"):
        call_command("replace_administrator", "chen", "security", gone=["zheng"], witness=["wu", "wang"], why="x")


@pytest.mark.parametrize("command", ["changepassword", "createsuperuser"])
def test_nobody_gets_into_an_account_alone(command):
    officer("wu", units()["city"], Role.MANAGE)
    with pytest.raises(CommandError, match="这里不能一个人改密码、开管理账户"):
        call_command(command, "wu")
