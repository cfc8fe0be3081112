"""One person whose name few fonts draw, through every door: a registry's table, rows, an employer's sheet, an application,
the case, its letter, what leaves as a file, a counter, the identity service."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from tests.cases.test_walk import hand_in
from tests.city import People, rewrite, signed_in
from tests.cli.command import run
from tests.people.make import resident_id
from tests.registry.test_check import GOOD, persons, rejected
from tests.web.test_employer import acting_client, text
from tests.web.test_roster import book
from tests.web.test_workbench import text_of
from yuntai.cases.actions import act
from yuntai.cases.models import Case
from yuntai.notices.letters import check_letter
from yuntai.notices.models import Letter
from yuntai.notices.templates import load_templates
from yuntai.packs import FOLDER
from yuntai.people.exports import export
from yuntai.people.identity import account_of
from yuntai.registry.check import check
from yuntai.registry.names import seldom_drawn, standard
from yuntai.rules.rule.packs import load_pack

NAME = "𠮷䶮㛃𬭊"
OLD = "𠮷\ue863㛃𬭊"  # 䶮 as GBK kept it, in the user area
CODES = "生僻字的编码：“𠮷”是 U+20BB7、“𬭊”是 U+2CB4A。显示或打印成方框的，以编码为准。"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_registrys_table(encoding: str, tmp_path: Path) -> None:
    good = GOOD.replace("张三", NAME)
    source = persons(tmp_path, good, good.replace("2X", "21"), encoding=encoding)
    assert check(source, tmp_path / "rejects").tables["persons"].accepted == 1
    assert [row["姓名"] for row in rejected(tmp_path / "rejects")] == [NAME]


def test_rows(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(f"姓名,sex,born_on\n{NAME},男,1970-03-07\n{NAME},男,昨天\n", encoding="gb18030")
    done = run("answer", "retirement_age", "--rows", tmp_path / "t.csv", "--out", tmp_path / "o.csv", "--json")
    assert (done.json["answered"], done.json["rejected"]) == (1, 1)
    refused = list(csv.reader((tmp_path / "o.rejects.csv").read_text("utf-8-sig").splitlines()))
    assert refused[1][:2] == ["3", NAME]


def test_an_employers_sheet(people: People) -> None:
    client = acting_client(people.handler)
    sheet = SimpleUploadedFile("花名册.xlsx", book((resident_id(7), NAME)))
    client.post("/employer/roster/upload/", {"sheet": sheet})
    assert people.handler.operations.get().employer.roster.get().name == NAME
    assert NAME in text(client.get("/employer/roster/?show=unknown"))
    left = b"".join(client.get("/employer/roster/sheet/").streaming_content)
    assert load_workbook(BytesIO(left)).active["B2"].value == NAME


def test_from_the_application_to_the_letter_and_what_leaves(people: People) -> None:
    person = people.worker_person
    rewrite(person, name=OLD)
    case = hand_in(people)
    act(case, "accept", people.clerk)
    act(case, "propose", people.reviewer)
    act(case, "confirm", people.confirmer)
    case = Case.objects.get()
    assert case.subject.name == OLD  # kept as written
    letter = Letter.objects.filter(case=case.number).latest("pk")
    assert NAME in letter.html
    assert CODES in letter.html
    assert check_letter(letter.number, letter.code) == letter
    assert NAME in signed_in(people.worker).get(f"/letters/{letter.number}/?alone=1").content.decode()
    shown = text_of(signed_in(people.reviewer).get(f"/work/cases/{case.number}/"))
    assert "𠮷**𬭊" in shown


@pytest.mark.django_db
def test_what_leaves(people: People) -> None:
    made = [export(people.supervisor, "名单", ["姓名"], [[NAME], [OLD]], "核对", form) for form in ("csv", "xlsx")]
    assert list(csv.reader(StringIO(made[0].content.decode("utf-8-sig")))) == [["姓名"], [NAME], [OLD]]
    sheet = load_workbook(BytesIO(made[1].content)).active
    assert [cell.value for cell in sheet["A"]] == ["姓名", NAME, OLD]


def test_a_message() -> None:
    """In an SMS a character beyond the first plane takes two places; what is cut is never half of one."""
    template = load_templates(load_pack(FOLDER / "nanjing"))["mandate_given"]
    values = {name: one.sample for name, one in template.variables.items()} | {"principal": OLD}
    assert NAME in template.render(values)["site"].text
    kind = template.variables["principal"].kind
    assert kind.show_short("𠮷" * kind.most) == "𠮷" * ((kind.most - 1) // 2) + "…"


@pytest.mark.parametrize(("known", "typed"), [(NAME, OLD), (OLD, NAME), (NAME, "𠮷 䶮 㛃 𬭊")])
def test_a_counter_and_the_identity_service(people: People, known: str, typed: str) -> None:
    person = people.worker_person
    rewrite(person, name=known)
    form = {"name": typed, "resident_id": person.resident_id, "reason": "申领补贴", "seen": "是"}
    client = signed_in(people.clerk)
    unit = people.clerk.roles()[0].unit.code
    assert client.post("/account/counter/", form | {"unit": unit}).url == "/"
    assert account_of("https://service", "s-1", person.resident_id, typed).person.name == known


def test_which_characters_are_told() -> None:
    assert standard(OLD) == NAME
    assert seldom_drawn(NAME + "王" + OLD) == ["𠮷", "𬭊", "\ue863"]
    assert seldom_drawn("王小明·㛃") == []
