"""The catalogue in numbers: matters by sort, where they can be done, what their versions changed, what is asked needlessly."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date

import pytest

from tests.city import People, signed_in
from tests.web.test_workbench import text_of
from yuntai.cases.content import catalogue
from yuntai.cases.models import Case
from yuntai.cases.versions import Version
from yuntai.packs import FOLDER
from yuntai.procedures import Procedure
from yuntai.web.boards import matters


def made(name: str, *channels: str, **more: object) -> Procedure:
    plain = replace(catalogue()["skill_upgrading"], id=name, channels=frozenset(channels), policy=None, table=None)
    return replace(plain, **more)


def shares(found: list[matters.Sort]) -> list[tuple[str, int, int, int]]:
    return [(one.title, one.matters.part, one.online.part, one.terminal.part) for one in found]


def test_matters_are_counted_by_each_sort() -> None:
    both, firms = frozenset({"person", "employer"}), frozenset({"employer"})
    found = [
        made("a", "online", "terminal", policy="one", audience=both),
        made("b", "online", "counter", audience=firms, kind="dispute", theme="rights"),
        made("c", "counter", table="two", audience=firms),
    ]
    sorts = matters.sorts(found)
    assert shares(sorts["对象"]) == [("个人", 1, 1, 1), ("单位", 3, 2, 1)]
    assert shares(sorts["种类"]) == [("待遇补贴申领", 2, 1, 1), ("争议处理", 1, 1, 0)]
    assert shares(sorts["主题"]) == [("技能提升", 2, 1, 1), ("劳动维权", 1, 1, 0)]
    assert shares(sorts["渠道"]) == [("网上", 2, 2, 1), ("窗口", 2, 1, 0), ("自助终端", 1, 1, 1)]
    assert shares(sorts["办理层级"]) == [("区", 3, 2, 1)]
    assert shares(sorts["决定方式"]) == [("政策算出来", 2, 1, 1), ("工作人员认定", 1, 1, 0)]
    assert str(sorts["对象"][0].matters) == "33.3%"


def test_a_policy_without_a_procedure_can_only_be_asked_about() -> None:
    found = [made("a", "online", "terminal", policy="one"), made("b", "counter", table="two"), made("c", "online")]
    reach = matters.reach(found, ["one", "two", "three"])
    assert {title: (share.part, share.whole) for title, share in reach.items()} == {
        "能网上办": (2, 4),
        "只能问，还不能办": (1, 4),
        "手机上能办或能问": (3, 4),
        "自助终端能办": (1, 4),
    }


def ran(people: People, procedure: Procedure, day: date, policy: str = "") -> None:
    """A case of the worker that ran under ``procedure`` from ``day``."""
    version = Version.objects.create(
        procedure=procedure.id,
        digest=procedure.digest,
        policy_digest=policy,
        definition=procedure.to_dict(),
        first_used=day,
    )
    Case.objects.create(
        number=f"9{version.pk:09}",
        submission=uuid.uuid4(),
        procedure=procedure.id,
        version=version,
        person=people.worker_person,
        unit=people.clerk.roles()[0].unit,
    )


def test_what_changed_between_the_versions_that_cases_ran_under(people: People) -> None:
    now = catalogue()["skill_upgrading"]
    extra = replace(now.materials[0], id="extra", title="单位证明")
    first = replace(now, promised_days=now.promised_days + 3, materials=(*now.materials, extra))
    second = replace(now, promised_days=now.promised_days + 3)
    ran(people, first, date(2024, 1, 2))
    ran(people, first, date(2024, 2, 1), policy="another rule, the same procedure")
    ran(people, second, date(2024, 3, 1))
    Version.objects.create(procedure=now.id, digest="unused", definition={}, first_used=date(2024, 4, 1))
    today, march = matters.revisions()
    assert (march.since, march.changes.sentences) == (date(2024, 3, 1), ("材料 −1：不再要“单位证明”",))
    assert march.numbers == {"材料": "−1", "承诺工作日": "不变", "问题": "不变"}
    assert (today.since, today.changes.sentences) == (None, ("承诺办结 −3 个工作日（10 → 7）",))
    text = text_of(signed_in(people.supervisor).get("/boards/matters/"))
    assert "改过 2 次" in text
    assert "2024年3月1日 −1 不变 不变 材料 −1：不再要“单位证明”。" in text


def test_a_procedure_that_stays_the_same_is_no_revision(people: People) -> None:
    ran(people, catalogue()["skill_upgrading"], date(2024, 1, 2))
    assert matters.revisions() == []
    text = text_of(signed_in(people.supervisor).get("/boards/matters/"))
    assert "有办件以来没有改过" in text
    assert "没有重复问登记库里已有的" in text


def test_a_warning_names_its_place_within_the_packs(monkeypatch: pytest.MonkeyPatch) -> None:
    warned = replace(catalogue(), warnings=(f"{FOLDER}/nanjing/procedures/a/procedure.yaml:7：可以不问",))
    monkeypatch.setattr(matters, "catalogue", lambda: warned)
    assert matters.warnings() == ["nanjing/procedures/a/procedure.yaml:7：可以不问"]


def test_the_counts_are_exported_as_the_page_has_them(people: People) -> None:
    client = signed_in(people.supervisor)
    assert b"/boards/export/matters/" in client.get("/boards/matters/").content
    assert signed_in(people.clerk).get("/boards/export/matters/").status_code == 403
    answer = client.post("/boards/export/matters/", {"purpose": "月报", "form": "csv"})
    rows = [line.split(",") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert rows[0] == ["分类", "名称", "事项", "共", "网上能办", "自助终端能办"]
    employers = sum("employer" in one.audience for one in catalogue().values())
    (row,) = (row for row in rows if row[:2] == ["对象", "单位"])
    assert row[2:4] == [str(employers), str(len(catalogue()))]
