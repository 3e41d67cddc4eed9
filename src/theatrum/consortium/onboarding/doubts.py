"""Doubts of a center about what it is to affirm: a room above opens a ticket for them."""

from typing import Protocol

from theatrum.repository.access.permissions import Actor


class Desk(Protocol):
    """Who takes doubts: words are made ready outside of any transaction, the ticket is opened inside of one."""

    def draft(self, *, title: str, text: str) -> object:
        """Return words as they can be stored."""

    def open(self, *, draft: object, actor: Actor, center_id: str, link: str) -> str:
        """Open a ticket in a person's name; returns its path on this server, nothing where there is no desk."""


_desks: list[Desk] = []


def register(desk: Desk) -> None:
    """Have doubts taken by a room; the last one registered takes them."""
    _desks[:] = [desk]


def desk() -> Desk | None:
    """Return who takes doubts; None where nobody does."""
    return _desks[0] if _desks else None
