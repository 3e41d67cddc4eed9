"""The sync half of the grid's websocket: what the event loop has done in threads, by the rooms of the repository."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence

from django.db import close_old_connections, connection
from django.db.models import Max

from theatrum.doors.live.grids import messages
from theatrum.doors.live.grids.changing import change_of
from theatrum.doors.live.grids.facing import Entered, News, Standing, Step, Stored
from theatrum.drivers.db import news
from theatrum.drivers.db.prepared import Prepared
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids import asking
from theatrum.repository.grids.actions.sessions import create_replica
from theatrum.repository.grids.actions.tickets import use_ticket
from theatrum.repository.grids.authorization import require_look
from theatrum.repository.grids.changes import Sender
from theatrum.repository.grids.comments.policy import may_edit
from theatrum.repository.grids.errors import GridIsInvalid, GridNotFound
from theatrum.repository.grids.live import arranging, editing, histories, loading, operations, searching
from theatrum.repository.grids.live.columns import columns_of
from theatrum.repository.grids.live.told import RowText, Told
from theatrum.repository.grids.models import Notice, Replica, Workspace
from theatrum.repository.grids.queries import get_workspace_to_see
from theatrum.repository.grids.undoing import own_acts, rows_of_act, undo

# Of notices that committed out of order, on PostgreSQL, none is missed: so many numbers back they are read again.
_AGAIN = 100
_open = Prepared(
    lambda number: Workspace.objects.select_related("source__current").filter(id=number, deleted_on=None), number=int
)


class Desk:
    """See ``facing.Desk``."""

    @property
    def has_others(self) -> bool:
        """SQLite has one web process only."""
        return connection.vendor == "postgresql"

    def let_go(self) -> None:
        """Give a connection back that is too old, or was lost."""
        close_old_connections()

    # --- coming and going ---------------------------------------------------------------------------------

    def enter(self, *, ticket: str, seat: int | None) -> Entered:
        """Use a ticket and take a seat: that of before where it is the same person's, else a new one."""
        with writing():
            actor, session = use_ticket(text=ticket)
        workspace = get_workspace_to_see(actor, session)
        known = None if seat is None else _own_seat(actor, workspace, seat)
        if known is None:
            with writing():
                known = create_replica(actor=actor, workspace=workspace, is_looking=True).replica_id
        return Entered(workspace.id, known, actor.id, operations.names_of({actor.id}).get(actor.id, ""))

    def stand(self, workspace_id: int) -> Standing:
        """Read where all rows stand; operations that come meanwhile are told later, and known by then."""
        workspace = _workspace(workspace_id)
        notice = Notice.objects.aggregate(last=Max("id"))["last"] or 0
        return Standing(workspace.sequence, loading.load_layout(workspace), notice)

    def welcome(self, workspace_id: int, person_id: int) -> JsonObject:
        """Return what does not change with every operation."""
        actor, workspace = accounts.actor_of(accounts.find_user(person_id)), _workspace(workspace_id)
        acts = own_acts(actor, workspace)
        you: JsonObject = {
            "may_edit": may_edit(actor, workspace),
            "may_comment": True,
            "can_undo": acts.to_undo is not None,
            "can_redo": acts.to_redo is not None,
        }
        return {
            "columns": [*columns_of(workspace)],
            "you": you,
            "title": workspace.source.name,
            "source": workspace.source.public_id,
            "has_free_rows": workspace.source.kind == Kind.RECORD_SET,
            "comments": len(arranging.commented_rows(workspace)),
        }

    def may_use(self, workspace_id: int, people: Collection[int]) -> Mapping[int, str | None]:
        """Return for some people why they may not see a workspace any more; None where they may."""
        return {number: _reason_against(workspace_id, number) for number in people}

    # --- what happens -------------------------------------------------------------------------------------

    def operations(self, workspace_id: int, sequence: int) -> Sequence[Told]:
        """Return the next operations after one; none of a workspace that is closed, whose seats hear so soon."""
        try:
            return operations.tell_since(_workspace(workspace_id), sequence)
        except GridNotFound:
            return ()

    def news(self, asked: Mapping[int, tuple[int, int]]) -> Mapping[int, News]:
        """Return what is new at workspaces, of which the last operation and the last notice are known."""
        sequences = dict(Workspace.objects.filter(id__in=asked).values_list("id", "sequence"))
        after = min(notice for _, notice in asked.values()) - (_AGAIN if self.has_others else 0)
        told: dict[int, list[tuple[int, JsonObject]]] = {}
        found = Notice.objects.filter(workspace_id__in=asked, id__gt=after).order_by("id")
        for workspace_id, number, message in found.values_list("workspace_id", "id", "message"):
            told.setdefault(workspace_id, []).append((number, message))
        return {
            number: News(sequence, told.get(number, ()))
            for number, sequence in sequences.items()
            if sequence > asked[number][0] or number in told
        }

    def say(self, topic: str) -> None:
        """Tell other processes something that is not kept."""
        with writing():
            news.publish(topic)

    # --- reads --------------------------------------------------------------------------------------------

    def rows(self, workspace_id: int, numbers: Iterable[int]) -> Mapping[int, RowText]:
        """Return rows by number."""
        return loading.load_rows(_workspace(workspace_id), numbers)

    def arrange(
        self, workspace_id: int, wanted: messages.ViewSpec, numbers: Sequence[int], flags: bytes
    ) -> "array[int]":
        """Return the rows that are wanted, in order."""
        arrangement = arranging.Arrangement(
            tuple(arranging.Sort(one.slot, one.is_descending) for one in wanted.sort),
            tuple(
                arranging.Filter(one.slot, None if one.has is None else tuple(one.has), one.like)
                for one in wanted.filters
            ),
            wanted.problems,
        )
        return arranging.arrange(_workspace(workspace_id), arrangement, numbers=numbers, flags=flags)

    def find(self, workspace_id: int, said: messages.Find) -> JsonObject:
        """Look for a text."""
        wanted = searching.Wanted(said.text, said.slot, is_whole=said.is_whole, is_case=said.is_case)
        cells, has_more = searching.find(_workspace(workspace_id), wanted, limit=said.limit)
        return {"t": "found", "cells": [[*cell] for cell in cells], "has_more": has_more}

    def values(self, workspace_id: int, said: messages.Values) -> JsonObject:
        """Return the texts of a column."""
        workspace = _workspace(workspace_id)
        _require_slot(workspace, said.slot)
        found, has_more = searching.texts_of_column(workspace, said.slot, said.text, limit=said.limit)
        items: list[JsonValue] = [{"text": text, "count": count} for text, count in found]
        return {"t": "values", "items": items, "has_more": has_more}

    def history(self, workspace_id: int, said: messages.History) -> JsonObject:
        """Return the past of a cell."""
        found = histories.history_of(_workspace(workspace_id), number=said.row, slot=said.slot)
        return {"t": "history", "items": [*found]}

    def problem_slots(self, workspace_id: int, numbers: Collection[int]) -> Mapping[int, list[int]]:
        """Return where in rows problems are."""
        return searching.slots_with_problems(_workspace(workspace_id), numbers)

    # --- writes -------------------------------------------------------------------------------------------

    def edit(self, workspace_id: int, person_id: int, seat: int, said: messages.Edit) -> Stored:
        """Store a change. Whether its sender may use the workspace is asked under its lock."""
        actor, workspace = accounts.actor_of(accounts.find_user(person_id)), _workspace(workspace_id)
        sender = Sender(replica_id=seat, group=said.group, client_id=said.operation, since=said.since)
        done = editing.change_grid(actor, workspace, change_of(said.change, workspace), sender)
        return Stored(done.sequence, done.inserted)

    def step(self, workspace_id: int, person_id: int, *, is_redo: bool) -> Step:
        """Return which act would be taken back, or done again."""
        actor, workspace = _at(workspace_id, person_id)
        acts = own_acts(actor, workspace)
        group = acts.to_redo if is_redo else acts.to_undo
        if group is None:
            raise GridIsInvalid(reason=f"There is nothing of yours to {'do again' if is_redo else 'take back'}.")
        return Step(group, rows_of_act(actor, workspace, group))

    def undo(self, workspace_id: int, person_id: int, seat: int, step: Step) -> Stored:
        """Take an act back, or do it again."""
        actor, workspace = _at(workspace_id, person_id)
        undone = undo(actor, workspace, step.group, replica_id=seat)
        stored = self.stored(workspace_id, person_id)
        return Stored(undone.sequence, (), stored.can_undo, stored.can_redo, undone.kept)

    def ask(self, workspace_id: int, person_id: int, seat: int, content: JsonObject) -> JsonObject:
        """Let another room answer, which asks itself whether somebody may do more than look."""
        actor, workspace = _at(workspace_id, person_id)
        return asking.ask(actor, workspace, {**content, "seat": seat})

    def stored(self, workspace_id: int, person_id: int) -> Stored:
        """Return where the workspace stands, and what of somebody's own can be taken back."""
        actor, workspace = _at(workspace_id, person_id)
        acts = own_acts(actor, workspace)
        return Stored(workspace.sequence, (), acts.to_undo is not None, acts.to_redo is not None)


def _workspace(workspace_id: int) -> Workspace:
    found = _open.first(number=workspace_id)
    if found is None or found.source.trash_root_id is not None:
        raise GridNotFound(id=workspace_id if found is None else found.session_id)
    return found


def _at(workspace_id: int, person_id: int) -> tuple[Actor, Workspace]:
    """Return who acts, and where. Raises as ``require_look``: what was allowed a moment ago may be no more."""
    actor, workspace = accounts.actor_of(accounts.find_user(person_id)), _workspace(workspace_id)
    require_look(actor, workspace)
    return actor, workspace


def _reason_against(workspace_id: int, person_id: int) -> str | None:
    try:
        _at(workspace_id, person_id)
    except DomainError as error:
        return str(error)
    return None


def _own_seat(actor: Actor, workspace: Workspace, seat: int) -> int | None:
    found = Replica.objects.filter(workspace=workspace, replica_id=seat, created_by=actor.id)
    return found.values_list("replica_id", flat=True).first()


def _require_slot(workspace: Workspace, slot: int) -> None:
    if slot not in workspace.column_order:
        raise GridIsInvalid(reason=f"The grid has no column in slot {slot}: read its columns once more.")
