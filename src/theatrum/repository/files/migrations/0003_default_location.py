"""The storage location that is always there: number 1, the operator's."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag

NUMBER = 1
OPERATOR_ID = 1
REQUEST_HASH = "default"


def seed(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the row, then move the sequence of the table behind it."""
    locations = apps.get_model("files", "StorageLocation")
    locations.objects.create(
        id=NUMBER, created_by=OPERATOR_ID, created_on=clock.now(), etag=new_etag(), request_hash=REQUEST_HASH
    )
    if editor.connection.vendor == "postgresql":
        editor.execute(f"SELECT setval(pg_get_serial_sequence('{locations._meta.db_table}', 'id'), {NUMBER})")


class Migration(migrations.Migration):
    """Storage location 1."""

    dependencies = (("files", "0002_links_and_locations"),)
    operations = (migrations.RunPython(seed, migrations.RunPython.noop),)
