"""The tables of the first version."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Jobs and duties."""

    initial = True

    dependencies: ClassVar[list[tuple[str, str]]] = []

    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Duty",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=200)),
                ("arguments", models.TextField()),
                ("priority", models.SmallIntegerField()),
                ("tries", models.SmallIntegerField()),
                ("minutes", models.IntegerField()),
                ("catch_up", models.CharField(max_length=4)),
                ("due", models.BigIntegerField(db_index=True)),
            ],
            options={
                "db_table": "jobs_duty",
            },
        ),
        migrations.CreateModel(
            name="JobRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("task", models.CharField(max_length=200)),
                ("arguments", models.TextField()),
                ("by", models.CharField(db_index=True, max_length=120)),
                ("key", models.CharField(max_length=200, null=True, unique=True)),
                ("priority", models.SmallIntegerField()),
                ("tries", models.SmallIntegerField()),
                ("state", models.CharField(max_length=10)),
                ("attempt", models.IntegerField(default=0)),
                ("failures", models.SmallIntegerField(default=0)),
                ("owner", models.CharField(default="", max_length=120)),
                ("due", models.BigIntegerField()),
                ("step", models.CharField(default="", max_length=120)),
                ("done", models.BigIntegerField(default=0)),
                ("count", models.BigIntegerField(default=0)),
                ("cancelling", models.BooleanField(default=False)),
                ("result", models.TextField(default="{}")),
                ("asked", models.BigIntegerField()),
                ("begun", models.BigIntegerField(null=True)),
                ("ended", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "jobs_job",
                "ordering": ["-priority", "id"],
                "indexes": [models.Index(fields=["state", "due"], name="next_job")],
            },
        ),
    ]
