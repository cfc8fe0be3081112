"""What one officer proposes and a second confirms, whatever it is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.city import signed_in
from tests.people.make import officer, person, units
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Notice
from yuntai.people.models import Access, Role, Unit
from yuntai.proposals import kinds
from yuntai.proposals.kinds import Kind, Line
from yuntai.proposals.lapsing import proposals_over
from yuntai.proposals.models import Proposal, State
from yuntai.proposals.proposing import confirm, propose, refuse, seen_by, shown, take_back, waiting_for

pytestmark = pytest.mark.django_db


class Rename(Kind):
    """A unit gets another name, for the tests."""

    name = "rename"
    proposers = (Role.ACCEPT,)
    confirmers = (Role.REVIEW,)

    def lines(self, proposal):
        if proposal.content["name"] == "不行":
            raise YuntaiError("这个名称不行")
        unit = Unit.objects.get(pk=proposal.unit_id)
        return [Line("名称", proposal.content["name"], unit.name)]

    def do(self, proposal, by):
        unit = Unit.objects.get(pk=proposal.unit_id)
        unit.name = proposal.content["name"]
        unit.save()


@pytest.fixture
def there(monkeypatch):
    monkeypatch.setitem(kinds.KINDS, "rename", Rename())
    found = units()
    made = {
        "clerk": officer("clerk", found["gulou"], Role.ACCEPT, person=person(1), display_name="clerk"),
        "second": officer("second", found["city"], Role.REVIEW, person=person(2), display_name="second"),
        "both": officer("both", found["gulou"], Role.ACCEPT, Role.REVIEW, person=person(3), display_name="both"),
        "far": officer("far", found["jiangning"], Role.ACCEPT, Role.REVIEW),
    }
    return found | made


def rename(there, by="clerk", name="鼓楼区人力资源局", **more):
    unit = there["gulou"]
    given = {"subject": f"unit-{unit.pk}", "title": f"{unit}改名", "content": {"name": name}, "why": "改名文件"}
    return propose("rename", there[by], unit, **given | more)


def name_of(there):
    return Unit.objects.get(pk=there["gulou"].pk).name


def told(user):
    return [(one.template, one.text) for one in Notice.objects.filter(user=user).order_by("pk")]


def test_it_is_done_once_a_second_officer_has_confirmed_it(there):
    proposal = rename(there, person=person(9, "孙九"))
    assert name_of(there) == "鼓楼区人社局"
    assert list(waiting_for(there["both"])) == [proposal]  # the nearest is told, who is above may confirm too
    assert list(waiting_for(there["second"])) == [proposal]
    lines, seen, fault = shown(proposal)
    assert (lines, fault) == ([Line("名称", "鼓楼区人力资源局", "鼓楼区人社局")], "")
    confirm(proposal.pk, there["second"], seen)
    assert name_of(there) == "鼓楼区人力资源局"
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (State.CONFIRMED, there["second"])
    log = [(one.user.username, one.what, one.why) for one in Access.objects.order_by("number")]
    assert log == [
        ("clerk", "提出：鼓楼区人社局改名", "双人核对：改名文件"),
        ("second", "确认：鼓楼区人社局改名", "双人核对：改名文件"),
    ]
    assert [name for name, _ in told(there["both"])] == ["proposal_waits"]
    assert told(there["clerk"]) == [("proposal_decided", "鼓楼区人社局改名：second已确认，已经生效。")]
    concerned = Notice.objects.filter(person=proposal.person)
    assert {one.channel for one in concerned} == {"site", "sms"}
    assert {one.template for one in concerned} == {"account_changed"}


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("clerk", "自己提出的不能自己确认，请另一位来办"),
        ("far", "要有鼓楼区人社局的审核岗才能这样做"),
    ],
)
def test_who_cannot_confirm(there, who, sentence):
    proposal = rename(there)
    _, seen, _ = shown(proposal)
    for act in (lambda: confirm(proposal.pk, there[who], seen), lambda: refuse(proposal.pk, there[who], "不对")):
        with pytest.raises(YuntaiError, match=sentence):
            act()
    assert name_of(there) == "鼓楼区人社局"
    assert not waiting_for(there[who]).exists()


def test_nobody_confirms_what_she_proposed_though_she_holds_both_roles(there):
    proposal = rename(there, by="both")
    with pytest.raises(YuntaiError, match="自己提出的不能自己确认"):
        confirm(proposal.pk, there["both"], shown(proposal)[1])


@pytest.mark.parametrize("how", ["about", "person"])
def test_nobody_confirms_what_is_about_herself(there, how):
    second = there["second"]
    proposal = rename(there, **{how: second if how == "about" else second.person})
    with pytest.raises(YuntaiError, match="关于您自己的事不能由您确认"):
        confirm(proposal.pk, second, shown(proposal)[1])
    assert not waiting_for(second).exists()
    assert waiting_for(there["both"]).exists()


@pytest.mark.parametrize("how", ["about", "person"])
def test_nobody_proposes_what_is_about_herself(there, how):
    clerk = there["clerk"]
    with pytest.raises(YuntaiError, match="关于自己的事请别人提出"):
        rename(there, **{how: clerk if how == "about" else clerk.person})


def test_what_has_changed_since_it_was_seen_is_not_done(there):
    proposal = rename(there)
    _, seen, _ = shown(proposal)
    Unit.objects.filter(pk=there["gulou"].pk).update(name="鼓楼人社")
    with pytest.raises(YuntaiError, match="情况和您刚才看到的不一样了"):
        confirm(proposal.pk, there["second"], seen)
    assert name_of(there) == "鼓楼人社"
    confirm(proposal.pk, there["second"], shown(proposal)[1])
    assert name_of(there) == "鼓楼区人力资源局"


@pytest.mark.parametrize("column", ["about", "proposed_by", "unit"])
def test_what_somebody_changed_in_it_since_it_was_seen_is_not_done(there, column):
    proposal = rename(there)
    _, seen, _ = shown(proposal)
    other = there["city"] if column == "unit" else there["both"]
    Proposal.objects.filter(pk=proposal.pk).update(**{column: other})
    with pytest.raises(YuntaiError):
        confirm(proposal.pk, there["second"], seen)
    assert name_of(there) == "鼓楼区人社局"


def test_what_was_seen_of_another_proposal_confirms_nothing(there):
    first = rename(there)
    _, seen, _ = shown(first)
    take_back(first.pk, there["clerk"])
    with pytest.raises(YuntaiError, match="情况和您刚才看到的不一样了"):
        confirm(rename(there).pk, there["second"], seen)


def test_it_is_decided_once(there):
    proposal = rename(there)
    _, seen, _ = shown(proposal)
    refuse(proposal.pk, there["second"], "没有看到文件")
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reason) == (State.REFUSED, "没有看到文件")
    for act in (
        lambda: confirm(proposal.pk, there["second"], seen),
        lambda: refuse(proposal.pk, there["both"], "再一次"),
        lambda: take_back(proposal.pk, there["clerk"]),
    ):
        with pytest.raises(YuntaiError, match="这件事没有同意，不用再办"):
            act()
    assert told(there["clerk"]) == [("proposal_decided", "鼓楼区人社局改名：second没有同意：没有看到文件。")]


def test_who_is_no_longer_there_has_proposed_nothing(there):
    proposal = rename(there)
    _, seen, _ = shown(proposal)
    there["clerk"].appointments.get().revoke()
    with pytest.raises(YuntaiError, match="提出的人（clerk）已经不在岗"):
        confirm(proposal.pk, there["second"], seen)


def test_what_nobody_confirms_lapses(there):
    proposal = rename(there)
    assert proposal.last_day == today() + timedelta(7)
    proposals_over(today() + timedelta(7))
    proposal.refresh_from_db()
    assert proposal.state == State.WAITING
    proposals_over(today() + timedelta(8))
    proposal.refresh_from_db()
    assert (proposal.state, proposal.decided_by) == (State.LAPSED, None)
    assert told(there["clerk"]) == [
        ("proposal_decided", "鼓楼区人社局改名：到期没有人确认，没有生效；还要办的请重新提出。")
    ]


def test_what_is_over_is_not_confirmed_before_the_day_s_work_either(there):
    proposal = rename(there)
    Proposal.objects.filter(pk=proposal.pk).update(last_day=today() - timedelta(1))
    with pytest.raises(YuntaiError, match="这件事过期了"):
        confirm(proposal.pk, there["second"], shown(proposal)[1])


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"by": "second"}, "要有鼓楼区人社局的受理岗才能这样做"),
        ({"name": "不行"}, "这个名称不行"),
        ({"why": " "}, "请写明为什么"),
        ({"why": "因" * 121}, "理由最多 120 字，现在 121 字"),
    ],
)
def test_what_cannot_be_proposed(there, more, sentence):
    with pytest.raises(YuntaiError, match=sentence):
        rename(there, **more)
    assert not Proposal.objects.exists()


def test_one_at_a_time_waits_about_a_thing(there):
    rename(there)
    with pytest.raises(YuntaiError, match="这件事已经有人提出"):
        rename(there, by="both")


def test_where_nobody_could_confirm_nothing_waits(there):
    for one in ("second", "both"):
        for held in there[one].appointments.all():
            held.revoke()
    with pytest.raises(YuntaiError, match="没有别的审核岗能确认"):
        rename(there)


def test_the_pages(there):
    proposal = rename(there)
    second = signed_in(there["second"])
    listed = second.get("/account/proposals/").text
    assert "1 件等您确认" in listed
    assert "鼓楼区人力资源局" in listed  # what will happen
    address = f"/account/proposals/{proposal.pk}/"
    page = BeautifulSoup(second.get(address).content, "html.parser")
    seen = page.find("input", attrs={"name": "seen"})["value"]
    assert "请写明为什么不同意" in second.post(address, {"answer": "refuse", "reason": ""}).text
    assert second.post(address, {"answer": "confirm", "seen": seen}).status_code == 302
    assert name_of(there) == "鼓楼区人力资源局"
    assert "已确认，不用再办" in second.post(address, {"answer": "confirm", "seen": seen}).text
    assert signed_in(there["far"]).get(address).status_code == 404
    assert list(seen_by(there["far"])) == []


def test_the_proposer_takes_it_back_on_its_page(there):
    proposal = rename(there)
    clerk, address = signed_in(there["clerk"]), f"/account/proposals/{proposal.pk}/"
    assert 'value="confirm"' not in clerk.get(address).text
    assert "自己提出的不能自己确认" in clerk.post(address, {"answer": "confirm", "seen": shown(proposal)[1]}).text
    assert clerk.post(address, {"answer": "take_back"}).status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == State.TAKEN_BACK
    assert name_of(there) == "鼓楼区人社局"
