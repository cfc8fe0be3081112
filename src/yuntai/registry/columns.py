"""What tables are made of: kinds of their own, columns, rules. Imported tables and rolls (台账) are declared alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from yuntai.errors import Place
from yuntai.registry.identity import check_resident_id, check_uscc, normalise_resident_id, normalise_uscc
from yuntai.rules.language.kinds import Date, Kind, Text
from yuntai.rules.language.texts import day_in

BIRTH = "person // 11000 % 100000000"
"""SQL: the day of birth as 19850307, while a file is checked and ``person`` holds the resident id (see ``identity``)."""


def number_of_day(column: str) -> str:
    """SQL: a day as 19850307."""
    return f"year({column}) * 10000 + month({column}) * 100 + day({column})"


def before_birth(column: str) -> str:
    """SQL: whether the day lies before the person's birth, where the number tells of it."""
    return f"{number_of_day(column)} < {BIRTH}"  # an old card's is below zero


@dataclass(frozen=True)
class Person(Kind):
    """A natural person: a resident id in an export, a keyed pseudonym in a registry."""

    title: ClassVar[str] = "公民身份号码"
    dtype: ClassVar[str] = "int64"

    def parse(self, text: str) -> str:
        """The normalised resident id. Raises ``ValueError`` with a Chinese sentence."""
        problems = check_resident_id(text)
        if problems:
            raise ValueError("；".join(problems))
        return normalise_resident_id(text)

    def check(self, value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError("人员须用登记库里的编号")
        return value

    def samples(self, today: date) -> list[int]:
        return [1, 2]


@dataclass(frozen=True)
class Employer(Kind):
    """An employer or another organisation, by its unified social credit code."""

    title: ClassVar[str] = "统一社会信用代码"
    dtype: ClassVar[str] = "string"

    def parse(self, text: str) -> str:
        """The normalised USCC. Raises ``ValueError`` with a Chinese sentence."""
        problems = check_uscc(text)
        if problems:
            raise ValueError("；".join(problems))
        return normalise_uscc(text)

    def check(self, value: Any) -> str:
        return self.parse(value) if isinstance(value, str) else self.parse("")

    def samples(self, today: date) -> list[str]:
        return ["913201000000000018", "91320100000000002B"]


@dataclass(frozen=True)
class Day(Date):
    """A day in an export: a month is none."""

    def _read(self, text: str) -> date:
        return day_in(text)


@dataclass(frozen=True)
class Birth(Day):
    """A day of birth: not so long ago that nobody lives since then (see ``identity.OLDEST``)."""

    least: date = date(1800, 1, 1)


@dataclass(frozen=True)
class Month(Date):
    """A calendar month, as the date of its first day."""

    title: ClassVar[str] = "月份"

    def check(self, value: Any) -> date:
        day = super().check(value)
        if day.day != 1:
            raise ValueError(f"{day} 不是月份，请写当月 1 日")
        return day


@dataclass(frozen=True)
class Column:
    """A column. ``references`` names the table whose key the value must be. A ``private`` column is never loaded: an import drops
    it, a roll encrypts it, and nothing that counts, matches or decides can name it.

    A day is of what has happened, unless it may lie ``ahead``. An export may be ``lacking`` a column that not every system
    has; its cells are then blank. Rows of a roll are found by what stands in a column with ``find``; ``public`` says that
    anybody may see it, ``until`` from which day on it is not filled in any more.
    """

    name: str
    kind: Kind
    title: str
    optional: bool = False
    references: str | None = None
    private: bool = False
    ahead: bool = False
    lacking: bool = False
    find: bool = False
    public: bool = False
    until: date | None = None
    place: Place | None = field(default=None, compare=False, repr=False)

    @property
    def export_name(self) -> str:
        """The heading by code in a bureau's export."""
        if isinstance(self.kind, Person):
            return "resident_id"
        return "uscc" if isinstance(self.kind, Employer) else self.name

    @property
    def headings(self) -> frozenset[str]:
        """Every heading under which an export may carry this column."""
        kind_title = {self.kind.title} if isinstance(self.kind, Person | Employer) else set()
        return frozenset({self.name, self.export_name, self.title} | kind_title)


OF_EVERY_ROLL = (
    Column("unit", Text(), "管理单位"),
    Column("since", Day(), "起始日期"),
    Column("until", Day(none="至今"), "终止日期"),
)
"""The columns that every roll has besides its own."""


@dataclass(frozen=True)
class Rule:
    """What a good row never does: ``breaks`` is SQL over the table's columns. A ``soft`` rule only warns."""

    breaks: str
    reason: str
    soft: bool = False


@dataclass(frozen=True)
class Needs:
    """What a good row has: where ``column`` is one of ``values``, the columns ``needs`` are filled in."""

    column: str
    values: tuple[str, ...]
    needs: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Keeper:
    """Which office keeps a row: the one with ``function`` at ``level``, in the place of what the column ``by`` names.

    Without ``by`` there is one office for all rows.
    """

    function: str
    level: str
    by: str = ""


@dataclass(frozen=True)
class Session:
    """What can be booked with a row (a stand, a seat): for whom, ``person`` or ``employer``, and how one shows that she came."""

    title: str
    holder: str
    waiting: bool
    sign_in: tuple[str, ...]


@dataclass(frozen=True)
class Kept:
    """How the bureau keeps a roll (台账): what a row is ``of`` (``person``, ``employer``, or nothing), who keeps it, what is unique
    beside the key, since when it is complete, what of its rows can be booked, and to whom besides rows are shown: offices by
    their function, and ``person`` or ``employer``, whom they are about."""

    of: str
    keeper: Keeper
    once: tuple[str, ...] = ()
    needs: tuple[Needs, ...] = ()
    complete_since: date | None = None
    sessions: Mapping[str, Session] = field(default_factory=dict)
    shown_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table: ``key`` names its unique columns, ``periods`` pairs of dates of which the first is not the later.

    The days ``of_a_life`` do not lie before the person's birth; a person has but one day ``once``. A roll is a table that is
    ``kept`` by the bureau itself; any other is imported.
    """

    name: str
    title: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    periods: tuple[tuple[str, str], ...] = ()
    rules: tuple[Rule, ...] = field(default=())
    of_a_life: tuple[str, ...] = ()
    once: str = ""
    kept: Kept | None = None
    place: Place | None = field(default=None, compare=False, repr=False)

    @cached_property
    def by_name(self) -> Mapping[str, Column]:
        """The columns by name."""
        return {column.name: column for column in self.columns}

    def __getitem__(self, name: str) -> Column:
        return self.by_name[name]

    def with_kinds(self, fit: Callable[[Kind], Kind]) -> Table:
        """This table with the kind of each column as ``fit`` gives it."""
        return replace(self, columns=tuple(replace(column, kind=fit(column.kind)) for column in self.columns))

    @property
    def loaded(self) -> tuple[Column, ...]:
        """The columns of the loaded table, in order."""
        return tuple(column for column in self.columns if not column.private)

    @property
    def seen(self) -> tuple[Column, ...]:
        """The columns that policies and selections see: of a roll also who keeps a row and between which days it holds."""
        return (*self.loaded, *OF_EVERY_ROLL) if self.kept else self.loaded
