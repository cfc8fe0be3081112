"""The controls that a risk point may name: each is something that the platform does, found at ``code``.

What only a person does is no control; a risk point says it as what to ``look`` at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yuntai.procedures.accounts import BankAccount

if TYPE_CHECKING:
    from yuntai.procedures.schema import Procedure


SECRET = "keep_secret"
"""The question whether the one who reports is to be kept secret."""


def _always(_procedure: Procedure) -> bool:
    return True


@dataclass(frozen=True)
class Control:
    """What the platform does, in a sentence; where in the code (``module:name``); whether a procedure ``has`` it."""

    text: str
    code: str
    has: Callable[[Procedure], bool] = _always


_CHECKS = "yuntai.packs.national.checks"

CONTROLS: Mapping[str, Control] = {
    "policy": Control(
        "是否符合、发多少由公布的政策逐步算出，每一步留痕；决定与政策不同的，要写理由并由第二个人复核",
        "yuntai.cases.decisions:needs_second_officer",
        lambda one: one.policy is not None,
    ),
    "second_officer": Control(
        "按事项规定的情形由第二个人复核，拟定的人不能自己复核",
        "yuntai.cases.decisions:needs_second_officer",
        lambda one: bool(
            one.second_officer.always or one.second_officer.retroactive or one.second_officer.over is not None
        ),
    ),
    "own_case": Control(
        "本人或者本人单位的、互相代办过的、写到本人的办件，工作人员不能办，系统不让做", "yuntai.cases.duties:bar"
    ),
    "registry": Control(
        "填的情况与登记系统逐项比对，不一致的标出来给审核人看",
        "yuntai.web.workbench.matter:matter",
        lambda one: any(field.registry for field in one.fields),
    ),
    "claims": Control(
        "同一件正在办或者已经办给的，不能再申领；拟定、复核、发放时各再核对一次平台已经办给的",
        "yuntai.cases.claims:alone",
        lambda one: one.claim is not None,
    ),
    "clock": Control(
        "受理和办结的期限由系统计时，快到期、超期提醒经办人，该受理没有受理的报监督岗",
        "yuntai.cases.reminders:cases_unaccepted",
    ),
    "drawn": Control("办结的办件随机抽取，由没有经手的人复查", "yuntai.web.boards.lots:draw_lots"),
    "secret": Control(
        "要求保密的，姓名电话只有承办人看得到，列表和别的岗位看不到，看一次记一次",
        "yuntai.cases.secrecy:may_know",
        lambda one: any(field.name == SECRET for field in one.fields),
    ),
    "sealed": Control("每一步由谁、何时、为什么都记在封存的日志里，改动会被发现", "yuntai.cases.verify:verify"),
    "looks": Control("谁看了申请人的身份信息和材料、为什么，都有记录，本人查得到", "yuntai.people.logs:log_access"),
    "by_place": Control(
        "按填的地点分到该办的单位；分不清的、那里没有人受理的到市级窗口，并说明原因",
        "yuntai.cases.routing:destination",
        lambda one: one.routing.by == "place",
    ),
    "handover": Control("转办要由对方接收，接收没有、在谁手里都看得到", "yuntai.cases.states:TRANSITIONS"),
    "account": Control(
        "收款账号输入时校验，提交前分段显示给申请人核对",
        "yuntai.procedures.accounts:BankAccount",
        lambda one: any(isinstance(field.kind, BankAccount) for field in one.fields),
    ),
    "mandate_ends": Control(
        "授权有到期日，到期或者撤销后不能再操作；单位的职工替单位办的，停保以后自动结束",
        "yuntai.cases.enrolments:operators_left",
    ),
    "registration": Control(
        "单位注册由窗口人员核对授权书和法定代表人以后才生效，不符的退回", "yuntai.web.account.employers:check"
    ),
    "declared_changes": Control(
        "申报的工资与上年的缴费基数逐人比，变化大的列给审核人看",
        "yuntai.cases.declared:flags",
        lambda one: one.table is not None,
    ),
    "declared_all": Control(
        "申报名单与上年12月的参保名单比，少的人列出来",
        "yuntai.cases.declarations:Declaration.left_out",
        lambda one: one.table is not None,
    ),
    "check_account": Control("监督检查找出多人共用的收款账户", f"{_CHECKS}.account:shared_account"),
    "check_death": Control("监督检查找出死亡后仍发的待遇", f"{_CHECKS}.death:benefit_after_death"),
    "check_two_places": Control("监督检查找出同一月份领的两份待遇", f"{_CHECKS}.duplicate:benefit_in_two_places"),
    "check_overlap": Control("监督检查找出同一时间在两地的缴费", f"{_CHECKS}.enrolment:overlapping_enrolments"),
    "check_late": Control("监督检查找出领待遇前不久补的缴费", f"{_CHECKS}.enrolment:late_enrolment"),
    "check_working": Control("监督检查找出就业期间领的失业保险金", f"{_CHECKS}.working:unemployment_while_employed"),
}
"""By the name that a risk point gives. A test finds each in the code."""
