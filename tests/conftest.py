"""Settings for all tests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.turns import TURN

pytest_plugins = ["tests.browser", "tests.cities", "tests.city", "tests.towns"]

settings.register_profile("thorough", max_examples=1000)


def pytest_report_header() -> str:
    return f"what takes turns: YUNTAI_TURN={TURN}"


@pytest.fixture(autouse=True, scope="session")
def _emptied_ledgers() -> Iterator[None]:
    """Between tests that need real transactions the database is emptied, which the ledgers' triggers would refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from yuntai.ledger.checkpoints import begin
    from yuntai.ledger.triggers import arm, disarm

    ledgers = (
        *("cases_event", "people_access", "bookings_change", "exchange_happening", "rolls_change"),
        "ledger_checkpoint",
    )
    empty = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        for table in ledgers:
            disarm(connection, table)
        _empty_rolls()
        empty(case)
        for table in ledgers:
            disarm(connection, table)  # what follows every migration has armed some
            arm(connection, table)
        begin()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


def _empty_rolls() -> None:
    """The tables of rolls are no models of Django's, which leaves their rows there; what follows a migration guards them again."""
    from django.db import connection

    from yuntai.rolls.making import disarm
    from yuntai.rolls.models import Roll

    with connection.cursor() as cursor:
        for table in (f"roll_{name}" for name in Roll.objects.values_list("name", flat=True)):
            disarm(table)
            cursor.execute(f"DELETE FROM {table}")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:  # noqa: ARG001
    """The tests' database is one that has begun: its first checkpoint is there."""
    from yuntai.ledger.checkpoints import begin

    with django_db_blocker.unblock():
        begin()


@pytest.fixture
def keys(settings: Any) -> Iterator[Path]:
    """The folder of the keys, which hold afterwards what they held: other tests have rows that were encrypted before."""
    folder = settings.HOME.path / "keys"
    names = ("identity", "identity.old")
    before = {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in names}
    yield folder
    for name, key in before.items():
        if key is None:
            (folder / name).unlink(missing_ok=True)
        else:
            (folder / name).write_bytes(key)
