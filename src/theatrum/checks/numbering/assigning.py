"""Gives the rows of a table their identifiers, by a crosswalk from local ones."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NoReturn

import polars as pl

from theatrum.checks.numbering.counting import Counting
from theatrum.checks.numbering.crosswalk import Crosswalk, Entry
from theatrum.checks.numbering.errors import AssignmentRefused
from theatrum.checks.numbering.parents import Parent, Parents, names_in, own_attribute, parent_attribute, rows_text
from theatrum.checks.profile.identifier_shapes import Identifiers
from theatrum.checks.profile.identifiers import PARTICIPANT

# A column is told to hold local ids still when so many of its distinct cells are some.
_LOCAL_SHARE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is to be done: ``column`` holds the local ids of things of a ``kind``, ``parent_column`` of their parents.

    ``references`` are columns that name other things of that kind by local ids.
    ``site`` and ``made_on`` (a date in ISO form) are written into the crosswalk. ``is_external``: new participants
    are external controls; ``is_pooled``: everything is numbered under the pool. ``is_kept`` keeps the local columns.
    """

    kind: str
    column: str
    made_on: str
    parent_column: str | None = None
    parent_kind: str | None = None
    references: Sequence[str] = ()
    site: str = ""
    is_external: bool = False
    is_pooled: bool = False
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Assigned:
    """The table with identifiers; how many were ``made``, by kind; rows ``without`` any local id, from 1.

    ``still_local`` are columns that seem to hold local ids and are in the table still.
    """

    frame: pl.DataFrame
    made: Counter[str]
    without: Sequence[int]
    still_local: Sequence[str]


def assign(
    frame: pl.DataFrame, order: Order, identifiers: Identifiers, *, crosswalk: Crosswalk, counting: Counting
) -> Assigned:
    """Fill in identifiers, new ones where the crosswalk has none; it is added to, and ``counting`` goes on.

    ``counting`` knows what is in use elsewhere, the crosswalk's included. Raises AssignmentRefused, CrosswalkInvalid
    and NumbersExhausted; what was added to the crosswalk is to be thrown away then.
    """
    return _Assignment(frame, order, identifiers, crosswalk, counting).run()


