"""Seeds the principals that are nobody's account, and starts everybody else's ids far above them."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# Written out, not imported: a migration must do tomorrow what it did yesterday.
NAMES = {1: "operator", 273948: "authenticated_users", 273949: "public", 273950: "anonymous"}
INDIVIDUALS = (1, 273950)
LAST_RESERVED_ID = 3_300_000


def seed(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Create the rows, then move the sequence of the table."""
    principals = apps.get_model("accounts", "Principal").objects
    for number, name in NAMES.items():
        principals.create(id=number, is_individual=number in INDIVIDUALS, name_key=name)
    if editor.connection.vendor == "sqlite":
        sql = "UPDATE sqlite_sequence SET seq = %s WHERE name = 'accounts_principal'"
    else:
        sql = "SELECT setval(pg_get_serial_sequence('accounts_principal', 'id'), %s)"
    with editor.connection.cursor() as cursor:
        cursor.execute(sql, [LAST_RESERVED_ID])


class Migration(migrations.Migration):
    """Principals 1, 273948, 273949 and 273950; the first account is 3300001."""

    dependencies = (("accounts", "0001_initial"),)
    operations = (migrations.RunPython(seed, migrations.RunPython.noop),)
