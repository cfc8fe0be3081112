"""Small packs written for a test."""

from __future__ import annotations

import re
from pathlib import Path

from yuntai.rules.rule.packs import Pack, load_pack
from yuntai.rules.rule.rule import Rule

HEAD = """from yuntai.rules import *
from yuntai.rules import Relation

policy = Policy(title="试验", subject="persons", source="试验办法", paid="amount")
"""

CALENDAR = """- year: 2024
  notice: 通知
  published: 2023-10-25
  rest: [2024-01-01]
  work: [2024-02-04]
"""


def write_pack(
    root: Path, policies: dict[str, str], parameters: str = "", name: str = "town", parent: str = ""
) -> Pack:
    """A pack ``name`` under ``root`` with a ``policy.py`` for each of ``policies`` and parameters for all of them.

    A policy that has no sentence of its own says its last result.
    """
    folder = root / name
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"id: {name}", "title: 试验城"] + ([f"parent: {parent}"] if parent else [])
    (folder / "pack.yaml").write_text("\n".join(lines), encoding="utf-8")
    if parameters:
        (folder / "parameters.yaml").write_text(parameters, encoding="utf-8")
    for policy, code in policies.items():
        place = folder / "policies" / policy
        place.mkdir(parents=True, exist_ok=True)
        results = re.findall(r"@policy\.result\([^@]*?\ndef (\w+)", code)
        said = f'\npolicy.says("算出{{{results[-1]}}}。")\n' if results and "policy.says(" not in code else ""
        (place / "policy.py").write_text(code + said, encoding="utf-8")
    return load_pack(folder)


def rule_of(root: Path, code: str, parameters: str = "") -> Rule:
    """The rule of one policy that begins with :data:`HEAD`."""
    return write_pack(root, {"trial": HEAD + code}, parameters).rule("trial")
