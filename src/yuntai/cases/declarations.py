"""The yearly declaration of wages as the contribution base: an employer's staff of December, row by row, one case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from yuntai.cases.cells import cell_text
from yuntai.cases.content import catalogue, rule_of, watched
from yuntai.cases.staff import Staff, staff_of
from yuntai.clock import today
from yuntai.people.fields import mask_resident_id
from yuntai.people.models import Employee, Employer, Person
from yuntai.procedures import Field, Procedure
from yuntai.procedures.cells import read_cell
from yuntai.registry.pseudonym import pseudonym
from yuntai.rolls.spreadsheets import Line
from yuntai.rules.language.kinds import Date, Money, Text
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import ENTITLED, NOT_ENTITLED
from yuntai.rules.rule.rule import Rule

PROCEDURE = "contribution_base_declaration"

ENROLMENT = Field("enrolment", "参保登记号（系统带出，不要改）", Text(), "参保登记号", optional=True)
LAST_BASE = Field("last_base", "上年最后一个月的缴费基数（系统带出，不用填）", Money(), "上年缴费基数", optional=True)

REASON = Field("reason", "和上年、和登记不一样的原因（不到上年一半的要写）", Text(), "变化原因", optional=True)


@dataclass(frozen=True)
class Row:
    """A row of the declaration: what was typed, what is wrong with it, what the policy makes of it (yuan, as text).

    ``kinds`` names the kind of each fault (:data:`yuntai.cases.cells.KINDS`). ``results`` hold the registry's wages too.
    """

    line: int
    cells: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.faults

    @cached_property
    def last_base(self) -> Decimal | None:
        return Decimal(self.cells["last_base"]) if self.cells.get("last_base") else None

    @cached_property
    def known_wage(self) -> Decimal | None:
        """What the registry holds as the wages of last year."""
        return Decimal(self.results["known_wage"]) if self.results.get("known_wage") else None

    @property
    def masked_id(self) -> str:
        number = self.cells["employee_id"]
        return mask_resident_id(number) if len(number) > 10 else number

    @property
    def reason(self) -> str:
        return self.cells.get("reason", "")

    @cached_property
    def gross_wage(self) -> Decimal:
        return Decimal(self.cells["gross_wage"])

    @cached_property
    def base(self) -> Decimal:
        return Decimal(self.results["base"])

    @property
    def change(self) -> Decimal | None:
        """By how much the base is above last year's; nothing where there is none to compare."""
        return None if self.last_base is None else self.base - self.last_base

    @cached_property
    def annual_wage(self) -> Decimal:
        return Decimal(self.results["annual_wage"])

    @cached_property
    def monthly_wage(self) -> Decimal:
        return Decimal(self.results["monthly_wage"])

    def as_line(self) -> Line:
        return Line(self.line, self.cells, self.faults)


@dataclass(frozen=True)
class Window:
    """The time for declaring, both days included; whether it is ``open``."""

    first: date
    last: date
    open: bool


def window(rule: Rule, day: date) -> Window | None:
    """The policy's word on ``day`` alone; ``None`` where it sets no time."""
    got = answer(rule, {}, day, ask=False)
    step = next((step for step in got.trace if step.name == "window_open"), None)
    if step is None:
        return None
    first, last = (Date().parse(reading.value) for reading in step.readings)
    return Window(first, last, step.value is True)


def declared_on(rule: Rule, on: date) -> date:
    """``on``, or the nearest day of the year whose rules there are: no year is computed by another year's."""
    return min(max(on, rule.policy.begins), rule.policy.ends)


