"""The letters of a place: ``procedures/letters.yaml`` of a pack; a place's own go before its parents'.

A letter whose id is an outcome (``granted``, ``refused`` …) is the one of every procedure that names no other.
"""

from __future__ import annotations

import string
from collections.abc import Mapping

from yuntai.procedures.schema import REMEDIES, Letter
from yuntai.rules.language.grounds import MARKS
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.packs import Pack

BUNDLE_RESULT = "bundle_result"
"""The letter that tells what became of all parts of a bundle."""
PLACEHOLDERS = {
    "applicant": "申请人",
    "procedure": "事项名称",
    "number": "办件编号",
    "submitted_on": "申请日期",
    "decided_on": "决定日期",
    "unit": "办理单位",
    "amount": "金额",
    "returns": "撤销以后要退回的钱",
    "reasons": "理由",
    "basis": "依据",
    "materials": "要补正的材料",
    "due_on": "最后日期",
    "term": "补正的期限由谁规定",
    "differences": "没有达到的条件，查到的和规定的",
    "remedies": "不服怎么办：向哪里、多少天内、依据",
    "parts": "一件事里各件的结果",
}
"""What a letter may name in braces."""


def load_letters(pack: Pack) -> dict[str, Letter]:
    """The letters of a place by id. Raises ``YuntaiError`` with file and line."""
    letters: dict[str, Letter] = {}
    for folder in reversed(pack.folders):
        path = folder / "procedures" / "letters.yaml"
        if path.exists():
            document = Section.of_file(path, "文书表")
            letters |= {str(name): _read(str(name), document.section(name, "文书")) for name in document.entry}
    return letters


def _read(name: str, section: Section) -> Letter:
    section.only("title", "text", "source", "remedy", *MARKS)
    text = section.text("text")
    for placeholder in _placeholders(section, text):
        if placeholder not in PLACEHOLDERS:
            section.fail(f"文书“{name}”里不认识 {{{placeholder}}}{nearest(placeholder, PLACEHOLDERS)}", "text")
    remedy = section.one_of("remedy", REMEDIES) if "remedy" in section else ""
    if bool(remedy) != ("{remedies}" in text):
        section.fail("不服怎么办：写了 remedy 的文书，正文里要有 {remedies}；没有写的不能有", "text")
    source = section.text("source", "")
    return Letter(name, section.text("title"), text, source, remedy, **section.marks().marks)


def _placeholders(section: Section, text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        section.fail("文书里的 { 和 } 没有成对，请补上", "text")


def fill(letter: Letter, values: Mapping[str, str]) -> str:
    """The letter with ``values`` for its placeholders; one that is not given stays empty."""
    return letter.text.format_map({name: values.get(name, "") for name in PLACEHOLDERS})
