"""A browser without scripts: it opens pages, follows links by their words, fills forms by their labels, presses buttons."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

import openpyxl
from bs4 import BeautifulSoup, NavigableString, Tag
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from yuntai.tables.sheets import open_sheets
from yuntai.walks.walk import texts

_UNSEEN = ("script", "style", "svg", "template", "noscript", "head")
_BLOCKS = ("p", "li", "div", "tr", "h1", "h2", "h3", "h4", "dd", "legend", "label", "summary", "caption", "section")
_PDF = b"%PDF-1.4 1 0 obj"
_BAD = 400


class Missed(Exception):
    """What was expected did not come: ``expected`` and what ``stood`` there instead, in words."""

    def __init__(self, expected: str, stood: str) -> None:
        super().__init__(expected)
        self.expected, self.stood = expected, stood


def squeezed(text: str) -> str:
    """A text without its spaces, which mean nothing in Chinese."""
    return re.sub(r"[\s\u3000\xa0]+", "", text)


class Browser:
    """What one person has before her."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.address, self.status, self.spoken = "/", 200, ""
        self.page = BeautifulSoup("", "html.parser")

    def open(self, address: str) -> None:
        self._show(self.client.get(address, follow=True), address)

    def follow(self, words: str, beside: str = "") -> None:
        """Follow the link with these words."""
        link = self._one("链接", self.page.select("a[href]"), words, beside)
        self.open(urldefrag(urljoin(self.address, str(link["href"])))[0])

    def press(self, words: str, fills: Mapping[str, Any], beside: str = "") -> None:
        """Fill in the form of the button with these words, and press it."""
        buttons = [one for one in self.page.select("form button") if one.get("type") != "button"]
        button = self._one("按钮", buttons, words, beside, lambda one: _has_all(_form_of(one), fills))
        form = _form_of(button)
        files: dict[str, Any] = {}
        for label, value in fills.items():
            _fill(form, label, value, files)
        data = _entries(form)
        if button.get("name"):
            data.setdefault(str(button["name"]), []).append(str(button.get("value", "")))
        address = urljoin(self.address, str(form.get("action") or self.address))
        if str(form.get("method", "get")).lower() == "post":
            response = self.client.post(address, data | files, follow=True)
        else:
            response = self.client.get(address, data, follow=True)
        self._show(response, address)

    def asked(self) -> Tag | None:
        """The label of the one question of this page, where it asks one."""
        return self.page.select_one("main form .field-label:has(h1)")

    def faults(self) -> list[str]:
        """What the page says is wrong with what was filled in."""
        return [one.get_text(" ", strip=True) for one in self.page.select(".error-summary li, .field-error")]

    def require(self, words: str) -> None:
        """Raise :class:`Missed` where these words are not on the page."""
        if squeezed(words) not in squeezed(self.spoken):
            raise Missed(f"看到“{words}”", self.nearest(words))

    def number_after(self, words: str) -> str:
        """The number, code or amount that stands behind these words. Raises :class:`Missed` where none does."""
        spaced = r"\s*".join(map(re.escape, squeezed(words)))
        found = re.search(rf"{spaced}\s*[：:|]?\s*([A-Za-z0-9][A-Za-z0-9.,%-]*)", self.spoken)
        if found is None:
            raise Missed(f"“{words}”后面有一个编号", self.nearest(words))
        return found[1]

    def nearest(self, words: str) -> str:
        """What stands on the page that is most like ``words``, else how the page begins."""
        lines = [line for line in (" ".join(line.split()) for line in self.spoken.splitlines()) if line]
        near = get_close_matches(words, lines, 2, 0.3)
        return f"{self.address} 上最像的是：{' / '.join(near)}" if near else f"{self.address}：{' '.join(lines)[:200]}"

    def _show(self, response: Any, address: str) -> None:
        asked = response.request
        self.address = asked["PATH_INFO"] + (f"?{asked['QUERY_STRING']}" if asked["QUERY_STRING"] else "")
        self.status = response.status_code
        content = b"".join(response.streaming_content) if response.streaming else response.content
        kind = response.get("Content-Type", "")
        if "html" in kind:
            self.page = BeautifulSoup(content, "html.parser")
            before = self.page.select(".site-messages, .acting")
            self.spoken = "\n".join(spoken(part) for part in [*before, self.page.find("main") or self.page])
        elif "spreadsheet" in kind or "csv" in kind:
            self.spoken = _rows_of(content, "csv" if "csv" in kind else "xlsx")
        else:
            self.spoken = content.decode(errors="replace")

    def _one(
        self, what: str, all_of: Sequence[Tag], words: str, beside: str, rather: Callable[[Tag], bool] | None = None
    ) -> Tag:
        found = [one for one in all_of if _name(words) in _names(one)]
        if not found:
            names = dict.fromkeys(one.get_text(" ", strip=True) for one in all_of)
            raise Missed(f"有“{words}”这个{what}", f"{self.address} 上有：{'、'.join(filter(None, names))[:300]}")
        if beside:
            sizes = {id(one): _nearness(one, beside) for one in found}
            found = [one for one in found if sizes[id(one)]]
            if not found:
                raise Missed(f"“{beside}”旁边有“{words}”这个{what}", self.nearest(beside))
            return min(found, key=lambda one: sizes[id(one)])
        if what == "链接" and len({str(one["href"]) for one in found}) == 1:
            return found[0]
        better = [one for one in found if rather is not None and rather(one)] or found
        if len(better) > 1:
            raise Missed(f"只有一个“{words}”{what}", f"{self.address} 上有 {len(better)} 个，请用 beside 写旁边的字")
        return better[0]


