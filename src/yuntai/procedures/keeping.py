"""The rolls (台账) of a place, held against its units: that there is an office for every row."""

from __future__ import annotations

from collections.abc import Mapping

from yuntai.errors import YuntaiError
from yuntai.procedures.schema import LEVELS
from yuntai.procedures.units import Units
from yuntai.registry.columns import Kept, Table
from yuntai.registry.rolls import PARTIES, read_rolls
from yuntai.rules.language.sections import nearest
from yuntai.rules.rule.packs import Pack


def load_rolls(pack: Pack, units: Units) -> Mapping[str, Table]:
    """The rolls of a place by id; not those of its parents for which it has no office at all.

    Raises ``YuntaiError`` with the file where one is faulty or nobody keeps it.
    """
    rolls = {name: roll for name, roll in read_rolls(pack).items() if _is_for(roll, pack, units)}
    for roll in rolls.values():
        if roll.kept and (fault := _fault(roll.kept, units)):
            raise YuntaiError(f"{roll.place}：台账“{roll.title}”{fault}")
    return rolls


def _is_for(roll: Table, pack: Pack, units: Units) -> bool:
    own = roll.place is not None and pack.folders[0] in roll.place.path.parents
    return own or any(roll.kept and roll.kept.keeper.function in unit.functions for unit in units.values())


def _fault(kept: Kept, units: Units) -> str:
    """What is wrong with who keeps a roll and who sees it; empty where nothing is."""
    keeper = kept.keeper
    if keeper.level not in LEVELS:
        return f"的 kept_by 没有“{keeper.level}”这一级{nearest(keeper.level, LEVELS)}"
    if keeper.function not in units.functions:
        return f"的 kept_by 没有“{keeper.function}”这项职能{nearest(keeper.function, units.functions)}"
    for one in kept.shown_to:
        if one not in units.functions and one not in PARTIES:
            return f"的 shown_to 没有“{one}”{nearest(one, [*units.functions, *PARTIES])}"
    title = units.functions[keeper.function]
    if units and keeper.by and (lacking := units.without(keeper)):
        return f"：{'、'.join(lacking)}没有管{title}的单位，请在 units.yaml 里补上"
    if units and not keeper.by and keeper.level != "city":
        return "的 kept_by 没有写 by：由哪一列看出归哪个单位管；全市一个单位管的写 level: city"
    return ""
