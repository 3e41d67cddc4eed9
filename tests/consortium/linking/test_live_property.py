"""Random changes of a grid: what is told of its rows is always what the checks say of all rows together."""

from random import Random

import pytest

from tests.consortium.linking.grids import SPECIMEN, add_rows, opened
from tests.factories.centers import appointed, make_ingest
from tests.factories.entities import make_person
from tests.factories.grids import change
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.linking.live import followed_by, marker_of
from theatrum.consortium.linking.marks import Marker, texts_of
from theatrum.consortium.linking.models import Mention, Role
from theatrum.consortium.linking.near import check_rows, frame_of, known_of
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.models import Row, Workspace
from theatrum.repository.grids.queries import live_rows

pytestmark = pytest.mark.django_db(transaction=True)

OWN = [*(f"HTA201_1_B{number}" for number in range(1, 6)), "HTA202_1_B1", "x", None]
PARENTS = ["HTA201_1", "HTA201_2", "HTA202_1", "HTA201_1_B1, HTA201_1_B2", "HTA201_0000", *OWN]
NOTES = ["a", None]
ROUNDS = 40
# What cells may hold, column by column, under the header of each component.
GIVEN = {
    "BiospecimenData": {SPECIMEN[0]: OWN, SPECIMEN[1]: PARENTS, SPECIMEN[2]: NOTES},
    "Diagnosis": {
        "HTAN_PARTICIPANT_ID": ["HTA201_1", "HTA201_1", "HTA201_2", "HTA202_1", "x", None],
        "AGE_IN_DAYS_AT_DIAGNOSIS": ["1", "20", None],
        "AGE_IN_DAYS_AT_LAST_KNOWN_DISEASE_STATUS": ["3", "20", "about 4", None],
    },
}
Told = dict[int, list[tuple[str, str]]]


def _changes(chance: Random, workspace: Workspace, component: str) -> Change:
    rows = list(Row.objects.filter(workspace=workspace).order_by("number"))
    here, gone = [one.number for one in rows if not one.is_deleted], [one.number for one in rows if one.is_deleted]
    match chance.choice(["cells", "cells", "cells", "insert", "delete", "restore"]):
        case "insert":
            return Change(inserted=[Inserted(_cells(chance, component)) for _ in range(chance.randint(1, 2))])
        case "delete" if len(here) > 3:
            return Change(deleted=[chance.choice(here)])
        case "restore" if gone:
            return Change(restored=[chance.choice(gone)])
    some = chance.sample(here, min(len(here), chance.randint(1, 2)))
    slots = [chance.randint(0, 2) for _ in range(chance.randint(1, 2))]
    return Change(cells={number: {slot: _cells(chance, component)[slot] for slot in slots} for number in some})


def _cells(chance: Random, component: str) -> list[str | None]:
    return [chance.choice(texts) for texts in GIVEN[component].values()]


def _told(workspace: Workspace) -> Told:
    return {
        row.number: sorted((str(one["code"]), str(one["message"])) for one in row.findings or [] if one.get("is_link"))
        for row in live_rows(workspace)
    }


def _expected(marker: Marker, workspace: Workspace) -> Told:
    rows = sorted(live_rows(workspace), key=lambda row: row.number)
    named = {text for row in rows for text in texts_of(marker.marks(row.cells or []), Role.NAMES, Role.GIVES)}
    frame = frame_of(marker.subject, [row.cells or [] for row in rows])
    found = check_rows(marker.subject, [row.number for row in rows], frame, known_of(marker.subject, named))
    return {
        row.number: sorted((str(one["code"]), str(one["message"])) for one in found.get(row.number, [])) for row in rows
    }


@pytest.mark.parametrize(("component", "seed"), [("BiospecimenData", 1), ("Diagnosis", 2)])
def test_rows_are_told_what_the_checks_say_of_all_of_them(component: str, seed: int) -> None:
    admin, chance = make_person("admin", is_administrator=True), Random(seed)  # noqa: S311  # the same changes each time
    project = make_ingest(admin, "HTA201", "Demographics", component)
    wrangler = appointed(admin, make_person("wrangler"), "data_wrangler", "HTA201")
    add_rows(wrangler, project, "Demographics", [("HTAN_PARTICIPANT_ID",), ("HTA201_1",)])
    first = [[text or "" for text in _cells(chance, component)] for _ in range(4)]
    node = add_rows(wrangler, project, component, [tuple(GIVEN[component]), *first], name="grid")
    catch_up(in_force())
    workspace = opened(wrangler, node)
    followed = followed_by(workspace)
    assert followed is not None
    marker = marker_of(workspace, followed)
    assert marker is not None
    for _ in range(ROUNDS):
        wanted = _changes(chance, workspace, component)
        change(wrangler, workspace, wanted)
        assert _told(workspace) == _expected(marker, workspace), wanted
    marks = {(row.number, role, text) for row in live_rows(workspace) for role, text in marker.marks(row.cells or [])}
    kept = Mention.objects.filter(workspace=workspace).values_list("number", "role", "text")
    assert sorted(kept) == sorted(marks)
