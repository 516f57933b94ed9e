"""Listeners."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Who wants to be told of acts."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("jobs", "0001_initial")]
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="HookRow",
            fields=[
                ("id", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("by", models.CharField(db_index=True, max_length=120)),
                ("address", models.CharField(max_length=500)),
                ("secret", models.CharField(max_length=80)),
                ("cursor", models.BigIntegerField()),
                ("failures", models.IntegerField(default=0)),
            ],
            options={"db_table": "jobs_hook"},
        ),
    ]
