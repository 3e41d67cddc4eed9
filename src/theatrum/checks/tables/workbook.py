"""Workbooks (XLSX): which sheets are read, and which files are refused."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from io import BytesIO

import polars as pl
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables import archive, sheet_marks
from theatrum.checks.tables.sheet import sheet_table
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.table import Table
from theatrum.checks.tables.troubles import placed, trouble

# A report of ours in a workbook has a sheet of this name, which is no table.
SUMMARY_SHEET = "Theatrum summary"
# And so have templates of ours: help, and lists of permissible values.
HELP_SHEET = "How to fill this in"
VALUES_SHEET = "Theatrum values"
LISTS_SHEET = "Theatrum lists"
OWN_SHEETS = frozenset({SUMMARY_SHEET, HELP_SHEET, VALUES_SHEET, LISTS_SHEET})

_MOST_CELLS = 50_000_000
_SHARED = "xl/sharedStrings.xml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The name that an encrypted workbook's container has inside, in UTF-16.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What reading a damaged zip file can raise; no file of the system is open at that time.
_DAMAGES = (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError, OSError, EOFError, zlib.error)
_SAVE_AS = "Open it in a spreadsheet program and save it as XLSX or as CSV UTF-8."


def read_workbook(source: Source) -> Iterator[Table]:
    """Yield a table for each sheet that has anything in it, hidden ones too.

    Raises:
        OSError: The file cannot be read.
    """
    content = source.read()
    refusal = _refusal(content)
    if refusal:
        yield _nothing(source, None, refusal)
        return
    try:
        tables = list(_tables(source, content))
    except PasswordError:
        yield _nothing(source, None, _protected())
    except (CalamineError, *_DAMAGES):
        yield _nothing(source, None, _damaged())
    else:
        yield from tables or [_nothing(source, None, _empty())]


def _tables(source: Source, content: bytes) -> Iterator[Table]:
    with closing(CalamineWorkbook.from_filelike(BytesIO(content))) as book, zipfile.ZipFile(BytesIO(content)) as packed:
        parts = sheet_marks.parts(packed)
        lengths = sheet_marks.text_lengths(packed.read(_SHARED) if _SHARED in packed.namelist() else b"")
        for about in book.sheets_metadata:
            if about.typ is not SheetTypeEnum.WorkSheet or about.name in OWN_SHEETS:
                continue
            xml = packed.read(parts[about.name]) if about.name in parts else b""
            if sheet_marks.dense_cells(xml) > _MOST_CELLS:
                yield _nothing(source, about.name, _too_large("The sheet spans too many cells."))
                continue
            if sheet_marks.shared_bytes(xml, lengths) > archive.MOST_BYTES:
                yield _nothing(
                    source, about.name, _too_large("The cells of the sheet hold far more text than a table.")
                )
                continue
            marks = sheet_marks.marks(xml)
            del xml
            table = sheet_table(source.name, book.get_sheet_by_name(about.name), marks)
            if table is not None:
                yield table if about.visible is SheetVisibleEnum.Visible else _told_hidden(table)


def _refusal(content: bytes) -> Group | None:
    if content.startswith(_OLE):
        return _protected() if _ENCRYPTED in content else _old("This is a workbook of an old format (.xls).")
    if not content:
        return trouble("empty", "The file has nothing in it.", fix="Leave it out, or save the workbook again.")
    try:
        if archive.unpacks_to_too_much(BytesIO(content), len(content)):
            return _too_large("The workbook unpacks to far more than a table needs.")
        with zipfile.ZipFile(BytesIO(content)) as packed:
            return _refusal_by_members(set(packed.namelist()))
    except _DAMAGES:
        return _damaged()


def _refusal_by_members(names: set[str]) -> Group | None:
    if "content.xml" in names:
        return _old("This is an OpenDocument spreadsheet (.ods).")
    if "xl/workbook.bin" in names:
        return _old("This is a binary workbook (.xlsb).")
    return None if any(name.startswith("xl/") for name in names) else _damaged()


def _told_hidden(table: Table) -> Table:
    message = "The sheet is hidden; it was read like the others."
    told = trouble("hidden_sheet", message, fix="Show the sheet, or delete it.", severity=Severity.WARNING)
    return replace(table, groups=(*placed([told], table.file, table.sheet), *table.groups))


def _nothing(source: Source, sheet: str | None, group: Group) -> Table:
    return Table(source.name, sheet, pl.DataFrame(), groups=placed([group], source.name, sheet))


def _protected() -> Group:
    return trouble("password", "The workbook is protected by a password.", fix="Save it without a password.")


def _damaged() -> Group:
    return trouble("unreadable", "The file is damaged, or no workbook: it cannot be read.", fix=_SAVE_AS)


def _old(message: str) -> Group:
    return trouble("old_format", f"{message} It is not read.", fix=_SAVE_AS)


def _too_large(message: str) -> Group:
    return trouble("too_large", message, fix="Save the table as CSV UTF-8.")


def _empty() -> Group:
    return trouble("empty", "No sheet has anything in it.", fix="Add a header and rows, or leave the file out.")
