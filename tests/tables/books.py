"""Workbooks written by hand, part by part, so that a test shows what stands in the file and not what a library makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT, STRICT_LINKS = (
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def text(reference: str, said: str) -> str:
    """A cell of text."""
    return f'<c r="{reference}" t="inlineStr"><is><t xml:space="preserve">{escape(said)}</t></is></c>'


def number(reference: str, value: str, style: int = 0) -> str:
    """A cell of a number, as its text stands in the file."""
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def rows(*lines: Sequence[str]) -> str:
    """Rows of text cells from row 1 and column A on; a cell that begins with ``<`` is put in as it is."""
    made = []
    for row, line in enumerate(lines, 1):
        cells = (one if one.startswith("<") else text(f"{chr(65 + place)}{row}", one) for place, one in enumerate(line))
        made.append(f'<row r="{row}">{"".join(cells)}</row>')
    return "".join(made)


def book(
    path: Path,
    *sheets: tuple[str, str],
    formats: Sequence[str | int] = (),
    hidden: Sequence[str] = (),
    strings: Sequence[str] = (),
    since_1904: bool = False,
    strict: bool = False,
    dimension: str = "",
) -> Path:
    """Write a workbook of ``sheets`` (name and the XML of its rows). Style n + 1 has the n-th of ``formats``."""
    main, links = (STRICT, STRICT_LINKS) if strict else (MAIN, LINKS)
    own = {200 + place: code for place, code in enumerate(formats) if isinstance(code, str)}
    ids = [code if isinstance(code, int) else 200 + place for place, code in enumerate(formats)]
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        link = f'<Relationship Id="r1" Type="{links}/officeDocument" Target="xl/workbook.xml"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}">{link}</Relationships>')
        states = [' state="hidden"' if name in hidden else "" for name, _ in sheets]
        listed = "".join(
            f'<sheet name="{escape(name)}" sheetId="{n}" r:id="s{n}"{state}/>'
            for n, ((name, _), state) in enumerate(zip(sheets, states, strict=True), 1)
        )
        properties = '<workbookPr date1904="1"/>' if since_1904 else ""
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{links}">{properties}<sheets>{listed}</sheets></workbook>',
        )
        targets = "".join(
            f'<Relationship Id="s{n}" Type="{links}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n in range(1, len(sheets) + 1)
        )
        archive.writestr("xl/_rels/workbook.xml.rels", f'<Relationships xmlns="{_PACKAGE}">{targets}</Relationships>')
        codes = "".join(
            f'<numFmt numFmtId="{n}" formatCode="{escape(code, {chr(34): "&quot;"})}"/>' for n, code in own.items()
        )
        styles = "".join(f'<xf numFmtId="{n}"/>' for n in (0, *ids))
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{main}"><numFmts>{codes}</numFmts><cellXfs>{styles}</cellXfs></styleSheet>',
        )
        if strings:
            items = "".join(strings)
            archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{main}">{items}</sst>')
        for n, (_, content) in enumerate(sheets, 1):
            size = f'<dimension ref="{dimension}"/>' if dimension else ""
            archive.writestr(
                f"xl/worksheets/sheet{n}.xml",
                f'<worksheet xmlns="{main}">{size}<sheetData>{content}</sheetData></worksheet>',
            )
    return path
