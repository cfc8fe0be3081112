"""More rows than an officer takes out alone leave once a security administrator has confirmed it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.city import People, signed_in
from tests.people.make import officer
from tests.proposals.make import confirm_on_page, confirmed
from tests.web.test_workbench import many_cases
from yuntai.people.exports import NeedsSecond, export, taken_out
from yuntai.people.models import Access, Role
from yuntai.proposals.exports import permit, propose_export
from yuntai.proposals.models import Proposal

pytestmark = pytest.mark.django_db

LIST = "/work/export/?show=mine"
CHOSEN = {"purpose": "周例会", "form": "csv"}


@pytest.fixture(autouse=True)
def _three_alone(settings):
    settings.EXPORT_ROWS = 3


def test_a_long_list_waits_for_a_second_officer(people: People) -> None:
    many_cases(people, 4, state="handling")
    reviewer = signed_in(people.reviewer)
    assert "一天导出超过 3 行的，要安全管理岗确认" in reviewer.get(LIST).text
    asked = reviewer.post(LIST, CHOSEN)
    proposal = Proposal.objects.get()
    assert asked.url == f"/account/proposals/{proposal.pk}/"
    assert "这件事已经有人提出" in reviewer.post(LIST, CHOSEN).text
    page = signed_in(people.security).get(asked.url).text
    assert "最多 100 行，确认以后 3 天内" in page
    assert "周例会" in page
    confirm_on_page(proposal, people.security)
    form = BeautifulSoup(reviewer.get(asked.url).content, "html.parser").select_one(f'form[action="{LIST}"]')
    posted = {one["name"]: one["value"] for one in form.select("input[name]") if one["name"] in ("purpose", "form")}
    assert posted == CHOSEN
    assert reviewer.post(LIST, posted)["Content-Type"].startswith("text/csv")
    last = Access.objects.order_by("number").last()
    assert (last.user, last.what, last.why) == (
        people.reviewer,
        "经安全郑确认，导出 4 行：办件（待我办）",
        "周例会",
    )
    assert taken_out(people.reviewer) == 0  # what was confirmed does not count against what she takes out alone


@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("/work/export/?show=all", CHOSEN),
        (LIST, CHOSEN | {"purpose": "别的"}),
        (LIST, CHOSEN | {"form": "xlsx"}),
    ],
)
def test_another_list_was_not_confirmed(people: People, address: str, given: dict[str, str]) -> None:
    many_cases(people, 4, state="handling")
    reviewer = signed_in(people.reviewer)
    reviewer.post(LIST, CHOSEN)
    confirmed(Proposal.objects.get(), people.security)
    assert reviewer.post(address, given).status_code == 302
    assert Proposal.objects.count() == 2


def test_another_officer_was_not_meant(people: People) -> None:
    many_cases(people, 4, state="handling")
    signed_in(people.reviewer).post(LIST, CHOSEN)
    confirmed(Proposal.objects.get(), people.security)
    other = officer("other", people.clerk.roles()[0].unit, Role.REVIEW)
    assert signed_in(other).post(LIST, CHOSEN).status_code == 302
    assert Proposal.objects.count() == 2


def test_the_permit_is_for_so_many_rows_and_days(people: People) -> None:
    rows = [["x"]] * 4
    wanted = (people.reviewer, "/x/", "清单", "csv", "周例会")
    proposal = confirmed(propose_export(*wanted, 4), people.security)
    assert proposal.title == "导出清单，最多 100 行"
    export(people.reviewer, "清单", ["a"], rows * 25, "周例会", permit=permit(*wanted))
    with pytest.raises(NeedsSecond):
        export(people.reviewer, "清单", ["a"], rows * 26, "周例会", permit=permit(*wanted))
    Proposal.objects.filter(pk=proposal.pk).update(decided_at=proposal.decided_at - timedelta(3))
    assert permit(*wanted) is None


def test_many_short_lists_of_a_day_are_a_long_one(people: People) -> None:
    for _ in range(3):
        export(people.clerk, "清单", ["a"], [["x"]], "周例会")
    with pytest.raises(NeedsSecond) as needed:
        export(people.clerk, "清单", ["a"], [["x"]], "周例会")
    assert str(needed.value) == "这份清单有 1 行，今天已经导出 3 行；一天超过 3 行的，要安全管理岗确认"
    export(people.clerk, "空的", ["a"], [], "周例会")
    export(people.payer, "清单", ["a"], [["x"]], "周例会")


def test_a_long_name_of_the_list_hides_nothing(people: People) -> None:
    export(people.clerk, f"找“{'1 行：' * 30}”", ["a"], [["x"]] * 3, "周例会")
    assert taken_out(people.clerk) == 3


@pytest.mark.parametrize("role", [Role.MANAGE, Role.AUDIT])
def test_administrators_do_not_confirm_a_list(people: People, role: Role) -> None:
    proposal = propose_export(people.reviewer, "/x/", "清单", "csv", "周例会", 4)
    user = {Role.MANAGE: people.manager, Role.AUDIT: people.auditor}[role]
    page = signed_in(user).post(f"/account/proposals/{proposal.pk}/", {"answer": "confirm", "seen": "x"})
    proposal.refresh_from_db()
    assert (proposal.state, page.status_code) == ("waiting", 404 if role == Role.MANAGE else 200)
