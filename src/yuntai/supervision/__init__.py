"""Supervision: checks over a registry, what they find from run to run, and random draws that an outsider can recheck.

Checks are declared in packs (:mod:`yuntai.selections.checks`), run together with the audit of every policy that pays
(:mod:`yuntai.supervision.findings`), kept from run to run (:mod:`yuntai.supervision.runs`), and measured against a
demonstration city's truth (:mod:`yuntai.supervision.measure`). Objects and inspectors are drawn at random
(:mod:`yuntai.supervision.draw`).
"""
