"""Mail that waited when sizes were introduced has one, too: what may be kept is judged by it."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F
from django.db.models.functions import Length


def _measure(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    # Of bytes both databases tell the length in bytes.
    mails = apps.get_model("mail", "IncomingMail").objects.filter(size=0, content__isnull=False)
    mails.update(size=Length(F("content")))


class Migration(migrations.Migration):
    """Fills in ``size`` where the content is still there."""

    dependencies = [("mail", "0003_refused_mail")]

    operations = [migrations.RunPython(_measure, migrations.RunPython.noop)]
