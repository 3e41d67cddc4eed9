"""Mails about events that can be answered: the room that has their subject gives them words and addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from theatrum.consortium.events.models import Event


@dataclass(frozen=True)
class Letter:
    """What a mail to one person about one event says in place of the event's own words.

    ``headers`` are those of the mail, such as ``Reply-To``; without a subject it is the event's title.
    """

    text: str
    subject: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


# Gets the event and who it goes to; None where the event's own words are to be mailed.
Writer = Callable[[Event, int], Letter | None]

_writers: dict[str, Writer] = {}


def register(subject_kind: str, writer: Writer) -> None:
    """Let a room write the mails about events whose subject is of a kind."""
    _writers[subject_kind] = writer


def letter_for(event: Event, user_id: int) -> Letter | None:
    """Return what the mail about an event says to a person; None: the event's own words."""
    writer = _writers.get(event.subject_kind)
    return None if writer is None else writer(event, user_id)
