"""Loading the procedures of a place: one folder each, a place's own before its parents'.

``procedures/<id>/procedure.yaml`` and ``guide.md`` are a procedure; ``local.yaml`` alone is what a place changes of its
parents' procedure (days, routing, channels); ``bundle.yaml`` and ``guide.md`` are a bundle. Loading checks everything:
what loads can be put before people.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.procedures.accounts import load_banks
from yuntai.procedures.bundles import Bundle, read_bundle
from yuntai.procedures.claims import read_claim
from yuntai.procedures.controls import CONTROLS
from yuntai.procedures.flow import Flow
from yuntai.procedures.flowing import Flows
from yuntai.procedures.form import TELLING, Form, Warn, asked_of_people
from yuntai.procedures.keeping import load_rolls
from yuntai.procedures.kinds import Locality, ResidentId
from yuntai.procedures.letters import BUNDLE_RESULT, load_letters
from yuntai.procedures.schema import (
    AUDIENCES,
    BASES,
    CHANNELS,
    CORRECTION_DAYS,
    DAYS,
    FORMATS,
    FROM,
    KINDS,
    LEVELS,
    OUTCOMES,
    Field,
    Letter,
    Material,
    Procedure,
    RiskPoint,
    Routing,
    SecondOfficer,
)
from yuntai.procedures.units import Units, load_units
from yuntai.registry.columns import Employer, Table
from yuntai.registry.schema import TABLES
from yuntai.rules.language.grounds import MARKS
from yuntai.rules.language.kinds import Money
from yuntai.rules.language.policy import THEMES
from yuntai.rules.language.sections import Section, nearest
from yuntai.rules.rule.packs import Pack
from yuntai.rules.rule.rule import Rule

_DEFINITION, _LOCAL, _BUNDLE, _GUIDE = "procedure.yaml", "local.yaml", "bundle.yaml", "guide.md"
_MOST_DAYS = 400


@dataclass(frozen=True)
class Catalogue(Mapping[str, Procedure]):
    """The procedures of a place by id, with its bundles, units, letters, rolls and flows.

    ``warnings`` name, with file and line, what is asked of people although the registry has it.
    """

    procedures: Mapping[str, Procedure]
    bundles: Mapping[str, Bundle]
    units: Units
    letters: Mapping[str, Letter]
    warnings: tuple[str, ...]
    rolls: Mapping[str, Table]
    flows: Mapping[str, Flow]

    def __getitem__(self, procedure_id: str) -> Procedure:
        return self.procedures[procedure_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.procedures)

    def __len__(self) -> int:
        return len(self.procedures)


def load_procedures(pack: Pack) -> Catalogue:
    """The procedures of a place. Raises ``YuntaiError``, with file and line, where one of them is faulty."""
    warnings: list[str] = []
    units, letters, folders = load_units(pack), load_letters(pack), _folders(pack)
    rolls = load_rolls(pack, units)
    flows = Flows(pack, letters, folders, rolls)
    loader = _Loader(pack, units, letters, load_banks(pack), warnings.append, flows)
    procedures = {
        name: loader.procedure(name, paths) for name, paths in folders.items() if not (paths[-1] / _BUNDLE).exists()
    }
    bundles = {
        name: read_bundle(Section.of_file(paths[0] / _BUNDLE, "一件事"), name, _guide(paths[0]), procedures, pack)
        for name, paths in folders.items()
        if (paths[-1] / _BUNDLE).exists()
    }
    if bundles and BUNDLE_RESULT not in loader.letters:
        raise YuntaiError(f"{pack.title}的 letters.yaml 里没有一件事的结果通知书，请写 {BUNDLE_RESULT}")
    return Catalogue(procedures, bundles, units, letters, tuple(warnings), rolls, flows.read)


def _folders(pack: Pack) -> dict[str, list[Path]]:
    """For each id the folders that say something of it, from the nearest up to the one that defines it."""
    found: dict[str, list[Path]] = {}
    complete: set[str] = set()
    for home in pack.folders:
        for folder in sorted(path for path in home.glob("procedures/*") if path.is_dir()):
            if folder.name in complete:
                continue
            written = [name for name in (_DEFINITION, _LOCAL, _BUNDLE) if (folder / name).exists()]
            if len(written) != 1:
                raise YuntaiError(f"{folder}：{_DEFINITION}、{_LOCAL}、{_BUNDLE} 要有一个，也只能有一个")
            found.setdefault(folder.name, []).append(folder)
            if written != [_LOCAL]:
                complete.add(folder.name)
    for name, paths in found.items():
        if name not in complete:
            raise YuntaiError(f"{paths[0] / _LOCAL}：上级没有“{name}”这个事项{nearest(name, sorted(complete))}")
    return dict(sorted(found.items()))


def _guide(folder: Path) -> str:
    path = folder / _GUIDE
    try:
        text = path.read_text(encoding="utf-8").strip() if path.exists() else ""
    except UnicodeDecodeError:
        raise YuntaiError(f"{Place(path, 1)}：不是 UTF-8 文字，请另存为 UTF-8") from None
    if not text:
        raise YuntaiError(f"{Place(path, 1)}：没有办事指南，请写谁可以办、怎样办、办完以后怎样")
    return text


@dataclass(frozen=True)
class _Loader:
    pack: Pack
    units: Units
    letters: Mapping[str, Letter]
    banks: tuple[str, ...]
    warn: Warn
    flows: Flows

    def procedure(self, name: str, folders: list[Path]) -> Procedure:
        section = Section.of_file(folders[-1] / _DEFINITION, "事项")
        section.only(*_KEYS)
        for folder in reversed(folders[:-1]):
            local = Section.of_file(folder / _LOCAL, "事项")
            local.only("days", "routing", "channels")
            section = local.over(section)
        if not name.isidentifier():
            section.fail(f"文件夹名“{name}”就是事项的 id，请只用小写英文字母、数字和下划线")
        rule = self._rule(section, "policy")
        table = self._rule(section, "table")
        form = Form(rule or table, self.warn, self.banks, self.units.places)
        groups = form.groups(section)
        columns = form.questions(section, "columns") if table else ()
        officer = self._officer(section, form)
        sheets = form.sheets(section)
        interview = section.flag("interview")
        self._all_asked(section, form, interview)
        if not groups and not columns and not interview:
            section.fail("事项没有问题，请写 form")
        procedure = Procedure(
            id=name,
            title=section.text("title"),
            audience=frozenset(section.one_or_some("audience", AUDIENCES)),
            kind=section.one_of("kind", KINDS),
            theme=section.one_of("theme", THEMES),
            version=section.whole("version", 1, 9999),
            summary=section.text("summary"),
            guide=_guide(folders[-1]),
            source=section.text("source"),
            policy=rule.id if rule else None,
            subject=rule.policy.subject if rule else None,
            paid=_paid(section, rule),
            interview=interview,
            officer=officer,
            groups=groups,
            table=table.id if table else None,
            columns=columns,
            materials=_materials(section, form),
            routing=self._routing(section, form),
            channels=frozenset(section.some_of("channels", CHANNELS)),
            second_officer=_second_officer(section),
            claim=read_claim(section, form, rule),
            outcomes=self._outcomes(section),
            risks=_risks(section),
            **self.flows.of(section, sheets, rule),
            **_days(section.section("days", "期限")),
            **section.marks().marks,
        )
        _refuse_absent_controls(section, procedure)
        return procedure

    def _rule(self, section: Section, key: str) -> Rule | None:
        return self.pack.rule(section.one_of(key, self.pack.policy_ids)) if key in section else None

    def _officer(self, section: Section, form: Form) -> tuple[Field, ...]:
        return form.questions(section, "officer") if "officer" in section else ()

    def _all_asked(self, section: Section, form: Form, interview: bool) -> None:
        missing = [name for name in asked_of_people(form.rule) if name not in form.fields] if form.rule else []
        if interview and form.rule is None:
            section.fail("interview 是按政策提问，请先写 policy", "interview")
        if missing and form.rule and not interview:
            section.fail(
                f"政策 {form.rule.id} 要问“{missing[0]}”，表单没有：加进 form，或者写 interview: true，"
                "由工作人员填的写进 officer",
                "form",
            )

    def _routing(self, section: Section, form: Form) -> Routing:
        routing = section.section("routing", "办理单位")
        routing.only("by", "field", "level", "function", "city_wide")
        function, by = routing.one_of("function", self.units.functions), routing.one_of("by", BASES)
        found = Routing(
            by=by,
            level=routing.one_of("level", LEVELS),
            function=function,
            function_title=self.units.functions[function],
            city_wide=routing.flag("city_wide"),
            fields=_deciding(routing, by, form),
        )
        if lacking := self.units.without(found):
            routing.fail(f"{'、'.join(lacking)}没有办{found.function_title}的单位，请在 units.yaml 里补上", "function")
        return found

    def _outcomes(self, section: Section) -> dict[str, str]:
        named = section.section("letters", "文书") if "letters" in section else None
        if named:
            named.only(*OUTCOMES)
        letters = {}
        for outcome, title in OUTCOMES.items():
            letters[outcome] = named.text(outcome, outcome) if named else outcome
            if letters[outcome] not in self.letters:
                (named or section).fail(
                    f"“{title}”用的文书“{letters[outcome]}”没有写在 letters.yaml 里"
                    f"{nearest(letters[outcome], self.letters)}",
                    outcome if named else "letters",
                )
        return letters


_KEYS = (
    "title", "audience", "kind", "theme", "version", "summary", "source", *MARKS, "policy", "paid", "interview", "officer", "form",
    "table", "columns", "materials", "days", "routing", "channels", "second_officer", "claim", "letters", "risks", "flow", "sheets",
)  # fmt: skip


def _deciding(routing: Section, by: str, form: Form) -> tuple[str, ...]:
    """The questions whose answers say where the place of ``by`` is."""
    if by == "place":
        known = [field.name for field in form.fields.values() if isinstance(field.kind, Locality)]
        if not known or ("field" not in routing and len(known) > 1):
            routing.fail("按地点分办，表单里要有一个 kind: place 的问题；有几个的，写 field 说明是哪一个", "by")
        return routing.one_or_some("field", known) if "field" in routing else tuple(known)
    if "field" not in routing:
        return ()
    if by != "employer":
        routing.fail(f"按{BASES[by]}分办不看答案，删掉 field", "field")
    named = [
        field.name
        for field in form.fields.values()
        if isinstance(field.kind, Employer | ResidentId) or field.registry == "employers.name"
    ]
    return routing.one_or_some("field", named)


def _paid(section: Section, rule: Rule | None) -> str | None:
    if "paid" not in section:
        return rule.policy.paid if rule else None
    if rule is None:
        section.fail("paid 是政策的结果，请先写 policy", "paid")
    money = [name for name in rule.results if isinstance(rule.nodes[name].kind, Money)]
    return section.one_of("paid", money)


def _materials(section: Section, form: Form) -> tuple[Material, ...]:
    found: dict[str, Material] = {}
    for one in section.sections("materials", "材料"):
        one.only("id", "title", "optional", "when", "replaced_by", "sent_by", "formats", "most_mb", "source", *MARKS)
        material = Material(
            id=one.text("id"),
            title=one.text("title"),
            optional=one.flag("optional"),
            when=form.conditions(one),
            replaced_by=one.one_of("replaced_by", TABLES) if "replaced_by" in one else None,
            sent_by=one.text("sent_by", ""),
            formats=one.some_of("formats", FORMATS, Material.formats),
            most_mb=one.whole("most_mb", 1, 100, Material.most_mb),
            source=one.text("source"),
            **one.marks().marks,
        )
        if material.id in found:
            one.fail(f"材料“{material.id}”写了两次，删掉一个", "id")
        if material.optional and material.when:
            one.fail("材料写了 when 就不要再写 optional，留一个", "optional")
        if material.sent_by and (material.optional or material.replaced_by):
            one.fail("材料写了 sent_by，申请人就不用交，不要再写 optional、replaced_by", "sent_by")
        found[material.id] = material
        _warn_if_held(one, material, form.warn)
    return tuple(found.values())


def _warn_if_held(section: Section, material: Material, warn: Warn) -> None:
    if material.replaced_by:
        return
    for table in TABLES.values():
        named = material.id in (table.name, *table.key)
        if named or (len(table.title) >= TELLING and table.title in material.title):
            warn(
                f"{section.place('id')}：材料“{material.title}”登记库里有 {table.name}（{table.title}），"
                "可以不交，请写 replaced_by"
            )
            return


def _days(section: Section) -> dict[str, Any]:
    """The periods as fields of a procedure."""
    section.only(
        "acceptance", "acceptance_in", "legal", "legal_in", "legal_from", "promised", "promise", "source", *MARKS,
        "correction", "correction_source",
    )  # fmt: skip
    if ("correction" in section) != ("correction_source" in section):
        section.fail(
            "补正的天数写 correction，依据写 correction_source，两项一起写；法律没有规定的都不写", "correction"
        )
    if "legal" in section.entry and "source" not in section.entry:  # the source of another period will not do
        section.fail("期限没有写 source，请补上")
    legal = section.whole("legal", 0, _MOST_DAYS) if "legal" in section else None
    legal_in = section.one_of("legal_in", DAYS, "workdays")
    promised = section.whole("promised", 0, _MOST_DAYS)
    if legal is not None and promised > (legal if legal_in == "workdays" else legal * 5 // 7):
        section.fail(f"承诺 {promised} 个工作日，比法定的 {legal} {DAYS[legal_in]}长，请改短", "promised")
    return {
        "acceptance_days": section.whole("acceptance", 0, _MOST_DAYS),
        "acceptance_in": section.one_of("acceptance_in", DAYS, "workdays"),
        "legal_days": legal,
        "legal_in": legal_in,
        "legal_from": section.one_of("legal_from", FROM, "acceptance"),
        "promised_days": promised,
        "days_source": section.text("source"),
        "days_marks": section.marks(),
        "promise": section.text("promise"),
        "correction_days": section.whole("correction", 1, _MOST_DAYS, CORRECTION_DAYS),
        "correction_source": section.text("correction_source", ""),
    }


def _second_officer(section: Section) -> SecondOfficer:
    if "second_officer" not in section:
        return SecondOfficer()
    second = section.section("second_officer", "复核")
    second.only("over", "retroactive", "always")
    over = Decimal(second.whole("over", 1, 10**9)) if "over" in second else None
    return SecondOfficer(over, second.flag("retroactive"), second.flag("always"))


def _risks(section: Section) -> tuple[RiskPoint, ...]:
    found = []
    for risk in section.sections("risks", "风险点"):
        risk.only("title", "control", "look")
        controls = risk.one_or_some("control", CONTROLS)
        found.append(RiskPoint(risk.text("title"), controls, risk.text("look", "")))
    return tuple(found)


def _refuse_absent_controls(section: Section, procedure: Procedure) -> None:
    """Refuse a control that the procedure does not have: a risk point promises nothing that is not kept."""
    for risk, written in zip(procedure.risks, section.sections("risks", "风险点"), strict=True):
        for name in risk.controls:
            if not CONTROLS[name].has(procedure):
                written.fail(f"这个事项没有“{CONTROLS[name].text}”，不能写 {name}", "control")
