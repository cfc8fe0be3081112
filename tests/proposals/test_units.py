"""Units are changed by two administrators; new ones are there when the platform begins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.city import signed_in
from tests.people.make import officer
from tests.proposals.make import confirm_on_page
from yuntai.cases.content import catalogue
from yuntai.ledger.verify import problems
from yuntai.people.models import Role, Unit
from yuntai.people.units import Place, add_units, differing
from yuntai.procedures import Units
from yuntai.proposals.models import Proposal
from yuntai.web.account import officers

pytestmark = pytest.mark.django_db


@pytest.fixture
def pack(monkeypatch):
    """What the pack says: first the units as they are, then 秣陵街道 has another name and lies in 鼓楼."""
    add_units(catalogue().units)
    old = list(catalogue().units.values())
    moved = [replace(one, name="新街道", parent="320106") if one.code == "320115-s2" else one for one in old]
    new = replace(old[-1], code="320106-new", name="新的社区", parent="320106")
    ordered = sorted([*moved, new], key=lambda one: one.level != "city")
    units = Units(catalogue().units.functions, ordered)

    class Catalogue:
        pass

    Catalogue.units = units
    monkeypatch.setattr(officers, "catalogue", lambda: Catalogue)
    return units


def test_new_units_are_there_and_the_others_wait(pack):
    assert differing(catalogue().units) == []
    add_units(pack)
    assert Unit.objects.get(code="320106-new").path == "320100/320106/320106-new/"
    assert Unit.objects.get(code="320115-s2").name == "秣陵街道"
    assert differing(pack) == [Place("320115-s2", "新街道", "street", "320106")]


@pytest.mark.usefixtures("pack")
def test_two_administrators_move_a_unit_and_all_below_it():
    root = Unit.objects.get(parent=None)
    manager, security = officer("manager", root, Role.MANAGE), officer("security", root, Role.SECURITY)
    gulou = officer("gulou", Unit.objects.get(code="320106"), Role.REVIEW)
    below = Unit.objects.filter(code="320115-s2-c1")
    client = signed_in(manager)
    assert "资料包里有 1 个单位" in client.get("/account/officers/").text
    assert "1 个单位和平台里的不同：新街道" in client.get("/account/officers/units/").text
    client.post("/account/officers/units/", {"why": "区划调整"})
    proposal = Proposal.objects.get()
    page = signed_in(security).get(f"/account/proposals/{proposal.pk}/").text
    assert "现在：秣陵街道，街道，属于南京市江宁区人力资源和社会保障局" in page
    assert "新街道，街道，属于南京市鼓楼区人力资源和社会保障局" in page
    assert not below.filter(pk__in=Unit.objects.visible_to(gulou)).exists()
    confirm_on_page(proposal, security)
    assert below.get().path == "320100/320106/320115-s2/320115-s2-c1/"
    assert below.filter(pk__in=Unit.objects.visible_to(gulou)).exists()
    assert list(problems()) == []
    assert "单位和资料包一样，没有要改的" in client.get("/account/officers/units/").text


@pytest.mark.usefixtures("pack")
def test_the_manager_of_a_district_does_not_propose_it():
    district = officer("manager", Unit.objects.get(code="320106"), Role.MANAGE)
    assert signed_in(district).post("/account/officers/units/", {"why": "x"}).status_code == 403
    assert "资料包里有" not in signed_in(district).get("/account/officers/").text
