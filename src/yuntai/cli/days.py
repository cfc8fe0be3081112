"""Days on the command line."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from yuntai.rules.kinds import Date


def today() -> date:
    """Today in Shanghai."""
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


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