def spoken(node: Any) -> str:
    """What somebody reads who looks at a part of a page: with what is filled in and chosen, the cells of a row apart by ``|``."""
    if isinstance(node, NavigableString):
        return "" if type(node) is not NavigableString else str(node)
    if not isinstance(node, Tag) or node.name in _UNSEEN or "hidden-text" in node.get_attribute_list("class"):
        return ""
    if node.name == "input":
        seen = node.get("type", "text") not in ("hidden", "checkbox", "radio", "password", "submit")
        return f" {node.get('value') or ''} " if seen else ""
    if node.name == "select":
        return " ".join(one.get_text() for one in node.select("option[selected]"))
    if node.name == "iframe":
        return spoken(BeautifulSoup(str(node.get("srcdoc", "")), "html.parser"))
    if node.name == "tr":
        cells = [" ".join(spoken(cell).split()) for cell in node.find_all(["td", "th"], recursive=False)]
        return f"\n{' | '.join(cells)}\n"
    said = "".join(spoken(child) for child in node.children)
    return f"\n{said}\n" if node.name in _BLOCKS else said


def _rows_of(content: bytes, ending: str) -> str:
    with tempfile.NamedTemporaryFile(suffix=f".{ending}") as file:
        file.write(content)
        file.flush()
        with open_sheets(Path(file.name)) as sheets:
            return "\n".join(" | ".join(row.cells) for sheet in sheets for row in sheet.rows())


def _name(words: str) -> str:
    """Words as a name: without the mark that a question or a label ends with."""
    return squeezed(words).rstrip("？?：:")


def _names(tag: Tag) -> set[str]:
    """What a link, a button or a label may be called: with and without what is said beside it or unseen."""
    whole = tag.get_text()
    title = tag.select_one(".tile-title, .queue-title, .choice > span")
    return {_name(text) for text in (whole, spoken(tag), _without_quiet(tag), title.get_text() if title else whole)}


def _without_quiet(tag: Tag) -> str:
    return "".join(
        str(text)
        for text in tag.find_all(string=True)
        if not text.find_parent(class_=["quiet", "hidden-text"]) and not text.find_parent(["select", "textarea"])
    )


def _nearness(tag: Tag, words: str) -> int:
    """How long the smallest part of the page is that holds ``tag`` and these words; 0 where none does."""
    for parent in tag.parents:
        said = squeezed(spoken(parent))
        if squeezed(words) in said:
            return len(said)
        if parent.name == "main":
            break
    return 0


def _form_of(button: Tag) -> Tag:
    form = button.find_parent("form")
    assert form is not None
    return form


def _has_all(form: Tag, fills: Mapping[str, Any]) -> bool:
    return all(_labelled(form, label) for label in fills)


