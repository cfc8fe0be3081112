"""What a procedure (事项) is: whom it is for, what it asks, what it needs, how long it takes, who handles it.

A definition is immutable and complete in itself: questions and kinds that come from a policy are copied into it, so that
a case can keep the version it began with (:meth:`Procedure.to_dict`) whatever becomes of the policy.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as default
from decimal import Decimal
from functools import cached_property
from typing import Any

from yuntai.procedures.controls import CONTROLS
from yuntai.procedures.plain import from_plain, to_plain
from yuntai.rules.language.grounds import Marked
from yuntai.rules.language.kinds import Kind

AUDIENCES = {"person": "个人", "employer": "单位"}
KINDS = {
    "grant": "待遇补贴申领",
    "registration": "登记",
    "declaration": "申报",
    "recognition": "认定",
    "transfer": "转移",
    "review": "评审",
    "enrolment": "报名",
    "report": "反映线索",
    "dispute": "争议处理",
    "correction": "更正",
}
"""What a procedure does."""
CHANNELS = {"online": "网上", "counter": "窗口", "outlet": "街道社区网点", "terminal": "自助终端", "phone": "电话12333"}
OUTCOMES = {
    "accepted": "受理",
    "granted": "予以办理",
    "refused": "不予办理",
    "rejected": "不予受理",
    "correcting": "补正材料",
}
"""What a letter is written for."""
REMEDIES = {"administrative": "行政复议和行政诉讼", "arbitration": "仲裁不受理，向法院起诉"}
"""What can be done against what a letter tells."""
LEVELS = {"city": "市", "district": "区", "street": "街道", "community": "社区"}
"""The levels of units, from above."""
BASES = {"residence": "居住地", "employer": "单位所在地", "place": "填的地点", "unit": "受理的网点"}
"""Whose place decides which unit handles a case."""
DAYS = {"workdays": "个工作日", "days": "日"}
"""How a law counts its days."""
CORRECTION_DAYS = 15
"""Days for a correction where no law sets a term: the bureau's own."""
FROM = {"application": "收到申请", "acceptance": "受理"}
"""From which day a law counts."""
APPLICANT = "applicant"
"""Stands among what a claim is for, beside questions of the form, for whoever applies."""
PERIODS = {"month": "%Y-%m", "year": "%Y"}
"""How often something may be claimed again, each with how a day's period is written."""
FORMATS = ("pdf", "jpg", "png", "ofd", "xlsx", "xls", "csv")
"""What a file that is handed in may be."""


@dataclass(frozen=True)
class Condition:
    """A yes-or-no or choice field that must have one of ``values`` (the code of an option, ``true`` or ``false``)."""

    field: str
    values: tuple[str, ...]

    def holds(self, values: Mapping[str, Any]) -> bool | None:
        """Whether it holds of parsed ``values``; ``None`` while the field is not known."""
        value = values.get(self.field)
        if value is None:
            return None
        return (str(value).lower() if isinstance(value, bool) else value) in self.values


def all_hold(conditions: Iterable[Condition], values: Mapping[str, Any]) -> bool | None:
    """Whether all conditions hold; ``None`` while that is not known."""
    found = [condition.holds(values) for condition in conditions]
    if False in found:
        return False
    return None if None in found else True


@dataclass(frozen=True)
class Field:
    """One question. ``registry`` is where the registry holds it: ``table.column``, or the tables it is worked out from."""

    name: str
    ask: str
    kind: Kind
    title: str = ""
    help: str = ""
    optional: bool = False
    from_policy: bool = False
    registry: str | None = None

    @property
    def label(self) -> str:
        """What it is called on a summary, in a table or a letter."""
        return self.title or self.ask


@dataclass(frozen=True)
class Group:
    """Questions that belong together."""

    title: str
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class Material(Marked):
    """A document to hand in. ``replaced_by`` is the registry table that makes it needless for those it holds.

    ``sent_by`` is who sends it to the bureau instead of the applicant, who is then not asked for it.
    """

    id: str
    title: str
    optional: bool = False
    when: tuple[Condition, ...] = ()
    replaced_by: str | None = None
    sent_by: str = ""
    formats: tuple[str, ...] = ("pdf", "jpg", "png")
    most_mb: int = 10
    source: str = ""

    @property
    def sent(self) -> str:
        """That and by whom it is sent to the bureau; empty for what the applicant hands in."""
        return f"由{self.sent_by}转来" if self.sent_by else ""

    @property
    def needed(self) -> str:
        """``always``, ``when`` (by its conditions) or ``optional``."""
        if self.optional:
            return "optional"
        return "when" if self.when else "always"


@dataclass(frozen=True)
class Routing:
    """Which unit handles a case: the one with ``function`` at ``level``, in the place of ``by``.

    ``fields`` are the questions whose answers say where that is, the surest first: the place itself; the employer's code or
    name, or the id of somebody who works there. Without them the employer is the applicant, or the applicant's.
    A ``city_wide`` procedure is accepted by every outlet of the city, any other one by those of the place.
    """

    by: str
    level: str
    function: str
    function_title: str
    city_wide: bool = False
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class SecondOfficer:
    """When a second officer must confirm: ``always``, ``over`` an amount in yuan, or where it reaches back in time."""

    over: Decimal | None = None
    retroactive: bool = False
    always: bool = False


