"""Sessions whose cookies are not in the database: a row is found by the keyed digest of its cookie, and its content is bound to it.

Whoever reads the table signs in as nobody, and content that is put into another row is no session's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import VALID_KEY_CHARS, CreateError, UpdateError
from django.db import connection
from django.utils.crypto import get_random_string, salted_hmac

from yuntai.clock import now

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"
_INSERT = (
    "INSERT INTO django_session (session_data, expire_date, session_key) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
_UPDATE = "UPDATE django_session SET session_data = %s, expire_date = %s WHERE session_key = %s"


def _stored(cookie: str) -> str:
    """What the table has of a cookie: 40 hexadecimal digits."""
    return salted_hmac("yuntai.people.sessions", cookie).hexdigest()


class SessionStore(db.SessionStore):  # type: ignore[misc]
    """What ``SESSION_ENGINE`` names. A session is put in once, when it is saved with all that it begins with."""

    _is_new = False

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

    def create(self) -> None:
        """Take a cookie that nobody has: of 32 letters and digits nobody draws one twice."""
        self._session_key, self._is_new, self.modified = get_random_string(32, VALID_KEY_CHARS), True, True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
        anew = must_create or self._is_new
        content = self.encode(self._get_session(no_load=anew))
        ends = connection.ops.adapt_datetimefield_value(self.get_expiry_date())
        with connection.cursor() as cursor:
            cursor.execute(_INSERT if anew else _UPDATE, (content, ends, _stored(self.session_key)))
            if not cursor.rowcount:
                raise CreateError if anew else UpdateError
        self._is_new = False

    def delete(self, session_key: str | None = None) -> None:
        if cookie := session_key or self.session_key:
            super().delete(_stored(cookie))
