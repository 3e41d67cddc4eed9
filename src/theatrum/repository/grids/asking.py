"""What a seat at a grid may ask of rooms that stand higher, by the type of the message.

A room registers its answers from ``wiring/apps``. An answer runs in a thread of the web process, outside of any
transaction; it opens ``writing()`` itself where it writes. Operations that it makes reach every seat by themselves.
"""

from collections.abc import Callable

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.models import Workspace

# Gets the message as it was sent, with ``seat``: the replica of who asks, for the ``Sender`` of what it changes.
# Returns the fields of the answer. Without ``t`` it is one of the question's own type, or ``done`` where there is
# none (``fix``, ``comment``, ``settle``), whose fields the server fills in.
# A DomainError becomes ``refused``. That the actor may use the workspace was asked already.
Answer = Callable[[Actor, Workspace, JsonObject], JsonObject]

# Questions whose answer says no more than that it was done.
DONE = frozenset({"fix", "comment", "settle"})

_answers: dict[str, Answer] = {}


def register(t: str, answer: Answer) -> None:
    """Let a room answer messages of a type; the last one registered answers."""
    _answers[t] = answer


def is_known(t: str) -> bool:
    """Tell whether some room answers messages of a type."""
    return t in _answers


def ask(actor: Actor, workspace: Workspace, message: JsonObject) -> JsonObject:
    """Return what a room answers to a message. Raises GridIsInvalid where none does, and what the room refuses."""
    t = str(message.get("t"))
    if (answer := _answers.get(t)) is None:
        raise GridIsInvalid(reason=f"This server has no answer to {t[:40]!r}: reload the page.")
    return {"t": "done" if t in DONE else t, **answer(actor, workspace, message)}
