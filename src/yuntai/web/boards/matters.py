"""What the catalogue holds: how many matters of each sort, how many can be done where, what their versions changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, pack
from yuntai.cases.models import Case
from yuntai.cases.versions import Version
from yuntai.packs import FOLDER
from yuntai.people.models import Role
from yuntai.procedures import Changes, Procedure, changes
from yuntai.procedures.schema import AUDIENCES, CHANNELS, KINDS, LEVELS
from yuntai.rules.language.policy import THEMES
from yuntai.web.boards.figures import Share
from yuntai.web.rights import roles_required

_DECIDED = {"policy": "政策算出来", "officer": "工作人员认定"}

DIMENSIONS: Mapping[str, tuple[Mapping[str, str], Callable[[Procedure], Iterable[str]]]] = {
    "对象": (AUDIENCES, lambda one: one.audience),
    "种类": (KINDS, lambda one: [one.kind]),
    "主题": (THEMES, lambda one: [one.theme]),
    "渠道": (CHANNELS, lambda one: one.channels),
    "办理层级": (LEVELS, lambda one: [one.routing.level]),
    "决定方式": (_DECIDED, lambda one: ["policy" if one.policy or one.table else "officer"]),
}
"""What matters are counted by: the titles of the sorts, and to which of them a procedure belongs (it may be several)."""


@dataclass(frozen=True)
class Sort:
    """The matters of one sort: its part of all, and those of it that can be done online and at a terminal."""

    title: str
    matters: Share
    online: Share
    terminal: Share


def reach(procedures: Iterable[Procedure], policies: Iterable[str]) -> dict[str, Share]:
    """How many of all matters can be done online, only be asked about, be done or asked on a telephone, at a terminal.

    A policy that no procedure decides by is a matter that can only be asked about. Every page fits a telephone.
    """
    procedures = list(procedures)
    decided = {policy for one in procedures for policy in (one.policy, one.table)}
    asked = sum(policy not in decided for policy in policies)
    online, terminal = (sum(channel in one.channels for one in procedures) for channel in ("online", "terminal"))
    whole = len(procedures) + asked
    return {
        "能网上办": Share(online, whole),
        "只能问，还不能办": Share(asked, whole),
        "手机上能办或能问": Share(online + asked, whole),
        "自助终端能办": Share(terminal, whole),
    }


def sorts(procedures: Iterable[Procedure]) -> dict[str, list[Sort]]:
    """The matters by each of :data:`DIMENSIONS`, without the sorts that have none."""
    procedures = list(procedures)
    return {
        name: [
            Sort(
                title,
                Share(len(found), len(procedures)),
                *(Share(sum(way in one.channels for one in found), len(found)) for way in ("online", "terminal")),
            )
            for code, title in titles.items()
            if (found := [one for one in procedures if code in codes_of(one)])
        ]
        for name, (titles, codes_of) in DIMENSIONS.items()
    }


@dataclass(frozen=True)
class Revision:
    """A procedure that became another one; ``since`` is the first day that somebody used it, ``None`` where nobody has."""

    title: str
    since: date | None
    changes: Changes

    @property
    def numbers(self) -> dict[str, str]:
        """How many more or fewer materials, promised days and questions."""
        found = {"材料": self.changes.materials, "承诺工作日": self.changes.days, "问题": self.changes.questions}
        return {title: f"{number:+}".replace("-", "−") if number else "不变" for title, number in found.items()}


def revisions() -> list[Revision]:
    """What changed from version to version, of those that cases ran under and up to the procedure of today; the newest first."""
    used = Version.objects.filter(Exists(Case.objects.filter(version=OuterRef("pk"))))
    rows = used.exclude(definition__has_key="members").order_by("first_used", "pk")
    firsts: dict[str, dict[str, tuple[int, date]]] = {}
    for key, procedure, digest, since in rows.values_list("pk", "procedure", "digest", "first_used"):
        firsts.setdefault(procedure, {}).setdefault(digest, (key, since))
    changed = {
        name: found
        for name, found in firsts.items()
        if len(found) > 1 or (name in catalogue() and catalogue()[name].digest not in found)
    }
    versions = Version.objects.in_bulk([key for found in changed.values() for key, _ in found.values()])
    steps = [
        revision
        for name, found in changed.items()
        for revision in _steps([(versions[key].load(), since) for key, since in found.values()], catalogue().get(name))
    ]
    return sorted(steps, key=lambda one: one.since or date.max, reverse=True)


def _steps(used: list[tuple[Procedure, date]], current: Procedure | None) -> Iterator[Revision]:
    line: list[tuple[Procedure, date | None]] = [*used]
    if current and current.digest != used[-1][0].digest:
        line.append((current, None))
    for (old, _), (new, since) in pairwise(line):
        yield Revision(new.title, since, changes(old, new))


def warnings() -> list[str]:
    """What is asked of people although the registry has it, with file and line within the packs."""
    return [one.replace(f"{FOLDER}/", "") for one in catalogue().warnings]


@require_safe
@roles_required(Role.SUPERVISE)
def matters(request: HttpRequest) -> HttpResponse:
    """How many matters there are of each sort, where they can be done, what changed, what is asked needlessly."""
    procedures = catalogue().values()
    context = {
        "number": len(procedures),
        "reach": reach(procedures, pack().policy_ids),
        "sorts": sorts(procedures),
        "revisions": revisions(),
        "warnings": warnings(),
    }
    return render(request, "boards/matters.html", context)
