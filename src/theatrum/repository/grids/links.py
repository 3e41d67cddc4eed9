"""Links between rows: a room above judges them as part of every change, and what it finds stands with the verdicts.

What it says of a row has ``is_link``: the verdict of the schema, which goes over the wire, is none of its business.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from typing import Protocol

from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.held import Held
from theatrum.repository.grids.judging import Judged
from theatrum.repository.grids.models import Workspace

Findings = list[JsonObject]


@dataclass(frozen=True, slots=True)
class Linked:
    """What links say of a drafted change: of touched rows by number, of new ones in order, and of other rows.

    Of other rows it has all findings, by number. ``sequence`` is the operation up to which it knows everything.
    ``marks`` are the room's own.
    """

    touched: Mapping[int, Findings] = field(default_factory=dict)
    new: Sequence[Findings] = ()
    others: Mapping[int, "Other"] = field(default_factory=dict)
    sequence: int = 0
    marks: object = None


@dataclass(frozen=True, slots=True)
class Other:
    """A row that a change does not touch, and of which something else is to be said by it."""

    id: int
    version: int
    findings: Findings


@dataclass(frozen=True, slots=True)
class Written:
    """An operation that was just written: its new rows, and the touched ones that are others than in the draft."""

    sequence: int
    inserted: Sequence[int] = ()
    overtaken: Collection[int] = ()


class Linker(Protocol):
    """Judges the links of rows."""

    def draft(
        self,
        workspace: Workspace,
        rows: Mapping[int, Held],
        after: Mapping[int, Cells],
        new: Sequence[Cells],
        *,
        slots: AbstractSet[int] | None = None,
    ) -> Linked | None:
        """Say what links are worth after a change: ``rows`` as they are, ``after`` those that will be there.

        ``slots`` are those in which rows that stay differ at most; None where that may be any. Returns None for a
        workspace whose links nobody judges.
        """

    def store(self, workspace: Workspace, linked: Linked, written: Written) -> None:
        """Keep what was drafted, in the transaction of the change."""

    def meant(self, actor: Actor, workspace: Workspace, texts: Collection[str]) -> Mapping[str, str]:
        """Return what was probably meant by identifiers that are not there, as far as the actor may know of it."""

    def follow(self, workspace: Workspace, told: Callable[[int], None] | None) -> None:
        """Judge the links of all rows of a workspace, outside of any transaction."""


_linkers: list[Linker] = []


def register(linker: Linker) -> None:
    """Let a room judge links: the last one that was registered does."""
    _linkers.append(linker)


def draft(
    workspace: Workspace,
    rows: Mapping[int, Held],
    after: Mapping[int, Cells],
    new: Sequence[Cells],
    *,
    slots: AbstractSet[int] | None = None,
) -> Linked | None:
    """See Linker."""
    return _linkers[-1].draft(workspace, rows, after, new, slots=slots) if _linkers else None


def store(workspace: Workspace, linked: Linked | None, written: Written) -> None:
    """See Linker."""
    if linked is not None:
        _linkers[-1].store(workspace, linked, written)


def follow(workspace: Workspace, told: Callable[[int], None] | None) -> None:
    """See Linker."""
    if _linkers:
        _linkers[-1].follow(workspace, told)


def meant(actor: Actor, workspace: Workspace, texts: Collection[str]) -> Mapping[str, str]:
    """See Linker."""
    return _linkers[-1].meant(actor, workspace, texts) if _linkers and texts else {}


def of_links(findings: Sequence[JsonObject] | None) -> Findings:
    """Return those findings of a row that are about its links."""
    return [one for one in findings or () if one.get("is_link")]


def joined(judged: Judged, findings: Findings | None) -> Judged:
    """Return a verdict with what is found of links beside it."""
    return replace(judged, findings=[*(judged.findings or ()), *findings]) if findings else judged
