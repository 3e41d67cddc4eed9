"""What may follow on what in the screening of a file: the whole state machine."""

from collections.abc import Mapping

from theatrum.consortium.screening.errors import ScreeningIsElsewhere
from theatrum.consortium.screening.models import State

# Nobody has to wait, decide or mend: who may read the object that carries the file may read the file.
OPEN = frozenset({State.CLEAR, State.ALLOWED})
PENDING = frozenset({State.WAITING, State.RUNNING})
# Waits for a person who decides.
REVIEWED = frozenset({State.HELD, State.UNREADABLE})
# Shut to all but those who review.
LOCKED = frozenset({State.BLOCKED, State.REJECTED})
# Something was found, or could not be looked for.
SHUT = LOCKED | REVIEWED
RESULTS = frozenset({State.CLEAR, State.HELD, State.UNREADABLE, State.BLOCKED, State.ALLOWED})

FOLLOWING: Mapping[State, frozenset[State]] = {
    State.WAITING: frozenset({State.RUNNING, State.BLOCKED}),
    State.RUNNING: frozenset({State.WAITING, *RESULTS}),
    State.CLEAR: frozenset({State.WAITING, State.BLOCKED}),
    State.HELD: frozenset({State.WAITING, State.ALLOWED, State.REJECTED, State.BLOCKED}),
    State.UNREADABLE: frozenset({State.WAITING, State.ALLOWED, State.REJECTED, State.BLOCKED}),
    State.BLOCKED: frozenset({State.ALLOWED}),
    State.REJECTED: frozenset({State.HELD, State.UNREADABLE, State.BLOCKED}),
    State.ALLOWED: frozenset({State.WAITING, State.HELD, State.UNREADABLE, State.BLOCKED}),
}


def require_step(handle_id: int, now: State, then: State) -> None:
    """Return quietly if a screening may become that. Raises ScreeningIsElsewhere."""
    if then not in FOLLOWING[now]:
        raise ScreeningIsElsewhere(id=handle_id, now=now.value, then=then.value)
