"""The flows of packs, read from their files. A faulty one is refused with the line and what is wrong there."""

from __future__ import annotations

from pathlib import Path

from yuntai.errors import Place, YuntaiError
from yuntai.procedures.flow import Flow, Known
from yuntai.rules.rule.modules import run_file


def load_flow(path: Path, known: Known) -> Flow:
    """The flow of a file. Raises ``YuntaiError`` where it is faulty."""
    flow = _read(path)
    for name, fault in flow.faults(known):
        raise YuntaiError(f"{Place(path, _line(path, name))}：{fault}")
    return flow


def _line(path: Path, name: str) -> int | None:
    """The line in which a step or an act is written: the first with its name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if f'"{name}"' in line), None)


def _read(path: Path) -> Flow:
    name = f"yuntai_flow.{path.parent.parent.name}.{path.stem}"
    module = run_file(path, name, lambda error: f"流程读不进来（{error}）")
    flow = getattr(module, "flow", None)
    if not isinstance(flow, Flow):
        raise YuntaiError(f"{path}：没有写 flow = Flow(…)")
    return flow
