"""The page of a procedure says for each channel what to do, which window is nearest, and what cannot be done here."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.city import People, signed_in
from tests.people.make import PASSWORD
from tests.web.test_workbench import officer
from yuntai.people.models import Role, Unit


def page(client: Client, procedure: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(f"/matters/{procedure}/").content, "html.parser").main


def ways(client: Client, procedure: str) -> dict[str, str]:
    rows = page(client, procedure).select("#ways li")
    return {row.strong.get_text(): " ".join(row.get_text().split()) for row in rows}


def begins(client: Client, procedure: str) -> bool:
    return bool(page(client, procedure).select(f'a[href="/begin/{procedure}/"]'))


def terminal_in(code: str) -> Client:
    """A device that is a terminal in a unit."""
    client = signed_in(officer("hall", Unit.objects.get(code=code), Role.MANAGE))
    client.post("/account/terminals/", {"name": "大厅 1 号机", "unit": code})
    return client


@pytest.mark.usefixtures("people")
def test_a_stranger_reads_what_to_do_on_each_channel() -> None:
    found = ways(Client(), "skill_upgrading")
    assert list(found) == ["网上", "窗口", "街道社区网点", "自助终端", "电话12333"]
    assert found["电话12333"] == "电话12333：打 12333，工作人员核对您的身份以后替您填。"
    assert not any("离您最近" in text for text in found.values())
    assert "找离您最近的窗口" in page(Client(), "skill_upgrading").get_text()
    assert begins(Client(), "skill_upgrading")


def test_who_is_known_reads_which_window_is_nearest(people: People) -> None:
    district = people.worker_person.district
    bureau = f"南京市{district}区人力资源和社会保障局"
    assert f"离您最近的：{bureau}" in ways(signed_in(people.worker), "arbitration_request")["窗口"]
    assert "离您最近" not in ways(signed_in(people.worker), "arbitration_request")["网上"]


@pytest.mark.usefixtures("people")
def test_a_terminal_says_what_cannot_be_done_here_and_where_it_can() -> None:
    device = terminal_in("320102-s2")
    said = page(device, "arbitration_request").get_text()
    assert "”不能在自助终端办。看看在哪里能办" in said
    assert not begins(device, "arbitration_request")
    assert "离您最近的：南京市玄武区人力资源和社会保障局" in ways(device, "arbitration_request")["窗口"]
    assert begins(device, "skill_upgrading")
    assert "不能在自助终端办" not in page(device, "skill_upgrading").get_text()
    street = Unit.objects.get(code="320102-s2").name
    assert f"离您最近的：{street}" in ways(device, "skill_upgrading")["街道社区网点"]


def test_who_has_signed_in_at_a_terminal_reads_it_too(people: People) -> None:
    device = terminal_in("320102-s2")
    worker = people.worker
    worker.set_password(PASSWORD)
    worker.save()
    device.post("/account/sign-in/", {"username": "worker", "password": PASSWORD})
    said = page(device, "arbitration_request").get_text()
    assert "不能在自助终端办，可以在网上、窗口办。" in said
    assert not begins(device, "arbitration_request")
    street = Unit.objects.get(code="320102-s2").name
    assert f"离您最近的：{street}" in ways(device, "skill_upgrading")["街道社区网点"]
