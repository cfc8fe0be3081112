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

TAKEN = {
    "waiting": "等前一件办完",
    "correcting": "待补正",
    "revisiting": "回访中",
    "recovering": "等退款",
    "revoked": "决定已撤销",
    "proposed": "待复核",
    "paying": "待发放",
    "closed": "已办结",
    "establish": "核定事实",
    "propose": "拟定决定",
    "confirm": "复核通过",
    "send_back": "退回重办",
    "pay": "发放",
    "hand_back": "退回审核",
}
"""Names with a meaning of their own in every case, or in the standard flow: nothing in another flow is called so."""
USUAL = {"submitted": "待受理", "handling": "办理中", "rejected": "不予受理", "withdrawn": "已撤回"}
"""What steps and outcomes that many flows have are called everywhere."""


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
