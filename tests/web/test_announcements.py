"""Announcements on every channel, each from the one edition with its version id; the desk where they are made."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from playwright.sync_api import Page

from tests.browser import barriers, sideways
from tests.city import People, session_cookie, signed_in
from tests.people.make import officer, resident_id
from tests.publishing.test_editing import a_file
from tests.web.account_pages import errors
from tests.web.test_terminal import terminal_of_city
from tests.web.test_workbench import text_of
from yuntai.clock import today
from yuntai.people.models import Role, Unit
from yuntai.publishing import editing
from yuntai.publishing.models import Edition
from yuntai.site.demo import announce

BODY = "第一段，**要紧**。\n\n| 机构 | 所在区 | 职业 | 有效期 |\n|--|--|--|--|\n| 甲校 | 鼓楼 | 焊工 | 三年 |"
TYPED = {
    "kind": "list",
    "title": "示例：培训机构目录",
    "summary": "示例目录收一家机构，11 月起可以报名。",
    "body": BODY,
    "valid_from": "2026-11-01",
    "procedures": ["skill_upgrading"],
}
FROM = "2026年11月1日起施行"


def written(people: People, **changes: Any) -> Edition:
    """A draft that the manager has posted."""
    data = TYPED | {"unit": Unit.objects.get(parent=None).code} | changes
    response = signed_in(people.manager).post("/announcements/desk/new/", data)
    assert response.status_code == 302, text_of(response)
    return Edition.objects.latest("pk")


def take(client: Client, edition: Edition, step: str, **data: str) -> Any:
    return client.post(f"/announcements/desk/{edition.pk}/do/{step}/", data, follow=True)


def published(people: People, **changes: Any) -> Edition:
    """An announcement that the manager has written and the supervisor published, each on her page."""
    edition = written(people, **changes)
    take(signed_in(people.manager), edition, "hand_on")
    supervisor = signed_in(people.supervisor)
    page = BeautifulSoup(supervisor.get(f"/announcements/desk/{edition.pk}/").content, "html.parser")
    take(supervisor, edition, "publish", seen=page.select_one("[name=seen]")["value"])
    edition.refresh_from_db()
    assert edition.state == "published"
    return edition


def test_every_channel_gives_the_same_edition(people: People, client: Client) -> None:
    edition = published(people, files=[a_file()])
    number, code = edition.announcement_id, f"{edition.announcement_id}-1"
    day = f"{today().year}年{today().month}月{today().day}日"
    assert f"版本 {code}" in text_of(client.get("/announcements/"))
    page = text_of(client.get(f"/announcements/{number}/"))
    assert page.startswith("全部公告 示例：培训机构目录 示例目录收一家机构，11 月起可以报名。")
    assert f"版本 {code} 单位 南京市人力资源和社会保障局 发布日期 {day} 有效期 {FROM}" in page
    assert "说明的事项 参保职工技能提升补贴申领 附件 目录.pdf" in page
    assert "版本 " + code in text_of(client.get(f"/announcements/{number}/1/"))
    text = client.get(f"/announcements/{number}/text/")
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert text.text.splitlines() == [
        "示例：培训机构目录",
        f"版本 {code}，南京市人力资源和社会保障局 {day}发布",
        FROM,
        "摘要：示例目录收一家机构，11 月起可以报名。",
        "",
        "第一段，要紧。",
        "机构，所在区，职业，有效期",
        "甲校，鼓楼，焊工，三年",
        "",
        "说明的事项：参保职工技能提升补贴申领",
        "附件：目录.pdf",
    ]
    desk = text_of(signed_in(people.manager).get(f"/announcements/desk/{edition.pk}/"))
    message = f"示例目录收一家机构，11 月起可以报名。（版本 {code}）http://testserver/announcements/{number}/"
    assert f"短信和公众号：{message}" in desk


def test_the_feed(people: People, client: Client) -> None:
    edition = published(people)
    response = client.get("/announcements/feed/")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    atom = "{http://www.w3.org/2005/Atom}"
    (entry,) = ElementTree.fromstring(response.content).iter(f"{atom}entry")
    said = {name: entry.findtext(f"{atom}{name}") for name in ("title", "id", "updated", "summary")}
    assert said == {
        "title": "示例：培训机构目录",
        "id": f"http://testserver/announcements/{edition.announcement_id}/",
        "updated": edition.published_at.isoformat(),
        "summary": f"示例目录收一家机构，11 月起可以报名。（版本 {edition.announcement_id}-1）",
    }


def test_the_procedure_leads_to_what_explains_it(people: People, client: Client) -> None:
    edition = published(people)
    page = BeautifulSoup(client.get("/matters/skill_upgrading/").content, "html.parser")
    (link,) = page.select("main a[href^='/announcements/']")
    assert (link["href"], link.text) == (f"/announcements/{edition.announcement_id}/", "示例：培训机构目录")
    assert "公告和解读" not in text_of(client.get("/matters/arbitration_request/"))


def test_a_file_is_for_everybody_once_it_is_published(people: People, client: Client) -> None:
    edition = written(people, files=[a_file()])
    path = f"/announcements/{edition.announcement_id}/1/files/{edition.attachments.get().pk}/"
    assert client.get(path).status_code == 404
    assert client.get(f"/announcements/{edition.announcement_id}/").status_code == 404
    at_desk = signed_in(people.supervisor).get(
        f"/announcements/desk/{edition.pk}/files/{edition.attachments.get().pk}/"
    )
    assert b"".join(at_desk.streaming_content) == b"%PDF-1.7 example"
    take(signed_in(people.manager), edition, "hand_on")
    edition.refresh_from_db()
    editing.publish(edition, people.supervisor, edition.handed_on_at)
    response = client.get(path)
    assert b"".join(response.streaming_content) == b"%PDF-1.7 example"
    assert response["Content-Disposition"].startswith("attachment;")


def test_old_editions_stay_and_say_what_is_current(people: People, client: Client) -> None:
    first = published(people)
    page = take(signed_in(people.manager), first, "revise")
    second = Edition.objects.latest("pk")
    assert page.redirect_chain[-1][0] == f"/announcements/desk/{second.pk}/"
    changed = TYPED | {"title": "示例：培训机构目录（更正）"}
    signed_in(people.manager).post(f"/announcements/desk/{second.pk}/", changed)
    take(signed_in(people.manager), second, "hand_on")
    second.refresh_from_db()
    editing.publish(second, people.supervisor, second.handed_on_at)
    number = first.announcement_id
    assert f"这是旧版本，现行的是版本 {number}-2" in text_of(client.get(f"/announcements/{number}/1/"))
    current = text_of(client.get(f"/announcements/{number}/"))
    assert current.startswith("全部公告 示例：培训机构目录（更正）")
    assert f"其他版本 版本 {number}-1" in current
    assert client.get(f"/announcements/{number}/3/").status_code == 404


def test_withdrawn_it_leaves_the_list_and_keeps_its_page(people: People, client: Client) -> None:
    edition = published(people)
    refused = take(signed_in(people.supervisor), edition, "withdraw", said=" ")
    assert "请写明撤回的原因" in refused.text
    done = take(signed_in(people.supervisor), edition, "withdraw", said="名单有误")
    assert "已撤回，原来的页面会写明原因" in done.text
    assert "撤回：名单有误" in text_of(client.get(f"/announcements/{edition.announcement_id}/"))
    assert "日撤回：名单有误】" in client.get(f"/announcements/{edition.announcement_id}/text/").text
    for path in ("/announcements/", "/announcements/?show=all", "/announcements/feed/", "/matters/skill_upgrading/"):
        assert "示例：培训机构目录" not in client.get(path).text, path


def test_what_replaced_what(people: People, client: Client) -> None:
    old = published(people)
    new = published(people, title="示例：新目录", replaces=str(old.announcement_id))
    assert f"已被“示例：新目录”（版本 {new.code}）代替" in text_of(client.get(f"/announcements/{old.announcement_id}/"))
    said = f"本公告代替 “示例：培训机构目录” （版本 {old.code}）。"
    assert said in text_of(client.get(f"/announcements/{new.announcement_id}/"))
    assert "示例：培训机构目录" not in text_of(client.get("/announcements/"))
    published(people, title="示例：明年的目录", valid_from="2090-01-01")
    page = BeautifulSoup(client.get("/announcements/?show=all").content, "html.parser")
    cards = {card.h2.text: [one.text for one in card.select(".badge")] for card in page.select(".card")}
    assert cards == {"示例：明年的目录": ["还没有生效"], "示例：新目录": [], "示例：培训机构目录": ["已失效"]}


def test_the_list_by_kind(people: People, client: Client) -> None:
    published(people, kind="reading", title="示例：解读")
    published(people)
    every, lists, none = (text_of(client.get(f"/announcements/?kind={kind}")) for kind in ("", "list", "result"))
    assert ("示例：解读" in every, "示例：培训机构目录" in every) == (True, True)
    assert ("示例：解读" in lists, "示例：培训机构目录" in lists) == (False, True)
    assert "这里还没有公告" in none


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"title": ""}, "请填写标题"),
        ({"summary": "一" * 61}, "摘要最多 60 字，现在有 61 字"),
        ({"body": f"王小明 {resident_id(1)}"}, "里面有完整的公民身份号码，不能公开，请遮去中间几位"),
        ({"valid_until": "2026-10-31"}, "失效日期不能早于生效日期"),
        ({"procedures": ["no_such"]}, "没有编号为 no_such 的事项，请重新选择"),
        ({"replaces": "999"}, "请从列表里选择被代替的公告"),
        ({"kind": "rumour"}, "请选择种类"),
        ({"unit": "nowhere"}, "请选择单位"),
        ({"files": [a_file("目录.exe", b"MZ\0\1")]}, "“目录.exe”的格式不收，请换成 pdf、docx、xlsx、ofd、jpg、png"),
    ],
)
def test_a_mistake_is_named_and_what_was_typed_stays(people: People, change: dict[str, Any], said: str) -> None:
    data = TYPED | {"unit": Unit.objects.get(parent=None).code} | change
    response = signed_in(people.manager).post("/announcements/desk/new/", data)
    assert errors(response) == [said]
    page = BeautifulSoup(response.content, "html.parser")
    assert page.select_one("[name=valid_from]")["value"] == "2026-11-01"
    assert page.select_one("[name=body]").text.strip() == data["body"]
    assert not Edition.objects.exists()


@pytest.mark.parametrize(
    ("username", "desk", "new"),
    [("worker", 403, 403), ("clerk", 403, 403), ("supervisor", 200, 403), ("manager", 200, 200)],
)
def test_who_comes_to_the_desk(people: People, username: str, desk: int, new: int) -> None:
    client = signed_in(getattr(people, username))
    assert client.get("/announcements/desk/").status_code == desk
    assert client.get("/announcements/desk/new/").status_code == new


def test_the_writer_is_told_that_another_looks_it_over(people: People) -> None:
    edition = written(people)
    manager = signed_in(people.manager)
    page = take(manager, edition, "hand_on")
    assert "自己写的不能自己审" in text_of(page)
    assert "同意，发布" not in text_of(page)
    edition.refresh_from_db()
    refused = take(manager, edition, "publish", seen=edition.handed_on_at.isoformat())
    assert "自己写的不能自己审，请别的系统管理岗或监督岗来审" in refused.text
    for seen in ("", "2026-13-45T00:00", "2026-11-25T08:00+08:00"):
        assert "请重新看一遍再决定" in take(signed_in(people.supervisor), edition, "publish", seen=seen).text
    back = take(signed_in(people.supervisor), edition, "send_back", said="少一家机构")
    assert "已退回给写的人" in back.text
    assert "审的人退回了 少一家机构" in text_of(manager.get(f"/announcements/desk/{edition.pk}/"))
    take(manager, edition, "discard")
    assert not Edition.objects.exists()


def test_the_demonstration_says_that_it_is_one(people: People, client: Client) -> None:
    announce()
    announce()
    page = BeautifulSoup(client.get("/announcements/").content, "html.parser")
    assert [one.text for one in page.select("main h2 a")] == [
        "演示：培训机构目录",
        "演示：灵活就业社会保险补贴怎么申领",
    ]
    assert {one.body[:5] for one in Edition.objects.all()} == {"这是演示用"}
    assert {(one.written_by, one.reviewed_by) for one in Edition.objects.all()} == {(people.manager, people.supervisor)}


def test_officers_of_other_units_see_no_drafts(people: People) -> None:
    edition = written(people)
    district = people.clerk.roles()[0].unit
    there = signed_in(officer("there", district, Role.MANAGE))
    assert "示例：培训机构目录" not in text_of(there.get("/announcements/desk/"))
    assert there.get(f"/announcements/desk/{edition.pk}/").status_code == 404
    assert take(there, edition, "discard").status_code == 404


def test_the_ways_to_it(people: People, client: Client) -> None:
    def leads(who: Client, path: str, target: str) -> bool:
        return bool(BeautifulSoup(who.get(path).content, "html.parser").select(f"a[href='{target}']"))

    assert leads(client, "/", "/announcements/")
    assert leads(signed_in(people.supervisor), "/work/", "/announcements/desk/")
    assert leads(signed_in(people.manager), "/account/profile/", "/announcements/desk/")
    assert not leads(signed_in(people.clerk), "/work/", "/announcements/desk/")
    assert "Disallow: /announcements/desk/" in client.get("/robots.txt").text.splitlines()


def test_html_in_a_text_is_shown_and_not_run(people: People, client: Client) -> None:
    edition = published(people, body="<script>alert(1)</script> [看](javascript:alert(1))")
    page = BeautifulSoup(client.get(f"/announcements/{edition.announcement_id}/").content, "html.parser")
    assert "<script>alert(1)</script>" in page.select_one(".written").text
    assert page.select(".written a, .written script") == []


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers_for_readers(visit: Callable[..., Page], people: People, width: int) -> None:
    edition = published(people, valid_until=str(date(2030, 1, 1)), files=[a_file()])
    for path in ("/announcements/", f"/announcements/{edition.announcement_id}/"):
        page = visit(path, width=width)
        assert (path, barriers(page), sideways(page)) == (path, [], 0)
        without = visit(path, width=width, scripts=False)
        assert "示例：培训机构目录" in without.inner_text("main")


@pytest.mark.django_db(transaction=True)
def test_at_a_terminal(visit: Callable[..., Page], people: People) -> None:
    edition = published(people, files=[a_file()])
    page = visit("/terminal/", width=1080, cookies=terminal_of_city(people))
    page.click("text=公告")
    page.click("text=示例：培训机构目录")
    page.wait_for_url(f"**/announcements/{edition.announcement_id}/")
    assert f"{edition.announcement_id}-1" in page.inner_text("main")
    assert "这台机器不能存文件" in page.inner_text("main")
    assert page.locator("main a[href*='/files/']").count() == 0
    assert (barriers(page), sideways(page)) == ([], 0)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [360, 1280])
def test_no_barriers_at_the_desk(visit: Callable[..., Page], people: People, width: int) -> None:
    edition = written(people, files=[a_file()])
    for path, user in (
        ("/announcements/desk/", people.manager),
        ("/announcements/desk/new/", people.manager),
        (f"/announcements/desk/{edition.pk}/", people.manager),
        (f"/announcements/desk/{edition.pk}/", people.supervisor),
    ):
        page = visit(path, width=width, cookies=session_cookie(user))
        assert (path, barriers(page), sideways(page)) == (path, [], 0)
