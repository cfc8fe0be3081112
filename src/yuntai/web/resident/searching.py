"""The one box: what fits a question or a matter, by the pairs of characters they share.

Found are matters, bundles, policies and what they rest on, offices, announcements and some pages.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from yuntai.cases.content import catalogue, pack, situations
from yuntai.clock import today
from yuntai.ledger.prepared import Prepared
from yuntai.publishing.models import Edition
from yuntai.rules.language.kinds import half_width
from yuntai.rules.language.policy import THEMES
from yuntai.web.audience import for_officer, is_public
from yuntai.web.resident.finding import event_address
from yuntai.web.resident.progress import NUMBER

MOST = 12
"""Hits that are shown."""

_TITLE, _SUMMARY, _GUIDE = 6, 3, 1
"""How much a pair counts in a title, in a summary, in a guide."""

_ENOUGH = 0.3
"""A hit below this share of the best one is not shown."""

_KEPT = 4096
"""Announcements whose pairs are kept."""

PAGES = {
    "resident:progress": (
        "查进度",
        "用办件编号和手机号码，不登录也能查办到哪一步",
        "查询进度 办得怎么样了 到哪一步 办件编号",
    ),
    "resident:find": ("我能享受什么", "按您的情况逐项看能领什么、能办什么", "我能领什么 有什么补贴 待遇 福利"),
    "resident:offices": (
        "办事网点",
        "按区和街道找最近的窗口",
        "在哪里办 地址 电话 办公时间 几点上班 社保局 人社局 窗口 怎么走",
    ),
    "resident:laws": ("政策依据", "每项政策怎么判断、怎么算，出自哪一条", "法律 法规 条文 文件 依据 规定"),
    "announcements:list": ("公告", "发布的公告、名单和解读", "公告 公示 名单 通知 解读"),
    "resident:check_letter": ("核验文书", "用编号和核验码看一份文书是不是真的", "真伪 核验 验证 决定书 证明"),
}
"""Pages that can be found: title, summary, and what people call them."""


@dataclass(frozen=True)
class Place:
    """Something that can be found, at ``href``; ``pairs`` weigh what it is about.

    ``kind`` is ``procedure``, ``bundle``, ``policy``, ``law``, ``office``, ``announcement`` or ``page``. What is not
    ``public`` is for officers.
    """

    kind: str
    id: str
    title: str
    summary: str
    href: str
    pairs: Mapping[str, float]
    public: bool = True


@login_not_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """What fits the words, the best first; for an officer what is for officers after that."""
    wanted = request.GET.get("q", "").strip()[:200]
    return render(request, "resident/search.html", {"wanted": wanted, "found": find(wanted, for_officer(request))})


def find(wanted: str, officer: bool = False) -> list[Place]:
    """The places that share telling pairs with ``wanted``; one that many places have tells little.

    The number of a case leads to its progress.
    """
    if NUMBER.fullmatch(half_width(wanted)):
        return [one for one in places() if one.id == "resident:progress"]
    pairs = set(_pairs(wanted))
    if not pairs:
        return []
    all_places = [one for one in (*places(), *_announced()) if officer or one.public]
    rare = {pair: math.log(1 + len(all_places) / (1 + sum(pair in one.pairs for one in all_places))) for pair in pairs}
    scored = [(sum(rare[pair] * one.pairs.get(pair, 0) for pair in pairs), one) for one in all_places]
    scored = sorted(((score, one) for score, one in scored if score), key=lambda hit: -hit[0])
    good = [one for score, one in scored[:MOST] if score >= _ENOUGH * scored[0][0]]
    return sorted(good, key=lambda one: not one.public)


@cache
def places() -> tuple[Place, ...]:
    """Everything that the installation has from its pack. A policy that decides a matter is found through it."""
    return (*_matters(), *_policies(), *_offices(), *_pages())


def _matters() -> Iterator[Place]:
    for one in catalogue().values():
        yield _place(
            "procedure",
            one.id,
            one.title,
            one.summary,
            reverse("resident:procedure", args=[one.id]),
            about=f"{one.summary}{THEMES[one.theme]}",
            guide=one.guide,
        )
    for bundle in catalogue().bundles.values():
        yield _place(
            "bundle",
            bundle.id,
            bundle.title,
            bundle.summary,
            reverse("resident:bundle", args=[bundle.id]),
            about=f"{bundle.event}{bundle.summary}",
            guide=bundle.guide,
        )


def _policies() -> Iterator[Place]:
    decided = {one.policy for one in catalogue().values()}
    for name in pack().policy_ids:
        policy, guide, public = pack().policy(name), pack().folder(name) / "guide.md", is_public(name)
        law = reverse("resident:law", args=[name])
        if name not in decided or not public:  # what a matter is decided by without being asked is for officers
            text = guide.read_text(encoding="utf-8") if guide.exists() else ""
            address = reverse("resident:ask", args=[name])
            yield _place("policy", name, policy.title, policy.source, address, guide=text, public=public)
        title = f"{policy.title}：依据和标准"
        yield _place(
            "law",
            name,
            title,
            policy.source,
            law,
            named="依据 标准",
            about=f"{policy.title} {policy.source}",
            public=public,
        )


def _offices() -> Iterator[Place]:
    units = catalogue().units
    for unit in units.values():
        does = "、".join(title for code, title in units.functions.items() if code in unit.functions)
        where = "，".join(filter(None, (unit.address, unit.phone and f"电话 {unit.phone}", unit.hours)))
        address = reverse("resident:office", args=[unit.code])
        called = f"{unit.name} {unit.name.replace('人力资源和社会保障局', '人社局')}"
        yield _place(
            "office", unit.code, unit.name, where or does, address, named=called, about="地址 电话 在哪里 网点"
        )


def _pages() -> Iterator[Place]:
    for name, (title, summary, called) in PAGES.items():
        yield _place("page", name, title, summary, reverse(name), about=called)
    for option in situations()[-1].options.values():
        if option.policies or option.matters:
            summary = "遇到这件事，能领什么、能办什么"
            yield _place("page", option.id, option.title, summary, event_address(option.id), about=option.called)


def _announced() -> list[Place]:
    """The announcements that hold."""
    return [_announcement(*row) for row in _in_force(day=today())]


_in_force = Prepared(
    lambda day: Edition.objects.in_force(day).values_list("announcement_id", "title", "summary")[:_KEPT]
)


@lru_cache(_KEPT)
def _announcement(number: int, title: str, summary: str) -> Place:
    address = reverse("announcements:announcement", args=[number])
    return _place("announcement", str(number), title, summary, address, about=f"{summary} 公告")


def _place(
    kind: str,
    name: str,
    title: str,
    summary: str,
    href: str,
    *,
    named: str = "",
    about: str = "",
    guide: str = "",
    public: bool = True,
) -> Place:
    """``named`` is what it is called where that is not the title alone."""
    weights: Counter[str] = Counter()
    for text, weight in ((named or title, _TITLE), (about, _SUMMARY), (guide, _GUIDE)):
        for pair, times in Counter(_pairs(text)).items():
            weights[pair] += weight * min(times, 3)  # type: ignore[assignment]
    return Place(kind, name, title, summary, href, weights, public)


def _pairs(text: str) -> Iterable[str]:
    """The overlapping pairs of characters within words; a word of one character is a pair of its own."""
    for word in re.findall(r"\w+", text.lower()):
        yield from (word[i : i + 2] for i in range(len(word) - 1)) if len(word) > 1 else (word,)
