"""A prepared question answers as the query set does that it was made from."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from yuntai.ledger.prepared import Prepared
from yuntai.people.models import Unit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("units")]


@pytest.fixture
def units() -> None:
    city = Unit.objects.create(code="10", name="市局", level="city")
    for code in ("1_", "1a", "20"):
        Unit.objects.create(code=code, name=f"{code} 局", level="district", parent=city)


def test_rows_by_a_number_a_text_a_list_and_a_beginning() -> None:
    by_code = Prepared(lambda code: Unit.objects.filter(code=code).select_related("parent"))
    assert [(one.name, one.parent.name) for one in by_code("1a")] == [("1a 局", "市局")]
    assert [one.name for one in by_code("20")] == ["20 局"]
    assert by_code("30") == []
    by_key = Prepared(lambda number: Unit.objects.filter(pk=number).values_list("code", flat=True))
    assert by_key(Unit.objects.get(code="20").pk) == ["20"]
    among = Prepared(lambda codes: Unit.objects.filter(code__in=codes).order_by("code").values_list("code", "level"))
    assert among(("20", "10")) == [("10", "city"), ("20", "district")]
    assert among(("1a",)) == [("1a", "district")]
    below = Prepared(lambda path: Unit.objects.filter(path__startswith=path).values_list("code", flat=True))
    assert below("10/1a") == ["1a"]
    assert below("10/1_") == ["1_"]  # no sign of a value means anything to LIKE
    assert below("%") == []


def test_what_is_given_by_name_makes_another_question() -> None:
    first = Prepared(lambda level, most: Unit.objects.filter(level=level).order_by("code").values_list("code")[:most])
    assert first("district", most=1) == [("1_",)]
    assert first("district", most=2) == [("1_",), ("1a",)]
    assert first("city", most=2) == [("10",)]


def test_the_sql_is_written_once() -> None:
    written = []

    def write(code: str) -> object:
        written.append(code)
        return Unit.objects.filter(code=code)

    by_code = Prepared(write)
    with CaptureQueriesContext(connection) as queries:
        assert [one.code for code in ("10", "1a", "20") for one in by_code(code)] == ["10", "1a", "20"]
    assert (len(written), len(queries)) == (1, 3)


@pytest.mark.django_db(transaction=True)
def test_another_thread_asks_over_a_connection_of_its_own() -> None:
    by_code = Prepared(lambda code: Unit.objects.filter(code=code))
    assert [one.name for one in by_code("10")] == ["市局"]
    found = []

    def ask() -> None:
        try:
            found.extend(by_code("20"))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert [one.name for one in found] == ["20 局"]
