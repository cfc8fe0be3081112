"""What the worker does of itself for figures and plans. The modules that do it load engines, so only who needs them imports them."""

from __future__ import annotations

from datetime import date

from yuntai.cases.plans import asking  # noqa: F401  registers what two officers confirm
from yuntai.cases.plans.models import Run
from yuntai.clock import today
from yuntai.notices.daily import daily
from yuntai.notices.minutes import each_minute


@each_minute
def follow_cases() -> None:
    """Have the copy in columns take up what has happened (:mod:`yuntai.cases.tables`)."""
    from yuntai.cases.tables import follow

    follow()


@daily
def run_plans(day: date) -> None:
    """Run the plans that are due."""
    from yuntai.cases.plans.running import run_all

    run_all(day)


@each_minute
def let_plans_go_on() -> None:
    """Run what two officers have let go on."""
    if Run.objects.filter(allowed=True, done_at__isnull=True).exists():
        from yuntai.cases.plans.running import go_on

        go_on(today())
