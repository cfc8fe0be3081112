"""The head, number and seal of the last checkpoint, in files outside the database: who sets the whole database back contradicts them.

A file a day in each folder of ``HEADS``, written with each checkpoint. Copy them to where no administrator writes.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings

from yuntai.clock import today
from yuntai.errors import YuntaiError
from yuntai.ledger.models import Checkpoint

log = logging.getLogger(__name__)


def head(checkpoint: Checkpoint | None) -> dict[str, Any]:
    """What a file has of a checkpoint, nothing of none."""
    if checkpoint is None:
        return {}
    return {"number": checkpoint.number, "at": checkpoint.at.astimezone(UTC).isoformat(), "seal": checkpoint.seal}


def keep(checkpoint: Checkpoint) -> None:
    """Have the files of today name this checkpoint. A folder that cannot be written stops nobody; the log of the process says so."""
    text = json.dumps(head(checkpoint), ensure_ascii=False) + "\n"
    for folder in settings.HEADS:
        path = folder / f"{today():%Y-%m-%d}.json"
        new = folder / f".{path.name}.{os.getpid()}"
        try:
            folder.mkdir(exist_ok=True, mode=0o700)
            new.write_text(text, encoding="utf-8")
            new.replace(path)  # in one step: whoever copies it never has half a file
        except OSError as error:
            log.warning("日志头没有写进 %s：%s", folder, error.strerror)


def read(path: Path) -> Mapping[str, Any]:
    """A head as a file has it. Raises ``YuntaiError`` where the file holds none."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        return {"number": int(found["number"]), "seal": str(found["seal"])}
    except (OSError, ValueError, KeyError, TypeError):
        raise YuntaiError(f"{path} 不是日志头：要有 number 和 seal，像平台 heads 文件夹里的文件那样") from None


def files() -> list[Path]:
    """The files that were kept, in the order of their days; those in the home folder first."""
    return [path for folder in settings.HEADS for path in sorted(folder.glob("*.json"))]


def differing(paths: Iterable[Path]) -> Iterator[str]:
    """What differs from heads that were kept, a Chinese sentence each."""
    for path in paths:
        try:
            kept = read(path)
        except YuntaiError as error:
            yield str(error)
            continue
        here = Checkpoint.objects.filter(number=kept["number"]).values_list("seal", flat=True).first()
        if here is None:
            yield f"{path} 里的日志头是第 {kept['number']} 个封印点，这里没有：它以前的日志被整个退回过或者换过"
        elif here != kept["seal"]:
            yield f"第 {kept['number']} 个封印点和 {path} 里的日志头不同：日志被整个换过"
