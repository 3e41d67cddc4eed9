from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("linking", "0003_followed_told"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="arrival",
            name="one_arrival_a_text",
        ),
    ]
