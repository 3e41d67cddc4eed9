"""What becomes of a grid when a table comes in, row by row: found out without writing anything.

Rows are known by their marks, where a workbook comes back that went out from here; else by the key of the record set,
else by all their cells. What came back is compared with how it went out; what never went out, with what is there.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from theatrum.consortium.exchange.incoming import Incoming, Line
from theatrum.consortium.exchange.outgone import LEFT_OUT, Gone
from theatrum.consortium.exchange.steps import Choices, Fate, Side, Step
from theatrum.consortium.exchange.threeway import Met, is_changed, meet
from theatrum.consortium.exchange.whose import Whose
from theatrum.repository.grids import refusing
from theatrum.repository.grids.cells import Cells, cell
from theatrum.repository.grids.errors import GridIsInvalid
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.judging import as_json
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.policy import PIECE, check_cell


@dataclass(slots=True)
class Plan:
    """A table on its way into a grid. ``slots`` are those of the file's columns, None for one that is left out."""

    workspace: Workspace
    incoming: Incoming
    slots: Sequence[int | None]
    whose: Whose
    gone: Gone | None
    choices: Choices
    # Slot and text to what the center has agreed to write instead.
    mappings: Mapping[int, Mapping[str, str | None]] = field(default_factory=dict)
    # Rows are files: none is made or deleted here.
    is_of_files: bool = False

    def steps(self) -> Iterator[list[Step]]:
        """Yield what becomes of the rows, some at a time: those of the file in order, then those it has no more."""
        # Nothing is known of a file none of whose columns means anything.
        lines = self.incoming.lines() if any(slot is not None for slot in self.slots) else iter(())
        while some := list(islice(lines, PIECE)):
            yield self._some(some)
        if self.gone is not None and not self.is_of_files and any(slot is not None for slot in self.slots):
            yield from self._missing(self.gone)

    def _some(self, lines: Sequence[Line]) -> list[Step]:
        owners = [self.whose.of(line.number) for line in lines]
        rows = rows_by_number(self.workspace, [one.number for one in owners if one.number is not None])
        steps = [
            Step(line.number, Fate.REFUSED, owner.number, reason=owner.refused)
            if owner.refused
            else self._step(line, rows.get(owner.number or 0), owner.index)
            for line, owner in zip(lines, owners, strict=True)
        ]
        self._refuse_private(steps)
        return steps

    def _step(self, line: Line, row: Held | None, index: int | None) -> Step:
        base = None if index is None or self.gone is None else self.gone.cells_of(index)
        mine, mapped = self._mine(line, base or [])
        if (reason := self._unstorable(mine)) is not None:
            return Step(line.number, Fate.REFUSED, None if row is None else row.number, reason=reason)
        if row is None:
            step = Step(line.number, Fate.CREATED, mapped=mapped)
            step.cells.update((slot, text) for slot, text in mine.items() if text is not None)
            if base is not None and index is not None:
                self._come_back(step, mine, dict(enumerate(base)), name=-1 - index)
            return step
        present = row.cells or []
        before = self._before(present, base)
        kept = 0
        if base is None and self.gone is None and not self.choices.empties:
            emptied = [slot for slot, text in mine.items() if text is None and cell(present, slot) is not None]
            kept, mine = len(emptied), {slot: text for slot, text in mine.items() if slot not in set(emptied)}
        step = self._met(row, meet(before, dict(enumerate(present)), mine), line.number)
        if row.is_deleted:
            self._come_back(step, mine, before, name=row.number)
        step.unread = sum(self.slots[place] is not None for place in line.unread if place < len(self.slots))
        step.kept_empty, step.mapped = kept, {slot: pair for slot, pair in mapped.items() if slot in step.cells}
        return step

    def _before(self, present: Cells, base: Cells | None) -> dict[int, str | None]:
        """Return what the cells are compared with: as they went out; as they are, for what never did."""
        if base is not None:
            return dict(enumerate(base))
        # A row that both sides have added: nothing of it was there before.
        return {} if self.gone is not None else dict(enumerate(present))

    def _met(self, row: Held, met: Met, line: int) -> Step:
        taken = dict(met.taken)
        for clash in met.clashes:
            if self.choices.of(row.number, clash.slot) is Side.MINE:
                taken[clash.slot] = clash.mine
        fate = Fate.CHANGED if taken else Fate.UNTOUCHED
        step = Step(line, fate, row.number, present=row.cells or [], cells=taken)
        step.clashes, step.rewritten = met.clashes, met.rewritten
        step.name, step.source_key, step.base = row.number, row.source_key, row.base
        return step

    def _come_back(
        self, step: Step, mine: Mapping[int, str | None], before: Mapping[int, str | None], *, name: int
    ) -> None:
        """Say what becomes of a row that the grid has no more, and the workbook has still.

        ``name`` is what stands for it where somebody decides: its number, or a negative one where it has none now.
        """
        step.clashes, step.name = [], name
        if not meet(before, before, mine).taken:
            step.fate, step.cells = Fate.UNTOUCHED, {}
            step.reason = "It was deleted in the grid, and stays so."
            return
        step.is_row_clash, step.reason = True, "It was deleted in the grid, and changed in the workbook."
        if self.choices.of(name) is Side.THEIRS:
            step.fate, step.cells = Fate.UNTOUCHED, {}
        elif step.number is not None:
            step.fate = Fate.RESTORED
            step.cells = {slot: text for slot, text in mine.items() if cell(step.present, slot) != text}

    def _mine(self, line: Line, base: Cells) -> tuple[dict[int, str | None], dict[int, tuple[str | None, str | None]]]:
        """Return the texts of a row by slot, and which of them are written as the center did before: from, to.

        What came back as it went out is left alone, and so is what could not be read.
        """
        texts = enumerate(zip(self.slots, line.texts, strict=True))
        mine = {
            slot: text
            for place, (slot, text) in texts
            if slot is not None and text != LEFT_OUT and place not in line.unread
        }
        mapped: dict[int, tuple[str | None, str | None]] = {}
        for slot, meanings in self.mappings.items() if self.choices.maps else ():
            text = mine.get(slot)
            if text is not None and text in meanings and text != cell(base, slot):
                mapped[slot] = (text, meanings[text])
                mine[slot] = meanings[text]
        return mine, mapped

    def _unstorable(self, mine: Mapping[int, str | None]) -> str | None:
        try:
            for slot, text in mine.items():
                check_cell(text, self.workspace.column_names[slot])
        except GridIsInvalid as error:
            return str(error)
        return None

    def _refuse_private(self, steps: Sequence[Step]) -> None:
        """Take out the cells that may not enter, whatever the row is; a row that loses its key is refused."""
        texts = [{slot: text for slot, text in step.cells.items() if text is not None} for step in steps]
        for step, seen in zip(steps, refusing.seen_in(self.workspace, texts), strict=True):
            refused = {slot: one for slot, one in seen.items() if one.is_refused}
            step.held = [
                as_json(finding, {}) for one in seen.values() if not one.is_refused for finding in one.findings
            ]
            if not refused:
                continue
            step.private = refused
            for slot in refused:
                del step.cells[slot]
            if step.fate is Fate.CREATED and (not step.cells or refused.keys() & set(self.whose.key_slots)):
                step.fate, step.cells = Fate.REFUSED, {}
                step.reason = "What may identify a person stands in it, where the row is known by it."
            elif step.fate is Fate.CHANGED and not step.cells:
                step.fate = Fate.UNTOUCHED

    def _missing(self, gone: Gone) -> Iterator[list[Step]]:
        left = [(index, number) for index, number in gone.live() if not self.whose.is_met(number)]
        for start in range(0, len(left), PIECE):
            some = left[start : start + PIECE]
            rows = rows_by_number(self.workspace, [number for _, number in some])
            yield [
                self._leave(rows[number], gone.cells_of(index))
                for index, number in some
                if number in rows and not rows[number].is_deleted
            ]

    def _leave(self, row: Held, base: Cells) -> Step:
        present = row.cells or []
        step = Step(0, Fate.UNTOUCHED, row.number, present=present, name=row.number)
        changed = is_changed(dict(enumerate(base)), dict(enumerate(present)))
        if changed:
            step.is_row_clash, step.reason = True, "It was changed in the grid, and is not in the workbook any more."
        wanted = self.choices.of(row.number) is Side.MINE if changed else self.choices.deletes
        if wanted:
            step.fate = Fate.DELETED
        return step
