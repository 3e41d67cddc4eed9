"""The root of the tree, with an ACL of its own that grants nothing: administrators make projects."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from theatrum.kernel import clock
from theatrum.kernel.ids import new_etag

ROOT_ID = 4489
FIRST_ID = 10_000_000
OPERATOR_ID = 1


def plant_root(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Make the root, its version, its row in the closure table and its ACL."""
    node_model, version_model = apps.get_model("entities", "Node"), apps.get_model("entities", "Version")
    moment = clock.now()
    made = {"created_on": moment, "created_by": OPERATOR_ID, "modified_on": moment, "modified_by": OPERATOR_ID}
    root = node_model.objects.create(id=ROOT_ID, kind="folder", name="root", etag=new_etag(), **made)
    root.current = version_model.objects.create(node=root, number=1, label="1", **made)
    root.benefactor = root
    root.save()
    apps.get_model("entities", "Ancestry").objects.create(node=root, ancestor=root, depth=0)
    apps.get_model("access", "Acl").objects.create(owner_kind="entity", owner_id=ROOT_ID, etag=new_etag(), **made)
    _start_ids(editor, node_model._meta.db_table)


def _start_ids(editor: BaseDatabaseSchemaEditor, table: str) -> None:
    # Ids start high, so that an administrator can seed chosen ones (those of entities moved here).
    if editor.connection.vendor == "postgresql":
        editor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {FIRST_ID})")
    else:
        editor.execute(f"UPDATE sqlite_sequence SET seq = {FIRST_ID} WHERE name = '{table}'")


class Migration(migrations.Migration):
    """Plant the root."""

    dependencies = (("entities", "0001_initial"), ("access", "0001_initial"))
    operations = (migrations.RunPython(plant_root, migrations.RunPython.noop),)
