"""Letters (决定书、通知书): a wording put into the frame of the place, numbered, dated, and checkable by its code.

The wording is the procedures' own (:mod:`yuntai.procedures.letters`); the frame is ``letters/letter.html`` of a pack, a
place's own before its parents'. It is a Django template of ``{{ }}``, ``{% if %}`` and ``{% for %}`` over :data:`VARIABLES`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.template.base import Lexer, TokenType
from django.utils.dateformat import format as format_date

from yuntai.clock import today
from yuntai.errors import Place, YuntaiError
from yuntai.notices.models import Letter, Serial
from yuntai.packs import FOLDER
from yuntai.people.models import Employer, Person, Unit
from yuntai.registry.names import seldom_drawn, standard
from yuntai.rules.rule.packs import Pack, load_pack

VARIABLES = {
    "title": "名称",
    "number": "编号",
    "unit": "制发单位",
    "issued_on": "日期",
    "paragraphs": "正文各段，每段是若干行",
    "tables": "附表，每张有 caption、columns、rows、figures、note",
    "code": "核验码",
    "case": "办件编号",
    "rare": "生僻字的编码",
}
"""What a frame has; all but the last two it must show."""
_OPTIONAL = frozenset({"case", "rare"})
_TAGS = frozenset({"if", "else", "endif", "for", "endfor"})
_WORDS = frozenset({"if", "for", "in", "not", "and", "or", "else", "endif", "endfor", "forloop"})
_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""Without characters that are read for one another."""


@dataclass(frozen=True)
class Table:
    """A table that goes with a letter: texts by row and column. ``figures``: the positions of columns of numbers."""

    caption: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int] = frozenset()
    note: str = ""


@transaction.atomic
def issue_letter(
    recipient: Person | Employer,
    kind: str,
    title: str,
    text: str,
    *,
    unit: Unit,
    key: str,
    case: str = "",
    tables: Sequence[Table] = (),
) -> Letter:
    """Issue a letter; with the same ``key`` it is the one that was issued before. ``text``: paragraphs between blank lines."""
    year = today().year
    Serial.objects.get_or_create(year=year)
    serial = Serial.objects.select_for_update().get(year=year)
    if issued := Letter.objects.filter(key=key).first():
        return issued
    serial.last += 1
    serial.save()
    number = f"{year}-{serial.last:06}"
    code = "-".join("".join(secrets.choice(_ALPHABET) for _ in range(4)) for _ in range(3))
    text = standard(text)
    tables = [replace(one, rows=[[standard(cell) for cell in row] for row in one.rows]) for one in tables]
    html = frame().render(
        Context(
            {
                "title": title,
                "number": number,
                "unit": unit.name,
                "issued_on": format_date(today(), "Y年n月j日"),
                "paragraphs": [block.splitlines() for block in re.split(r"\n\s*\n", text.strip())],
                "tables": tables,
                "code": code,
                "case": case,
                "rare": _rare("".join([text, *(cell for one in tables for row in one.rows for cell in row)])),
            }
        )
    )
    return Letter.objects.create(
        number=number,
        kind=kind,
        title=title,
        case=case,
        **{"person" if isinstance(recipient, Person) else "employer": recipient},
        unit=unit,
        key=key,
        html=html,
        sha256=hashlib.sha256(html.encode()).hexdigest(),
        code=code,
    )


def _rare(text: str) -> str:
    """Which characters may come out as a box, each with its code, so that what was meant stays known."""
    found = "、".join(f"“{one}”是 U+{ord(one):04X}" for one in seldom_drawn(text))
    return f"生僻字的编码：{found}。显示或打印成方框的，以编码为准。" if found else ""


def check_letter(number: str, code: str) -> Letter | None:
    """The letter with this number, if it bears this code and is as it was issued. Spaces, dashes and case do not matter."""
    letter = Letter.objects.filter(number=number.strip()).first()
    if letter is None or not hmac.compare_digest(_plain(letter.code).encode(), _plain(code).encode()):
        return None
    return letter if hashlib.sha256(letter.html.encode()).hexdigest() == letter.sha256 else None


@cache
def frame() -> Template:
    """The frame of the place that this installation is for."""
    return load_frame(load_pack(FOLDER / settings.PACK, FOLDER))


def load_frame(pack: Pack) -> Template:
    """The frame of letters of a place. Raises ``YuntaiError`` with file and line where it is faulty or there is none."""
    for folder in pack.folders:
        path = folder / "letters" / "letter.html"
        if path.exists():
            return _read_frame(path)
    raise YuntaiError(f"{pack.title}的资料包里没有文书的样式 letters/letter.html")


def _read_frame(path: Path) -> Template:
    source = path.read_text(encoding="utf-8")
    known, used = set(VARIABLES), set()
    for token in Lexer(source).tokenize():
        here = Place(path, token.lineno)
        if token.token_type == TokenType.BLOCK:
            tag, *words = token.split_contents()
            if tag not in _TAGS:
                raise YuntaiError(f"{here}：文书里只能用 {{% if %}} 和 {{% for %}}，不能用 {{% {tag} %}}")
            if tag == "for" and words:
                known.add(words[0])
            names = [word for word in words if word not in _WORDS]
        elif token.token_type == TokenType.VAR:
            names = [token.contents]
        else:
            continue
        for name in (re.split(r"[.|]", name)[0].strip() for name in names):
            if name not in known and name not in _WORDS:
                raise YuntaiError(f"{here}：文书里没有“{name}”，可以用 {'、'.join(VARIABLES)}")
            used.add(name)
    if missing := VARIABLES.keys() - _OPTIONAL - used:
        raise YuntaiError(f"{path}：文书里要有 {'、'.join(name for name in VARIABLES if name in missing)}")
    try:
        return Engine().from_string(source)
    except TemplateSyntaxError as error:
        line = error.token.lineno if hasattr(error, "token") else None
        raise YuntaiError(f"{Place(path, line)}：模板写错了（{error}）") from None


def _plain(code: str) -> str:
    return re.sub(r"[\s-]", "", code).upper()
