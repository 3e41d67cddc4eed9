"""What the server writes itself is looked at before anybody would wait for it; only what is clear is settled ahead."""

import pytest

from tests.consortium.screening.conftest import Office, add_file
from tests.factories.centers import folder_at
from tests.factories.grids import change, open_grid, shown
from tests.support.screening import run_jobs
from tests.support.wire import sign_in, upload
from theatrum.consortium.curation.beginning import begin_record_set
from theatrum.consortium.curation.empty_tables import EmptyTable, empty_table
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.foreseeing import look_ahead
from theatrum.consortium.screening.incidents import are_known
from theatrum.consortium.screening.locking import may_download, may_stage
from theatrum.consortium.screening.models import Screening, State
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.files.derived import Holder, require_open
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.keeping import save_session
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.saving import Naming

pytestmark = pytest.mark.django_db
PERSON = "contact: Dr. Jane Roe"


def _begun(office: Office, table: EmptyTable | None = None) -> Node:
    folder = folder_at(office.admin, office.project, "v8_ingest/Demographics")
    bound = bound_for(folder.id)
    assert bound is not None
    made = begin_record_set(office.wrangler, folder, table or empty_table(in_force(), bound), "Demographics")
    return get_node(made.id)


def _file_of(node: Node) -> FileHandle:
    version = get_node(node.id).current
    assert version is not None
    assert version.handle is not None
    return version.handle


def _save(office: Office, workspace: Workspace) -> None:
    workspace.refresh_from_db()
    assert save_session(office.wrangler, workspace, token="one", naming=Naming()).state == "saved"


def test_an_empty_table_of_the_model_is_open_at_once_and_the_job_has_nothing_left_to_do(office: Office) -> None:
    node = _begun(office)
    found = Screening.objects.get(pk=_file_of(node).pk)
    assert (found.state, found.component, found.center) == (State.CLEAR, "Demographics", "HTA201")
    assert may_download(office.member, _file_of(node))
    assert may_stage(node)
    since = found.since
    run_jobs("screening.screen")
    found.refresh_from_db()
    assert (found.state, found.since, found.wish) == (State.CLEAR, since, 1)


def test_headings_that_identify_somebody_are_not_settled_ahead_and_wait_for_the_job(office: Office) -> None:
    node = _begun(office, EmptyTable("Demographics", ("ID", "jane.roe@example.org"), ()))
    assert Screening.objects.get(pk=_file_of(node).pk).state == State.WAITING
    assert not may_download(office.member, _file_of(node))
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=_file_of(node).pk).state == State.BLOCKED


def test_who_saves_a_grid_shuts_nobody_out_of_it(office: Office) -> None:
    node = _begun(office)
    workspace = open_grid(office.wrangler, node)
    change(office.wrangler, workspace, Change(inserted=[Inserted(["HTA201_1"])]))
    _save(office, workspace)
    require_open(office.member, Holder.GRID, workspace.id)
    assert Screening.objects.get(pk=_file_of(node).pk).state == State.CLEAR
    assert may_stage(get_node(node.id))
    assert shown(workspace)[0][0] == "HTA201_1"


def test_a_saved_grid_with_what_a_reviewer_must_see_waits_as_an_upload_does(office: Office) -> None:
    node = _begun(office)
    workspace = open_grid(office.wrangler, node)
    change(office.wrangler, workspace, Change(inserted=[Inserted(["HTA201_1", PERSON])]))
    _save(office, workspace)
    assert Screening.objects.get(pk=_file_of(node).pk).state == State.WAITING
    run_jobs("screening.screen")
    assert Screening.objects.get(pk=_file_of(node).pk).state == State.HELD
    assert not may_stage(get_node(node.id))


def test_a_file_that_was_seen_as_something_else_is_looked_at_once_more(office: Office) -> None:
    handle, _ = add_file(office, b"ID,NOTE\n1,fine\n", name="plain.csv")
    run_jobs("screening.screen")
    other = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), b"ID,NOTE\n2,fine\n", name="other.csv"))
    assert look_ahead(other, _begun(office).id)
    # Clear as a record set; it becomes a file of another name, and waits again.
    replaced = Node.objects.get(versions__handle=handle)
    sign_in(office.wrangler).put(
        f"/repo/v1/entity/{replaced.public_id}",
        {
            **sign_in(office.wrangler).get(f"/repo/v1/entity/{replaced.public_id}").json,
            "dataFileHandleId": str(other.pk),
        },
    )
    assert Screening.objects.get(pk=other.pk).state == State.WAITING


def test_bytes_of_an_incident_are_never_settled_ahead(office: Office) -> None:
    content = b"ID,NOTE\n1,write to rosalind.quux@hospital.example\n"
    add_file(office, content, name="dirty.csv")
    run_jobs("screening.screen")
    again = FileHandle.objects.get(pk=upload(sign_in(office.wrangler), content, name="again.csv"))
    assert are_known(again)
    assert not look_ahead(again, _begun(office).id)
    assert Node.objects.filter(kind=Kind.RECORD_SET).count() == 1
