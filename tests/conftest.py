"""Settings for all tests."""

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.turns import TURN

pytest_plugins = ["tests.browser", "tests.cities", "tests.city"]

settings.register_profile("thorough", max_examples=1000)


def pytest_report_header() -> str:
    return f"what takes turns: YUNTAI_TURN={TURN}"


@pytest.fixture(autouse=True, scope="session")
def _emptied_ledgers() -> Iterator[None]:
    """Between tests that need real transactions the database is emptied, which the ledgers' triggers would refuse."""
    from django.db import connection
    from django.test import TransactionTestCase

    from yuntai.ledger.triggers import arm, disarm

    ledgers = ("cases_event", "people_access", "ledger_checkpoint")
    empty = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        for table in ledgers:
            disarm(connection, table)
        empty(case)
        for table in ledgers:
            arm(connection, table)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield
