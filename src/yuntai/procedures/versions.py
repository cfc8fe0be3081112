"""What changed from one version of a procedure to the next: materials, days and questions fewer or more (S12)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from yuntai.procedures.kinds import kind_to_data
from yuntai.procedures.schema import CHANNELS, Procedure


@dataclass(frozen=True)
class Changes:
    """How many more (or, negative, fewer) materials, promised workdays and questions, and each change in words."""

    materials: int
    days: int
    questions: int
    sentences: tuple[str, ...]


def changes(old: Procedure, new: Procedure) -> Changes:
    """What is different for the people who apply."""
    old_materials, new_materials = ({m.id: m.title for m in one.materials} for one in (old, new))
    old_questions, new_questions = ({f.name: f.label for f in (*one.fields, *one.columns)} for one in (old, new))
    days = new.promised_days - old.promised_days
    taken = {one.id: one.formats for one in old.materials}
    asked = {one.name: one.kind for one in (*old.fields, *old.columns)}
    sentences = [
        *_listed("材料", old_materials, new_materials),
        *(
            f"材料“{one.title}”的文件收 {'、'.join(one.formats)}（原来收 {'、'.join(taken[one.id])}）"
            for one in new.materials
            if one.formats != taken.get(one.id, one.formats)
        ),
        *([f"承诺办结 {_signed(days)} 个工作日（{old.promised_days} → {new.promised_days}）"] if days else []),
        *_listed("问题", old_questions, new_questions),
        *(
            f"“{one.label}”怎样填、怎样核对有变化"
            for one in (*new.fields, *new.columns)
            if kind_to_data(one.kind) != kind_to_data(asked.get(one.name, one.kind))
        ),
        *_listed("渠道", *({code: CHANNELS[code] for code in sorted(one.channels)} for one in (old, new))),
    ]
    return Changes(
        len(new_materials) - len(old_materials), days, len(new_questions) - len(old_questions), tuple(sentences)
    )


def _listed(what: str, old: dict[str, str], new: dict[str, str]) -> Iterator[str]:
    fewer = [title for key, title in old.items() if key not in new]
    more = [title for key, title in new.items() if key not in old]
    if fewer:
        yield f"{what} {_signed(-len(fewer))}：不再要{_quoted(fewer)}"
    if more:
        yield f"{what} {_signed(len(more))}：增加{_quoted(more)}"


def _quoted(titles: Iterable[str]) -> str:
    return "".join(f"“{title}”" for title in titles)


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else f"−{-number}"
