"""Every component of the pages with realistic content, for whoever writes pages, and for the tests.

The answers are the engine's; people, numbers of matters and days are made up.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yuntai.packs import FOLDER
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.rule.packs import load_pack

_DAY = date(2023, 12, 31)
_BEGUN = {"level": "3", "insured_employee": "是", "issued_on": "2023-06-20", "payments": []}
_ALL = _BEGUN | {
    "occupation": "电工",
    "listed": "否",
    "assessed_in_nanjing": "是",
    "found_in_osta": "是",
    "found_in_jshrss": "否",
}
_REFUSED = {"level": "2", "listed": "否", "issued_on": "2023-06-20"}

_TRACK = (
    ("done", "提交申请", date(2023, 11, 20), "网上办理", "本人", "受理编号 SK-2023-004512"),
    ("done", "受理", date(2023, 11, 21), "鼓楼区人社局", "受理岗", ""),
    ("current", "审核", date(2023, 11, 22), "鼓楼区人社局技能科", "审核岗", "正在核对证书编号和参保记录。"),
    ("coming", "复核", None, "市技能鉴定中心", "复核岗", ""),
    ("coming", "发放到社保卡", None, "市社保中心", "", ""),
)
_EVENTS = (
    ((2023, 11, 20, 9, 5), "本人提交申请", "陈晓梅", "材料 2 份：职业技能等级证书、身份证。"),
    ((2023, 11, 21, 10, 30), "受理", "受理岗", ""),
    ((2023, 11, 22, 15, 12), "要求补正", "审核岗", "证书照片看不清编号，请重新拍照上传。"),
)
_CASES = (
    ("SK-2023-004512", "技能提升补贴", "陈晓梅", "12月1日", "green", "还剩 5 个工作日", "500.00"),
    ("SI-2023-118020", "失业保险金申领", "王建国", "11月27日", "yellow", "还剩 1 个工作日", "—"),
    ("LA-2023-000731", "工资拖欠投诉", "李志强等 14 人", "11月20日", "red", "超期 4 个工作日", "386,400.00"),
    ("SK-2023-004498", "技能提升补贴", "赵敏", "—", "paused", "等补正材料", "500.00"),
)


@cache
def _answers() -> dict[str, Answer]:
    rule = load_pack(FOLDER / "nanjing").rule("skill_upgrading")
    given = {"granted": _ALL, "refused": _REFUSED, "open": _BEGUN}
    return {name: answer(rule, facts, _DAY) for name, facts in given.items()}


def _context() -> dict[str, Any]:
    shanghai = ZoneInfo("Asia/Shanghai")
    return {
        "answers": _answers(),
        "track": [dict(zip(("state", "title", "on", "unit", "role", "note"), row, strict=True)) for row in _TRACK],
        "events": [
            {"at": datetime(*at, tzinfo=shanghai), "title": title, "who": who, "text": text}
            for at, title, who, text in _EVENTS
        ],
        "facts": [
            {"label": "姓名", "value": "陈晓梅", "origin": "实名信息"},
            {"label": "工作单位", "value": "南京紫金精密机械有限公司", "origin": "参保登记", "change": "#f-employer"},
            {"label": "证书等级", "value": "三级（高级工）", "origin": "您填写的", "change": "#f-level"},
            {"label": "发证日期", "value": "2023年6月20日", "origin": "您填写的", "change": "#f-issued"},
        ],
        "levels": {"5": "五级（初级工）", "4": "四级（中级工）", "3": "三级（高级工）", "2": "二级（技师）"},
        "districts": {"320102": "玄武区", "320104": "秦淮区", "320105": "建邺区", "320106": "鼓楼区"},
        "outcomes": {"granted": "予以办理", "refused": "不予办理", "correct": "要求补正"},
        "formats": ["pdf", "jpg", "png"],
        "errors": {"level": "请选择证书等级", "wage": "“八千左右”不是金额，请只写数字"},
        "issued": date(2023, 6, 20),
        "promised": date(2023, 12, 1),
        "progress": ["核对信息", "填写情况", "上传材料", "确认提交"],
        "page": Paginator(range(156), 20).page(2),
        "cases": _CASES,
    }


@login_not_required
def components(request: HttpRequest, template: str = "gallery.html") -> HttpResponse:
    """The components, or a page of the workbench made of them; in development only."""
    if not settings.DEBUG:
        raise Http404
    return render(request, template, _context())
