"""What one does not want to hear of is said channel by channel; so far it was both."""

from typing import Any

from django.db import migrations


def by_channel(apps: Any, _editor: Any) -> None:
    for user in apps.get_model("people", "User").objects.exclude(muted=[]).iterator():
        user.muted = [f"{channel}:{event}" for channel in ("sms", "email") for event in user.muted]
        user.save(update_fields=["muted"])


class Migration(migrations.Migration):
    dependencies = [("people", "0003_terminals")]

    operations = [migrations.RunPython(by_channel)]
