"""The page of plans: what each has begun, and that a manager proposes what waits."""

from __future__ import annotations

import pytest

from tests.city import People, signed_in
from tests.web.test_workbench import text_of
from yuntai.cases.plans.models import FOR_GOOD, Begun, Run
from yuntai.clock import now, today
from yuntai.proposals.models import Proposal


def test_what_plans_have_begun_and_what_waits(people: People) -> None:
    Run.once(plan="contract_ends", period=today(), seed="s", count=12000, asked=True)
    Begun.once(plan="contract_ends", period=FOR_GOOD, key="JH1", what="告知 1 人")
    said = text_of(signed_in(people.supervisor).get("/boards/plans/"))
    assert "1 个计划等人确认" in said
    assert "“集体合同期满前提醒”这一次要办 12000 件，还没有办" in said
    assert "由管理岗提出" in said
    assert "集体合同期满前提醒 每天 告知 1 还没有 不抽取" in said


def test_a_manager_proposes_and_nobody_else(people: People) -> None:
    run = Run.once(plan="contract_ends", period=today(), seed="s", count=12000, asked=True)
    assert run
    wanted = {"run": run.pk, "why": "年度核查"}
    said = text_of(signed_in(people.supervisor).post("/boards/plans/", wanted))
    assert Proposal.objects.count() == 0
    assert "管理岗" in said
    client = signed_in(people.manager)
    assert client.post("/boards/plans/", wanted | {"why": ""}).status_code == 200
    assert client.post("/boards/plans/", wanted | {"run": "x"}).status_code == 404
    done = client.post("/boards/plans/", wanted)
    proposal = Proposal.objects.get()
    assert done.headers["Location"] == f"/account/proposals/{proposal.pk}/"
    assert "要办多少 12,000 件" in text_of(client.get(done.headers["Location"]))
    run.done_at = now()
    run.save()
    assert "等人确认" not in text_of(client.get("/boards/plans/"))


@pytest.mark.parametrize(
    ("username", "status"), [("worker", 403), ("clerk", 403), ("manager", 200), ("supervisor", 200)]
)
def test_who_may_open_it(people: People, username: str, status: int) -> None:
    assert signed_in(getattr(people, username)).get("/boards/plans/").status_code == status
