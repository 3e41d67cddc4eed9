"""What is true about a refused request on tables. The wire's tests know several of these texts."""

from theatrum.kernel.errors import DomainError, Kind


class ColumnNotFound(DomainError):
    """No column model has this id."""

    code = "tables.column_not_found"
    kind = Kind.NOT_FOUND
    template = "Column does not exist for id: {id}"


class ColumnIsInvalid(DomainError):
    """A column's definition contradicts itself, or exceeds a limit."""

    code = "tables.column_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class NotATable(DomainError):
    """The entity has no columns and rows."""

    code = "tables.not_a_table"
    kind = Kind.INVALID
    template = "{id} is not a table or view."


class NoSnapshot(DomainError):
    """The version exists, but its rows were not kept."""

    code = "tables.no_snapshot"
    kind = Kind.NOT_FOUND
    template = "No rows were kept of version {version} of {id}: only snapshots can be queried by version."


class ChangeIsInvalid(DomainError):
    """A change of a table contradicts itself or its columns, with the reason."""

    code = "tables.change_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class CellIsInvalid(DomainError):
    """A cell does not hold what its column's type says. Rows and columns count from 0."""

    code = "tables.cell_invalid"
    kind = Kind.INVALID
    template = "Value at [{row},{column}] was not a valid {type}. {reason}"


class CsvIsInvalid(DomainError):
    """A CSV cannot be read as rows of the table."""

    code = "tables.csv_invalid"
    kind = Kind.INVALID
    template = "{reason}"


class HeaderIsInvalid(DomainError):
    """The header of a CSV names what is no column of the table."""

    code = "tables.header_invalid"
    kind = Kind.INVALID
    template = (
        "The first line is expected to be a header but the values do not match the names of of the columns of the"
        " table ({name} is not a valid column name or id). Header row: {header}"
    )


class RowIsStale(DomainError):
    """Somebody else changed or deleted a row since it was read."""

    code = "tables.row_is_stale"
    kind = Kind.STALE
    template = (
        "Row id: {row} has been changed since last read.  Please get the latest value for this row and then attempt"
        " to update it again."
    )


class RowNotFound(DomainError):
    """A row to be changed does not exist."""

    code = "tables.row_not_found"
    kind = Kind.INVALID
    template = "Cannot update row: {row} because it does not exist."


class FilesAreNotYours(DomainError):
    """Files of others, which the table does not hold already, were put into cells."""

    code = "tables.files_are_not_yours"
    kind = Kind.FORBIDDEN
    template = "Cannot access files: {files}"


class TableIsBusy(DomainError):
    """The table was changed again and again while a change of it was prepared."""

    code = "tables.busy"
    kind = Kind.STALE
    template = "{id} is being changed by others so often that this change could not be applied. Send it once more."


class NoTransactions(DomainError):
    """The kind of entity takes no rows."""

    code = "tables.no_transactions"
    kind = Kind.INVALID
    template = "{id} is a {kind}: only tables and views can be changed by a table transaction."


class SnapshotLabelIsTaken(DomainError):
    """Another version of the table has the label."""

    code = "tables.snapshot_label_is_taken"
    kind = Kind.INVALID
    template = "The label '{label}' has already been used for a version of this entity"
