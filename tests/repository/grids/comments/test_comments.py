"""Comments and suggestions: who may, what becomes of them, and that they are found again."""

from dataclasses import dataclass

import pytest

from tests.factories.entities import make_person
from tests.factories.grids import change, make_grid, open_grid, shown
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.errors import NotSignedIn
from theatrum.repository.access.permissions import ANONYMOUS, OWNER, Actor, Permission
from theatrum.repository.audit.models import Event
from theatrum.repository.entities.actions.sharing import replace_local_acl
from theatrum.repository.entities.models import Node
from theatrum.repository.files.derived import Holder
from theatrum.repository.files.models import CopiedRows
from theatrum.repository.grids import asking, refusing
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.comments.models import Comment, Place
from theatrum.repository.grids.comments.policy import may_edit
from theatrum.repository.grids.comments.queries import commented_rows, count_open
from theatrum.repository.grids.errors import CellsIdentify, GridAccessDenied
from theatrum.repository.grids.models import Authorization, Notice, Operation, Workspace
from theatrum.repository.grids.purging import forget_workspaces
from theatrum.repository.grids.queries import find_workspace
from theatrum.repository.grids.synchronizing import export_to_record_set

pytestmark = pytest.mark.django_db
ID, NAME, AGE = 0, 1, 2


@dataclass
class Desk:
    """Ann's grid over a record set of three rows, and Lia, a liaison who may read it and no more."""

    ann: Actor
    lia: Actor
    node: Node
    workspace: Workspace

    def ask(self, actor: Actor, t: str, **fields: JsonValue) -> JsonObject:
        return asking.ask(actor, self.fresh(), {"t": t, "id": 1, "seat": None, **fields})

    def fresh(self) -> Workspace:
        found = find_workspace(self.workspace.session_id)
        assert found is not None
        return found

    def comment(self, actor: Actor, row: int = 2, slot: int = AGE, **fields: JsonValue) -> int:
        number = self.ask(actor, "comment", row=row, slot=slot, **{"text": "Please look", **fields})["comment"]
        assert isinstance(number, int)
        return number

    def suggest(self, actor: Actor, text: str | None, row: int = 2, slot: int = AGE) -> int:
        return self.comment(actor, row, slot, is_suggestion=True, suggested=text, text="")

    def items(self, row: int | None = None, workspace: Workspace | None = None) -> list[JsonObject]:
        if workspace is not None:
            items = asking.ask(self.ann, workspace, {"t": "comments", "id": 1, "row": row})["items"]
        else:
            items = self.ask(self.ann, "comments", row=row)["items"]
        assert isinstance(items, list)
        return [item for item in items if isinstance(item, dict)]


@pytest.fixture
def desk() -> Desk:
    ann, node, workspace = make_grid()
    lia, administrator = make_person("lia"), make_person("boss", is_administrator=True)
    read = frozenset({Permission.READ, Permission.DOWNLOAD})
    with writing():
        grants = {ann.id: frozenset(OWNER), lia.id: read}
        replace_local_acl(actor=administrator, node_id=node.project_id or 0, etag=None, grants=grants)
    Workspace.objects.filter(pk=workspace.pk).update(authorization=Authorization.SOURCE_BENEFACTOR)
    workspace.refresh_from_db()
    return Desk(ann, lia, node, workspace)


def refusal(desk: Desk, actor: Actor, t: str, **fields: JsonValue) -> str:
    with pytest.raises(DomainError) as refused:
        desk.ask(actor, t, **fields)
    return refused.value.code


def test_who_may_read_the_source_comments_and_is_answered(desk: Desk) -> None:
    number = desk.comment(desk.lia)
    reply = desk.comment(desk.ann, text="The age is being asked for", reply_to=number)
    desk.comment(desk.lia, text="Thanks", reply_to=reply)
    items = desk.items()
    assert [(one["row"], one["slot"], one["text"], one["reply_to"]) for one in items] == [
        (2, AGE, "Please look", None),
        (2, AGE, "The age is being asked for", number),
        (2, AGE, "Thanks", number),
    ]
    assert items[0]["by"] == {"id": desk.lia.id, "name": "lia"}
    assert items[0]["state"] == "open"
    assert (desk.items(row=1), len(desk.items(row=2))) == ([], 3)
    assert (commented_rows(desk.fresh()), count_open(desk.fresh())) == ({2}, 1)


def test_everybody_at_the_grid_is_told(desk: Desk) -> None:
    number = desk.comment(desk.lia)
    desk.ask(desk.ann, "settle", comment=number, how="done")
    told = [notice.message for notice in Notice.objects.filter(workspace=desk.workspace).order_by("id")]
    assert [one["t"] for one in told] == ["comment", "comment"]
    assert [one["comment"]["state"] for one in told] == ["open", "done"]
    assert told[1]["comment"]["settled"]["by"]["name"] == "ann"


