"""What a cell is offered: permissible values with labels; participants, specimens and files of the center."""

from typing import Any

import pytest

from tests.consortium.linking.grids import add_rows, opened
from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.grids import change
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import OWNER, Actor, Permission
from theatrum.repository.entities.actions.sharing import create_local_acl
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids.asking import ask
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.live.columns import facts_of
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db(transaction=True)

COMPONENTS = ("Demographics", "BiospecimenData", "BulkWESLevel1", "BulkWESLevel2", "SpatialLevel3", "SpatialPanel")


@pytest.fixture
def admin() -> Actor:
    return make_person("admin", is_administrator=True)


@pytest.fixture
def project(admin: Actor) -> Node:
    return make_ingest(admin, "HTA201", *COMPONENTS)


@pytest.fixture
def wrangler(admin: Actor, project: Node) -> Actor:
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


def people(actor: Actor, project: Node, count: int) -> Node:
    rows = [("HTAN_PARTICIPANT_ID",), *((f"HTA201_{number}",) for number in range(1, count + 1))]
    return add_rows(actor, project, "Demographics", rows, name="people")


def asked(actor: Actor, workspace: Workspace, column: str, text: str, **more: object) -> Any:
    message: Any = {
        "t": "choices",
        "id": 1,
        "slot": workspace.slots[column],
        "row": None,
        "text": text,
        "limit": 50,
        **more,
    }
    return ask(actor, workspace, message | more)


def values(answer: Any) -> list[str]:
    return [one["value"] for one in answer["items"]]


def test_a_parent_is_offered_the_participants_and_specimens_of_the_center(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, 12)
    rows = [("HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID"), ("HTA201_1_B1", "HTA201_1"), ("HTA201_1_B2", "")]
    workspace = opened(wrangler, add_rows(wrangler, project, "BiospecimenData", rows, name="specimens"))
    catch_up(in_force())
    assert values(asked(wrangler, workspace, "HTAN_PARENT_ID", "201_1")) == [
        *("HTA201_1", "HTA201_10", "HTA201_11", "HTA201_12", "HTA201_1_B1", "HTA201_1_B2"),
    ]
    answer = asked(wrangler, workspace, "HTAN_PARENT_ID", "2", limit=3)
    assert values(answer) == ["HTA201_2", "HTA201_1", "HTA201_3"]
    assert answer["has_more"] is True
    [own] = asked(wrangler, workspace, "HTAN_PARENT_ID", "b2")["items"]
    assert own == {"value": "HTA201_1_B2", "label": "BiospecimenData", "note": "stored in specimens"}
    assert facts_of(workspace)["HTAN_PARENT_ID"].kind == "reference"
    assert facts_of(workspace)["HTAN_BIOSPECIMEN_ID"].is_key


def test_rows_that_are_not_saved_yet_are_offered_too(wrangler: Actor, project: Node) -> None:
    rows = [("HTAN_BIOSPECIMEN_ID", "HTAN_PARENT_ID"), ("HTA201_1_B1", "")]
    workspace = opened(wrangler, add_rows(wrangler, project, "BiospecimenData", rows, name="specimens"))
    catch_up(in_force())
    change(wrangler, workspace, Change(inserted=[Inserted(["HTA201_1_B2", None])]))
    stored, new = asked(wrangler, workspace, "HTAN_PARENT_ID", "_b")["items"]
    assert (stored["value"], stored["note"]) == ("HTA201_1_B1", "stored in specimens")
    assert (new["value"], new["note"]) == ("HTA201_1_B2", "in this grid, not saved yet")


def test_files_are_offered_where_a_file_is_the_parent(wrangler: Actor, project: Node) -> None:
    folder = folder_at(wrangler, project, "v8_ingest/BulkWESLevel1")
    told = {"HTAN_DATA_FILE_ID": {"type": "STRING", "value": ["HTA201_1_D7"]}}
    make_entity(wrangler, Kind.FILE, "a.fastq", parent=folder, handle=make_handle(wrangler), annotations=told)
    people(wrangler, project, 2)
    rows = [("HTAN_DATA_FILE_ID", "HTAN_PARENT_ID"), ("HTA201_1_D8", "")]
    workspace = opened(wrangler, add_rows(wrangler, project, "BulkWESLevel2", rows))
    catch_up(in_force())
    [one] = asked(wrangler, workspace, "HTAN_PARENT_ID", "d7")["items"]
    assert one == {"value": "HTA201_1_D7", "label": "BulkWESLevel1", "note": "stored in a.fastq"}
    assert values(asked(wrangler, workspace, "HTAN_PARENT_ID", "")) == ["HTA201_1_D7", "HTA201_1_D8"]


def test_what_one_may_not_read_is_not_offered(admin: Actor, wrangler: Actor, project: Node) -> None:
    people(admin, project, 3)
    workspace = opened(wrangler, add_rows(wrangler, project, "BiospecimenData", [("HTAN_PARENT_ID",), ("",)]))
    catch_up(in_force())
    assert len(values(asked(wrangler, workspace, "HTAN_PARENT_ID", ""))) == 3
    with writing():
        grants = {admin.id: frozenset(OWNER), wrangler.id: frozenset[Permission]()}
        create_local_acl(actor=admin, node_id=folder_at(admin, project, "v8_ingest/Demographics").id, grants=grants)
    assert values(asked(wrangler, workspace, "HTAN_PARENT_ID", "")) == []


def test_entities_are_offered_where_entities_are_named(wrangler: Actor, project: Node) -> None:
    panel = add_rows(wrangler, project, "SpatialPanel", [("HTAN_PANEL_ID",), ("HTA201_0000_P1",)], name="my panel")
    workspace = opened(wrangler, add_rows(wrangler, project, "SpatialLevel3", [("PANEL_SYNAPSE_ID",), ("",)]))
    catch_up(in_force())
    expected = {"value": panel.public_id, "label": "SpatialPanel", "note": "stored as my panel"}
    assert asked(wrangler, workspace, "PANEL_SYNAPSE_ID", "My P")["items"] == [expected]


def test_a_column_that_is_not_there_is_refused(wrangler: Actor, project: Node) -> None:
    workspace = opened(wrangler, people(wrangler, project, 1))
    with pytest.raises(GridIsInvalid, match="no column in slot 9"):
        asked(wrangler, workspace, "HTAN_PARTICIPANT_ID", "", slot=9)
    assert values(asked(wrangler, workspace, "HTAN_PARTICIPANT_ID", "x")) == []
