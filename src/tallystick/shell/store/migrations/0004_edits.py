"""Edits of deal folders that are in no revision yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0003_people"),
    ]

    operations = [
        migrations.CreateModel(
            name="EditRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("deal", models.CharField(max_length=80)),
                ("number", models.IntegerField()),
                ("deed", models.CharField(max_length=10)),
                ("way", models.JSONField(default=list)),
                ("value", models.JSONField(default=str)),
                ("over", models.JSONField(default=str)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("revision", models.IntegerField(null=True)),
            ],
            options={
                "ordering": ["deal", "number"],
                "constraints": [models.UniqueConstraint(fields=("deal", "number"), name="one_edit_a_number")],
            },
        ),
    ]
