"""Links of the rows of open workspaces, judged with every change of them: the answers to ``repository.grids.links``."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from theatrum.consortium.linking import settling
from theatrum.consortium.linking.arriving import judge_later
from theatrum.consortium.linking.following import follow
from theatrum.consortium.linking.hood import Line, concerned, load, mentioning
from theatrum.consortium.linking.marks import NOTHING, Mark, Marker, Marks, texts_of
from theatrum.consortium.linking.meaning import meant
from theatrum.consortium.linking.mentions import marks_of, store_marks
from theatrum.consortium.linking.models import Followed, Role
from theatrum.consortium.linking.near import judge_lines
from theatrum.consortium.linking.subject import subject_of
from theatrum.consortium.profile.queries import in_force
from theatrum.drivers.db.prepared import Prepared
from theatrum.drivers.db.transactions import after_commit
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids import news
from theatrum.repository.grids.cells import Cells
from theatrum.repository.grids.held import Held
from theatrum.repository.grids.links import Linked, Other, Written, of_links
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.rows import store_findings

# Other rows that are judged with a change; where more are concerned, a job judges the rest.
MOST_OTHERS = 500
# What may be found of a row though its own marks are as they were.
_OF_OTHERS = frozenset(
    {"links.duplicate_key", "links.duplicate_row", "links.natural_key", "links.cycle", "cardinality.too_many"}
)

# Asked by every edit.
_followed = Prepared(
    lambda workspace_id: (
        Followed.objects.filter(workspace_id=workspace_id)
        .select_related("workspace")
        .only("is_whole", "center", "workspace__sequence")
    ),
    workspace_id=int,
)


@dataclass(slots=True)
class _Marked:
    """The marks that a draft has found: of touched rows that have others now, and of new rows."""

    changed: dict[int, Marks] = field(default_factory=dict)
    new: list[Marks] = field(default_factory=list)
    # What came or went in all of them.
    moved: Marks = NOTHING
    # More rows are concerned than were judged.
    is_left: bool = False
    # Nothing was judged: not all rows of the grid were known yet.
    is_early: bool = False


class LiveLinks:
    """See ``Linker``."""

    def draft(
        self,
        workspace: Workspace,
        rows: Mapping[int, Held],
        after: Mapping[int, Cells],
        new: Sequence[Cells],
        *,
        slots: AbstractSet[int] | None = None,
    ) -> Linked | None:
        """Judge the links of a change, and of the rows that it concerns."""
        followed = followed_by(workspace)
        marker = marker_of(workspace, followed) if followed is not None else None
        if marker is None or followed is None:
            return None
        sequence = followed.workspace.sequence
        drafting = _Drafting(marker, rows, after, new, slots=slots)
        if not followed.is_whole:
            drafting.marked.is_early = True
            return Linked(new=[[]] * len(new), sequence=sequence, marks=drafting.marked)
        return drafting.linked(sequence)

    def store(self, workspace: Workspace, linked: Linked, written: Written) -> None:
        """Keep the marks of rows, and what is said of others now; judge once more after others wrote in between."""
        marked = linked.marks
        if not isinstance(marked, _Marked):
            return
        new = dict(zip(written.inserted, marked.new, strict=True))
        overtaken = marks_of(workspace, written.overtaken)
        store_marks(workspace, {**marked.changed, **new}, again=written.overtaken)
        store_findings((one.id, one.version, one.findings) for one in linked.others.values())
        if linked.others:
            news.tell(workspace, {"t": "judged", "rows": [*sorted(linked.others)]})
        if marked.is_left:
            judge_later(workspace, texts_of(marked.moved, Role.GIVES, Role.ALIKE))
        if marked.is_early or linked.sequence + 1 != written.sequence:
            again = {*linked.touched, *linked.others, *marked.changed, *written.inserted, *written.overtaken}
            after_commit(lambda: settling.settle_around(workspace, again, overtaken | marked.moved))

    def meant(self, actor: Actor, workspace: Workspace, texts: Collection[str]) -> Mapping[str, str]:
        """Say what was probably meant."""
        return meant(actor, workspace, texts)

    def follow(self, workspace: Workspace, told: Callable[[int], None] | None) -> None:
        """Judge all rows."""
        follow(workspace, told)


def followed_by(workspace: Workspace) -> Followed | None:
    """Return how far the links of a workspace are judged; None where they are not."""
    if workspace.source.kind == Kind.ENTITY_VIEW or not workspace.schema_id:
        return None
    return _followed.first(workspace_id=workspace.id)


def marker_of(workspace: Workspace, followed: Followed) -> Marker | None:
    """Return what finds the marks of a workspace's rows."""
    subject = subject_of(in_force(), workspace, center=followed.center)
    return Marker(subject) if subject is not None else None


