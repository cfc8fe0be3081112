"""Changes of a large table that SQLite makes in one copy of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import migrations


class AtOnce(migrations.SeparateDatabaseAndState):
    """Operations on ``model_name`` for each of which SQLite would copy the whole table: it copies it once.

    None may need what another does to the rows: columns only come, grow or lose constraints. Other databases do one after the other.
    """

    def __init__(self, model_name: str, operations: Sequence[Any]) -> None:
        super().__init__(database_operations=operations, state_operations=operations)
        self.model_name = model_name

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, [self.model_name, self.state_operations], {}

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        if schema_editor.connection.vendor == "sqlite":
            schema_editor._remake_table(to_state.apps.get_model(app_label, self.model_name))
        else:
            super().database_forwards(app_label, schema_editor, from_state, to_state)
