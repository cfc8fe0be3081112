"""What holds alike for a person and for each member of a household, written once: an argument is a fact, a step or a column."""

from __future__ import annotations

from typing import Any

from yuntai.rules import when

WHEEL = "openfisca-country-template 8.2.0"


def basic_income_of(age: Any, salary: Any, majority: Any, needs_no_salary: Any, amount: Any) -> Any:
    """For adults; at first only for those without a salary."""
    return when((age >= majority) & (~needs_no_salary | (salary == 0)), amount, 0)


def pension_of(age: Any, retirement: Any) -> Any:
    """The template's pension is a yes or no, which it adds up as 1."""
    return when(age >= retirement, 1, 0)


def income_tax_of(salary: Any, capital_returns: Any, pension: Any, rate: Any) -> Any:
    """Before rounding."""
    return (salary + capital_returns + pension) * rate