class _Drafting:
    """One change: what its rows have to do with others, before and after."""

    def __init__(
        self,
        marker: Marker,
        rows: Mapping[int, Held],
        cells: Mapping[int, Cells],
        new: Sequence[Cells],
        *,
        slots: AbstractSet[int] | None,
    ) -> None:
        self._marker, self._rows, self._workspace = marker, rows, marker.subject.workspace
        # Rows that have to do with the same others as before: of most large changes all, and they are not looked at.
        self._apart = {
            n: one
            for n, one in cells.items()
            if slots is not None and not rows[n].is_deleted and marker.is_apart(one, slots)
        }
        self._before, self._lines = dict[int, Marks](), dict[int, Line]()
        self._look({n: row for n, row in rows.items() if n not in self._apart}, cells)
        self._new = [Line(-1 - index, one, marker.marks(one)) for index, one in enumerate(new)]
        self.marked = _Marked(
            {n: self._after(n) for n, marks in self._before.items() if marks != self._after(n)},
            [line.marks for line in self._new],
        )
        changed = [self._before[n] ^ marks for n, marks in self.marked.changed.items()]
        self._moved = self.marked.moved = frozenset[Mark]().union(*changed, *self.marked.new)

    def linked(self, sequence: int) -> Linked:
        """Judge the touched rows of which something else may be said now, and the others that are concerned."""
        kept = {n: of_links(self._rows[n].findings) for n in (*self._lines, *self._apart)}
        if not self._new and not self.marked.changed and not any(map(self._is_touched, kept)):
            return Linked(kept, sequence=sequence, marks=self.marked)
        self._look({n: self._rows[n] for n in self._apart}, self._apart)
        judged = {n: line for n, line in self._lines.items() if self._is_concerned(n)}
        judged |= {line.number: line for line in self._new if line.marks or any(self._marker.times(line.cells))}
        if not judged and not self.marked.changed:
            return Linked(kept, [[]] * len(self._new), sequence=sequence, marks=self.marked)
        others = self._others()
        found = self._judged(judged, others)
        return Linked(
            touched={n: found.get(n, []) if n in judged else kept[n] for n in self._lines},
            new=[found.get(line.number, []) for line in self._new],
            others=_changed(others, found),
            sequence=sequence,
            marks=self.marked,
        )

    def _look(self, rows: Mapping[int, Held], cells: Mapping[int, Cells]) -> None:
        """Find what rows have to do with others, before and after."""
        self._before |= {n: NOTHING if row.is_deleted else self._marker.marks(row.cells) for n, row in rows.items()}
        self._lines |= {n: Line(n, cells[n], self._marker.marks(cells[n])) for n in rows if n in cells}

    def _judged(self, judged: dict[int, Line], others: dict[int, Line]) -> dict[int, list[JsonObject]]:
        """Judge rows; those that turn out to be on a circle with them are judged too."""
        gone = self._rows.keys() - self._lines.keys()
        whole = {**self._lines, **{line.number: line for line in self._new}}
        found = judge_lines(self._marker, {**judged, **others}, gone=gone, beside=whole)
        circle = found.keys() - judged.keys() - others.keys()
        if not circle:
            return found
        judged |= {number: whole[number] for number in circle & whole.keys()}
        others |= load(self._workspace, self._marker, circle - whole.keys())
        return judge_lines(self._marker, {**judged, **others}, gone=gone, beside=whole)

    def _others(self) -> dict[int, Line]:
        """Return the rows that the change does not touch, and of which something else may be said by it."""
        numbers = set(concerned(self._workspace, self._moved | self._alike(), but=list(self._rows)))
        some = sorted(numbers)
        self.marked.is_left = len(some) > MOST_OTHERS
        return load(self._workspace, self._marker, [*some[:MOST_OTHERS], *self._circle_before()])

    def _circle_before(self) -> Collection[int]:
        """Return the rows that a changed row was on a circle with."""
        waiting = {
            text
            for number in self.marked.changed
            if _has(self._rows[number], {"links.cycle"})
            for text in texts_of(self._before[number], Role.NAMES)
        }
        found, seen = set[int](), set[str]()
        while waiting and len(found) < MOST_OTHERS:
            seen |= waiting
            numbers = mentioning(self._workspace, {Role.GIVES: waiting}, but=[*self._rows, *found])
            found |= numbers
            lines = load(self._workspace, self._marker, numbers)
            waiting = {text for line in lines.values() for text in texts_of(line.marks, Role.NAMES)} - seen
        return found

    def _alike(self) -> Marks:
        """Return what touched rows share with others, from which any cell may tell them apart."""
        return frozenset[Mark]().union(*(self._lines[n].marks for n in self._lines if _has(self._rows[n], _OF_OTHERS)))

    def _is_concerned(self, number: int) -> bool:
        """Tell whether something else may be said of a touched row than before."""
        if number in self.marked.changed or self._is_touched(number):
            return True
        # Another row of the same change may give out, or give up, what this one has to do with.
        marks = self._lines[number].marks
        given = texts_of(self._moved, Role.GIVES)
        return bool(marks & self._moved or texts_of(marks, Role.NAMES, Role.GIVES) & given)

    def _is_touched(self, number: int) -> bool:
        """Tell whether something else may be said of a touched row whose marks are as they were."""
        return _has(self._rows[number], _OF_OTHERS) or self._has_other_times(number)

    def _has_other_times(self, number: int) -> bool:
        before = self._rows[number]
        if number in self._apart:
            return False
        return before.is_deleted or self._marker.times(before.cells) != self._marker.times(self._lines[number].cells)

    def _after(self, number: int) -> Marks:
        return self._lines[number].marks if number in self._lines else NOTHING


def _has(row: Held, codes: Collection[str]) -> bool:
    return any(one.get("code") in codes for one in of_links(row.findings))


def _changed(others: Mapping[int, Line], found: Mapping[int, list[JsonObject]]) -> dict[int, Other]:
    """Return the other rows of which something else is said now, with all that is said of them."""
    return {
        number: Other(line.id, line.version, settling.with_links(line.findings, found.get(number, [])))
        for number, line in others.items()
        if of_links(line.findings) != found.get(number, [])
    }
