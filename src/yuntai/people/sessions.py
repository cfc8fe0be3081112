"""Sessions whose cookies are not in the database: a row is found by the keyed digest of its cookie, and its content is bound to it.

Whoever reads the table signs in as nobody, and content that is put into another row is no session's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils.crypto import salted_hmac

from yuntai.clock import now

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


def _stored(cookie: str) -> str:
    """What the table has of a cookie: 40 hexadecimal digits."""
    return salted_hmac("yuntai.people.sessions", cookie).hexdigest()


class SessionStore(db.SessionStore):  # type: ignore[misc]
    """What ``SESSION_ENGINE`` names."""

    @property
    def key_salt(self) -> str:
        return f"yuntai.people.sessions {_stored(self.session_key)}"

    def load(self) -> dict[str, Any]:
        """The content of the row, read by one statement whose text does not change: each page begins with it."""
        with connection.cursor() as cursor:
            moment = connection.ops.adapt_datetimefield_value(now())
            cursor.execute(_READ, (_stored(self.session_key), moment))
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        content: dict[str, Any] = self.decode(found[0])
        return content

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(_stored(session_key)))

    def create_model_instance(self, data: Any) -> Any:
        made = super().create_model_instance(data)
        made.session_key = _stored(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        if cookie := session_key or self.session_key:
            super().delete(_stored(cookie))
