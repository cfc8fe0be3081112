"""A bad rating is answered by somebody who did not handle the case, as the applicant is promised; a supervisor if there is nobody."""

from __future__ import annotations

import pytest

from tests.cases.test_walk import hand_in, names
from tests.city import People
from tests.web.test_workbench import officer
from yuntai.cases import reminders
from yuntai.cases.actions import act
from yuntai.cases.content import calendar
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.acting import Acting
from yuntai.people.models import Role, Unit
from yuntai.rules.language.workdays import workday_after

YUHUATAI = "320114"
"""Where the worker's employer is, and her claim."""


def rated_badly(people: People) -> Case:
    """A case that the reviewer decided and the worker rated with one point."""
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    act(case, "pay", people.payer)
    mine = Acting(people.worker, people.worker_person, "self")
    return act(case, "rate", people.worker, acting=mine, reason="等了两个星期", data={"score": 1})


def told(case: Case) -> list[str]:
    found = Notice.objects.filter(template="rating_to_answer", case=case.number, channel="site").order_by("pk")
    return [one.user.username for one in found]


def test_another_reviewer_is_told_and_answers(people: People) -> None:
    other = officer("other", Unit.objects.get(code=YUHUATAI), Role.REVIEW)
    case = rated_badly(people)
    assert told(case) == ["other"]
    notice = Notice.objects.get(template="rating_to_answer")
    due = workday_after(today(), 5, calendar())
    assert notice.text == (
        f"“参保职工技能提升补贴申领”（办件编号 {case.number}）收到差评：等了两个星期。"
        f"您没有办过这件，请在 {due:%Y年%-m月%-d日} 前回访答复。"
    )
    with pytest.raises(YuntaiError, match="您办过这个办件，评价要由没有办过的人回访答复"):
        act(case, "answer_rating", people.reviewer, reason="已道歉")
    assert "answer_rating" not in names(case, people.reviewer)
    assert "answer_rating" in names(case, other)
    waiting = [[one.pk for one in Case.objects.waiting_for(user)] for user in (people.reviewer, other)]
    assert waiting == [[], [case.pk]]
    case.refresh_from_db()
    reminders.cases_near_due(case.due_on)
    reminded = Notice.objects.filter(template="case_near_due", case=case.number)
    assert [one.user.username for one in reminded] == ["other"]
    assert act(case, "answer_rating", other, reason="已道歉，并改了通知的写法").state == "closed"


def test_the_supervisor_is_told_where_everybody_handled_it(people: People) -> None:
    case = rated_badly(people)
    assert told(case) == ["supervisor"]
    assert act(case, "answer_rating", people.supervisor, reason="已道歉").state == "closed"


def test_who_took_part_without_deciding_handled_it_too(people: People) -> None:
    helper = officer("helper", Unit.objects.get(code=YUHUATAI), Role.REVIEW)
    case = hand_in(people)
    mine = Acting(people.worker, people.worker_person, "self")
    act(case, "accept", people.clerk)
    act(case, "request_correction", helper, reason="照片不清", data={"materials": ["证书"]})
    act(case, "supply", people.worker, acting=mine)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    act(case, "pay", people.payer)
    act(case, "rate", people.worker, acting=mine, data={"score": 2})
    assert told(case) == ["supervisor"]
    with pytest.raises(YuntaiError, match="您办过这个办件"):
        act(case, "answer_rating", helper, reason="已道歉")


def test_where_all_of_the_district_handled_it_somebody_above_is_told(people: People) -> None:
    case = hand_in(people)
    alone = officer("alone", case.unit, Role.ACCEPT, Role.REVIEW, Role.SUPERVISE)
    for one in (people.clerk, people.reviewer, people.supervisor):
        one.appointments.all().delete()
    city = officer("city", Unit.objects.get(code="320100"), Role.SUPERVISE)
    act(case, "reject", alone, reason="不符合")
    mine = Acting(people.worker, people.worker_person, "self")
    case = act(case, "rate", people.worker, acting=mine, data={"score": 1})
    assert told(case) == ["city"]
    assert act(case, "answer_rating", city, reason="已说明").state == "rejected"
