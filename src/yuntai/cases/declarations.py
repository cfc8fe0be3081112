"""The yearly declaration of wages as the contribution base: an employer's staff of December, row by row, one case."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.conf import settings

from yuntai.cases.content import catalogue, registry, registry_lock, rule_of
from yuntai.cases.drafts import as_text, begin_draft, changed_since, find_draft, renew
from yuntai.cases.models import Case, Draft
from yuntai.cases.spreadsheets import Line
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.people.acting import Acting
from yuntai.people.models import Employer, Operator, Person
from yuntai.procedures import Field, Procedure
from yuntai.registry.pseudonym import pseudonym, read_key
from yuntai.rules.language.kinds import FAR, Date, Kind, Money, Text
from yuntai.rules.one.answer import Answer, answer
from yuntai.rules.one.status import ENTITLED, NOT_ENTITLED
from yuntai.rules.rule.rule import Rule

PROCEDURE = "contribution_base_declaration"

ENROLMENT = Field("enrolment", "参保登记号（系统带出，不要改）", Text(), "参保登记号", optional=True)
LAST_BASE = Field("last_base", "上年最后一个月的缴费基数（系统带出，不用填）", Money(), "上年缴费基数", optional=True)

_LOST_DIGITS = re.compile(r"[0-9.]+e\+[0-9]+")
_FORMULA = "这一格是公式，请复制后“选择性粘贴”为数值再传"


@dataclass(frozen=True)
class Staff:
    """A person with an enrolment here in December of last year, as the registry holds it: ``cells`` by fact, as text."""

    person: int
    enrolment: str
    last_base: str
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Row:
    """A row of the declaration: what was typed, what is wrong with it, what the policy makes of it (yuan, as text)."""

    line: int
    cells: Mapping[str, str]
    faults: Mapping[str, str] = field(default_factory=dict)
    results: Mapping[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.faults

    @property
    def last_base(self) -> Decimal | None:
        return Decimal(self.cells["last_base"]) if self.cells.get("last_base") else None

    @property
    def gross_wage(self) -> Decimal:
        return Decimal(self.cells["gross_wage"])

    @property
    def base(self) -> Decimal:
        return Decimal(self.results["base"])

    @property
    def change(self) -> Decimal | None:
        """By how much the base is above last year's; nothing where there is none to compare."""
        return None if self.last_base is None else self.base - self.last_base

    @property
    def annual_wage(self) -> Decimal:
        return Decimal(self.results["annual_wage"])

    @property
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
        self.columns = (*self.procedure.columns, ENROLMENT, LAST_BASE)

    @property
    def current(self) -> bool:
        """Whether there are rules of this year."""
        return self.day == self.on

    @cached_property
    def window(self) -> Window | None:
        """The time for declaring in that year."""
        return window(self.rule, self.day)

    @cached_property
    def staff(self) -> dict[int, Staff]:
        """Those with an enrolment here in December of last year, by pseudonym."""
        return {one.person: one for one in _staff(self.employer, self.day)}

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
        with registry_lock:
            employers = connected().table("employers")
            found = employers.filter(employers["employer"] == self.employer.uscc).to_pyarrow().to_pylist()
        return found[0]["insured_in_province"] if found else None

    def prefilled(self) -> list[Row]:
        """A row for each person who must be declared, as far as the registry and the platform know her."""
        cells = self.known(self.due)
        return self.check(Row(line, cells[one.enrolment]) for line, one in enumerate(self.due, 2))

    def known(self, staff: Sequence[Staff]) -> dict[str, dict[str, str]]:
        """The cells of each by enrolment; number and name where the platform knows the person."""
        persons = {one.pseudonym: one for one in Person.objects.filter(pseudonym__in=[one.person for one in staff])}
        found = {}
        for one in staff:
            cells = dict(one.cells) | {"enrolment": one.enrolment, "last_base": one.last_base}
            if person := persons.get(one.person):
                cells |= {"employee_id": person.resident_id, "employee_name": person.name}
            found[one.enrolment] = cells
        return found

    def check(self, rows: Iterable[Row | Line]) -> list[Row]:
        """The rows with what is wrong, cell by cell, and what the policy makes of the good ones."""
        by_enrolment = {one.enrolment: one for one in self.staff.values()}
        key = read_key(settings.HOME.person_key)
        seen: dict[str, int] = {}
        checked = []
        for row in rows:
            line = row.line if isinstance(row, Row) else row.number
            checked.append(self._check(line, row.cells, by_enrolment, key, seen))
        return checked

    def _check(
        self, line: int, typed: Mapping[str, str], by_enrolment: Mapping[str, Staff], key: bytes, seen: dict[str, int]
    ) -> Row:
        cells = {column.name: typed.get(column.name, "") for column in self.columns}
        held = by_enrolment.get(cells["enrolment"])
        fault, number = _parse(self.procedure.columns[0], cells["employee_id"])
        if not fault:
            fault, held = self._match(pseudonym(number, key), held)
            if number in seen:
                fault = f"和第 {seen[number]} 行是同一个人，请删掉一行"
            seen.setdefault(number, line)
        if held:
            known = {name: text for name, text in held.cells.items() if name != "gross_wage" and not cells[name]}
            cells |= known | {"enrolment": held.enrolment, "last_base": held.last_base}
        faults = {"employee_id": fault} if fault else {}
        for column in self.procedure.columns:
            wrong, value = _parse(column, cells[column.name])
            if wrong:
                faults.setdefault(column.name, wrong)
            elif cells[column.name]:
                cells[column.name] = _text(column.kind, value)
        if faults:
            return Row(line, cells, faults)
        return self._computed(line, cells)

    def _match(self, person: int, by_enrolment: Staff | None) -> tuple[str, Staff | None]:
        """What is wrong with a person who is not on the staff, or not the one of the enrolment in her row."""
        held = self.staff.get(person)
        if held is None:
            december = f"{self.day.year - 1}年12月"
            return f"没有查到这个人{december}在本单位参保：号码填错的请改，确实在职的请先办参保登记", by_enrolment
        if by_enrolment and by_enrolment is not held:
            return f"和这一行的参保登记号 {by_enrolment.enrolment} 不是同一个人，请核对号码", held
        return "", held

    def answer(self, row: Row) -> Answer:
        """What the policy says of a row, with every step."""
        return answer(self.rule, self._facts(row.cells), self.day, ask=False)

    def _computed(self, line: int, cells: Mapping[str, str]) -> Row:
        row = Row(line, cells)
        got = self.answer(row)
        if got.status == ENTITLED:
            monthly = next(step.value for step in got.trace if step.name == "monthly_wage")
            results = {"annual_wage": got.results["annual_wage"], "monthly_wage": monthly, "base": got.results["base"]}
            return Row(line, cells, results={name: str(value) for name, value in results.items()})
        return Row(line, cells, self._refused(got, cells))

    def _refused(self, got: Answer, cells: Mapping[str, str]) -> dict[str, str]:
        """Why the policy does not let a row be declared, at the cell that it depends on."""
        asked = [column.name for column in self.procedure.columns if column.from_policy]
        if got.status == NOT_ENTITLED and got.because:
            step = got.because[0]
            name = next((one for one in self.rule.nodes[step.name].needs if one in asked), "employee_id")
            return {name: f"不用申报：“{step.label}”这一条不成立。没有填错的，请删掉这一行"}
        if got.gaps:
            return {"employee_id": "；".join(got.gaps)}
        name = next((one for one in asked if not cells[one]), "employee_id")
        return {name: "没有这一项算不出基数，请填写"}

    def left_out(self, rows: Iterable[Row]) -> list[Staff]:
        """Those who must be declared and stand in no row."""
        named = {row.cells.get("enrolment") for row in rows}
        return [one for one in self.due if one.enrolment not in named]


