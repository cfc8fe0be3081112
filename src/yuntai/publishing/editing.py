"""The way of an edition: written, handed on, looked over by another officer and published; a next one; withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from yuntai.clock import now
from yuntai.errors import YuntaiError
from yuntai.people.models import Role, Unit, User
from yuntai.people.uploads import check_upload
from yuntai.publishing.models import SUMMARY, Announcement, Attachment, Edition, Editions, Explained

WRITERS = (Role.MANAGE,)
REVIEWERS = (Role.MANAGE, Role.SUPERVISE)
FORMATS = ("pdf", "docx", "xlsx", "ofd", "jpg", "png")
MOST_MB = 20
MOST_FILES = 10


@dataclass(frozen=True)
class Content:
    """What an edition says; ``procedures`` are ids of the catalogue."""

    title: str
    summary: str
    body: str
    valid_from: date
    valid_until: date | None = None
    replaces: Announcement | None = None
    procedures: list[str] = field(default_factory=list)


def seen_by(user: User) -> Editions:
    """The editions of the units whose announcements ``user`` writes or looks over."""
    return Edition.objects.filter(announcement__unit__in=Unit.objects.held_by(user, *REVIEWERS))


@transaction.atomic
def begin(user: User, unit: Unit, kind: str, content: Content, files: Iterable[UploadedFile] = ()) -> Edition:
    """The first edition of a new announcement, a draft."""
    _need(user, unit, *WRITERS)
    edition = Edition(announcement=Announcement.objects.create(unit=unit, kind=kind), version=1, written_by=user)
    return _write(edition, content, files)


@transaction.atomic
def change(
    edition: Edition, user: User, content: Content, files: Iterable[UploadedFile] = (), without: Iterable[int] = ()
) -> Edition:
    """Write a draft anew: files are added, and those whose keys are in ``without`` taken out. Only its writer does."""
    edition = _locked(edition)
    _need(user, edition.announcement.unit, *WRITERS)
    if edition.state != "draft":
        raise YuntaiError("已经送审或发布的不能再改；发布以后有变化，请写新版本")
    if edition.written_by != user:
        raise YuntaiError(f"这份草稿是{edition.written_by}写的，请由本人修改，或者删掉重写")
    edition.attachments.filter(pk__in=list(without)).delete()
    return _write(edition, content, files)


@transaction.atomic
def revise(announcement: Announcement, user: User) -> Edition:
    """A draft of the next edition that says what the current one says, with its files."""
    _need(user, announcement.unit, *WRITERS)
    last = Announcement.objects.select_for_update().get(pk=announcement.pk).editions.last()
    if not last.published_at:
        raise YuntaiError("这份公告已经有一份新版本的草稿，请接着写，或者先删掉")
    content = Content(**{name: getattr(last, name) for name in Content.__dataclass_fields__})
    edition = _write(Edition(announcement=announcement, version=last.version + 1, written_by=user), content, ())
    for one in last.attachments.all():
        Attachment.objects.create(edition=edition, file=one.file.name, name=one.name, size=one.size, sha256=one.sha256)
    return edition


@transaction.atomic
def hand_on(edition: Edition, user: User) -> Edition:
    """Ask for a review. From now on the draft is not changed."""
    edition = _locked(edition)
    if edition.state != "draft" or edition.written_by != user:
        raise YuntaiError("只有写的人能把草稿送审")
    edition.handed_on_at, edition.remark = now(), ""
    edition.save()
    return edition


@transaction.atomic
def publish(edition: Edition, user: User, handed_on_at: datetime | None) -> None:
    """Publish what was handed on at ``handed_on_at``: the text that the reviewer has read, not one written since."""
    edition = _under_review(edition, user)
    if edition.handed_on_at != handed_on_at:
        raise YuntaiError("您看过以后稿子又改过，请重新看一遍再决定")
    edition.reviewed_by, edition.published_at = user, now()
    edition.save()


@transaction.atomic
def send_back(edition: Edition, user: User, remark: str) -> None:
    """Give a draft back to its writer, with what to change."""
    edition = _under_review(edition, user)
    edition.handed_on_at, edition.remark = None, _said(remark, "请写明要改什么")
    edition.save()


@transaction.atomic
def discard(edition: Edition, user: User) -> None:
    """Drop a draft; its announcement too, if nothing of it was ever published."""
    edition = _locked(edition)
    _need(user, edition.announcement.unit, *WRITERS)
    if edition.state != "draft":
        raise YuntaiError("只有没送审的草稿能删掉")
    edition.delete()
    if not edition.announcement.editions.exists():
        edition.announcement.delete()


@transaction.atomic
def withdraw(edition: Edition, user: User, reason: str) -> None:
    """Take back the current edition. Its page stays, with the reason."""
    edition = _locked(edition)
    _need(user, edition.announcement.unit, *REVIEWERS)
    if edition.state != "published" or edition.newer():
        raise YuntaiError("只有现行的版本能撤回")
    edition.withdrawn_by, edition.withdrawn_at, edition.withdrawal = user, now(), _said(reason, "请写明撤回的原因")
    edition.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawal"])


def _write(edition: Edition, content: Content, files: Iterable[UploadedFile]) -> Edition:
    if len(content.summary) > SUMMARY:
        raise YuntaiError(f"摘要最多 {SUMMARY} 字，现在有 {len(content.summary)} 字")
    for name in Content.__dataclass_fields__:
        if name != "procedures":
            setattr(edition, name, getattr(content, name))
    edition.save()
    edition.explained.all().delete()
    Explained.objects.bulk_create([Explained(edition=edition, procedure=one) for one in sorted({*content.procedures})])
    for file in files:
        upload = check_upload(file, FORMATS, MOST_MB)
        file.name = upload.stored_as
        Attachment.objects.create(edition=edition, file=file, name=upload.name, size=upload.size, sha256=upload.sha256)
    if edition.attachments.count() > MOST_FILES:
        raise YuntaiError(f"附件最多 {MOST_FILES} 个")
    return edition


def _under_review(edition: Edition, user: User) -> Edition:
    edition = _locked(edition)
    _need(user, edition.announcement.unit, *REVIEWERS)
    if edition.state != "review":
        raise YuntaiError("这份稿子不在待审，可能别人已经处理了")
    if edition.written_by_id in user.accounts:
        raise YuntaiError("自己写的不能自己审，请别的系统管理岗或监督岗来审")
    return edition


def _locked(edition: Edition) -> Edition:
    return Edition.objects.select_for_update(of=("self",)).select_related("announcement__unit").get(pk=edition.pk)


def _need(user: User, unit: Unit, *roles: Role) -> None:
    if not Unit.objects.held_by(user, *roles).filter(pk=unit.pk).exists():
        raise YuntaiError(f"要有{unit}的{'或'.join(role.label for role in roles)}岗位才能这样做")


def _said(text: str, wanted: str) -> str:
    if not text.strip():
        raise YuntaiError(wanted)
    return text.strip()[:200]
