"""The flows of packs, read from their files. A faulty one is refused with the line and what is wrong there."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from yuntai.errors import Place, YuntaiError
from yuntai.procedures.flow import Flow, Known
from yuntai.procedures.flow_faults import faults
from yuntai.rules.rule.modules import run_file
from yuntai.rules.rule.packs import Pack

STANDARD = "standard"
"""The flow of every procedure that names none."""
COMMON = (
    *("request_correction", "supply", "recall_correction", "transfer", "take_over", "consult", "opine", "go_on"),
    *("withdraw", "rate", "answer_rating", "forgo", "supervise", "answer_supervision", "lift", "draw", "recheck"),
    *("revoke", "recover", "reopen", "note", "submit", "begin", "lapse", "repair", "overdue"),
)
"""What every case can have done to it, and what happens to it by itself: no flow names it (:mod:`yuntai.cases.states`)."""


def flow_files(pack: Pack) -> dict[str, Path]:
    """Where the flows of a place lie: its own before its parents'."""
    return {path.stem: path for folder in reversed(pack.folders) for path in sorted(folder.glob("flows/*.py"))}


def load_flow(path: Path, known: Known) -> Flow:
    """The flow of a file. Raises ``YuntaiError`` where it is faulty."""
    flow = _read(path)
    for name, fault in faults(flow, known):
        raise YuntaiError(f"{Place(path, _line(path, name))}：{fault}")
    return flow


def _line(path: Path, name: str) -> int | None:
    """The line in which a step or an act is written: the first with its name."""
    lines = path.read_text(encoding="utf-8").splitlines()
    written = (f'"{name}"', f"{name}=")
    return next((number for number, line in enumerate(lines, 1) if any(one in line for one in written)), None)


@cache
def _read(path: Path) -> Flow:
    name = f"yuntai_flow.{path.parent.parent.name}.{path.stem}"
    module = run_file(path, name, lambda error: f"流程读不进来（{error}）")
    flow = getattr(module, "flow", None)
    if not isinstance(flow, Flow):
        raise YuntaiError(f"{path}：没有写 flow = Flow(…)")
    return flow
