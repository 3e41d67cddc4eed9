"""The page of mappings: listed, changed, taken away and had back, by who may use the grid."""

import pytest

from tests.doors.web.grids.conftest import Desk
from theatrum.consortium.curation.mappings.models import Mapping
from theatrum.consortium.curation.mappings.remembering import remember
from theatrum.repository.grids.models import Workspace


@pytest.fixture
def mapping(desk: Desk) -> Mapping:
    """Remember one text of the record set's grid."""
    desk.anna.post(desk.open_at)
    workspace = Workspace.objects.select_related("source__current").get()
    remember(desk.place.owner, workspace, [(workspace.slots["LAYOUT"], "paired", "Paired-end")])
    return Mapping.objects.get()


def _address(mapping: Mapping | None = None) -> str:
    page = f"/grid/{Workspace.objects.get().session_id}/mappings"
    return page if mapping is None else f"{page}/{mapping.pk}"


def test_mappings_are_listed_with_who_kept_them(desk: Desk, mapping: Mapping) -> None:
    page = desk.anna.get(_address()).content.decode()
    assert "LAYOUT" in page
    assert mapping.before in page
    assert 'value="Paired-end"' in page


def test_a_mapping_is_changed_taken_away_and_had_back(desk: Desk, mapping: Mapping) -> None:
    changed = desk.ben.post(_address(mapping), {"do": "edit", "after": "Single-end"}, follow=True)
    assert "Later imports write the new text" in changed.content.decode()
    assert Mapping.objects.get().after == "Single-end"
    desk.anna.post(_address(mapping), {"do": "undo"})
    assert Mapping.objects.get().after == "Paired-end"
    gone = desk.anna.post(_address(mapping), {"do": "remove"}, follow=True).content.decode()
    assert "Taken away" in gone
    assert Mapping.objects.get().removed_on is not None
    desk.anna.post(_address(mapping), {"do": "undo"})
    assert Mapping.objects.get().removed_on is None


def test_what_makes_no_sense_is_refused(desk: Desk, mapping: Mapping) -> None:
    assert desk.anna.post(_address(mapping), {"do": "edit", "after": "paired"}).status_code == 400
    assert desk.anna.post(_address(mapping), {"do": "burn"}).status_code == 400
    mapping.pk += 1
    assert desk.anna.post(_address(mapping), {"do": "remove"}).status_code == 404
