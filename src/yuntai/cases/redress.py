"""What can be done against a refusal: which body, within how many days, by which article; the bodies from the data of the unit."""

from __future__ import annotations

from dataclasses import dataclass

from yuntai.cases.content import catalogue
from yuntai.cases.models import Case
from yuntai.procedures import Letter, Procedure

_ASK = "是哪一个，请打 12333 问"
_UNCHECKED = "这个名称还没有同原文核对过，去以前请打 12333 问清"
_FIRST = "依照《行政复议法》第二十三条应当先申请行政复议的，先申请行政复议。"


@dataclass(frozen=True)
class Remedy:
    """One way: ``title`` (申请行政复议), the body that it goes to, ``within`` which time, by which articles; ``note`` on the body."""

    title: str
    body: str
    within: str
    source: str
    note: str = ""

    @property
    def sentence(self) -> str:
        """The way as a letter tells of it."""
        note = f"（{self.note}）" if self.note else ""
        return f"可以{self.within}向{self.body}{note}{self.title}（{self.source}）。"


def wording_of(case: Case, outcome: str) -> Letter:
    """The letter that tells of ``outcome``: the procedure's own or the one of all."""
    letters = catalogue().letters
    return letters.get(case.version.load().outcomes.get(outcome, "")) or letters[outcome]


def remedies(case: Case, wording: Letter) -> list[Remedy]:
    """The ways against what a letter of this wording tells; none where it is no refusal."""
    match wording.remedy:
        case "administrative":
            return _administrative(case.version.load(), case.unit.code)
        case "arbitration":  # no article sets a term; the limitation of the claim itself goes on
            return [Remedy("起诉", "人民法院", "就该劳动争议事项", "《劳动争议调解仲裁法》第二十九条", _ASK)]
    return []


def told(ways: list[Remedy]) -> str:
    """All ways, a line each, as a letter lists them."""
    lines = [f"{number}. {way.sentence}" for number, way in enumerate(ways, 1)]
    return "\n".join([*lines, *([_FIRST] if len(ways) > 1 else [])])


def _administrative(procedure: Procedure, code: str) -> list[Remedy]:
    """Review by the government at the unit's level, and suit: 《行政复议法》（2023）第二十条、第二十四条，《行政诉讼法》第四十六条.

    What an insurance agency does is open to both by 《社会保险法》第八十三条第二款.
    """
    units = catalogue().units
    review, court = units.review_body(code), units.court(code)
    insurance = "、《社会保险法》第八十三条第二款" if procedure.routing.function == "insurance" else ""
    return [
        Remedy(
            "申请行政复议",
            review or "行政复议机关",
            "自知道本决定之日起六十日内，",
            f"《行政复议法》第二十条、第二十四条{insurance}",
            "" if review else _ASK,
        ),
        Remedy(
            "提起行政诉讼",
            court.name if court else "有管辖权的人民法院",
            "自知道本决定之日起六个月内，",
            f"《行政诉讼法》第四十六条{insurance}",
            _ASK if not court else _UNCHECKED if court.verify else "",
        ),
    ]
