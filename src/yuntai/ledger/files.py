"""Are the files that rows name there, and as they were handed in? The digests stand in the rows, which are sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from yuntai.ledger.looking import name_of
from yuntai.ledger.rows import sealed_models, titles_of
from yuntai.ledger.verify import Progress

_BATCH = 500


def problems(progress: Progress) -> Iterator[str]:
    """What is wrong with files, a Chinese sentence each. All of them are read."""
    count = 0
    for model in sealed_models():
        for column, digest in getattr(model, "sealed_files", {}).items():
            rows = model._base_manager.exclude(**{column: ""}).only(column, digest).order_by("pk")
            for row in rows.iterator(_BATCH):
                if wrong := _wrong(getattr(row, column), getattr(row, digest)):
                    yield f"{name_of(model, row.pk)} 的“{titles_of(model)[column]}”{wrong}"
                count += 1
                if count % _BATCH == 0:
                    progress("文件", count)


def _wrong(file: Any, digest: str) -> str:
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        return "不见了"
    except OSError:
        return "读不出来"
    return "" if digest in ("", found) else "不是交来时的内容"
