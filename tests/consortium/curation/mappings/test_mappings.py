"""Mappings: kept when something is mended, written in later imports, changed and taken away, with undo."""

from collections.abc import Iterator

import pytest

from tests.factories.entities import make_person
from tests.factories.grids import bind, make_sheet, open_grid, shown
from tests.support import screening
from theatrum.consortium.curation.mappings.actions import keep_mappings, remove_mapping, restore_mapping, update_mapping
from theatrum.consortium.curation.mappings.drafts import keepable, require_keepable
from theatrum.consortium.curation.mappings.errors import MappingIsInvalid, MappingNotFound
from theatrum.consortium.curation.mappings.models import Mapping
from theatrum.consortium.curation.mappings.queries import find_mapping, list_mappings, mappings_for
from theatrum.consortium.curation.mappings.remembering import remember
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.audit.models import Event, Payload
from theatrum.repository.grids.errors import GridAccessDenied
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.answers import answer_fix
from theatrum.repository.grids.problems.grouping import problems_of

pytestmark = pytest.mark.django_db
ID, SITE, NOTE = 0, 1, 2
SCHEMA: JsonObject = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "my.organization-people-1.0.0",
    "type": "object",
    "properties": {"id": {"type": "string"}, "site": {"enum": ["Lung", "Skin, NOS"]}, "note": {"type": "string"}},
}


@pytest.fixture(autouse=True)
def screened() -> Iterator[None]:
    """Screen texts in these tests."""
    screening.turn_on_texts()
    yield
    screening.turn_off_texts()


def _grid(rows: str = "1,LUNG,a\n2,lung,b\n") -> tuple[Actor, Workspace]:
    ann, node = make_sheet(f"id,site,note\n{rows}".encode())
    bind(node, SCHEMA)
    return ann, open_grid(ann, node)


def _keep(actor: Actor, workspace: Workspace, before: str, after: str) -> Mapping:
    assert remember(actor, workspace, [(SITE, before, after)]) == 1
    return Mapping.objects.get(before=before)


def test_what_is_mended_is_remembered_where_somebody_asks_for_it() -> None:
    ann, workspace = _grid()
    (problem,) = problems_of(workspace)
    answer_fix(ann, workspace, {"t": "fix", "id": 1, "key": problem.key, "group": "one", "remember": True})
    assert [row[SITE] for row in shown(workspace)] == ["Lung", "Lung"]
    assert mappings_for(workspace) == {SITE: {"LUNG": "Lung", "lung": "Lung"}}
    assert {one.component for one in list_mappings(workspace)} == {"people"}
    assert Event.objects.filter(action="mapping_kept").count() == 2


def test_what_is_mended_once_is_not_remembered() -> None:
    ann, workspace = _grid()
    (problem,) = problems_of(workspace)
    answer_fix(ann, workspace, {"t": "fix", "id": 1, "key": problem.key, "group": "one", "remember": False})
    assert mappings_for(workspace) == {}


def test_other_grids_of_the_component_in_the_project_have_them_and_no_others() -> None:
    ann, workspace = _grid()
    _keep(ann, workspace, "LUNG", "Lung")
    again = open_grid(ann, workspace.source)
    assert mappings_for(again) == {SITE: {"LUNG": "Lung"}}
    Workspace.objects.filter(pk=again.pk).update(schema_id="my.organization-specimens-1.0.0")
    assert mappings_for(Workspace.objects.select_related("source").get(pk=again.pk)) == {}
    Workspace.objects.filter(pk=again.pk).update(schema_id="my.organization-people-2.0.0")
    assert mappings_for(Workspace.objects.select_related("source").get(pk=again.pk)) == {SITE: {"LUNG": "Lung"}}


def test_texts_that_may_identify_are_never_kept() -> None:
    ann, workspace = _grid()
    texts = ["2021-03-04", "jane.roe@example.org", "contact: Dr. Jane Roe"]
    pairs = [(NOTE, text, "x") for text in texts] + [(NOTE, "x", text) for text in texts] + [(NOTE, "fine", "better")]
    assert [(one.before, one.after) for one in keepable(workspace, pairs)] == [("fine", "better")]
    assert remember(ann, workspace, pairs) == 1
    mapping = Mapping.objects.get()
    for text in texts:
        with pytest.raises(MappingIsInvalid):
            require_keepable(workspace, mapping, text)
    kept = repr(list(Mapping.objects.values())) + repr(list(Payload.objects.values()))
    assert not any(text in kept for text in texts)


def test_a_mapping_is_changed_taken_away_and_had_back() -> None:
    ann, workspace = _grid()
    mapping = _keep(ann, workspace, "LUNG", "Lung")
    with writing():
        update_mapping(actor=ann, workspace=workspace, mapping_id=mapping.pk, after="Skin, NOS")
    assert mappings_for(workspace) == {SITE: {"LUNG": "Skin, NOS"}}
    with writing():
        restore_mapping(actor=ann, workspace=workspace, mapping_id=mapping.pk)
    assert mappings_for(workspace) == {SITE: {"LUNG": "Lung"}}
    with writing():
        remove_mapping(actor=ann, workspace=workspace, mapping_id=mapping.pk)
    assert mappings_for(workspace) == {}
    assert [one.pk for one in list_mappings(workspace, are_removed=True)] == [mapping.pk]
    with writing():
        restore_mapping(actor=ann, workspace=workspace, mapping_id=mapping.pk)
    assert mappings_for(workspace) == {SITE: {"LUNG": "Lung"}}
    with writing():
        update_mapping(actor=ann, workspace=workspace, mapping_id=mapping.pk, after="")
    assert mappings_for(workspace) == {SITE: {"LUNG": None}}
    actions = list(Event.objects.filter(subject_kind="mapping").order_by("sequence").values_list("action", flat=True))
    assert actions == [
        "mapping_kept",
        "mapping_kept",
        "mapping_kept",
        "mapping_removed",
        "mapping_restored",
        "mapping_kept",
    ]


def test_the_same_text_has_one_mapping_whose_last_meaning_counts() -> None:
    ann, workspace = _grid()
    _keep(ann, workspace, "LUNG", "Lung")
    assert remember(ann, workspace, [(SITE, "LUNG", "Lung")]) == 0
    assert remember(ann, workspace, [(SITE, "LUNG", "Skin, NOS")]) == 1
    assert mappings_for(workspace) == {SITE: {"LUNG": "Skin, NOS"}}


def test_only_who_may_use_a_grid_of_it_may_keep_or_find_them() -> None:
    ann, workspace = _grid()
    mapping = _keep(ann, workspace, "LUNG", "Lung")
    stranger = make_person("stranger")
    pairs = keepable(workspace, [(SITE, "x", "Lung")])
    with pytest.raises(GridAccessDenied), writing():
        keep_mappings(actor=stranger, workspace=workspace, pairs=pairs)
    with pytest.raises(GridAccessDenied), writing():
        remove_mapping(actor=stranger, workspace=workspace, mapping_id=mapping.pk)
    with pytest.raises(MappingNotFound):
        find_mapping(workspace, mapping.pk + 1)


def test_too_long_and_empty_texts_are_left_out() -> None:
    _, workspace = _grid()
    pairs = [(SITE, "", "x"), (SITE, "y" * 501, "x"), (SITE, "same", "same"), (99, "a", "b"), (SITE, "a", "")]
    assert [(one.before, one.after) for one in keepable(workspace, pairs)] == [("a", "")]