def test_a_comment_is_done_and_opened_again_by_its_author_or_an_editor(desk: Desk) -> None:
    by_ann, by_lia = desk.comment(desk.ann), desk.comment(desk.lia, row=1)
    assert refusal(desk, desk.lia, "settle", comment=by_ann, how="done") == "grids.comment_not_yours"
    desk.ask(desk.lia, "settle", comment=by_lia, how="done")
    assert refusal(desk, desk.ann, "settle", comment=by_lia, how="done") == "grids.comment_settled"
    assert commented_rows(desk.fresh()) == {2}
    desk.ask(desk.ann, "settle", comment=by_lia, how="open")
    assert commented_rows(desk.fresh()) == {1, 2}


def test_an_accepted_suggestion_is_one_operation_of_who_accepts_it(desk: Desk) -> None:
    number = desk.suggest(desk.lia, "41")
    assert [(one["was"], one["suggested"]) for one in desk.items()] == [(None, "41")]
    desk.ask(desk.ann, "settle", comment=number, how="accept")
    assert shown(desk.workspace)[1] == ["2", "Bob", "41"]
    operation = Operation.objects.get(workspace=desk.workspace)
    assert (operation.actor_id, operation.client_id) == (desk.ann.id, f"suggestion-{number}")
    settled = desk.items()[0]["settled"]
    assert isinstance(settled, dict)
    assert (desk.items()[0]["state"], settled["sequence"]) == ("accepted", operation.sequence)
    event = Event.objects.select_related("after").get(action="grid_suggestion_accepted")
    assert event.after is not None
    assert event.after.content is not None
    assert event.after.content["suggested_by"] == desk.lia.id
    assert refusal(desk, desk.ann, "settle", comment=number, how="accept") == "grids.comment_settled"
    assert refusal(desk, desk.ann, "settle", comment=number, how="open") == "grids.comment_invalid"


def test_a_suggestion_may_be_to_empty_the_cell_and_is_rejected(desk: Desk) -> None:
    number = desk.suggest(desk.lia, None, row=1, slot=NAME)
    desk.ask(desk.ann, "settle", comment=number, how="reject")
    assert shown(desk.workspace)[0] == ["1", "Ann", "40"]
    assert desk.items()[0]["state"] == "rejected"
    desk.ask(desk.ann, "settle", comment=number, how="open")
    desk.ask(desk.ann, "settle", comment=number, how="accept")
    assert shown(desk.workspace)[0] == ["1", None, "40"]


def test_who_only_reads_accepts_and_rejects_nothing(desk: Desk) -> None:
    number = desk.suggest(desk.lia, "41")
    with pytest.raises(GridAccessDenied):
        desk.ask(desk.lia, "settle", comment=number, how="accept")
    assert refusal(desk, desk.lia, "settle", comment=number, how="reject") == "grids.comment_not_yours"
    assert shown(desk.workspace)[1] == ["2", "Bob", None]
    assert not may_edit(desk.lia, desk.workspace)


def test_who_may_not_read_the_source_neither_comments_nor_sees_comments(desk: Desk) -> None:
    stranger = make_person("eve")
    desk.comment(desk.ann)
    for t, fields in (("comments", {"row": None}), ("comment", {"row": 1, "slot": 1, "text": "x"})):
        with pytest.raises(GridAccessDenied):
            desk.ask(stranger, t, **fields)
    with pytest.raises(NotSignedIn):
        desk.ask(ANONYMOUS, "comment", row=1, slot=1, text="x")
    # Into a session that somebody opened for themselves nobody looks.
    Workspace.objects.filter(pk=desk.workspace.pk).update(authorization=Authorization.SESSION_OWNER)
    assert refusal(desk, desk.lia, "comments", row=None) == GridAccessDenied.code


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "  "},
        {"text": "x" * 5_001},
        {"text": "a\x00b"},
        {"row": 77},
        {"row": 2**70},
        {"slot": 9},
        {"reply_to": 999_999},
        {"is_suggestion": True, "suggested": "Bob", "slot": NAME},
        {"is_suggestion": True, "suggested": "x" * 100_001},
        {"row": "2"},
    ],
)
def test_nonsense_is_refused(desk: Desk, fields: JsonObject) -> None:
    assert refusal(desk, desk.ann, "comment", **{"row": 2, "slot": AGE, "text": "x", **fields}).startswith("grids.")
    assert not Comment.objects.exists()


