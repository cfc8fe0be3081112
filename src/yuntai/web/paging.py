"""A page of many rows: the database turns the leaves by keys alone, from the end that is nearer, then reads the rows of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


class Leaves:
    """``found``, an ordered query set, as a paginator takes it. ``count`` is how many there are, where that is known; ``rows``
    gives the rows of some keys."""

    def __init__(
        self,
        found: QuerySet[Any],
        count: int | None = None,
        rows: Callable[[Sequence[Any]], Sequence[Any]] | None = None,
    ) -> None:
        self._found, self._count, self._rows = found, count, rows or self._own

    def __len__(self) -> int:
        if self._count is None:
            self._count = int(self._found.count())
        return self._count

    def __getitem__(self, part: slice) -> list[Any]:
        found = self._keys(part.start or 0, min(part.stop, len(self)))
        by_key = {row.pk: row for row in self._rows(found)} if found else {}
        return [by_key[key] for key in found if key in by_key]

    def _keys(self, first: int, last: int) -> list[Any]:
        keys = self._found.values_list("pk", flat=True)
        if first <= len(self) - last:
            return list(keys[first:last])
        return list(keys.reverse()[len(self) - last : len(self) - first])[::-1]

    def _own(self, keys: Sequence[Any]) -> Sequence[Any]:
        return self._found.model._default_manager.filter(pk__in=keys)


def page_of(found: Leaves, size: int, request: HttpRequest) -> Page[Any]:
    """The page that the address names, of so many rows; the last one where there are fewer pages."""
    page: Page[Any] = Paginator(found, size).get_page(request.GET.get("page"))
    return page
