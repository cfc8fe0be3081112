"""Templates: faults are found at load, with file and line; nothing personal goes out by SMS."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from yuntai.errors import YuntaiError
from yuntai.notices.kinds import KINDS
from yuntai.notices.templates import EVENTS, Template, load_templates, read_template
from yuntai.packs import FOLDER
from yuntai.rules.rule.packs import load_pack

SHIPPED = load_templates(load_pack(FOLDER / "nanjing"))

GOOD = """event: progress
title: “{procedure}”已受理
variables:
  procedure: {kind: term, sample: 职业技能提升补贴}
  reasons: {kind: text, sample: 照片看不清}
channels:
  site: “{procedure}”：{reasons}
  sms: “{procedure}”已受理。
"""

# (what is replaced, by what, the line that the error names, what it says)
FAULTS = [
    ("event: progress", "event: nothing", 1, "event 要写 progress、decision"),
    ("event: progress\n", "", 1, "event 要写"),
    ("event: progress", "event: progress\nalways: sometimes", 2, "always 要写 true 或 false"),
    ("event: progress", "event: progress\nchanels: {}", 2, "不认识“chanels”，是不是“channels”？"),
    ("title: “{procedure}”已受理", "title: ''", 2, "标题（title）要写文字"),
    ("title: “{procedure}”已受理", "title: “{reasons}”", 2, "标题里不能有 {reasons}"),
    ("{kind: term, sample", "{kind: thing, sample", 4, "kind“thing”不认识"),
    ("{kind: term, sample: 职业技能提升补贴}", "{kind: term}", 4, "变量“procedure”要写 kind 和 sample"),
    ("{kind: term, sample: 职业技能提升补贴}", "{kind: date, sample: 明天}", 4, "sample 不是日期：要写日期"),
    ("{kind: term, sample: 职业技能提升补贴}", "{kind: amount, sample: many}", 4, "sample 不是金额"),
    ("{kind: term, sample: 职业技能提升补贴}", '{kind: case, sample: "320102199003072398"}', 4, "不是办件编号"),
    ("reasons: {kind", "more: {kind: count, sample: 3}\n  reasons: {kind", 5, "变量“more”没有用到"),
    (
        "site: “{procedure}”：{reasons}",
        "site: “{procedure}”：{reason}",
        7,
        "{reason} 没有在 variables 里写出，是不是“reasons”？",
    ),
    ("site: “{procedure}”：{reasons}", "site: “{procedure}”：{reasons", 7, "{ 和 } 没有成对"),
    (
        "site: “{procedure}”：{reasons}",
        "site: “{procedure}”：{reasons.text}",
        7,
        "{reasons.text} 没有在 variables 里写出",
    ),
    ("site: “{procedure}”：{reasons}", "site: “{procedure}”：{reasons!r}", 7, "{reasons} 没有在 variables 里写出"),
    ("  site: “{procedure}”：{reasons}\n", "", 6, "channels 至少要写 site"),
    ("  sms:", "  fax:", 8, "没有“fax”这个渠道"),
    (
        "sms: “{procedure}”已受理。",
        "sms: “{procedure}”：{reasons}",
        8,
        "短信里不能有 {reasons}：有人填写的文字会让别人看到个人信息",
    ),
    ("sms: “{procedure}”已受理。", "sms:", 8, "短信（sms）要写文字"),
    # 8 for the signature + 20 for the procedure + 2 quotation marks + 41 more = 71
    ("已受理。\n", "已受理" + "。" * 38 + "\n", 8, "短信最长会有 71 字（含签名 8 字），1 条短信最多 70 字"),
    ("channels:", "sms_parts: 9\nchannels:", 6, "sms_parts 要写 1 到 4 的整数"),
    ("  sms: “{procedure}”已受理。\n", "sms_parts: 2\n", 8, "没有短信，不用写 sms_parts"),
    ("title:", "event: progress\ntitle:", 2, "“event”写了两次"),
]


@pytest.mark.parametrize(("old", "new", "line", "says"), FAULTS, ids=lambda value: str(value)[:40])
def test_a_fault_names_file_and_line(tmp_path: Path, old: str, new: str, line: int, says: str) -> None:
    path = tmp_path / "fault.yaml"
    assert GOOD.count(old) >= 1
    path.write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(YuntaiError) as caught:
        read_template(path)
    assert str(caught.value).startswith(f"{path}:{line}：")
    assert says in str(caught.value)


@pytest.mark.parametrize("private", ["name", "resident_id", "account", "text"])
def test_private_kinds_stay_out_of_sms(tmp_path: Path, private: str) -> None:
    path = tmp_path / "private.yaml"
    path.write_text(GOOD.replace("kind: text", f"kind: {private}").replace("已受理。", "{reasons}"), encoding="utf-8")
    with pytest.raises(YuntaiError, match=r"短信里不能有 \{reasons\}"):
        read_template(path)


def test_the_longest_sms_that_fits(tmp_path: Path) -> None:
    path = tmp_path / "full.yaml"
    # 8 for the signature + 20 for the procedure + 42 = 70
    path.write_text(GOOD.replace("已受理。\n", "已受理" + "。" * 37 + "\n"), encoding="utf-8")
    text = read_template(path).render({"procedure": "很" * 60, "reasons": "照片看不清"})["sms"].text
    assert text == f"“{'很' * 19}…”已受理" + "。" * 37
    assert len(text) == 62
    # in two parts 67 each
    path.write_text(
        GOOD.replace("已受理。\n", "已受理" + "。" * 101 + "\n").replace("channels", "sms_parts: 2\nchannels")
    )
    assert len(read_template(path).preview()["sms"].text) == 2 + 8 + 3 + 101


def test_a_place_has_its_own(tmp_path: Path) -> None:
    for place, parent in (("nation", ""), ("city", "parent: nation\n")):
        folder = tmp_path / place
        (folder / "notices").mkdir(parents=True)
        (folder / "pack.yaml").write_text(f"id: {place}\ntitle: {place}\n{parent}")
    (tmp_path / "nation/notices/accepted.yaml").write_text(GOOD)
    (tmp_path / "nation/notices/other.yaml").write_text(GOOD)
    (tmp_path / "city/notices/accepted.yaml").write_text(GOOD.replace("已受理。", "收到了。"))
    found = load_templates(load_pack(tmp_path / "city"))
    assert list(found) == ["accepted", "other"]
    assert found["accepted"].preview()["sms"].text == "“职业技能提升补贴”收到了。"
    assert found["other"].preview()["sms"].text == "“职业技能提升补贴”已受理。"


def test_those_shipped() -> None:
    assert set(SHIPPED) == {
        *(
            "posting_objected",
            "posting_answered",
            "session_booked",
            "session_waits",
            "session_moved",
            "session_cancelled",
            "repair_proposed",
            "record_repaired",
            "repair_dropped",
            "granted_twice",
            "employer_right_ended",
            "employer_taken_over",
            "objection_waits",
            "objection_answered",
        ),
        *("account_changed", "administrators_changed", "proposal_waits", "proposal_decided"),
        *(
            "case_submitted",
            "bundle_submitted",
            "bundle_closed",
            "case_accepted",
            "case_rejected",
            "correction_requested",
            "correction_recalled",
            "case_transferred",
            "case_decided",
            "case_handed_back",
        ),
        *("case_refused", "payment_made", "case_closed", "reopened", "supervised", "deadline_near"),
        *("mandate_given", "employer_registered", "draft_rules_changed", "base_declaration_due", "declaration_waits"),
        *(
            "case_near_due",
            "case_overdue",
            "progress_code",
            "visitor_code",
            "plan_waits",
            "contract_ends",
            "case_unaccepted",
            "units_unstaffed",
            "rating_to_answer",
        ),
        *("correction_over", "correction_lapsed", "consultation_waits", "consultation_over", "supervision_answered"),
        *("decision_revoked", "transfer_waits", "supervision_over", "money_returned"),
        *("transfer_received", "opinion_given", "found_wrong", "operator_left"),
    }
    assert {name for name, template in SHIPPED.items() if template.always} == {
        *("visitor_code", "posting_answered"),
        *(
            "case_accepted",
            "case_rejected",
            "correction_requested",
            "correction_recalled",
            "case_decided",
            "case_handed_back",
            "case_refused",
            "decision_revoked",
            "money_returned",
        ),
        *("mandate_given", "employer_registered", "progress_code", "operator_left"),
        *("repair_proposed", "repair_dropped"),
        *("record_repaired", "employer_right_ended", "employer_taken_over", "objection_answered"),
        *("session_moved", "session_cancelled"),
        *("account_changed", "administrators_changed"),
    }
    assert {template.event for template in SHIPPED.values()} == set(EVENTS)


def test_a_preview() -> None:
    shown = SHIPPED["payment_made"].preview()
    assert shown["sms"].title == "“职业技能提升补贴”已发放"
    assert shown["sms"].text == (
        "“职业技能提升补贴”（260301123456789）的2,000.00元已于2026年3月12日发放，到账时间以银行为准。请您评价这次服务。"
    )
    assert (
        shown["email"].text
        == shown["site"].text
        == (
            "“职业技能提升补贴”（办件编号 260301123456789）的 2,000.00元已于 2026年3月12日 发放（收款账户：尾号 1234），"
            "到账时间以银行为准。请您评价这次服务。"
        )
    )


LONGEST: dict[str, Any] = {
    "code": "482915",
    "term": "很" * 80,
    "case": "12345678901234567-AB",
    "date": date(2026, 12, 31),
    "amount": Decimal("999999999.99"),
    "count": 9999,
    "rating": True,
    "text": "机密的理由",
    "name": "欧阳小明",
    "resident_id": "320102199003072398",
    "account": "6222020200112233445",
}


@pytest.mark.parametrize("template", SHIPPED.values(), ids=SHIPPED)
def test_nothing_personal_in_sms_and_titles(template: Template) -> None:
    """Whatever the values, and at their longest it still fits in two SMS with the signature."""
    kinds = {
        name: next(key for key, kind in KINDS.items() if kind is one.kind) for name, one in template.variables.items()
    }
    shown = template.render({name: LONGEST[kind] for name, kind in kinds.items()})
    for public in (shown["site"].title, shown["sms"].text if "sms" in shown else ""):
        for private in ("text", "name", "resident_id", "account"):
            assert LONGEST[private] not in public
    if "sms" in shown:
        assert len(shown["sms"].text) <= 2 * 67 - 8
    for name, kind in kinds.items():
        if kind in ("text", "name"):
            assert LONGEST[kind] in shown["site"].text, f"{name} is told on the site"


@pytest.mark.parametrize(
    ("kind", "value", "says"),
    [
        ("term", "王小明 320102199003072398", "里面有像证件号码"),
        ("term", "请联系13812345678", "里面有像证件号码"),
        ("term", "卡号6222020200112233445", "里面有像证件号码"),
        ("term", "两\n行", "要写一行"),
        ("term", "", "要写文字"),
        ("case", "320102199003072398", "不是办件编号"),
        ("case", "32010219900307239X", "不是办件编号"),
        ("date", "2026-03-01", "要写日期"),
        ("amount", 2000.0, "要写金额"),
        ("amount", Decimal("-1"), "要写金额"),
        ("count", 10000, "0 到 9999"),
        ("count", True, "0 到 9999"),
    ],
)
def test_a_value_that_is_not_of_its_kind(kind: str, value: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        KINDS[kind].show(value)


def test_values_must_be_those_declared() -> None:
    with pytest.raises(
        YuntaiError, match="通知“case_closed”要的值是 procedure、number、closed_on，多了或少了 closed_on、day"
    ):
        SHIPPED["case_closed"].render({"procedure": "补贴", "number": "260301123456789", "day": date(2026, 3, 1)})
    with pytest.raises(YuntaiError, match="通知“case_closed”的“closed_on”（日期）不对：要写日期"):
        SHIPPED["case_closed"].render({"procedure": "补贴", "number": "260301123456789", "closed_on": "2026-03-01"})
