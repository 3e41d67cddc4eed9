import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("files", "0003_default_location"),
    ]

    operations = [
        migrations.AddField(
            model_name="filehandle",
            name="preview_of",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="preview", to="files.filehandle"
            ),
        ),
    ]
