"""Links of the rows of an open grid: judged with every change as the checks judge the whole."""

import pytest

from tests.consortium.linking.grids import NOTE, OWN, PARENT, SPECIMEN, add_rows, codes, codes_of, opened
from tests.factories.centers import appointed, folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle, make_person
from tests.factories.folder_grids import open_files
from tests.factories.grids import change
from tests.factories.schemas import make_organization, register
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.linking import following, live
from theatrum.consortium.linking.arriving import settle_arrivals
from theatrum.consortium.linking.clearing import clear_closed
from theatrum.consortium.linking.following import renew
from theatrum.consortium.linking.marks import MARKING, Marker
from theatrum.consortium.linking.models import Arrival, Followed, Mention, Role
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.transactions import writing
from theatrum.kernel import clock
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.deleting import trash_entity
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids.actions.sessions import clear_rows
from theatrum.repository.grids.changes import Change, Inserted, draft_change
from theatrum.repository.grids.editing import store
from theatrum.repository.grids.models import Notice, Row, RowVerdict, Workspace
from theatrum.repository.grids.queries import live_rows

pytestmark = pytest.mark.django_db(transaction=True)

B1, B2, B3 = "HTA201_1_B1", "HTA201_1_B2", "HTA201_1_B3"


@pytest.fixture
def project() -> Node:
    return make_ingest(make_person("admin", is_administrator=True), "HTA201", "Demographics", "BiospecimenData")


@pytest.fixture
def wrangler(project: Node) -> Actor:
    admin = make_person("other_admin", is_administrator=True)
    return appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")


def people(actor: Actor, project: Node, *ids: str) -> Node:
    found = add_rows(actor, project, "Demographics", [("HTAN_PARTICIPANT_ID",), *((one,) for one in ids)])
    catch_up(in_force())
    return found


def specimens(actor: Actor, project: Node, *rows: tuple[str, str, str]) -> Workspace:
    return opened(actor, add_rows(actor, project, "BiospecimenData", [SPECIMEN, *rows], name="specimens"))


def test_rows_are_judged_when_the_grid_is_opened(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, "HTA201_1")
    rows = [(B1, "HTA201_1", "a"), (B2, "HTA201_2", "b"), (B3, B3, "c"), (B1, "HTA201_1", "d"), (B1, "HTA201_1", "d")]
    workspace = specimens(wrangler, project, *rows)
    assert codes(workspace) == [
        ["links.duplicate_key"],
        ["links.missing_parent"],
        ["links.self_parent"],
        ["links.duplicate_key", "links.duplicate_row"],
        ["links.duplicate_row"],
    ]
    waiting = Row.objects.get(workspace=workspace, number=2)
    [found] = waiting.findings or []
    assert (found["severity"], found["column"]) == ("pending", "HTAN_PARENT_ID")
    assert waiting.verdict == RowVerdict.VALID


def test_a_row_waits_for_its_parent_until_that_comes_into_the_grid(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, "HTA201_1")
    workspace = specimens(wrangler, project, (B1, "HTA201_1", ""), (B2, B3, ""))
    assert codes(workspace) == [[], ["links.missing_parent"]]
    change(wrangler, workspace, Change(inserted=[Inserted([B3, B1, None])]))
    assert codes(workspace) == [[], [], []]
    change(wrangler, workspace, Change(cells={3: {OWN: "HTA201_1_B9"}}))
    assert codes(workspace) == [[], ["links.missing_parent"], []]
    change(wrangler, workspace, Change(cells={3: {OWN: B3}}))
    change(wrangler, workspace, Change(deleted=[3]))
    assert codes(workspace) == [[], ["links.missing_parent"]]
    change(wrangler, workspace, Change(restored=[3]))
    assert codes(workspace) == [[], [], []]


def test_keys_and_circles_come_and_go_for_all_that_are_concerned(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, "HTA201_1")
    rows = [(B1, "HTA201_1", ""), (B2, B1, ""), (B3, B2, ""), ("HTA201_1_B4", B3, "")]
    workspace = specimens(wrangler, project, *rows)
    assert codes(workspace) == [[], [], [], []]
    change(wrangler, workspace, Change(cells={1: {PARENT: B3}}))
    assert codes(workspace) == [["links.cycle"], ["links.cycle"], ["links.cycle"], []]
    change(wrangler, workspace, Change(cells={2: {NOTE: "x"}}))
    assert codes(workspace)[1] == ["links.cycle"]
    change(wrangler, workspace, Change(cells={2: {PARENT: "HTA201_1"}}))
    assert codes(workspace) == [[], [], [], []]
    change(wrangler, workspace, Change(cells={4: {OWN: B1, PARENT: B3}}))
    assert codes(workspace) == [["links.duplicate_row"], [], [], ["links.duplicate_row"]]
    change(wrangler, workspace, Change(cells={1: {NOTE: "y"}}))
    assert codes(workspace) == [["links.duplicate_key"], [], [], ["links.duplicate_key"]]
    change(wrangler, workspace, Change(cells={4: {NOTE: "y"}}))
    assert codes(workspace) == [["links.duplicate_row"], [], [], ["links.duplicate_row"]]
    change(wrangler, workspace, Change(cells={1: {OWN: "HTA201_1_B4"}}))
    assert codes(workspace) == [[], [], [], []]


