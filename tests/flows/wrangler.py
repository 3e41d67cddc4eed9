"""Somebody who mends a submission with the printed text alone, and says what was done.

What no text can know (which participant was meant, a file that was lost) is in the wrangler's head: the defect's
recorded answer, and the submission as it was before. It is used only after the text named the place.
"""

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.flows.printed import Block
from tests.flows.spreadsheet import Spreadsheet
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.pictures import ome_tiff
from theatrum.checks.synthesis.defects.defect import Defect

SUGGESTION, DELETING, SAVING, RENAMING, KNOWLEDGE = "suggestion", "deleting", "saving", "renaming", "knowledge"
FILE, PARENT, PATH = "HTAN_DATA_FILE_ID", "HTAN_PARENT_ID", "FILENAME"
# A text that is to be written as it stands: not "Write a whole number", not "Write one of".
_WRITE = re.compile(r'Write "?(?!(?:a|an|one|the|what|true) )(?P<text>[^"]+?)"?(?:, or rename .+)?\.(?: .+)?')
_MEANT = re.compile(r'Did you mean "(?P<text>.+?)"')
_POSITIONS = re.compile(r"Columns [0-9]+ \([A-Z]+\) and (?P<second>[0-9]+) \(")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was mended: how, and the text that said what to do."""

    how: str
    text: str


class Wrangler:
    """Mends the submission in ``folder``. ``defect`` is what happened to it, ``before`` the same one without it."""

    def __init__(self, folder: Path, defect: Defect, before: Path) -> None:
        self._folder = folder
        self._defect = defect
        self._before = before

    def mend(self, blocks: list[Block]) -> Step:
        """Do what the first thing to mend says, or what it makes the wrangler think of."""
        block = blocks[0]
        for text in block.advices():
            for pattern, how, act in _ACTS:
                if found := re.match(pattern, text):
                    act(self, block, found)
                    return Step(how, text)
        return self._know(blocks)

    def _know(self, blocks: list[Block]) -> Step:
        """Use what only a person can know, once the text has named the very place of the defect."""
        defect = self._defect
        told = [block for block in blocks if block.speaks_of(defect.file, defect.row, defect.column)]
        assert told, f"nothing names {defect.file}, row {defect.row}, {defect.column}"
        assert told[0].sheet == defect.sheet
        for pattern, act in _ANSWERS:
            if found := re.match(pattern, defect.mend):
                act(self, found)
                return Step(KNOWLEDGE, " ".join([told[0].message, *told[0].advices()]))
        raise AssertionError(f"no answer of this kind: {defect.mend}")

    # What the text itself says.

    def write(self, block: Block, found: re.Match[str]) -> None:
        """Write what is suggested into the cells for which it is."""
        sheet = self._sheet(block.file)
        column = next(name for name in sheet.header if name in block.message)
        place = next((one for one in block.places if found[0] in one.advice), block.places[0])
        for row in place.rows:
            sheet.write(row, column, found["text"])
        sheet.save()

    def name_column(self, block: Block, found: re.Match[str]) -> None:
        """Rename a column."""
        sheet = self._sheet(block.file)
        sheet.header[sheet.header.index(block.column)] = found["text"]
        sheet.save()

    def delete_column(self, block: Block, _: re.Match[str]) -> None:
        """Take out the column that the message leads by; of two with one name the second."""
        sheet = self._sheet(block.file)
        second = _POSITIONS.search(block.message)
        sheet.delete_column(int(second["second"]) if second else sheet.header.index(block.column) + 1)
        sheet.save()

    def delete_rows(self, block: Block, _: re.Match[str]) -> None:
        """Take out the rows that are named."""
        self._delete(block, block.rows)

    def keep_one(self, block: Block, _: re.Match[str]) -> None:
        """Take out the rows that are named, but for the first."""
        self._delete(block, block.rows[1:])

    def cut(self, block: Block, _: re.Match[str]) -> None:
        """Take out the cells behind the last column."""
        sheet = self._sheet(block.file)
        for row in block.rows:
            del sheet.lines[row][len(sheet.header) :]
        sheet.save()

    def save(self, block: Block, _: re.Match[str]) -> None:
        """Open a table and save it again."""
        self._sheet(block.file).save()

    def take_out(self, block: Block, _: re.Match[str]) -> None:
        """Take a file out, and its row if it has one."""
        for place in block.places:
            (self._folder / str(place.file)).unlink()
            self._for_row_of(str(place.file), lambda sheet, row: sheet.delete_rows([row]))

    def rename(self, block: Block, _: re.Match[str]) -> None:
        """Put underscores into the name of a file, and write the name into its row."""
        old = str(block.places[0].file)
        path = Path(old)
        self._rename(old, path.with_name(re.sub("[^A-Za-z0-9._-]", "_", path.name)).as_posix())

    # What only the wrangler knows.

    def recall(self, found: re.Match[str]) -> None:
        """Write what should stand in the cell."""
        sheet = self._sheet(self._defect.file)
        # Of two that contradict one another the row's own identifier was the wrong one.
        is_own = self._defect.name == "reference-participant-differs"
        sheet.write(self._defect.row or 0, FILE if is_own else self._defect.column or "", found["text"])
        sheet.save()

    def fill_columns(self, _: re.Match[str]) -> None:
        """Fill a column in: one that lacks, or one whose numbers are all wrong."""
        sheet, before = self._sheet(self._defect.file), self._old(self._defect.file)
        for name in before.header if self._defect.column in sheet.header else [str(self._defect.column)]:
            if name not in sheet.header:
                sheet.header.append(name)
                sheet.lines[1:] = [[*line, ""] for line in sheet.lines[1:]]
            for row, text in enumerate(before.column(name), start=1):
                sheet.write(row, name, text)
        sheet.save()

    def write_as_text(self, _: re.Match[str]) -> None:
        """Write into a cell of a workbook what stood there before it became a date."""
        row, column = self._defect.row or 0, self._defect.column or ""
        csv_file = str(Path(self._defect.file).with_suffix(".csv"))
        sheet = self._sheet(self._defect.file)
        sheet.write(row, column, self._old(csv_file).cell(row, column))
        sheet.save()

    def add_rows(self, found: re.Match[str]) -> None:
        """Add the rows that lack in a table."""
        file = self._table(found["component"], self._before)
        sheet, before = self._sheet(file), self._old(file)
        sheet.lines += [line for line in before.lines if line not in sheet.lines]
        sheet.save()

    def add_table(self, found: re.Match[str]) -> None:
        """Add a table that lacks."""
        file = self._table(found["component"], self._before)
        (self._folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(self._before / file, self._folder / file)

    def add_file(self, found: re.Match[str]) -> None:
        """Add a file of a component that comes from a specimen, with its row: as another one, made from its first."""
        specimens = self._sheet(self._defect.file)
        specimen = specimens.cell(self._defect.row or 0, str(self._defect.column))
        table = self._table(found["component"], self._folder)
        sheet = self._sheet(table)
        row = dict(zip(sheet.header, sheet.lines[1], strict=True))
        name = f"{specimen.rpartition('_')[0]}_D999"
        path = re.sub(r"[^/]+?(?=\.)", name, row[PATH], count=1)
        shutil.copy(self._folder / row[PATH], self._folder / path)
        row |= {FILE: name, PARENT: self._first_file_of(specimen), PATH: path}
        sheet.lines.append([row[column] for column in sheet.header])
        sheet.save()

    def make_anew(self, _: re.Match[str]) -> None:
        """Make a file anew: here with the content of another one whose name ends like it."""
        missing = self._defect.file
        if missing.endswith((".csv", ".xlsx")):
            missing = self._sheet(missing).cell(self._defect.row or 0, str(self._defect.column))
        ending = missing.partition(".")[2]
        alike = [one for one in sorted(self._before.rglob(f"*.{ending}")) if one.stat().st_size]
        beside = [one for one in alike if one.parent == (self._before / missing).parent]
        if beside or ending != "ome.tiff":
            shutil.copy((beside or alike)[0], self._folder / missing)
        else:
            # Other components have images in grey: a slide is scanned anew, in color.
            scan = ome_tiff(Content(sample="HTA201_1_B1", seed=0, least=1_100_000, is_color=True))
            (self._folder / missing).write_bytes(scan)

    def call(self, found: re.Match[str]) -> None:
        """Give a file its name back, in its row too."""
        self._rename(self._defect.file, found["text"])

    # The submission.

    def _sheet(self, file: str | None) -> Spreadsheet:
        return Spreadsheet(self._folder / str(file))

    def _old(self, file: str) -> Spreadsheet:
        return Spreadsheet(self._before / file)

    def _delete(self, block: Block, rows: list[int]) -> None:
        sheet = self._sheet(block.file)
        sheet.delete_rows(rows)
        sheet.save()

    def _rename(self, old: str, new: str) -> None:
        (self._folder / old).rename(self._folder / new)
        self._for_row_of(old, lambda sheet, row: sheet.write(row, PATH, new))

    def _for_row_of(self, file: str, act: Callable[[Spreadsheet, int], None]) -> None:
        for sheet in map(Spreadsheet, sorted((self._folder / file).parent.glob("*.csv"))):
            paths = sheet.column(PATH) if PATH in sheet.header else []
            if file in paths:
                act(sheet, paths.index(file) + 1)
                sheet.save()

    def _first_file_of(self, specimen: str) -> str:
        for path in sorted(self._folder.rglob("*.csv")):
            sheet = Spreadsheet(path)
            if FILE in sheet.header and specimen in sheet.column(PARENT):
                return sheet.cell(sheet.column(PARENT).index(specimen) + 1, FILE)
        raise AssertionError(f"no file comes from {specimen}")

    @staticmethod
    def _table(component: str, folder: Path) -> str:
        return next(folder.rglob(f"{component}.csv")).relative_to(folder).as_posix()


_Act = Callable[[Wrangler, Block, re.Match[str]], None]
_Answer = Callable[[Wrangler, re.Match[str]], None]
_ACTS: tuple[tuple[str | re.Pattern[str], str, _Act], ...] = (
    (_MEANT, SUGGESTION, Wrangler.write),
    (_WRITE, SUGGESTION, Wrangler.write),
    (r"Name the column (?P<text>\S+)\.", RENAMING, Wrangler.name_column),
    (r"Delete the column", DELETING, Wrangler.delete_column),
    (r"Keep one of them, or rename the other", DELETING, Wrangler.delete_column),
    (r"Delete empty rows", DELETING, Wrangler.delete_rows),
    (r"Delete what stands behind the last column", DELETING, Wrangler.cut),
    (r"Keep one (of them|row|record)\b", DELETING, Wrangler.keep_one),
    (r"Save the table as UTF-8", SAVING, Wrangler.save),
    (r"Add a row for it to the table of \w+, or take the file out", DELETING, Wrangler.take_out),
    (r"Rename it, in its row too, .*put an underscore", RENAMING, Wrangler.rename),
)
_ANSWERS: tuple[tuple[str, _Answer], ...] = (
    (r"Write (?P<text>.+?)(, and correct the parent of the other file too)?\.$", Wrangler.recall),
    (r"Put the column back|Count every age from birth", Wrangler.fill_columns),
    (r"Format the column as text", Wrangler.write_as_text),
    (r"Add .* to (?P<component>\w+)\.$", Wrangler.add_rows),
    (r"Submit the (aligned files|bundle) of this specimen as (?P<component>\w+)", Wrangler.add_file),
    (r"Submit .* as (?P<component>\w+)", Wrangler.add_table),
    (r"Put (the file there|its content back|it back)", Wrangler.make_anew),
    (r"Call it (?P<text>\S+), in its row too", Wrangler.call),
)
