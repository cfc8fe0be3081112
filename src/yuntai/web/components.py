"""Every component of the pages on one page with realistic content, for whoever writes pages, and for the tests."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from yuntai.clock import now
from yuntai.rules.answer import Reading, Trace

_DOCUMENT = "宁人社规〔2022〕9号"
_STEPS = [
    {
        "state": "done",
        "title": "提交申请",
        "on": date(2023, 11, 20),
        "unit": "网上办理",
        "role": "本人",
        "note": "受理编号 SK-2023-004512",
    },
    {"state": "done", "title": "受理", "on": date(2023, 11, 21), "unit": "鼓楼区人社局", "role": "受理岗", "note": ""},
    {
        "state": "current",
        "title": "审核",
        "on": date(2023, 11, 22),
        "unit": "鼓楼区人社局技能科",
        "role": "审核岗",
        "note": "正在核对证书编号和失业保险缴费月数。",
    },
    {"state": "coming", "title": "复核", "on": None, "unit": "市技能鉴定中心", "role": "复核岗", "note": ""},
    {"state": "coming", "title": "发放到社保卡", "on": None, "unit": "市社保中心", "role": "", "note": ""},
]


def _trace() -> tuple[Trace, ...]:
    standard = Reading(
        "standard",
        "目录外证书补贴标准",
        "500.00 元/人",
        date(2023, 1, 1),
        f"{_DOCUMENT} 四（二）1",
        verify=False,
    )
    limit = Reading("limit", "每人每年享受次数", "1 次", date(2023, 1, 1), f"{_DOCUMENT} 二", verify=True)

    def step(name: str, label: str, value: Any, shown: str, source: str, *more: Reading, **marks: bool) -> Trace:
        return Trace(
            name,
            label,
            "condition",
            value,
            shown,
            f"{_DOCUMENT} {source}",
            marks.get("verify", False),
            more,
            marks.get("inner", False),
        )

    return (
        step("day", "按哪天的规定（发证日或申领日）", date(2023, 6, 20), "2023年6月20日", "二、五", verify=True),
        step("insured", "是参保的企业职工", True, "是", "四（二）"),
        step("months", "失业保险缴费满 12 个月", True, "是", "二", inner=True),
        step("once", "当年还没有领过", True, "是", "二", limit),
        step("amount", "补贴金额", Decimal("500.00"), "500.00 元", "四（二）、（三）", standard),
    )


@login_not_required
def components(request: HttpRequest) -> HttpResponse:
    """The page, in development only."""
    if not settings.DEBUG:
        raise Http404
    moment = now().replace(month=3, day=2, hour=9, minute=5)
    context = {
        "trace": _trace(),
        "track": _STEPS,
        "facts": [
            {"label": "姓名", "value": "陈晓梅", "origin": "实名信息"},
            {"label": "工作单位", "value": "南京紫金精密机械有限公司", "origin": "参保登记", "change": "#employer"},
            {"label": "证书等级", "value": "三级（高级工）", "origin": "您填写的", "change": "#level"},
            {"label": "发证日期", "value": "2023年6月20日", "origin": "您填写的", "change": "#issued"},
        ],
        "levels": {"5": "五级（初级工）", "4": "四级（中级工）", "3": "三级（高级工）", "2": "二级（技师）"},
        "districts": {"320102": "玄武区", "320104": "秦淮区", "320105": "建邺区", "320106": "鼓楼区"},
        "formats": ["pdf", "jpg", "png"],
        "errors": {"level": "请选择证书等级", "wage": "“八千左右”不是金额，请只写数字"},
        "issued": date(2023, 6, 20),
        "today": date(2023, 11, 24),
        "promised": date(2023, 12, 1),
        "progress": ["核对信息", "填写情况", "上传材料", "确认提交"],
        "page": Paginator(range(156), 20).page(2),
        "cases": [
            ("SK-2023-004512", "技能提升补贴", "陈晓梅", "12月1日", "green", "还剩 5 个工作日", "500.00"),
            ("SI-2023-118020", "失业保险金申领", "王建国", "11月27日", "yellow", "还剩 1 个工作日", "2,062.00"),
            ("LA-2023-000731", "工资拖欠投诉", "李志强等 14 人", "11月20日", "red", "超期 4 个工作日", "386,400.00"),
            ("SK-2023-004498", "技能提升补贴", "赵敏", "—", "paused", "等补正材料", "1,500.00"),
        ],
        "events": [
            {"at": moment, "title": "本人提交申请", "who": "陈晓梅", "text": "材料 2 份：职业技能等级证书、身份证。"},
            {"at": moment + timedelta(days=1), "title": "受理", "who": "受理岗", "text": ""},
            {
                "at": moment + timedelta(days=2, hours=3),
                "title": "要求补正",
                "who": "审核岗",
                "text": "证书照片看不清编号，请重新拍照上传。",
            },
        ],
    }
    return render(request, "components.html", context)
