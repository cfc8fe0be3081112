"""The pages of rolls: who sees which rows, forms that are made from the declaration, sheets taken in and given back."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook
from pyarrow import parquet

from tests.city import signed_in
from tests.people.make import officer
from tests.rolls.make import ANNA, BERT, FIRM, OTHER_FIRM, apprentice, contract, entered
from yuntai.clock import today
from yuntai.people.models import Access, Appointment, Employer, Person, Role, Unit, User
from yuntai.rolls import dated
from yuntai.rolls.tables import model_of
from yuntai.web.rolls import finding

pytestmark = pytest.mark.django_db
LIST = "/rolls/collective_contracts/"


@pytest.fixture
def there() -> Any:
    """A clerk of 玄武 and one of 秦淮, a supervisor of the city, a firm in each district."""
    city = Unit.objects.create(code="320100", name="市局", level="city")
    xuanwu = Unit.objects.create(code="320102", name="玄武局", level="district", parent=city)
    qinhuai = Unit.objects.create(code="320104", name="秦淮局", level="district", parent=city)
    relations = Unit.objects.create(code="320100-relations", name="劳动关系处", level="city", parent=city)
    Employer.objects.create(uscc=FIRM, name="玄武的厂", district="玄武")
    Employer.objects.create(uscc=OTHER_FIRM, name="秦淮的厂", district="秦淮")
    return SimpleNamespace(
        clerk=officer("roll-xuanwu", xuanwu, Role.ACCEPT),
        other=officer("roll-qinhuai", qinhuai, Role.REVIEW),
        overseer=officer("roll-relations", relations, Role.REVIEW),
        supervisor=officer("roll-city", city, Role.SUPERVISE),
        payer=officer("roll-payer", xuanwu, Role.PAY),
    )


def main(response: Any) -> str:
    return " ".join(BeautifulSoup(response.content, "html.parser").find("main").get_text(" ").split())


def two() -> None:
    entered("collective_contracts", contract(), contract(contract="集2026-2", employer=OTHER_FIRM, firm="秦淮的厂"))


def form(**changes: Any) -> dict[str, Any]:
    """What the form of a new contract sends."""
    sent = {name: str(value) for name, value in contract().items()} | {"objection": "否", "since": "2026-01-20"}
    return sent | changes


def test_one_sees_the_rows_that_ones_units_keep(there: Any) -> None:
    two()
    for who, seen in (
        (there.clerk, ["集2026-1"]),
        (there.payer, ["集2026-1"]),
        (there.other, ["集2026-2"]),
        (there.overseer, ["集2026-1", "集2026-2"]),
        (there.supervisor, ["集2026-1", "集2026-2"]),
    ):
        page = main(signed_in(who).get(LIST))
        assert [number for number in ("集2026-1", "集2026-2") if number in page] == seen
    row = model_of("collective_contracts").objects.get(contract="集2026-2")
    assert signed_in(there.clerk).get(f"{LIST}{row.pk}/").status_code == 404
    assert signed_in(there.overseer).get(f"{LIST}{row.pk}/").status_code == 200
    assert signed_in(there.overseer).get(f"{LIST}{row.pk}/change/").status_code == 403
    assert "登记一行" in main(signed_in(there.clerk).get(LIST))
    assert "登记一行" not in main(signed_in(there.supervisor).get(LIST))
    assert "集体合同" in main(signed_in(there.clerk).get("/rolls/"))


def test_a_row_is_entered_changed_corrected_and_ended_by_forms(there: Any) -> None:
    client = signed_in(there.clerk)
    assert client.post(f"{LIST}new/", form()).status_code == 302
    row = dated.rows("collective_contracts").get()
    assert (row.staff, row.since, row.unit) == (120, date(2026, 1, 20), "320102")
    again = client.post(f"{LIST}new/", form())
    assert again.status_code == 400
    assert "已经登记过" in main(again)
    sent = form(staff="150", since="2026-03-01", reason="人数变化")
    assert client.post(f"{LIST}{row.pk}/change/", sent).status_code == 302
    assert dated.rows("collective_contracts", date(2026, 2, 28)).get().staff == 120
    row = dated.rows("collective_contracts", date(2026, 3, 1)).get()
    assert row.staff == 150
    sent = form(staff="151", since="2026-03-01", until="至今", reason="抄错")
    assert client.post(f"{LIST}{row.pk}/correct/", sent).status_code == 302
    row = dated.rows("collective_contracts", date(2026, 3, 1)).get()
    assert (row.staff, row.until) == (151, None)
    assert client.post(f"{LIST}{row.pk}/end/", {"until": "2026-06-30", "reason": "到期"}).status_code == 302
    assert not dated.rows("collective_contracts", date(2026, 7, 1)).exists()
    row = dated.rows("collective_contracts", date(2026, 6, 30)).get()
    page = main(client.get(f"{LIST}{row.pk}/"))
    assert "抄错" in page
    assert "覆盖职工人数：151 人" in page
    assert "已经终止的也列出来" in main(client.get(LIST))
    assert "集2026-1" not in main(client.get(LIST))
    assert "集2026-1" in main(client.get(f"{LIST}?all=1"))


def test_what_is_wrong_in_a_form_is_said_at_its_question(there: Any) -> None:
    page = main(signed_in(there.clerk).post(f"{LIST}new/", form(ends_on="2026-01-01", staff="几个")))
    assert "“几个”不是整数" in page
    page = main(signed_in(there.clerk).post(f"{LIST}new/", form(ends_on="2026-01-01")))
    assert "期满日期 2026-01-01 早于生效日期 2026-01-20" in page
    page = main(signed_in(there.clerk).post(f"{LIST}new/", form(employer=OTHER_FIRM)))
    assert "归南京市秦淮区人力资源和社会保障局管" in page
    assert not model_of("collective_contracts").objects.exists()


def test_who_does_not_keep_a_row_reads_no_secrets_and_who_does_is_written_down(there: Any) -> None:
    entered("apprentices", apprentice())
    row = dated.rows("apprentices").get()
    page = main(signed_in(there.clerk).get(f"/rolls/apprentices/{row.pk}/"))
    assert [text for text in ("安娜", "13800000000", ANNA) if text in page] == ["安娜", "13800000000", ANNA]
    (looked,) = Access.objects.filter(user=there.clerk)
    assert (looked.what, looked.why) == ("学徒台账：110105********002X，学1", "管理台账")
    listed = main(signed_in(there.clerk).get("/rolls/apprentices/"))
    page = main(signed_in(there.supervisor).get(f"/rolls/apprentices/{row.pk}/"))
    for shown in (listed, page):
        assert not [text for text in ("安娜", "13800000000", ANNA) if text in shown]
        assert "110105********002X" in shown
    assert "138****0000" in page


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=安娜", True), ("q=安妮", False), (f"q={ANNA}", True), (f"q={FIRM}", True), ("registered=true", True),
        ("registered=false", False), ("from=2026-03-01", True), ("from=2026-03-02", False), ("to=2026-03-01", True),
        ("registered=maybe", True), ("from=never", True),
    ],
)  # fmt: skip
def test_a_row_is_found_by_a_name_a_number_and_by_filters(there: Any, asked: str, found: bool) -> None:
    entered("apprentices", apprentice(contract_until=date(2026, 3, 1)))
    assert ("学1" in main(signed_in(there.clerk).get(f"/rolls/apprentices/?{asked}"))) is found


def sheet(*rows: dict[str, Any]) -> SimpleUploadedFile:
    """A sheet of contracts."""
    from yuntai.rolls.content import roll_of
    from yuntai.rolls.importing import columns_of

    columns = columns_of(roll_of("collective_contracts"))
    book = Workbook()
    book.active.append([column.title for column in columns])
    for row in rows:
        book.active.append([row.get(column.name, "") for column in columns])
    content = BytesIO()
    book.save(content)
    return SimpleUploadedFile("表.xlsx", content.getvalue())


def typed(**changes: Any) -> dict[str, Any]:
    """A contract as people write it."""
    shown = {
        "scope": "综合",
        "level": "企业",
        "submitted_on": "2026-1-5",
        "begins_on": "2026年1月20日",
        "ends_on": "2027-01-19",
    }
    return contract() | shown | {"objection": "否"} | changes


def test_a_sheet_is_taken_in_and_its_faults_come_back_by_cell(there: Any) -> None:
    client = signed_in(there.clerk)
    rows = [
        typed(),
        typed(contract="集2026-3", staff="很多"),
        typed(contract="集2026-4", employer=OTHER_FIRM),
        typed(),
        typed(contract="集2026-5", ends_on="2025-01-01"),
    ]
    back = client.post(f"{LIST}import/", {"sheet": sheet(*rows), "since": "2026-01-20"})
    assert list(dated.rows("collective_contracts").values_list("contract", flat=True)) == ["集2026-1"]
    book = load_workbook(BytesIO(b"".join(back.streaming_content)))
    faults = [row[-1] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)]
    assert (
        faults
        == [
            "F2：“很多”不是整数",
            "B3：这一行归南京市秦淮区人力资源和社会保障局管，您的岗位不在那里，请由那里登记",
            "B4：和第 2 行的备案号一样，请删掉一行",
            "I5：期满日期 2025-01-01 早于生效日期 2026-01-20，请改正",
        ]
        or faults
    )
    again = client.post(f"{LIST}import/", {"sheet": sheet(typed()), "since": "2026-01-20"}, follow=True)
    assert "新登记 0 行，变更 0 行，1 行和现在一样" in again.content.decode()
    assert model_of("collective_contracts").objects.count() == 1


def test_a_list_is_taken_out_masked_and_for_a_purpose(there: Any) -> None:
    entered("apprentices", apprentice())
    client = signed_in(there.clerk)
    assert "写明导出来做什么用" in main(client.post("/rolls/apprentices/export/", {"form": "csv", "purpose": ""}))
    got = client.post("/rolls/apprentices/export/", {"form": "csv", "purpose": "核对"})
    text = got.content.decode("utf-8-sig")
    assert "学1" in text
    assert not [one for one in ("安娜", "13800000000", ANNA) if one in text]
    assert Access.objects.filter(user=there.clerk, what="导出 1 行：学徒台账", why="核对").exists()
    got = client.post("/rolls/apprentices/export/", {"form": "parquet", "purpose": "核对"})
    (row,) = parquet.read_table(BytesIO(got.content)).to_pylist()
    assert (row["班号"], row["学徒姓名"], row["起始日期"], row["终止日期"]) == ("学1", "安*", today(), None)


def test_whoever_handles_no_cases_sees_no_roll(there: Any) -> None:
    manager = officer("roll-manager", Unit.objects.get(code="320100"), Role.MANAGE)
    assert signed_in(manager).get("/rolls/").status_code == 403
    assert signed_in(manager).get(LIST).status_code == 403
    street = Unit.objects.create(code="320102-s1", name="街道", level="street", parent=Unit.objects.get(code="320102"))
    assert signed_in(officer("roll-street", street, Role.ACCEPT)).get(LIST).status_code == 403
    assert signed_in(there.clerk).get("/rolls/nothing/").status_code == 404


def test_a_file_of_a_person_has_what_one_may_see_and_says_why(there: Any) -> None:
    entered("apprentices", apprentice(), apprentice(person=BERT, course="学2", employer=OTHER_FIRM))
    client = signed_in(there.clerk)
    assert "为什么查" in main(client.get("/rolls/of-person/"))
    assert "请填写这一项" in main(client.post("/rolls/of-person/", {"who": ANNA, "why": ""}))
    page = main(client.post("/rolls/of-person/", {"who": ANNA, "why": "核对补贴"}))
    assert "学徒台账（1 条）" in page
    assert "学1" in page
    (looked,) = Access.objects.filter(user=there.clerk)
    assert (looked.what, looked.why) == ("一人一档 110105********002X", "核对补贴")
    assert "您可以看的台账里没有" in main(client.post("/rolls/of-person/", {"who": BERT, "why": "核对补贴"}))


def test_a_file_of_a_firm_has_its_rows_of_all_rolls(there: Any) -> None:
    two()
    entered("apprentices", apprentice())
    page = main(signed_in(there.clerk).post("/rolls/of-employer/", {"who": FIRM}))
    assert "集体合同（1 条）" in page
    assert "学徒台账（1 条）" in page
    assert "您可以看的台账里没有" in main(signed_in(there.other).post("/rolls/of-employer/", {"who": FIRM}))


def test_one_sees_what_rolls_hold_of_oneself(there: Any) -> None:  # noqa: ARG001
    entered("apprentices", apprentice())
    anna = User.objects.create_user("anna", person=Person.objects.register(ANNA, "安娜"))
    page = main(signed_in(anna).get("/rolls/mine/"))
    assert "学徒台账（1 条）" in page
    assert "学1" in page
    bert = User.objects.create_user("bert", person=Person.objects.register(BERT, "伯特"))
    assert "学1" not in main(signed_in(bert).get("/rolls/mine/"))


def test_a_long_list_is_read_from_its_front(there: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 45 rows the 30 entered last are listed, in two pages, whether they are of all units or of two."""
    monkeypatch.setattr(finding, "MOST", 30)
    firms = (FIRM, OTHER_FIRM)
    for number in range(45):
        entered("collective_contracts", contract(contract=f"集{number:03}", employer=firms[number % 2]))
    both = officer("roll-both", Unit.objects.get(code="320102"), Role.ACCEPT)
    Appointment.objects.create(user=both, unit=Unit.objects.get(code="320104"), role=Role.ACCEPT)
    for who in (there.supervisor, both):
        first, second = (signed_in(who).get(f"{LIST}?page={page}") for page in (1, 2))
        assert "超过 30 行" in main(first)
        listed = [re.findall(r"集(\d{3})", main(page)) for page in (first, second)]
        assert listed[0] == [f"{number:03}" for number in range(44, 24, -1)]
        assert listed[1] == [f"{number:03}" for number in range(24, 14, -1)]
