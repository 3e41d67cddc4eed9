from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("linking", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="followed",
            name="center",
            field=models.CharField(blank=True, default="", max_length=20),
            preserve_default=False,
        ),
    ]
