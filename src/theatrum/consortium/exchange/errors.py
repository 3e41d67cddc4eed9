"""What is true about a refused import, workbook or download."""

from theatrum.kernel.errors import DomainError, Kind


class ImportNotFound(DomainError):
    """There is no such import, or it is somebody else's."""

    code = "exchange.import_not_found"
    kind = Kind.NOT_FOUND
    template = "Import not found: {id}. Imports that nobody ended are forgotten after some days: start it once more."


class ImportHasMoved(DomainError):
    """What is asked fits another state of the import: it was applied, discarded, or is read anew."""

    code = "exchange.import_moved"
    kind = Kind.CONFLICT
    template = "{file} is {state} by now: load the page again."


class ImportIsInvalid(DomainError):
    """The table cannot be taken as it is, with the reason and what to do."""

    code = "exchange.import_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class WorkbookIsForeign(DomainError):
    """The workbook was made of another record set, or can not be told apart from one that was."""

    code = "exchange.foreign_workbook"
    kind = Kind.CONFLICT
    template = "{file} {reason}"


class GridTooLarge(DomainError):
    """A workbook has a limit."""

    code = "exchange.too_large"
    kind = Kind.LIMIT
    template = "{count:,} {what} are more than the {limit:,} of a workbook: take the CSV."
