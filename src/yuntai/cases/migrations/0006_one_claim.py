"""No two cases, open or granted, lay claim to the same thing.

Cases of before have their claim filled in from their answers by the procedures of today. Where several have the same, the first
that was granted keeps it, or the first that came in; the others keep none, and officers see them beside one another.
"""

from typing import Any

from django.db import migrations, models
from django.utils.timezone import localtime

CLAIMING = models.Q(
    ("state__in", ["waiting", "submitted", "correcting", "handling", "proposed", "paying"]),
    models.Q(("outcome", "granted"), ("state__in", ("closed", "revisiting"))),
    _connector="OR",
)


def fill(apps: Any, _editor: Any) -> None:
    cases = apps.get_model("cases", "Case").objects.filter(CLAIMING)
    if not cases.exists():
        return
    from yuntai.cases.claims import claim_of
    from yuntai.cases.content import catalogue

    given: set[str] = set()
    found = cases.filter(procedure__in=[one.id for one in catalogue().values() if one.claim])
    for case in sorted(found.select_related("person", "employer"), key=lambda one: (one.outcome != "granted", one.pk)):
        day = localtime(case.submitted_at).date()
        claim = claim_of(catalogue()[case.procedure], case.person or case.employer, case.facts, day)
        if claim and claim not in given:
            given.add(claim)
            case.claimed_for = claim
            case.save(update_fields=["claimed_for"])


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_secrecy"),
        ("people", "0004_muted_by_channel"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="claimed_for",
            field=models.CharField(blank=True, editable=False, max_length=64, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=CLAIMING, fields=("claimed_for",), name="one_claim_for_one_thing"
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["paying"]), _negated=True),
                    models.Q(("amount__gt", 0), ("amount__isnull", False)),
                    _connector="OR",
                ),
                name="case_pays_an_amount",
            ),
        ),
    ]
