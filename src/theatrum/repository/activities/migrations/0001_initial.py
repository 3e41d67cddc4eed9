import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("entities", "0003_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("etag", models.CharField(max_length=36)),
                ("name", models.TextField(blank=True)),
                ("description", models.TextField(blank=True)),
                ("created_on", models.DateTimeField()),
                ("created_by", models.BigIntegerField()),
                ("modified_on", models.DateTimeField()),
                ("modified_by", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Generation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="generations",
                        to="activities.activity",
                    ),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="generation", to="entities.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Used",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                ("was_executed", models.BooleanField(default=False)),
                ("node_id", models.BigIntegerField(db_index=True, null=True)),
                ("version_number", models.BigIntegerField(null=True)),
                ("name", models.TextField(blank=True)),
                ("url", models.TextField(blank=True)),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="used", to="activities.activity"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "position"), name="one_used_thing_a_position")
                ],
            },
        ),
    ]
