"""YAML as Yuntai reads it: exact decimals, no key twice, only true and false for yes and no, and the line of every entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from yuntai.errors import Place, YuntaiError


class Entry(dict[Any, Any]):
    """A mapping that knows the line it began on, and in ``lines`` the line of each key."""

    line: int = 0
    lines: Mapping[Any, int] = MappingProxyType({})


class Items(list[Any]):
    """A list that knows the line of each of its items."""

    lines: Sequence[int] = ()


_YES_NO = "tag:yaml.org,2002:bool"


class _Reading(yaml.constructor.SafeConstructor, yaml.resolver.Resolver):
    """What the words of a document become."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own table)
        first: [(tag, pattern) for tag, pattern in resolvers if tag != _YES_NO or first in "tTfF"]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }
    """As YAML 1.2 has it: ``on``, ``off``, ``yes`` and ``no`` are words."""

    def construct_entry(self, node: yaml.MappingNode) -> Entry:
        entry = Entry()
        entry.line = node.start_mark.line + 1
        lines: dict[Any, int] = {}
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in entry:
                raise yaml.MarkedYAMLError(problem=f"“{key}”写了两次", problem_mark=key_node.start_mark)
            entry[key] = self.construct_object(value_node, deep=True)
            lines[key] = key_node.start_mark.line + 1
        entry.lines = lines
        return entry

    def construct_items(self, node: yaml.SequenceNode) -> Items:
        items = Items(self.construct_object(item, deep=True) for item in node.value)
        items.lines = [item.start_mark.line + 1 for item in node.value]
        return items

    def construct_decimal(self, node: yaml.ScalarNode) -> Decimal:
        return Decimal(self.construct_scalar(node).replace("_", ""))

    yaml_constructors = {  # noqa: RUF012 (PyYAML's own table)
        **yaml.SafeLoader.yaml_constructors,
        "tag:yaml.org,2002:map": construct_entry,
        "tag:yaml.org,2002:seq": construct_items,
        "tag:yaml.org,2002:float": construct_decimal,
    }


class _Precise(_Reading, yaml.SafeLoader):
    """Says best what is wrong, and where."""


class _Fast(_Reading, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Reads six times as fast, by libyaml where PyYAML has it."""


def read_yaml(path: Path) -> Any:
    """The document at ``path``: mappings as :class:`Entry`, fractions as ``Decimal``.

    Raises ``YuntaiError`` with file and line where it is not YAML.
    """
    try:
        return _read(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise YuntaiError(f"{path}：没有这个文件") from None
    except UnicodeDecodeError:
        raise YuntaiError(f"{path}：不是 UTF-8 文字") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise YuntaiError(f"{Place(path, mark.line + 1 if mark else None)}：YAML 写错了（{error.problem}）") from None
    except (yaml.YAMLError, ArithmeticError, ValueError) as error:
        raise YuntaiError(f"{path}：YAML 写错了（{error}）") from None


def _read(text: str) -> Any:
    try:
        return yaml.load(text, Loader=_Fast)
    except yaml.YAMLError:
        return yaml.load(text, Loader=_Precise)
