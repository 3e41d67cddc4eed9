import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("entities", "0003_tables"),
        ("files", "0003_default_location"),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("etag", models.CharField(max_length=36)),
                ("title", models.CharField(blank=True, max_length=256)),
                ("number", models.BigIntegerField(default=0)),
                ("created_on", models.DateTimeField()),
                ("created_by", models.BigIntegerField()),
                (
                    "parent",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="children", to="wiki.page"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PageVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField()),
                ("title", models.CharField(blank=True, max_length=256)),
                ("modified_on", models.DateTimeField()),
                ("modified_by", models.BigIntegerField()),
                (
                    "markdown",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.filehandle"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="versions", to="wiki.page"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.IntegerField()),
                (
                    "handle",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="files.filehandle"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="attachments", to="wiki.pageversion"
                    ),
                ),
            ],
            options={
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="Wiki",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("etag", models.CharField(max_length=36)),
                ("order_hint", models.JSONField(default=list)),
                (
                    "node",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="wiki", to="entities.node"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="page",
            name="wiki",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="pages", to="wiki.wiki"),
        ),
        migrations.AddConstraint(
            model_name="pageversion",
            constraint=models.UniqueConstraint(fields=("page", "number"), name="one_version_a_page_number"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("version", "handle"), name="one_attachment_a_file"),
        ),
        migrations.AddConstraint(
            model_name="page",
            constraint=models.UniqueConstraint(
                condition=models.Q(("parent", None)), fields=("wiki",), name="one_root_a_wiki"
            ),
        ),
    ]
