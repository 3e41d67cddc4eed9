"""Record sets were judged by their annotations; from here on their rows say what they are worth."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from theatrum.kernel import clock

ROOT_ID = 4489


def judge_again(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Forget what was said of record sets, and want the job that has them judged."""
    found = apps.get_model("entities", "Validation").objects.filter(node__kind="recordset")
    if found.update(verdict="unknown", exception=None, findings=[], derived={}):
        apps.get_model("jobs", "Job").objects.create(
            name="entities.revalidate", lane="quick", arguments={"node_id": ROOT_ID}, created_at=clock.now()
        )


class Migration(migrations.Migration):
    """Judge the rows of the record sets that are there."""

    dependencies = (("records", "0001_initial"), ("jobs", "0001_initial"))
    operations = (migrations.RunPython(judge_again, migrations.RunPython.noop),)
