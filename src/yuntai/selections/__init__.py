"""Selections (选取): functions of tables that a pack's author writes. A check returns rows at fault, a plan rows of work, a figure rows
that are counted. All are read by one loader (:mod:`.loading`); what an author needs is imported from here.
"""

from __future__ import annotations

from yuntai.selections.checks import check, evidence
from yuntai.selections.dates import days_after, months_after, months_between, years_after, years_between
from yuntai.selections.figures import figure
from yuntai.selections.plans import daily, monthly, plan, weekly
from yuntai.selections.selection import beside, rows, words

__all__ = [
    "beside", "check", "daily", "days_after", "evidence", "figure", "monthly", "months_after", "months_between", "plan", "rows",
    "weekly", "words", "years_after", "years_between",
]  # fmt: skip
