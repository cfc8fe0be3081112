"""The tree of units: the bureau and its offices, districts, streets, communities; and which of them handles a case.

``units.yaml`` of a pack lists ``functions`` (what units do: code and Chinese name; a place adds to those of its parents)
and ``units`` (the nearest pack that has any).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.procedures.kinds import Locality
from yuntai.procedures.schema import LEVELS, Procedure
from yuntai.rules.language.grounds import MARKS, Marked
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.codes import Words
from yuntai.rules.rule.packs import Pack

WINDOW = "window"
"""The function of a comprehensive window, which accepts for all others."""

NO_DISTRICT = "说不清在哪个区"
"""The place of those who cannot say: the case goes to the city's desk."""

_NATIONAL_CODE = re.compile(r"[0-9]{6}")
CHANNEL_OF = {"city": "counter", "district": "counter", "street": "outlet", "community": "outlet"}
"""The channel of what is accepted at a counter of a unit, by the unit's level."""


@dataclass(frozen=True)
class Court(Marked):
    """The court for suits against a unit."""

    name: str


@dataclass(frozen=True)
class Unit:
    """A unit. ``code`` is the division code of GB/T 2260 or, if ``demonstration``, made up for the demonstration.

    ``review_body`` and ``court`` are those to whom a refusal of the unit can be taken.

    ``district`` is the name by which the registry knows a district; a unit within the district has it too.
    """

    code: str
    name: str
    level: str
    parent: str | None
    functions: frozenset[str]
    district: str | None = None
    demonstration: bool = False
    address: str = ""
    phone: str = ""
    hours: str = ""
    review_body: str = ""
    court: Court | None = None

    @property
    def place(self) -> str:
        """Where it is, as people call it: 玄武区; 玄武区梅园新村街道."""
        if self.district is None:
            return self.name
        district = (
            self.district
            if self.district.endswith(("区", "县", "市", "镇", "乡", "街", "街道"))
            else f"{self.district}区"
        )
        return district if self.level == "district" else f"{district}{self.name}"


class Office(Protocol):
    """Who does something: units with ``function`` at ``level``, or above it where there is none."""

    @property
    def function(self) -> str: ...

    @property
    def level(self) -> str: ...


class Units(Mapping[str, Unit]):
    """All units of a place by code, those above first; ``functions`` are the Chinese names of what they do."""

    def __init__(self, functions: Mapping[str, str], units: Sequence[Unit], words: Words | None = None) -> None:
        self.functions = functions
        self._words = words or Words()
        self._units = {unit.code: unit for unit in units}

    def __getitem__(self, code: str) -> Unit:
        return self._units[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._units)

    def __len__(self) -> int:
        return len(self._units)

    @cached_property
    def districts(self) -> Mapping[str, Unit]:
        """The districts' bureaus by the district's name."""
        return {unit.district: unit for unit in self.values() if unit.level == "district" and unit.district}

    def above(self, code: str) -> Iterator[Unit]:
        """The unit, the one it belongs to, and so on up to the bureau."""
        here: str | None = code
        while here is not None:
            unit = self[here]
            yield unit
            here = unit.parent

    def review_body(self, code: str) -> str:
        """Who reviews what a unit decides; empty where that is not written. A district's bureau has another than the city's."""
        for unit in self.above(code):
            if unit.review_body or unit.level == "district":
                return unit.review_body
        return ""

    def court(self, code: str) -> Court | None:
        """Which court hears suits against a unit: its own, or that of the nearest unit above."""
        return next((unit.court for unit in self.above(code) if unit.court), None)

    def within(self, code: str) -> tuple[Unit, ...]:
        """The unit and all that belong to it."""
        return tuple(unit for unit in self.values() if any(one.code == code for one in self.above(unit.code)))

    @cached_property
    def root(self) -> Unit:
        """The bureau itself."""
        return next(unit for unit in self.values() if unit.parent is None)

    @cached_property
    def places(self) -> Locality:
        """What a question of the kind place may be answered with; nothing where there are no units."""
        options, groups = {}, {}
        for bureau in self.districts.values():
            streets = [unit for unit in self.within(bureau.code) if unit.level == "street"]
            options[bureau.code] = f"{bureau.place}（街道说不清）" if streets else bureau.place
            options |= {street.code: street.place for street in streets}
            groups |= {unit.code: bureau.place for unit in (bureau, *streets) if streets}
        words = {
            word: self.districts[district].code
            for one in self._words.lists.values()
            if one.options <= self.districts.keys()
            for word, district in one.synonyms.items()
        }
        options |= {self.root.code: NO_DISTRICT} if options else {}
        return Locality(options, synonyms=words, groups=groups)

    def place_of(self, word: str) -> str:
        """The code of the place that ``word`` means: its code, its name, a district's of before; empty where it is none."""
        try:
            return self.places.parse(word)
        except ValueError:
            return ""

    def desk(self, procedure: Procedure) -> Unit:
        """The city's own desk, for a case of which no place is known: its office for this, its window, the bureau."""
        own = [one for one in self.values() if one.level == "city"]
        wanted = (one for function in (procedure.routing.function, WINDOW) for one in own if function in one.functions)
        return next(wanted, self.root)

    @cached_property
    def window(self) -> Unit:
        """The city's window; the bureau where it has none."""
        return next((one for one in self.values() if one.level == "city" and WINDOW in one.functions), self.root)

    def without(self, office: Office) -> list[str]:
        """The districts for which there is no unit with the function."""
        return [name for name, bureau in self.districts.items() if self._find(office, bureau) is None]

    def office(self, office: Office, place: str) -> Unit | None:
        """The unit that does this in a place: a district's name, or the code of a unit; of the bureau where it is neither."""
        return self._find(office, self.districts.get(place) or self.get(place) or self.root)

    def route(self, procedure: Procedure, place: str) -> Unit:
        """The unit that handles a case of ``place``: a district's name, or the code of a unit of that place.

        It is sought at the procedure's level and then further up. Raises ``YuntaiError`` where there is none.
        """
        start = self.districts[place] if place in self.districts else self.get(place)
        if start is None:
            raise YuntaiError(f"没有“{place}”这个区或单位{nearest(place, [*self.districts, *self])}")
        if found := self._find(procedure.routing, start):
            return found
        raise YuntaiError(f"“{place}”没有办理{procedure.routing.function_title}的单位，请在 units.yaml 里补上")

    def _find(self, wanted: Office, start: Unit) -> Unit | None:
        levels = list(LEVELS)
        for unit in self.above(start.code):
            if levels.index(unit.level) > levels.index(wanted.level):
                continue
            offices = (one for one in self.values() if one.parent == unit.code and one.level == unit.level)
            for one in (*offices, unit):
                if wanted.function in one.functions:
                    return one
        return None

    def accepting(self, procedure: Procedure, place: str) -> tuple[Unit, ...]:
        """The windows that accept a case of ``place``: of the whole city where the procedure is city-wide."""
        handling = self.route(procedure, place)
        if procedure.routing.city_wide or handling.district is None:
            area = tuple(self.values())
        else:
            area = self.within(self.districts[handling.district].code)
        return tuple(unit for unit in area if WINDOW in unit.functions and CHANNEL_OF[unit.level] in procedure.channels)

    def closest(self, procedure: Procedure, place: str, channel: str, here: str) -> Unit | None:
        """The window of ``channel`` that accepts a case of ``place`` and shares most of the tree with ``here``.

        Both are the name of a district or the code of a unit.
        """
        start = self.districts[here] if here in self.districts else self[here]
        near = {unit.code for unit in self.above(start.code)}
        windows = (unit for unit in self.accepting(procedure, place) if CHANNEL_OF[unit.level] == channel)
        return max(windows, key=lambda one: len(near & {unit.code for unit in self.above(one.code)}), default=None)


