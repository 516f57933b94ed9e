"""Accounts, deal folders under way, and acts that wait for approvals."""

from django.apps import apps
from django.db import migrations, models

PORTAL = (("account", "0001_initial"), ("mfa", "0001_initial"))
"""Tables of a portal that refer to accounts, and so come after them; without the portal's extra there are none."""


class Migration(migrations.Migration):
    dependencies = [
        ("store", "0002_allowances"),
    ]
    run_before = [*PORTAL] if apps.is_installed("allauth.mfa") else []

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=80, unique=True)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("house_zh", models.CharField(max_length=200)),
                ("house_en", models.CharField(max_length=200)),
                ("roles", models.JSONField(default=list)),
                ("side", models.CharField(max_length=20)),
                ("public_key", models.CharField(blank=True, default="", max_length=64)),
                ("owner", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("email", models.CharField(blank=True, default="", max_length=1)),
                ("totp", models.CharField(blank=True, default="", max_length=64)),
                ("since", models.DateTimeField()),
            ],
            options={
                "ordering": ["person"],
            },
        ),
        migrations.CreateModel(
            name="Happened",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("person", models.CharField(db_index=True, max_length=80)),
                ("what", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("subject", models.CharField(blank=True, default="", max_length=200)),
                ("address", models.CharField(blank=True, default="", max_length=64)),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Invited",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("person", models.CharField(max_length=80)),
                ("name_zh", models.CharField(max_length=200)),
                ("name_en", models.CharField(max_length=200)),
                ("house_zh", models.CharField(max_length=200)),
                ("house_en", models.CharField(max_length=200)),
                ("roles", models.JSONField(default=list)),
                ("side", models.CharField(max_length=20)),
                ("owner", models.BooleanField(default=False)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("expires", models.DateTimeField()),
            ],
            options={
                "ordering": ["-at", "digest"],
            },
        ),
        migrations.CreateModel(
            name="Planned",
            fields=[
                ("number", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan", models.CharField(max_length=64, unique=True)),
                ("kind", models.CharField(max_length=20)),
                ("subject", models.CharField(db_index=True, max_length=200)),
                ("said", models.JSONField(default=dict)),
                ("prepared_by", models.CharField(max_length=80)),
                ("at", models.CharField(max_length=40)),
                ("people", models.JSONField(default=list)),
                ("roles", models.JSONField(default=list)),
                ("persons", models.IntegerField()),
                ("state", models.CharField(db_index=True, max_length=20)),
                ("outcome", models.JSONField(default=list)),
                ("made", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["number"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("deal", models.CharField(db_index=True, max_length=80)),
                ("revision", models.IntegerField()),
                ("name_zh", models.CharField(max_length=300)),
                ("name_en", models.CharField(max_length=300)),
                ("team_zh", models.CharField(max_length=200)),
                ("team_en", models.CharField(max_length=200)),
                ("people", models.JSONField(default=list)),
                ("files", models.JSONField(default=dict)),
                ("by", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                ("why", models.CharField(default="upload", max_length=20)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [models.UniqueConstraint(fields=("deal", "revision"), name="one_case_a_revision")],
            },
        ),
        migrations.CreateModel(
            name="PlanApproval",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("plan", models.CharField(db_index=True, max_length=64)),
                ("place", models.IntegerField()),
                ("person", models.CharField(max_length=80)),
                ("at", models.CharField(max_length=40)),
                ("factor", models.CharField(max_length=20)),
            ],
            options={
                "ordering": ["plan", "place"],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "place"), name="one_approval_a_place"),
                    models.UniqueConstraint(fields=("plan", "person"), name="one_approval_a_person"),
                ],
            },
        ),
    ]