def _labelled(form: Tag, label: str) -> list[Tag]:
    """The labels and legends of a form that are called so, else those that begin so."""
    all_of, name = form.select("label, legend"), _name(label)
    exact = [one for one in all_of if name in _names(one)]
    return exact or [one for one in all_of if any(other.startswith(name) for other in _names(one))]


def _fill(form: Tag, label: str, value: Any, files: dict[str, Any]) -> None:
    """Fill in what ``label`` names."""
    named = _labelled(form, label)
    if not named:
        names = dict.fromkeys(one.get_text(" ", strip=True) for one in form.select("label, legend"))
        raise Missed(f"表里有“{label}”这一项", f"有：{'、'.join(names)[:300]}")
    tag = named[0]
    if tag.name == "legend":
        fieldset = tag.find_parent("fieldset")
        assert fieldset is not None
        for wanted in texts(value):
            _choose(fieldset, label, wanted)
        return
    control = form.find(id=tag["for"]) if tag.get("for") else tag.find("input")
    if not isinstance(control, Tag):
        raise Missed(f"“{label}”后面可以填", "那里没有可以填的")
    if control.get("type") in ("checkbox", "radio"):
        _tick(form, control, str(value) != "否")
    elif control.get("type") == "file":
        files[str(control["name"])] = [_file(one) for one in (value if isinstance(value, list) else [value])]
    elif control.name == "select":
        options = control.select("option")
        chosen = [one for one in options if squeezed(one.get_text()) == squeezed(str(value))]
        if not chosen:
            raise Missed(f"“{label}”可以选“{value}”", f"可以选：{'、'.join(one.get_text() for one in options)[:300]}")
        for option in options:
            option.attrs.pop("selected", None)
        chosen[0]["selected"] = ""
    else:
        row = control.find_parent(class_="input-row")
        otherwise = list(row.select("label.choice")) if row else []
        if instead := [one for one in otherwise if _name(str(value)) in _names(one)]:
            box = instead[0].find("input")
            assert isinstance(box, Tag)
            box["checked"] = ""
            control["value"] = ""
        elif control.name == "textarea":
            control.string = str(value)
        else:
            control["value"] = str(value)


def _choose(fieldset: Tag, label: str, wanted: str) -> None:
    options = fieldset.select("label")
    found = [one for one in options if _name(wanted) in _names(one)]
    box = found[0].find("input") if found else None
    if not isinstance(box, Tag):
        names = "、".join(one.get_text(" ", strip=True) for one in options)
        raise Missed(f"“{label}”可以选“{wanted}”", f"可以选：{names[:300]}")
    _tick(fieldset, box, on=True)


def _tick(within: Tag, box: Tag, on: bool) -> None:
    if box.get("type") == "radio":
        for other in within.select(f"input[type=radio][name='{box['name']}']"):
            other.attrs.pop("checked", None)
    if on:
        box["checked"] = ""
    else:
        box.attrs.pop("checked", None)


def _entries(form: Tag) -> dict[str, list[str]]:
    """What a form sends."""
    data: dict[str, list[str]] = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        kind = control.get("type", "text") if control.name == "input" else control.name
        if control.has_attr("disabled") or kind in ("file", "submit"):
            continue
        if kind in ("checkbox", "radio") and not control.has_attr("checked"):
            continue
        if kind == "select":
            chosen = control.select("option[selected]") or control.select("option")[:1]
            values = [str(one.get("value", one.get_text())) for one in chosen]
        elif kind == "textarea":
            values = [control.get_text().removeprefix("\n")]
        else:
            values = [str(control.get("value", "on" if kind == "checkbox" else ""))]
        data.setdefault(str(control["name"]), []).extend(values)
    return data


def _file(value: Any) -> SimpleUploadedFile:
    """A file to hand in: a paper by its name, or a table with its rows."""
    if not isinstance(value, Mapping):
        return SimpleUploadedFile(str(value), _PDF, "application/pdf")
    name, rows = str(value["name"]), value["rows"]
    if name.endswith(".csv"):
        return SimpleUploadedFile(name, "\n".join(",".join(map(str, row)) for row in rows).encode(), "text/csv")
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append([str(cell) for cell in row])
    book.save(out)
    return SimpleUploadedFile(name, out.getvalue())
