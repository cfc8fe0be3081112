"""Nobody is invited to rate in a message of its own any more; those that were sent count as progress."""

from typing import Any

from django.db import migrations, models

EVENTS = {
    "progress": "办件进度",
    "decision": "办理结果",
    "payment": "资金发放",
    "deadline": "期限提醒",
    "account": "授权与注册",
    "policy": "规定调整",
    "supervision": "督办",
}


def count_as_progress(apps: Any, _editor: Any) -> None:
    apps.get_model("notices", "Notice").objects.filter(event="rating").update(event="progress")


class Migration(migrations.Migration):
    dependencies = [("notices", "0004_many_notices")]

    operations = [
        migrations.RemoveConstraint(model_name="notice", name="notice_event_known"),
        migrations.RunPython(count_as_progress, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="notice",
            name="event",
            field=models.CharField("事由", max_length=20, choices=list(EVENTS.items())),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(condition=models.Q(event__in=list(EVENTS)), name="notice_event_known"),
        ),
    ]
