"""Procedures (事项) as data: a folder of a pack says whom one is for, what it asks and needs, how long it takes.

See ``docs/guides/write-a-procedure.md``.
"""

from yuntai.procedures.bundles import Bundle, Dropped, Member
from yuntai.procedures.guides import guide
from yuntai.procedures.loading import Catalogue, load_procedures
from yuntai.procedures.schema import (
    Condition,
    Field,
    Group,
    Letter,
    Material,
    Procedure,
    RiskPoint,
    Routing,
    SecondOfficer,
    all_hold,
)
from yuntai.procedures.units import Unit, Units
from yuntai.procedures.versions import Changes, changes

__all__ = [
    "Bundle",
    "Catalogue",
    "Changes",
    "Condition",
    "Dropped",
    "Field",
    "Group",
    "Letter",
    "Material",
    "Member",
    "Procedure",
    "RiskPoint",
    "Routing",
    "SecondOfficer",
    "Unit",
    "Units",
    "all_hold",
    "changes",
    "guide",
    "load_procedures",
]
