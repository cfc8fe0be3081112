"""The conduct that a demonstration city plants: what each kind of fault, or its innocent look-alike, looks like."""

from __future__ import annotations

from dataclasses import dataclass

from yuntai.registry.skills import OFF_LIST_STANDARD, POST_SHORTAGE, POST_STANDARD


@dataclass(frozen=True)
class Paper:
    """A certificate: ``day`` is month and day, ``back`` the years before the last full year."""

    level: int
    day: str
    back: int = 0
    occupation: str = "快递员"
    osta: bool = True
    jshrss: bool = True
    listed: bool = False
    shortage: bool = False
    paid: str | None = None
    """Yuan paid for it 40 days after it was issued and claimed 20 days after, or None if nothing was."""


@dataclass(frozen=True)
class Script:
    """What happens to one worker: ``fault`` is its kind, and ``at`` the paper (from 0) whose payment is the fault."""

    fault: str
    note: str
    papers: tuple[Paper, ...]
    at: int = -1
    innocent: bool = False


_5, _4, _3 = (OFF_LIST_STANDARD[level] for level in (5, 4, 3))

SCRIPTS = (
    Script("paid_twice", "同一职业同一等级领了两次", (Paper(4, "05-10", 1, paid=_4), Paper(4, "04-12", paid=_4))),
    Script("lower_after_higher", "领过高等级后又领低等级", (Paper(3, "05-10", 1, paid=_3), Paper(4, "04-12", paid=_4))),
    Script("level_not_covered", "目录外二级证书不在补贴范围", (Paper(2, "03-08", paid=_3),)),
    Script("wrong_amount", "四级应发 280 元，发了 500 元", (Paper(4, "03-15", paid=_3),)),
    Script(
        "not_in_register", "国家网、省网都查不到的证书领了补贴", (Paper(4, "06-05", osta=False, jshrss=False, paid=_4),)
    ),
    Script(
        "second_in_year",
        "一年内领了两次技能提升补贴",
        (Paper(5, "02-10", paid=_5), Paper(4, "07-11", occupation="茶艺师", paid=_4)),
    ),
    Script(
        "second_in_year",
        "两个年度各领一次，第二次等级更高",
        (Paper(5, "05-10", 1, paid=_5), Paper(4, "04-12", paid=_4)),
        innocent=True,
    ),
    Script("not_in_register", "国家网查不到，省网查得到", (Paper(4, "06-05", osta=False, paid=_4),), innocent=True),
    Script(
        "second_in_year",
        "一年内有两个证书，只领了一次",
        (Paper(5, "02-10", paid=_5), Paper(4, "07-11", occupation="茶艺师")),
        innocent=True,
    ),
    Script(
        "paid_twice",
        "同一等级领了两次，职业不同，年度不同",
        (Paper(4, "05-10", 1, paid=_4), Paper(4, "04-12", occupation="茶艺师", paid=_4)),
        innocent=True,
    ),
    Script(
        "lower_after_higher",
        "高等级后又领低等级，职业不同，年度不同",
        (Paper(3, "05-10", 1, paid=_3), Paper(4, "04-12", occupation="茶艺师", paid=_4)),
        innocent=True,
    ),
    Script(
        "level_not_covered",
        "目录内的二级证书",
        (Paper(2, "03-08", occupation="车工", listed=True, paid=POST_STANDARD),),
        innocent=True,
    ),
    Script(
        "wrong_amount",
        "目录内的紧缺型二级证书，上浮 20 %",
        (Paper(2, "03-15", occupation="钳工", listed=True, shortage=True, paid=POST_SHORTAGE),),
        innocent=True,
    ),
)
"""Every script of a worker with certificates."""

WORKERS = (
    "unemployment_while_employed",
    "overlapping_enrolments",
    "late_enrolment",
    "underage_enrolment",
    "pension_too_young",
)
PENSIONERS = ("benefit_after_death", "pension_while_employed", "benefit_in_two_places")
"""The kinds that are played out by workers and by pensioners: each once as a fault, once as its innocent look-alike."""

GROUP = 6
"""How many pensioners' benefits go to one account where an account serves many."""

FAMILY = 4
"""How many of a family's benefits go to one account, innocently."""
