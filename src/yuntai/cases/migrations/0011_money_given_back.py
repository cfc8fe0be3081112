"""A decision that was revoked after it was paid waits for the money; until that is back nobody is granted the same thing."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0010_handed_over"),
        ("people", "0007_administrators"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="one_claim_for_one_thing",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_closed_when_ended",
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "等前一件办完"),
                    ("submitted", "待受理"),
                    ("correcting", "待补正"),
                    ("handling", "办理中"),
                    ("proposed", "待复核"),
                    ("paying", "待发放"),
                    ("closed", "已办结"),
                    ("revisiting", "回访中"),
                    ("rejected", "不予受理"),
                    ("withdrawn", "已撤回"),
                    ("recovering", "已撤销，等退款"),
                    ("revoked", "决定已撤销"),
                ],
                default="submitted",
                max_length=12,
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("state__in", ["waiting", "submitted", "correcting", "handling", "proposed", "paying"]),
                    models.Q(("outcome", "granted"), ("state__in", ("closed", "revisiting", "recovering"))),
                    _connector="OR",
                ),
                fields=("claimed_for",),
                name="one_claim_for_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "waiting",
                            "submitted",
                            "correcting",
                            "handling",
                            "proposed",
                            "paying",
                            "closed",
                            "revisiting",
                            "rejected",
                            "withdrawn",
                            "recovering",
                            "revoked",
                        ],
                    )
                ),
                name="case_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_on__isnull", True),
                        (
                            "state__in",
                            ("waiting", "submitted", "correcting", "handling", "proposed", "paying", "revisiting"),
                        ),
                    ),
                    models.Q(
                        ("closed_on__isnull", False),
                        ("state__in", ("closed", "rejected", "withdrawn", "recovering", "revoked")),
                    ),
                    _connector="OR",
                ),
                name="case_closed_when_ended",
            ),
        ),
    ]
