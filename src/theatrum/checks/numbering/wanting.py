"""What is to be numbered, as a command line or a request says it."""

from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.numbering.counting import Counting, numbered_kinds
from theatrum.checks.numbering.errors import NumberingInvalid
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.identifiers import PARTICIPANT


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be numbered, and under what: one participant, the pool, or a new external control."""

    kind: str
    participant: str | None = None
    is_pooled: bool = False
    is_external: bool = False


def numbered(identifiers: Identifiers, counting: Counting, wanted: Wanted, count: int) -> Iterator[str]:
    """Yield new identifiers. Raises NumberingInvalid, NumbersExhausted."""
    checked_kind(identifiers, wanted.kind)
    if wanted.kind == PARTICIPANT:
        if wanted.participant or wanted.is_pooled:
            fix = "Name no participant and no pool; the pool itself is no participant."
            raise NumberingInvalid(problem="Participants are numbered under nothing.", fix=fix)
        yield from (counting.external() if wanted.is_external else counting.participant() for _ in range(count))
        return
    under = _under(counting, wanted)
    yield from (counting.under(wanted.kind, under) for _ in range(count))


def checked_kind(identifiers: Identifiers, kind: str) -> None:
    """Refuse a kind that centers do not number. Raises NumberingInvalid."""
    kinds = numbered_kinds(identifiers)
    if kind not in kinds:
        problem = f"Identifiers of the kind '{kind}' are not given by centers."
        raise NumberingInvalid(problem=problem, fix=f"Use one of {', '.join(kinds)}.")


def _under(counting: Counting, wanted: Wanted) -> str:
    if wanted.is_pooled:
        return counting.pool
    if wanted.is_external:
        return counting.external()
    if wanted.participant is None:
        problem = "These are numbered under a participant, a pool or an external control."
        raise NumberingInvalid(problem=problem, fix="Say which.")
    return wanted.participant
