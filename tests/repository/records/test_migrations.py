"""Record sets of an installation that judged them by their annotations are judged again, by their rows."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from tests.factories.places import make_place
from tests.factories.records import make_records
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.entities.models import Validation
from theatrum.repository.records.models import RowsVerdict

judge_again = import_module("theatrum.repository.records.migrations.0002_judge_again").judge_again


def _migrate() -> list[str]:
    with connection.schema_editor() as editor:
        judge_again(apps, editor)
    return [str(job.id) for job in Job.objects.filter(state=State.QUEUED)]


@pytest.mark.django_db(transaction=True)
def test_record_sets_are_judged_again_and_files_are_not() -> None:
    place = make_place()
    file = place.add("a")
    records = make_records(place.owner, place.folder, b"ID,LAYOUT\nHTA201_1,Paired-end\n")
    RowsVerdict.objects.all().delete()
    told = {"validationErrorMessage": "required key [ID] not found"}
    Validation.objects.filter(node=records).update(verdict="invalid", exception=told)
    [job] = _migrate()
    assert Validation.objects.get(node=records).verdict == "unknown"
    execution.run(job)
    assert Validation.objects.get(node=records).verdict == "valid"
    assert Validation.objects.get(node=file).verdict == "invalid"


@pytest.mark.django_db(transaction=True)
def test_new_installation_wants_nothing() -> None:
    assert _migrate() == []