class _Assignment:
    def __init__(
        self, frame: pl.DataFrame, order: Order, identifiers: Identifiers, crosswalk: Crosswalk, counting: Counting
    ) -> None:
        if order.kind == PARTICIPANT and order.parent_column:
            raise AssignmentRefused(problem="Participants come from nothing.", fix="Leave --parent-column out.")
        self._frame = frame
        self._order = order
        self._forms = identifiers.forms
        self._crosswalk = crosswalk
        self._counting = counting
        self._id_column = own_attribute(identifiers, order.kind) or order.kind.upper()
        attribute = parent_attribute(identifiers, order.kind)
        self._parent_attribute = attribute.attribute if attribute else None
        self._parents = Parents(identifiers, crosswalk, order.kind, only=order.parent_kind)
        self._locals = self._cells(order.column)
        self._named = {local for local in self._locals if local}
        self._ids = self._existing()
        self._parent_cells = self._cells(order.parent_column) if order.parent_column else [None] * frame.height
        self._parent_ids: list[str | None] = [None] * frame.height

    def run(self) -> Assigned:
        """Give each row its identifier."""
        self._adopt()
        waiting = [row for row, local in enumerate(self._locals) if local or self._parent_cells[row]]
        while waiting:
            left = [row for row in waiting if not self._give(row)]
            if len(left) == len(waiting):
                self._refuse(left, "come from one another in a circle.", "Correct what they come from.")
            waiting = left
        made = Counter(entry.kind for entry in self._crosswalk.added)
        without = [row for row, id_ in enumerate(self._ids, 1) if id_ is None]
        whole = self._filled()
        return Assigned(whole, made, without, tuple(self._still_local(whole)))

    def _cells(self, column: str | None) -> list[str | None]:
        if column is None or column not in self._frame.columns:
            known = ", ".join(self._frame.columns)
            raise AssignmentRefused(problem=f"The table has no column '{column}'.", fix=f"Use one of: {known}.")
        return [cell.strip() or None if cell else None for cell in self._frame[column].to_list()]

    def _existing(self) -> list[str | None]:
        """Return the identifiers that are there; what is in the column of local ids is one if it has the form."""
        kind, column = self._order.kind, self._id_column
        if column not in self._frame.columns or column == self._order.column:
            return [cell if cell and self._forms.is_a(kind, cell) else None for cell in self._locals]
        found = self._cells(column)
        wrong = [row for row, cell in enumerate(found) if cell and not self._forms.is_a(kind, cell)]
        if wrong:
            self._refuse(wrong, f"have no well-formed identifier in {column}.", "Correct them, or empty the cells.")
        return found

    def _adopt(self) -> None:
        """Take the identifiers that rows have already into the crosswalk, before new ones are made."""
        for id_, local in zip(self._ids, self._locals, strict=True):
            if id_ is None:
                continue
            self._counting.use(id_)
            if local and local != id_:
                self._remember(local, self._order.kind, id_)

    def _give(self, row: int) -> bool:
        """Give a row its identifiers; False where it waits for another row."""
        parents = self._parents_of(row)
        if any(parent.is_waiting for parent in parents):
            return False
        ids = [parent.id or self._new_parent(parent) for parent in parents]
        self._parent_ids[row] = ", ".join(ids) or None
        local = self._locals[row]
        if local is None:
            return True
        given = self._ids[row] or self._crosswalk.given(self._order.kind, local)
        self._ids[row] = given or self._new(row, local, ids)
        self._hold_together(row, ids)
        return True

    def _parents_of(self, row: int) -> list[Parent]:
        cell = self._parent_cells[row]
        parents = self._parents.of(cell, self._locals[row] or "", self._named) if cell else []
        for parent in parents:
            if len(parent.kinds) > 1:
                fix = f"Say which with --parent-kind: {' or '.join(parent.kinds)}."
                self._refuse([row], "come from a local id that stands for things of several kinds.", fix)
            if not parent.kinds:
                fix = "Assign these first, with the same crosswalk."
                self._refuse([row], "come from a local id that has no identifier yet.", fix)
        return parents

    def _new_parent(self, parent: Parent) -> str:
        return self._crosswalk.given(PARTICIPANT, parent.local_id) or self._made(
            parent.local_id, PARTICIPANT, self._new_participant
        )

    def _new(self, row: int, local: str, parents: Sequence[str]) -> str:
        if self._order.kind == PARTICIPANT:
            return self._made(local, PARTICIPANT, self._new_participant)
        under = self._under(parents)
        if under is None:
            fix = "Name the column of what they come from with --parent-column, or use --pooled."
            self._refuse([row], "come from nothing, so that it is unknown what to number them under.", fix)
        return self._made(local, self._order.kind, lambda: self._counting.under(self._order.kind, under))

    def _new_participant(self) -> str:
        return self._counting.external() if self._order.is_external else self._counting.participant()

    def _made(self, local: str, kind: str, make: Callable[[], str]) -> str:
        made = make()
        self._remember(local, kind, made)
        return made

    def _remember(self, local: str, kind: str, id_: str) -> None:
        self._crosswalk.add(Entry(local, kind, id_, self._order.site, self._order.made_on))

    def _under(self, parents: Sequence[str]) -> str | None:
        """Return what identifiers are numbered under: the participant of all parents, or the pool."""
        if self._order.is_pooled:
            return self._counting.pool
        found = {parsed.participant for parsed in map(self._forms.parse, parents) if parsed is not None}
        if len(found) > 1:
            return self._counting.pool
        return next(iter(found), None)

    def _hold_together(self, row: int, parents: Sequence[str]) -> None:
        """Refuse a row whose identifier is of another center, or of another participant than what it comes from."""
        given = self._forms.parse(self._ids[row] or "")
        if given and given.center != self._counting.center:
            fix = f"Use a crosswalk of {self._counting.center} alone, or correct the identifier."
            self._refuse([row], f"have an identifier that is not of {self._counting.center}.", fix)
        under = self._under(parents) if self._order.kind != PARTICIPANT else None
        if given and under and given.participant != under and not given.is_pooled:
            problem = f"have an identifier that is not numbered under {under}, which they come from."
            self._refuse([row], problem, "Correct what they come from, or their local id.")

    def _filled(self) -> pl.DataFrame:
        """Return the table: identifiers in the place of local ones, or in their own columns where these exist."""
        order = self._order
        filled = self._replaced(self._frame, order.column, self._id_column, self._ids)
        if order.parent_column:
            name = self._parent_attribute if order.kind != PARTICIPANT else None
            filled = self._replaced(filled, order.parent_column, name, self._parent_ids)
        for column in order.references:
            values = [self._referred(row, cell) for row, cell in enumerate(self._cells(column))]
            filled = filled.with_columns(pl.Series(column, values, dtype=pl.String))
        return filled

    def _referred(self, row: int, cell: str | None) -> str | None:
        """Return the identifiers of the things that a cell names."""
        kind = self._order.kind
        names = names_in(cell) if cell else []
        found = [name if self._forms.is_a(kind, name) else self._crosswalk.given(kind, name) for name in names]
        if None in found:
            fix = "Assign it first, with the same crosswalk."
            self._refuse([row], "name something by a local id that has no identifier yet.", fix)
        return ", ".join(one for one in found if one) or None

    def _replaced(
        self, frame: pl.DataFrame, local: str, name: str | None, values: Sequence[str | None]
    ) -> pl.DataFrame:
        at = frame.columns.index(local) if local in frame.columns else frame.width
        given = pl.Series(name or "", values, dtype=pl.String)
        if name and name in frame.columns:
            # What a row has already stays, but for local ids in the very column of the identifiers.
            stays = frame[name] if name != local else pl.Series(name, [None] * frame.height, dtype=pl.String)
            frame = frame.with_columns(pl.select(pl.coalesce(given, stays)).to_series().alias(name))
        elif name:
            frame = frame.insert_column(at, given)
        return frame if self._order.is_kept or local == name else frame.drop(local)

    def _still_local(self, frame: pl.DataFrame) -> list[str]:
        known = self._crosswalk.local_ids()
        found = []
        kept = {self._order.column, self._order.parent_column} if self._order.is_kept else set[str]()
        for column in frame.iter_columns():
            cells = set(column.drop_nulls())
            if column.name not in kept and cells and len(cells & known) >= _LOCAL_SHARE * len(cells):
                found.append(column.name)
        return found

    def _refuse(self, rows: Sequence[int], problem: str, fix: str) -> NoReturn:
        text = rows_text([row + 1 for row in rows])
        raise AssignmentRefused(problem=f"{text[0].upper()}{text[1:]} {problem}", fix=fix)
