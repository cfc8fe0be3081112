"""Days on the command line, and the period of a policy."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.rules.language.kinds import FAR, Date
from yuntai.rules.language.policy import Policy


class Day(click.ParamType):
    """A day on the command line, written as a person writes one."""

    name = "日期"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return Date().parse(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def period(policy: Policy) -> str:
    """When a policy is in force, in words."""
    if policy.begins == date.min and policy.ends == FAR:
        return "起止日未写明"
    first = "" if policy.begins == date.min else policy.begins.isoformat()
    return f"{first} 起" if policy.ends == FAR else f"{first} 至 {policy.ends.isoformat()}"


def standing(policy: Policy) -> str:
    """The period, and that it is over or still to come; the policy answers for its own period all the same."""
    day = today()
    ended, to_come = policy.ends < day, policy.begins > day
    return period(policy) + ("（已失效）" if ended else "（尚未施行）" if to_come else "")


def not_in_force(policy: Policy, known_on: date) -> YuntaiError:
    """The error for a day on which the policy says nothing."""
    if known_on < policy.published.known:
        published = policy.published
        said = f"是 {published} 公布的" if published.day else f"是不是 {published.known} 以前公布的没有查到"
        return YuntaiError(f"{policy.title}{said}，{known_on} 时还没有")
    return YuntaiError(f"{policy.title}的有效期是 {period(policy)}，所问的日子不在其中")


def check_period(policy: Policy, day: date, known_on: date = FAR) -> None:
    """Raise ``YuntaiError`` where nobody can be judged on ``day``, because the policy is not in force."""
    judged_then = policy.judged_on == "as_of" and not policy.begins <= day <= policy.ends
    if judged_then or known_on < policy.published.known:
        raise not_in_force(policy, known_on)
