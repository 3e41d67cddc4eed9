"""The draft under the hands of who plants defects: no place is used twice."""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from theatrum.checks.columns.reading import Reading, read_row, readings_of
from theatrum.checks.model.violations import Violation
from theatrum.checks.synthesis.blueprint import Blueprint, Part
from theatrum.checks.synthesis.defects.defect import NoPlace, Planted
from theatrum.checks.synthesis.drafts import Draft, DraftFile, DraftTable, Row
from theatrum.checks.synthesis.specimens import Specimen
from theatrum.checks.synthesis.styles import Style
from theatrum.checks.synthesis.workshop import Subject, Workshop

# With fewer columns a table says too little of how it was saved.
_WIDE = 3
ColumnTest = Callable[[Part, str], object]
CellTest = Callable[[Part, Row, str], object]


@dataclass(frozen=True, slots=True)
class Place:
    """A cell that is one defect's own."""

    part: Part
    row: Row
    column: str

    @property
    def text(self) -> str:
        """What stands in the cell."""
        return self.row.get(self.column, "")

    def write(self, text: str, done: str, *, mend: str | None = None, also: tuple[str, ...] = ()) -> Planted:
        """Put a text into the cell, an empty one to empty it, and say so."""
        old = self.text
        self.row[self.column] = text
        if not text:
            del self.row[self.column]
        return Planted(
            component=self.part.name,
            row=self.row,
            column=self.column,
            done=done,
            mend=mend or f"Write {old}.",
            also=also,
        )


@dataclass(frozen=True, slots=True)
class AddedFile:
    """A data file that was added for a defect, and the row about it."""

    part: Part
    row: Row
    file: DraftFile

    def at(self, column: str | None) -> Place:
        """Return a cell of the row."""
        return Place(self.part, self.row, column or "")


