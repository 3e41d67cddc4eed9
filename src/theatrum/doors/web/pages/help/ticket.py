"""One ticket: what was said, where it is, and what can be done about it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from theatrum.consortium.helpdesk import handling, queues
from theatrum.consortium.helpdesk.models import Attachment, Entry, EntryKind, State, Ticket
from theatrum.consortium.helpdesk.sight import entries_of, get_ticket, is_desk, works_on
from theatrum.consortium.helpdesk.states import moves_from
from theatrum.doors.web import viewer
from theatrum.doors.web.pages.help import words
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.files import locks
from theatrum.repository.wiki.rendering import render as render_markdown


@dataclass(frozen=True)
class Piece:
    """A file of an entry, and why it cannot be opened now, if it cannot."""

    attachment: Attachment
    reason: str


@dataclass(frozen=True)
class Said:
    """An entry as the page shows it; ``html`` is safe."""

    entry: Entry
    author: str
    html: str
    files: list[Piece]


@viewer.signed_in
@require_safe
def ticket(request: HttpRequest, number: int) -> HttpResponseBase:
    """Show a ticket."""
    return show(request, number)


def show(request: HttpRequest, number: int, *, extra: Mapping[str, object] | None = None) -> HttpResponseBase:
    """Show a ticket, with what was written and could not be sent, if anything."""
    actor = viewer.actor(request)
    found = get_ticket(actor, number)
    is_worker = works_on(actor, found)
    entries = list(entries_of(actor, found).prefetch_related("attachments__handle"))
    watching = set(found.watchers.values_list("user_id", flat=True))
    names = accounts.names(_people(found, entries) | watching)
    values = {
        "ticket": found,
        "queue": queues.name_of(found.queue),
        "badge": words.STATES[State(found.state)],
        "said": _said(actor, entries, names),
        "names": names,
        "reporter": names.get(found.reporter_id or 0, "") or found.contact or "Somebody who was not signed in",
        "is_worker": is_worker,
        "is_desk": is_desk(actor),
        "moves": [
            (move.act.value, words.BUTTONS[move.act]) for move in moves_from(State(found.state), is_desk=is_worker)
        ],
        "watches": actor.id in watching,
        # Who reported it or has it is told in any case, and of a private one nobody else is.
        "is_told": actor.id in {found.reporter_id, found.assignee_id} or (found.is_private and not is_worker),
        "watching": sorted(names.get(one, "") for one in watching),
        "related": handling.related(actor, found),
        "tab": "desk" if is_worker else "mine",
        **(_of_desk(found) if is_worker else {}),
        **(extra or {}),
    }
    return render(request, "help/ticket.html", values, status=400 if extra else 200)


def _of_desk(found: Ticket) -> dict[str, object]:
    people = accounts.names(handling.candidates(found))
    return {
        "candidates": sorted(people.items(), key=lambda pair: pair[1]),
        "queues": queues.support().queues if queues.is_offered() else (),
    }


def _said(actor: Actor, entries: list[Entry], names: Mapping[int, str]) -> list[Said]:
    handles = [one.handle for entry in entries for one in entry.attachments.all()]
    shut = locks.locked(actor, handles) if handles else {}
    return [
        Said(
            entry=entry,
            author=names.get(entry.author_id or 0, "") or entry.sender or "Somebody who was not signed in",
            html=render_markdown(entry.text) if entry.kind != EntryKind.DONE else "",
            files=[Piece(one, shut.get(one.handle_id, "")) for one in entry.attachments.all()],
        )
        for entry in entries
    ]


def _people(found: Ticket, entries: list[Entry]) -> set[int]:
    numbers = [found.reporter_id, found.assignee_id, *(entry.author_id for entry in entries)]
    return {number for number in numbers if number is not None}
