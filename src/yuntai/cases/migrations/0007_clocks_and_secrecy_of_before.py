"""Cases of before: due on the day that their log says now that there is a clock before acceptance; secret where that was asked."""

from typing import Any

from django.db import migrations

_AT_ONCE = 500
_COLUMNS = ("due_on", "due_provisional", "secret")


def fill(apps: Any, _editor: Any) -> None:
    model = apps.get_model("cases", "Case")
    changed = []
    for case in model.objects.select_related("version").order_by("pk").iterator(chunk_size=_AT_ONCE):
        found = _found(case)
        if any(getattr(case, name) != found[name] for name in _COLUMNS):
            changed.append(model(pk=case.pk, **{name: found[name] for name in _COLUMNS}))
    model.objects.bulk_update(changed, _COLUMNS, _AT_ONCE)


def _found(case: Any) -> dict[str, Any]:
    """The columns as today's code folds the log: over models of today that are made of what was read, without a query."""
    from yuntai.cases.history import columns, history
    from yuntai.cases.models import Case, Event, Version
    from yuntai.cases.secrecy import asks_for_secrecy

    names = ("number", "at", "kind", "user_id", "data")
    events = [Event(**dict(zip(names, row, strict=True))) for row in case.events.order_by("number").values_list(*names)]
    version = Version(digest=case.version.digest, definition=case.version.definition)
    folded = columns(Case(version=version, claimed_for=case.claimed_for), history(events))
    return folded | {"secret": asks_for_secrecy(version.load(), case.facts)}


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_one_claim")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