def load_units(pack: Pack) -> Units:
    """The units of a place. Raises ``YuntaiError`` with file and line."""
    files = [folder / "units.yaml" for folder in pack.folders if (folder / "units.yaml").exists()]
    documents = [Section.of_file(path, "单位表") for path in files]
    functions: dict[str, str] = {}
    for document in reversed(documents):
        document.only("functions", "units")
        if "functions" in document:
            names = document.section("functions", "职能表")
            functions |= {str(code): names.text(code) for code in names.entry}
    for document in documents:
        if "units" in document:
            return Units(functions, _read_units(document, functions), pack.words(today()))
    return Units(functions, [])


def _read_units(document: Section, functions: Mapping[str, str]) -> list[Unit]:
    units: dict[str, Unit] = {}
    for section in document.sections("units", "单位"):
        unit = _read_unit(section, functions, units)
        if unit.code in units:
            section.fail(f"单位代码“{unit.code}”写了两次，换一个", "code")
        units[unit.code] = unit
    return list(units.values())


def _read_unit(section: Section, functions: Mapping[str, str], above: Mapping[str, Unit]) -> Unit:
    section.only(
        *("code", "name", "level", "parent", "functions", "district", "demonstration", "address", "phone", "hours"),
        *("review_body", "court"),
    )
    code, demonstration = section.text("code"), section.flag("demonstration")
    if not demonstration and not _NATIONAL_CODE.fullmatch(code):
        section.fail(f"“{code}”不是 GB/T 2260 的六位代码；自编的代码请加 demonstration: true", "code")
    parent = section.one_of("parent", above) if "parent" in section else None
    level = section.one_of("level", LEVELS)
    if parent is not None and list(LEVELS).index(level) < list(LEVELS).index(above[parent].level):
        section.fail(f"{LEVELS[level]}级单位不能属于{LEVELS[above[parent].level]}级单位，改 level 或 parent", "level")
    return Unit(
        code=code,
        name=section.text("name"),
        level=level,
        parent=parent,
        functions=frozenset(section.some_of("functions", functions, ())),
        district=section.text("district", "") or (above[parent].district if parent else None),
        demonstration=demonstration,
        address=section.text("address", ""),
        phone=section.text("phone", ""),
        hours=section.text("hours", ""),
        review_body=section.text("review_body", ""),
        court=_read_court(section.section("court", "法院")) if "court" in section else None,
    )


def _read_court(section: Section) -> Court:
    section.only("name", *MARKS)
    return Court(section.text("name"), **section.marks().marks)
