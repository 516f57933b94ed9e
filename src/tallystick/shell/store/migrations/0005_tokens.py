"""Tokens of the API, and calls that were answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0004_edits"),
    ]

    operations = [
        migrations.CreateModel(
            name="TokenRow",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("holder", models.CharField(max_length=10)),
                ("person", models.CharField(max_length=80)),
                ("house_zh", models.CharField(max_length=200)),
                ("house_en", models.CharField(max_length=200)),
                ("scopes", models.JSONField(default=list)),
                ("label", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("expires", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "digest"],
            },
        ),
        migrations.CreateModel(
            name="CallRow",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("asked", models.CharField(max_length=64)),
                ("status", models.SmallIntegerField()),
                ("body", models.JSONField(default=dict)),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "ordering": ["key"],
            },
        ),
    ]
