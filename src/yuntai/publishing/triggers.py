"""The database's own refusal to change the text of an edition that was published, for SQLite and PostgreSQL."""

from __future__ import annotations

from typing import Any

_TEXT = (
    *("announcement_id", "version", "title", "summary", "body", "valid_from", "valid_until", "replaces_id"),
    *("written_by_id", "reviewed_by_id", "handed_on_at", "published_at"),
)
_COLUMNS = ", ".join(_TEXT)
_SQLITE = f"""CREATE TRIGGER publishing_edition_fixed BEFORE UPDATE OF {_COLUMNS} ON publishing_edition
WHEN OLD.published_at IS NOT NULL
BEGIN SELECT RAISE(ABORT, 'a published edition is not changed'); END"""
_POSTGRES = f"""CREATE FUNCTION yuntai_published() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'a published edition is not changed'; END $$;
CREATE TRIGGER publishing_edition_fixed BEFORE UPDATE OF {_COLUMNS} ON publishing_edition
FOR EACH ROW WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION yuntai_published()"""


def fix(_apps: Any, editor: Any) -> None:
    """Have the database refuse it from now on."""
    editor.execute(_POSTGRES if editor.connection.vendor == "postgresql" else _SQLITE)


def release(_apps: Any, editor: Any) -> None:
    """For a migration backwards."""
    if editor.connection.vendor == "postgresql":
        editor.execute("DROP FUNCTION yuntai_published CASCADE")
    else:
        editor.execute("DROP TRIGGER publishing_edition_fixed")
