"""Names that an older version hid may have been exported: what says them is forgotten, by the job that a round wants."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from theatrum.kernel import clock


def forget_later(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Note all names that are hidden as exported until now: jobs of the older version may have left them."""
    apps.get_model("screening", "HiddenName").objects.update(exported_until=clock.now())


class Migration(migrations.Migration):
    """Have what was exported with hidden names forgotten once."""

    dependencies = (("screening", "0005_names_exported"),)
    operations = (migrations.RunPython(forget_later, migrations.RunPython.noop),)
