"""Which files of a folder are exports of which tables."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from yuntai.errors import YuntaiError
from yuntai.registry.schema import TABLES

SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".xlsm", ".xls", ".et", ".parquet")


def find(source: Path) -> tuple[dict[str, Path], list[str]]:
    """The files of ``source`` by table, in the order of the schema, and notes on other files.

    Raises :class:`YuntaiError` where there is none, or two of one table.
    """
    if not source.exists():
        raise YuntaiError(f"找不到 {source}")
    names = {word.lower(): table.name for table in TABLES.values() for word in (table.name, table.title)}
    found: dict[str, Path] = {}
    notes = []
    for path in sorted(source.iterdir()) if source.is_dir() else [source]:
        if path.name.startswith(".") or path.is_dir():
            continue
        name = names.get(path.stem.strip().lower())
        if name is None or path.suffix.lower() not in SUFFIXES:
            near = get_close_matches(path.stem.strip().lower(), names, 1) if name is None else []
            meant = f"，是不是“{near[0]}”？请改文件名" if near else ""
            notes.append(f"文件 {path.name} 不是登记库的表，没有读{meant}")
        elif name in found:
            raise YuntaiError(f"{found[name].name} 和 {path.name} 是同一张表（{TABLES[name].title}），请只留一个")
        else:
            found[name] = path
    if not found:
        titles = "、".join(table.title for table in TABLES.values())
        said = "".join(f"；{note}" for note in notes if note.endswith("请改文件名"))
        raise YuntaiError(f"{source} 里没有登记库的表；文件请以表名命名（{titles}），格式为 CSV、xlsx 或 Parquet{said}")
    return {name: found[name] for name in TABLES if name in found}, notes
