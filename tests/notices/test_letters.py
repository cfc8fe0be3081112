"""Letters: issued once, numbered in a row, escaped, checkable; a faulty frame is found at load."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import connection

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.letters import Table, check_letter, issue_letter, load_frame
from yuntai.notices.models import Letter
from yuntai.packs import FOLDER
from yuntai.people.models import Employer, Person, Unit
from yuntai.procedures.letters import fill, load_letters
from yuntai.rules.rule.packs import load_pack


@pytest.fixture
def unit(db: None) -> Unit:  # noqa: ARG001
    return Unit.objects.create(code="nanjing", name="南京市人力资源和社会保障局", level="city")


def issue(person: Person, unit: Unit, key: str = "260301123456789/4") -> Letter:
    """The letter of refusal as a case has it."""
    wording = load_letters(load_pack(FOLDER / "nanjing"))["refused"]
    text = fill(
        wording,
        {
            "applicant": person.name,
            "procedure": "职业技能提升补贴",
            "number": "260301123456789",
            "reasons": "证书 <b>过期</b> & 作废",
            "basis": "《南京市职业技能提升补贴实施细则》",
            "remedies": "可以六十日内申请行政复议，也可以六个月内向人民法院提起行政诉讼。",
            "unit": unit.name,
            "decided_on": "2026年3月2日",
        },
    )
    return issue_letter(person, "refused", wording.title, text, unit=unit, key=key, case="260301123456789")


def test_a_letter(person: Person, unit: Unit) -> None:
    letter = issue(person, unit)
    assert letter.number == f"{today().year}-000001"
    html = letter.html
    assert "<title>不予办理决定书（" in html
    assert f"编号：{letter.number}</p>" in html
    assert "<p>王小明：</p>" in html
    assert "理由：证书 &lt;b&gt;过期&lt;/b&gt; &amp; 作废<br>依据：《南京市职业技能提升补贴实施细则》</p>" in html
    assert "六十日内申请行政复议" in html
    assert "六个月内向人民法院提起行政诉讼" in html
    assert "<p>南京市人力资源和社会保障局<br>2026年3月2日</p>" in html
    assert f'办件编号 260301123456789。核验码：<span class="code">{letter.code}</span>' in html
    assert "http" not in html  # it needs nothing from elsewhere
    assert "<script" not in html
    assert list(Letter.objects.to(person)) == [letter]


def test_issued_once_and_numbered_in_a_row(person: Person, unit: Unit) -> None:
    first, again, second = issue(person, unit), issue(person, unit), issue(person, unit, "260301123456789/5")
    assert again == first
    assert (again.code, again.html) == (first.code, first.html)
    assert second.number == f"{today().year}-000002"
    assert second.code != first.code


def test_for_an_employer(unit: Unit) -> None:
    employer = Employer.objects.create(uscc="91320100MA1XXXXXX0", name="南京示例机械有限公司")
    letter = issue_letter(employer, "accepted", "受理通知书", "南京示例机械有限公司：\n\n已受理。", unit=unit, key="k")
    assert (letter.employer, letter.person) == (employer, None)
    assert "办件编号" not in letter.html


def test_a_table_goes_with_it(person: Person, unit: Unit) -> None:
    rows = [["王小明", "102,000.00"], ["<b>合计</b>", "102,000.00"]]
    table = Table("附：缴费工资", ["姓名", "年缴费工资（元）"], rows, frozenset({1}), "共 1 人")
    letter = issue_letter(person, "granted", "通知书", "已核定。", unit=unit, key="k", tables=[table])
    page = BeautifulSoup(letter.html, "html.parser")
    assert page.caption.get_text() == "附：缴费工资"
    assert [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.find_all("tr")] == [
        ["姓名", "年缴费工资（元）"],
        *rows,
    ]
    assert [cell.get_text() for cell in page.select(".figure")] == ["年缴费工资（元）", "102,000.00", "102,000.00"]
    assert page.select_one(".note").get_text() == "共 1 人"
    assert "<table" not in issue(person, unit).html


def test_checking(person: Person, unit: Unit) -> None:
    letter, other = issue(person, unit), issue(person, unit, "k")
    assert check_letter(letter.number, letter.code) == letter
    assert check_letter(f" {letter.number} ", letter.code.lower().replace("-", " ")) == letter
    assert check_letter(letter.number, other.code) is None
    assert check_letter(letter.number, "") is None
    assert check_letter(letter.number, "核验码") is None
    assert check_letter("2026-999999", letter.code) is None


def test_one_that_was_changed_does_not_check(person: Person, unit: Unit) -> None:
    letter = issue(person, unit)
    letter.html = letter.html.replace("不符合", "符合")
    letter.save()
    assert check_letter(letter.number, letter.code) is None


def test_it_is_encrypted_in_the_database(person: Person, unit: Unit) -> None:
    issue(person, unit)
    with connection.cursor() as cursor:
        cursor.execute("SELECT html FROM notices_letter")
        assert "王小明" not in cursor.fetchone()[0]


GOOD = """<h1>{{ title }}</h1>
{{ number }} {{ unit }} {{ issued_on }} {{ code }}
{% for paragraph in paragraphs %}{% for line in paragraph %}{{ line }}{% endfor %}{% endfor %}
{% for table in tables %}{{ table.caption }}{% endfor %}
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("{{ code }}", "", "：文书里要有 code"),
        ("{% for table in tables %}{{ table.caption }}{% endfor %}", "", "：文书里要有 tables"),
        ("{{ unit }}", "{{ office }}", ":2：文书里没有“office”"),
        ("{{ unit }}", "{% if office %}x{% endif %}{{ unit }}", ":2：文书里没有“office”"),
        ("{{ line }}", "{{ word|upper }}", ":3：文书里没有“word”"),
        ("{{ unit }}", "{% load static %}{{ unit }}", ":2：文书里只能用 {% if %} 和 {% for %}，不能用 {% load %}"),
        ("{% endfor %}{% endfor %}", "{% endfor %}", ":3：模板写错了"),
        ("{{ unit }}", "{{ unit|shout }}", "：模板写错了（Invalid filter: 'shout'）"),
    ],
)
def test_a_faulty_frame(tmp_path: Path, old: str, new: str, says: str) -> None:
    pack = tmp_path / "place"
    (pack / "letters").mkdir(parents=True)
    (pack / "pack.yaml").write_text("id: place\ntitle: 某地\n")
    frame = pack / "letters" / "letter.html"
    frame.write_text(GOOD)
    load_frame(load_pack(pack))
    assert old in GOOD
    frame.write_text(GOOD.replace(old, new, 1))
    with pytest.raises(YuntaiError) as caught:
        load_frame(load_pack(pack))
    assert str(caught.value).startswith(str(frame))
    assert says in str(caught.value)


def test_a_place_without_a_frame(tmp_path: Path) -> None:
    (tmp_path / "place").mkdir()
    (tmp_path / "place/pack.yaml").write_text("id: place\ntitle: 某地\n")
    with pytest.raises(YuntaiError, match="某地的资料包里没有文书的样式"):
        load_frame(load_pack(tmp_path / "place"))
