"""The sheets of a case: what is answered with an act of its flow, whether it may be done with these answers, who sees them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from yuntai.cases.applications import parse_answers
from yuntai.cases.beside import Sheet
from yuntai.cases.decisions import Suggestion
from yuntai.cases.going import panel_of
from yuntai.cases.history import History
from yuntai.cases.models import Case, Event
from yuntai.cases.seen import Seen
from yuntai.errors import YuntaiError
from yuntai.people.fields import blind_index
from yuntai.people.models import User
from yuntai.procedures import Field, Procedure
from yuntai.procedures.flow import Act, Fork
from yuntai.rules.language.kinds import Choice


@dataclass(frozen=True)
class Filled:
    """The answers given with an act: as ``typed``, and their ``values``."""

    typed: Mapping[str, Any]
    values: Mapping[str, Any]


NOTHING = Filled({}, {})


class Faulty(YuntaiError):
    """A sheet that cannot be taken: ``errors`` by question."""

    def __init__(self, errors: Mapping[str, str], fields: Sequence[Field]) -> None:
        first = next(one for one in fields if one.name in errors)
        super().__init__(f"{first.label}：{errors[first.name]}")
        self.errors = errors


def fields_of(procedure: Procedure, act: Act | None) -> tuple[Field, ...]:
    """The questions that are answered with an act."""
    return procedure.sheets.get(act.sheet, ()) if act and act.sheet else ()


def fill(case: Case, act: Act, given: Mapping[str, Any]) -> Filled:
    """The answers ``given`` with an act. Raises :class:`Faulty` where they are not whole."""
    fields = fields_of(case.version.load(), act)
    typed = {field.name: given.get(field.name, "") for field in fields}
    values, errors = parse_answers(fields, typed)
    if errors:
        raise Faulty(errors, fields)
    return Filled(typed, values)


def prepared(case: Case, act: Act, filled: Filled, reason: str, suggestion: Suggestion | None) -> dict[str, Any]:
    """What the event of an act says of its sheet. Raises ``YuntaiError`` with a sentence where something is in the way."""
    seen = Seen(case, filled.values, reason.strip())
    for need in act.needs:
        if said := need(seen):
            raise YuntaiError(said)
    data: dict[str, Any] = {"sheet": digest(filled.typed)} if act.sheet else {}
    if isinstance(act.to, Fork):
        data["chosen"] = {act.to.by: _choice(filled.values.get(act.to.by), act, suggestion)}
    said = decided(act, suggestion)
    other = data.get("chosen", {}).get(act.to.by if isinstance(act.to, Fork) else "", filled.values.get(act.decides))
    if said and other is not None and other != said:
        if not reason.strip():
            raise YuntaiError("与政策算出的结果不同，要写明理由")
        data["overridden"] = True
    return data


def decided(act: Act, suggestion: Suggestion | None) -> str:
    """What the policy says of what an act decides; empty where it does not say."""
    found = suggestion.answer.results.get(act.decides) if suggestion and act.decides else None
    return "" if found is None else _code(found)


def decided_in_words(act: Act, procedure: Procedure, suggestion: Suggestion | None) -> str:
    """The same as a person reads it, by the question of the sheet that is answered so."""
    said = decided(act, suggestion)
    for field in fields_of(procedure, act):
        if isinstance(field.kind, Choice) and said in field.kind.options:
            return field.kind.options[said]
    return said


def _choice(answered: Any, act: Act, suggestion: Suggestion | None) -> str:
    if answered is not None:
        return _code(answered)
    if said := decided(act, suggestion):
        return said
    raise YuntaiError(f"政策还算不出接下来怎样办，不能{act.title}；请先把缺的情况补齐")


def _code(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def digest(typed: Mapping[str, Any]) -> str:
    """The keyed digest of a sheet, which its event bears."""
    return blind_index(json.dumps(typed, ensure_ascii=False, sort_keys=True))


def keep(case: Case, event: Event, step: str, act: Act, filled: Filled) -> None:
    """Keep the answers that were given with ``event``."""
    if act.sheet:
        Sheet.objects.create(
            case=case, place=event.place, step=step, name=act.sheet, user_id=event.user_id, answers=dict(filled.typed)
        )


def shown_to(case: Case, known: History, user: User, sheets: Iterable[Sheet]) -> list[Sheet]:
    """The sheets that ``user`` may see: of a blind panel that still sits only her own."""
    panel = panel_of(case.version.load(), known.state)
    closed = panel.name if panel and panel.blind else ""
    return [one for one in sheets if one.step != closed or one.user_id in user.accounts]
