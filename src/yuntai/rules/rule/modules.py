"""The Python files of packs: run, with their faults told by the line of the file."""

from __future__ import annotations

import importlib.util
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

from yuntai.errors import Place, YuntaiError


def run_file(path: Path, name: str, fault: Callable[[Exception], str]) -> ModuleType:
    """The module that the file makes, called ``name``. Raises ``YuntaiError`` with its line and what ``fault`` says of the error."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except YuntaiError:
        raise
    except SyntaxError as error:
        raise YuntaiError(f"{Place(path, error.lineno)}：Python 写错了（{error.msg}）") from error
    except Exception as error:
        lines = [frame.lineno for frame in traceback.extract_tb(sys.exc_info()[2]) if frame.filename == str(path)]
        raise YuntaiError(f"{Place(path, lines[-1] if lines else None)}：{fault(error)}") from error
    return module
