"""A small place with a policy, units, letters and one procedure, written for a test."""

from __future__ import annotations

from pathlib import Path

from tests.rules.packs import HEAD, write_pack
from yuntai.rules.rule.packs import Pack, load_pack

POLICY = (
    HEAD
    + """
policy.fact("wage", Money(), ask="每月工资是多少？")
policy.fact("urban", YesNo(), ask="是城镇户口吗？")
policy.fact("born_on", Date(), ask="哪天出生？", registry="persons.born_on")

@policy.condition("是城镇户口", source="试验办法 第一条")
def eligible(urban, born_on):
    return urban & (born_on.year() > 1900)

@policy.result("补贴", Money(), source="试验办法 第二条")
def amount(entitled, wage):
    return when(entitled, wage, 0)
"""
)

UNITS = """\
functions: {window: 综合柜台, skills: 职业能力建设}
units:
  - {code: "320100", name: 市局, level: city, functions: [window]}
  - {code: "320102", name: 甲区局, level: district, district: 甲, parent: "320100", functions: [window, skills]}
"""

LETTERS = """\
accepted: {title: 受理通知书, text: "{applicant}：{due_on}"}
granted: {title: 准予通知书, text: "{applicant}：{reasons}"}
refused: {title: 不予通知书, text: "{applicant}：{reasons}"}
rejected: {title: 不予受理通知书, text: "{applicant}：{reasons}"}
correcting: {title: 补正通知书, text: "{applicant}：{materials}"}
bundle_result: {title: 结果通知书, text: "{applicant}：{parts}"}
"""

PROCEDURE = """\
title: 试验补贴申领
audience: person
kind: grant
theme: skills
version: 1
summary: 试验。
source: 试验办法
policy: trial
form:
  - title: 本人
    fields:
      - wage
      - urban
      - {name: contact, ask: 电话是多少？, kind: phone}
materials:
  - id: slip
    title: 工资单
    when: {urban: true}
    source: 试验办法 第三条
days:
  acceptance: 3
  legal: 20
  promised: 10
  promise: demonstration
  source: 试验办法 第四条
routing: {by: residence, level: district, function: skills}
channels: [online, counter]
second_officer: {over: 5000}
letters: {granted: granted}
risks:
  - title: 冒领
    control: second_officer
"""

BUNDLE = """\
title: 试验一件事
event: 试验了
audience: person
version: 1
summary: 两件一次办。
source: 试验办法
ask:
  - {name: wants_more, ask: 还要办第二件吗？, kind: yes_no}
members:
  - procedure: first
  - procedure: second
    when: {wants_more: true}
    otherwise: 您不要办第二件。
    after: [first]
"""

GUIDE = "# 试验\n\n谁可以办、怎样办、办完以后怎样。"


def write_place(root: Path, files: dict[str, str], name: str = "town", parent: str = "") -> Pack:
    """A place ``name`` with the policy ``trial``, units and letters, and ``files`` by path within it."""
    pack = write_pack(root, {} if parent else {"trial": POLICY}, name=name, parent=parent)
    own = {} if parent else {"units.yaml": UNITS, "procedures/letters.yaml": LETTERS}
    for path, text in {**own, **files}.items():
        place = pack.folders[0] / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    return load_pack(pack.folders[0])


def procedure_files(text: str = PROCEDURE, name: str = "first") -> dict[str, str]:
    """The files of a procedure ``name``."""
    return {f"procedures/{name}/procedure.yaml": text, f"procedures/{name}/guide.md": GUIDE}
