"""The registry: declared tables of persons, employers, insurance and payments.

A bureau's exports are checked (:func:`check`), loaded without names and resident ids (:func:`load`), and read as Ibis
tables (:class:`Registry`). :func:`generate` makes the exports of a demonstration city.
"""

from yuntai.registry.check import check
from yuntai.registry.columns import Column, Table
from yuntai.registry.generate import generate
from yuntai.registry.identity import check_resident_id, check_uscc
from yuntai.registry.load import load
from yuntai.registry.report import Report, TableReport
from yuntai.registry.schema import TABLES
from yuntai.registry.store import Registry

__all__ = [
    "TABLES",
    "Column",
    "Registry",
    "Report",
    "Table",
    "TableReport",
    "check",
    "check_resident_id",
    "check_uscc",
    "generate",
    "load",
]
