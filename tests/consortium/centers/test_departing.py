"""Who leaves a center has nothing of it any more, not even by an address that was made a minute before."""

from datetime import timedelta

import pytest

from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.wikis import make_page
from tests.support.wire import send_bytes, sign_in, upload
from theatrum.consortium.centers.departing import has_left
from theatrum.consortium.centers.filing import end_affiliation
from theatrum.consortium.centers.models import Affiliation
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
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
