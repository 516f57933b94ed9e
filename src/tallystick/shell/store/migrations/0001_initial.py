"""The tables of the first version."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Acts and filings."""

    initial = True
    dependencies: ClassVar[list[tuple[str, str]]] = []
    operations: ClassVar[list[migrations.operations.base.Operation]] = [
        migrations.CreateModel(
            name="Act",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("act_id", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(db_index=True, max_length=80)),
                ("subject", models.CharField(db_index=True, max_length=200)),
                ("actor", models.CharField(max_length=80)),
                ("at", models.CharField(max_length=20)),
                ("body_sha256", models.CharField(max_length=64)),
                ("body_sm3", models.CharField(max_length=64)),
                ("signature", models.CharField(max_length=128)),
                ("position", models.BigIntegerField(null=True, unique=True)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.CreateModel(
            name="Filing",
            fields=[
                ("id", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("deal", models.CharField(db_index=True, max_length=80)),
                ("version", models.IntegerField()),
                ("state", models.CharField(max_length=40)),
                ("package_sha256", models.CharField(max_length=64)),
                ("package_sm3", models.CharField(max_length=64)),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="filing",
            constraint=models.UniqueConstraint(fields=("deal", "version"), name="one_filing_a_version"),
        ),
    ]
