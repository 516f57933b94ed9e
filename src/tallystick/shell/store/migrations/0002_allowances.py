"""What filers may ask of blinded matching, and which requests were counted."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Allowances and counted requests."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("store", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Allowance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("filer", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("used", models.BigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="MatchRequest",
            fields=[
                ("sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("filer", models.CharField(max_length=200)),
                ("period", models.CharField(max_length=40)),
                ("count", models.BigIntegerField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="allowance",
            constraint=models.UniqueConstraint(fields=("filer", "period"), name="one_allowance_a_period"),
        ),
    ]
