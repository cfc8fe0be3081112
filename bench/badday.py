"""What a bad day does to who is at work: the same trouble made for ``yuntai serve`` of an earlier commit and of today.

In each trouble a few people open pages, one after the other; how long they wait is told from the outside.
"""

from __future__ import annotations

import json
import re
import socket
import statistics
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any

import requests
from openpyxl import load_workbook
from requests.adapters import HTTPAdapter

from bench.builds import Build, Server
from bench.measure import EARLIER, ROOT, earlier, high
from yuntai.packs import FOLDER as PACKS
from yuntai.registry.generate import generate
from yuntai.registry.load import load
from yuntai.registry.makeup import load_makeup
from yuntai.rules.rule.packs import load_pack

CONNECTIONS, TRIES = 300, 60
PEOPLE, SECONDS, PATIENCE = 4, 20.0, 60.0
"""How many open pages, for how long, and after how many seconds one gives a page up."""
PAGES = ("/", "/matters/skill_upgrading/", "/account/sign-in/")
ROWS, COLUMNS = 20_000, 50
"""Of the workbook: a million cells, no more rows than a declaration may have."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def report(working: Path, quick: bool) -> str:
    """Both builds, one after the other, over the same city."""
    city = working / "city"
    pack, until = load_pack(PACKS / "nanjing"), date(2023, 12, 31)
    words = pack.words(until)
    makeup = load_makeup(pack.folders, words)
    generate(city / "exports", 3_000 if quick else 20_000, 11, city / "truth", until, makeup)
    load(city / "exports", city / "registry", city / "rejects", city / "key", words=words)
    sources = {EARLIER: earlier(working / EARLIER), "now": ROOT / "src"}
    found = {
        name: _measure(source, city, working / f"home-{name}", 3.0 if quick else SECONDS)
        for name, source in sources.items()
    }
    return "\n".join(_told(found))


class _From(HTTPAdapter):
    """Connections from an address of one's own, as the people of a city have."""

    def __init__(self, address: str) -> None:
        self._address = address
        super().__init__()

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs, source_address=(self._address, 0))


@dataclass
class Waited:
    """How long people waited for pages, in seconds, and how many pages they gave up; what else is to be said."""

    times: list[float] = field(default_factory=list)
    failed: int = 0
    said: str = ""


@dataclass(frozen=True)
class Site:
    """A running platform, its accounts' one password."""

    server: Server
    password: str

    @property
    def address(self) -> str:
        return self.server.address


def _measure(source: Path, city: Path, home: Path, seconds: float) -> dict[str, Waited]:
    with _serving(source, city, home) as site:
        known = _signed_in(site, "worker", "127.0.2.1")
        troubles: dict[str, Callable[[Waited], Any]] = {
            "nothing": lambda _: time.sleep(seconds),
            f"{CONNECTIONS} connections that send nothing": lambda _: _connected(site, seconds, b""),
            f"{CONNECTIONS} connections that send a byte a second": lambda _: _connected(
                site, seconds, b"GET / HTTP/1.1\r\nX: "
            ),
            "a workbook of a million cells is handed in": lambda waited: _hand_in(site, home / "million.xlsx", waited),
            f"{TRIES} wrong passwords from elsewhere": lambda waited: _try_passwords(site, known, waited),
        }
        return {name: _at_work(site, trouble) for name, trouble in troubles.items()}


def _at_work(site: Site, trouble: Callable[[Waited], Any]) -> Waited:
    """Let people open pages for as long as the trouble lasts."""
    waited, over = Waited(), Event()
    people = [Thread(target=_open_pages, args=(site, number, waited, over)) for number in range(PEOPLE)]
    for one in people:
        one.start()
    trouble(waited)
    over.set()
    for one in people:
        one.join()
    return waited


def _open_pages(site: Site, number: int, waited: Waited, over: Event) -> None:
    turn = number
    while not over.is_set():
        begun = time.monotonic()
        try:  # each page on a connection of its own, as behind a proxy
            good = requests.get(site.address + PAGES[turn % len(PAGES)], timeout=PATIENCE).ok
        except requests.RequestException:
            good = False
        waited.times.append(time.monotonic() - begun)
        waited.failed += not good
        turn += 1
        over.wait(0.2)


def _connected(site: Site, seconds: float, beginning: bytes) -> None:
    """Hold connections open that send ``beginning`` and then a byte a second, or nothing at all."""
    with ExitStack() as stack:
        held = [
            stack.enter_context(socket.create_connection(("127.0.0.1", site.server.port))) for _ in range(CONNECTIONS)
        ]
        until = time.monotonic() + seconds
        for piece in (beginning, *[b"x"] * int(seconds)):
            for one in held if beginning else ():
                with suppress(OSError):
                    one.sendall(piece)
            time.sleep(1)
        time.sleep(max(0.0, until - time.monotonic()))


