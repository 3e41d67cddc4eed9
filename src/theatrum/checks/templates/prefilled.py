"""The first rows of a template: identifiers that are given out already, and values that are always the same."""

import csv
from collections.abc import Iterable, Mapping, Sequence

from theatrum.checks.catalogue.page import ComponentPage
from theatrum.checks.profile.identifiers import IdentifierForms
from theatrum.checks.templates.errors import IdentifierUnplaced

Row = Mapping[str, str]
# The module csv takes no longer cells.
_LONGEST = 100_000
_SHOWN = 60


def rows_of(page: ComponentPage, forms: IdentifierForms, lines: Sequence[str], *, count: int = 0) -> list[Row]:
    """Return the rows that a template begins with, at least ``count``.

    ``lines`` are those of a text file: a CSV table, of which the columns that the component has are taken over, or one
    identifier a line, which goes where the component takes its kind. Raises IdentifierUnplaced.
    """
    given = _given(page, forms, lines)
    constants = {one.name: one.constant for one in page.attributes if one.constant and one.need == "required"}
    given += [{} for _ in range(count - len(given))]
    return [{**constants, **row} for row in given]


def _given(page: ComponentPage, forms: IdentifierForms, lines: Iterable[str]) -> list[Row]:
    cut = ((number, _cells(line)) for number, line in enumerate(lines, start=1))
    table = [(number, cells) for number, cells in cut if any(map(str.strip, cells))]
    if not table:
        return []
    header = [cell.strip().removeprefix("\ufeff") for cell in table[0][1]]
    known = {one.name for one in page.attributes}
    if known.isdisjoint(header):
        return [_placed(page, forms, number, cells[0].strip().removeprefix("\ufeff")) for number, cells in table]
    rows = (zip(header, cells, strict=False) for _, cells in table[1:])
    return [{name: cell.strip() for name, cell in row if name in known and cell.strip()} for row in rows]


def _cells(line: str) -> list[str]:
    """Return the cells of a line; a line without a comma is one cell, however long."""
    return next(csv.reader([line.replace("\0", "")]), []) if "," in line and len(line) < _LONGEST else [line]


def _placed(page: ComponentPage, forms: IdentifierForms, number: int, text: str) -> Row:
    kind = forms.kind_of(text)
    if kind is None:
        fix = "Write one identifier a line, or a CSV table with columns of the component."
        raise IdentifierUnplaced(line=number, text=text[:_SHOWN], component=page.name, fix=fix)
    own = page.key[0] if page.key and page.key[1] == kind else None
    column = own or next((one.name for one in page.attributes if kind in one.kinds), None)
    if column is None:
        taken = sorted({taken for one in page.attributes for taken in one.kinds})
        fix = f"It takes identifiers of these kinds: {', '.join(taken) or 'none'}."
        raise IdentifierUnplaced(line=number, text=text[:_SHOWN], component=page.name, fix=fix)
    return {column: text}
