"""The way of an announcement: who writes, who looks it over, what is fixed once it is published, what replaces what."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, transaction

from tests.people.make import officer, units
from yuntai.clock import now, today
from yuntai.errors import YuntaiError
from yuntai.people.models import Role, Unit, User
from yuntai.publishing import editing
from yuntai.publishing.channels import message, plain
from yuntai.publishing.editing import Content
from yuntai.publishing.models import Announcement, Attachment, Edition

pytestmark = pytest.mark.django_db

TEXT = Content(
    "示例：培训机构目录", "示例目录收两家机构，11 月起可以报名。", "第一段\n\n- 甲校\n- 乙校", date(2026, 11, 1)
)
PDF = b"%PDF-1.7 example"


@pytest.fixture
def bureau() -> dict[str, Unit]:
    there = units()
    officer("writer", there["gulou"], Role.MANAGE)
    officer("other", there["city"], Role.MANAGE)
    officer("watcher", there["gulou"], Role.SUPERVISE)
    officer("far", there["jiangning"], Role.MANAGE)
    officer("clerk", there["gulou"], Role.ACCEPT)
    return there


def user(name: str) -> User:
    return User.objects.get(username=name)


def a_file(name: str = "目录.pdf", content: bytes = PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def a_draft(unit: Unit, **changes: Any) -> Edition:
    return editing.begin(user("writer"), unit, "list", Content(**{**vars(TEXT), **changes}), [a_file()])


def handed_on(edition: Edition) -> Edition:
    return editing.hand_on(edition, edition.written_by)


def published(edition: Edition, by: str = "watcher") -> Edition:
    waiting = handed_on(edition)
    editing.publish(waiting, user(by), waiting.handed_on_at)
    return Edition.objects.get(pk=edition.pk)


def refused(step: Callable[..., Any], *arguments: Any) -> str:
    with pytest.raises(YuntaiError) as error:
        step(*arguments)
    return str(error.value)


def test_written_handed_on_and_published_by_another(bureau):
    edition = a_draft(bureau["gulou"], procedures=["skill_upgrading"])
    assert (edition.code, edition.state, edition.procedures) == (
        f"{edition.announcement_id}-1",
        "draft",
        ["skill_upgrading"],
    )
    assert list(Edition.objects.in_force(date(2026, 11, 1))) == []
    edition = published(edition)
    assert (edition.state, edition.written_by, edition.reviewed_by) == ("published", user("writer"), user("watcher"))
    assert list(Edition.objects.in_force(date(2026, 11, 1)).explaining("skill_upgrading")) == [edition]
    assert list(Edition.objects.in_force(date(2026, 11, 1)).explaining("arbitration_request")) == []


@pytest.mark.parametrize("name", ["watcher", "far", "clerk"])
def test_only_managers_of_the_unit_write(bureau, name):
    said = refused(editing.begin, user(name), bureau["gulou"], "notice", TEXT)
    assert said == "要有鼓楼区人社局的系统管理岗位才能这样做"
    assert not Announcement.objects.exists()


def test_nobody_looks_over_what_she_has_written(bureau):
    edition = handed_on(a_draft(bureau["gulou"]))
    said = refused(editing.publish, edition, user("writer"), edition.handed_on_at)
    assert said == "自己写的不能自己审，请别的系统管理岗或监督岗来审"
    with pytest.raises(IntegrityError, match="edition_reviewed_by_another"), transaction.atomic():
        Edition.objects.update(reviewed_by=user("writer"), published_at=now())
    with pytest.raises(IntegrityError, match="edition_published_after_review"), transaction.atomic():
        Edition.objects.update(published_at=now())
    for name in ("far", "clerk"):
        said = refused(editing.publish, edition, user(name), edition.handed_on_at)
        assert said == "要有鼓楼区人社局的系统管理或监督岗位才能这样做"
    editing.publish(edition, user("other"), edition.handed_on_at)
    assert Edition.objects.get().reviewed_by == user("other")


def test_sent_back_and_written_anew(bureau):
    edition = handed_on(a_draft(bureau["gulou"]))
    seen = edition.handed_on_at
    assert "已经送审或发布的不能再改" in refused(editing.change, edition, user("writer"), TEXT)
    assert refused(editing.send_back, edition, user("watcher"), " ") == "请写明要改什么"
    editing.send_back(edition, user("watcher"), "少一家机构")
    edition.refresh_from_db()
    assert (edition.state, edition.remark) == ("draft", "少一家机构")
    assert "请由本人修改" in refused(editing.change, edition, user("other"), TEXT)
    kept = str(edition.attachments.get().pk)
    editing.change(edition, user("writer"), TEXT, [a_file("名单.pdf")], [kept])
    assert [one.name for one in edition.attachments.all()] == ["名单.pdf"]
    handed_on(edition)
    assert "您看过以后稿子又改过" in refused(editing.publish, edition, user("watcher"), seen)
    assert Edition.objects.get().published_at is None


@pytest.mark.parametrize("column", ["title", "summary", "body", "valid_until", "published_at"])
def test_what_was_published_is_not_changed(bureau, column):
    edition = published(a_draft(bureau["gulou"]))
    assert "发布以后有变化，请写新版本" in refused(editing.change, edition, user("writer"), TEXT)
    assert refused(editing.discard, edition, user("writer")) == "只有没送审的草稿能删掉"
    assert refused(edition.delete) == "已经发布的不能删除，可以撤回"
    value = now() if column.endswith("at") else today() if column == "valid_until" else "改过"
    with pytest.raises(DatabaseError, match="a published edition is not changed"), transaction.atomic():
        Edition.objects.update(**{column: value})


def test_a_new_edition_keeps_the_old_one(bureau):
    first = published(a_draft(bureau["gulou"], procedures=["skill_upgrading"]))
    second = editing.revise(first.announcement, user("other"))
    assert (second.version, second.body, second.procedures) == (2, "第一段\n\n- 甲校\n- 乙校", ["skill_upgrading"])
    assert second.attachments.get().file.name == first.attachments.get().file.name
    assert "已经有一份新版本的草稿" in refused(editing.revise, first.announcement, user("writer"))
    assert list(Edition.objects.current()) == [first]
    second = published(second, "writer")
    assert list(Edition.objects.current()) == [second]
    assert first.caveat() == f"这是旧版本，现行的是版本 {second.code}"
    assert second.caveat() == ""
    assert refused(editing.withdraw, first, user("watcher"), "写错了") == "只有现行的版本能撤回"
    editing.discard(editing.revise(first.announcement, user("writer")), user("writer"))
    assert (Announcement.objects.count(), Edition.objects.count()) == (1, 2)


def test_withdrawn_with_its_reason(bureau):
    edition = published(a_draft(bureau["gulou"]))
    assert refused(editing.withdraw, edition, user("watcher"), "") == "请写明撤回的原因"
    assert "岗位才能这样做" in refused(editing.withdraw, edition, user("far"), "写错了")
    editing.withdraw(edition, user("watcher"), "名单有误")
    edition.refresh_from_db()
    said = f"已于{today().year}年{today().month}月{today().day}日撤回：名单有误"
    assert (edition.state, edition.caveat(), edition.body) == ("withdrawn", said, "第一段\n\n- 甲校\n- 乙校")
    assert list(Edition.objects.current()) == [edition]
    assert list(Edition.objects.standing()) == []
    with pytest.raises(IntegrityError, match="edition_withdrawn_with_reason"), transaction.atomic():
        Edition.objects.update(withdrawal="")


def test_one_announcement_replaces_another_from_its_day_on(bureau):
    old = published(a_draft(bureau["gulou"]))
    later = today() + timedelta(10)
    new = published(a_draft(bureau["gulou"], title="新目录", valid_from=later, replaces=old.announcement))
    assert list(Edition.objects.in_force()) == [old]
    assert (old.caveat(), new.caveat().endswith("起施行，现在还没有生效")) == ("", True)
    assert list(Edition.objects.in_force(later)) == [new]
    newest = published(a_draft(bureau["gulou"], title="再新的目录", replaces=old.announcement))
    assert old.caveat() == f"已被“再新的目录”（版本 {newest.code}）代替"
    editing.withdraw(newest, user("watcher"), "写错了")
    assert old.caveat() == ""


def test_it_holds_through_its_last_day(bureau):
    edition = published(a_draft(bureau["gulou"], valid_until=date(2026, 11, 5)))
    days = {day: Edition.objects.in_force(date(2026, *day)).exists() for day in ((10, 31), (11, 1), (11, 5), (11, 6))}
    assert days == {(10, 31): False, (11, 1): True, (11, 5): True, (11, 6): False}
    assert edition.validity() == "2026年11月1日起施行，2026年11月5日止"
    assert edition.caveat() == "已于2026年11月5日失效"


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (a_file("目录.exe", b"MZ\0\1"), "“目录.exe”的格式不收，请换成 pdf、docx、xlsx、ofd、jpg、png"),
        (a_file("目录.pdf", b"MZ"), "“目录.pdf”的内容不是 pdf 文件"),
    ],
)
def test_an_attachment_is_what_it_says(bureau, file, said):
    assert said in refused(editing.begin, user("writer"), bureau["gulou"], "notice", TEXT, [file])
    assert (Announcement.objects.count(), Attachment.objects.count()) == (0, 0)


def test_a_summary_has_sixty_characters(bureau):
    assert a_draft(bureau["gulou"], summary="一" * 60).summary == "一" * 60
    with pytest.raises(YuntaiError, match="摘要最多 60 字，现在有 61 字"):
        a_draft(bureau["gulou"], summary="一" * 61)


def test_as_a_message(bureau):
    edition = published(a_draft(bureau["gulou"]))
    said = f"示例目录收两家机构，11 月起可以报名。（版本 {edition.announcement_id}-1）https://example.org/"
    assert message(edition, "https://example.org/") == said


def test_plain_text_has_no_marks():
    words = "## 谁能报\n\n持**三级**证书的，见[目录](https://example.org)。\n\n- 甲校\n- 乙校"
    table = "| 机构 | 区 |\n|--|--|\n| 甲校 | 鼓楼 |"
    assert list(plain(words)) == ["谁能报", "持三级证书的，见目录。", "甲校", "乙校"]
    assert list(plain(table)) == ["机构，区", "甲校，鼓楼"]
