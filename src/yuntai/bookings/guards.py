"""The database's own refusal to hold two sessions in one room at one time: a constraint on PostgreSQL, triggers on SQLite.

:mod:`yuntai.bookings.planning` looks first and says in a sentence which session is in the way; this holds whatever else writes.
"""

from __future__ import annotations

from typing import Any

CONSTRAINT = "session_holds_its_room_once"
_POSTGRES = f"""ALTER TABLE bookings_session ADD CONSTRAINT {CONSTRAINT} EXCLUDE USING gist (
    int8range(room_id, room_id, '[]') WITH &&, tstzrange(begins, ends) WITH &&
) WHERE (cancelled_at IS NULL AND room_id IS NOT NULL)"""
# A range of one number stands for the room: GiST knows ranges by itself, numbers only with an extension that must be installed.
_SQLITE = """CREATE TRIGGER {name} BEFORE {event} ON bookings_session
WHEN NEW.cancelled_at IS NULL AND EXISTS (
    SELECT 1 FROM bookings_session other WHERE other.room_id = NEW.room_id AND other.cancelled_at IS NULL
    AND other.id <> coalesce(NEW.id, 0) AND other.begins < NEW.ends AND other.ends > NEW.begins
)
BEGIN SELECT RAISE(ABORT, 'the room is taken'); END"""
TRIGGERS = {f"{CONSTRAINT}_{event.lower()}": event for event in ("INSERT", "UPDATE")}


def hold(_apps: Any, editor: Any) -> None:
    """Have the database refuse it from now on."""
    if editor.connection.vendor == "postgresql":
        editor.execute(_POSTGRES)
    else:
        for name, event in TRIGGERS.items():
            editor.execute(_SQLITE.format(name=name, event=event))


def release(_apps: Any, editor: Any) -> None:
    """For a migration backwards."""
    if editor.connection.vendor == "postgresql":
        editor.execute(f"ALTER TABLE bookings_session DROP CONSTRAINT {CONSTRAINT}")
    else:
        for name in TRIGGERS:
            editor.execute(f"DROP TRIGGER {name}")