@dataclass(frozen=True)
class Claim:
    """What may be had once, or once in a period: ``things`` are questions of the form, or :data:`APPLICANT`."""

    things: tuple[str, ...]
    every: str = ""


@dataclass(frozen=True)
class RiskPoint:
    """What can go wrong; the names of the :data:`~yuntai.procedures.controls.CONTROLS` against it; at what an officer looks."""

    title: str
    controls: tuple[str, ...] = ()
    look: str = ""

    @property
    def control(self) -> str:
        """The controls and what to look at, in sentences."""
        said = [CONTROLS[name].text for name in self.controls if name in CONTROLS]
        return "。".join([*said, *([f"办理时核对：{self.look}"] if self.look else [])]) + "。"


@dataclass(frozen=True)
class Letter(Marked):
    """The text of a letter; ``{name}`` stands for what :data:`yuntai.procedures.letters.PLACEHOLDERS` lists.

    ``remedy`` (a code of :data:`REMEDIES`) is what can be done against what it tells; empty where it is no refusal.
    """

    id: str
    title: str
    text: str
    source: str = ""
    remedy: str = ""


@dataclass(frozen=True)
class Stage:
    """A step or an outcome of a flow, as a case keeps it: what it is called; the ``days`` for it, which count as ``counts`` says
    (:data:`DAYS`), if it has any; whether a party has it (``theirs``); of an outcome whether it is ``granted``, ``refused`` or neither.
    """

    title: str
    days: int | None = None
    counts: str = "workdays"
    theirs: bool = False
    granted: str = ""


@dataclass(frozen=True)
class Procedure(Marked):
    """A procedure as it holds in one place.

    ``policy`` decides where there is one; ``subject`` is the registry table whose row a case is about (a certificate, a
    spell of unemployment), ``paid`` the result that a grant pays. ``interview`` says that facts of the policy that the
    form does not name are asked where still needed; ``officer`` names those that the officer fills in. ``table`` is the
    policy that is put to every row of a table with ``columns``, for a declaration.
    ``claim`` is what a case lays claim to, which no other may have too.
    ``audience`` says who may apply, in codes of :data:`AUDIENCES`.
    ``correction_days`` are the applicant's for a correction: by ``correction_source`` or, without it, the bureau's own term.
    ``acceptance_days`` and the law's own count as ``acceptance_in`` and ``legal_in`` say (:data:`DAYS`), the law's from
    ``legal_from`` (:data:`FROM`); promised days are working days from acceptance.
    ``days_marks`` are those of the days' own source, ``days_source``.
    ``promise`` is whose promise ``promised_days`` is: ``demonstration``, or the instrument that announced it.
    ``flow`` is how a case goes, empty for the standard one; ``stages`` are its steps and outcomes by name; ``sheets`` the questions
    that are answered with its acts.
    """

    id: str
    title: str
    audience: frozenset[str]
    kind: str
    theme: str
    version: int
    summary: str
    guide: str
    source: str
    acceptance_days: int
    legal_days: int | None
    legal_in: str
    promised_days: int
    days_source: str
    promise: str
    routing: Routing
    channels: frozenset[str]
    outcomes: Mapping[str, str]
    acceptance_in: str = "workdays"
    legal_from: str = "acceptance"
    days_marks: Marked = default(default_factory=Marked)
    policy: str | None = None
    subject: str | None = None
    paid: str | None = None
    interview: bool = False
    officer: tuple[Field, ...] = ()
    groups: tuple[Group, ...] = ()
    table: str | None = None
    columns: tuple[Field, ...] = ()
    materials: tuple[Material, ...] = ()
    second_officer: SecondOfficer = default(default_factory=SecondOfficer)
    claim: Claim | None = None
    risks: tuple[RiskPoint, ...] = ()
    correction_days: int = CORRECTION_DAYS
    correction_source: str = ""
    flow: str = ""
    stages: Mapping[str, Stage] = default(default_factory=dict)
    sheets: Mapping[str, tuple[Field, ...]] = default(default_factory=dict)

    @property
    def fields(self) -> Iterator[Field]:
        """Every question of the form, in order."""
        return (field for group in self.groups for field in group.fields)

    def stage(self, state: str) -> Stage | None:
        """The step, or the outcome, that a case is in; nothing where that is of every flow."""
        return self.stages.get(state) or self.stages.get(f"/{state}")

    @property
    def acceptance(self) -> str:
        """In how many days the applicant hears whether the case is accepted: 3 个工作日."""
        return f"{self.acceptance_days} {DAYS[self.acceptance_in]}"

    @property
    def legal(self) -> str:
        """The law's own time: 从受理起 60 日; empty where it sets none."""
        if self.legal_days is None:
            return ""
        return f"从{FROM[self.legal_from]}起 {self.legal_days} {DAYS[self.legal_in]}"

    def to_dict(self) -> dict[str, Any]:
        """The definition as plain data; of the standard flow nothing is said, so that it is as it was before there were others."""
        plain: dict[str, Any] = to_plain(self)
        return {name: value for name, value in plain.items() if value or name not in ("flow", "stages", "sheets")}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Procedure:
        """The procedure that :meth:`to_dict` made ``data`` of."""
        procedure: Procedure = from_plain(cls, data)
        return procedure

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the definition: two procedures are the same if and only if it is."""
        return hashlib.sha256(json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True).encode()).hexdigest()
