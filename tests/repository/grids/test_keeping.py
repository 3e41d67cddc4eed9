"""Saving a grid as people do: with a name, and never over what somebody else wrote without a choice."""

import pytest

from tests.factories.grids import bind, change, make_grid, make_sheet, open_grid, shown
from tests.factories.records import replace_rows
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.errors import EntityIsInvalid, VersionLabelIsTaken
from theatrum.repository.entities.models import Version
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.grids import after_saving
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.disputes import chosen, open_disputes, settle_disputes
from theatrum.repository.grids.keeping import Outcome, merge_session, save_session
from theatrum.repository.grids.models import Conflict, Notice, Workspace
from theatrum.repository.grids.saving import Naming

pytestmark = pytest.mark.django_db
ID, NAME, AGE = 0, 1, 2


def _save(ann: Actor, workspace: Workspace, label: str | None = None, comment: str = "") -> Outcome:
    workspace.refresh_from_db()
    return save_session(ann, workspace, token="one", naming=Naming(label, comment))


def test_a_saved_grid_is_a_version_with_a_name_and_everybody_is_told() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={2: {AGE: "41"}}))
    outcome = _save(ann, workspace, "after review", "Ages filled in")
    assert (outcome.state, outcome.version) == ("saved", 2)
    version = Version.objects.get(node=node, number=2)
    assert (version.label, version.comment) == ("after review", "Ages filled in")
    message = Notice.objects.get().message
    assert (message["t"], message["version"], message["by"]["id"]) == ("saved", 2, ann.id)


def test_nothing_new_is_no_version_and_a_name_is_that_of_the_version_that_is_there() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={2: {AGE: "41"}}))
    change(ann, workspace, Change(cells={2: {AGE: None}}))
    assert _save(ann, workspace).state == "unchanged"
    outcome = _save(ann, workspace, "as it was", "before the call")
    assert (outcome.state, outcome.version) == ("named", 1)
    version = get_node(node.id).current
    assert version is not None
    assert (version.number, version.label, version.comment) == (1, "as it was", "before the call")
    assert _save(ann, workspace, "as it was").messages == []
    other = _save(ann, workspace, "another")
    assert (other.state, other.version) == ("unchanged", 1)
    assert "called as it was already" in other.messages[0]
    assert Version.objects.filter(node=node).count() == 1


def test_a_name_that_is_taken_is_refused_and_nothing_is_lost() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={2: {AGE: "41"}}))
    with pytest.raises(EntityIsInvalid, match="number of a version"):
        _save(ann, workspace, "7")
    assert _save(ann, workspace, "good").state == "saved"
    change(ann, workspace, Change(cells={2: {AGE: "42"}}))
    with pytest.raises(VersionLabelIsTaken):
        _save(ann, workspace, "good")
    assert Version.objects.filter(node=node).count() == 2


def test_problems_do_not_keep_anybody_from_saving() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    change(ann, workspace, Change(inserted=[Inserted(["4", "Di", "old"])]))
    outcome = _save(ann, workspace)
    assert (outcome.state, outcome.invalid) == ("saved", 3)


def test_a_cell_that_both_changed_waits_for_a_choice() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "mine", AGE: "1"}, 2: {NAME: "also mine"}}))
    replace_rows(ann, node, b"id,name,age\n1,theirs,40\n2,their other,\n3,Cy,8\n")
    outcome = _save(ann, workspace)
    assert (outcome.state, outcome.conflicts) == ("conflicts", 2)
    assert _save(ann, workspace).state == "conflicts", "asked again, it still waits"
    disputes = open_disputes(workspace)
    assert [(one.number, one.slot, one.mine, one.theirs) for one in disputes] == [
        (1, NAME, "mine", "theirs"),
        (2, NAME, "also mine", "their other"),
    ]
    theirs, mine = chosen(disputes, {(1, NAME): "theirs", (2, NAME): "mine"})
    settle_disputes(ann, workspace, theirs, mine)
    assert _save(ann, workspace).state == "saved"
    assert shown(workspace) == [["1", "theirs", "1"], ["2", "also mine", None], ["3", "Cy", "8"]]
    assert not Conflict.objects.exists()


def test_a_conflict_that_settled_itself_is_forgotten() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {NAME: "mine"}}))
    replace_rows(ann, node, b"id,name,age\n1,theirs,40\n2,Bob,\n3,Cy,seven\n")
    assert _save(ann, workspace).state == "conflicts"
    change(ann, workspace, Change(cells={1: {NAME: "theirs", AGE: "2"}}))
    assert _save(ann, workspace).state == "saved"
    assert not Conflict.objects.exists()


def test_merging_takes_in_and_writes_nothing() -> None:
    ann, node, workspace = make_grid()
    change(ann, workspace, Change(cells={1: {AGE: "1"}}))
    replace_rows(ann, node, b"id,name,age\n1,Anna,40\n2,Bob,\n3,Cy,seven\n")
    workspace.refresh_from_db()
    outcome = merge_session(ann, workspace, token="one")
    assert (outcome.state, outcome.conflicts) == ("merged", 0)
    assert shown(workspace)[0] == ["1", "Anna", "1"]
    assert Version.objects.filter(node=node).count() == 2


def test_rooms_above_are_told_when_a_grid_was_saved(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(after_saving, "_hooks", [lambda _actor, workspace: told.append(workspace.session_id)])
    ann, _, workspace = make_grid()
    assert _save(ann, workspace).state == "unchanged"
    assert told == []
    change(ann, workspace, Change(cells={2: {AGE: "41"}}))
    _save(ann, workspace)
    assert told == [workspace.session_id]
