"""The functions that can be run as jobs, by name.

Every process knows all names (``wiring`` imports each room's ``jobs.py``); only workers run them.
A job function loads what it needs by id, calls an action, and can be run twice with the same end.
It opens its own ``writing()``: it is the door of its action.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from theatrum.drivers.jobs.retrying import TRANSIENT

Function = Callable[..., object]


class Lane(StrEnum):
    """Jobs of one lane wait for each other only, so that hashing a terabyte holds up no e-mail."""

    QUICK = "quick"
    LONG = "long"


@dataclass(frozen=True)
class Definition:
    """One kind of job."""

    name: str
    function: Function
    lane: Lane
    has_steps: bool
    retry_on: tuple[type[Exception], ...]
    attempts: int


_definitions: dict[str, Definition] = {}


def job(
    name: str,
    *,
    lane: Lane = Lane.QUICK,
    has_steps: bool = False,
    retry_on: tuple[type[Exception], ...] = (),
    attempts: int = 5,
) -> Callable[[Function], Function]:
    """Register a function as the job ``room.what_it_does``; its result must be JSON.

    Without ``has_steps`` the whole function is one step. With it the function is run from its start
    after a crash, and calls ``running.step`` for each part whose result shall be kept.
    A transient error (and ``retry_on``) repeats a step with growing pauses; anything else fails the job.
    """

    def register(function: Function) -> Function:
        known = _definitions.get(name)
        if known is not None and known.function is not function:
            raise ValueError(f"two functions want to be the job {name!r}")
        _definitions[name] = Definition(name, function, lane, has_steps, (*TRANSIENT, *retry_on), attempts)
        return function

    return register


def find(name: str) -> Definition:
    """Return the definition of a job. Raises LookupError naming it, which is a defect of the caller."""
    try:
        return _definitions[name]
    except KeyError:
        raise LookupError(f"no job is registered as {name!r}: is its jobs.py imported?") from None


def names() -> list[str]:
    """List the names of all jobs, sorted."""
    return sorted(_definitions)
