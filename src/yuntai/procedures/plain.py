"""Dataclasses as plain data (what JSON can hold) and back."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints

from yuntai.procedures.kinds import kind_from_data, kind_to_data
from yuntai.rules.language.kinds import Kind


def to_plain(value: Any) -> Any:
    """``value`` as mappings, lists, text, whole numbers and booleans. Sets are sorted, so that equal means equal text."""
    if isinstance(value, Kind):
        return kind_to_data(value)
    if dataclasses.is_dataclass(value):
        return {field.name: to_plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {key: to_plain(inner) for key, inner in value.items()}
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [to_plain(inner) for inner in value]
    return str(value) if isinstance(value, Decimal | date) else value


def from_plain(annotation: Any, data: Any) -> Any:
    """The value of type ``annotation`` that :func:`to_plain` made ``data`` of.

    A key that the type no longer has is left out, and one that it has since is its default: old data stay readable.
    """
    if data is None:
        return None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin in (Union, types.UnionType):
        return from_plain(next(one for one in arguments if one is not type(None)), data)
    if origin is tuple:
        return tuple(from_plain(arguments[0], inner) for inner in data)
    if origin is frozenset:
        return frozenset([data] if isinstance(data, str) else data)  # one word, where there could only be one
    if origin is Mapping:
        return {key: from_plain(arguments[1], inner) for key, inner in data.items()}
    if annotation is Kind:
        return kind_from_data(data)
    if annotation is Decimal:
        return Decimal(data)
    if annotation is date:
        return date.fromisoformat(data)
    if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
        hints = get_type_hints(annotation)
        names = [field.name for field in dataclasses.fields(annotation) if field.name in data]
        return annotation(**{name: from_plain(hints[name], data[name]) for name in names})
    return data
