"""The pages of figures: what they show, to whom, and that a number's rows lead to its cases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.cache import cache

from tests.city import People, signed_in
from tests.web.test_workbench import elsewhere, many_cases, officer, text_of
from yuntai.cases import tables
from yuntai.cases.models import Case, Event
from yuntai.clock import today
from yuntai.people.models import Role

YEAR = "?span=twelve"


@pytest.fixture(autouse=True)
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is kept from another test."""
    monkeypatch.setattr(tables, "folder", lambda: tmp_path)
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def cases(people: People) -> list[Case]:
    """Four cases that came in today, three online; two have ended, one of them late."""
    day = today()
    ended = {"state": "closed", "outcome": "granted", "accepted_on": day - timedelta(9), "closed_on": day}
    made = [
        *many_cases(people, 1, number="8000000001", due_on=day, **ended),
        *many_cases(people, 1, number="8000000002", due_on=day - timedelta(1), **ended),
        *many_cases(people, 1, number="8000000003", state="handling", due_on=day + timedelta(9)),
        *many_cases(people, 1, number="8000000004", state="handling", channel="counter", due_on=day - timedelta(2)),
    ]
    for one in made:
        Event.append(
            case_id=one.pk,
            kind="rate",
            user_id=people.clerk.pk,
            capacity="本人",
            unit_id=None,
            reason="",
            data={"score": 5},
        )
    return made


def test_a_topic_lists_its_figures_with_their_targets(people: People, cases: list[Case]) -> None:
    assert cases
    said = text_of(signed_in(people.supervisor).get(f"/boards/figures/{YEAR}&topic=办件"))
    assert "办件：1 个没有达到目标" in said
    assert "按时办结率 50.0% 1／2" in said
    assert "网办率 75.0% 3／4" in said
    assert "收件 4 件" in said
    assert "超期在办 1 件" in said


def test_a_figure_by_month_unit_and_group_and_the_rows_behind_it(people: People, cases: list[Case]) -> None:
    assert cases
    client = signed_in(people.supervisor)
    said = text_of(client.get(f"/boards/figures/received/{YEAR}&by=channel"))
    assert "收件 4 件" in said
    assert "按渠道分，网上最高，3 件" in said
    assert "窗口 1 件" in said
    rows = client.get(f"/boards/figures/closed_in_time/rows/{YEAR}")
    assert "按时办结率：2 行" in text_of(rows)
    assert "/work/cases/8000000001/" in rows.text
    assert "8000000003" not in rows.text
    assert client.get("/boards/figures/nothing/").status_code == 404
    assert client.get("/boards/figures/received/?unit=nowhere").status_code == 404


def test_a_chart_is_a_picture_of_its_table(people: People, cases: list[Case]) -> None:
    assert cases
    client = signed_in(people.supervisor)
    drawn = client.get(f"/boards/figures/received/shares.svg{YEAR}&by=channel")
    assert drawn["Content-Type"] == "image/svg+xml"
    assert drawn.text.startswith("<svg")
    assert "网上" in drawn.text
    assert "style=" not in drawn.text
    assert client.get(f"/boards/figures/received/shares.png{YEAR}").content[:4] == b"\x89PNG"
    assert client.get("/boards/figures/received/pie.svg").status_code == 404


def test_the_wall_shows_no_few(people: People, cases: list[Case]) -> None:
    assert cases
    page = signed_in(people.supervisor).get("/boards/wall/?span=twelve")
    assert '<meta http-equiv="refresh" content="60">' in page.text
    assert "按时办结率 不公布" in text_of(page)
    assert "50.0%" not in page.text
    assert "超期在办 不公布" in text_of(page)
    assert "达到目标" not in text_of(page), "a light says of a number that is kept back what it is not"


def test_a_figure_is_as_new_as_its_last_act(people: People, cases: list[Case]) -> None:
    client = signed_in(people.supervisor)
    assert "收件 4 件" in text_of(client.get(f"/boards/figures/received/{YEAR}"))
    many_cases(people, 1, number="8000000005", state="handling")
    cache.clear()  # half a minute later
    assert "收件 5 件" in text_of(client.get(f"/boards/figures/received/{YEAR}"))
    assert len(cases) == 4


def test_whoever_supervises_a_district_sees_what_is_hers(people: People, cases: list[Case]) -> None:
    assert cases
    other = elsewhere(people)
    client = signed_in(officer("stranger", other, Role.SUPERVISE))
    said = text_of(client.get(f"/boards/figures/received/{YEAR}"))
    assert f"收件 0 件 {other.name}" in said
    here = cases[0].unit.code
    assert client.get(f"/boards/figures/received/?unit={here}").status_code == 404
    assert "8000000001" not in client.get(f"/boards/figures/received/rows/{YEAR}").text


@pytest.mark.parametrize(
    "path", ["figures/", "figures/received/", "figures/received/rows/", "wall/", "export/figures/"]
)
@pytest.mark.parametrize(
    ("username", "status"), [("worker", 403), ("clerk", 403), ("manager", 403), ("supervisor", 200)]
)
def test_who_may_open_what(people: People, username: str, status: int, path: str) -> None:
    assert signed_in(getattr(people, username)).get(f"/boards/{path}").status_code == status


def test_numbers_and_rows_as_files(people: People, cases: list[Case]) -> None:
    assert cases
    client = signed_in(people.supervisor)
    wanted = {"purpose": "年度报告", "form": "csv"}
    table = client.post(f"/boards/export/figures/{YEAR}", wanted).content.decode("utf-8-sig")
    assert "办件,按时办结率,%,50,1,2,100,各办理单位" in table.replace("50.0", "50")
    rows = client.post(f"/boards/export/rows/{YEAR}&figure=closed_in_time", wanted).content.decode("utf-8-sig")
    assert rows.splitlines()[0] == "日期,单位,办件,事项,渠道,数,计入"
    assert len(rows.splitlines()) == 3


def test_the_board_of_matters_says_what_the_figures_say(people: People) -> None:
    """The board counts in Python what the figures count of the catalogue's table; each matter has a guide."""
    from yuntai.cases.content import catalogue, pack
    from yuntai.figures.measure import Asked
    from yuntai.web.boards.asked import Measured
    from yuntai.web.boards.matters import reach

    assert people
    shares = reach(catalogue().values(), pack().policy_ids)
    with Measured() as measured:

        def counted(name: str) -> int:
            number, missing = measured.number(measured.here.figures[name], Asked(today(), today()))
            assert number, missing
            return int(number.part)

        assert counted("matters_online") == shares["能网上办"].part
        assert counted("matters_at_terminals") == shares["自助终端能办"].part
        assert counted("enquiry_matters") == shares["只能问，还不能办"].part
        assert counted("matters_served") == counted("guides") == len(catalogue())
