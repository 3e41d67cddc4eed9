"""A query that is written down once finds what Django's own finds, whatever it is asked."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from theatrum.drivers.db.prepared import Prepared, prepared_cursor
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.files.models import FileHandle, Upload

pytestmark = pytest.mark.django_db

MOMENT = datetime(2026, 11, 26, 9, 30, 1, 250_000, tzinfo=UTC)


def make_upload(handle: FileHandle | None = None, **facts: object) -> Upload:
    known: dict[str, object] = {"md5": "0" * 32, "size": 1, "part_size": 1, "started_on": MOMENT, "updated_on": MOMENT}
    return Upload.objects.create(id=uuid.uuid4(), user_id=7, storage_location_id=1, handle=handle, **{**known, **facts})


def make_handle() -> FileHandle:
    return FileHandle.objects.create(
        created_by=7, created_on=MOMENT, size=5, md5="1" * 32, file_name="a", storage_location_id=1
    )


UPLOADS = Prepared(lambda number: Upload.objects.select_related("handle").filter(pk=number), number=uuid.UUID)
JOBS = Prepared(lambda key, state: Job.objects.filter(name=key, state=state).order_by("created_at"), key=str, state=str)
HANDLES = Prepared(lambda number: FileHandle.objects.filter(pk=number), number=int)


@pytest.mark.parametrize("is_done", [True, False])
def test_instances_are_those_of_django_with_what_belongs_to_them(*, is_done: bool) -> None:
    made = make_upload(make_handle() if is_done else None)
    make_upload()
    expected = Upload.objects.select_related("handle").get(pk=made.pk)

    with CaptureQueriesContext(connection) as asked:
        (found,) = UPLOADS(number=made.pk)
        assert found.handle == expected.handle

    assert len(asked) == 1
    assert vars(found).keys() == vars(expected).keys()
    for name in (field.attname for field in Upload._meta.concrete_fields):
        assert getattr(found, name) == getattr(expected, name)
    assert found._state.db == expected._state.db
    assert not found._state.adding


def test_values_of_every_type_come_back_as_they_are() -> None:
    facts = {"arguments": {"a": [1, None, "ü"]}, "not_before": MOMENT, "created_at": MOMENT, "result": None}
    made = Job.objects.create(name="n", lane="quick", state=State.QUEUED, **facts)
    (found,) = JOBS(key="n", state="queued")
    assert found.pk == made.pk
    assert {name: getattr(found, name) for name in facts} == facts


def test_found_instances_can_be_changed_and_saved() -> None:
    made = make_handle()
    (found,) = HANDLES(number=made.pk)
    found.file_name = "other"
    found.save()
    assert HANDLES.first(number=made.pk).file_name == "other"  # type: ignore[union-attr]  # it is there


@given(name=st.text(max_size=20).filter(lambda text: "\0" not in text and text.isprintable()))
def test_texts_are_values_and_never_part_of_the_query(name: str) -> None:
    expected = list(Job.objects.filter(name=name, state="queued"))
    assert JOBS(key=name, state="queued") == expected


@pytest.mark.parametrize("number", [0, -1, 2**63 - 1, 2**63, -(2**70), 10**40])
def test_numbers_that_no_column_holds_find_nothing(number: int) -> None:
    assert HANDLES(number=number) == []
    assert HANDLES.first(number=number) is None


def test_a_value_that_the_query_does_not_hold_is_a_defect() -> None:
    with pytest.raises(ValueError, match="stand in the query once"):
        Prepared(lambda number: FileHandle.objects.all(), number=int)(number=1)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's driver keeps statements by itself")
def test_postgresql_prepares_what_is_asked_through_it_and_nothing_else() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    HANDLES(number=1)
    HANDLES(number=2)
    list(FileHandle.objects.filter(pk=3))
    assert _statements() == 1


def test_what_is_prepared_holds_through_refusals_and_what_is_taken_back() -> None:
    made = make_handle()
    with pytest.raises(ProgrammingError if connection.vendor == "postgresql" else OperationalError):  # noqa: SIM117  # the outer one sees how the inner ends
        with transaction.atomic(), prepared_cursor() as cursor:
            cursor.execute("SELECT nothing FROM nowhere WHERE id = %s", [made.pk])
    with transaction.atomic():
        assert HANDLES(number=made.pk) == [made]
        transaction.set_rollback(True)
    assert HANDLES(number=made.pk) == [made]
    with CaptureQueriesContext(connection) as asked, prepared_cursor() as cursor:
        cursor.execute("SELECT 1 + %(one)s, %(text)s", {"one": 1, "text": "a %s"})
        assert cursor.fetchone() == (2, "a %s")
    assert len(asked) == 1


def _statements() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements")
        (count,) = cursor.fetchone()
    return int(count)
