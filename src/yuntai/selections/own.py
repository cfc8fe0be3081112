"""The platform's own tables, as selections see them. What is in them is brought by whoever keeps it (:mod:`yuntai.cases.tables`).

A day on which nothing has happened yet is :data:`yuntai.rules.language.kinds.FAR`, as in the registry.
"""

from __future__ import annotations

from collections.abc import Mapping

from yuntai.registry.columns import Column, Day, Employer, Person, Table
from yuntai.rules.language.kinds import Money, Text, Whole, YesNo

_CASE = Column("case", Whole(least=1, most=2**63 - 1), "办件")
_PROCEDURE = Column("procedure", Text(), "事项")
_UNIT = Column("unit", Text(), "单位")
_DISTRICT = Column("district", Text(), "区", optional=True)

_OWN = (
    Table(
        "cases",
        "办件",
        ("case",),
        (
            _CASE,
            Column("number", Text(), "办件编号"),
            _PROCEDURE,
            _UNIT,
            _DISTRICT,
            Column("channel", Text(), "渠道"),
            Column("window", Text(), "收件窗口", optional=True),
            Column("person", Person(), "申请人", optional=True),
            Column("employer", Employer(), "申请单位", optional=True),
            Column("state", Text(), "状态"),
            Column("outcome", Text(), "结果", optional=True),
            Column("came_on", Day(), "提交日期"),
            Column("accepted_on", Day(none="没有受理"), "受理日期"),
            Column("due_on", Day(none="没有"), "承诺办结日"),
            Column("closed_on", Day(none="没有办结"), "办结日期"),
            Column("worked", Whole(), "受理到办结的工作日", optional=True),
            Column("paused", YesNo(), "停止计时"),
            Column("rating", Whole(), "评价", optional=True),
            Column("amount", Money(), "金额", optional=True),
        ),
    ),
    Table(
        "acts",
        "办理记录",
        ("act",),
        (
            Column("act", Whole(least=1, most=2**63 - 1), "记录序号"),
            _CASE,
            Column("kind", Text(), "做了什么"),
            Column("on", Day(), "日期"),
            Column("capacity", Text(), "身份"),
            Column("score", Whole(), "评分", optional=True),
            Column("result", Text(), "复查结论", optional=True),
            Column("overridden", YesNo(), "与政策不同"),
        ),
    ),
    Table(
        "units",
        "办理单位和网点",
        ("unit",),
        (
            _UNIT,
            Column("title", Text(), "名称"),
            Column("level", Text(), "层级"),
            _DISTRICT,
            Column("outlet", Text(), "网点种类", optional=True),
        ),
    ),
    Table(
        "matters",
        "事项",
        ("procedure",),
        (
            _PROCEDURE,
            Column("audience", Text(), "对象"),
            Column("online", YesNo(), "网上能办"),
            Column("terminal", YesNo(), "自助终端能办"),
            Column("counter", YesNo(), "窗口能办"),
            Column("level", Text(), "层级"),
            Column("guide", YesNo(), "有办事指南"),
        ),
    ),
    Table(
        "policies",
        "政策",
        ("policy",),
        (Column("policy", Text(), "政策"), Column("decides", YesNo(), "有事项按它决定")),
    ),
    Table(
        "bookings",
        "预约",
        ("booking",),
        (
            Column("booking", Whole(least=1, most=2**63 - 1), "预约序号"),
            Column("session", Whole(least=1, most=2**63 - 1), "场次"),
            Column("sort", Text(), "场次种类"),
            _UNIT,
            Column("held_on", Day(), "哪一天", ahead=True),
            Column("person", Person(), "个人", optional=True),
            Column("employer", Employer(), "用人单位", optional=True),
            Column("state", Text(), "状态"),
            Column("came", YesNo(), "来了"),
        ),
    ),
    Table(
        "sittings",
        "场次",
        ("session",),
        (
            Column("session", Whole(least=1, most=2**63 - 1), "场次"),
            Column("sort", Text(), "场次种类"),
            _UNIT,
            Column("held_on", Day(), "哪一天", ahead=True),
            Column("capacity", Whole(), "名额"),
            Column("cancelled", YesNo(), "取消了"),
        ),
    ),
    Table(
        "messages",
        "来件",
        ("message",),
        (
            Column("message", Whole(least=1, most=2**63 - 1), "来件序号"),
            Column("party", Text(), "来自"),
            _UNIT,
            Column("came_on", Day(), "收到日期"),
            Column("due_on", Day(none="没有期限"), "对方的期限", ahead=True),
            Column("answered_on", Day(none="没有答复"), "答复日期"),
        ),
    ),
    Table("bundles", "一件事", ("bundle",), (Column("bundle", Text(), "一件事"),)),
)

OWN: Mapping[str, Table] = {table.name: table for table in _OWN}
"""The platform's own tables by name."""
