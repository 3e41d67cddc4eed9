from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("linking", "0002_followed_center"),
    ]

    operations = [
        migrations.AddField(
            model_name="followed",
            name="is_told",
            field=models.BooleanField(default=False),
        ),
    ]
