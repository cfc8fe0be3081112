"""How the cases of a procedure go: its flow, held against what the procedure asks, decides and sends."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from yuntai.errors import YuntaiError
from yuntai.procedures.flow import DUTIES, END, Days, Flow, Known, Outcome
from yuntai.procedures.flows import COMMON, STANDARD, TAKEN, USUAL, flow_files, load_flow
from yuntai.procedures.schema import Field, Stage
from yuntai.rules.language.kinds import Choice, Kind, YesNo
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule


class Flows:
    """The flows of a place. ``read`` are those that procedures go by, by name; reading one again for another procedure holds it
    against that one."""

    def __init__(
        self, pack: Pack, letters: Collection[str], procedures: Collection[str], rolls: Collection[str]
    ) -> None:
        self.pack = pack
        self.files = flow_files(pack)
        self.read: dict[str, Flow] = {}
        self._letters, self._procedures, self._rolls = letters, procedures, rolls
        self._templates = {path.stem for folder in pack.folders for path in folder.glob("notices/*.yaml")}

    def of(self, section: Section, sheets: Mapping[str, tuple[Field, ...]], rule: Rule | None) -> dict[str, Any]:
        """What a procedure says of its flow, as fields of it; nothing where it goes by the standard one."""
        if "flow" not in section:
            if sheets:
                section.fail("sheets 是办理时填的表单，要先写 flow：按哪个流程办", "sheets")
            return {}
        own = sorted(self.files.keys() - {STANDARD})
        name = section.one_of("flow", own) if own else section.fail("这里没有 flows 文件夹，还不能写 flow", "flow")
        known = Known(
            roles=DUTIES,
            forks={},
            common=COMMON,
            taken=TAKEN,
            usual=USUAL,
            sheets={sheet: dict(filter(None, map(_fork, fields))) for sheet, fields in sheets.items()},
            results=_results(rule),
            letters=self._letters,
            templates=self._templates,
            procedures=self._procedures,
            rolls=self._rolls,
            parameters=self.pack.shared_parameters,
        )
        flow = self.read[name] = load_flow(self.files[name], known)
        if unused := sheets.keys() - {one.sheet for one in flow.acts}:
            first = min(unused)
            named = sorted({one.sheet for one in flow.acts if one.sheet})
            section.fail(f"流程“{flow.title}”里没有一项办理用表单“{first}”{nearest(first, named)}", "sheets")
        return {"flow": name, "sheets": dict(sheets), "stages": self._stages(flow)}

    def _stages(self, flow: Flow) -> dict[str, Stage]:
        steps = {
            step.name: Stage(step.title, *self._time(step.within), theirs=step.theirs) for step in flow.steps.values()
        }
        return steps | {END + name: _ended(outcome) for name, outcome in flow.outcomes.items()}

    def _time(self, within: Days | None) -> tuple[int | None, str]:
        if within is None:
            return None, "workdays"
        if isinstance(within.number, int):
            return within.number, within.counts
        record = self.pack.shared_parameters[within.number].on(date.today())
        if record is None:
            raise YuntaiError(f"参数“{within.number}”今天没有值，流程不能用它作期限")
        return int(record.value), within.counts


def _ended(outcome: Outcome) -> Stage:
    return Stage(outcome.title, granted=outcome.counts)


def _fork(field: Field) -> tuple[str, tuple[str, ...]] | None:
    """A question by whose answer an act can fork, with what that may be."""
    options = _options(field.kind)
    return (field.name, options) if options else None


def _options(kind: Kind) -> tuple[str, ...]:
    if isinstance(kind, YesNo):
        return ("yes", "no")
    return tuple(kind.options) if isinstance(kind, Choice) else ()


def _results(rule: Rule | None) -> dict[str, tuple[str, ...]]:
    """The results of a policy that are a choice."""
    found = {name: _options(rule.nodes[name].kind) for name in rule.results} if rule else {}
    return {name: options for name, options in found.items() if options}
