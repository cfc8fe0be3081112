"""Rows of rolls posted in public (公示): only the columns that their roll calls public, for so many workdays; objections to them.

What is posted is made here alone (:func:`cells_of`): of a person nothing but her resident id, masked; numbers that somebody
typed into a text are masked too. A roll without a public column is not posted.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction

from yuntai.clock import now, today
from yuntai.errors import YuntaiError
from yuntai.notices.notify import notify, recipients
from yuntai.people.fields import mask_numbers, mask_resident_id
from yuntai.people.models import Employer, Person, Role, Unit, User
from yuntai.people.officers import holders
from yuntai.proposals.kinds import Kind, Line, register
from yuntai.proposals.models import Proposal
from yuntai.proposals.proposing import propose
from yuntai.publishing.models import Objection, PostedRow, Posting
from yuntai.registry.columns import Person as PersonKind
from yuntai.registry.columns import Table
from yuntai.rolls import dated
from yuntai.rolls.content import calendar, roll_of
from yuntai.rolls.rights import WRITERS, reach
from yuntai.rolls.rows import shown
from yuntai.rolls.secrets import open_
from yuntai.rolls.tables import model_of
from yuntai.rules.language.kinds import Date
from yuntai.rules.language.workdays import workday_after

MOST = 500
"""Rows of a posting."""
MOST_DAYS = 60
"""Workdays of a posting."""
KEEPERS = (*WRITERS, Role.SUPERVISE)
"""Who takes a posting of her unit down and answers objections to it."""


def columns_of(roll: Table) -> list[str]:
    """The titles of what is posted of a roll's rows. Raises ``YuntaiError`` where nothing of it is public."""
    public = [column.title for column in roll.columns if column.public]
    if not public:
        raise YuntaiError(f"{roll.title}没有一列可以公开，不能公示；哪些列能公开在台账的声明里写（public）")
    return [*(["公民身份号码"] if _about_persons(roll) else []), *public]


def cells_of(roll: Table, row: Any) -> list[str]:
    """What of a row is posted, as texts, one for each of :func:`columns_of`."""
    texts = [mask_numbers(shown(roll, one.name, getattr(row, one.name))) for one in roll.columns if one.public]
    if not _about_persons(roll):
        return texts
    number = open_(roll, [getattr(row, name) for name in roll.key], row.private).get("person", "")
    return [mask_resident_id(number), *texts]


def to_post(user: User, roll: Table) -> list[Any]:
    """The rows of a roll that hold today and that an officer's units keep, so many as can be posted at once."""
    kept = reach(user, roll).kept
    return list(dated.rows(roll.name).filter(unit__in=kept).order_by("-id")[:MOST]) if kept else []


@transaction.atomic
def post(
    rows: Sequence[Any],
    roll: Table,
    title: str,
    why: str,
    unit: Unit,
    by: User | None,
    *,
    ends: date | None,
    stays: bool = False,
    case: str = "",
) -> Posting:
    """Post rows until a day, or without an end. Raises ``YuntaiError`` where nothing can be posted so."""
    _require_sound(rows, title, why)
    posting = Posting.objects.create(
        roll=roll.name,
        title=title.strip(),
        why=why.strip(),
        unit=unit,
        case=case,
        columns=columns_of(roll),
        begins=today(),
        ends=ends,
        stays=stays,
        posted_by=by,
    )
    PostedRow.objects.bulk_create(
        PostedRow(posting=posting, place=place, row=row.pk, cells=cells_of(roll, row))
        for place, row in enumerate(rows, 1)
    )
    return posting


class PostRows(Kind):
    """``content``: roll, numbers of rows, title, why, days, stays. A second officer sees each line as everybody will."""

    name = "post_rows"
    proposers = WRITERS
    confirmers = (Role.CONFIRM, Role.SUPERVISE)

    def lines(self, proposal: Proposal) -> list[Line]:
        said, roll = proposal.content, roll_of(proposal.content["roll"])
        rows = self._rows(proposal)
        _require_sound(rows, said["title"], said["why"])
        if not 1 <= said["days"] <= MOST_DAYS:
            raise YuntaiError(f"公示 1 到 {MOST_DAYS} 个工作日")
        titles = columns_of(roll)
        return [
            Line("标题", said["title"]),
            Line("依据", said["why"]),
            Line("公示多久", f"{said['days']} 个工作日，期满以后{'还能查到' if said['stays'] else '撤下'}"),
            *(
                Line(f"第 {place} 行", "；".join(f"{t}：{c}" for t, c in zip(titles, cells_of(roll, row), strict=True)))
                for place, row in enumerate(rows, 1)
            ),
        ]

    def do(self, proposal: Proposal, by: User) -> None:
        said = proposal.content
        rows, roll = self._rows(proposal), roll_of(said["roll"])
        ends = workday_after(today(), said["days"], calendar())
        post(rows, roll, said["title"], said["why"], proposal.unit, by, ends=ends, stays=said["stays"])

    def _rows(self, proposal: Proposal) -> list[Any]:
        """The rows as they are now, in their order; those that hold no more are gone, which the second officer then sees."""
        held = {one.pk: one for one in to_post(proposal.proposed_by, roll_of(proposal.content["roll"]))}
        return [held[number] for number in proposal.content["rows"] if number in held]


