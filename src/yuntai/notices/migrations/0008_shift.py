from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0007_sealed"),
    ]

    operations = [
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("lease", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("begun_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
            ],
        ),
    ]
