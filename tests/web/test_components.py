"""The components in a real browser: nobody is kept out, at any width, in care mode, by keyboard, without scripts."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import reverse

import yuntai.web
from tests.browser import barriers, sideways
from yuntai.people.acting import Acting
from yuntai.web import filters, templating

PAGES = ("components", "components_workbench")
STATIC = Path(yuntai.web.__file__).parent / "static" / "yuntai"


@pytest.fixture
def visit(settings, visit):
    """A browser that sees the components' pages, which are there in development alone."""
    settings.DEBUG = True
    return visit


def element(component, *given, **named):
    """A component as the browser gets it."""
    template = engines["jinja2"].from_string('{% import "components.html" as ui %}{{ ui[component](*given, **named) }}')
    html = template.render({"component": component, "given": given, "named": named})
    return BeautifulSoup(html, "html.parser")


@pytest.mark.django_db
def test_the_components_page_is_not_there_in_production(client):
    assert client.get(reverse("components")).status_code == 404


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("mode", ["standard", "care"])
@pytest.mark.parametrize("name", PAGES)
def test_no_barriers_and_nothing_sideways(visit, name, mode, width):
    page = visit(reverse(name), mode=mode, width=width)
    assert barriers(page) == []
    assert sideways(page) == 0


@pytest.mark.parametrize("name", PAGES)
def test_what_can_be_pressed_is_44_pixels_high(visit, name):
    page = visit(reverse(name), width=360)
    low = page.evaluate(
        """[...document.querySelectorAll("button, .button, .input, .choice, .tab, .tile, summary, .table a")]
           .filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.9).map((e) => e.outerHTML)"""
    )
    assert low == []


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(visit, name):
    page = visit(reverse(name))
    page.evaluate(
        """() => {
            document.querySelectorAll("details").forEach((details) => { details.open = true; });
            document.activeElement.blur();
            const things = [...document.querySelectorAll("a, button, input, select, textarea, summary")].filter(
                (e) => e.checkVisibility() && !e.disabled && e.type !== "hidden" && !(e.type === "radio" && !first(e)));
            function first(radio) {
                const group = [...document.getElementsByName(radio.name)];
                return radio === (group.find((e) => e.checked) || group[0]);
            }
            things.forEach((e, i) => { e.dataset.thing = i; });
            window.things = things.length;
        }"""
    )
    there, marked = set(), set()
    for _ in range(page.evaluate("things") + 40):
        page.keyboard.press("Tab")
        number, shows = page.evaluate(
            """() => {
                const e = document.activeElement;
                const visible = (x) => x && getComputedStyle(x).outlineStyle !== "none";
                return [e.dataset.thing, visible(e) || visible(e.closest(".choice, .search-box"))];
            }"""
        )
        there.add(number)
        if shows:
            marked.add(number)
    everything = {str(number) for number in range(page.evaluate("things"))}
    assert (everything - there, everything - marked) == (set(), set())


