"""Sessions whose cookies are not in the database: a row is found by the keyed digest of its cookie, and its content is bound to it.

Whoever reads the table signs in as nobody, and content that is put into another row is no session's.
"""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.utils.crypto import salted_hmac

from yuntai.clock import now


def _stored(cookie: str) -> str:
    """What the table has of a cookie: 40 hexadecimal digits."""
    return salted_hmac("yuntai.people.sessions", cookie).hexdigest()


class SessionStore(db.SessionStore):  # type: ignore[misc]
    """What ``SESSION_ENGINE`` names."""

    @property
    def key_salt(self) -> str:
        return f"yuntai.people.sessions {_stored(self.session_key)}"

    def _get_session_from_db(self) -> Any:
        found = self.model.objects.filter(session_key=_stored(self.session_key), expire_date__gt=now()).first()
        if found is None:
            self._session_key = None
        return found

    def exists(self, session_key: str) -> bool:
        return bool(super().exists(_stored(session_key)))

    def create_model_instance(self, data: Any) -> Any:
        made = super().create_model_instance(data)
        made.session_key = _stored(made.session_key)
        return made

    def delete(self, session_key: str | None = None) -> None:
        if cookie := session_key or self.session_key:
            super().delete(_stored(cookie))
