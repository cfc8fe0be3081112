"""The flows of packs, read from their files. A faulty one is refused with the line and what is wrong there."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from pathlib import Path

from yuntai.errors import Place, YuntaiError
from yuntai.procedures.flow import Flow, Known


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
    spec = importlib.util.spec_from_file_location(f"yuntai_flow.{path.parent.parent.name}.{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise YuntaiError(f"{Place(path, error.lineno)}：Python 写错了（{error.msg}）") from error
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(sys.exc_info()[2]) if frame.filename == str(path)]
        where = Place(path, lines[-1] if lines else None)
        raise YuntaiError(f"{where}：流程读不进来（{error}）") from error
    flow = getattr(module, "flow", None)
    if not isinstance(flow, Flow):
        raise YuntaiError(f"{path}：没有写 flow = Flow(…)")
    return flow
