"""A page of many rows: the database turns the leaves by keys alone, then reads the rows of one."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest


def page_of(found: QuerySet[Any], rows: int, request: HttpRequest) -> Page[Any]:
    """The page of ``found`` that the address names, of so many ``rows``; the last one where there are fewer pages."""
    page: Page[Any] = Paginator(found, rows).get_page(request.GET.get("page"))
    if page.number > 1:
        keys = list(page.object_list.values_list("pk", flat=True))
        by_key = {row.pk: row for row in found.filter(pk__in=keys)}
        page.object_list = [by_key[key] for key in keys if key in by_key]
    return page