def test_other_centers_are_told_apart(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, "HTA201_1")
    workspace = specimens(wrangler, project, (B1, "HTA201_1", ""))
    change(wrangler, workspace, Change(cells={1: {PARENT: "HTA202_1"}}))
    assert codes(workspace) == [["links.center_prefix", "links.missing_parent"]]


def test_a_parent_that_is_stored_later_ends_the_waiting(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, "HTA201_1")
    workspace = specimens(wrangler, project, (B1, "HTA201_1", ""), (B2, "HTA201_2", ""))
    assert codes(workspace) == [[], ["links.missing_parent"]]
    more = add_rows(wrangler, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_2",)], name="more")
    catch_up(in_force())
    assert settle_arrivals() == 1
    assert codes(workspace) == [[], []]
    assert Notice.objects.filter(workspace=workspace, message__t="judged").exists()
    with writing():
        trash_entity(actor=wrangler, node_id=more.id)
    change(wrangler, workspace, Change(cells={2: {PARENT: "HTA201_1"}}))
    change(wrangler, workspace, Change(cells={2: {PARENT: "HTA201_2"}}))
    assert codes(workspace) == [[], ["links.missing_parent"]]
    assert not Arrival.objects.exists()


def test_what_others_wrote_in_between_counts(wrangler: Actor, project: Node) -> None:
    people(wrangler, project, "HTA201_1")
    workspace = specimens(wrangler, project, (B1, "HTA201_1", "a"), (B2, "HTA201_1", "b"))
    draft = draft_change(workspace, Change(cells={1: {OWN: B3}}))
    change(wrangler, workspace, Change(cells={2: {OWN: B3}}))
    store(wrangler, workspace, draft)
    assert codes(workspace) == [["links.duplicate_key"], ["links.duplicate_key"]]
    draft = draft_change(workspace, Change(cells={1: {NOTE: "x"}}))
    change(wrangler, workspace, Change(cells={1: {OWN: B1}}))
    store(wrangler, workspace, draft)
    assert codes(workspace) == [[], []]
    texts = Mention.objects.filter(workspace=workspace, number=1).values_list("text", flat=True)
    assert sorted(texts) == ["HTA201_1", B1]


def test_only_identifiers_are_kept_as_texts(wrangler: Actor, project: Node) -> None:
    workspace = specimens(wrangler, project, ("Ann Smith", "born 1970-01-02", "x"))
    kept = " ".join(Mention.objects.filter(workspace=workspace).values_list("text", flat=True))
    assert "Ann" not in kept
    assert "1970" not in kept


def test_another_word_in_another_column_leaves_links_as_they_are(wrangler: Actor, project: Node) -> None:
    workspace = specimens(wrangler, project, (B1, "HTA201_2", ""))
    change(wrangler, workspace, Change(cells={1: {NOTE: "x"}}))
    [row] = live_rows(workspace)
    assert codes_of(row) == {"links.missing_parent"}


def test_what_is_changed_while_the_grid_is_gone_through_is_judged_too(
    wrangler: Actor, project: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(wrangler, project, "HTA201_1")
    node = add_rows(wrangler, project, "BiospecimenData", [SPECIMEN, (B1, "HTA201_1", ""), (B1, "HTA201_1", "x")])
    fill = following._fill

    def changed_meanwhile(marker: Marker, told: following.Told) -> following._Whole:
        found = fill(marker, told)
        early = draft_change(marker.subject.workspace, Change(cells={1: {PARENT: "HTA201_2"}}))
        change(wrangler, marker.subject.workspace, Change(cells={2: {OWN: B2}}))
        store(wrangler, marker.subject.workspace, early)
        return found

    monkeypatch.setattr(following, "_fill", changed_meanwhile)
    assert codes(opened(wrangler, node)) == [["links.missing_parent"], []]


def test_of_many_rows_that_are_concerned_a_job_judges_the_rest(
    wrangler: Actor, project: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST_OTHERS", 3)
    people(wrangler, project, "HTA201_1")
    rows = [(f"HTA201_1_B{number}", B1, "") for number in range(2, 10)]
    workspace = specimens(wrangler, project, (B1, "HTA201_1", ""), *rows)
    change(wrangler, workspace, Change(cells={1: {OWN: "HTA201_1_B99"}}))
    assert sum(found == ["links.missing_parent"] for found in codes(workspace)) == 3
    assert settle_arrivals() == 5
    assert codes(workspace) == [[], *[["links.missing_parent"]] * 8]


def test_a_closed_grid_leaves_nothing_behind(wrangler: Actor, project: Node) -> None:
    workspace = specimens(wrangler, project, (B1, "HTA201_2", ""))
    assert Mention.objects.filter(workspace=workspace).exists()
    Workspace.objects.filter(id=workspace.id).update(deleted_on=clock.now())
    assert clear_closed() == 0
    with writing():
        clear_rows(workspace_id=workspace.id)
    assert clear_closed() == 1
    assert not Mention.objects.exists()
    assert not Followed.objects.exists()


def test_files_of_a_folder_wait_for_what_they_come_from() -> None:
    admin = make_person("admin", is_administrator=True)
    make_organization(admin, in_force().overlay.organization)
    properties: JsonObject = {name: {"type": "string"} for name in ("HTAN_DATA_FILE_ID", "HTAN_PARENT_ID")}
    schema: JsonObject = {"type": "object", "properties": properties}
    register(admin, f"{in_force().overlay.organization}-BulkWESLevel2-1.0.0", schema)
    project = make_ingest(admin, "HTA201", "BulkWESLevel1", "BulkWESLevel2")
    for number in (2, 3):
        put(admin, project, "BulkWESLevel2", number, "HTA201_1_D1")
    workspace = open_files(admin, folder_at(admin, project, "v8_ingest/BulkWESLevel2"))
    assert codes(workspace) == [["links.missing_parent"], ["links.missing_parent"]]
    put(admin, project, "BulkWESLevel1", 1, "HTA201_1_B1")
    catch_up(in_force())
    assert settle_arrivals() == 2
    assert codes(workspace) == [[], []]
    change(admin, workspace, Change(cells={1: {workspace.slots["HTAN_DATA_FILE_ID"]: "HTA201_1_D3"}}))
    assert codes(workspace) == [["links.duplicate_row"], ["links.duplicate_row"]]


def put(actor: Actor, project: Node, component: str, number: int, parent: str) -> Node:
    told = {"HTAN_DATA_FILE_ID": f"HTA201_1_D{number}", "HTAN_PARENT_ID": parent}
    annotations = {name: {"type": "STRING", "value": [text]} for name, text in told.items()}
    folder, handle = folder_at(actor, project, f"v8_ingest/{component}"), make_handle(actor)
    return make_entity(actor, Kind.FILE, f"{number}.bam", parent=folder, handle=handle, annotations=annotations)


def test_times_and_counts_are_judged_with_each_edit_as_the_whole_is(wrangler: Actor) -> None:
    project = make_ingest(
        make_person("third_admin", is_administrator=True), "HTA203", "Demographics", "Exposure", "Diagnosis"
    )
    actor = appointed(make_person("fourth_admin", is_administrator=True), wrangler, "data_wrangler", "HTA203")
    add_rows(actor, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA203_1",), ("HTA203_2",)])
    catch_up(in_force())
    ages = ("HTAN_PARTICIPANT_ID", "AGE_IN_DAYS_AT_DIAGNOSIS", "AGE_IN_DAYS_AT_LAST_KNOWN_DISEASE_STATUS")
    diagnosis = opened(actor, add_rows(actor, project, "Diagnosis", [ages, ("HTA203_1", "400", "300")]))
    assert found_on(diagnosis) == [{"links.order"}]
    change(actor, diagnosis, Change(cells={1: {2: "500"}}))
    assert found_on(diagnosis) == [set()]
    change(actor, diagnosis, Change(cells={1: {1: "600"}}, inserted=[Inserted(["HTA203_2", "9", "8"])]))
    assert found_on(diagnosis) == [{"links.order"}, {"links.order"}]

    header = ("HTAN_PARTICIPANT_ID", "SMOKING_HISTORY")
    exposure = opened(actor, add_rows(actor, project, "Exposure", [header, ("HTA203_1", "a"), ("HTA203_1", "b")]))
    assert found_on(exposure) == [{"cardinality.too_many"}] * 2
    # As a version left it that did not count them.
    Mention.objects.filter(workspace=exposure, role=Role.ALIKE).delete()
    Row.objects.filter(workspace=exposure).update(findings=None)
    Followed.objects.filter(workspace=exposure).update(marking=MARKING - 1)
    assert (renew(), renew()) == (1, 0)
    assert found_on(exposure) == [{"cardinality.too_many"}] * 2
    change(actor, exposure, Change(cells={2: {0: "HTA203_2"}}))
    assert found_on(exposure) == [set(), set()]
    change(actor, exposure, Change(inserted=[Inserted(["HTA203_2", "c"])]))
    assert found_on(exposure) == [set(), {"cardinality.too_many"}, {"cardinality.too_many"}]
    change(actor, exposure, Change(deleted=[2]))
    assert found_on(exposure) == [set(), set()]


def found_on(workspace: Workspace) -> list[set[str]]:
    return [{str(one["code"]) for one in row.findings or [] if one.get("is_link")} for row in live_rows(workspace)]
