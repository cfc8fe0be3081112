"""Supervision: checks over a registry, what they find from run to run, and random draws that an outsider can recheck.

Checks are declared in packs (:mod:`yuntai.supervision.check`), run together with the audit of every policy that pays
(:func:`find`), kept from run to run (:class:`Runs`), and measured against a demonstration city's truth
(:mod:`yuntai.supervision.measure`). :func:`draw` draws objects and inspectors at random.
"""

from yuntai.supervision.check import KINDS, SEVERITIES, Check, check, evidence, load_checks
from yuntai.supervision.draw import Drawn, Inspector, draw
from yuntai.supervision.findings import Findings, find
from yuntai.supervision.runs import STATES, Comparison, Runs

__all__ = [
    "KINDS",
    "SEVERITIES",
    "STATES",
    "Check",
    "Comparison",
    "Drawn",
    "Findings",
    "Inspector",
    "Runs",
    "check",
    "draw",
    "evidence",
    "find",
    "load_checks",
]
