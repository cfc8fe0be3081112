"""Who has handed over what nobody has taken over yet; apart from the change of the table, which PostgreSQL does not mix with it."""

from typing import Any

from django.db import migrations


def fill(apps: Any, _editor: Any) -> None:
    """Of the cases that have been handed over and not been taken over, by which unit: as the log has it."""
    events, cases = apps.get_model("cases", "Event"), apps.get_model("cases", "Case")
    moved = events.objects.filter(kind="transfer").order_by().values_list("case", flat=True).distinct()
    for case in list(moved):
        unit = coming_from = None
        for kind, data in events.objects.filter(case=case).order_by("number").values_list("kind", "data"):
            if kind == "submit":
                unit = data["unit"]
            elif kind == "transfer":
                unit, coming_from = data["unit"], unit
            elif kind == "take_over":
                coming_from = None
        if coming_from:
            cases.objects.filter(pk=case).update(coming_from=coming_from)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_ways_on"),
    ]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
