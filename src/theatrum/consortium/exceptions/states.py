"""What may follow on what in the life of a request for an exception: the whole state machine."""

from collections.abc import Mapping

from theatrum.consortium.exceptions.errors import RequestIsElsewhere
from theatrum.consortium.exceptions.models import State

FOLLOWING: Mapping[State, frozenset[State]] = {
    State.ASKED: frozenset({State.GRANTED, State.REFUSED, State.WITHDRAWN}),
    State.GRANTED: frozenset({State.REVOKED}),
    State.REFUSED: frozenset(),
    State.WITHDRAWN: frozenset(),
    State.REVOKED: frozenset(),
}


def require_step(number: int, now: State, then: State) -> None:
    """Return quietly if a request may become that. Raises RequestIsElsewhere."""
    if then not in FOLLOWING[now]:
        raise RequestIsElsewhere(id=number, now=now.value, then=then.value)
