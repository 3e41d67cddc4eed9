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
