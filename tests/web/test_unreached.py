"""A message that finally failed: the officer of the case and the manager see it, with what to do, until one has arrived."""

from __future__ import annotations

from tests.city import People, signed_in
from tests.web.test_workbench import open_case, text_of
from yuntai.cases.models import Case
from yuntai.clock import now, today
from yuntai.notices.models import Notice, State
from yuntai.notices.notify import notify

SAID = "请问到现在的手机号码，请本人在“我的账户”里改，或者在窗口改；联系不上的，把通知打印出来寄信"


def sms(case: Case, key: str) -> Notice:
    facts = {"procedure": "职业技能提升补贴", "number": case.number, "closed_on": today()}
    made = notify(case.person, "case_closed", facts, key=key, case=case.number)
    return next(one for one in made if one.channel == "sms")


def test_who_sees_what_did_not_arrive(people: People) -> None:
    case = open_case(people, "skill_upgrading")
    first = sms(case, "first")
    Notice.objects.filter(pk=first.pk).update(state=State.FAILED, problem="空号")
    officer, manager = signed_in(people.clerk), signed_in(people.manager)
    shown = text_of(officer.get(f"/work/cases/{case.number}/"))
    assert "短信““职业技能提升补贴”已办结”没有发出去" in shown
    assert SAID in shown
    listed = text_of(manager.get("/account/notices/"))
    assert "没有发出去的" in listed
    assert f"办件 {case.number}" in listed
    assert "空号" in listed
    assert SAID in listed
    second = sms(case, "second")
    Notice.objects.filter(pk=second.pk).update(state=State.SENT, sent_at=now())
    assert SAID not in text_of(officer.get(f"/work/cases/{case.number}/"))
    assert SAID not in text_of(manager.get("/account/notices/"))
