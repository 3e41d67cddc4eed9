"""Who leaves a center has nothing of it any more, not even by an address that was made a minute before."""

from datetime import timedelta

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.grids import open_grid
from tests.factories.places import make_project
from tests.factories.records import make_records
from tests.factories.tables import make_column, make_table
from tests.factories.wikis import make_page
from tests.support.wire import send_bytes, sign_in, upload
from theatrum.consortium.centers.departing import has_left
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.downloading import Failure, find_many
from theatrum.repository.files.errors import FileIsLocked
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki.models import PageVersion

pytestmark = pytest.mark.django_db
BYTES = b"id,panel\n1,A\n"


def _end(admin: Actor, person: Actor) -> None:
    form = Affiliation.objects.get(user_id=person.id, ended_on=None)
    with writing():
        end_affiliation(actor=admin, profile=in_force(), affiliation_id=form.pk, reason="Has another post.")


def test_an_address_of_an_open_file_serves_nobody_after_they_have_left() -> None:
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "SpatialPanel")
    people = [appointed(admin, make_person(name), "submitter", "HTA201") for name in ("gone", "staying", "uploader")]
    gone, staying, uploader = people
    handle = FileHandle.objects.get(pk=upload(sign_in(uploader), BYTES, name="panel.csv"))
    folder = folder_at(admin, project, "v8_ingest/SpatialPanel")
    node = make_entity(uploader, Kind.FILE, "panel.csv", parent=folder, handle=handle)
    path = f"/repo/v1/entity/{node.public_id}/file?redirect=false"
    addresses = [sign_in(one).get(path).content.decode() for one in people]
    assert [send_bytes("GET", one).status for one in addresses] == [200] * 3
    _end(admin, gone)
    _end(admin, uploader)
    # What somebody uploaded themselves stays theirs, as long as nothing locks it.
    assert [send_bytes("GET", one).status for one in addresses] == [423, 200, 200]
    assert sign_in(gone).get(path).status == 403
    # So are a preview of it, and a page of its folder.
    shown = make_handle(admin)
    FileHandle.objects.filter(pk=shown.pk).update(preview_of=handle)
    shown.refresh_from_db()
    words = PageVersion.objects.get(page=make_page(admin, folder, "How to")).markdown
    assert [has_left(gone.id, [one]) for one in (shown, words, make_handle(admin))] == [True, True, False]
    assert not has_left(uploader.id, [handle])
    # Whoever comes back has it again, and addresses of before live no longer than this is asked.
    Affiliation.objects.filter(user_id=gone.id).update(ended_on=clock.now() - timedelta(hours=1))
    assert not has_left(gone.id, [handle])
    assert not has_left(staying.id, [handle])


def test_what_the_server_made_of_a_center_for_somebody_goes_as_they_leave() -> None:
    admin = make_person("admin", is_administrator=True)
    project = make_ingest(admin, "HTA201", "SpatialPanel")
    gone, staying = (appointed(admin, make_person(name), "submitter", "HTA201") for name in ("gone", "staying"))
    table = make_table(admin, project, [make_column(admin, "NAME", "STRING")])
    grid = open_grid(admin, make_records(admin, folder_at(admin, project, "v8_ingest/SpatialPanel"), BYTES))
    own = make_project(admin, gone, "Own")
    origins = [Origin(Holder.TABLE, table.id), Origin(Holder.GRID, grid.id), Origin(Holder.LIST)]
    mine = [_exported(gone, one) for one in origins]
    others = _exported(staying, origins[0])
    elsewhere = _exported(gone, Origin(Holder.TABLE, make_table(gone, own, [], name="Mine").id))
    paths = [f"/file/v1/fileHandle/{one.pk}/url?redirect=false" for one in (*mine, elsewhere)]
    addresses = [sign_in(gone).get(path).content.decode() for path in paths]
    assert [send_bytes("GET", one).status for one in addresses] == [200] * 4
    claims = [Claim(one.pk, "FileEntity", "") for one in mine]
    assert all(one.handle for one in find_many(gone, claims))
    _end(admin, gone)
    assert [send_bytes("GET", one).status for one in addresses] == [423, 423, 423, 200]
    assert [sign_in(gone).get(path).status for path in paths] == [403, 403, 403, 200]
    assert [one.failure for one in find_many(gone, claims)] == [Failure.UNAUTHORIZED] * 3
    # Nor does it become a file of a project of their own; they may delete it.
    with pytest.raises(FileIsLocked):
        make_entity(gone, Kind.FILE, "rows.csv", parent=own, handle=mine[0])
    assert sign_in(gone).delete(f"/file/v1/fileHandle/{mine[1].pk}").status == 200
    assert sign_in(staying).get(f"/file/v1/fileHandle/{others.pk}/url?redirect=false").status == 200
    # Lists are theirs again who come back, as what they were made of is.
    form = Affiliation.objects.get(user_id=gone.id)
    Affiliation.objects.filter(pk=form.pk).update(ended_on=None)
    assert not has_left(gone.id, [mine[2]])


def _exported(person: Actor, origin: Origin) -> FileHandle:
    with writing():
        blob = store().put([BYTES])
        return create_handle_of_blob(
            actor=person, blob=blob, file_name="rows.csv", content_type="text/csv", origin=origin
        )
