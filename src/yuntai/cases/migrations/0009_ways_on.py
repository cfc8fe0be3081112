"""A decision that a re-check found wrong can be revoked; whoever hands a case over sees it until it is taken over."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_sealed"),
        ("people", "0006_sealed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="case",
            name="case_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="case",
            name="case_closed_when_ended",
        ),
        migrations.AddField(
            model_name="case",
            name="coming_from",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                db_index=False,
                to="people.unit",
            ),
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
                    ("revoked", "决定已撤销"),
                ],
                default="submitted",
                max_length=12,
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("coming_from__isnull", False)), fields=["coming_from"], name="case_coming_from"
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
                        ("closed_on__isnull", False), ("state__in", ("closed", "rejected", "withdrawn", "revoked"))
                    ),
                    _connector="OR",
                ),
                name="case_closed_when_ended",
            ),
        ),
    ]