def test_skip_link_goes_to_the_content(visit):
    page = visit(reverse("accessibility"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_care_mode_is_switched_without_scripts_and_kept(visit):
    page = visit(reverse("components"), scripts=False)
    assert page.locator("html[data-care]").count() == 0
    page.get_by_role("button", name="关怀版").click()
    assert page.locator("html[data-care]").count() == 1
    page.goto(page.url.replace("components/", "accessibility/"))
    assert page.locator("html[data-care]").count() == 1
    page.get_by_role("button", name="标准版").click()
    assert page.locator("html[data-care]").count() == 0
    assert page.url.endswith("/accessibility/")


def test_care_mode_is_1_4_times_as_large_in_one_column(visit):
    size = "parseFloat(getComputedStyle(document.querySelector('.tile-title')).fontSize)"
    across = "new Set([...document.querySelectorAll('.tile')].map((e) => e.getBoundingClientRect().left)).size"
    standard, care = (visit(reverse("components"), mode=mode) for mode in ("standard", "care"))
    assert standard.evaluate(size) == pytest.approx(20)
    assert care.evaluate(size) == pytest.approx(28)
    assert (standard.evaluate(across), care.evaluate(across)) == (3, 1)


def test_the_trace_opens_down_to_the_article_without_scripts(visit):
    page = visit(reverse("components"), scripts=False)
    article = page.get_by_text("宁人社规〔2022〕9号 四（二）1、2").first
    assert not article.is_visible()
    page.get_by_text("怎么算出来的").click()
    page.locator("summary", has_text="对应等级的标准").click()
    assert page.get_by_text("目录外证书补贴标准").is_visible()


def test_a_mistake_is_listed_at_the_top_and_said_beside_the_field(visit):
    page = visit(reverse("components"))
    assert page.evaluate("document.activeElement.classList.contains('error-summary')")
    sentence = "“八千左右”不是金额，请只写数字"
    field = page.get_by_label("上个月的应发工资")
    assert field.input_value() == "八千左右"
    assert sentence in page.locator("#" + field.get_attribute("aria-describedby")).inner_text()
    page.locator(".error-summary").get_by_role("link", name=sentence).click()
    assert page.evaluate("document.activeElement.name") == "wage"


def test_a_form_is_sent_once(visit):
    page = visit(reverse("components"))
    sent = []
    page.route(page.url, lambda route: sent.append(route))
    button = page.get_by_role("button", name="下一步")
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    with page.expect_request(page.url):
        page.mouse.click(*place)
    page.mouse.click(*place)
    with page.expect_navigation():
        sent[-1].continue_()
    assert [route.request.method for route in sent] == ["POST"]


def test_what_was_typed_is_not_left_behind_unasked(visit):
    page = visit(reverse("components"))
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    page.get_by_label("证书编号").press_sequentially("1")
    page.get_by_role("link", name="无障碍说明").click()
    page.wait_for_url("**/accessibility/")
    assert asked == ["beforeunload"]


def test_a_file_that_is_too_large_is_refused_beside_the_field(visit):
    page = visit(reverse("components"))
    field = page.get_by_label("职业技能等级证书")
    field.set_input_files({"name": "证书.jpg", "mimeType": "image/jpeg", "buffer": b"0" * (11 * 2**20)})
    said = page.locator("#f-certificate-hints").inner_text()
    assert "可以传 PDF、JPG、PNG，每个不超过 10 MB，可以一次选多个，也可以拖进来。" in said
    assert "“证书.jpg”有 11.0 MB，超过 10 MB，请压缩后再选。" in said
    assert field.evaluate("input => input.files.length") == 0
    field.set_input_files({"name": "证书.jpg", "mimeType": "image/jpeg", "buffer": b"0" * 2**20})
    assert "请压缩" not in page.locator("#f-certificate-hints").inner_text()
    assert field.get_attribute("aria-invalid") is None


def test_workbench_by_keyboard(visit):
    page = visit(reverse("components_workbench"))
    here = "document.activeElement.querySelector('.queue-title').textContent"
    page.keyboard.press("j")
    assert page.evaluate(here) == "失业保险金申领 · 王建国"
    page.keyboard.press("j")
    assert page.evaluate(here) == "工资拖欠投诉 · 李志强等 14 人"
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    assert page.url.endswith("#SI-2023-118020")
    assert page.locator("[data-queue-item][aria-current]").inner_text().startswith("失业保险金申领")
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.name") == "reply"
    page.keyboard.type("jk")
    assert page.get_by_role("textbox", name="答复").input_value().count("jk") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("wanted", "back", "cookie", "goes"),
    [
        ("care", "/cases/?page=2", "care", "/cases/?page=2"),
        ("standard", "/", "standard", "/"),
        ("care", "https://evil.example/", "care", "/"),
        ("care", "//evil.example/", "care", "/"),
        ("huge", "/cases/", None, "/cases/"),
    ],
)
def test_mode(client, wanted, back, cookie, goes):
    response = client.post(reverse("mode"), {"mode": wanted, "next": back})
    assert response.url == goes
    assert (response.cookies["mode"].value if "mode" in response.cookies else None) == cookie


@pytest.mark.django_db
def test_a_get_does_not_switch_the_mode(client):
    response = client.get(reverse("mode"), {"mode": "care"})
    assert response.url == "/"
    assert "mode" not in response.cookies


@pytest.mark.parametrize(
    ("code", "title"),
    [
        (400, "这一步没有办成"),
        (403, "您不能看这一页"),
        (404, "没有找到这一页"),
        (413, "内容太大了"),
        (429, "操作太频繁，请稍等一会儿"),
        (500, "系统出了问题"),
    ],
)
def test_error_pages_need_neither_request_nor_database(code, title):
    page = BeautifulSoup(render_to_string(f"errors/{code}.html"), "html.parser")
    assert page.h1.text == title
    assert page.find("a", href="tel:12333").text == "12333"
    assert page.find("a", class_="button")["href"] == "/"


@pytest.mark.parametrize(
    ("basis", "sentence"),
    [
        ("self", None),
        ("operator", "您正在代 张建军 办理"),
        ("mandate", "您正在代 张建军 办理"),
        ("counter", "您正在窗口为 张建军 办理"),
        ("phone", "您正在电话里为 张建军 办理"),
        ("terminal", None),
    ],
)
def test_every_page_says_for_whom_one_acts(basis, sentence):
    request = RequestFactory().get("/")
    request.acting = Acting(None, "张建军", basis)
    request.user = AnonymousUser()
    page = BeautifulSoup(render_to_string("accessibility.html", {"user": request.user}, request), "html.parser")
    banner = page.find(class_="acting")
    assert (banner and " ".join(banner.p.text.split())) == sentence


def test_what_people_typed_is_never_markup():
    evil = '"a"><script>alert(1)</script><i title="b"'
    for name, named in [
        (
            "field",
            {"name": "n", "label": evil, "value": evil, "help": evil, "error": evil, "attrs": {"data-note": evil}},
        ),
        ("card", {"title": evil, "href": evil}),
        ("button", {"text": evil, "href": evil, "attrs": {"value": evil}}),
        ("answer", {"before": evil, "figure": evil, "title": evil}),
        ("search", {"label": "问", "value": evil}),
        ("tile", {"href": evil, "title": evil}),
    ]:
        page = element(name, **named)
        assert page.script is None, name
        assert "alert(1)" in str(page), name


@pytest.mark.parametrize(
    ("named", "value", "chosen"),
    [
        ({"kind": "yesno"}, True, "是"),
        ({"kind": "yesno"}, "否", "否"),
        ({"kind": "yesno"}, None, None),
        ({"kind": "choice", "options": {"a": "甲", "b": "乙"}}, "b", "b"),
        ({"kind": "choice", "options": {"a": "甲", "b": "乙"}}, "", None),
        ({"kind": "confirm"}, "是", "是"),
        ({"kind": "confirm"}, "", None),
    ],
)
def test_choices_show_what_was_chosen(named, value, chosen):
    checked = element("field", "n", "问", value=value, **named).find("input", checked=True)
    assert (checked and checked["value"]) == chosen


@pytest.mark.parametrize(
    ("named", "value", "kind", "shown_as"),
    [
        ({"kind": "date"}, date(2023, 6, 20), "date", "2023-06-20"),
        ({"kind": "date"}, "2023年6月20日", "date", "2023-06-20"),
        ({"kind": "date"}, "去年夏天", "text", "去年夏天"),
        ({"kind": "date", "otherwise": "还在职"}, "还在职", "date", ""),
        ({"kind": "money"}, "1,234.5", "text", "1,234.5"),
        ({"kind": "money"}, None, "text", ""),
        ({"kind": "password"}, "secret", "password", ""),
        ({"kind": "phone"}, "13800000000", "tel", "13800000000"),
    ],
)
def test_a_field_loses_nothing_that_was_typed(named, value, kind, shown_as):
    field = element("field", "n", "问", value=value, **named).find(id="f-n")
    assert field["value"] == shown_as
    assert field["type"] == kind


def test_a_date_that_is_none_ticks_its_box():
    page = element("field", "left", "离职日期", kind="date", otherwise="还在职", value="还在职")
    box = page.find("input", type="checkbox")
    assert (box["name"], box["value"], box.has_attr("checked")) == ("left", "还在职", True)


def test_a_long_number_stays_whole_and_what_is_around_it_text():
    assert filters.unbroken("<b>办件</b> 260301123456789") == (
        '&lt;b&gt;办件&lt;/b&gt; <span class="nowrap">260301123456789</span>'
    )


@pytest.mark.parametrize(
    ("path", "changes", "query"),
    [
        ("/?show=all&page=3", {"page": 4}, "?show=all&page=4"),
        ("/?show=all&page=3", {"page": None}, "?show=all"),
        ("/?page=3", {"page": None}, "?"),
        ("/", {"page": None}, ""),
        ("/", {"q": "讨薪"}, "?q=%E8%AE%A8%E8%96%AA"),
    ],
)
def test_a_query_is_changed_in_one_place(path, changes, query):
    assert templating.querystring(RequestFactory().get(path), **changes) == query


def test_days_money_and_moments():
    assert filters.day(date(2026, 11, 5)) == "2026年11月5日"
    assert filters.day(datetime(2026, 11, 5, 17, 30, tzinfo=UTC)) == "2026年11月6日"
    assert filters.day(None) == ""
    assert filters.iso_day(datetime(2026, 11, 5, 17, 30, tzinfo=UTC)) == "2026-11-06"
    assert filters.moment(datetime(2023, 11, 5, 17, 30, tzinfo=UTC)) == "2023年11月6日 01:30"
    assert filters.iso_moment(datetime(2023, 11, 5, 17, 30, tzinfo=UTC)) == "2023-11-06T01:30:00+08:00"
    assert filters.money(Decimal("1234.5")) == "1,234.50"


@pytest.mark.parametrize(
    ("path", "href", "current"),
    [("/cases/12/", "/cases/", True), ("/cases/", "/cases/", True), ("/casework/", "/cases/", False)],
)
def test_a_link_of_the_navigation_knows_its_pages(path, href, current):
    assert filters.under(path, href) is current


def test_the_stylesheet_stays_small():
    assert sum(len(file.read_text().splitlines()) for file in STATIC.glob("*.css")) < 1200
