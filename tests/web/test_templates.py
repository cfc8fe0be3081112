"""The templates of notices as managers see them: by channel, with their samples."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from tests.city import People, signed_in
from yuntai.notices.templates import templates

PATH = "/account/notices/templates/"


@pytest.mark.parametrize(("username", "status"), [("worker", 403), ("clerk", 403), ("manager", 200)])
def test_for_managers(people: People, username: str, status: int) -> None:
    assert signed_in(getattr(people, username)).get(PATH).status_code == status


def test_every_template_is_shown_as_it_goes_out(people: People) -> None:
    manager = signed_in(people.manager)
    assert f'href="{PATH}"' in manager.get("/account/profile/").text
    page = BeautifulSoup(manager.get(PATH).content, "html.parser")
    assert [one["id"] for one in page.select("section[id]")] == list(templates())
    paid = page.find(id="payment_made")
    assert paid.h2.get_text() == "“职业技能提升补贴”已发放"
    shown = {one.dt.get_text(strip=True): " ".join(one.dd.get_text().split()) for one in paid.select("dl.facts > div")}
    assert shown["站内消息"] == shown["邮件"]
    assert "收款账户：尾号 1234" in shown["站内消息"]
    assert shown["短信"] == (
        "“职业技能提升补贴”（260301123456789）的2,000.00元已于2026年3月12日发放，到账时间以银行为准。请您评价这次服务。"
        " 79 字，含签名 8 字"
    )
    assert shown["account"] == "账号（没有的写空），不进短信和标题"
    assert "本人可以不接收" in paid.get_text()
    assert "有法律效力，照发" in page.find(id="case_refused").get_text()