class Bench:
    """Hands out cells, rows, tables and participants, each to one defect only."""

    def __init__(self, workshop: Workshop, *, is_workbook: bool = False) -> None:
        self.workshop = workshop
        self._is_workbook = is_workbook
        self._taken: set[int] = set()
        self._tables: set[str] = set()
        self._readings: dict[str, dict[str, Reading]] = {}
        # The first participant stays whole: there is always something to compare with.
        self._subjects = workshop.subjects[1:] or workshop.subjects

    @property
    def plan(self) -> Blueprint:
        """The plan of the submission."""
        return self.workshop.plan

    @property
    def draft(self) -> Draft:
        """The submission so far."""
        return self.workshop.draft

    @property
    def chance(self) -> random.Random:
        """The source of chance."""
        return self.workshop.chance

    def style(self, part: Part) -> Style:
        """Return how the table of a component is written, to be changed."""
        return self.draft.styles.setdefault(part.name, Style(is_workbook=self._is_workbook))

    def parts(self) -> list[Part]:
        """Return the components that have rows, those of records about participants first."""
        return sorted((table.part for table in self.draft), key=lambda part: not part.person)

    def cell(self, columns: ColumnTest, cells: CellTest, parts: Iterable[Part] | None = None) -> Place:
        """Return a cell that no other defect is near, of a column and in a row that the tests take. Raises NoPlace."""
        for part in self.parts() if parts is None else parts:
            for column in part.columns:
                row = self._row(part, column, cells) if columns(part, column) else None
                if row is not None:
                    self._taken.add(id(row))
                    return Place(part, row, column)
        raise NoPlace("there is no such cell left: ask for more participants")

    def filled(self, columns: ColumnTest, parts: Iterable[Part] | None = None) -> Place:
        """Return a cell that is filled."""
        return self.cell(columns, lambda _, row, name: name in row, parts)

    def _row(self, part: Part, column: str, cells: CellTest) -> Row | None:
        if part.name in self._tables:
            return None
        rows = (row for row in self.draft.rows(part.name) if row and id(row) not in self._taken)
        return next((row for row in rows if cells(part, row, column)), None)

    def is_free(self, component: str) -> bool:
        """Return whether no defect is in a table."""
        rows = self.draft.rows(component)
        return component not in self._tables and not any(id(row) in self._taken for row in rows)

    def claim(self, component: str) -> None:
        """Keep a table from other defects of single rows."""
        self._tables.add(component)

    def is_plain(self, part: Part, column: str) -> bool:
        """Return whether a column speaks of its row only: it names nothing, and tells nothing of a file."""
        return column not in part.links and column != part.key and column not in self.plan.profile.overlay.fills

    def table(self, test: Callable[[DraftTable], object] = bool, *, is_whole: bool = False) -> DraftTable:
        """Return a table for a defect of the way it is written; ``is_whole``: of all its rows. Raises NoPlace."""
        # Tables without other defects come first, records with ages last: these are what most defects are about.
        wide = (table for table in self.draft if len(table.columns) >= _WIDE)
        tables: list[DraftTable] = sorted(wide, key=lambda table: bool(table.part.person and table.part.ages))
        tables.sort(key=lambda table: not self.is_free(table.part.name))
        for table in tables:
            name = table.part.name
            if (self.is_free(name) if is_whole else name not in self._tables) and test(table):
                self.claim(name)
                return table
        raise NoPlace("there is no such table left: plant fewer classes at once")

    def free_rows(self, table: DraftTable) -> list[Row]:
        """Return the rows of a table that no defect is in."""
        return [row for row in table.rows if row and id(row) not in self._taken]

    def subject(self) -> Subject:
        """Return a participant whom no other defect is about. Raises NoPlace."""
        for subject in reversed(self._subjects):
            rows = list(self.rows_of(subject))
            if id(subject) not in self._taken and not any(id(row) in self._taken for _, row in rows):
                self._taken.update([id(subject), *(id(row) for _, row in rows)])
                return subject
        raise NoPlace("there is no participant left for it: ask for more")

    def rows_of(self, subject: Subject) -> Iterator[tuple[Part, Row]]:
        """Yield the records of a participant."""
        for table in self.draft:
            part = table.part
            column = part.person or (part.key if part.key_kind == self.plan.participant_kind else None)
            rows = (row for row in table.rows if column and row.get(column) == subject.person.id)
            yield from ((part, row) for row in rows)

    def problems(self, part: Part, row: Row) -> list[Violation]:
        """Return what the schema of a component has against the cells of a row."""
        readings = self._readings.get(part.name) or self._readings_of(part)
        return part.schema.judge(read_row(readings, row))

    def _readings_of(self, part: Part) -> dict[str, Reading]:
        found = self._readings[part.name] = readings_of(part.schema)
        return found

    def take(self, row: Row) -> Row:
        """Keep a row from all other defects."""
        self._taken.add(id(row))
        return row

    def add(self, part: Part, row: Row) -> Row:
        """Add a row that is one defect's own."""
        return self.draft.add(part.name, self.take(row))

    def added_files(self, first: Part, specimen: Specimen | None = None) -> list[AddedFile]:
        """Add the files of one more assay, of a specimen that is there or of another one; they are one defect's own."""
        known = {id(row) for table in self.draft for row in table.rows}
        count = len(self.draft.files)
        self.workshop.assays.add_family(first, specimen or self._subjects[0].made[0])
        added = [(table.part, row) for table in self.draft for row in table.rows if id(row) not in known]
        self._taken.update(id(row) for _, row in added)
        by_path = {row[self.path_column]: (part, row) for part, row in added}
        return [AddedFile(*by_path[file.path], file) for file in self.draft.files[count:]]

    def added_specimen(self) -> Specimen:
        """Add a specimen that was taken from a participant, and return the one that was made of it."""
        person = self._subjects[0].person
        known = {id(row) for row in self.draft.rows(self.plan.specimens.name)}
        _, (made,) = self.workshop.specimens.taken(person.id, person.life, 1)
        self._taken.update(id(row) for row in self.draft.rows(self.plan.specimens.name) if id(row) not in known)
        return made

    def families(self) -> list[Part]:
        """Return the first levels of assays, those with the fewest levels above first. Raises NoPlace."""
        families = self.workshop.assays.families
        if not families or not self.draft.files:
            raise NoPlace("the submission has no data files")
        return sorted(families, key=lambda part: len(self.followers(part)))

    def followers(self, first: Part) -> list[str]:
        """Return the components whose files are made from those of a first level, directly or not."""
        found = [first.name]
        for part in self.plan.files:
            if any(set(parent.components) & set(found) for parent in part.parents) and part.name not in found:
                found.append(part.name)
        return found[1:]

    @property
    def path_column(self) -> str:
        """The column with the path of a file."""
        return self._filled("path")

    @property
    def format_column(self) -> str:
        """The column with the format of a file."""
        return self._filled("format")

    def free_id(self, kind: str) -> str:
        """Return a well-formed identifier of the center that stands for nothing."""
        owner = self.workshop.owner(self._number())
        return owner if kind == self.plan.participant_kind else self.numbered(kind, owner)

    def numbered(self, kind: str, owner: str) -> str:
        """Return an identifier that nothing has yet, of a participant or what stands for one."""
        return self.plan.forms.write(kind, number=self._number(), **{self.plan.participant_kind: owner})

    def _number(self) -> int:
        return self.chance.randint(900_000, 999_999)

    def _filled(self, what: str) -> str:
        for column, filled in self.plan.profile.overlay.fills.items():
            if filled == what:
                return column
        raise NoPlace(f"the overlay does not say which column holds the {what} of a file")
