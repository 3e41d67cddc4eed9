"""The page of state machines, drawn from the tables that the actions ask."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

INTRODUCTION = """
# States

What may follow on what. Each drawing is made of the table that the action asks before it takes a step: a step that is
not drawn here is refused.
"""

S = TypeVar("S", bound=Enum)


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a state to a state; the label says by which act or gate, if the table does."""

    start: str
    end: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Machine:
    """One table, and what it is about."""

    name: str
    about: str
    arrows: tuple[Arrow, ...]


def states_page() -> str:
    """Return the page. Django is ready."""
    return INTRODUCTION + "".join(map(_drawn, machines()))


def machines() -> Iterator[Machine]:
    """Return all machines of the consortium's rooms."""
    yield from _centers()
    yield from _ways()
    yield from _submissions()
    yield from _desk()
    yield from _privacy()


def _centers() -> Iterator[Machine]:
    from theatrum.consortium.centers import agreement_states, center_states  # app ready
    from theatrum.consortium.onboarding.plans import states as plans  # app ready

    yield Machine("Center", "What the coordinating center says of a center.", _following(center_states.FOLLOWING))
    yield Machine("Agreement", "A version of the data agreement.", _following(agreement_states.FOLLOWING))
    moves = ((start, move.then, f"{move.side}") for start, some in plans.MOVES.items() for move in some)
    yield Machine("De-identification plan", "Each version of a plan, and who takes the step.", _labelled(moves))


def _ways() -> Iterator[Machine]:
    from theatrum.consortium.onboarding import states  # app ready

    for name, about, ways in (
        ("Way of a center", "How far a center is before it may submit: by the gates that are open.", states.CENTER),
        ("Way of a person", "How far a person is before they may submit.", states.PERSON),
    ):
        found = ((way.state, way.then, ", ".join(way.gates) + " begun" * way.is_begun) for way in ways)
        aside = (Arrow(*one) for one in states.ASIDE) if ways is states.CENTER else ()
        yield Machine(name, about, (*_labelled(found), *aside))


def _submissions() -> Iterator[Machine]:
    from theatrum.consortium.curation import states as tasks  # app ready
    from theatrum.consortium.exceptions import states as exceptions  # app ready
    from theatrum.consortium.readiness import states as readiness  # app ready

    yield Machine("Submission", "What a center has for a release.", _following(readiness.FOLLOWING))
    steps = ((start, move.end, move.kind) for move in tasks.MOVES.values() for start in sorted(move.starts))
    yield Machine("Curation task", "From being given to being approved.", _labelled(steps))
    yield Machine("Exception", "What a center asks its liaison to let pass.", _following(exceptions.FOLLOWING))


def _desk() -> Iterator[Machine]:
    from theatrum.consortium.helpdesk import states as tickets  # app ready
    from theatrum.consortium.rfcs import states as rfcs  # app ready

    acts = ((start, move.end, move.act) for move in tickets.MOVES.values() for start in sorted(move.starts))
    yield Machine("Ticket", "A question at the help desk.", _labelled(acts))
    steps = ((move.start, move.end, move.act) for move in rfcs.MOVES.values())
    yield Machine("Request for comments", "A proposal to change the data model.", _labelled(steps))


def _privacy() -> Iterator[Machine]:
    from theatrum.consortium.screening import incident_states, states  # app ready

    yield Machine("Screening", "What is known of a file that came in.", _following(states.FOLLOWING))
    yield Machine("Incident", "Identifying data that came in.", _following(incident_states.FOLLOWING))


def _following(table: Mapping[S, frozenset[S]]) -> tuple[Arrow, ...]:
    order = list(table)
    return tuple(
        Arrow(str(start.value), str(end.value)) for start in order for end in sorted(table[start], key=order.index)
    )


def _labelled(found: Iterable[tuple[Enum, Enum, str]]) -> tuple[Arrow, ...]:
    arrows = (Arrow(str(start.value), str(end.value), str(label)) for start, end, label in found)
    return tuple(dict.fromkeys(arrows))


def _drawn(machine: Machine) -> str:
    lines = "\n".join(
        f"    {arrow.start} --> {arrow.end}" + (f" : {arrow.label}" if arrow.label else "") for arrow in machine.arrows
    )
    return f"\n## {machine.name}\n\n{machine.about}\n\n```mermaid\nstateDiagram-v2\n{lines}\n```\n"
