"""A small city behind the platform, with an account for each role."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import Model
from django.test import Client

from tests.cities import Cities
from yuntai.cases.models import Case
from yuntai.ledger import canaries
from yuntai.people.models import Person, User
from yuntai.site.demo import make_accounts, put_city


@pytest.fixture(scope="session")
def exports(cities: Cities, django_db_setup: None, django_db_blocker: Any) -> Path:  # noqa: ARG001
    """The folder of a generated city of 3,000 people, loaded into the home of this test run, whose database knows its key."""
    folder = cities(3000, 11).folder
    settings.HOME.key_path("person").unlink(missing_ok=True)  # the database began with one of its own
    put_city(settings.HOME.path, folder)
    with django_db_blocker.unblock():
        canaries.settle("person")
    return folder


@pytest.fixture(scope="session")
def _accounts(exports: Path, django_db_setup: None, django_db_blocker: Any) -> list[list[Model]]:  # noqa: ARG001
    """The rows that :func:`make_accounts` makes, table by table."""
    with django_db_blocker.unblock(), transaction.atomic():
        before = {model: {row.pk for row in model._base_manager.all()} for model in apps.get_models()}
        make_accounts(exports)
        rows = [[row for row in model._base_manager.all() if row.pk not in had] for model, had in before.items()]
        transaction.set_rollback(True)
    (settings.HOME.path / "demo-accounts.json").unlink()
    return [made for made in rows if made]


class People:
    """The accounts by their user names: ``people.worker``."""

    def __getattr__(self, username: str) -> User:
        return User.objects.get(username=username)

    @property
    def worker_person(self) -> Person:
        return self.worker.person  # type: ignore[no-any-return]


@pytest.fixture
def people(_accounts: list[list[Model]], db: None) -> People:  # noqa: ARG001
    """Accounts: freelancer, worker, elder, handler, approver, clerk, reviewer, confirmer, payer, supervisor, manager,
    security, auditor."""
    with transaction.atomic():  # so that rows may point to rows that follow
        for rows in _accounts:
            type(rows[0])._base_manager.bulk_create(rows)
    return People()


@pytest.fixture
def staff(exports: Path, people: People) -> list[str]:
    """The resident ids of the handler's firm's staff of December 2022, in the order of the enrolments."""
    query = f"""SELECT resident_id FROM '{exports}/exports/enrolments.parquet'
        WHERE uscc = '{people.handler.operations.get().employer.uscc}' AND kind = 'employee'
        AND began_on < '2023-01-01' AND (ended_on IS NULL OR ended_on >= '2023-01-06') ORDER BY enrolment"""
    return [row[0] for row in duckdb.sql(query).fetchall()]


def rewrite(row: Any, **fields: Any) -> None:
    """Have a row's columns, encrypted ones too, hold something else, as an older Yuntai or another hand may have left it."""
    again = type(row)._base_manager.get(pk=row.pk)
    for name, value in fields.items():
        setattr(again, name, value)
    again.save(update_fields=list(fields))


def signed_in(user: User) -> Opened:
    """A client of ``user``, with the second factor given where she needs one."""
    client = Opened()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    if user.is_officer:
        _verify(client.session, user)
    return client


class Opened(Client):
    """A browser in which the page of a case has just been opened: what is posted to one carries what was seen of it there."""

    def post(self, path: str, data: Any = None, **more: Any) -> Any:
        acted = re.match(r"/(?:work/)?cases/(\d+)/(?:do/|supply/|withdraw/|rate/|forgo/)", path)
        case = Case.objects.filter(number=acted[1]).first() if acted else None
        return super().post(path, (seen(case) if case else {}) | (data or {}), **more)


def seen(*cases: Case) -> dict[str, str]:
    """What a form carries that was opened now: of one case, or of several at once."""
    places = {case.number: str(case.events.latest("number").place) for case in cases}
    return {"last": places.popitem()[1]} if len(cases) == 1 else {f"last-{one}": place for one, place in places.items()}


def session_cookie(user: User) -> dict[str, str]:
    """The cookie that signs a browser in as ``user``, for ``visit(…, cookies=…)``."""
    return {settings.SESSION_COOKIE_NAME: signed_in(user).cookies[settings.SESSION_COOKIE_NAME].value}


def _verify(session: Any, user: User) -> None:
    from django_otp import DEVICE_ID_SESSION_KEY
    from django_otp.plugins.otp_totp.models import TOTPDevice

    device, _ = TOTPDevice.objects.get_or_create(user=user, confirmed=True, defaults={"name": "test"})
    session[DEVICE_ID_SESSION_KEY] = device.persistent_id
    session.save()