def connected() -> Any:
    """The registry. Raises ``YuntaiError`` where there is none."""
    source = registry()
    if source is None:
        raise YuntaiError("登记库没有接上，现在列不出职工名单，请稍后再试，或者打 12333")
    return source


def _staff(employer: Employer, day: date) -> list[Staff]:
    """The enrolments of an employer in December of the year before ``day``, with that year's wages and the allowance."""
    source, december = connected(), date(day.year - 1, 12, 1)
    with registry_lock:
        enrolments, paid, benefits = (source.table(name) for name in ("enrolments", "contributions", "benefits"))
        mine = enrolments.filter(
            enrolments["employer"] == employer.uscc,
            enrolments["kind"] == "employee",
            enrolments["began_on"] < date(day.year, 1, 1),
            enrolments["ended_on"] >= december,
        )
        year = paid.filter(paid["month"].between(date(day.year - 1, 1, 1), december)).semi_join(mine, "enrolment")
        sums = year.group_by("enrolment").aggregate(
            months=year.count(), gross_wage=year["wage"].sum(), last_base=year["base"].argmax(year["month"])
        )
        injury = benefits.filter(benefits["kind"] == "injury", benefits["month"] == december)
        allowances = injury.group_by("person").aggregate(allowance=injury["amount"].sum())
        joined = mine.left_join(sums, "enrolment").left_join(allowances, "person")
        found = joined.order_by("enrolment").to_pyarrow().to_pylist()
    return [_of_enrolment(row) for row in found]


def _of_enrolment(row: Mapping[str, Any]) -> Staff:
    facts = {
        "joined_on": row["began_on"],
        "left_on": "至今" if row["ended_on"] == FAR else row["ended_on"],
        "employed_in_december": True,
        "months": row["months"],
        "gross_wage": row["gross_wage"],
        "draws_allowance": row["allowance"] is not None,
        "allowance": row["allowance"],
    }
    cells = {name: as_text(value) for name, value in facts.items()}
    return Staff(row["person"], str(row["enrolment"]), as_text(row["last_base"]), cells)


def _parse(column: Field, text: str) -> tuple[str, Any]:
    """What is wrong with a cell and what to do, or nothing and its value."""
    if not text:
        return ("" if column.optional else f"没有填{column.label}，请补上"), None
    if text.startswith("="):
        return _FORMULA, None
    if column.name == "employee_id" and _LOST_DIGITS.fullmatch(text):
        return "号码被表格当成数字，后几位丢了，请把这一列设成“文本”格式后重填", None
    try:
        return "", column.kind.parse(text)
    except ValueError as error:
        return str(error) if "，请" in str(error) else f"{error}，请改正", None


def _text(kind: Kind, value: Any) -> str:
    return kind.none if isinstance(kind, Date) and kind.none and value == FAR else as_text(value)


def rows_of(answers: Mapping[str, Any]) -> list[Row]:
    """The rows that a draft or a case holds."""
    return [Row(**row) for row in answers.get("rows", ())]


def begin_declaration(declaration: Declaration, acting: Acting) -> Draft:
    """The draft there is; or a new one with the rows that were handed in last for that year, else the staff of December."""
    if old := find_draft(PROCEDURE, declaration.employer):
        return old
    last = Case.objects.of(declaration.employer).filter(procedure=PROCEDURE).order_by("submitted_at").last()
    same_year = last is not None and last.facts["year"] == str(declaration.day.year)
    rows = declaration.check(rows_of(last.facts)) if same_year else declaration.prefilled()
    return keep(declaration, begin_draft(declaration.procedure, acting, {"online_impossible": "否"}), rows)


def in_hand(employer: Employer) -> Case | None:
    """The declaration of the employer that is being handled: there is no second one beside it."""
    return Case.objects.of(employer).open().filter(procedure=PROCEDURE).first()  # type: ignore[no-any-return]


def keep(declaration: Declaration, draft: Draft, rows: Sequence[Row]) -> Draft:
    """Save checked rows in the draft, and who is left out of them."""
    draft.answers |= {
        "registered_online": as_text(declaration.employer.registered_on is not None),
        "year": str(declaration.day.year),
        "rows": [asdict(row) for row in rows],
        "left_out": [
            {"enrolment": one.enrolment, "joined_on": one.cells["joined_on"], "last_base": one.last_base}
            for one in declaration.left_out(rows)
        ],
    }
    draft.save(update_fields=["answers", "changed_at"])
    return draft


def refresh(declaration: Declaration, draft: Draft) -> list[str]:
    """Check the rows again by the rules and the registry of now; what has changed in the procedure, in sentences."""
    changed = changed_since(draft)
    if changed:
        renew(draft)
    keep(declaration, draft, declaration.check(rows_of(draft.answers)))
    return changed


def unready(answers: Mapping[str, Any]) -> dict[str, str]:
    """Why the rows of a draft cannot be handed in yet."""
    rows = rows_of(answers)
    bad = sum(not row.good for row in rows)
    if bad:
        return {"rows": f"表里还有 {bad} 行有错误，请改正"}
    return {} if rows else {"rows": "表里还没有职工，请填表"}


def hindrance(acting: Acting) -> str:
    """Why the user may not hand in a declaration for the employer, in a sentence; empty if she may."""
    employer = acting.subject
    if not isinstance(employer, Employer):
        return "缴费工资基数由单位申报，请先选择代哪个单位办理"
    if employer.registered_on is None:
        return "单位还没有实名注册，请先注册再提交；填好的表都存着"
    if case := in_hand(employer):
        return f"已提交的申报（{case.number}）还在办；要改，请先在“查进度”里撤回它，再提交这一份"
    approvers = Operator.objects.in_force().filter(employer=employer, role=Operator.Role.APPROVER)
    if approvers.filter(user=acting.user).exists():
        return ""
    names = "、".join(str(one.user) for one in approvers.select_related("user"))
    return f"您可以填表、改表，由审批人提交：{names}" if names else "要由审批人提交，单位还没有审批人，请先登记一位"
