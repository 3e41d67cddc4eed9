"""What is known about a gate: a registry that rooms fill, so that none of them need be known here.

A reader answers for many subjects at once, in as many queries as for one. A gate without a reader is not required.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, cast

from theatrum.consortium.onboarding.gates import OF_CENTER, OF_PERSON, Gate


@dataclass(frozen=True, slots=True)
class Fact:
    """Whether a gate is open, since when it is as it is, and what else is known.

    ``is_begun``: something was done and something is still missing, such as an agreement sent and not yet executed.
    """

    is_open: bool
    since: datetime | None = None
    note: str = ""
    is_begun: bool = False
    # Whether it does not hold for this one at all, such as a sponsor for who needs none.
    is_needless: bool = False


CLOSED = Fact(is_open=False)

# From people and the center they would write for; who is missing in the answer is not through.
PersonReader: TypeAlias = Callable[[Collection[int], str], Mapping[int, Fact]]
# From centers and the release in question; None where none is open.
CenterReader: TypeAlias = Callable[[Collection[str], int | None], Mapping[str, Fact]]

_of_person: dict[Gate, PersonReader] = {}
_of_center: dict[Gate, CenterReader] = {}


def register(gate: Gate, reader: PersonReader | CenterReader) -> None:
    """Have a gate read by this: of a person by a PersonReader, of a center by a CenterReader.

    Raises ValueError for a gate of a place, which no reader knows.
    """
    if gate in OF_PERSON:
        _of_person[gate] = cast("PersonReader", reader)
    elif gate in OF_CENTER:
        _of_center[gate] = cast("CenterReader", reader)
    else:
        raise ValueError(f"{gate} is a gate of places")


def person_reader(gate: Gate) -> PersonReader | None:
    """Return what reads a gate of people."""
    return _of_person.get(gate)


def center_reader(gate: Gate) -> CenterReader | None:
    """Return what reads a gate of centers."""
    return _of_center.get(gate)