def _hand_in(site: Site, book: Path, waited: Waited) -> None:
    """Hand the workbook in as a declaration, and wait for the answer."""
    session = _signed_in(site, "approver", "127.0.2.2")
    page = session.get(site.address + "/account/acting/").text
    who = re.search(r'value="(operator-\d+)"', page)
    assert who is not None
    _send(session, site, "/account/acting/", {"who": who[1]})
    _send(session, site, "/employer/declare/", {})
    template = session.get(site.address + "/employer/declare/template/", timeout=PATIENCE).content
    [headings] = load_workbook(BytesIO(template)).worksheets[0].iter_rows(max_row=1, values_only=True)
    write_book(book, headings)
    begun = time.monotonic()
    with book.open("rb") as file:
        answer = _send(session, site, "/employer/declare/upload/", {}, {"sheet": file})
    took = time.monotonic() - begun
    said = f"{book.stat().st_size / 1000:,.0f} KB, answered with {answer.status_code} after {took:.1f} s"
    waited.said = f"{said}; peak memory of the web process {site.server.peak():,.0f} MiB"


def _try_passwords(site: Site, known: requests.Session, waited: Waited) -> None:
    """Try passwords on somebody's name from a dozen addresses; then she signs in where she did before, and elsewhere."""
    for number in range(TRIES):
        _signed_in(site, "worker", f"127.0.3.{1 + number // 5}", "wrong")
    _send(known, site, "/account/sign-out/", {})
    status = [_sign_in(known, site, "worker", site.password).status_code]
    status.append(_signed_in(site, "worker", "127.0.2.9", what="status"))
    said = ["is let in" if one == 200 else f"is refused ({one})" for one in status]
    waited.said = f"she {said[0]} in the browser that she uses, {said[1]} in one that nobody knows"


def _signed_in(site: Site, name: str, address: str, password: str = "", what: str = "") -> Any:
    """A session of ``name`` from ``address``; only the status of the answer where that is asked."""
    session = requests.Session()
    session.mount("http://", _From(address))
    answer = _sign_in(session, site, name, password or site.password)
    return answer.status_code if what else session


def _sign_in(session: requests.Session, site: Site, name: str, password: str) -> requests.Response:
    session.get(site.address + "/account/sign-in/", timeout=PATIENCE)
    return _send(session, site, "/account/sign-in/", {"username": name, "password": password})


def _send(
    session: requests.Session, site: Site, path: str, data: Mapping[str, str], files: Any = None
) -> requests.Response:
    sent = {"csrfmiddlewaretoken": session.cookies["csrftoken"], **data}
    headers = {"Referer": site.address + path}
    return session.post(site.address + path, data=sent, files=files, headers=headers, timeout=900)


@contextmanager
def _serving(source: Path, city: Path, home: Path) -> Iterator[Site]:
    """``yuntai serve`` of the code in ``source``, as it comes, with the demonstration's accounts."""
    home.mkdir()
    with Build(source, home).serve("--city", str(city)) as server:
        accounts = json.loads((home / "demo-accounts.json").read_text(encoding="utf-8"))
        yield Site(server, accounts[0]["password"])


def write_book(path: Path, headings: Sequence[str]) -> None:
    """A workbook of a million cells under ``headings``: small as a file, large once it is read."""
    head = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in headings)
    rows = ("".join(f"<c><v>{row * column % 997}</v></c>" for column in range(COLUMNS)) for row in range(ROWS - 1))
    body = "".join(f"<row>{cells}</row>" for cells in (head, *rows))
    sheet = f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>'
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/></Types>',
        "_rels/.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def _told(found: Mapping[str, Mapping[str, Waited]]) -> list[str]:
    lines = [
        f"{PEOPLE} people open pages ({', '.join(PAGES)}) of a city of 20,000, each on a new connection, with a pause of 0.2 s, "
        f"while there is trouble. The server is `yuntai serve` as it comes. Seconds; given up after {PATIENCE:.0f} s.",
        "",
        "| trouble | commit | pages | median | 95 % within | longest | failed | |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for trouble in found["now"]:
        for name, by_trouble in found.items():
            one = by_trouble[trouble]
            figures = (statistics.median(one.times), high(one.times), max(one.times))
            cells = (trouble, name, len(one.times), *(f"{each:.2f}" for each in figures), one.failed, one.said)
            lines.append(f"| {' | '.join(map(str, cells))} |")
    return lines
