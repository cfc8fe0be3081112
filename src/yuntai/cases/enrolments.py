"""Who acts for an employer as one of its staff acts no more once she has left it; who never was staff is not meant."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from yuntai.cases.content import records
from yuntai.cases.granted import rows_of
from yuntai.cases.reminders import each_row
from yuntai.notices.daily import daily
from yuntai.notices.notify import notify
from yuntai.people.models import Operator, User
from yuntai.rules.language.kinds import FAR, Date


@daily
def operators_left(day: date) -> None:
    """End the right of operators whose enrolment with their employer has ended since they got it; they and the others of the
    employer hear of it."""
    if records() is None:
        return
    acting = Operator.objects.in_force(day).filter(user__person__isnull=False)
    for one in each_row(acting.select_related("user__person__merged_into", "employer")):
        left = left_on(one)
        if left and one.begins <= left < day:
            _end(one, left)


def left_on(one: Operator) -> date | None:
    """The day on which the last enrolment of an operator with her employer ended; ``None`` if one goes on, or there was none."""
    enrolments = rows_of(one.user.person.record).get("enrolments", ())
    ends = [row["ended_on"] or FAR for row in enrolments if row["employer"] == one.employer.uscc]
    return max(ends) if ends and max(ends) != FAR else None


@transaction.atomic
def _end(one: Operator, left: date) -> None:
    others = list(User.objects.filter(operations__in=one.employer.operators.in_force()).distinct())
    one.refusal = f"登记系统里，您在{one.employer}的参保到 {Date().show(left)} 为止"[:120]
    one.save(update_fields=["refusal"])
    one.revoke()
    values = {"who": str(one.user), "employer": one.employer.name, "ended_on": left}
    for who in others:
        notify(who, "operator_left", values, key=f"operator-{one.pk}/left", url="/account/employers/")