def test_what_would_be_refused_in_the_cell_is_refused_in_a_comment(desk: Desk) -> None:
    def screen(_: Workspace, texts: refusing.Texts) -> dict[int, dict[str, refusing.Seen]]:
        seen = refusing.Seen("privacy.name", "a name: leave it out", "Aaaa", is_refused=True)
        return {slot: {text: seen for text in some if "Jane" in text} for slot, some in texts.items()}

    refusing.register(screen)
    try:
        said: JsonObject = {"row": 2, "slot": NAME, "text": "Jane's age"}
        assert refusal(desk, desk.lia, "comment", **said) == CellsIdentify.code
        said = {**said, "is_suggestion": True, "suggested": "Jane", "text": ""}
        assert refusal(desk, desk.lia, "comment", **said) == CellsIdentify.code
        desk.comment(desk.lia, text="Whose age is it?")
    finally:
        refusing.unregister(screen)
    assert Comment.objects.count() == 1


def test_replies_and_steps_that_make_no_sense_are_refused(desk: Desk) -> None:
    number = desk.comment(desk.ann)
    assert refusal(desk, desk.ann, "comment", row=1, slot=AGE, text="x", reply_to=number) == "grids.comment_invalid"
    for how in ("accept", "reject", "open", "burn"):
        assert refusal(desk, desk.ann, "settle", comment=number, how=how) in {
            "grids.comment_invalid",
            "grids.comment_settled",
        }
    reply = desk.comment(desk.ann, reply_to=number)
    assert refusal(desk, desk.ann, "settle", comment=reply, how="done") == "grids.comment_invalid"


def test_a_comment_on_a_row_that_is_gone_waits_for_it(desk: Desk) -> None:
    number = desk.comment(desk.ann)
    change(desk.ann, desk.workspace, Change(deleted=[2]))
    assert desk.items() == []
    assert refusal(desk, desk.ann, "settle", comment=number, how="done") == "grids.comment_not_found"
    change(desk.ann, desk.workspace, Change(restored=[2]))
    assert len(desk.items()) == 1


def test_comments_survive_saving_and_are_found_by_the_key_in_another_grid(desk: Desk) -> None:
    desk.comment(desk.ann, row=2)
    change(desk.ann, desk.workspace, Change(inserted=[Inserted(["0", "Zoe", "9"], after=0)], cells={2: {ID: "22"}}))
    desk.comment(desk.ann, row=4, slot=NAME)
    export_to_record_set(desk.ann, desk.fresh())
    other = open_grid(desk.ann, desk.node)
    # Zoe's row is the first now; Bob's third, by its new key.
    assert [(one["row"], one["slot"]) for one in desk.items(workspace=other)] == [(3, AGE), (1, NAME)]
    assert Place.objects.filter(workspace=other).count() == 2
    assert commented_rows(other) == {1, 3}


def test_those_at_another_grid_over_the_same_rows_are_told_at_once(desk: Desk) -> None:
    other = open_grid(desk.ann, desk.node)
    change(desk.ann, other, Change(deleted=[1]))
    number = desk.comment(desk.ann, row=2)
    desk.ask(desk.ann, "settle", comment=number, how="done")
    notices = Notice.objects.filter(workspace=other, message__t="comment").order_by("id")
    told = [one.message["comment"] for one in notices]
    assert [(one["comment"], one["row"], one["slot"], one["state"]) for one in told] == [
        (number, 2, AGE, "open"),
        (number, 2, AGE, "done"),
    ]
    desk.comment(desk.ann, row=1)
    assert Notice.objects.filter(workspace=other, message__t="comment").count() == 2


def test_a_row_without_a_key_is_found_by_its_place() -> None:
    ann, node, workspace = make_grid(key=())
    desk = Desk(ann, ann, node, workspace)
    desk.comment(ann, row=3)
    assert [one["row"] for one in desk.items(workspace=open_grid(ann, node))] == [3]


def test_what_is_not_here_yet_is_found_once_it_comes(desk: Desk) -> None:
    other = open_grid(desk.ann, desk.node)
    change(desk.ann, desk.workspace, Change(inserted=[Inserted(["9", "New", None])]))
    desk.comment(desk.ann, row=4)
    assert desk.items(workspace=other) == []
    change(desk.ann, other, Change(inserted=[Inserted(["9", "New", "5"])]))
    found = find_workspace(other.session_id)
    assert found is not None
    assert [one["row"] for one in desk.items(workspace=found)] == [4]


def test_a_purge_takes_what_was_said_of_the_rows(desk: Desk) -> None:
    desk.comment(desk.ann)
    handles = CopiedRows.objects.filter(holder=Holder.GRID, holder_id=desk.workspace.pk)
    forget_workspaces(actor=desk.ann, handle_ids=list(handles.values_list("handle_id", flat=True)))
    assert not Comment.objects.exists()
