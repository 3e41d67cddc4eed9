"""What is locked with a locked file: whatever was made of it, of that in turn, and copies of these."""

import pytest

from tests.consortium.screening.conftest import Office
from tests.consortium.screening.test_incidents import DIRTY
from tests.support.wire import sign_in, upload
from theatrum.consortium.screening.locking import may_download
from theatrum.consortium.screening.models import Screening, State
from theatrum.drivers.db.transactions import writing
from theatrum.repository.files.actions.purging import made_of
from theatrum.repository.files.derived import Holder, Origin, note_copy, note_file, note_rows
from theatrum.repository.files.models import FileHandle, PackedFile

pytestmark = pytest.mark.django_db


def uploaded(office: Office, content: bytes = DIRTY) -> FileHandle:
    return FileHandle.objects.get(pk=upload(sign_in(office.wrangler), content, name="rows.csv"))


def made_by(office: Office) -> FileHandle:
    """Return a file of a colleague's own that nothing locks by itself."""
    found = FileHandle.objects.get(pk=upload(sign_in(office.member), b"made\n", name="made.csv"))
    Screening.objects.filter(pk=found.pk).update(state=State.CLEAR)
    return found


@pytest.mark.parametrize("state", [State.BLOCKED, State.HELD, State.WAITING])
def test_locked_file_in_a_package_is_not_deleted_by_its_owner(office: Office, state: State) -> None:
    handle = uploaded(office)
    package = made_by(office)
    PackedFile.objects.create(package=package, source=handle)
    Screening.objects.filter(pk=handle.pk).update(state=state, is_open_meanwhile=False)
    assert sign_in(office.wrangler).delete(f"/file/v1/fileHandle/{handle.pk}").status == 403
    assert not may_download(office.member, package)


def test_what_is_made_of_what_is_made_of_a_locked_file_is_locked(office: Office) -> None:
    handle, result, package = uploaded(office), made_by(office), made_by(office)
    with writing():
        note_rows(holder=Holder.TABLE, holder_id=office.folder.id, handle_id=handle.pk)
    note_file(result, Origin(Holder.TABLE, office.folder.id))
    PackedFile.objects.create(package=package, source=result)
    assert not may_download(office.member, package)
    Screening.objects.filter(pk=handle.pk).update(state=State.CLEAR)
    assert may_download(office.member, package)


@pytest.mark.parametrize("kind", ["package", "result", "preview"])
def test_copy_of_what_is_made_of_a_locked_file_is_locked(office: Office, kind: str) -> None:
    handle, made = uploaded(office), made_by(office)
    if kind == "package":
        PackedFile.objects.create(package=made, source=handle)
    elif kind == "result":
        with writing():
            note_rows(holder=Holder.TABLE, holder_id=office.folder.id, handle_id=handle.pk)
        note_file(made, Origin(Holder.TABLE, office.folder.id))
    else:
        FileHandle.objects.filter(pk=made.pk).update(preview_of=handle)
        made.refresh_from_db()
    copy = FileHandle.objects.get(pk=made.pk)
    copy.pk, copy.preview_of = None, None
    copy.save(force_insert=True)
    note_copy(copy, made)
    assert not may_download(office.member, copy)
    assert copy.pk in made_of([handle.pk])
