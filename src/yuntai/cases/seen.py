"""What a function that an author writes into a flow sees of a case: ``needs=(paid_or_reason,)``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from yuntai.cases.content import pack
from yuntai.cases.models import Case
from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.notices.models import Letter
from yuntai.rules.language.sections import nearest


@dataclass(frozen=True)
class Seen:
    """A case at the moment of an act: the answers of the act's ``sheet`` and the ``reason`` given, on ``day``."""

    case: Case
    sheet: Mapping[str, Any]
    reason: str

    @property
    def day(self) -> date:
        """Today."""
        return today()

    @property
    def number(self) -> str:
        return str(self.case.number)

    @property
    def facts(self) -> Mapping[str, Any]:
        """What was answered when it was handed in, as typed."""
        return dict(self.case.facts)

    def parameter(self, name: str) -> Any:
        """The value that a parameter of the pack has today."""
        shared = pack().shared_parameters
        record = shared[name].on(today()) if name in shared else None
        if record is None:
            raise YuntaiError(f"没有“{name}”这个参数，或者它今天没有值{nearest(name, shared)}")
        return record.value

    def linked(self, procedure: str = "") -> list[Case]:
        """The cases that came of this one, of one procedure or of any."""
        found = Case.objects.filter(comes_of__source=self.case).order_by("pk")
        return list(found.filter(procedure=procedure) if procedure else found)

    def issued(self, wording: str) -> date | None:
        """The day on which the last letter of that wording was issued in this case."""
        last = Letter.objects.filter(case=self.case.number, kind=wording).order_by("pk").last()
        return last.issued_on if last else None