POST_ROWS = register(PostRows())


def propose_posting(
    by: User, roll: Table, rows: Sequence[int], title: str, why: str, days: int, *, stays: bool
) -> Proposal:
    """Propose that rows of a roll are posted; another officer confirms it. The rows are of one unit, which answers for them."""
    offices = {one.unit for one in model_of(roll.name).objects.filter(pk__in=rows)}
    if len(offices) != 1:
        raise YuntaiError("请选要公示的行，一次只选同一个单位的")
    unit = Unit.objects.get(code=offices.pop())
    return propose(
        POST_ROWS.name,
        by,
        unit,
        subject=f"roll-{roll.name}-{unit.code}",
        title=f"公示{roll.title} {len(rows)} 行：{title}"[:200],
        content={
            "roll": roll.name,
            "rows": list(rows),
            "title": title.strip(),
            "why": why.strip(),
            "days": days,
            "stays": stays,
        },
        why=why,
    )


@transaction.atomic
def take_down(posting: Posting, user: User, reason: str) -> None:
    """Show its rows no more, before its time is over. Its page stays, with the reason."""
    posting = _locked(posting, user)
    if posting.taken_down_at:
        raise YuntaiError("已经撤下了")
    if not reason.strip():
        raise YuntaiError("请写明为什么撤下，大家会看到")
    posting.taken_down_by, posting.taken_down_at, posting.removal = user, now(), reason.strip()[:200]
    posting.save(update_fields=["taken_down_by", "taken_down_at", "removal"])


@transaction.atomic
def object_to(
    posting: Posting, subject: Person | Employer, user: User, text: str, about: PostedRow | None = None
) -> Objection:
    """Object while it is posted; the officers of its unit are told."""
    posting = Posting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=posting.pk)
    if not posting.is_posted:
        raise YuntaiError("公示已经结束，不能再提异议；还有意见请打 12333")
    if not text.strip():
        raise YuntaiError("请写明哪里不对、为什么")
    made = Objection.objects.create(
        posting=posting,
        about=about,
        **{"person" if isinstance(subject, Person) else "employer": subject},
        made_by=user,
        text=text.strip()[:2000],
    )
    for officer in holders(posting.unit_id, WRITERS):
        notify(
            officer,
            "posting_objected",
            {"title": posting.title},
            key=f"objection/{made.pk}",
            url=f"/postings/desk/{posting.pk}/",
        )
    return made


def objections_of(posting: Posting, subject: Person | Employer) -> Any:
    """What somebody, by whichever of her records, has objected to a posting."""
    if isinstance(subject, Employer):
        return posting.objections.filter(employer=subject)
    return posting.objections.filter(person__in=Person.objects.same(subject))


@transaction.atomic
def answer(objection: Objection, user: User, text: str) -> None:
    """Answer an objection; whoever made it is told."""
    posting = _locked(objection.posting, user)
    objection = Objection.objects.select_related("person__merged_into", "employer").get(pk=objection.pk)
    if objection.answered_at:
        raise YuntaiError("这一条异议已经答复过了")
    if not text.strip():
        raise YuntaiError("请写答复")
    objection.answer, objection.answered_by, objection.answered_at = text.strip()[:2000], user, now()
    objection.save()
    for one in recipients(objection.subject):
        values = {"title": posting.title, "answer": objection.answer}
        notify(
            one, "posting_answered", values, key=f"objection/{objection.pk}/answered", url=f"/postings/{posting.pk}/"
        )


def state_of(posting: Posting) -> str:
    """How long it is posted, or that it no longer is, as a phrase."""
    if posting.taken_down_at:
        return "已经撤下"
    if posting.ends is None:
        return "长期公开"
    last = Date().show(posting.ends)
    return f"公示到{last}" if posting.is_posted else f"{last}公示期满"


def _locked(posting: Posting, user: User) -> Posting:
    one: Posting = Posting.objects.select_for_update(of=("self",)).select_related("unit").get(pk=posting.pk)
    if not Unit.objects.held_by(user, *KEEPERS).filter(pk=one.unit_id).exists():
        raise YuntaiError(f"要有{one.unit}的{'、'.join(role.label for role in KEEPERS)}岗位才能这样做")
    return one


def _require_sound(rows: Sequence[Any], title: str, why: str) -> None:
    if not rows:
        raise YuntaiError("没有可以公示的行：要选的行已经终止，或者不归您的单位管")
    if len(rows) > MOST:
        raise YuntaiError(f"一次最多公示 {MOST} 行，现在有 {len(rows)} 行")
    if not title.strip() or not why.strip():
        raise YuntaiError("请写标题和依据")


def _about_persons(roll: Table) -> bool:
    return any(isinstance(column.kind, PersonKind) and column.name == "person" for column in roll.columns)