class Declaration:
    """The declaration of one employer ``on`` a day (today): its staff, the columns, the policy that is put to each row."""

    def __init__(self, employer: Employer, on: date | None = None) -> None:
        self.employer = employer
        self.on = on or today()
        self.procedure: Procedure = catalogue()[PROCEDURE]
        self.rule: Rule = rule_of(self.procedure.table)
        self.day = declared_on(self.rule, self.on)
        self.columns = (*self.procedure.columns, ENROLMENT, LAST_BASE, REASON)

    @property
    def current(self) -> bool:
        """Whether there are rules of this year."""
        return self.day == self.on

    @property
    def december(self) -> date:
        """The month whose staff is declared, by its first day."""
        return date(self.day.year - 1, 12, 1)

    @cached_property
    def window(self) -> Window | None:
        """The time for declaring in that year."""
        return window(self.rule, self.day)

    @cached_property
    def staff(self) -> dict[int, Staff]:
        """Those with an enrolment here in December of last year, by pseudonym."""
        return {one.person: one for one in staff_of(self.employer, self.day)}

    @cached_property
    def roster(self) -> dict[int, Employee]:
        """Those whom the employer keeps in its own roster, by pseudonym."""
        return {one.pseudonym: one for one in self.employer.roster.all()}

    @cached_property
    def due(self) -> list[Staff]:
        """The staff that must be declared: without late joiners and early leavers."""
        return [one for one in self.staff.values() if self._due(one)]

    def _due(self, one: Staff) -> bool:
        got = answer(self.rule, self._facts(one.cells), self.day, wanted=("declare",), ask=False)
        return got.results.get("declare") is True

    def _facts(self, cells: Mapping[str, Any]) -> dict[str, Any]:
        given = {column.name: cells.get(column.name) or None for column in self.procedure.columns if column.from_policy}
        return {"enrolment_kind": "employee", "employer_insured": self._insured, **given}

    @cached_property
    def _insured(self) -> bool | None:
        with watched().tables() as source:
            employers = source.table("employers")
            found = employers.filter(employers["employer"] == self.employer.uscc).to_pyarrow().to_pylist()
        return found[0]["insured_in_province"] if found else None

    def prefilled(self) -> list[Row]:
        """A row for each person who must be declared, as far as the registry and the platform know her."""
        cells = self.known(self.due)
        return self.check(Row(line, cells[one.enrolment]) for line, one in enumerate(self.due, 2))

    def known(self, staff: Sequence[Staff]) -> dict[str, dict[str, str]]:
        """The cells of each by enrolment; number and name as the employer's roster has them, else as the platform knows them."""
        unnamed = [one.person for one in staff if one.person not in self.roster]
        persons = {one.pseudonym: one for one in Person.objects.filter(pseudonym__in=unnamed)} | self.roster
        found = {}
        for one in staff:
            cells = dict(one.cells) | {"enrolment": one.enrolment, "last_base": one.last_base}
            if person := persons.get(one.person):
                cells |= {"employee_id": person.resident_id, "employee_name": person.name}
            found[one.enrolment] = cells
        return found

    def check(self, rows: Iterable[Row | Line]) -> list[Row]:
        """The rows with what is wrong, cell by cell, and what the policy makes of the good ones."""
        key = settings.HOME.key("person")
        seen: dict[str, int] = {}
        checked = []
        for row in rows:
            line = row.line if isinstance(row, Row) else row.number
            checked.append(self._check(line, row.cells, key, seen))
        return checked

    @cached_property
    def by_enrolment(self) -> dict[str, Staff]:
        return {one.enrolment: one for one in self.staff.values()}

    def _check(self, line: int, typed: Mapping[str, str], key: bytes, seen: dict[str, int]) -> Row:
        cells = {column.name: typed.get(column.name, "") for column in self.columns}
        held = self.by_enrolment.get(cells["enrolment"])
        if held and not cells["employee_id"] and (named := self.roster.get(held.person)):
            cells |= {"employee_id": named.resident_id, "employee_name": cells["employee_name"] or named.name}
        kind, fault, number = read_cell(self.procedure.columns[0], cells["employee_id"])
        if not fault:
            kind, fault, held = self._match(pseudonym(number, key), held)
            if number in seen:
                kind, fault = "twice", f"和第 {seen[number]} 行是同一个人，请删掉一行"
            seen.setdefault(number, line)
        if held:
            known = {name: text for name, text in held.cells.items() if name != "gross_wage" and not cells[name]}
            cells |= known | {"enrolment": held.enrolment, "last_base": held.last_base}
            if not cells["employee_name"] and (named := self.roster.get(held.person)):
                cells["employee_name"] = named.name
        wrong = {"employee_id": (kind, fault)} if fault else {}
        for column in (*self.procedure.columns, REASON):
            kind, fault, value = read_cell(column, cells[column.name])
            if fault:
                wrong.setdefault(column.name, (kind, fault))
            elif cells[column.name]:
                cells[column.name] = cell_text(column.kind, value)
        return _wrong(line, cells, wrong) if wrong else self._computed(line, cells, held)

    def _match(self, person: int, by_enrolment: Staff | None) -> tuple[str, str, Staff | None]:
        """What is wrong with a person who is not on the staff, or not the one of the enrolment in her row: kind and sentence."""
        held = self.staff.get(person)
        if held is None:
            december = f"{self.day.year - 1}年12月"
            said = f"没有查到这个人{december}在本单位参保：号码填错的请改，确实在职的请先办参保登记"
            return "unknown", said, by_enrolment
        if by_enrolment and by_enrolment is not held:
            return "other", f"和这一行的参保登记号 {by_enrolment.enrolment} 不是同一个人，请核对号码", held
        return "", "", held

    def answer(self, row: Row) -> Answer:
        """What the policy says of a row, with every step."""
        return answer(self.rule, self._facts(row.cells), self.day, ask=False)

    def _computed(self, line: int, cells: Mapping[str, str], held: Staff | None) -> Row:
        row = Row(line, cells)
        got = self.answer(row)
        if got.status == ENTITLED:
            monthly = next(step.value for step in got.trace if step.name == "monthly_wage")
            results = {"annual_wage": got.results["annual_wage"], "monthly_wage": monthly, "base": got.results["base"]}
            known = {"known_wage": held.cells["gross_wage"]} if held else {}
            return Row(line, cells, results={name: str(value) for name, value in results.items()} | known)
        return _wrong(line, cells, self._refused(got, cells))

    def _refused(self, got: Answer, cells: Mapping[str, str]) -> dict[str, tuple[str, str]]:
        """Why the policy does not let a row be declared, at the cell that it depends on: kind and sentence."""
        asked = [column.name for column in self.procedure.columns if column.from_policy]
        if got.status == NOT_ENTITLED and got.because:
            step = got.because[0]
            name = next((one for one in self.rule.nodes[step.name].needs if one in asked), "employee_id")
            return {name: ("not_due", f"不用申报：“{step.label}”这一条不成立。没有填错的，请删掉这一行")}
        if got.gaps:
            return {"employee_id": ("gap", "；".join(got.gaps))}
        name = next((one for one in asked if not cells[one]), "employee_id")
        return {name: ("missing", "没有这一项算不出基数，请填写")}

    def left_out(self, rows: Iterable[Row]) -> list[Staff]:
        """Those who must be declared and stand in no row."""
        named = {row.cells.get("enrolment") for row in rows}
        return [one for one in self.due if one.enrolment not in named]


def _wrong(line: int, cells: Mapping[str, str], found: Mapping[str, tuple[str, str]]) -> Row:
    """A row with what is wrong in it, by column: the kind of fault and the sentence."""
    kinds, said = ({name: one[at] for name, one in found.items()} for at in (0, 1))
    return Row(line, cells, said, kinds=kinds)


def rows_of(answers: Mapping[str, Any]) -> list[Row]:
    """The rows that a draft or a case holds."""
    return [Row(**row) for row in answers.get("rows", ())]
