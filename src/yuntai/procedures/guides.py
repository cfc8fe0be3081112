"""The guide of a procedure: what its author wrote, and what follows from the definition itself, so the two cannot differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from yuntai.procedures.schema import BASES, CHANNELS, LEVELS, Field, Material, Procedure
from yuntai.registry.schema import TABLES
from yuntai.rules.language.grounds import Marked


def guide(procedure: Procedure) -> str:
    """The whole guide as Markdown."""
    return "\n".join(
        [procedure.guide, "", *_materials(procedure), *_days(procedure), *_where(procedure), *_basis(procedure)]
    )


def _materials(procedure: Procedure) -> Iterator[str]:
    yield "## 要交的材料\n"
    if not procedure.materials:
        yield "不用交材料。"
    questions = (*procedure.fields, *procedure.columns, *procedure.officer)
    for material in procedure.materials:
        yield f"- {material.title}{when_needed(material, questions)}"
    yield ""


def when_needed(material: Material, questions: Iterable[Field]) -> str:
    """When a material of a form with these ``questions`` is to be handed in, in brackets; empty for one that always is."""
    notes = []
    if material.optional:
        notes.append("可以不交")
    if material.when:
        notes.append(f"{_conditions(material, questions)}才要")
    if material.replaced_by:
        notes.append(f"{TABLES[material.replaced_by].title}里查得到的不用交")
    if material.sent_by:
        notes.append(f"{material.sent}，不用您交")
    return f"（{'；'.join(notes)}）" if notes else ""


def _conditions(material: Material, questions: Iterable[Field]) -> str:
    fields = {field.name: field for field in questions}
    said = []
    for condition in material.when:
        field = fields[condition.field]
        values = "或".join(field.kind.show(field.kind.parse(value)) for value in condition.values)
        said.append(f"“{field.label}”答“{values}”的")
    return "、".join(said)


def _days(procedure: Procedure) -> Iterator[str]:
    yield "## 多久办好\n"
    yield f"- 收到申请后 {procedure.acceptance}内告诉您是否受理。"
    whose = "演示单位的承诺，不是真实承诺" if procedure.promise == "demonstration" else procedure.promise
    yield f"- 承诺 {procedure.promised_days} 个工作日办结（{whose}）。"
    yield f"- 法定期限：{procedure.legal or '没有规定'}。{procedure.days_source}{_marks(procedure.days_marks)}"
    yield "- 补正材料的时间不算在内。\n"


def _where(procedure: Procedure) -> Iterator[str]:
    routing = procedure.routing
    yield "## 在哪里办\n"
    channels = [title for code, title in CHANNELS.items() if code in procedure.channels]
    yield f"- 渠道：{'、'.join(channels)}。"
    yield f"- 办理单位：按{basis(procedure)}，由{LEVELS[routing.level]}级{routing.function_title}办理。"
    yield f"- {'全市任何一个综合窗口都可以收件' if routing.city_wide else '在所属区的综合窗口收件'}。\n"


def basis(procedure: Procedure) -> str:
    """Whose or which place decides which unit handles a case, in Chinese."""
    if procedure.routing.by != "place":
        return BASES[procedure.routing.by]
    return next(field.label for field in procedure.fields if field.name in procedure.routing.fields)


def _basis(procedure: Procedure) -> Iterator[str]:
    yield "## 依据\n"
    yield f"- {procedure.source}{_marks(procedure)}"
    for material in procedure.materials:
        yield f"- {material.title}：{material.source}{_marks(material)}"


def _marks(one: Marked) -> str:
    """How a source stands to its text, in brackets; empty where nothing is said."""
    said = [f"待核实：{one.note}" if one.note else "待核实"] if one.verify else []
    said += [str(one.checked)] if one.checked else []
    said += [f"平台的读法：{one.ours}"] if one.ours else []
    return f"（{'；'.join(said)}）" if said else ""
