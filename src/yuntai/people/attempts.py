"""What django-axes counts with: as it does, but that who signs in without a wrong password before has none to be forgotten."""

from __future__ import annotations

from typing import Any

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_session_hash, get_client_username, get_credentials
from axes.models import AccessAttempt, AccessLog
from django.db import connection

from yuntai.ledger.writing import insert

_FAILURES = "SELECT sum(failures_since_start) FROM axes_accessattempt WHERE ip_address = %s AND username = %s AND attempt_time >= %s"
_SEEN = "_yuntai_failures"


class Attempts(AxesDatabaseHandler):  # type: ignore[misc]
    """What ``AXES_HANDLER`` names. Those whose time is over count no more, and go with the next wrong password."""

    def get_failures(self, request: Any, credentials: dict[str, Any] | None = None) -> int:
        """The wrong passwords for a name from an address, which together ``AXES_LOCKOUT_PARAMETERS`` names."""
        wanted = {
            "ip_address": request.axes_ip_address,
            "username": get_client_username(request, credentials),
            "attempt_time": get_cool_off_threshold(request),
        }
        if None in wanted.values():
            found: int = super().get_failures(request, credentials)
        else:
            fields = AccessAttempt._meta
            values = [fields.get_field(name).get_db_prep_value(value, connection) for name, value in wanted.items()]
            with connection.cursor() as cursor:
                cursor.execute(_FAILURES, values)
                found = cursor.fetchone()[0] or 0
        setattr(request, _SEEN, found)
        return found

    def user_logged_in(self, sender: Any, request: Any, user: Any, **_: Any) -> None:
        name = user.get_username()
        said = {
            "user_agent": request.axes_user_agent,
            "ip_address": request.axes_ip_address,
            "username": name,
            "http_accept": request.axes_http_accept,
            "path_info": request.axes_path_info,
            "attempt_time": request.axes_attempt_time,
            "session_hash": get_client_session_hash(request),
        }
        fields = AccessLog._meta
        insert({fields.get_field(column): value for column, value in said.items()}, (fields.pk,))
        if getattr(request, _SEEN, None) != 0:  # in a browser that is known nobody has looked
            self.reset_user_attempts(request, get_credentials(name))
